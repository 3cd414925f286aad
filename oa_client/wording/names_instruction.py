"""The names of 领导批示: stages, strands, actions, steps, fields and what is chosen in them."""

from __future__ import annotations

from collections.abc import Mapping

STAGES: Mapping[str, str] = {
    "instruction.registered": "待交办",
    "instruction.handling": "承办中",
    "instruction.reported": "待呈报",
    "instruction.submitted": "待领导阅示",
    "instruction.acknowledged": "待销号",
    "instruction.closed": "办结",
    "instruction.void": "已作废",
}
TRACK_STATES: Mapping[str, str] = {
    "instruction.delivered": "待办",
    "instruction.redone": "已改派",
    "instruction.forwarded": "已转交",
    "instruction.withdrawn": "已取消",
}
ACTIONS: Mapping[str, str] = {
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
}
FIELDS: Mapping[str, str] = {
    "instruction.level": "批示级别",
    "leader_name": "上级领导姓名职务",
    "form": "批示形式",
    "category": "分类",
    "on_document": "所批文件",
    "ledger_number": "批示号",
    "manner": "交办类型",
    "confirmed": "领导核对",
}
CHOICES: Mapping[tuple[str, str], str] = {
    ("form", "paper"): "纸质批示",
    ("form", "screen"): "在线批示",
    ("manner", "hand_over"): "转办",
    ("manner", "hand_down"): "交办",
    ("manner", "supervise"): "督办",
    ("level", "national"): "国家级",
    ("level", "province"): "省级",
    ("level", "city"): "市级",
}
STEPS: Mapping[str, str] = {
    "assign": "待交办",
    "submit": "待呈报",
    "acknowledge": "待阅示",
    "close": "待销号",
}
