"""The names of 公文轮阅: stages, strands, actions, fields and what is chosen in them."""

from __future__ import annotations

from collections.abc import Mapping

STAGES: Mapping[str, str] = {
    "circulating": "轮阅中",
    "paused": "已暂停",
    "completed": "全部阅毕",
    "recalled": "已撤回",
    "closed": "已结束",
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
    "receipt": "阅毕",
}
FIELDS: Mapping[str, str] = {
    "mode": "送阅方式",
    "purpose": "送阅目的",
    "readers": "送阅对象",
    "may_add": "允许加阅",
    "may_forward": "允许转阅",
    "reader": "送给",
    "place": "加在",
}
CHOICES: Mapping[tuple[str, str], str] = {
    ("mode", "sequential"): "依次送阅",
    ("mode", "parallel"): "同时送阅",
    ("mode", "grouped"): "分批送阅",
    ("mode", "broadcast"): "群发",
    ("purpose", "action"): "需办理",
    ("purpose", "information"): "仅供阅知",
    ("place", "after"): "紧接本人之后",
    ("place", "parallel"): "与本人同时",
    ("place", "last"): "排在最后",
}
STEPS: Mapping[str, str] = {
    "read": "待阅",
    "returned": "退回待处理",
}
