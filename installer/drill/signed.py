"""The package as a signer of UOS hands it back: a section more in each program and library, packed anew.

The signature itself cannot be made here: it takes an office's own certificate, and a UOS to check it. What can be seen
is that the package takes what signing does to it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from packing.elf import is_binary

from drill.client import at_home
from drill.ground import Ground
from drill.packages import dpkg, installed, last, repacked, unchanged
from drill.roots import Place
from drill.steps import Step, need

SECTION: Final = ".sign"
BYTES: Final = 2048
"""About what a signature with its certificate takes."""


def come(ground: Ground, place: Place) -> None:
    """Install it over the unsigned one, and use it."""
    with ground.steps.step("每个程序、库都加了一段（签名工具的做法）的包：装得上，照常用") as step:
        _use(ground, place, step)


def _use(ground: Ground, place: Place, step: Step) -> None:
    need(shutil.which("objcopy"), "没有 objcopy（binutils）")
    changed: list[Path] = []
    signed = repacked(ground.new, ground.work / "signed.deb", lambda tree: changed.extend(with_section(tree)))
    need(changed, "包里没有程序")
    done = dpkg(place, "-i", signed.put(ground.shared))
    need(done.returncode == 0, last(done.stderr))
    need(installed(place, signed.name) == signed.version and not unchanged(place, signed.name), "没有装全")
    one = at_home(place, ground.centre.of("town", "clerk"), ground.log("signed"))
    one.must("login", "--server", ground.centre.url, "--user", one.account.user)
    told = one.must("sync")
    checks = one.must("self-test")["checks"]
    wrong = [check["check"] for check in checks if not check["good"]]
    need(not wrong, f"自检 {wrong}")
    step.figure = f"{len(changed)} 个文件各多 {BYTES} 字节；同步 {told['items']} 项，自检全过"


def with_section(tree: Path) -> list[Path]:
    """Put a section of that name into every program and library below a folder; which they were."""
    signature = tree.with_suffix(".section")
    signature.write_bytes(os.urandom(BYTES))
    found = [path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink() and is_binary(path)]
    for path in found:
        words = [
            "objcopy",
            "--add-section",
            f"{SECTION}={signature}",
            "--set-section-flags",
            f"{SECTION}=noload,readonly",
        ]
        subprocess.run([*words, str(path)], check=True, capture_output=True)
    signature.unlink()
    return found
