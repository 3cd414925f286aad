"""The administrator's command line in Chinese: its headings, and what argparse says of a line that makes no sense."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

_HEADINGS = (
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
    (r"unrecognized arguments: (?P<said>.+)", "不认识的参数：{said}"),
)


class Parser(argparse.ArgumentParser):
    """Speaks Chinese; ends the process with 2 as argparse does."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong."""
        for pattern, words in _ERRORS:
            if found := re.fullmatch(pattern, message):
                facts = found.groupdict()
                facts["known"] = "、".join(re.findall(r"[^',\s]+", facts.get("known") or ""))
                message = words.format_map(facts)
                break
        self.exit(2, f"{self.format_usage()}{self.prog}：{message}\n")

    def format_usage(self) -> str:
        """As argparse makes it."""
        return _in_chinese(super().format_usage())

    def format_help(self) -> str:
        """As argparse makes it."""
        return _in_chinese(super().format_help())


def _in_chinese(text: str) -> str:
    for english, chinese in _HEADINGS:
        text = text.replace(english, chinese)
    return text
