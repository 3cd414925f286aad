"""The sheets an office prints: 文件传阅单, 文件处理笺, 领导批示单, and a plain one for every other kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from oa_client.app.directory import People
from oa_client.app.forms import Blank, Caption, Column, Form, Inked, Line, Part, Printed, Signed, Slip, Table, Tall
from oa_client.app.reading import Record
from oa_client.app.sheets import Reader, Said, SheetSource
from oa_client.assets import _
from oa_client.domain.matter import TrackId
from oa_client.wording import acts, kept, moments, names, signs
from oa_client.wording import sheets_supervision as supervision
from oa_client.wording.cells import choice, date, holders, moment, pair, said_words, signature, signed, text, units
from oa_client.wording.sheets_fiscal import fiscal
from oa_client.wording.sheets_leave import leave
from oa_client.wording.sheets_outgoing import outgoing

TITLES = {
    "circulation": "文件传阅单",
    "incoming": "文件处理笺",
    "instruction": "领导批示单",
    "outgoing": "发文稿纸",
    "fiscal": "财政资金审批表",
    **supervision.TITLES,
    "leave": "请假条",
}
_HOW = {"added": "加阅", "forwarded": "转阅", "redone": "续送"}
_ROOM = {"拟办意见": 32.0, "领导批示": 48.0, "承办部门意见": 34.0, "办理结果": 22.0, "传阅签字": 24.0, "备注": 13.0}
_QUIET = frozenset({"pending", "delivered", "read"})
HAND_ROWS = 2
"""Empty rows after the readers, for those who are added on paper."""

Parts = Callable[[SheetSource, People], Iterator[Part | Slip]]
OF = "/"
"""Between the name of a sheet and the strand it is about."""


def others(kind: str) -> tuple[str, ...]:
    """The further sheets of a kind, beside its own."""
    return tuple(name for name in _PARTS if name.startswith(f"{kind}."))


def title(kind: str, fields: Mapping[str, object]) -> str:
    """What the sheet of a kind is called, for a matter with these fields."""
    kind, _of, _track = kind.partition(OF)
    called = supervision.TITLES_INSIDE if supervision.is_inside(fields) else {}
    said = called.get(kind) or TITLES.get(kind)
    return _(said) if said else _("{kind}办理单").format(kind=names.kind(kind))


def title_of(record: Record, sheet: str = "") -> str:
    """What its own sheet is called, or another one of a matter."""
    return title(sheet or record.kind, record.matter.fields if record.matter is not None else {})


def choices(record: Record, people: People) -> tuple[tuple[str, str], ...]:
    """The sheets of a matter by name, its own first, each with what it is called; one for each that may be chosen."""
    return tuple(one for name in (record.kind, *others(record.kind)) for one in _each(name, record, people))


def _each(name: str, record: Record, people: People) -> Iterator[tuple[str, str]]:
    """A sheet; where several have asked for a later day, the application of each."""
    asked = supervision.applicants(record) if name == supervision.EXTENSION else ()
    if len(asked) < 2:
        yield name, title_of(record, name)
        return
    for strand in asked:
        whose = " ".join(x for x in (units(strand.holder, people), strand.title) if x)
        yield f"{name}{OF}{strand.id}", _("{sheet}（{whose}）").format(sheet=title_of(record, name), whose=whose)


def form(source: SheetSource, people: People, *, history: bool = False, sheet: str = "") -> Form:
    """The sheet of a matter; its record follows with `history`, or when its kind has no sheet of its own.

    `sheet`: one of the `others` of its kind; of several applications for a later day, behind `OF`, for which strand.
    """
    asked, _of, track = sheet.partition(OF)
    chosen = asked if asked in others(source.kind) else source.kind
    made = _PARTS.get(chosen, _plain)(source, people)
    if chosen == supervision.EXTENSION and track.isdecimal():
        made = supervision.extension(source, people, TrackId(int(track)))
    parts = [*made]
    if history or source.kind not in _PARTS:
        parts += _history(source, people)
    name = title(chosen, source.fields)
    number = f"{source.fields.get('number') or ''} {source.title}".strip()
    further = _("{sheet}（续页）　{matter}").format(sheet=name, matter=number)
    return Form(f"{source.unit}{name}", tuple(parts), further, mark(source))


def mark(source: SheetSource) -> str:
    """What ties the paper to the record: the first eight characters of its head."""
    if not source.head:
        return _("尚未上传中心，暂无记录校验码")
    said = _("记录校验码 {head}").format(head=source.head[:8])
    return _("{said}（另有尚未上传的内容）").format(said=said) if source.waiting else said


def absent(printed: Printed) -> str:
    """Which characters nobody could set; nothing when all are there."""
    chars = signs.named(printed.absent)
    return _("本机没有“{chars}”的字形，已用“〓”代替，请手写补上。").format(chars=chars) if chars else ""


def stand_ins(printed: Printed) -> str:
    """For which faces another stands in; nothing when the office's own are here."""
    faces = "、".join(printed.stand_ins)
    return _("本机没有{faces}字体，已用随附字体代替。").format(faces=faces) if faces else ""


