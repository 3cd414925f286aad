"""What waits, what the centre refused and what clashes with it, in words. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oa_client.app.desk import Desk
from oa_client.app.ports import Pending, Standing
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets.conflicts import Clash, clashes
from oa_client.wording import moments, names
from oa_client.wording.outbox import state_of
from oa_client.wording.sentences import sentence


@dataclass(frozen=True, slots=True)
class Waiting:
    """One command of mine: what it is, how it stands, and what can be done about it."""

    n: int
    matter: MatterId
    title: str
    what: str
    state: str
    since: str
    reason: str = ""
    can_undo: bool = False
    can_take_back: bool = False
    can_retry: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Tray:
    """Everything under way, and everything come back."""

    waiting: tuple[Waiting, ...]
    refused: tuple[Waiting, ...]
    conflicts: tuple[Clash, ...] = ()


def tray(desk: Desk) -> Tray:
    """As it stands now."""
    now = desk.clock.now()
    return Tray(
        tuple(_waiting(desk, p, now) for p in desk.pending()),
        tuple(_refused(desk, p, now) for p in desk.refused()),
        clashes(desk),
    )


def _title(desk: Desk, pending: Pending) -> str:
    given = pending.command.fields.get("title")
    if isinstance(given, str) and given:
        return given
    record = desk.record(pending.command.matter)
    return record.row.title if record is not None else _("（事项已不在本机）")


def _facts(pending: Pending) -> Mapping[str, object]:
    return {**pending.facts, "kind": pending.command.kind}


def _waiting(desk: Desk, pending: Pending, now: int) -> Waiting:
    queued = pending.standing is Standing.QUEUED
    return Waiting(
        pending.n,
        pending.command.matter,
        _title(desk, pending),
        names.action(pending.command.kind, pending.command.action),
        state_of(pending),
        moments.full(pending.made_at, now),
        sentence(pending.code, _facts(pending)) if pending.code else "",
        can_undo=queued and pending.tries == 0,
        can_take_back=pending.standing is Standing.SENT,
        can_retry=pending.tries > 0 or bool(pending.code),
    )


def _refused(desk: Desk, pending: Pending, now: int) -> Waiting:
    return Waiting(
        pending.n,
        pending.command.matter,
        _title(desk, pending),
        names.action(pending.command.kind, pending.command.action),
        state_of(pending),
        moments.full(pending.made_at, now),
        sentence(pending.code, _facts(pending)),
        refused=True,
    )
