"""What goes into a package is pinned, and is what the project asks for."""

import re

import pytest
from packing.sources import CannotBuild, Source, fetch
from packing.wheels import CONSTRAINTS, FREEZERS, Wheel, locked, wanted

HASH = "0123456789abcdef" * 4


def lock(tmp_path, *lines):
    (tmp_path / "lock.txt").write_text("# Made by hand.\n\n" + "".join(f"{line}\n" for line in lines))
    return locked(tmp_path / "lock.txt")


def test_a_line_pins_a_version_and_its_bytes(tmp_path):
    assert lock(tmp_path, f"a-b==1.0 --hash=sha256:{HASH}", f"c==2!1.0rc1 --hash=sha256:{HASH}") == (
        Wheel("a-b", "1.0", HASH),
        Wheel("c", "2!1.0rc1", HASH),
    )


@pytest.mark.parametrize(
    "line",
    ["a==1.0", f"a>=1.0 --hash=sha256:{HASH}", f"a==1.0 --hash=sha256:{HASH[1:]}", f"a==1.0 --hash=md5:{HASH}", "-r x"],
)
def test_a_line_that_pins_nothing_is_refused(tmp_path, line):
    with pytest.raises(CannotBuild, match=re.escape(line)):
        lock(tmp_path, line)


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_holds_what_the_project_asks_for():
    asked = {plain(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in (*wanted(), *FREEZERS)}
    assert asked <= {plain(one.name) for one in locked()}


def test_the_lock_has_the_versions_that_are_tested():
    lines = (
        line.partition("==")
        for line in CONSTRAINTS.read_text("utf-8").splitlines()
        if "==" in line and "'aarch64'" not in line
    )
    tested = {plain(name): version.partition(";")[0].strip() for name, _, version in lines}
    other = {one.name: one.version for one in locked() if tested.get(plain(one.name), one.version) != one.version}
    assert other == {}


def test_a_source_with_another_hash_is_not_used(tmp_path, monkeypatch):
    (tmp_path / "mirror/debian/pool").mkdir(parents=True)
    (tmp_path / "mirror/debian/pool/a.tar.gz").write_bytes(b"not what was pinned")
    monkeypatch.setenv("DEBIAN_MIRROR", (tmp_path / "mirror").as_uri())
    with pytest.raises(CannotBuild, match="SHA-256"):
        fetch(Source("debian/pool/a.tar.gz", HASH), tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_mirror_that_is_not_there_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("DEBIAN_MIRROR", (tmp_path / "nowhere").as_uri())
    with pytest.raises(CannotBuild, match=r"取不到 a\.tar\.gz"):
        fetch(Source("debian/pool/a.tar.gz", HASH), tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []
