"""Words that no command carries: refused before they were kept, taken back, or come back; where each finds its form."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from oa_client.app.beside import beside, covers
from oa_client.app.ports import Clock, Draft, Outbox
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import MatterId
from oa_client.domain.table import Field

_REFUSED = "refused"
"""In a draft: the very words that a refusal left there."""
_APART = "apart"
"""Where a command line leaves words while a window may have the form open: the window writes over what is in its place.

Behind the place of an act, or as the name of a new matter's; a window takes them up when it shows the form anew.
"""


class KeptWords:
    """The drafts that the program writes by itself. What somebody wrote gives way only to what holds all of it."""

    def __init__(self, outbox: Outbox, clock: Clock, kinds: Kinds) -> None:
        """In this outbox; `kinds` say what is asked for in their forms."""
        self._outbox, self._clock, self._kinds = outbox, clock, kinds

    def keep(
        self, matter: MatterId | None, kind: str, action: str, fields: Mapping[str, object], *, apart: bool = False
    ) -> str:
        """What was written for an act that was refused before it was kept: it stands in its form as a draft; its key.

        What an earlier try left gives way where this one says all of it; else it stands below, of a new matter beside.
        `apart`: a window may have the form open, so that these become a draft of their own.
        """
        given = {k: _storable(v) for k, v in fields.items()}
        self.drop(matter, kind, action, given)
        if matter is None:
            place, whole, mark = self._free_place(kind, given, apart=apart), given, True
        else:
            place = _place(matter, action, apart=apart)
            there = self._outbox.draft(place)
            whole = beside(self._asks(kind, action), given, _fields(there)) if there else given
            mark = there is None or _untouched(there)
        data = {"kind": kind, "fields": whole, **({_REFUSED: whole} if mark else {})}
        self._outbox.save_draft(place, data, self._clock.now())
        return place

    def drop(self, matter: MatterId | None, kind: str, action: str, fields: Mapping[str, object]) -> None:
        """Drop what refusals left of it, if still as they left it, and if these fields say all that was typed there.

        Of a new matter: of the same title.
        """
        asks = self._asks(kind, action)
        for one in self._outbox.drafts():
            if not _untouched(one) or not _is_of(one.key, matter, kind, action):
                continue
            kept = _fields(one)
            if covers(asks, fields, kept) and (matter is not None or kept.get("title") == fields.get("title")):
                self._outbox.drop_draft(one.key)

    def place(
        self, matter: MatterId | None, kind: str, action: str, fields: Mapping[str, object], *, apart: bool = False
    ) -> tuple[str, dict[str, object]]:
        """Where a form looks for words, and these with the newer ones that stand there."""
        if matter is None:
            return self._free_place(kind, fields, apart=apart), dict(fields)
        place = _place(matter, action, apart=apart)
        newer = self._outbox.draft(place)
        return place, beside(self._asks(kind, action), _fields(newer), fields) if newer else dict(fields)

    def take_up(self, matter: MatterId) -> None:
        """What a command line left apart stands in its form from now on, where nothing else does: it is shown anew."""
        for one in self._outbox.drafts(f"act/{matter}/"):
            if (place := one.key.removesuffix(f"/{_APART}")) != one.key:
                self._outbox.move_draft(one.key, place)

    def _asks(self, kind: str, action: str) -> tuple[Field, ...]:
        process = self._kinds.newest(kind)
        found = process.action(action) if process is not None else None
        return found.asks if found is not None else ()

    def _free_place(self, kind: str, fields: Mapping[str, object], *, apart: bool) -> str:
        """The first place of a new matter of this kind where nothing stands, or the very same.

        An empty form has its place already, though nothing stands there yet.
        """
        taken = {d.key: d.data.get("fields") for d in self._outbox.drafts()}
        places = (f"new/{kind}/{_APART}-{n}" if apart else f"new/{kind}/{n}" for n in count(1))
        return next(p for p in places if p not in taken or taken[p] == fields)


def _place(matter: MatterId, action: str, *, apart: bool) -> str:
    """Where the form of an act looks for words, or where they wait for it."""
    return f"act/{matter}/{action}/{_APART}" if apart else f"act/{matter}/{action}"


def _is_of(key: str, matter: MatterId | None, kind: str, action: str) -> bool:
    """Whether a draft is one of a new matter of this kind, or one of this act."""
    if matter is None:
        return key.startswith(f"new/{kind}/")
    return key in {_place(matter, action, apart=apart) for apart in (False, True)}


def _fields(draft: Draft) -> Mapping[str, object]:
    fields = draft.data.get("fields")
    return fields if isinstance(fields, dict) else {}


def _untouched(draft: Draft) -> bool:
    """Whether nobody has typed there since a refusal left it."""
    kept = draft.data.get(_REFUSED)
    return isinstance(kept, dict) and kept == draft.data.get("fields")


def _storable(value: object) -> object:
    """A value whose texts can be written down: what no encoding can hold becomes a question mark."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
