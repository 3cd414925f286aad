"""What the central store's package puts where.

The program lies in /usr/lib, as a service's does on Debian: /opt/apps is where UOS has desktop applications from its
store, and what runs as a service is not among them.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from packing.tree import Release, write_control

NAME: Final = "oa-server"
HOME: Final = f"usr/lib/{NAME}"
FILES: Final = Path(__file__).with_name("server")
DEPENDS: Final = "libc6 (>= 2.28), libzstd1"
"""The second by what opens scanned pages; check_bundle.py looks for it."""
PLACES: Final = {
    "oa-server": "usr/bin/oa-server",
    "oa-server.env": "etc/oa-server/oa-server.env",
    "oa-server.sysusers": "usr/lib/sysusers.d/oa-server.conf",
    "oa-server.service": "lib/systemd/system/oa-server.service",
    "oa-server-backup.service": "lib/systemd/system/oa-server-backup.service",
    "oa-server-backup.timer": "lib/systemd/system/oa-server-backup.timer",
}
"""Where each file of `server/` goes; the others are the maintainer scripts. UOS 20 has no merged /usr."""
SCRIPTS: Final = ("postinst", "prerm", "postrm")
COMMANDS: Final = ("oa-server", *SCRIPTS)
"""Of those files, what is run."""


def lay_server(frozen: Path, source: Path, papers: Path, release: Release, place: Path) -> None:
    """The tree of the package: program, units, settings, licences."""
    shutil.copytree(frozen, place / HOME, symlinks=True)
    shutil.copytree(source / "resources/calendar", place / HOME / "resources/calendar")
    shutil.copytree(papers, place / HOME / "licences")
    for name, goes in PLACES.items():
        _copy(FILES / name, place / goes)
    _copy(source / "README.md", place / f"usr/share/doc/{NAME}/README.md")
    told = ("轮阅 中心库", "区里各单位公文的中心库，作为系统服务运行；装好后由管理员建立。")
    write_control(place, release, NAME, DEPENDS, told)
    for name in SCRIPTS:
        _copy(FILES / name, place / "DEBIAN" / name)
    (place / "DEBIAN/conffiles").write_text(f"/{PLACES['oa-server.env']}\n", "utf-8")


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, to)