# 文件传阅单


def _circulation(source: SheetSource, people: People) -> Iterator[Part]:
    fields = source.fields
    yield Line((Blank(_("标题"), source.title),))
    yield pair((_("文号"), text(fields.get("number"))), (_("紧急程度"), choice("urgency", fields)))
    yield pair((_("送阅单位"), source.unit), (_("送阅日期"), moments.written(source.opened_at)))
    yield pair((_("知悉范围"), choice("sensitivity", fields)), (_("办理时限"), date(fields.get("due"))))
    if source.readers:
        yield reading_table(source.readers, people, HAND_ROWS)
    else:
        yield from _broadcast(source, people)
    notes = source.opinions("add_note", "comment")
    if notes:
        yield Tall(_("补充意见"), tuple(map(signed, notes)))


def _broadcast(source: SheetSource, people: People) -> Iterator[Part]:
    yield Line((Blank(_("送阅范围"), holders(source.fields.get("readers"), people)),))
    n, total = source.receipts or (0, 0)
    said = _("共 {total} 人，已阅 {n} 人").format(total=total, n=n) if total else ""
    yield Line((Blank(_("阅毕情况"), said),))


def reading_table(readers: Iterable[Reader], people: People, blank: int) -> Table:
    """序号, 姓名, 送阅时间, 阅毕时间, 意见; who was added is marked."""
    columns = (
        Column(_("序号"), 14, middle=True),
        Column(_("姓名"), 34, middle=True),
        Column(_("送阅时间"), 25, middle=True),
        Column(_("阅毕时间"), 25, middle=True),
        Column(_("签名、意见"), 67),
    )
    rows = (_reader(n, r, people) for n, r in enumerate(readers, 1))
    return Table(columns, tuple(rows), blank)


def _reader(number: int, reader: Reader, people: People) -> tuple[str | Inked, ...]:
    name = kept.holder(people, reader.holder)
    how = _HOW.get(reader.how)
    read = reader.ended_at if reader.state == "read" else None
    under = [_("（{how}）").format(how=_(how))] if how else []
    words, ink = _read(reader, name), reader.said.ink if reader.said else None
    last = words if ink is None else Inked(words, ink)
    return str(number), "\n".join([name, *under]), moment(reader.delivered_at), moment(read), last


def _read(reader: Reader, name: str) -> str:
    """What he said, how the strand ended if not by reading, and who signed when it was not he himself."""
    said = reader.said
    ended = "returned" if reader.state == "redone" else reader.state
    state = "" if ended in _QUIET else _("（{s}）").format(s=names.track_state("circulation", ended))
    if said is None:
        return state
    by = signature(said) if reader.state == "read" and signature(said) != name else ""
    waits = _("（待上传）") if said.waiting else ""
    words = said_words(said) if said.by_hand else said.words
    return "\n".join(x for x in (f"{state}{words}{waits}", by) if x)


# 文件处理笺


def _incoming(source: SheetSource, people: People) -> Iterator[Part]:
    fields = source.fields
    yield pair((_("收文号"), text(fields.get("receipt_number"))), (_("收文日期"), date(fields.get("received_at"))))
    yield pair((_("来文单位"), text(fields.get("issuer"))), (_("来文文号"), text(fields.get("number"))))
    yield pair(
        (_("份数"), _copies(fields)), (_("知悉范围"), choice("sensitivity", fields)), (_("缓急"), _urgency(fields))
    )
    yield Line((Blank(_("标题"), source.title),))
    if summary := text(fields.get("summary")):
        yield Line((Blank(_("内容摘要"), summary),))
    yield _tall("拟办意见", source.opinions("propose"))
    yield _tall("领导批示", source.opinions("instruct", "transcribe"))
    yield Tall(_("承办部门意见"), tuple(_handling(source, people)), _ROOM["承办部门意见"])
    yield Tall(_("办理结果"), tuple(_results(source)), _ROOM["办理结果"])
    yield Tall(_("传阅签字"), tuple(signatures(source.opinions("mark_read", role="read"))), _ROOM["传阅签字"])
    yield Tall(_("备注"), (), _ROOM["备注"])


