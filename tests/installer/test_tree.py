"""Where a package puts what."""

import hashlib
import json
import os

import pytest
from packing.deb import write_deb
from packing.elf import MAGIC
from packing.pack import settle
from packing.stamp import FILE, stamp
from packing.system_libraries import DEPENDS, OF_THE_SYSTEM, PACKAGES
from packing.tree import APP, HOME, Release, add_generic, lay_client


@pytest.fixture
def tree(tmp_path):
    for name in ("frozen/lib", "resources/fonts", "papers"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "frozen/oa-client").write_bytes(b"x" * 4096)
    (tmp_path / "frozen/oa-client").chmod(0o755)
    (tmp_path / "frozen/lib/here").symlink_to("../oa-client")
    lay_client(tmp_path / "frozen", tmp_path / "resources", tmp_path / "papers", Release("0.1.0", 1), tmp_path / "tree")
    return tmp_path / "tree"


def fields(tree):
    lines = (tree / "DEBIAN/control").read_text("utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if not line.startswith(" "))


def test_the_store_takes_files_under_opt_apps_and_no_scripts(tree):
    assert sorted(path.name for path in tree.iterdir()) == ["DEBIAN", "opt"]
    assert [path.name for path in (tree / "opt/apps").iterdir()] == [APP]
    assert sorted(path.name for path in (tree / HOME).iterdir()) == ["entries", "files", "info"]
    assert [path.name for path in (tree / "DEBIAN").iterdir()] == ["control"]
    assert (tree / HOME / f"entries/applications/{APP}.desktop").is_file()
    assert (tree / HOME / "files/lib/here").is_symlink()


@pytest.mark.parametrize(
    ("version", "four"), [("1.2.3", "1.2.3.0"), ("2", "2.0.0.0"), ("1.2.3.4", "1.2.3.4"), ("1.2.3.4.5", "1.2.3.4")]
)
def test_the_store_wants_four_numbers(version, four):
    assert Release(version, 0).four == four


def test_the_store_is_told_what_the_client_may_use(tree):
    info = json.loads((tree / HOME / "info").read_text("utf-8"))
    assert (info["appid"], info["name"], info["version"], info["arch"]) == (APP, "轮阅", "0.1.0.0", ["amd64"])
    allowed = {name for name, may in info["permissions"].items() if may}
    assert allowed == {"autostart", "notification", "trayicon", "clipboard"}


def test_a_plain_desktop_finds_the_program(tree):
    add_generic(tree)
    entry = (tree / f"usr/share/applications/{APP}.desktop").read_text("utf-8")
    assert f"/{HOME}/files/oa-client" in entry
    assert str((tree / "usr/bin/oa-client").readlink()) == f"/{HOME}/files/oa-client"
    assert list((tree / "usr/share/icons").rglob(f"{APP}.svg"))


def test_dpkg_is_told_what_it_asks_for(tree):
    said = fields(tree)
    assert (said["Package"], said["Version"], said["Architecture"]) == (APP, "0.1.0.0", "amd64")
    assert json.loads((tree / HOME / "info").read_text("utf-8"))["version"] == said["Version"]
    assert said["Depends"] == DEPENDS
    assert int(said["Installed-Size"]) >= 4


def test_what_is_left_to_the_system_is_asked_for_by_package():
    assert "libc6 (>= 2.28)" in DEPENDS.split(", ")
    listed = [name for names in PACKAGES.values() for name in names]
    assert len(listed) == len(set(listed))
    assert set(listed) < OF_THE_SYSTEM


def laid(place, mask):
    """The package of one client, laid out there by somebody with that umask."""
    old = os.umask(mask)
    try:
        for name in ("frozen/lib", "resources/fonts", "papers/b", "papers/a", "kept"):
            (place / name).mkdir(parents=True)
        for name in ("frozen/lib/b.txt", "frozen/lib/a.txt", "resources/fonts/x.ttf", "papers/b/L", "papers/a/L"):
            (place / name).write_text(name)
        (place / "frozen/oa-client").write_bytes(b"x" * 4096)
        (place / "frozen/oa-client").chmod(0o755)
        papers, release = place / "papers", Release("0.1.0", 1_780_000_000)
        lay_client(place / "frozen", place / "resources", papers, release, place / "tree")
        add_generic(place / "tree")
    finally:
        os.umask(old)
    settle(place / "tree", release.epoch)
    write_deb(place / "tree", place / "it.deb", release.epoch, place / "kept")
    return (place / "it.deb").read_bytes()


def test_one_client_is_one_package_whoever_lays_it_out_and_where(tmp_path):
    assert laid(tmp_path / "here", 0o022) == laid(tmp_path / "乙 elsewhere/deeper", 0o077)


def test_who_signs_a_package_may_write_into_its_programs_and_into_nothing_else(tmp_path):
    for name, data in {"oa-client": MAGIC + b"x", "lib/a.zip": b"code", "resources/x": b"x"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    stamp(tmp_path / "resources", "0.1.0", 0, tmp_path, "0123456789ab")
    said = json.loads((tmp_path / "resources" / FILE).read_text("utf-8"))
    assert said["revision"] == "0123456789ab"
    assert said["program"]["oa-client"] == ""
    assert said["program"]["lib/a.zip"] == hashlib.sha256(b"code").hexdigest()
