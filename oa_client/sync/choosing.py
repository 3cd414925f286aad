"""Which file comes next: texts, then what somebody asked for, what is of urgent matters, at night the rest."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from oa_client.app.attachments import LEAST_LIGHT
from oa_client.app.lineuse import LineUse, Original, Originals, Rank
from oa_client.app.ports import Clock, Files, Outbox
from oa_client.app.preview import has_light
from oa_client.domain.body import MOST
from oa_client.sync.errands import Fetch, FetchLight


@dataclass(frozen=True, slots=True)
class _Wish:
    rank: Rank
    sha256: str
    matter: str
    size: int


class Choosing:
    """The order of the originals, by who wants them and how the line may be used."""

    def __init__(self, outbox: Outbox, files: Files, clock: Clock, originals: Originals) -> None:
        """Over the stores; nothing is wanted of a line but what somebody asks for."""
        self._outbox = outbox
        self._files = files
        self._clock = clock
        self._originals = originals
        self._here: set[str] = set()
        self._night = False
        self._looked = False
        self.use = LineUse()

    def look(self) -> None:
        """There may be other wishes than before."""
        self._looked = False

    def forget(self) -> None:
        """What is here may be gone."""
        self._here.clear()
        self.look()

    def turned(self) -> bool:
        """Whether the night began or ended since the last call."""
        before, self._night = self._night, self.use.is_night(self._clock.now())
        self._looked &= before == self._night
        return before != self._night

    def next(self, given_up: Container[str], *, asked_only: bool) -> Fetch | FetchLight | None:
        """What to fetch now; `asked_only`: nothing that nobody asked for."""
        for wish in self._wishes(given_up, asked_only=asked_only):
            at = self._files.at(wish.sha256)
            if at >= wish.size and self._files.finish(wish.sha256, wish.size):
                continue
            return Fetch(wish.sha256, wish.matter, self._files.at(wish.sha256), wish.size, wish.rank)
        return None if asked_only else self._light(given_up)

    def text(self, given_up: Container[str], *, asked_only: bool) -> Fetch | None:
        """The text to fetch now, before anything else that is a file."""
        found = self.next(given_up, asked_only=asked_only)
        return found if isinstance(found, Fetch) and found.rank is Rank.TEXT else None

    def outranks(self, flying: Fetch, given_up: Container[str]) -> bool:
        """Whether something better waits than what is on the line, or that may not come any more.

        Looked at again only after a `look`: it is asked after every part.
        """
        if self._looked:
            return False
        wishes = list(self._wishes(given_up, asked_only=False))
        mine = [wish.rank for wish in wishes if wish.sha256 == flying.sha256]
        self._looked = bool(mine) and min(mine) <= wishes[0].rank
        return not self._looked

    def _wishes(self, given_up: Container[str], *, asked_only: bool) -> Iterator[_Wish]:
        asked = [wish for wish in self._asked() if wish.sha256 not in given_up]
        yield from (wish for wish in asked if wish.rank is Rank.TEXT)
        for one in () if asked_only else self._originals.texts():
            if self._lacks(one, given_up):
                yield _Wish(Rank.TEXT, one.sha256, one.matter, one.size)
        yield from (wish for wish in asked if wish.rank is not Rank.TEXT)
        if asked_only:
            return
        now = self._clock.now()
        for one in self._originals.urgent():
            if self.use.lets(Rank.SOON, one.size, now) and self._lacks(one, given_up):
                yield _Wish(Rank.SOON, one.sha256, one.matter, one.size)
        for one in self._originals.rest() if self.use.is_night(now) else ():
            if self._lacks(one, given_up):
                yield _Wish(Rank.LATE, one.sha256, one.matter, one.size)

    def _asked(self) -> Iterator[_Wish]:
        for sha256, matter, size in self._files.wanted():
            rank = Rank.TEXT if size <= MOST and self._originals.is_text(sha256) else Rank.NOW
            yield _Wish(rank, sha256, matter, size)

    def _lacks(self, one: Original, given_up: Container[str]) -> bool:
        if one.sha256 in self._here or one.sha256 in given_up:
            return False
        if self._files.whole(one.sha256) or self._outbox.file_bytes(one.sha256, 0, 1) is not None:
            self._here.add(one.sha256)
            return False
        return True

    def _light(self, given_up: Container[str]) -> FetchLight | None:
        """On a line paid for by the byte the pages of an urgent scan come light."""
        for one in self._originals.urgent() if self.use.metered else ():
            kept_away = not self.use.lets(Rank.SOON, one.size, self._clock.now())
            if kept_away and has_light(one.name) and one.size >= LEAST_LIGHT and self._lacks(one, given_up):
                state = self._files.light.state(one.sha256)
                if not state.whole and not state.code and light_key(one.sha256) not in given_up:
                    return FetchLight(one.sha256, one.matter, state.here)
        return None


def light_key(sha256: str) -> str:
    """A light copy that is given up says nothing about its file."""
    return f"light:{sha256}"
