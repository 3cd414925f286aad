"""How the line may be used: what comes by itself and when, how much of the line files may take. Plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from oa_client.domain.calendar import BEIJING
from oa_client.domain.matter import MatterId

MB = 1024 * 1024
METERED_MOST = MB
"""On a line that is paid for by the byte no larger original comes by itself."""
NIGHT = (0, 6)
"""Hours of the day in Beijing between which lines lie idle."""

_HOUR = 3600


class Rank(IntEnum):
    """How soon a file is fetched: it is a text; somebody wants to open it; its matter is urgent; at night."""

    TEXT = 0
    NOW = 1
    SOON = 2
    LATE = 3


@dataclass(frozen=True, slots=True)
class LineUse:
    """What a person set. `cap`: bytes a second for the bulk connection, 0 none; `night`: from and to which hour."""

    metered: bool = False
    cap: int = 0
    night: tuple[int, int] | None = None

    def is_night(self, at: int) -> bool:
        """Whether originals that can wait may come now; the same hour twice is the whole day."""
        if self.night is None or self.metered:
            return False
        begin, end = self.night
        hour = datetime.fromtimestamp(at, BEIJING).hour
        return begin <= hour < end if begin < end else hour >= begin or hour < end

    def until_turn(self, at: int) -> float:
        """Seconds until the night begins or ends; infinite when it never does."""
        if self.night is None or self.metered or self.night[0] == self.night[1]:
            return float("inf")
        then = datetime.fromtimestamp(at, BEIJING)
        now = then.hour * _HOUR + then.minute * 60 + then.second
        return min((hour * _HOUR - now - 1) % (24 * _HOUR) + 1 for hour in self.night)

    def lets(self, rank: Rank, size: int, at: int) -> bool:
        """Whether an original of this size may come now."""
        if rank in {Rank.TEXT, Rank.NOW}:
            return True
        if rank is Rank.LATE and not self.is_night(at):
            return False
        return not self.metered or size <= METERED_MOST


@dataclass(frozen=True, slots=True)
class Original:
    """An attachment of a matter that waits for me."""

    sha256: str
    matter: MatterId
    name: str
    size: int


class Originals(Protocol):
    """The attachments of what waits for me (待办, 待阅), whether they are here or not; some hundred at most.

    Nothing while the disk is nearly full.
    """

    def urgent(self) -> Sequence[Original]:
        """Of matters marked 特急, then of those marked 加急, each the newest first."""
        ...

    def rest(self) -> Sequence[Original]:
        """Of the others, the newest first."""
        ...

    def texts(self) -> Sequence[Original]:
        """The bodies of the matters held here that came as files and are not here, the newest first; disk or not."""
        ...

    def is_text(self, sha256: str) -> bool:
        """Whether it is a body that is not here, be it an earlier version."""
        ...


class NoOriginals:
    """Nothing ever comes by itself."""

    def texts(self) -> Sequence[Original]:
        """None."""
        return ()

    def is_text(self, _sha256: str) -> bool:
        """No."""
        return False

    def urgent(self) -> Sequence[Original]:
        """None."""
        return ()

    def rest(self) -> Sequence[Original]:
        """None."""
        return ()


class OnlyTexts(NoOriginals):
    """Texts come by themselves, attachments do not: the command line, where somebody names the files he wants."""

    def __init__(self, originals: Originals) -> None:
        """Those of these."""
        self._originals = originals

    def texts(self) -> Sequence[Original]:
        """As they stand there."""
        return self._originals.texts()

    def is_text(self, sha256: str) -> bool:
        """As it is known there."""
        return self._originals.is_text(sha256)
