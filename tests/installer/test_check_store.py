"""Every check of the central store's package passes on a sound one, and refuses the one thing it is there to find."""

import io
import json
import lzma
import shutil
import tarfile
from importlib.metadata import distribution
from pathlib import Path

import check_bundle
import pytest
from check_bundle import OF_THE_STORE, Package
from packing.deb import _member, members, write_deb
from packing.licences import LIST
from packing.server_tree import HOME, lay_server
from packing.tree import Release
from packing.wheels import locked

from tests.installer.test_check_bundle import KEY
from tests.quality.source import ROOT

EPOCH = 1_780_000_000
LIBRARY = f"{HOME}/lib/_core.so"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A small package that is sound, and what is in it."""
    place = tmp_path_factory.mktemp("sound")
    frozen, papers, kept = (place / name for name in ("frozen", "papers", "kept"))
    for folder in (frozen / "lib", papers / "msgspec", kept):
        folder.mkdir(parents=True)
    (frozen / "oa-server").write_bytes(b"program")
    (found,) = [f for f in distribution("msgspec").files if f.name.startswith("_core.") and f.name.endswith(".so")]
    shutil.copyfile(found.locate(), frozen / "lib/_core.so")
    (papers / "msgspec/LICENSE").write_text("BSD")
    (pinned,) = [one for one in locked() if one.name == "msgspec"]
    part = {"name": pinned.name, "version": pinned.version, "purl": f"pkg:pypi/{pinned.name}@{pinned.version}"}
    (papers / LIST).write_text(json.dumps({"components": [part]}))
    lay_server(frozen, ROOT, papers, Release("0.1.0", EPOCH), place / "tree")
    for path in (place / "tree", *(place / "tree").rglob("*")):
        path.chmod(path.stat().st_mode & ~0o022)
    write_deb(place / "tree", place / "it.deb", EPOCH, kept)
    return place


@pytest.fixture
def package(sound, tmp_path):
    """A copy of it to plant something in."""
    shutil.copytree(sound / "tree", tmp_path / "tree", symlinks=True)
    shutil.copyfile(sound / "it.deb", tmp_path / "it.deb")
    return Package(tmp_path / "it.deb", tmp_path / "tree")


def changed(path, old, new):
    """Plant it in a text of the package."""

    def plant(package):
        text = (package.tree / path).read_text("utf-8")
        assert old in text
        (package.tree / path).write_text(text.replace(old, new), "utf-8")

    return plant


def added(path, text, mode=0o644):
    """Plant a file."""

    def plant(package):
        (package.tree / path).parent.mkdir(parents=True, exist_ok=True)
        (package.tree / path).write_text(text)
        (package.tree / path).chmod(mode)

    return plant


def without(path):
    """Take a file away."""
    return lambda package: (package.tree / path).unlink()


def with_mode(path, mode):
    """Open it, or let nobody run it."""
    return lambda package: (package.tree / path).chmod(mode)


def asks(old, new):
    """Let the library ask for another thing of the same length or less."""

    def plant(package):
        data = (package.tree / LIBRARY).read_bytes()
        assert old in data
        (package.tree / LIBRARY).write_bytes(data.replace(old, new.ljust(len(old), b"\0")))

    return plant


def somebody_elses(package):
    """One file in the package is of user 1000."""
    parts = dict(members(package.file.read_bytes()))
    with tarfile.open(fileobj=io.BytesIO(parts["data.tar.xz"])) as old:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as new:
            for one in old:
                one.uid = 1000 if one.name.endswith("oa-server.env") else one.uid
                new.addfile(one, old.extractfile(one) if one.isreg() else None)
    parts["data.tar.xz"] = lzma.compress(out.getvalue())
    package.file.write_bytes(b"!<arch>\n" + b"".join(_member(name, data, EPOCH) for name, data in parts.items()))


def too_big(package):
    more = check_bundle.MOST_OF_THE_STORE
    with package.file.open("ab") as out:
        out.write(f"{'more':<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{more:<10}`\n".encode())
        out.truncate(out.tell() + more)


SERVICE, SETTINGS = "lib/systemd/system/oa-server.service", "etc/oa-server/oa-server.env"
PAPERS = f"{HOME}/licences"
PLANTED = {
    "a glibc newer than the servers have": ("系统库", asks(b"GLIBC_2.2.5\0", b"GLIBC_2.38\0")),
    "a library of a package it does not depend on": ("齐全", asks(b"libpthread.so.0\0", b"libstdc++.so.6\0")),
    "a system's package it no longer names": ("齐全", changed("DEBIAN/control", "libc6 (>= 2.28)", "libc6")),
    "too big": ("大小", too_big),
    "a script that starts the service": ("格式", changed("DEBIAN/postinst", "daemon-reload", "enable --now oa-server")),
    "a script that is missing": ("格式", without("DEBIAN/prerm")),
    "a script more": ("格式", added("DEBIAN/preinst", "#!/bin/sh\n", 0o755)),
    "writable by its group": ("权限", with_mode(f"{HOME}/oa-server", 0o775)),
    "a folder writable by everybody": ("权限", with_mode(HOME, 0o777)),
    "setuid": ("权限", with_mode(f"{HOME}/oa-server", 0o4755)),
    "not root's": ("权限", somebody_elses),
    "a private key": ("保密", added(f"{HOME}/server.pem", KEY)),
    "a path of the machine it was built on": ("保密", added(f"{HOME}/lib/where", "/build/source/server_stub")),
    "a part that is not pinned": ("部件", changed(f"{PAPERS}/{LIST}", '"version": "', '"version": "99')),
    "a part without its licence": ("许可证", without(f"{PAPERS}/msgspec/LICENSE")),
    "a unit that runs as root": ("服务", changed(SERVICE, "User=oa-server", "User=root")),
    "no timer": ("服务", without("lib/systemd/system/oa-server-backup.timer")),
    "a command nobody may run": ("服务", with_mode("usr/bin/oa-server", 0o644)),
    "a password among the settings": ("服务", changed(SETTINGS, "@/oa-server", "oa:oa@/oa-server")),
    "settings that an upgrade writes over": ("服务", without("DEBIAN/conffiles")),
    "something among the data": ("位置", added("var/lib/oa-server/centre.db", "")),
    "something that systemd starts": ("位置", added("etc/systemd/system/multi-user.target.wants/oa.service", "")),
}


def held(package):
    return {name: check(package)[0] for name, check in OF_THE_STORE}


def test_a_sound_package_passes_every_check(package):
    assert {name: check(package) for name, check in OF_THE_STORE if not check(package)[0]} == {}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_wrong_is_found_by_its_check_alone(package, planted):
    check, plant = PLANTED[planted]
    plant(package)
    assert [name for name, good in held(package).items() if not good] == [check]


def test_every_check_but_the_way_to_libraries_has_something_planted_for_it():
    """That one is the client's too, and planted there."""
    assert {check for check, _plant in PLANTED.values()} == {name for name, _check in OF_THE_STORE} - {"库路径"}


def test_which_package_it_is_is_read_from_it(package):
    assert package.is_store
    assert (package.home, package.papers) == (package.tree / HOME, package.tree / Path(HOME) / "licences")