def _handling(source: SheetSource, people: People) -> Iterator[Signed]:
    """To whom it was given and until when, then what they reported."""
    for one in source.opinions("dispatch"):
        given = _given(one.fields, people)
        yield signed(one, "\n".join(x for x in (given, one.words) if x))
    yield from map(signed, source.opinions("report", "complete"))


def _given(fields: Mapping[str, object], people: People) -> str:
    parts = (
        (_("主办：{who}"), units(fields.get("lead"), people)),
        (_("协办：{who}"), units(fields.get("assist"), people)),
        (_("时限：{who}"), date(fields.get("due"))),
    )
    return "；".join(text.format(who=value) for text, value in parts if value)


def _results(source: SheetSource) -> Iterator[Signed]:
    for one in source.opinions("conclude"):
        reply = text(one.fields.get("reply_number"))
        answered = _("复文文号：{number}").format(number=reply) if reply else ""
        yield signed(one, "\n".join(x for x in (one.words, answered) if x))


def signatures(said: Iterable[Said]) -> Iterator[Signed]:
    """Those who signed without a word, then the others with theirs."""
    yield from map(signed, sorted(said, key=lambda s: bool(s.words)))


# 领导批示单


def _instruction(source: SheetSource, people: People) -> Iterator[Part]:
    fields = source.fields
    yield pair(
        (_("编号"), text(fields.get("ledger_number") or fields.get("number"))),
        (_("批示日期"), date(fields.get("instructed_at"))),
    )
    leader = holders(fields.get("leader"), people) or text(fields.get("leader_name"))
    yield Line((Blank(_("批示领导"), leader),))
    yield Line((Blank(_("来源件"), source.title),))
    yield Tall(_("批示原文"), tuple(map(signed, source.opinions("record", "take_up"))), 60)
    yield pair((_("交办单位"), units(fields.get("lead"), people)), (_("时限"), date(fields.get("due"))))
    yield Line((Blank(_("协办单位"), units(fields.get("assist"), people)),))
    done = sorted(source.opinions("report", "complete", "submit", "close"), key=lambda s: s.at)
    yield Tall(_("办理情况"), tuple(map(signed, done)), 60)
    yield Tall(_("领导阅示"), tuple(map(signed, source.opinions("acknowledge", "instruct_again"))), 32)


def _plain(source: SheetSource, _people: People) -> Iterator[Part]:
    unit, _begun = names.origin(source.kind)
    yield Line((Blank(_("标题"), source.title),))
    yield pair((unit, source.unit), (_("日期"), moments.written(source.opened_at)))
    yield pair((_("经办人"), source.opener), (_("状态"), names.stage(source.kind, source.stage)))


_PARTS: Mapping[str, Parts] = {
    "circulation": _circulation,
    "incoming": _incoming,
    "instruction": _instruction,
    "outgoing": outgoing,
    "fiscal": fiscal,
    supervision.NOTICE: supervision.notice,
    supervision.FEEDBACK: supervision.feedback,
    supervision.EXTENSION: supervision.extension,
    "leave": leave,
}


# 办理记录


def _history(source: SheetSource, people: People) -> Iterator[Part]:
    columns = (
        Column(_("序号"), 14, middle=True),
        Column(_("时间"), 25, middle=True),
        Column(_("办理人"), 40, middle=True),
        Column(_("操作"), 24, middle=True),
        Column(_("内容"), 62),
    )
    rows = tuple(_happened(n, s, source.kind, acts.of_source(source, people, s)) for n, s in enumerate(source.said, 1))
    yield Caption(_("办理记录"))
    yield Table(columns, rows)


def _happened(number: int, said: Said, kind: str, about: str) -> tuple[str, ...]:
    who = "\n".join(x for x in (signature(said) or _("系统"), said.place) if x)
    words = "\n".join(x for x in (about, said.first or said_words(said)) if x)
    waits = _("（待上传）") if said.waiting else ""
    return str(number), moment(said.made or said.at), who, names.action(kind, said.action), f"{words}{waits}"


# words in cells


def _tall(label: str, said: Iterable[Said]) -> Tall:
    return Tall(_(label), tuple(map(signed, said)), _ROOM[label])


def _urgency(fields: Mapping[str, object]) -> str:
    return names.urgency(text(fields.get("urgency")))


def _copies(fields: Mapping[str, object]) -> str:
    copies, pages = text(fields.get("copies")), text(fields.get("pages"))
    said = (copies and _("{n} 份").format(n=copies), pages and _("{n} 页").format(n=pages))
    return " ".join(x for x in said if x)
