"""What a look at this machine found, in words: a name for each check, and one sentence for each fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oa_client.app.soundness import Check, Finding
from oa_client.assets import _
from oa_client.wording import moments
from oa_client.wording.sentences import sentence

NAMES = {
    Check.FOLDER: "数据文件夹",
    Check.ROOM: "磁盘空间",
    Check.DATA: "数据版本",
    Check.PARTS: "程序文件",
    Check.STORE: "加密数据库",
    Check.CLOCK: "系统时间",
    Check.FONTS: "随附字体",
    Check.KEYRING: "系统密钥环",
    Check.PREVIEW: "附件预览",
    Check.TOOLKIT: "界面部件",
    Check.DISPLAY: "屏幕",
}

TRIALS = {
    "words": "中文按钮",
    "sorting": "拼音排序",
    "converting": "GB18030 转换",
    "printing": "打印",
    "pictures": "图片",
}
"""What is tried of Qt (oa_client.ui.toolkit)."""

COUNTED = {Check.PARTS: "{n} 个", Check.FONTS: "{n} 种", Check.ROOM: "剩 {n}", Check.TOOLKIT: "{n} 项"}
"""How a figure is said where all is well."""


def said(one: Finding) -> str:
    """The sentence of a finding; empty where there is nothing to say."""
    if not one.code:
        return ""
    facts = dict(one.facts)
    for name in ("now", "built"):
        if isinstance(at := facts.get(name), int):
            facts[name] = moments.exact(at)
    if isinstance(lacking := facts.get("lacking"), tuple):
        facts["lacking"] = "、".join(_(TRIALS[name]) if name in TRIALS else str(name) for name in lacking)
    return sentence(one.code, facts)


def lines(found: Iterable[Finding]) -> Iterator[str]:
    """One line a check, as a command line prints them."""
    for one in found:
        mark = "✗" if not one.good else "–" if one.code else "✓"
        figure = _(COUNTED.get(one.check, "{n}")).format(n=one.told) if one.told else _("正常")
        yield f"{mark} {_(NAMES[one.check])}　{said(one) or figure}"
