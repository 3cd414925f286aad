"""How the line may be used, as a person sets it: kept, shown in two places, told to the engine. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from oa_client.app.lineuse import NIGHT, LineUse
from oa_client.app.policies import Policies

KB = 1024
NOBODY = Policies()
"""Nobody laid anything down."""
CAPS = {0: "不限", 16 * KB: "16", 32 * KB: "32", 64 * KB: "64", 128 * KB: "128"}
"""Bytes a second, and the word for each beside 带宽上限（KB/秒）."""


class Kept(Protocol):
    """Where settings of the window are kept."""

    def get(self, key: str, default: str = "") -> str:
        """What was kept."""
        ...

    def set(self, key: str, value: str) -> None:
        """Keep it."""
        ...


@dataclass(frozen=True, slots=True)
class LineWish:
    """What is set. The hours stay as they are while `night` is off."""

    metered: bool = False
    cap: int = 0
    night: bool = False
    begin: int = NIGHT[0]
    end: int = NIGHT[1]

    @property
    def use(self) -> LineUse:
        """As the engine takes it."""
        return LineUse(self.metered, self.cap, (self.begin, self.end) if self.night else None)


def kept_wish(memory: Kept, policies: Policies = NOBODY) -> LineWish:
    """As kept and as the policies let it; what is not known is as if it was never set."""
    wish = LineWish()
    for name, key in _KEYS.items():
        own, laid = _READ[name](memory.get(key)), policies.laid(POLICIES.get(name, ""))
        if laid is not None and (laid.locked or own is None):
            own = _LAID[name](laid.value)
        if own is not None:
            wish = _WITH[name](wish, own)
    return wish


def keep_wish(memory: Kept, wish: LineWish, before: LineWish | None = None) -> None:
    """Keep it; of what it was `before` only the difference, so that nobody's own value comes of a policy."""
    for name, key in _KEYS.items():
        value = getattr(wish, name)
        if before is None or value != getattr(before, name):
            memory.set(key, str(int(value)))


_KEYS = {
    "metered": "line/metered",
    "cap": "line/cap",
    "night": "line/night",
    "begin": "line/night_from",
    "end": "line/night_to",
}
POLICIES = {"cap": "BandwidthLimitKbps", "night": "NightFetch", "begin": "NightFetchFrom", "end": "NightFetchTo"}
"""What of a wish an administrator may lay down."""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _flag(text: str) -> bool | None:
    return {"1": True, "0": False}.get(text)


def _cap(text: str) -> int | None:
    return cap if (cap := _number(text)) in CAPS else None


def _hour(text: str) -> int | None:
    return hour if (hour := _number(text)) is not None and hour < 24 else None


_WITH: Mapping[str, Callable[[LineWish, int], LineWish]] = {
    "metered": lambda wish, value: replace(wish, metered=bool(value)),
    "cap": lambda wish, value: replace(wish, cap=value),
    "night": lambda wish, value: replace(wish, night=bool(value)),
    "begin": lambda wish, value: replace(wish, begin=value),
    "end": lambda wish, value: replace(wish, end=value),
}
_READ: Mapping[str, Callable[[str], int | None]] = {
    "metered": _flag,
    "cap": _cap,
    "night": _flag,
    "begin": _hour,
    "end": _hour,
}


def bytes_a_second(kilobits: int) -> int:
    """What so many kilobits a second come to."""
    return kilobits * 1000 // 8


_LAID: Mapping[str, Callable[[Any], int]] = {"cap": bytes_a_second, "night": bool, "begin": int, "end": int}


class LinePresenter:
    """One object for every place that shows it: a change is kept, told to the engine and shown everywhere."""

    def __init__(self, memory: Kept, use: Callable[[LineUse], None], policies: Policies = NOBODY) -> None:
        """`use` tells the engine; what the policies lock cannot be set."""
        self._memory, self._use = memory, use
        self.locked = frozenset(name for name, policy in POLICIES.items() if policies.is_locked(policy))
        """The fields of the wish that nobody who sits here can change."""
        self._shown: list[Callable[[], None]] = []
        self.wish = kept_wish(memory, policies)
        self.advised = False
        """The system says that this line is paid for by the byte."""

    def listen(self, show: Callable[[], None]) -> None:
        """Call this whenever it is set differently."""
        self._shown.append(show)

    def _take(self, wish: LineWish) -> None:
        wish = replace(wish, **{name: getattr(self.wish, name) for name in self.locked})
        if wish == self.wish:
            return
        keep_wish(self._memory, wish, self.wish)
        self.wish = wish
        self._use(wish.use)
        self._tell()

    def _tell(self) -> None:
        for show in self._shown:
            show()

    def set_metered(self, metered: bool) -> None:
        """省流量."""
        self._take(replace(self.wish, metered=metered))

    def set_cap(self, cap: int) -> None:
        """带宽上限."""
        self._take(replace(self.wish, cap=cap))

    def set_night(self, night: bool) -> None:
        """夜间取原件."""
        self._take(replace(self.wish, night=night))

    def set_hours(self, begin: int, end: int) -> None:
        """From which hour to which."""
        self._take(replace(self.wish, begin=begin, end=end))

    def advise(self, metered: bool) -> None:
        """The system says whether this line is paid for by the byte; the person decides."""
        if metered != self.advised:
            self.advised = metered
            self._tell()
