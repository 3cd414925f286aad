"""Clean systems to try a package on: bare ones without a font, and those that hold screen and keyboard."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from packing.root import fingerprint, make_root, settled

from drill.steps import Patience

UID: Final = 1000
USER: Final = "clerk"
HOME: Final = f"/home/{USER}"
SHARED: Final = "/run/drill"
"""Where every system of a drill sees the same folder: the message bus, papers that come and go."""
X11: Final = "/tmp/.X11-unix"  # noqa: S108 - the place X has for it
MIRRORED: Final = ("http_proxy", "https_proxy", "no_proxy")
SCREEN: Final = (
    "dbus", "fcitx5", "fcitx5-chinese-addons", "fcitx5-pinyin", "fontconfig", "fonts-wqy-microhei", "imagemagick",
    "openbox", "poppler-utils", "procps", "tesseract-ocr", "tesseract-ocr-chi-sim", "x11-utils",
    "xauth", "xdotool", "xvfb",
)  # fmt: skip
"""What stands in for a desktop: a screen, a window manager, an input method, hands, and eyes that read Chinese.

Its fonts are its own: the client sees none of them, being in another system.
"""


ENTER: Final = 'cd "$1"; shift; pivot_root . .; umount -l .; cd /; exec chroot "$@"'
"""Makes the system the root of a mount namespace of its own: in a mere chroot nobody may make a user namespace, and the
child that shows pages could not be jailed as it is on a desktop."""


class CannotDrill(Exception):
    """What keeps a drill from beginning, in one sentence."""


@dataclass
class Place:
    """A whole system in a folder of its own, writable, gone with the drill."""

    path: Path
    layers: tuple[Path, ...]
    mounted: list[str] = field(default_factory=list)

    def command(self, words: Sequence[str], *, root: bool = False) -> list[str]:
        """The words as a command inside; the process it becomes is the program itself, no shell between."""
        who = [] if root else [f"--userspec={UID}:{UID}"]
        return ["unshare", "--mount", "sh", "-ec", ENTER, "enter", str(self.path), *who, "/", *words]

    def run(
        self,
        words: Sequence[str],
        *,
        root: bool = False,
        variables: Mapping[str, str] | None = None,
        seconds: float = 300,
        given: str | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end; whatever it says comes back."""
        return subprocess.run(
            self.command(words, root=root), env=environment(variables or {}, root=root), capture_output=True,
            encoding="utf-8", errors="replace", timeout=seconds * Patience.times, check=False, input=given or "",
        )  # fmt: skip

    def begin(
        self, words: Sequence[str], log: Path, *, root: bool = False, variables: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start it; what it says goes to the log."""
        with log.open("ab") as out:
            return subprocess.Popen(
                self.command(words, root=root), env=environment(variables or {}, root=root), stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def show(self, outside: Path, inside: str) -> None:
        """Let a folder of this machine be seen inside."""
        place = self.at(inside)
        place.mkdir(parents=True, exist_ok=True)
        _mount("--bind", str(outside), str(place))

    def small(self, inside: str, megabytes: int) -> None:
        """Put what lies in a folder on a disk of its own that is so large and no larger."""
        place = self.at(inside)
        kept = place.with_name(f"{place.name}.before")
        place.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", str(place), str(kept)], check=True)
        _mount("-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(place))
        subprocess.run(["cp", "-a", f"{kept}/.", str(place)], check=True)
        shutil.rmtree(kept)

    def at(self, inside: str) -> Path:
        """A path inside, as this machine sees it."""
        return self.path / inside.lstrip("/")

    def branch(self, work: Path, name: str, shared: Path) -> Place:
        """A system that begins as this one is now; this one must not change afterwards."""
        return lay(work, name, self.layers, shared)


def environment(variables: Mapping[str, str], *, root: bool = False) -> dict[str, str]:
    """What a fresh login has, and what is given."""
    net = {name: os.environ[name] for name in MIRRORED if name in os.environ}
    plain = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root" if root else HOME,
        "LANG": "C.UTF-8", "USER": "root" if root else USER, "DEBIAN_FRONTEND": "noninteractive",
        "TZ": "Asia/Shanghai",
    }  # fmt: skip
    return {**plain, **net, **variables}


def kept_root(cache: Path, suite: str, kind: str) -> Path:
    """A root of that suite, made once and kept: `bare`, or `screen` with what stands in for a desktop.

    Raises `CannotBuild`.
    """
    packages = SCREEN if kind == "screen" else ()
    place = cache / f"{kind}-{suite}-{fingerprint(packages)}"
    if place.exists():
        return place
    cache.mkdir(parents=True, exist_ok=True)
    half = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
    make_root(half, packages, suite)
    settled(half, place)
    return place


def lay(work: Path, name: str, layers: tuple[Path, ...], shared: Path) -> Place:
    """A writable system over layers that stay as they are, the newest first."""
    own, top, aside = (work / part / name for part in ("seen", "written", "aside"))
    for folder in (own, top, aside):
        folder.mkdir(parents=True)
    under = ":".join(str(layer) for layer in layers)
    _mount("-t", "overlay", "-o", f"lowerdir={under},upperdir={top},workdir={aside}", name, str(own))
    place = Place(own, (top, *layers))
    _mount("-t", "proc", "proc", str(place.at("proc")))
    _mount("--rbind", "/dev", str(place.at("dev")))
    shutil.copy("/etc/resolv.conf", place.at("etc/resolv.conf"))
    if not place.at(HOME).exists():
        place.run(["useradd", "--create-home", "--uid", str(UID), "--shell", "/bin/sh", USER], root=True)
        place.at(f"run/user/{UID}").mkdir(parents=True)
        os.chown(place.at(f"run/user/{UID}"), UID, UID)
    place.show(shared, SHARED)
    place.show(shared / "x11", X11)
    return place


def _mount(*words: str) -> None:
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotDrill(f"挂载不上（{' '.join(words[:2])}）：{done.stderr.strip()}")
