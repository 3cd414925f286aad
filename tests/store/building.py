"""The encrypted files as the contract of the stores wants them: in a folder, and again as a new process finds them."""

import atexit
import functools
import shutil
import tempfile
import weakref
from pathlib import Path

from oa_client.store.profile import open_profile
from tests.store.centre import KEY


@functools.cache
def empty() -> Path:
    """The three files without anything in them, made once in a process."""
    folder = Path(tempfile.mkdtemp(prefix="lunyue-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_profile(folder / "profile", KEY).close()
    return folder / "profile"


class Built:
    """The three stores over one folder; every process that had it open is gone when nobody holds them any more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened = []
        weakref.finalize(self, _close, self._opened)
        self._open()

    def _open(self) -> None:
        profile = open_profile(self._folder, KEY)
        self._opened.append(profile)
        self.outbox, self.replica, self.files = profile.outbox, profile.replica, profile.files
        self.library = profile.library

    def again(self) -> "Built":
        """As a new process finds them."""
        _close(self._opened)
        self._open()
        return self


def _close(opened) -> None:
    while opened:
        opened.pop().close()


def in_files(folder: Path) -> Built:
    """Stores over a copy of the empty files."""
    if not (folder / "profile").exists():
        shutil.copytree(empty(), folder / "profile")
    return Built(folder / "profile")
