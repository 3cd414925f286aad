"""The names of things on the screen: lists, states, actions, fields, choices, roles and marks (practice.md §3)."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.app.reading import ListName, Mark
from oa_client.assets import _
from oa_client.domain.calendar import Lamp
from oa_client.domain.people import Level, Role
from oa_client.wording import (
    names_bulletin,
    names_circulation,
    names_delegation,
    names_exchange,
    names_fiscal,
    names_forms,
    names_incoming,
    names_instruction,
    names_outgoing,
    names_supervision,
    numbering,
    workdays,
)

KINDS = {
    "circulation": "公文轮阅",
    "bulletin": "电子公告",
    "incoming": "收文",
    "exchange": "公文交换",
    "outgoing": "发文",
    "issuing_plan": "年度发文计划",
    "instruction": "领导批示",
    "supervision": "政务督查",
    "sms": "短信平台",
    "mail": "电子邮件",
    "numbers": "文号",
    **workdays.KINDS,
    **names_delegation.KINDS,
    **names_fiscal.KINDS,
}
NEW = {
    "incoming": "收文登记",
    "exchange": "公文发送",
    "instruction": "登记批示",
    "outgoing": "发文拟稿",
    "issuing_plan": "编制发文计划",
    **names_fiscal.NEW,
    "supervision": "督查立项",
    **names_delegation.NEW,
}
LISTS = {
    ListName.TODO: "待办",
    ListName.TOREAD: "待阅",
    ListName.DONE: "已办",
    ListName.SENT: "我发出的",
    ListName.LEDGER: "台账",
}
STAGES: Mapping[str, str] = {
    **numbering.STAGES,
    **workdays.STAGES,
    **names_circulation.STAGES,
    **names_bulletin.STAGES,
    **names_incoming.STAGES,
    **names_exchange.STAGES,
    **names_instruction.STAGES,
    **names_outgoing.STAGES,
    **names_fiscal.STAGES,
    **names_supervision.STAGES,
    **names_delegation.STAGES,
}
TRACK_STATES: Mapping[str, str] = {
    **names_circulation.TRACK_STATES,
    **names_incoming.TRACK_STATES,
    **names_exchange.TRACK_STATES,
    **names_instruction.TRACK_STATES,
    **names_outgoing.TRACK_STATES,
    **names_fiscal.TRACK_STATES,
    **names_supervision.TRACK_STATES,
}
ACTIONS: Mapping[str, str] = {
    **numbering.ACTIONS,
    **workdays.ACTIONS,
    **names_circulation.ACTIONS,
    **names_bulletin.ACTIONS,
    **names_incoming.ACTIONS,
    **names_exchange.ACTIONS,
    **names_instruction.ACTIONS,
    "hand_over": "工作移交",
    "imported": "由旧系统导入",
    **names_outgoing.ACTIONS,
    **names_fiscal.ACTIONS,
    **names_supervision.ACTIONS,
    **names_delegation.ACTIONS,
}
FIELDS: Mapping[str, str] = {
    **numbering.FIELDS,
    **workdays.FIELDS,
    **names_forms.FIELDS,
    **names_circulation.FIELDS,
    **names_bulletin.FIELDS,
    **names_incoming.FIELDS,
    **names_exchange.FIELDS,
    **names_instruction.FIELDS,
    **names_outgoing.FIELDS,
    **names_fiscal.FIELDS,
    **names_supervision.FIELDS,
    **names_delegation.FIELDS,
}
CHOICES: Mapping[tuple[str, str], str] = {
    **numbering.CHOICES,
    **names_forms.CHOICES,
    **names_circulation.CHOICES,
    **names_bulletin.CHOICES,
    **names_incoming.CHOICES,
    **names_instruction.CHOICES,
    **names_outgoing.CHOICES,
    **names_fiscal.CHOICES,
    **names_supervision.CHOICES,
    **names_delegation.CHOICES,
}
ORIGINS: Mapping[str, tuple[str, str]] = {
    "circulation": ("来文单位", "送阅"),
    "incoming": ("来文单位", "收文"),
    "exchange": ("发文单位", "发送"),
    "instruction": ("登记单位", "登记"),
    "bulletin": ("起草单位", "提交"),
    "outgoing": ("拟稿单位", "拟稿"),
    "issuing_plan": ("编制单位", "编制"),
    "fiscal": ("申请单位", "申请"),
    "budget_line": ("下达单位", "下达"),
    "fiscal_rules": ("制定单位", "制定"),
    "supervision": ("督查机关", "提出"),
}
"""What the unit and the moment a matter began with are called, kind by kind."""
_ORIGIN = ("经办单位", "提出")
TRACK_ROLES: Mapping[str, str] = {
    **names_incoming.TRACK_ROLES,
    **names_exchange.TRACK_ROLES,
    **names_outgoing.TRACK_ROLES,
    **names_fiscal.NODES,
    **names_supervision.TRACK_ROLES,
}
STEPS: Mapping[str, str] = {
    **names_circulation.STEPS,
    **names_bulletin.STEPS,
    **names_incoming.STEPS,
    **names_instruction.STEPS,
    **names_outgoing.STEPS,
    **names_fiscal.STEPS,
    **names_supervision.STEPS,
    **names_delegation.STEPS,
}
LAMPS = {Lamp.NORMAL: "正常", Lamp.NEAR: "临期", Lamp.OVERDUE: "超期"}
MARKS = {Mark.NONE: "", Mark.WAITING: "待上传", Mark.SENDING: "上传中", Mark.REFUSED: "须重交", Mark.CONFLICT: "冲突"}
ROLES = {Role.CLERK: "收发岗", Role.LEADER: "领导", Role.HANDLER: "经办", Role.REVIEWER: "审核"} | {
    Role.PRINCIPAL: "主要负责人",
    Role.FINANCE: "财政业务科室",
    Role.FINANCE_HEAD: "财政局负责人",
    Role.FINANCE_LEADER: "分管财政领导",
    Role.SUPERVISOR: "督查",
}
LEVELS = {
    Level.DISTRICT: "区",
    Level.DEPARTMENT: "部门",
    Level.STREET: "街道",
    Level.TOWN: "镇",
    Level.COMMUNITY: "社区",
    Level.VILLAGE: "村",
}


def written(field: str, kind: str) -> str:
    """How the text of a field is written that has a form of its own; empty for any other."""
    return _(names_fiscal.TABLE) if (kind, field) == ("fiscal_rules", "table") else ""


def kind(name: str) -> str:
    """A kind of matter."""
    return _(KINDS[name]) if name in KINDS else _("事项")


def new(of: str) -> str:
    """What beginning a matter of a kind is called."""
    return _(NEW[of]) if of in NEW else _("新建{kind}").format(kind=kind(of))


def list_name(name: ListName) -> str:
    """A list of the desk."""
    return _(LISTS[name])


def place(of: str) -> str:
    """The list in which matters of a kind stand."""
    return _("委托与请假") if of == "delegation" else kind(of)


def is_personal(of: str) -> bool:
    """Whether a matter of this kind is about the one who opened it."""
    return of in names_delegation.KINDS


def untitled(of: str) -> str:
    """What a matter is called to which nobody gave a title."""
    return kind(of) if of in names_delegation.KINDS else _("（无标题）")


def stage(of: str, name: str) -> str:
    """The state of a matter of a kind."""
    return _of(STAGES, of, name)


def track_state(of: str, name: str) -> str:
    """The state of one person's strand."""
    return _of(TRACK_STATES, of, name)


