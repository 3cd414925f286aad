"""督查通知单 with its 回执联, 督查反馈表, 延期申请表 (domain.md §7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oa_client.app.directory import People
from oa_client.app.forms import Blank, Caption, Column, Line, Part, Signed, Table, Tall
from oa_client.app.sheets import Reader, Said, SheetSource
from oa_client.assets import _
from oa_client.wording import moments, names
from oa_client.wording.cells import choice, date, holders, pair, signed, text, units

NOTICE, FEEDBACK, EXTENSION = "supervision", "supervision.feedback", "supervision.extension"
TITLES: Mapping[str, str] = {NOTICE: "督查通知单", FEEDBACK: "督查反馈表", EXTENSION: "督查事项延期申请表"}
_ROOM = {"要求": 46.0, "督查结论": 24.0, "承办意见": 40.0, "理由": 46.0, "意见": 30.0}
_BLANK_ROWS = 4


def notice(source: SheetSource, people: People) -> Iterator[Part]:
    """What the organ asks of whom, until when; below the line what comes back signed."""
    fields = source.fields
    yield pair((_("督查号"), number(source)), (_("交办日期"), date(fields.get("issued_at"))))
    yield pair((_("督查来源"), choice("source", fields)), (_("督查方式"), choice("mode", fields)))
    if colour := choice("colour", fields):
        yield Line((Blank(_("督查单"), colour),))
    yield Line((Blank(_("督查事项"), source.title),))
    yield Line((Blank(_("立项依据"), "　".join(x for x in _grounds(fields) if x)),))
    yield Tall(_("工作要求"), tuple(_requirements(source)), _ROOM["要求"])
    yield pair((_("主办单位"), units(fields.get("lead"), people)), (_("协办单位"), units(fields.get("assist"), people)))
    yield pair((_("办结时限"), date(fields.get("due"))), (_("反馈周期"), choice("cycle", fields)))
    yield pair((_("联系人"), text(fields.get("contact"))), (_("督查领导"), holders(fields.get("approver"), people)))
    yield Tall(_("签发"), tuple(map(_said, source.opinions("approve"))), _ROOM["意见"])
    if parts := tuple(_parts(source, people)):
        columns = (Column(_("分解事项"), 60), Column(_("承办"), 44), Column(_("时限"), 28, middle=True))
        yield Table(columns, parts)
    yield from _receipt(source)


def _receipt(source: SheetSource) -> Iterator[Part]:
    yield Caption(_("…………………………　沿　此　线　裁　开　…………………………"))
    yield Caption(_("回　执"))
    yield pair((_("督查号"), number(source)), (_("收到日期"), ""))
    yield Line((Blank(_("督查事项"), source.title),))
    yield pair((_("承办单位（章）"), ""), (_("承办负责人"), ""))
    yield pair((_("联系人"), ""), (_("联系电话"), ""))


def feedback(source: SheetSource, people: People) -> Iterator[Part]:
    """How far each unit is, report by report, and what it was said to be in the end."""
    fields = source.fields
    yield from _head(source, people)
    columns = (
        Column(_("反馈日期"), 26, middle=True),
        Column(_("承办"), 30),
        Column(_("进展"), 16, middle=True),
        Column(_("办理情况"), 62),
        Column(_("存在问题"), 32),
    )
    rows = tuple(_reported(s) for s in source.said if s.action in {"report", "apply_completion"})
    yield Table(columns, rows, blank=_BLANK_ROWS)
    yield Tall(_("审核意见"), tuple(map(_said, source.opinions("pass_completion", "send_back"))), _ROOM["意见"])
    conclusion = _last(source, "conclusion")
    yield Tall(_("督查结论"), (signed(conclusion, text(conclusion.fields.get("conclusion"))),) if conclusion else ())
    yield pair((_("评价等次"), choice("grade", fields)), (_("销号日期"), date(fields.get("closed_at"))))


def extension(source: SheetSource, people: People) -> Iterator[Part]:
    """Who asks for how much longer and why, and what was answered; empty, it is filled in by hand."""
    asked = next((s for s in reversed(source.said) if s.action == "request_extension"), None)
    yield from _head(source, people)
    wanted = date(asked.fields.get("new_due")) if asked else ""
    yield pair((_("申请单位"), asked.place.splitlines()[0] if asked and asked.place else ""), (_("申请延至"), wanted))
    yield Tall(_("申请理由"), (signed(asked),) if asked else (), _ROOM["理由"])
    yield Tall(_("单位负责人意见"), (), _ROOM["意见"])
    after = (s for s in source.said if asked is not None and s.v > asked.v)
    answers = [s for s in after if s.action in {"grant_extension", "refuse_extension"}]
    yield Tall(_("督查机构意见"), tuple(map(_answer, answers[:1])), _ROOM["承办意见"])


def number(source: SheetSource) -> str:
    """Its 督查号, or that it has none yet."""
    return names.serial(source.kind, text(source.fields.get("supervision_number"))) or _("待编号")


def _head(source: SheetSource, people: People) -> Iterator[Part]:
    fields = source.fields
    yield pair((_("督查号"), number(source)), (_("办结时限"), date(fields.get("due"))))
    yield Line((Blank(_("督查事项"), source.title),))
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


def _reported(said: Said) -> tuple[str, ...]:
    progress = said.fields.get("progress")
    percent = f"{progress}%" if isinstance(progress, int) else names.action("supervision", said.action)
    who = said.place.splitlines()[0] if said.place else said.who
    return moments.dotted(said.at), who, percent, said.words, text(said.fields.get("problems"))
