"""The names of things on the screen: lists, states, actions, fields, choices, roles and marks (practice.md §3)."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.app.reading import ListName, Mark
from oa_client.assets import _
from oa_client.domain.calendar import Lamp
from oa_client.domain.people import Level, Role
from oa_client.wording import (
    names_delegation,
    names_fiscal,
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
    "circulating": "轮阅中",
    "paused": "已暂停",
    "completed": "全部阅毕",
    "recalled": "已撤回",
    "closed": "已结束",
    "incoming.delivered": "待签收",
    "incoming.signed": "待登记",
    "incoming.registered": "待拟办",
    "incoming.proposed": "待批示",
    "incoming.instructed": "待分办",
    "incoming.handling": "承办中",
    "incoming.reported": "待办结",
    "incoming.reading": "传阅中",
    "incoming.concluded": "办结",
    "incoming.read_all": "阅毕存档",
    "incoming.returned": "已退文",
    "incoming.merged": "已并件",
    "incoming.transferred": "已转办",
    "incoming.void": "已作废",
    "incoming.withdrawn": "发文单位已撤回",
    "incoming.archived": "已归档",
    "exchange.withdrawn": "已全部撤回",
    "exchange.sent": "待各方签收",
    "exchange.received": "各方已签收",
    "exchange.closed": "已结束",
    "instruction.registered": "待交办",
    "instruction.handling": "承办中",
    "instruction.reported": "待呈报",
    "instruction.submitted": "待领导阅示",
    "instruction.acknowledged": "待销号",
    "instruction.closed": "办结",
    "instruction.void": "已作废",
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
    **names_outgoing.STAGES,
    **names_fiscal.STAGES,
    **names_supervision.STAGES,
    **names_delegation.STAGES,
}
TRACK_STATES: Mapping[str, str] = {
    "exchange.pending": "待签收",
    "signed": "已签收",
    "answered": "已答复",
    "concluded": "已办结",
    "transferred": "已转办",
    "merged": "已并件",
    "voided": "已作废",
    "exchange.returned": "已退文",
    "settled": "退文已处理",
    "incoming.delivered": "待办",
    "instruction.delivered": "待办",
    "instructed": "已批示",
    "transcribed": "批示（代录）",
    "confirmed": "批示（本人已核对）",
    "inked": "批示（手写）",
    "done": "已办完",
    "incoming.redone": "已改派",
    "instruction.redone": "已改派",
    "incoming.forwarded": "已转交",
    "instruction.forwarded": "已转交",
    "incoming.withdrawn": "已取消",
    "instruction.withdrawn": "已取消",
    "pending": "未轮到",
    "delivered": "未阅",
    "read": "阅毕",
    "skipped": "已跳过",
    "returned": "已退回",
    "redone": "已续送",
    "forwarded": "已转阅",
    "withdrawn": "已撤回",
    **names_outgoing.TRACK_STATES,
    **names_fiscal.TRACK_STATES,
    **names_supervision.TRACK_STATES,
}
ACTIONS: Mapping[str, str] = {
    **numbering.ACTIONS,
    **workdays.ACTIONS,
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
    "correct": "更正意见",
    "incoming.deliver": "送达",
    "incoming.register": "登记",
    "incoming.sign_receipt": "签收",
    "incoming.enter": "登记",
    "incoming.amend": "更正登记",
    "incoming.attach": "补充附件",
    "incoming.return_document": "退文",
    "incoming.note_withdrawn": "发文单位撤回",
    "incoming.note_asked_back": "发文单位请求退回",
    "incoming.keep": "不予退回",
    "incoming.propose": "拟办",
    "incoming.instruct": "批示",
    "incoming.transcribe": "纸质批示代录",
    "incoming.write_words": "补录批示文字",
    "incoming.confirm_words": "核对代录",
    "incoming.follow_through": "列入批示台账",
    "incoming.dispatch": "分办",
    "incoming.circulate": "传阅",
    "incoming.report": "反馈进展",
    "incoming.complete": "办理完毕",
    "incoming.send_back": "退回",
    "incoming.forward": "转交",
    "incoming.reassign": "改派",
    "incoming.urge": "催办",
    "incoming.take_off": "取消一人",
    "incoming.answer": "答复",
    "incoming.conclude": "办结",
    "incoming.archive": "归档",
    "incoming.transfer": "转办",
    "incoming.merge": "并件",
    "incoming.absorb": "并入",
    "incoming.void": "作废",
    "exchange.send": "发送",
    "exchange.note_signed": "对方签收",
    "exchange.note_returned": "对方退文",
    "exchange.note_transferred": "对方转办",
    "exchange.note_merged": "对方并入其他收文",
    "exchange.note_voided": "对方作废",
    "exchange.note_answered": "对方答复",
    "exchange.note_added": "对方补充答复",
    "exchange.note_concluded": "对方办结",
    "exchange.note_kept": "对方不予退回",
    "exchange.withdraw": "撤回",
    "exchange.ask_back": "请求退回",
    "exchange.resend": "补送",
    "exchange.settle": "退文已处理",
    "exchange.urge": "催签收",
    "exchange.close": "结束",
    "instruction.record": "登记批示",
    "instruction.take_up": "列入批示台账",
    "instruction.write_words": "补录批示文字",
    "instruction.confirm_words": "核对代录",
    "instruction.assign": "交办",
    "instruction.report": "反馈进展",
    "instruction.complete": "办理完毕",
    "instruction.send_back": "退回",
    "instruction.forward": "转交",
    "instruction.reassign": "改派",
    "instruction.take_off": "取消一人",
    "instruction.urge": "催办",
    "instruction.submit": "呈报领导",
    "instruction.acknowledge": "阅示",
    "instruction.instruct_again": "再批示",
    "instruction.close": "销号办结",
    "instruction.void": "作废",
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
    **names_outgoing.ACTIONS,
    **names_fiscal.ACTIONS,
    **names_supervision.ACTIONS,
    **names_delegation.ACTIONS,
}
FIELDS: Mapping[str, str] = {
    **numbering.FIELDS,
    **workdays.FIELDS,
    "exchange.issuer": "发文单位",
    "exchange.due": "要求办结时限",
    "exchange.tracks": "收文单位",
    "instruction.level": "批示级别",
    "incoming.number": "来文文号",
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
    "pictures": "正文图片",
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
    "issuer": "来文单位",
    "genre": "文种",
    "carrier": "载体",
    "doc_date": "成文日期",
    "handling": "办理方式",
    "received_at": "收文日期",
    "channel": "来文渠道",
    "copies": "份数",
    "pages": "页数",
    "copy_no": "份号",
    "location": "原件存放地",
    "proposer": "拟办人",
    "summary": "内容摘要",
    "registry": "收文岗",
    "source": "来文交换件",
    "receipt_number": "收文号",
    "signer": "签收人",
    "leaders": "送批领导",
    "main": "主批人",
    "lead": "主办",
    "assist": "协办",
    "mark": "批示方式",
    "leader": "批示领导",
    "instructed_at": "批示日期",
    "awaiting_words": "待录入",
    "awaiting_more": "其后待录入",
    "ink": "手写",
    "inked": "手写过",
    "asked_back": "请求退回",
    "words": "批示原文",
    "result": "办理结果",
    "reply_number": "复文文号",
    "archive_year": "归档年度",
    "retention": "保管期限",
    "item_number": "件号",
    "into": "并入事项",
    "merged": "被并事项",
    "to": "转往",
    "with_instructions": "附送本单位批示的附件",
    "receivers": "主送",
    "copied_to": "抄送",
    "relates": "相关事项",
    "receiver": "收文单位",
    "by": "经办人",
    "entry": "更正哪一条",
    "leader_name": "上级领导姓名职务",
    "form": "批示形式",
    "category": "分类",
    "on_document": "所批文件",
    "ledger_number": "批示号",
    "manner": "交办类型",
    "confirmed": "领导核对",
    **names_outgoing.FIELDS,
    **names_fiscal.FIELDS,
    **names_supervision.FIELDS,
    **names_delegation.FIELDS,
}
CHOICES: Mapping[tuple[str, str], str] = {
    **numbering.CHOICES,
    ("urgency", ""): "",
    ("urgency", "urgent"): "加急",
    ("urgency", "flash"): "特急",
    ("urgency", "top"): "特提",
    ("urgency", "calm"): "平急",
    ("genre", "resolution"): "决议",
    ("genre", "decision"): "决定",
    ("genre", "order"): "命令（令）",
    ("genre", "communique"): "公报",
    ("genre", "public_announcement"): "公告",
    ("genre", "public_notice"): "通告",
    ("genre", "opinion"): "意见",
    ("genre", "notice"): "通知",
    ("genre", "circular"): "通报",
    ("genre", "report"): "报告",
    ("genre", "request"): "请示",
    ("genre", "reply"): "批复",
    ("genre", "bill"): "议案",
    ("genre", "letter"): "函",
    ("genre", "minutes"): "纪要",
    ("genre", "other"): "其他",
    ("carrier", "document"): "公文",
    ("carrier", "telegram"): "明传电报",
    ("handling", "action"): "办件",
    ("handling", "reading"): "阅件",
    ("retention", "permanent"): "永久",
    ("retention", "thirty_years"): "30年",
    ("retention", "ten_years"): "10年",
    ("channel", "paper"): "纸质",
    ("channel", "exchange"): "公文交换",
    ("channel", "platform"): "上级平台",
    ("channel", "mail"): "邮件",
    ("mark", "words"): "写批示",
    ("mark", "circle"): "圈阅",
    ("form", "paper"): "纸质批示",
    ("form", "screen"): "在线批示",
    ("manner", "hand_over"): "转办",
    ("manner", "hand_down"): "交办",
    ("manner", "supervise"): "督办",
    ("level", "national"): "国家级",
    ("level", "province"): "省级",
    ("level", "city"): "市级",
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
    "instruct": "批示",
    "lead": "主办",
    "assist": "协办",
    "read": "阅知",
    "main": "主送",
    "copy": "抄送",
    **names_outgoing.TRACK_ROLES,
    **names_fiscal.NODES,
    **names_supervision.TRACK_ROLES,
}
STEPS: Mapping[str, str] = {
    "read": "待阅",
    "returned": "退回待处理",
    "review": "待审核",
    "sign_receipt": "待签收",
    "enter": "待登记",
    "asked_back": "发文单位请求退回",
    "propose": "待拟办",
    "instruct": "待批示",
    "dispatch": "待分办",
    "handle": "待承办（主办）",
    "assist": "待承办（协办）",
    "conclude": "待办结",
    "write_words": "待录入",
    "assign": "待交办",
    "submit": "待呈报",
    "acknowledge": "待阅示",
    "close": "待销号",
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
