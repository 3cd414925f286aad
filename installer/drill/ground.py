"""What every part of a drill stands on: the packages, the systems of one suite, its centre and its screen."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from drill.centre import Centre
from drill.packages import Package
from drill.roots import Place, kept_root, lay
from drill.screen import Screen
from drill.steps import Steps


@dataclass
class Ground:
    """One suite's."""

    suite: str
    cache: Path
    work: Path
    shared: Path
    steps: Steps
    new: Package
    old: Package
    centre: Centre
    samples: Path | None = None
    repacked: bool = False
    """The old package is the new one under a lower number: its data are the same."""

    def bare(self, name: str) -> Place:
        """A system as it comes: no screen, no Chinese font, nothing the package asks for."""
        return lay(self.work, f"{self.suite}-{name}", (kept_root(self.cache, self.suite, "bare"),), self.shared)

    def screen(self) -> Screen:
        """A desktop of the same suite, not yet up."""
        root = kept_root(self.cache, self.suite, "screen")
        place = lay(self.work, f"{self.suite}-screen", (root,), self.shared)
        return Screen(place, self.shared, self.steps.out / f"{self.suite}-screen.log")

    def branch(self, place: Place, name: str) -> Place:
        """A system that begins as that one is now."""
        return place.branch(self.work, f"{self.suite}-{name}", self.shared)

    def log(self, name: str) -> Path:
        """Where what a program says is kept."""
        return self.steps.out / f"{self.suite}-{name}.log"


def shared_folder(place: Path) -> Path:
    """A folder that every system sees and everybody may write to."""
    for folder in (place, place / "x11"):
        folder.mkdir(parents=True)
        folder.chmod(0o1777)
    os.sync()
    return place
