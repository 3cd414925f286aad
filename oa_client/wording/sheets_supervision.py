"""督查通知单 with its 回执联, 督查反馈表, 延期申请表 (domain.md §7); 督办 instead of 督查 inside a house of one's own.

政府督查 is for governments of county level and above (国务院令733号, 第二条): a street that charges its own sections
issues no 督查通知单.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oa_client.app.directory import People
from oa_client.app.forms import Blank, Caption, Column, Line, Part, Signed, Slip, Table, Tall
from oa_client.app.reading import Record
from oa_client.app.sheets import Reader, Said, SheetSource
from oa_client.assets import _
from oa_client.domain.matter import Track, TrackId
from oa_client.wording import moments, names
from oa_client.wording.cells import choice, date, holders, numbered, pair, signed, text, units

NOTICE, FEEDBACK, EXTENSION = "supervision", "supervision.feedback", "supervision.extension"
TITLES: Mapping[str, str] = {NOTICE: "督查通知单", FEEDBACK: "督查反馈表", EXTENSION: "督查事项延期申请表"}
TITLES_INSIDE: Mapping[str, str] = {NOTICE: "督办通知单", FEEDBACK: "督办反馈表", EXTENSION: "督办事项延期申请表"}
_ROOM = {"要求": 46.0, "督查结论": 24.0, "承办意见": 40.0, "理由": 46.0, "意见": 30.0}
_BLANK_ROWS = 4
ASKED = "request_extension"
_JUDGING = ("pass_completion", "send_back", "turn_long")


def is_inside(fields: Mapping[str, object]) -> bool:
    """Whether it is 内部督办, by the fields of the matter."""
    return fields.get("mode") == "internal"


def _label(of_government: str, inside: str, source: SheetSource) -> str:
    return _(inside if is_inside(source.fields) else of_government)


def _item(source: SheetSource) -> Line:
    return Line((Blank(_label("督查事项", "督办事项", source), source.title),))


def _numbered(source: SheetSource) -> tuple[str, str]:
    return _label("督查号", "督办号", source), numbered(source, "supervision_number")


def notice(source: SheetSource, people: People) -> Iterator[Part | Slip]:
    """What the organ asks of whom, until when; below the line what comes back signed."""
    fields = source.fields
    yield pair(_numbered(source), (_("交办日期"), date(fields.get("issued_at"))))
    yield pair(
        (_label("督查来源", "督办来源", source), choice("source", fields)),
        (_label("督查方式", "督办方式", source), choice("mode", fields)),
    )
    if colour := choice("colour", fields):
        yield Line((Blank(_("督查单"), colour),))
    yield _item(source)
    yield Line((Blank(_("立项依据"), "　".join(x for x in _grounds(fields) if x)),))
    yield Tall(_("工作要求"), tuple(_requirements(source)), _ROOM["要求"])
    yield pair((_("主办单位"), units(fields.get("lead"), people)), (_("协办单位"), units(fields.get("assist"), people)))
    yield pair((_("办结时限"), date(fields.get("due"))), (_("反馈周期"), choice("cycle", fields)))
    yield pair(
        (_("联系人"), text(fields.get("contact"))),
        (_label("督查领导", "督办领导", source), holders(fields.get("approver"), people)),
    )
    yield Tall(_("签发"), tuple(map(_said, source.opinions("approve"))), _ROOM["意见"])
    if parts := tuple(_parts(source, people)):
        columns = (Column(_("分解事项"), 60), Column(_("承办"), 44), Column(_("时限"), 28, middle=True))
        yield Table(columns, parts)
    yield Slip(tuple(_receipt(source)))


def _receipt(source: SheetSource) -> Iterator[Line | Caption]:
    yield Caption(_("…………………………　沿　此　线　裁　开　…………………………"))
    yield Caption(_("回　执"))
    yield pair(_numbered(source), (_("收到日期"), ""))
    yield _item(source)
    yield pair((_("承办单位（章）"), ""), (_("承办负责人"), ""))
    yield pair((_("联系人"), ""), (_("联系电话"), ""))


def feedback(source: SheetSource, people: People) -> Iterator[Part]:
    """How far each unit is, report by report, and what it was said to be in the end."""
    fields = source.fields
    yield from _head(source, people, fields.get("due"))
    columns = (
        Column(_("反馈日期"), 26, middle=True),
        Column(_("承办"), 30),
        Column(_("进展"), 16, middle=True),
        Column(_("办理情况"), 62),
        Column(_("存在问题"), 32),
    )
    rows = tuple(_reported(source, s) for s in _in_time(source, "report", "apply_completion"))
    yield Table(columns, rows, blank=_BLANK_ROWS)
    judged = tuple(_judged(source, people, s) for s in _in_time(source, *_JUDGING))
    yield Tall(_("审核意见"), judged, _ROOM["意见"])
    conclusion = _last(source, "conclusion")
    yield Tall(
        _label("督查结论", "督办结论", source),
        (signed(conclusion, text(conclusion.fields.get("conclusion"))),) if conclusion else (),
    )
    yield pair((_("评价等次"), choice("grade", fields)), (_("销号日期"), date(fields.get("closed_at"))))


def extension(source: SheetSource, people: People, track: TrackId | None = None) -> Iterator[Part]:
    """Who asks for how much longer and why, and what was answered; empty, it is filled in by hand.

    Of several applications the one for a strand, else the newest.
    """
    asked = next((s for s in reversed(_in_time(source, ASKED)) if track in {None, s.track}), None)
    strand = _strand(source, asked)
    yield from _head(source, people, _due_at(source, strand, asked))
    if strand is not None and strand.title:
        yield Line((Blank(_("分解事项"), strand.title),))
    wanted = date(asked.fields.get("new_due")) if asked else ""
    yield pair((_("申请单位"), asked.place.splitlines()[0] if asked and asked.place else ""), (_("申请延至"), wanted))
    yield Tall(_("申请理由"), (signed(asked),) if asked else (), _ROOM["理由"])
    yield Tall(_("单位负责人意见"), (), _ROOM["意见"])
    after = (s for s in source.said if asked is not None and s.v > asked.v and s.track == asked.track)
    answers = [s for s in after if s.action in {"grant_extension", "refuse_extension"}]
    yield Tall(_label("督查机构意见", "督办单位意见", source), tuple(map(_answer, answers[:1])), _ROOM["承办意见"])


def applicants(record: Record) -> tuple[Track, ...]:
    """The strands for which a later day was asked for, the newest application first."""
    stand = (x.entry for x in record.lines if x.entry.action == ASKED and x.code in {"", "needs_centre"})
    asked = [entry.track for entry in sorted(stand, key=lambda e: (e.at, e.v), reverse=True)]
    found = (record.matter.track(track) for track in dict.fromkeys(asked)) if record.matter is not None else ()
    return tuple(track for track in found if track is not None)


def _strand(source: SheetSource, said: Said | None) -> Reader | None:
    """The strand an act was about."""
    of_it = (r for r in source.readers if said is not None and r.track is not None and r.track == said.track)
    return next(of_it, None)


def _due_at(source: SheetSource, strand: Reader | None, asked: Said | None) -> object:
    """The day a strand had when a later one was asked for; of the whole where none was."""
    if strand is None or asked is None:
        return source.fields.get("due")
    return asked.due or strand.due


def _head(source: SheetSource, people: People, due: object) -> Iterator[Part]:
    fields = source.fields
    yield pair(_numbered(source), (_("办结时限"), date(due)))
    yield _item(source)
    yield pair((_("主办单位"), units(fields.get("lead"), people)), (_("协办单位"), units(fields.get("assist"), people)))


def _grounds(fields: Mapping[str, object]) -> Iterator[str]:
    yield from (text(fields.get(name)) for name in ("plan", "basis", "authorisation", "entrusted"))


def _requirements(source: SheetSource) -> Iterator[Signed]:
    last = _last(source, "requirements")
    if last is not None:
        yield Signed(text(last.fields.get("requirements")), "", "")


def _last(source: SheetSource, field: str) -> Said | None:
    return next((s for s in reversed(source.said) if s.fields.get(field)), None)


def _said(said: Said) -> Signed:
    return signed(said, said.words or names.action("supervision", said.action))


def _answer(said: Said) -> Signed:
    """Granted until when, or refused, and why."""
    until = date(said.fields.get("new_due"))
    act = names.action("supervision", said.action)
    told = _("{act}至 {day}").format(act=act, day=until) if until else act
    return signed(said, "。".join(x for x in (told, said.words) if x))


def _parts(source: SheetSource, people: People) -> Iterator[tuple[str, ...]]:
    for reader in source.readers:
        if reader.role == "part" and reader.state not in {"withdrawn", "redone"}:
            yield reader.title, units(reader.holder, people), _due(reader)


def _due(reader: Reader) -> str:
    return moments.dotted(reader.due) if reader.due is not None else ""


def _in_time(source: SheetSource, *actions: str) -> tuple[Said, ...]:
    """The acts of these names, the earliest first."""
    return tuple(sorted((s for s in source.said if s.action in actions), key=lambda s: (s.at, s.v)))


def _judged(source: SheetSource, people: People, said: Said) -> Signed:
    """Whose work was judged, how, and why."""
    strand, act = _strand(source, said), names.action(source.kind, said.action)
    what = _("{whose}：{act}").format(whose=_whose(strand, people), act=act) if strand is not None else act
    return signed(said, "。".join(x for x in (what, said.words) if x))


def _whose(strand: Reader, people: People) -> str:
    who = units(strand.holder, people)
    return _("{who}（{part}）").format(who=who, part=strand.title) if strand.title else who


def _reported(source: SheetSource, said: Said) -> tuple[str, ...]:
    progress, strand = said.fields.get("progress"), _strand(source, said)
    percent = f"{progress}%" if isinstance(progress, int) else names.action("supervision", said.action)
    who = said.place.splitlines()[0] if said.place else said.who
    part = _("（{part}）").format(part=strand.title) if strand is not None and strand.title else ""
    return moments.dotted(said.at), f"{who}{part}", percent, said.words, text(said.fields.get("problems"))
