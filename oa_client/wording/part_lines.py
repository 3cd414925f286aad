"""分解任务 in words: each strand with its parts under it, how far it is, its day and its lamp. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oa_client.app.desk import Desk
from oa_client.app.reading import Record
from oa_client.assets import _
from oa_client.domain.matter import Matter, Track, TrackId
from oa_client.wording import kept, moments, names
from oa_client.wording.lines import lamp

NOT_SHOWN = frozenset({"redone"})
"""A strand another stands in for says nothing of its own."""
KINDS = frozenset({"supervision"})
"""The kinds whose strands have parts."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """One strand and what stands under it; `due` with its lamp in words, `late` and `mine` to be seen at once.

    `going`: somebody still works at it; `wish`: the later day he asks for.
    """

    track: TrackId
    title: str
    holder: str
    progress: str
    due: str
    state: str
    late: bool = False
    mine: bool = False
    going: bool = False
    wish: str = ""
    below: tuple[PartLine, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in the columns."""
        return self.title, self.holder, self.progress, self.due, self.state

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        progress = _("进展{n}").format(n=self.progress) if self.progress else ""
        parts = _("下有 {n} 项").format(n=len(self.below)) if self.below else ""
        said = (self.title, self.holder, _("我的任务") if self.mine else "", progress, self.due, self.state, parts)
        return "，".join(part for part in said if part)


def parts_of(desk: Desk, record: Record, now: int) -> tuple[PartLine, ...]:
    """The strands of a matter that has parts, as a tree; none of any other."""
    if record.matter is None or record.kind not in KINDS:
        return ()
    return tuple(_under(desk, record, record.matter, None, now))


def mine(lines: Iterable[PartLine]) -> Iterator[kept.Kept]:
    """What of it is mine while it goes on: which part, and its own day, which the day of the whole does not say."""
    for line in lines:
        if line.mine and line.going:
            said = (line.title, line.due, line.wish)
            yield kept.Kept(_("我的任务"), "　".join(x for x in said if x))
        yield from mine(line.below)


def _under(desk: Desk, record: Record, matter: Matter, above: TrackId | None, now: int) -> Iterator[PartLine]:
    for track in matter.tracks:
        if track.under == above and track.state not in NOT_SHOWN:
            yield _line(desk, record, matter, track, now)


def _line(desk: Desk, record: Record, matter: Matter, track: Track, now: int) -> PartLine:
    process = desk.rules.kinds.get(record.kind, record.edition)
    going = process is not None and track.state in process.open_tracks
    late = going and track.due is not None and track.due < now
    holder, wish = kept.holder(desk.people, track.holder), _wish(track, now)
    return PartLine(
        track=track.id,
        title=track.title or names.track_role(track.role),
        holder=holder,
        progress=f"{track.progress}%" if track.progress is not None else "",
        due=_due(desk, track, now, going=going),
        state=wish or names.track_state(record.kind, track.state),
        late=late,
        mine=track.holder in desk.rules.directory.scopes_of(desk.rules.me),
        going=going,
        wish=wish,
        below=tuple(_under(desk, record, matter, track.id, now)),
    )


def _due(desk: Desk, track: Track, now: int, *, going: bool) -> str:
    """The day, and the word of its lamp while somebody is at work."""
    if track.due is None:
        return ""
    day = moments.day(track.due, now)
    return _("{day} {lamp}").format(day=day, lamp=lamp(track.due, now, desk.calendar)) if going else day


def _wish(track: Track, now: int) -> str:
    """The later day that is asked for, where one is."""
    return _("申请延至{day}").format(day=moments.day(track.wish, now)) if track.wish is not None else ""
