"""What the icon beside the clock shows and offers: from the one `SyncState`, in the status bar's words. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.app.standing import Phase, SyncState
from oa_client.assets import _
from oa_client.ui.shell.herald import Titles
from oa_client.ui.shell.spell import Spell
from oa_client.ui.widgets import standing
from oa_client.wording import moments

SETTLED, BUSY, WAITING, PAUSED, APART, TROUBLE = "check", "refresh", "arrow-up", "clock", "x", "alert-triangle"
"""The marks, told apart by their shape: all is through; under way; something waits; paused; no link; see to it."""
TITLES = {Titles.URGENT: "只显示特急、加急的标题", Titles.ALL: "显示全部标题", Titles.NONE: "不显示标题"}


@dataclass(frozen=True, slots=True)
class Face:
    """The icon's mark, and its tip."""

    mark: str
    tip: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: its words, what is asked for by it, and what opens beside it."""

    words: str
    act: str = ""
    below: tuple[Entry, ...] = ()
    checked: bool = False


def face(state: SyncState, now: int, meeting: Spell) -> Face:
    """How it stands; the same sentence as the status bar's."""
    tip = standing.bar(state, now)
    if meeting.on:
        tip += "\n" + _meeting_words(meeting)
    return Face(_mark(state), tip)


def _mark(state: SyncState) -> str:
    if state.come_back or state.stuck or state.phase in {Phase.NEEDS_SIGN_IN, Phase.UPGRADE, Phase.LOCKED}:
        return TROUBLE
    if state.settled:
        return SETTLED
    marks = {Phase.SYNCING: BUSY, Phase.PAUSED: PAUSED, Phase.IDLE: WAITING}
    return marks.get(state.phase, APART)


def _meeting_words(meeting: Spell) -> str:
    if meeting.until:
        return _("会议模式，不弹提示，至 {time}").format(time=moments.clock(meeting.until))
    return _("会议模式，不弹提示，直到手动结束")


def menu(state: SyncState, meeting: Spell, titles: Titles) -> tuple[Entry, ...]:
    """What can be asked for now."""
    return (
        Entry(_("打开轮阅"), "open"),
        Entry(_("立即同步"), "sync"),
        _pause(state),
        _meeting(meeting),
        Entry(
            _("弹窗内容"), below=tuple(Entry(_(w), f"titles.{t.value}", checked=t is titles) for t, w in TITLES.items())
        ),
        Entry(_("退出"), "quit"),
    )


def _pause(state: SyncState) -> Entry:
    if state.phase is Phase.PAUSED:
        return Entry(_("恢复同步"), "resume")
    return Entry(_("暂停同步"), below=(Entry(_("30 分钟"), "pause_30"), Entry(_("直到手动恢复"), "pause")))


def _meeting(meeting: Spell) -> Entry:
    if meeting.on:
        return Entry(_("结束{words}").format(words=_meeting_words(meeting)), "meeting.end")
    below = (Entry(_("2 小时"), "meeting.2"), Entry(_("直到手动结束"), "meeting.by_hand"))
    return Entry(_("会议模式（不弹提示）"), below=below)
