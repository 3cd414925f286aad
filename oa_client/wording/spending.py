"""How an application for money stands, in words: step by step who and when, what its line has left, what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from oa_client.app.desk import Desk
from oa_client.app.reading import Record
from oa_client.app.sheets import WORDS
from oa_client.app.spending import ASKING, KIND, Balance, Other, Spending, Step, When, spending_of
from oa_client.assets import _
from oa_client.domain.matter import Entry
from oa_client.domain.people import Scope, person_scope
from oa_client.wording import lines, moments, money, names
from oa_client.wording.kept import Kept
from oa_client.wording.names_fiscal import NODES


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: its name, who, what he did or that he has it, since when, and his words."""

    label: str
    who: str
    state: str
    at: str
    words: str
    when: When

    @property
    def said(self) -> str:
        """Behind its name."""
        return "　".join(part for part in (self.who, self.state, self.at) if part)


@dataclass(frozen=True, slots=True)
class Told:
    """All there is to say of it; `balance` under its own `head`, nothing where the line is not known here."""

    steps: tuple[StepLine, ...]
    after: str = ""
    head: str = ""
    balance: tuple[Kept, ...] = ()
    warnings: tuple[str, ...] = ()


def told(desk: Desk, record: Record) -> Told | None:
    """An application in words; None for any other matter. Reads the desk: not for the GUI thread."""
    found = spending_of(desk, record)
    if found is None:
        return None
    now, balance = desk.clock.now(), found.balance
    return Told(
        tuple(_with_rest(_step(desk, step, now), step, record) for step in found.steps),
        "" if found.chained else _("后面的环节由中心按审批权限确定，上传后显示。"),
        _head(balance, now) if balance is not None else "",
        tuple(_facts(balance)) if balance is not None else (),
        tuple(_warnings(found, now)),
    )


def _head(balance: Balance, now: int) -> str:
    said = _("预算指标（截至 {time} 的数，{mine}）")
    mine = _("加上未上传的本件") if balance.waits else _("含本件")
    return said.format(time=moments.full(balance.line.at, now), mine=mine)


def _facts(balance: Balance) -> Iterator[Kept]:
    line = balance.line
    yield Kept(_("可用"), money.yuan(max(balance.left, 0)))
    yield Kept(_("已预留"), money.yuan(balance.reserved))
    yield Kept(_("已支出"), money.yuan(line.spent))
    yield Kept(_("指标总额"), money.yuan(line.total))


def _warnings(found: Spending, now: int) -> Iterator[str]:
    if found.split:
        said = _("疑似拆分：与近 30 天的{others}合计 {total}，按审批权限要经更多环节。{then}")
        then = _("业务科室已核对。") if found.looked else _("初审时请核对是否拆分。")
        yield said.format(others=_others(found.split), total=money.yuan(found.total), then=then)
    if found.behind:
        said = _(
            "疑似拆分：本件报送之后，同一收款方或项目又报来{others}，合计 {total}，按审批权限要经更多环节，请一并核对。"
        )
        yield said.format(others=_others(found.behind), total=money.yuan(found.behind_total))
    for invoice, other in found.reused:
        said = _("发票重复：{invoice} 在{other}里也有，请核对是不是同一张。")
        yield said.format(invoice=invoice, other=_other(other))
    if (balance := found.balance) is not None and balance.left < 0:
        said = _("余额不足：按截至 {time} 的数，还差 {lacking}。")
        yield said.format(time=moments.full(balance.line.at, now), lacking=money.yuan(-balance.left))


def _others(some: tuple[Other, ...]) -> str:
    known = "、".join(_other(one) for one in some if one.title)
    unknown = sum(not one.title for one in some)
    rest = _("另 {n} 件申请").format(n=unknown) if unknown else ""
    return "、".join(part for part in (known, rest) if part)


def _other(one: Other) -> str:
    said = "，".join((money.yuan(one.amount), names.stage(KIND, one.stage)))
    return _("《{title}》（{said}）").format(title=one.title, said=said)


def _step(desk: Desk, step: Step, now: int) -> StepLine:
    label = names.track_role(step.name) if step.name in NODES else _SHORT.get(step.name, "")
    label = _(label) if label else names.action(KIND, step.name)
    if step.line is not None:
        return _done(desk, step, label, now)
    who = desk.people.label(step.holder) if step.holder is not None else ""
    if step.when is When.COMING:
        return StepLine(label, who, _("未轮到") if step.name in NODES else "", "", "", step.when)
    since = _("自 {time} 起").format(time=moments.full(step.since, now)) if step.since is not None else ""
    return StepLine(label, who, "，".join(_waiting(desk, step.holder)), since, "", step.when)


def _with_rest(line: StepLine, step: Step, record: Record) -> StepLine:
    """With what of the money goes back to its line when it is reconciled, or has gone back."""
    fields = record.matter.fields if record.matter is not None else {}
    if step.name != "reconcile" or not fields.get("paid") or not (left := money.rest(fields)):
        return line
    said = _("{left}退回预算指标") if step.when is When.DONE else _("现在对账，{left}退回预算指标")
    return replace(line, words="；".join(x for x in (said.format(left=money.yuan(left)), line.words) if x))


_SHORT: Mapping[str, str] = {"apply": "申请", "send_back": "修改后再报", "pay": "支付"}
"""Steps that have no name of their own among the nodes, where the name of the act says too much."""


def _waiting(desk: Desk, holder: Scope | None) -> Iterator[str]:
    yield _("待办")
    away = desk.away(holder) if holder is not None else None
    if away is not None:
        yield lines.stands_in(desk.people.label(person_scope(away.taker)), away.until)


def _done(desk: Desk, step: Step, label: str, now: int) -> StepLine:
    line = step.line
    if line is None:
        return StepLine(label, "", "", "", "", step.when)
    entry = line.entry
    back = step.name == "send_back"
    state = _("待申请单位修改") if back else "" if entry.action == step.name else names.action(KIND, entry.action)
    waits = _("待上传") if line.pending is not None else ""
    return StepLine(
        label,
        "" if back else _who(desk, entry),
        "，".join(part for part in (state, waits) if part),
        moments.full(entry.at, now),
        "；".join(_words(entry)),
        step.when,
    )


def _who(desk: Desk, entry: Entry) -> str:
    """×××, or ×××（代×××）; of whoever asks the unit beside."""
    giver = desk.people.label(person_scope(entry.on_behalf)) if entry.on_behalf is not None else ""
    who = lines.who(desk.people.label(person_scope(entry.actor)), giver)
    unit = desk.rules.directory.units.get(entry.unit)
    return f"{unit.name} {who}" if unit is not None and entry.action in ASKING else who


def _words(entry: Entry) -> Iterator[str]:
    fields = entry.fields
    for name in ("approved", "payment"):
        if isinstance(amount := fields.get(name), int):
            yield _("{label} {yuan}").format(label=names.field_name(name, KIND), yuan=money.yuan(amount))
    for name in ("indicator", "voucher", "meeting"):
        if fields.get(name):
            yield _("{label} {value}").format(label=names.field_name(name, KIND), value=fields[name])
    yield from (str(fields[name]) for name in WORDS if fields.get(name))
