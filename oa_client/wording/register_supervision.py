"""督查台账: every item with its number and the organ whose it is, who is charged, how far it is."""

from __future__ import annotations

from collections.abc import Iterator

from oa_client.app.directory import People
from oa_client.app.forms import Column
from oa_client.app.sheets import SheetSource
from oa_client.assets import _
from oa_client.wording import names
from oa_client.wording.cells import numbered, units
from oa_client.wording.register_form import Line, day, held, text

_GONE = frozenset({"withdrawn", "redone"})
_BELOW = (("part", "分解"), ("assist", "协办"))
"""Whose progress is told, and under which word, where the lead has not told any."""


def columns() -> tuple[Column, ...]:
    """The columns of the register."""
    return (
        Column(_("督查号"), 32, middle=True),
        Column(_("督查机关"), 25),
        Column(_("督查事项"), 39),
        Column(_("来源"), 20, middle=True),
        Column(_("主办"), 21),
        Column(_("协办"), 21),
        Column(_("交办日期"), 22, middle=True),
        Column(_("办结时限"), 22, middle=True),
        Column(_("进展"), 15, middle=True),
        Column(_("环节"), 17, middle=True),
        Column(_("延期"), 14, middle=True),
        Column(_("销号日期"), 22, middle=True),
    )


def line(source: SheetSource, people: People) -> Line:
    """One item. Each organ has numbers of its own, so the number alone says too little."""
    fields = source.fields
    cells = (
        numbered(source, "supervision_number"),
        _organ(source, people),
        source.title,
        names.choice("source", text(fields, "source")),
        held(source, people, "lead"),
        held(source, people, "assist"),
        day(fields.get("issued_at")),
        day(fields.get("due")),
        _progress(source),
        names.stage(source.kind, source.stage),
        _extended(source) or "",
        day(fields.get("closed_at")),
    )
    return Line(cells)


def _organ(source: SheetSource, people: People) -> str:
    organ = units(source.fields.get("organ"), people) or source.unit
    inside = source.fields.get("mode") == "internal"
    return _("{organ}（{mode}）").format(organ=organ, mode=names.choice("mode", "internal")) if inside else organ


def _progress(source: SheetSource) -> str:
    """How far its lead says he is; before he has, what those say to whom it was given on."""
    if leads := list(_told(source, "lead")):
        return f"{leads[-1]}%"
    for role, word in _BELOW:
        if found := sorted(set(_told(source, role))):
            return _(word) + "～".join(f"{n}%" for n in dict.fromkeys((found[0], found[-1])))
    return ""


def _told(source: SheetSource, role: str) -> Iterator[int]:
    found = (r.progress for r in source.readers if r.role == role and r.state not in _GONE)
    return (n for n in found if n is not None)


def _extended(source: SheetSource) -> int:
    """How often the organ granted a later day to those it charged; what they grant below is their own house's."""
    return sum(s.action == "grant_extension" and s.role != "part" for s in source.said)
