"""The names of what forms of many kinds ask for alike: title, urgency, attachments, words."""

from __future__ import annotations

from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    "title": "标题",
    "number": "文号",
    "urgency": "紧急程度",
    "sensitivity": "知悉范围",
    "due": "办理时限",
    "body": "正文",
    "files": "附件",
    "pictures": "正文图片",
    "opinion": "意见",
    "reason": "理由",
    "note": "附言",
    "tracks": "人员",
    "track": "人员",
    "relates": "相关事项",
    "by": "经办人",
    "entry": "更正哪一条",
}
CHOICES: Mapping[tuple[str, str], str] = {
    ("urgency", ""): "",
    ("urgency", "urgent"): "加急",
    ("urgency", "flash"): "特急",
    ("urgency", "top"): "特提",
    ("urgency", "calm"): "平急",
    ("sensitivity", "general"): "一般",
    ("sensitivity", "internal"): "内部",
    ("sensitivity", "work_secret"): "工作秘密",
}
