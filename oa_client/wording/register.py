"""登记簿 and 台账: the registers of an office on paper, landscape, a line each; and the same lines as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from oa_client.app.directory import People
from oa_client.app.forms import Column
from oa_client.app.sheets import LAST, SheetSource
from oa_client.app.tabular import Cell
from oa_client.assets import _
from oa_client.domain.people import Scope, is_scope
from oa_client.wording import names, register_fiscal, register_supervision
from oa_client.wording.cells import numbered, signature
from oa_client.wording.register_form import Line, Register, Sums, day, held, remark, text

_STANDS: Mapping[str, Callable[[SheetSource], bool]] = {"seals": lambda source: bool(source.fields.get("sealed_on"))}
"""Where not every matter of the kind stands in the register."""


def register(kind: str, sources: Iterable[SheetSource], people: People, unit: str, span: str = "") -> Register:
    """A register by its name: 收文登记簿, 发文登记簿, 用印登记表, 领导批示台账, 财政审批台账, …; in the order given."""
    _name, columns, line, by_leader = _KINDS[kind]()
    stands = _STANDS.get(kind)
    found = tuple(source for source in sources if stands is None or stands(source))
    lines, summed = tuple(line(source, people) for source in found), _SUMS.get(kind)
    sums = summed(found, people) if summed is not None else ()
    return Register(f"{unit}{named(kind)}", span, columns, lines, by_leader=by_leader, sums=sums)


def named(kind: str) -> str:
    """What the register of a kind is called."""
    return _KINDS[kind]()[0]


Kind = tuple[str, tuple[Column, ...], Callable[[SheetSource, People], Line], bool]


def _incoming() -> Kind:
    columns = (
        Column(_("收文日期"), 24, middle=True),
        Column(_("收文号"), 33, middle=True),
        Column(_("来文单位"), 32),
        Column(_("来文文号"), 36),
        Column(_("标题"), 50),
        Column(_("份数"), 12, middle=True),
        Column(_("缓急"), 12, middle=True),
        Column(_("承办"), 20),
        Column(_("办结日期"), 24, middle=True),
        Column(_("备注"), 13),
    )
    return _("收文登记簿"), columns, _received, False


def _received(source: SheetSource, people: People) -> Line:
    fields = source.fields
    copies = fields.get("copies")
    cells = (
        day(fields.get("received_at")) or day(source.opened_at),
        numbered(source, "receipt_number"),
        text(fields, "issuer"),
        text(fields, "number"),
        source.title,
        copies if isinstance(copies, int) else "",
        names.urgency(text(fields, "urgency")),
        held(source, people, "lead"),
        _ended(source, "conclude"),
        remark(source),
    )
    return Line(cells)


def _instruction() -> Kind:
    columns = (
        Column(_("批示日期"), 24, middle=True),
        Column(_("台账号"), 33, middle=True),
        Column(_("事项"), 42),
        Column(_("批示内容"), 54),
        Column(_("主办"), 18),
        Column(_("协办"), 20),
        Column(_("办理时限"), 24, middle=True),
        Column(_("进展"), 16, middle=True),
        Column(_("销号日期"), 24, middle=True),
    )
    return _("领导批示台账"), columns, _instructed, True


def _instructed(source: SheetSource, people: People) -> Line:
    fields = source.fields
    first = next((s for s in source.said if s.action in {"record", "take_up"}), None)
    leader = fields.get("leader")
    cells = (
        day(fields.get("instructed_at")) or day(source.opened_at),
        numbered(source, "ledger_number"),
        source.title,
        (first.words or _("待录入")) if first is not None else _("（未取全文）"),
        held(source, people, "lead"),
        held(source, people, "assist"),
        day(fields.get("due")),
        names.stage(source.kind, source.stage),
        _ended(source, "close"),
    )
    under = people.label(Scope(str(leader))) if is_scope(leader) else text(fields, "leader_name")
    return Line(cells, under or _("未写明"), first.rank if first is not None else LAST)


def _outgoing() -> Kind:
    columns = (
        Column(_("成文日期"), 24, middle=True),
        Column(_("发文字号"), 38),
        Column(_("标题"), 58),
        Column(_("主送"), 34),
        Column(_("签发人"), 20, middle=True),
        Column(_("公开属性"), 20, middle=True),
        Column(_("份数"), 12, middle=True),
        Column(_("印发日期"), 24, middle=True),
        Column(_("备注"), 15),
    )
    return _("发文登记簿"), columns, _issued, False


def _issued(source: SheetSource, people: People) -> Line:
    fields = source.fields
    cells = (
        day(fields.get("doc_date")),
        text(fields, "number") or _("待取号"),
        source.title,
        "、".join(x for x in (_named(fields.get("receivers"), people), text(fields, "outside_receivers")) if x),
        _signers(source),
        names.choice("openness", text(fields, "openness")),
        _number(fields.get("copies")),
        day(fields.get("print_date")),
        remark(source),
    )
    return Line(cells)


def _seals() -> Kind:
    columns = (
        Column(_("用印日期"), 24, middle=True),
        Column(_("发文字号"), 38),
        Column(_("用印文件"), 68),
        Column(_("份数"), 14, middle=True),
        Column(_("批准人"), 24, middle=True),
        Column(_("经手人"), 24, middle=True),
        Column(_("盖章扫描件"), 40),
        Column(_("备注"), 15),
    )
    return _("用印登记表"), columns, _sealed, False


def _sealed(source: SheetSource, people: People) -> Line:
    """One use of the seal. The scan is named by the first eight characters of its hash, as receipts name a record."""
    fields = source.fields
    last = next((s for s in reversed(source.said) if s.action == "seal"), None)
    cells = (
        day(fields.get("sealed_on")),
        text(fields, "number"),
        source.title,
        _number(fields.get("sealed_copies")),
        _signers(source),
        signature(last) if last else people.label(Scope(str(by))) if is_scope(by := fields.get("sealed_by")) else "",
        "\n".join(_scans(last.fields if last else {})),
        remark(source),
    )
    return Line(cells)


def _scans(fields: Mapping[str, object]) -> Iterator[str]:
    files = fields.get("files")
    for file in files if isinstance(files, list) else ():
        if isinstance(file, Mapping):
            yield f"{file.get('name')}（{str(file.get('sha256'))[:8]}）"


def _signers(source: SheetSource) -> str:
    """Who signed the document, of several rounds the last: the last to sign stands last."""
    signed = [signature(s) for s in source.said if s.action == "sign"]
    return "、".join(dict.fromkeys(signed))


def _supervision() -> Kind:
    return _("督查台账"), register_supervision.columns(), register_supervision.line, False


def _fiscal() -> Kind:
    return _("财政审批台账"), register_fiscal.columns(), register_fiscal.line, False


_KINDS: Mapping[str, Callable[[], Kind]] = {
    "incoming": _incoming,
    "instruction": _instruction,
    "outgoing": _outgoing,
    "seals": _seals,
    "supervision": _supervision,
    "fiscal": _fiscal,
}
_SUMS: Mapping[str, Callable[[Sequence[SheetSource], People], tuple[Sums, ...]]] = {"fiscal": register_fiscal.sums}
_OF: Mapping[str, str] = {"seals": "outgoing"}
PRINTED = frozenset(_KINDS) - _OF.keys()
"""The kinds whose registers are printed."""


def kind_of(name: str) -> str:
    """Of which kind the matters are that stand in a register: of several, one may be kept beside its own."""
    return _OF.get(name, name)


def _named(value: object, people: People) -> str:
    some = value if isinstance(value, list | tuple) else [value]
    return "、".join(people.label(Scope(str(one))) for one in some if is_scope(one))


def _number(value: object) -> Cell:
    return value if isinstance(value, int) else ""


def _ended(source: SheetSource, action: str) -> Cell:
    return day(next((s.at for s in reversed(source.said) if s.action == action), None))
