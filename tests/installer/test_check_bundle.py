"""Every check of a package passes on a sound one, and refuses the one thing it is there to find."""

import json
import shutil
from importlib.metadata import distribution
from pathlib import Path

import check_bundle
import pytest
from check_bundle import CHECKS, Package
from packing.deb import write_deb
from packing.elf import needs
from packing.licences import LIST
from packing.tree import APP, HOME, Release, lay_client
from packing.wheels import locked

KEY = "-----BEGIN PRIVATE KEY-----\n" + "MC4CAQAwBQYDK2VwBCIEIJ+3" * 4 + "\n-----END PRIVATE KEY-----\n"
SHIBOKEN = "libshiboken6.abi3.so.6.9"


def library():
    """A real library of this platform, small, with a RUNPATH and versions of the C library."""
    (found,) = [f for f in distribution("shiboken6").files if f.name.startswith("libshiboken6.abi3.so")]
    return Path(found.locate()).read_bytes()


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A small package that is sound, and what is in it."""
    tmp_path = tmp_path_factory.mktemp("sound")
    frozen, resources, papers = tmp_path / "frozen", tmp_path / "resources", tmp_path / "papers"
    for folder in (frozen / "lib", resources / "fonts", papers / "msgspec"):
        folder.mkdir(parents=True)
    (frozen / "oa-client").write_bytes(library())
    (frozen / "lib" / SHIBOKEN).write_bytes(library())
    (resources / "fonts/Face.ttf").write_bytes(b"\0\1\0\0")
    (resources / "fonts/Face.OFL.txt").write_text("SIL OPEN FONT LICENSE")
    (papers / "msgspec/LICENSE").write_text("BSD")
    (pinned,) = [one for one in locked() if one.name == "msgspec"]
    part = {"name": pinned.name, "version": pinned.version, "purl": f"pkg:pypi/{pinned.name}@{pinned.version}"}
    (papers / LIST).write_text(json.dumps({"components": [part]}))
    lay_client(frozen, resources, papers, Release("0.1.0", 1_780_000_000), tmp_path / "tree")
    for path in (tmp_path / "tree").rglob("*"):
        path.chmod(0o755)
    kept = tmp_path / "kept"
    kept.mkdir()
    write_deb(tmp_path / "tree", tmp_path / "it.deb", 1_780_000_000, kept)
    return tmp_path


@pytest.fixture
def package(sound, tmp_path):
    """A copy of it to plant something in."""
    shutil.copytree(sound / "tree", tmp_path / "tree", symlinks=True)
    shutil.copyfile(sound / "it.deb", tmp_path / "it.deb")
    return Package(tmp_path / "it.deb", tmp_path / "tree")


def patched(old, new):
    """Plant it in the library of the package, at its length."""

    def plant(package):
        path = package.home / "files/lib" / SHIBOKEN
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new.ljust(len(old), b"\0")))

    return plant


def too_big(package):
    more = check_bundle.MOST_BYTES
    with package.file.open("ab") as out:
        out.write(f"{'more':<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{more:<10}`\n".encode())
        out.truncate(out.tell() + more)


def set_user_id(package):
    (package.home / "files/oa-client").chmod(0o4755)


def open_for_all(package):
    (package.home / "files/oa-client").chmod(0o777)


def a_script(package):
    (package.tree / "DEBIAN/postinst").write_text("#!/bin/sh\n")


def a_newer_packing(package):
    package.file.write_bytes(package.file.read_bytes().replace(b"data.tar.xz ", b"data.tar.zst"))


def a_key(package):
    (package.home / "files/resources/server.pem").write_text(KEY)


def a_path_of_the_build(package):
    (package.home / "files/lib/where.txt").write_text("/build/source/oa_client/__main__.py")


def an_unpinned_part(package):
    path = package.home / "files/licences" / LIST
    path.write_text(path.read_text().replace('"version": "', '"version": "99'))


def no_part_at_all(package):
    (package.home / "files/licences" / LIST).write_text('{"components": []}')


def no_licence(package):
    (package.home / "files/licences/msgspec/LICENSE").unlink()


def no_licence_of_a_font(package):
    (package.home / "files/resources/fonts/Face.OFL.txt").unlink()


def another_application(package):
    info = package.home / "info"
    info.write_text(info.read_text("utf-8").replace(APP, "org.other"), "utf-8")


def three_numbers(package):
    info = package.home / "info"
    info.write_text(info.read_text("utf-8").replace("0.1.0.0", "0.1.0"), "utf-8")


def no_entry(package):
    (package.home / f"entries/applications/{APP}.desktop").unlink()


PLANTED = {
    "a glibc newer than the desktops have": ("系统库", patched(b"GLIBC_2.14\0", b"GLIBC_2.38\0")),
    "a C++ library newer than they have": ("系统库", patched(b"GLIBCXX_3.4.21\0", b"GLIBCXX_3.4.30\0")),
    "a library nobody brings": ("齐全", patched(b"libstdc++.so.6\0", b"libnobod.so.6\0")),
    "too big": ("大小", too_big),
    "a maintainer script": ("格式", a_script),
    "packed as old dpkg cannot read": ("格式", a_newer_packing),
    "a RUNPATH out of the package": ("库路径", patched(b"$ORIGIN/\0", b"/usr/lib\0")),
    "a RUNPATH that climbs out": ("库路径", patched(b"$ORIGIN/\0", b"/../../\0")),
    "setuid": ("权限", set_user_id),
    "writable by everybody": ("权限", open_for_all),
    "a private key": ("保密", a_key),
    "a path of the machine it was built on": ("保密", a_path_of_the_build),
    "a part that is not pinned": ("部件", an_unpinned_part),
    "an empty list of parts": ("部件", no_part_at_all),
    "a part without its licence": ("许可证", no_licence),
    "a font without its licence": ("许可证", no_licence_of_a_font),
    "another application's id": ("应用信息", another_application),
    "a version of three numbers": ("应用信息", three_numbers),
    "no desktop entry": ("应用信息", no_entry),
}


def held(package):
    return {name: check(package)[0] for name, check in CHECKS}


def test_a_sound_package_passes_every_check(package):
    assert held(package) == dict.fromkeys(dict(CHECKS), True)


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_wrong_is_found_by_its_check_alone(package, planted):
    check, plant = PLANTED[planted]
    plant(package)
    assert [name for name, good in held(package).items() if not good] == [check]


def test_every_check_has_something_planted_for_it():
    assert {check for check, _plant in PLANTED.values()} == {name for name, _check in CHECKS}


def test_the_figure_of_a_check_names_the_file(package):
    set_user_id(package)
    assert f"{HOME}/files/oa-client" in dict(CHECKS)["权限"](package)[1]


def test_what_a_library_needs_is_read_from_it():
    said = needs(library())
    assert said.name.startswith("libshiboken6.abi3.so")
    assert "libc.so.6" in said.libraries
    assert said.paths == ("$ORIGIN/",)
    assert any(version.startswith("GLIBC_2.") for version in said.versions)


def test_what_is_no_library_of_this_kind_needs_nothing():
    assert needs(b"") == needs(b"#!/bin/sh\n") == needs(library()[:4] + b"\x01\x01" + library()[6:])
