"""How the line may be used, as a person sets it: kept, shown in two places, told to the engine. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from oa_client.app.lineuse import NIGHT, LineUse

KB = 1024
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


def kept_wish(memory: Kept) -> LineWish:
    """As kept; what is not known is as if it was never set."""
    cap = _number(memory.get("line/cap"), 0)
    return LineWish(
        metered=memory.get("line/metered") == "1",
        cap=cap if cap in CAPS else 0,
        night=memory.get("line/night") == "1",
        begin=_hour(memory.get("line/night_from"), NIGHT[0]),
        end=_hour(memory.get("line/night_to"), NIGHT[1]),
    )


def keep_wish(memory: Kept, wish: LineWish) -> None:
    """Keep it."""
    memory.set("line/metered", "1" if wish.metered else "0")
    memory.set("line/cap", str(wish.cap))
    memory.set("line/night", "1" if wish.night else "0")
    memory.set("line/night_from", str(wish.begin))
    memory.set("line/night_to", str(wish.end))


def _number(text: str, other: int) -> int:
    return int(text) if text.isascii() and text.isdigit() else other


def _hour(text: str, other: int) -> int:
    hour = _number(text, other)
    return hour if hour < 24 else other


class LinePresenter:
    """One object for every place that shows it: a change is kept, told to the engine and shown everywhere."""

    def __init__(self, memory: Kept, use: Callable[[LineUse], None]) -> None:
        """`use` tells the engine."""
        self._memory, self._use = memory, use
        self._shown: list[Callable[[], None]] = []
        self.wish = kept_wish(memory)
        self.advised = False
        """The system says that this line is paid for by the byte."""

    def listen(self, show: Callable[[], None]) -> None:
        """Call this whenever it is set differently."""
        self._shown.append(show)

    def _take(self, wish: LineWish) -> None:
        if wish == self.wish:
            return
        self.wish = wish
        keep_wish(self._memory, wish)
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
