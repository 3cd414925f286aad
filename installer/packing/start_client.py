"""Where the packaged client begins."""

import os
import sys
from importlib import import_module
from pathlib import Path


def hold_modules() -> None:
    """Keep the program's modules readable when an upgrade puts another file in its place.

    They lie behind the program in one file, which is opened by name each time one is first asked for; after an upgrade
    that name belongs to the next version, where other modules lie at those places. The file this process was started
    from stays open and is read through its number.
    """
    archive, name = import_module("pyimod02_importers").pyz_archive, "_filename"
    if Path("/proc/self/fd").is_dir():
        number = os.open(getattr(archive, name), os.O_RDONLY | os.O_CLOEXEC)
        setattr(archive, name, f"/proc/self/fd/{number}")


def leave_others_alone() -> None:
    """Take out of the environment what only this program is to find, before it starts WPS or a browser.

    They would load our libraries and plugins in the place of their own. The loader has read its path already, and Qt
    finds its plugins from where it lies.
    """
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "LD_LIBRARY_PATH"):
        os.environ.pop(name, None)
    if (before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None)) is not None:
        os.environ["LD_LIBRARY_PATH"] = before


hold_modules()
leave_others_alone()

from oa_client.__main__ import main  # noqa: E402 - as few modules as can be are read before they are held

sys.exit(main())
