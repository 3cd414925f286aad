"""财政资金审批表: the amount in figures and capital ones, its budget line, and everybody's opinion in turn."""

from __future__ import annotations

from collections.abc import Iterator

from oa_client.app.directory import People
from oa_client.app.forms import Blank, Line, Part, Tall
from oa_client.app.sheets import SheetSource
from oa_client.assets import _
from oa_client.domain.money.amounts import capital
from oa_client.wording import moments
from oa_client.wording.cells import choice, date, pair, signed, text
from oa_client.wording.money import masked, rest, yuan

_HEIGHT = 22.0
_LADDER = (
    ("单位负责人意见", ("agree",), "unit_head"),
    ("财政业务科室意见", ("review",), "finance_section"),
    ("财政局意见", ("approve", "decide"), "finance_bureau_head"),
    ("分管副区长审批", ("approve", "decide"), "vice_head"),
    ("区长审批", ("approve", "decide"), "district_head"),
    ("会议决定", ("record_decision",), "meeting"),
)
"""Each step of the ladder: how it is called, by which acts, on the strand of which node."""


def fiscal(source: SheetSource, _people: People) -> Iterator[Part]:
    """The whole 财政资金审批表."""
    fields = source.fields
    yield pair((_("申请单位"), source.unit), (_("申请日期"), moments.written(source.opened_at)))
    yield Line((Blank(_("事由"), source.title),))
    yield pair((_("申请金额"), _figures(fields.get("amount"))), (_("大写"), _capital(fields.get("amount"))))
    if fields.get("approved"):
        yield pair((_("批准金额"), _figures(fields["approved"])), (_("大写"), _capital(fields["approved"])))
    yield pair((_("预算指标"), text(fields.get("line_title"))), (_("资金来源"), choice("fund", fields)))
    yield pair((_("收款单位"), text(fields.get("payee"))), (_("收款账号"), masked(text(fields.get("account")))))
    yield pair((_("依据文件"), text(fields.get("basis"))), (_("发票号码"), text(fields.get("invoices"))))
    purpose = next((s for s in reversed(source.said) if s.action in {"apply", "reapply"}), None)
    yield Line((Blank(_("用途说明"), text(purpose.fields.get("purpose")) if purpose else ""),))
    yield Line((Blank(_("附件"), "\n".join(source.files)),))
    for label, actions, node in _LADDER:
        said = sorted(source.opinions(*actions, role=node), key=lambda s: s.v)
        if said or node in _chain(source):
            yield Tall(_(label), tuple(map(signed, said)), _HEIGHT)
    yield pair((_("指标文号"), text(fields.get("indicator"))), (_("已支付"), _figures(fields.get("paid"))))
    for paid in sorted(source.opinions("pay"), key=lambda s: s.v):
        amount, day = _figures(paid.fields.get("payment")), date(paid.fields.get("paid_on"))
        yield pair((_("支付"), amount), (_("日期、凭证号"), f"{day}　{text(paid.fields.get('voucher'))}"))
    if source.stage in {"reconciled", "archived"} and (left := rest(fields)):
        yield Line((Blank(_("退回指标"), _figures(left)),))


def _chain(source: SheetSource) -> frozenset[str]:
    """The nodes it passes, also those that have not had it yet."""
    return frozenset(r.role for r in source.readers if r.state != "lapsed")


def _figures(value: object) -> str:
    return yuan(value) if isinstance(value, int) else ""


def _capital(value: object) -> str:
    return capital(value) if isinstance(value, int) and value >= 0 else ""
