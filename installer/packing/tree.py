"""What a package puts where: the layout of the UOS store, and beside it what plain Debian and Kylin look for."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from packing.stamp import stamp
from packing.system_libraries import DEPENDS

APP: Final = "org.lunyue.client"
"""The application's id, the package's name and the folder under /opt/apps, as the store wants it."""
HOME: Final = f"opt/apps/{APP}"
ENTRIES: Final = Path(__file__).with_name("entries")
AUTOSTART: Final = "etc/xdg/autostart"
"""Where plain Debian and Kylin look for what begins with a session; what an administrator changes there stays."""
PERMISSIONS: Final = {
    "autostart": True, "notification": True, "trayicon": True, "clipboard": True, "account": False,
    "bluetooth": False, "camera": False, "audio_record": False, "installed_apps": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Release:
    """What a package says of itself."""

    version: str
    epoch: int
    architecture: str = "amd64"
    revision: str = ""

    @property
    def four(self) -> str:
        """The version in the four numbers the store asks for."""
        return ".".join([*self.version.split("."), "0", "0", "0"][:4])


def lay_client(frozen: Path, resources: Path, papers: Path, release: Release, place: Path) -> None:
    """The tree of the `-uos` flavour: everything under /opt/apps, no maintainer scripts."""
    home = place / HOME
    shutil.copytree(frozen, home / "files", symlinks=True)
    shutil.copytree(resources, home / "files/resources")
    stamp(home / "files/resources", release.version, release.epoch, frozen, release.revision)
    shutil.copytree(papers, home / "files/licences")
    shutil.copytree(ENTRIES, home / "entries")
    info = {
        "appid": APP, "name": "轮阅", "version": release.four, "arch": [release.architecture],
        "permissions": PERMISSIONS,
    }  # fmt: skip
    (home / "info").write_text(json.dumps(info, ensure_ascii=False, indent=2) + "\n", "utf-8")
    one_number = replace(release, version=release.four)  # the store wants what `info` says
    write_control(
        place, one_number, APP, DEPENDS, ("轮阅 公文办理客户端", "区、街道（镇）、社区（村）日常办文，断网也能用。")
    )


def add_generic(place: Path) -> None:
    """What the `-generic` flavour has besides: the entries where every desktop looks, and the command."""
    entries = place / HOME / "entries"
    for name in ("applications", "icons"):
        shutil.copytree(entries / name, place / "usr/share" / name)
    shutil.copytree(entries / "autostart", place / AUTOSTART)
    kept = sorted(path.name for path in (place / AUTOSTART).iterdir())
    (place / "DEBIAN/conffiles").write_text("".join(f"/{AUTOSTART}/{name}\n" for name in kept), "utf-8")
    command = place / "usr/bin/oa-client"
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/{HOME}/files/oa-client")


def write_control(place: Path, release: Release, name: str, depends: str, told: tuple[str, str]) -> None:
    """What dpkg reads of a package; `told`: what it is, in a few words and in a sentence."""
    size = sum(path.lstat().st_size for path in place.rglob("*") if not path.is_dir()) // 1024 + 1
    fields = {
        "Package": name, "Version": release.version, "Architecture": release.architecture,
        "Maintainer": "Lunyue <packages@lunyue.invalid>", "Installed-Size": size, "Depends": depends,
        "Section": "office", "Priority": "optional", "Description": f"{told[0]}\n {told[1]}",
    }  # fmt: skip
    control = place / "DEBIAN/control"
    control.parent.mkdir()
    control.write_text("".join(f"{key}: {value}\n" for key, value in fields.items()), "utf-8")