def action(of: str, name: str) -> str:
    """An action, as its button says it and the record tells it."""
    return _of(ACTIONS, of, name)


def origin(of: str) -> tuple[str, str]:
    """What the unit a matter of this kind comes from is called, and the act it began with."""
    unit, begun = ORIGINS.get(of, _ORIGIN)
    return _(unit), _(begun)


def progress(of: str, ended: int, total: int) -> str:
    """How many of those it was given to are done with it."""
    words = {"exchange": _("已签收 {ended} / 共 {total}"), "incoming": _("已办 {ended} / 共 {total}")}
    words["instruction"] = words["outgoing"] = words["fiscal"] = words["incoming"]
    words["supervision"] = _("已办结 {ended} / 共 {total}")
    return words.get(of, _("已阅 {ended} / 共 {total}")).format(ended=ended, total=total)


def track_role(role: str) -> str:
    """What somebody is in a matter to whom a strand of it was given."""
    return _(TRACK_ROLES[role]) if role in TRACK_ROLES else ""


def tracks(of: str) -> str:
    """What the table of strands of a kind is called."""
    return _("传阅情况") if of in {"circulation", "bulletin", ""} else _("办理情况")


def step(of: str, name: str) -> str:
    """What a task asks."""
    return _of(STEPS, of, name)


def field_name(name: str, of: str = "") -> str:
    """A field of a form of a kind; empty when nobody has a word for it."""
    word = FIELDS.get(f"{of}.{name}") or FIELDS.get(name, "")
    return _(word) if word else ""


def choice(field: str, value: str) -> str:
    """A value somebody chose in a field."""
    return _(CHOICES[field, value]) if CHOICES.get((field, value)) else value


def urgency(value: str) -> str:
    """特急, 加急, or nothing for an ordinary document."""
    return choice("urgency", value) if value else ""


def mark(value: Mark | str) -> str:
    """How a row stands to the centre."""
    return _(MARKS[Mark(value)]) if MARKS[Mark(value)] else ""


def lamp(value: Lamp) -> str:
    """How a limit stands: 正常, 临期, 超期."""
    return _(LAMPS[value])


def role(value: Role) -> str:
    """What a post lets its holder do."""
    return _(ROLES[value])


def amount(value: object) -> str:
    """A number of bytes as people read it."""
    size = float(value) if isinstance(value, (int, float)) else 0.0
    for unit in ("字节", "KB", "MB"):
        if size < 1024 or unit == "MB":
            return f"{size:.0f} {unit}" if size >= 10 or unit == "字节" else f"{size:.1f} {unit}"
        size /= 1024
    return ""


def _of(table: Mapping[str, str], of: str, name: str) -> str:
    found = table.get(f"{of}.{name}") or table.get(name, name)
    return _(found) if found else ""
