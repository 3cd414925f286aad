"""The names of things on the screen: lists, states, actions, fields, choices, roles and marks (practice.md §3)."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.app.reading import ListName, Mark
from oa_client.assets import _
from oa_client.domain.people import Level, Role

KINDS = {
    "circulation": "公文轮阅",
    "bulletin": "电子公告",
    "incoming": "收文",
    "outgoing": "发文",
    "instruction": "领导批示",
    "supervision": "政务督查",
    "fiscal": "财政审批",
    "sms": "短信平台",
    "mail": "电子邮件",
}
LISTS = {
    ListName.TODO: "待办",
    ListName.TOREAD: "待阅",
    ListName.DONE: "已办",
    ListName.SENT: "我发出的",
}
STAGES: Mapping[str, str] = {
    "circulating": "轮阅中",
    "paused": "已暂停",
    "completed": "全部阅毕",
    "recalled": "已撤回",
    "closed": "已结束",
    "bulletin.review": "待审核",
    "bulletin.returned": "退回修改",
    "bulletin.published": "已发布",
    "bulletin.withdrawn": "已撤下",
    "bulletin.expired": "已过期",
    "review": "待审核",
    "returned": "退回修改",
    "published": "已发布",
    "withdrawn": "已撤下",
    "expired": "已过期",
}
TRACK_STATES: Mapping[str, str] = {
    "pending": "未轮到",
    "delivered": "未阅",
    "read": "阅毕",
    "skipped": "已跳过",
    "returned": "已退回",
    "redone": "已续送",
    "forwarded": "已转阅",
    "withdrawn": "已撤回",
}
ACTIONS: Mapping[str, str] = {
    "hand_over": "工作移交",
    "circulate": "送阅",
    "mark_read": "阅毕",
    "comment": "发表意见",
    "forward": "转阅",
    "add_reader": "加阅",
    "send_back": "退回",
    "resume": "续送",
    "urge_reading": "催阅",
    "recall_reader": "撤回一人",
    "recall": "全部撤回",
    "skip": "跳过",
    "reorder": "改序",
    "close": "结束",
    "add_note": "补充说明",
    "bulletin.submit": "提交审核",
    "bulletin.publish": "发布",
    "bulletin.send_back": "退回修改",
    "bulletin.resubmit": "修改后再提交",
    "bulletin.answer": "回执",
    "bulletin.withdraw": "撤下",
    "bulletin.extend": "延长有效期",
    "bulletin.expire": "到期",
    "submit": "提交审核",
    "publish": "发布",
    "resubmit": "修改后再提交",
    "answer": "回执",
    "withdraw": "撤下",
    "extend": "延长有效期",
    "expire": "到期",
    "receipt": "阅毕",
    "imported": "由旧系统导入",
}
FIELDS: Mapping[str, str] = {
    "title": "标题",
    "number": "文号",
    "urgency": "紧急程度",
    "sensitivity": "知悉范围",
    "mode": "送阅方式",
    "purpose": "送阅目的",
    "readers": "送阅对象",
    "due": "办理时限",
    "may_add": "允许加阅",
    "may_forward": "允许转阅",
    "body": "正文",
    "files": "附件",
    "opinion": "意见",
    "reason": "理由",
    "note": "附言",
    "reader": "送给",
    "place": "加在",
    "tracks": "人员",
    "track": "人员",
    "scope": "发布范围",
    "level": "公告级别",
    "pinned_until": "置顶至",
    "valid_until": "有效期至",
    "receipt": "需要回执",
    "reviewer": "审核人",
    "author": "起草人",
}
CHOICES: Mapping[tuple[str, str], str] = {
    ("urgency", ""): "",
    ("urgency", "urgent"): "加急",
    ("urgency", "flash"): "特急",
    ("sensitivity", "general"): "一般",
    ("sensitivity", "internal"): "内部",
    ("sensitivity", "work_secret"): "工作秘密",
    ("mode", "sequential"): "依次送阅",
    ("mode", "parallel"): "同时送阅",
    ("mode", "grouped"): "分批送阅",
    ("mode", "broadcast"): "群发",
    ("purpose", "action"): "需办理",
    ("purpose", "information"): "仅供阅知",
    ("place", "after"): "紧接本人之后",
    ("place", "parallel"): "与本人同时",
    ("place", "last"): "排在最后",
    ("level", "district"): "区级",
    ("level", "street"): "街道（镇）级",
    ("level", "community"): "社区（村）级",
}
ORIGINS: Mapping[str, tuple[str, str]] = {
    "circulation": ("来文单位", "送阅"),
    "incoming": ("来文单位", "收文"),
    "bulletin": ("起草单位", "提交"),
}
"""What the unit and the moment a matter began with are called, kind by kind."""
_ORIGIN = ("经办单位", "提出")
STEPS: Mapping[str, str] = {"read": "待阅", "returned": "退回待处理", "review": "待审核"}
MARKS = {Mark.NONE: "", Mark.WAITING: "待上传", Mark.SENDING: "上传中", Mark.REFUSED: "须重交", Mark.CONFLICT: "冲突"}
ROLES = {Role.CLERK: "收发岗", Role.LEADER: "领导", Role.HANDLER: "经办", Role.REVIEWER: "审核"}
LEVELS = {
    Level.DISTRICT: "区",
    Level.DEPARTMENT: "部门",
    Level.STREET: "街道",
    Level.TOWN: "镇",
    Level.COMMUNITY: "社区",
    Level.VILLAGE: "村",
}


def kind(name: str) -> str:
    """A kind of matter."""
    return _(KINDS[name]) if name in KINDS else _("事项")


def list_name(name: ListName) -> str:
    """A list of the desk."""
    return _(LISTS[name])


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


def step(of: str, name: str) -> str:
    """What a task asks."""
    return _of(STEPS, of, name)


def field_name(name: str) -> str:
    """A field of a form; empty when nobody has a word for it."""
    return _(FIELDS[name]) if name in FIELDS else ""


def choice(field: str, value: str) -> str:
    """A value somebody chose in a field."""
    return _(CHOICES[field, value]) if CHOICES.get((field, value)) else value


def urgency(value: str) -> str:
    """特急, 加急, or nothing for an ordinary document."""
    return choice("urgency", value) if value else ""


def mark(value: Mark | str) -> str:
    """How a row stands to the centre."""
    return _(MARKS[Mark(value)]) if MARKS[Mark(value)] else ""


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
