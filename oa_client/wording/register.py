"""收文登记簿: the ledger of received documents, landscape, one line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oa_client.app.directory import People
from oa_client.app.forms import Column, Form, Table
from oa_client.app.sheets import SheetSource
from oa_client.assets import _
from oa_client.domain.people import Scope, is_scope
from oa_client.wording import moments, names


def register(sources: Iterable[SheetSource], people: People, unit: str, span: str = "") -> Form:
    """The ledger of a unit for a span of time, in the order given; its lines are numbered."""
    columns = (
        Column(_("序号"), 12, middle=True),
        Column(_("收文日期"), 25, middle=True),
        Column(_("收文号"), 25, middle=True),
        Column(_("来文单位"), 34),
        Column(_("来文文号"), 34),
        Column(_("标题"), 54),
        Column(_("份数"), 12, middle=True),
        Column(_("缓急"), 12, middle=True),
        Column(_("承办"), 22),
        Column(_("办结日期"), 25, middle=True),
        Column(_("备注"), 12),
    )
    rows = tuple(_row(n, s, people) for n, s in enumerate(sources, 1))
    name = _("收文登记簿")
    head = _("{unit}{name}").format(unit=unit, name=name)
    further = _("{name}（续页）　{span}").format(name=head, span=span)
    return Form(head, (Table(columns, rows, blank=0 if rows else 12),), further, span, lying=True)


def _row(number: int, source: SheetSource, people: People) -> tuple[str, ...]:
    fields = source.fields
    ended = [s.at for s in source.said if s.action == "conclude"]
    return (
        str(number),
        _day(fields.get("received_at")) or moments.dotted(source.opened_at),
        _text(fields, "receipt_number"),
        _text(fields, "issuer"),
        _text(fields, "number"),
        source.title,
        _text(fields, "copies"),
        names.urgency(_text(fields, "urgency")),
        _lead(source, people),
        moments.dotted(ended[-1]) if ended else "",
        "",
    )


def _lead(source: SheetSource, people: People) -> str:
    """Who handles it, from the tracks, or the field when it was only named."""
    held = [r.holder for r in source.readers if r.role == "lead"]
    named = source.fields.get("lead")
    found = held or ([Scope(str(named))] if is_scope(named) else [])
    return "、".join(people.label(s) for s in found)


def _day(value: object) -> str:
    return moments.dotted(value) if isinstance(value, int) else ""


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return "" if value is None else str(value)
