"""Pictures of seals an administrator laid down for this machine, in ``seals.json``; without that file there are none.

``{"enabled_by": "…", "seals": [{"name": "…", "organ": 2, "keeper": 7, "diameter_mm": 42, "picture": "x.png"}]}``.
`organ`: the number of a unit, or the name that stands on the page, where an office issues under several. `keeper`: the
number of a person. `picture`: a square PNG beside the file, its ground clear, cut to the outer ring. A user's own
folder never counts, and what anybody but the administrator could have written is not believed: then there are none.
"""

from __future__ import annotations

import io
import logging
import os
import struct
from collections.abc import Iterator
from pathlib import Path, PurePath

import msgspec

from oa_client.app.seals import LEAST, MOST, PictureSeal, Seal, Shelf
from oa_client.domain.people import PersonId, UnitId
from oa_client.system.laid_down import NotBelieved, believe_folder, believed
from oa_client.system.ways import machine_folder
from oa_client.wording.seals import trouble

FILE = "seals.json"
MOST_POLICY, MOST_PICTURE, MOST_SIDE = 64 << 10, 2 << 20, 2000
UNEVEN, MARGIN = 0.01, 0.02
"""By what part of its side a picture may miss being square, and may stay empty at its edges."""
_PNG = b"\x89PNG\r\n\x1a\n"

_log = logging.getLogger(__name__)


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    organ: int | str
    keeper: int
    diameter_mm: float
    picture: str


class _Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    enabled_by: str
    seals: tuple[_Entry, ...]


class _Wrong(NotBelieved):
    """They are not followed, and why: a code of `wording.seals` with its facts."""


class MachineSeals:
    """Reads what is laid down for this machine, and logs once each time it is another reason not to follow it."""

    def __init__(self, folder: Path | None = None, owner: int = 0) -> None:
        """`owner`: who alone may have written it, by his number on POSIX."""
        self._folder, self._owner = folder or machine_folder(), owner
        self._told = ""

    def __call__(self) -> Shelf:
        """What is there now."""
        try:
            shelf = Shelf(tuple(self._read()))
        except NotBelieved as wrong:
            shelf = Shelf(trouble=trouble(wrong.code, wrong.facts))
        if shelf.trouble and shelf.trouble != self._told:
            _log.warning("%s", shelf.trouble)
        self._told = shelf.trouble
        return shelf

    def _read(self) -> Iterator[PictureSeal]:
        data = self._policy()
        if data is None:
            return
        try:
            policy = msgspec.json.decode(data, type=_Policy)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise _Wrong("not_policy", name=FILE, why=error) from error
        if not policy.enabled_by.strip():
            raise _Wrong("no_enabler")
        for n, entry in enumerate(policy.seals, 1):
            seal = _seal(n, entry, policy.enabled_by.strip())
            yield PictureSeal(seal, self._picture(entry))

    def _policy(self) -> bytes | None:
        """The file; None where there is none."""
        path = self._folder / FILE
        if not os.path.lexists(path):
            return None
        believe_folder(self._folder, self._owner)
        return believed(path, MOST_POLICY, self._owner)

    def _picture(self, entry: _Entry) -> bytes:
        name, seal = entry.picture, entry.name
        if not name or "\0" in name or name in {".", ".."} or PurePath(name).name != name:
            raise _Wrong("bad_name", seal=seal)
        if not os.path.lexists(self._folder / name):
            raise _Wrong("missing", seal=seal, name=name)
        data = believed(self._folder / name, MOST_PICTURE, self._owner)
        if (code := wrong_with(data)) is not None:
            raise _Wrong(code, seal=seal, name=name, most=MOST_SIDE)
        return data


def _seal(n: int, entry: _Entry, enabled_by: str) -> Seal:
    named = isinstance(entry.organ, str)
    if not entry.name.strip() or (named and not str(entry.organ).strip()):
        raise _Wrong("no_name", n=n)
    if not LEAST <= entry.diameter_mm <= MOST:
        raise _Wrong("diameter", seal=entry.name, diameter=entry.diameter_mm)
    unit = None if isinstance(entry.organ, str) else UnitId(entry.organ)
    name = entry.organ.strip() if isinstance(entry.organ, str) else ""
    return Seal(entry.name.strip(), unit, name, PersonId(entry.keeper), entry.diameter_mm, enabled_by)


def wrong_with(data: bytes) -> str | None:
    """Why a picture cannot be a seal, as a code; its size is looked at before anything is unpacked."""
    if not data.startswith(_PNG) or len(data) < 24:
        return "not_png"
    width, height = struct.unpack(">II", data[16:24])
    if max(width, height) > MOST_SIDE:
        return "too_wide"
    if not width or abs(width - height) > UNEVEN * width:
        return "not_square"
    return _ground(data)


def _ground(data: bytes) -> str | None:
    """What is wrong with what is clear in it."""
    from PIL import Image  # noqa: PLC0415 - only where somebody laid down pictures

    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            alpha = image.convert("RGBA").getchannel("A")
    except (OSError, SyntaxError, ValueError, struct.error):
        return "not_png"
    box, edge = alpha.getbbox(), MARGIN * max(alpha.size)
    if alpha.getextrema()[0] == 255:
        return "opaque"
    if box is None:
        return "margin"
    return "margin" if max(box[0], box[1], alpha.width - box[2], alpha.height - box[3]) > edge else None
