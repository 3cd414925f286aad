"""Several matters opened in one act: on this device they stand together or not at all, and can go together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oa_client.app.acting import UNDO_SECONDS, Acting, Kept, Ready
from oa_client.app.batches import Batched, Opening
from oa_client.app.overlay import Rules
from oa_client.app.ports import Changes, Clock, Outbox, Pending
from oa_client.domain.decision import Command, Refused
from oa_client.domain.matter import MatterId


class Together:
    """The use cases of it. Not for the GUI thread."""

    def __init__(
        self, acting: Acting, outbox: Outbox, clock: Clock, rules: Callable[[], Rules], tell: Callable[[Changes], None]
    ) -> None:
        """Judged as everything else is acted, told in one piece."""
        self._acting, self._outbox, self._clock, self._rules, self._tell = acting, outbox, clock, rules, tell

    def begin(
        self, kind: str, action: str, openings: Sequence[Opening], *, undo: int = UNDO_SECONDS
    ) -> tuple[Kept, ...] | Refused:
        """Open them all. Of no kind whose opening draws a number: none is kept while the next is judged.

        Raises `NoRoom` where there is no room for all; then none was kept.
        """
        rules = self._rules()
        process = rules.kinds.newest(kind)
        if process is None:
            return Refused("unknown_kind", {"kind": kind})
        ready: list[Ready] = []
        for one in openings:
            command = Command(MatterId(""), kind, action, one.fields, edition=process.edition)
            judged = self._acting.ready(rules, process, None, command, None)
            if isinstance(judged, Refused):
                return judged
            ready.append(judged)
        batch = [Batched(r.command, r.post, o.naming) for r, o in zip(ready, openings, strict=True)]
        now = self._clock.now()  # judging took its time; they can be taken back for as long as any other
        kept = self._outbox.queue_all(batch, now, not_before=now + undo if undo else 0)
        self._told(kept, "act")
        return tuple(Kept(p.n, p.command.matter, r.needs_centre) for p, r in zip(kept, ready, strict=True))

    def undo(self, numbers: Sequence[int]) -> tuple[Pending, ...]:
        """Take them back as far as they were not sent; what was taken. No drafts come of it."""
        taken = self._outbox.withdraw_all(numbers)
        self._told(taken, "outbox")
        return taken

    def _told(self, these: Sequence[Pending], origin: str) -> None:
        if these:
            self._tell(Changes(matters=frozenset(p.command.matter for p in these), outbox=True, origin=origin))
