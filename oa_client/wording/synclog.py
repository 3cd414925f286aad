"""The log of syncing in words, and what bytes on the wire are for."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.app.standing import Phase
from oa_client.app.synclog import BACK, CONFLICT, CUT, PASS, PHASE, QUIET, REFUSED, STUCK, LogLine
from oa_client.assets import _
from oa_client.wording.names import amount
from oa_client.wording.sentences import sentence

PURPOSES = {"turn": "办理与通知", "record": "事项正文与记录", "file": "附件", "wait": "等候新消息"}
_PHASES = {
    Phase.PORTAL.value: "需网页认证，同步暂停",
    Phase.NEEDS_SIGN_IN.value: "需要重新登录",
    Phase.UPGRADE.value: "客户端版本过旧，需要升级",
    Phase.LOCKED.value: "本设备已被停用",
    Phase.PAUSED.value: "由本人暂停同步",
}


def purpose(name: str) -> str:
    """What bytes were for."""
    return _(PURPOSES[name]) if name in PURPOSES else _("其他")


def told(line: LogLine) -> str:
    """What a line says."""
    spent = sum(line.spent.values())
    words = _what(line.what, line.facts)
    return _("{words}（流量 {spent}）").format(words=words, spent=amount(spent)) if spent else words


def _what(what: str, facts: Mapping[str, object]) -> str:
    if what == CUT:
        return _("连接中断：{why}").format(why=sentence(str(facts.get("code", "")), {}).rstrip("。"))
    if what == PHASE:
        return _(_PHASES.get(str(facts.get("phase")), "同步状态有变化"))
    text = {
        PASS: _("已与中心一致，新收 {items} 条"),
        BACK: _("连接恢复"),
        REFUSED: _("{n} 项中心没有接受，须重交"),
        CONFLICT: _("{n} 项与中心冲突，请看过两边再定"),
        STUCK: _("{n} 项未能上传"),
        QUIET: _("在线等候"),
    }.get(what, _("其他"))
    return text.format(items=facts.get("items", 0), n=facts.get("n", 0))
