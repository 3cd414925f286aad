"""How a command of mine stands, in words: for the sync centre and for the command line."""

from __future__ import annotations

from oa_client.app.conflicts import is_conflict
from oa_client.app.ports import Pending, Standing
from oa_client.assets import _
from oa_client.wording.names import amount


def state_of(pending: Pending) -> str:
    """One short word or two; never that it is done before the centre has said so."""
    match pending.standing:
        case Standing.ACCEPTED:
            return _("中心已收，正在取回记录")
        case Standing.TAKING_BACK:
            return _("正在请中心收回")
        case Standing.REFUSED:
            return _("冲突") if is_conflict(pending) else _("须重交")
        case standing:
            word = _("待上传") if standing is Standing.QUEUED else _("上传中")
            return _("{state}，已试 {n} 次").format(state=word, n=pending.tries) if pending.tries > 1 else word


_COUNTED = {
    "matters": "本机事项",
    "entries": "本机办理记录",
    "pending": "未了的操作",
    "refused": "须重交",
}
_FILES = {"outbox": "本人操作和草稿", "replica": "事项副本", "files": "附件缓存"}


def counted(name: str, number: int) -> str:
    """A figure of what is on this device: how many, or of a data file how large."""
    if name in _FILES:
        return f"{_(_FILES[name])}　{amount(number)}"
    return f"{_(_COUNTED.get(name, name))}　{number}"
