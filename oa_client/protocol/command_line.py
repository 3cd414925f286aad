"""Command lines in Chinese, the client's and the centre's: the headings of argparse, what it says of a wrong line."""

from __future__ import annotations

import argparse
import re

HEADINGS = (
    ("usage: ", "用法："),
    ("positional arguments:", "参数："),
    ("options:", "选项："),
    ("show this help message and exit", "显示这段说明后退出"),
)
_NAMED = r"argument (?P<name>[^:]+): "
_ERRORS = (
    (r"the following arguments are required: (?P<name>.+)", "还要写：{name}"),
    (_NAMED + r"invalid choice: '?(?P<said>.*?)'? \(choose from (?P<known>.+)\)", "{name} 没有“{said}”，可填：{known}"),
    (_NAMED + r"expected .*", "{name} 后面要写一个值"),
    (_NAMED + r"invalid int value: '(?P<said>.*)'", "{name} 要一个整数：{said}"),
    (_NAMED + r"ignored explicit argument '(?P<said>.*)'", "{name} 后面不写值：{said}"),
    (r"unrecognized arguments: (?P<said>.+)", "不认识的参数：{said}"),
    (r"ambiguous option: (?P<said>\S+) could match (?P<known>.+)", "“{said}”不明确，可以是：{known}"),
    (_NAMED + r"(?P<said>.+)", "{name}：{said}"),
)


class ChineseParser(argparse.ArgumentParser):
    """Its usage and its help in Chinese; what becomes of a wrong line is for who derives from it."""

    def format_usage(self) -> str:
        """As argparse makes it."""
        return _in_chinese(super().format_usage())

    def format_help(self) -> str:
        """As argparse makes it."""
        return _in_chinese(super().format_help())


def said(message: str) -> str:
    """What argparse says of a wrong line, in Chinese; what is Chinese already stays."""
    for pattern, words in _ERRORS:
        if found := re.fullmatch(pattern, message):
            facts = found.groupdict()
            facts["known"] = "、".join(re.findall(r"[^',\s]+", facts.get("known") or ""))
            return words.format_map(facts)
    return message


def _in_chinese(text: str) -> str:
    for english, chinese in HEADINGS:
        text = text.replace(english, chinese)
    return text
