"""How a command of mine stands, in words: for the sync centre and for the command line."""

from __future__ import annotations

from oa_client.app.conflicts import is_conflict
from oa_client.app.ports import Pending, Standing
from oa_client.assets import _


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
