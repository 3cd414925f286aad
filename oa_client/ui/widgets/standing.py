"""The words of how syncing stands, in bar, banner and sync centre: all from the one `SyncState`. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.app.standing import Phase, SyncState
from oa_client.assets import _
from oa_client.wording import moments
from oa_client.wording.names import amount
from oa_client.wording.sentences import sentence


@dataclass(frozen=True, slots=True)
class Notice:
    """What the banner says: the style it bears, the sentence, and the word of what can be done."""

    role: str
    text: str
    act: str


WORDS = {
    Phase.SYNCING: "正在同步",
    Phase.IDLE: "在线",
    Phase.OFFLINE: "离线",
    Phase.PORTAL: "需网页认证",
    Phase.NEEDS_SIGN_IN: "请重新登录",
    Phase.UPGRADE: "请升级客户端",
    Phase.LOCKED: "设备已停用",
    Phase.PAUSED: "已暂停同步",
}
_PROBLEMS = {
    Phase.PORTAL: "portal",
    Phase.NEEDS_SIGN_IN: "token",
    Phase.UPGRADE: "protocol",
    Phase.LOCKED: "device",
}
_BARRED = frozenset({"ca_file", "certificate", "certificate_name", "certificate_time", "not_secure", "proxy", "tls"})
"""What stands in the way while there is a line: waiting alone will not help."""
_ACTS = {Phase.NEEDS_SIGN_IN: "重新登录", Phase.PAUSED: "恢复同步"}


def last_sync(state: SyncState, now: int) -> str:
    """09:12, 昨天 16:30, or 从未."""
    if not state.last_full_pass:
        return _("从未")
    return moments.full(state.last_full_pass, now).removeprefix(_("今天")).strip()


def bar(state: SyncState, now: int) -> str:
    """The status bar's sentence."""
    stuck = _("未能上传 {n} · ").format(n=state.stuck) if state.stuck else ""
    return _(
        "{word} · 待上传 {waiting} · 须重交 {refused} · 冲突 {clash} · {stuck}上次同步 {last} · 今日流量 {today}"
    ).format(
        word=_doing(state),
        waiting=state.waiting,
        refused=state.refused,
        clash=state.conflicts,
        stuck=stuck,
        last=last_sync(state, now),
        today=amount(state.today),
    )


def _doing(state: SyncState) -> str:
    """正在同步 1,200/3,000, while records come that are counted; else the one word."""
    word, first = _(WORDS[state.phase]), state.first
    if state.phase is Phase.SYNCING and first is not None and first.of > first.records:
        return f"{word} {first.records:,}/{first.of:,}"
    return word


def notice(state: SyncState, now: int) -> Notice | None:
    """What the banner says; None when all is normal."""
    centre = _("查看同步中心")
    if state.phase in _PROBLEMS:
        role = "offline" if state.phase is Phase.PORTAL else "error"
        return Notice(role, sentence(_PROBLEMS[state.phase]), _(_ACTS.get(state.phase, "查看同步中心")))
    if state.phase is Phase.OFFLINE and state.problem in _BARRED:
        return Notice("error", sentence(state.problem), centre)
    if state.phase is Phase.OFFLINE:
        return Notice("offline", _offline(state, now), centre)
    if state.phase is Phase.PAUSED:
        return Notice("offline", _paused(state), _("恢复同步"))
    if state.come_back:
        return Notice("conflict", _("有{what}，您写的内容都在。").format(what=_come_back(state)), _("去处理"))
    if state.stuck:
        text = _("有 {n} 项未能上传，内容都在本机；请点“立即同步”再试，仍不行请联系管理员。").format(n=state.stuck)
        return Notice("conflict", text, centre)
    return None


def _paused(state: SyncState) -> str:
    if state.paused_until:
        time = moments.clock(state.paused_until)
        return _("同步已暂停，{time} 自动恢复；内容保存在本机，恢复后自动上传。").format(time=time)
    return _("同步已暂停，内容保存在本机；恢复后自动上传。")


def _offline(state: SyncState, now: int) -> str:
    as_of = moments.full(state.last_full_pass, now) if state.last_full_pass else _("首次同步之前")
    text = _("离线工作中：数据截至 {as_of}").format(as_of=as_of)
    if state.waiting:
        text += _("；{n} 项操作等待上传，联网后自动提交").format(n=state.waiting)
    if state.problem == "proxy_down":  # no line at all looks the same, as for whoever is at home
        text += _("；连不上代理服务器，若在单位内请联系网络管理员")
    if state.come_back:
        text += _("；{what}").format(what=_come_back(state).strip())
    return text + "。"


def _come_back(state: SyncState) -> str:
    """The centre did not accept: for what it is, or because its matter had moved on."""
    parts = (
        state.conflicts and _(" {n} 项与中心冲突").format(n=state.conflicts),
        state.refused and _(" {n} 项须重交").format(n=state.refused),
    )
    return "、".join(part if n == 0 else part.strip() for n, part in enumerate(p for p in parts if p))


def summary(state: SyncState, now: int) -> str:
    """The sync centre's head: one sentence on how it stands."""
    if state.settled:
        return _("本机与中心一致，上次同步 {last}。").format(last=last_sync(state, now))
    if state.phase is Phase.SYNCING:
        return _("正在同步：待上传 {n} 项，可以继续工作。").format(n=state.waiting)
    if state.problem and state.phase is Phase.OFFLINE:
        return sentence(state.problem)
    said = notice(state, now)
    return said.text if said else _("在线，待上传 {n} 项。").format(n=state.waiting)
