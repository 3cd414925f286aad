"""The program's own log in the profile's folder: what went wrong where, and never a word that anybody wrote.

A line holds when, how grave, who says it, the sentence as it stands in the source, and figures. Texts that were put
into the sentence are told by their length only, errors by their kind and the places in the source they went through:
names, titles, numbers of telephones and tokens travel in exactly those.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from oa_client.domain.calendar import BEIJING

NAME = "client.log"
MOST_BYTES = 512 * 1024
KEPT = 2
"""Older files kept beside the one being written: ``client.log.1``, ``client.log.2``."""
FRAMES = 12
_OURS = "oa_client"
_CODE = re.compile(r"[a-z][a-z_]{1,39}")
_GAP = re.compile(r"%[-#0 +]*\d*(?:\.\d+)?[a-zA-Z%]")

_log = logging.getLogger(_OURS)


class Spare(logging.Formatter):
    """Writes a record without anybody's words."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = datetime.fromtimestamp(record.created, BEIJING).isoformat(timespec="seconds")
        parts = [at, record.levelname, record.name, _sentence(record)]
        if record.exc_info and record.exc_info[1] is not None:
            parts.append(" < ".join(_errors(record.exc_info[1])))
        return " ".join(part for part in parts if part)


def _sentence(record: logging.LogRecord) -> str:
    """The sentence of the source with its gaps filled by figures; of somebody else's library nothing."""
    if not record.name.startswith(_OURS) or not isinstance(record.msg, str):
        return ""
    args = record.args if isinstance(record.args, tuple) else (record.args,) if record.args else ()
    left = iter(args)
    return _GAP.sub(lambda found: "%" if found.group() == "%%" else _spare(next(left, "")), record.msg)


def _spare(value: object) -> str:
    """A figure as it is; of anything else only what it is."""
    if isinstance(value, bool | int | float) or value is None:
        return str(value)
    return f"<{type(value).__name__} {len(value)}>" if isinstance(value, str | bytes) else f"<{type(value).__name__}>"


def _errors(error: BaseException) -> Iterator[str]:
    """The error and what it came of: kinds, codes and places."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield " ".join([type(one).__name__, *_codes(one), *_places(one.__traceback__)])
        one = one.__cause__ or one.__context__


def _codes(error: BaseException) -> Iterator[str]:
    number, code = getattr(error, "errno", None), getattr(error, "code", None)
    if isinstance(number, int):
        yield errno.errorcode.get(number, str(number))
    if isinstance(code, str) and _CODE.fullmatch(code):
        yield code


def _places(trace: TracebackType | None) -> Iterator[str]:
    frames = traceback.extract_tb(trace)[-FRAMES:]
    yield from (f"{Path(frame.filename).name}:{frame.lineno}:{frame.name}" for frame in frames)


class _File(RotatingFileHandler):
    """A file its owner alone reads; one that cannot be written stops nothing."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Lost, as the line of a log on a full disk is."""


def begin_log(folder: Path, level: int = logging.WARNING) -> Callable[[], None]:
    """From now on keep what is logged, and errors nobody caught, in the folder; the result ends it."""
    file = _File(folder / NAME, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    file.setFormatter(Spare())
    root, ours = logging.getLogger(), logging.getLogger(_OURS)
    root.addHandler(file)
    before = ours.level, sys.excepthook, threading.excepthook
    ours.setLevel(level)
    sys.excepthook = _hook(before[1])
    threading.excepthook = _thread_hook(before[2])

    def end() -> None:
        root.removeHandler(file)
        ours.setLevel(before[0])
        sys.excepthook, threading.excepthook = before[1], before[2]
        file.close()

    return end


_Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


def _hook(then: _Hook) -> _Hook:
    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _log.critical("nobody caught this", exc_info=(kind, error, trace))
        then(kind, error, trace)

    return caught


def _thread_hook(then: Callable[[threading.ExceptHookArgs], object]) -> Callable[[threading.ExceptHookArgs], None]:
    def caught(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _log.critical("a thread ended by this", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
        then(args)

    return caught


def log_files(folder: Path) -> tuple[Path, ...]:
    """The files that are there, the oldest first."""
    names = [*(f"{NAME}.{n}" for n in range(KEPT, 0, -1)), NAME]
    return tuple(folder / name for name in names if (folder / name).is_file())
