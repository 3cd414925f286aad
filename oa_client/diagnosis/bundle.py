"""Puts a diagnosis into one zip that whoever sends it can read first. Making it never fails for want of a part."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from oa_client.app import whole
from oa_client.app.seat import CannotServe
from oa_client.diagnosis.members import Member, Sources, members
from oa_client.diagnosis.redaction import Redaction
from oa_client.domain.calendar import BEIJING
from oa_client.system.badge import read_badge

MANIFEST = "MANIFEST.txt"
Progress = Callable[[int, int, str], None]
"""Hears how many parts of how many are there, and what is being made now. From the thread that makes it."""
_HEAD = """轮阅 诊断信息
生成时间：{at}

这个压缩包给管理员查问题用。里面都是文本文件，发出之前可以逐个打开看：

"""
_TAIL = """
里面没有：公文的标题、正文、附件、意见、草稿，姓名、电话、账号，密码、密钥和登录凭据。
“〔略〕”是自动去掉的内容。如仍看到不该有的，请删去那个文件再发，并告诉管理员。
"""


@dataclass(frozen=True, slots=True)
class Made:
    """Where the diagnosis lies; `elsewhere`: not where it was asked for, which could not be written."""

    path: Path
    elsewhere: bool = False

    @property
    def said(self) -> tuple[str, dict[str, object]]:
        """The code and facts that tell where it is."""
        return ("diagnosis_elsewhere" if self.elsewhere else "diagnosis_made"), {"path": str(self.path)}


def make(sources: Sources, wanted: Path | None, progress: Progress = lambda *_: None) -> Made:
    """Write the zip, where it was wanted or else where it can be. Raises `CannotServe`. Not for the GUI thread."""
    now = datetime.now(BEIJING)
    data = _zip(sources, now, progress)
    name = f"lunyue-diagnosis-{now:%Y%m%d-%H%M%S}.zip"
    for place in _places(wanted, name):
        try:
            whole.put(place, data)
        except OSError:
            continue
        return Made(place.absolute(), elsewhere=wanted is not None and place != wanted)
    raise CannotServe("diagnosis_unwritable", {"name": str(wanted or Path.cwd())})


def _places(wanted: Path | None, name: str) -> Iterator[Path]:
    if wanted is not None:
        yield wanted / name if _is_folder(wanted) else wanted
    else:
        yield Path(os.path.realpath(".")) / name
        yield Path.home() / name
    yield Path(tempfile.gettempdir()) / name


def _is_folder(path: Path) -> bool:
    """Of one that nobody here may look into it says no: that it cannot be written there is told after it was tried."""
    with suppress(OSError):
        return path.is_dir()
    return False


def _zip(sources: Sources, now: datetime, progress: Progress) -> bytes:
    strike = Redaction(_known(sources.folder))
    parts = tuple(members(sources))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_entry(MANIFEST, now), _manifest(parts, now))
        for n, member in enumerate(parts):
            progress(n, len(parts), member.about)
            packed.writestr(_entry(member.name, now), strike(_made(member)))
    progress(len(parts), len(parts), "")
    return out.getvalue()


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    return entry


def _made(member: Member) -> str:
    """The part; where it cannot be made only by which kind of error: the others are worth having."""
    try:
        return member.make()
    except Exception as error:  # noqa: BLE001 - a diagnosis is asked for where something is broken
        return f"没有取到：{type(error).__name__}\n"


def _manifest(parts: Iterable[Member], now: datetime) -> str:
    listed = "".join(f"  {one.name:<14} {one.about}\n" for one in parts)
    return _HEAD.format(at=now.strftime("%Y-%m-%d %H:%M:%S")) + listed + _TAIL


def _known(folder: Path) -> tuple[str, ...]:
    """Whose profile it is: struck out wherever a library should have put it."""
    badge = read_badge(folder)
    return badge.user, badge.name
