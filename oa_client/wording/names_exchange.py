"""The names of 公文交换: stages, strands, actions and fields."""

from __future__ import annotations

from collections.abc import Mapping

STAGES: Mapping[str, str] = {
    "exchange.withdrawn": "已全部撤回",
    "exchange.sent": "待各方签收",
    "exchange.received": "各方已签收",
    "exchange.closed": "已结束",
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
}
ACTIONS: Mapping[str, str] = {
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
}
FIELDS: Mapping[str, str] = {
    "exchange.issuer": "发文单位",
    "exchange.due": "要求办结时限",
    "exchange.tracks": "收文单位",
    "receivers": "主送",
    "copied_to": "抄送",
    "receiver": "收文单位",
}
TRACK_ROLES: Mapping[str, str] = {
    "main": "主送",
    "copy": "抄送",
}
