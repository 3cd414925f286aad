"""What a list shows of a matter, out of its state."""

from __future__ import annotations

from oa_client.domain.matter import Matter, Moment, Row, Running
from oa_client.domain.table import Process


def shown(process: Process, matter: Matter) -> Row:
    """What a list shows of the matter. A track another one stands in for is counted once."""
    replaced = {t.replaces for t in matter.tracks}
    counted = [t for t in matter.tracks if t.id not in replaced and t.state not in process.void_tracks]
    dues = [c.due for c in matter.clocks if c.running is Running.RUNNING]
    due, pinned = matter.fields.get("due"), matter.fields.get("pinned_until")
    return Row(
        title=matter.title,
        stage=matter.stage,
        opener=matter.opener,
        unit=matter.unit,
        opened_at=matter.opened_at,
        changed_at=matter.changed_at,
        urgency=str(matter.fields.get("urgency", "")),
        number=str(matter.fields.get("number", "")),
        due=Moment(due) if isinstance(due, int) else min(dues, default=None),
        files=len(matter.files),
        ended=sum(t.state not in process.open_tracks for t in counted),
        total=len(counted),
        over=matter.stage in process.over,
        origin=_first_of(matter, "issuer", "leader_name", "leader"),
        serial=_first_of(matter, *(rule.field for action in process.actions for rule in action.numbers)),
        dated=_dated(matter),
        pinned=Moment(pinned) if isinstance(pinned, int) else None,
        amount=_amount(matter),
        mode=_mode(process, matter),
    )


def _amount(matter: Matter) -> int:
    """What it asks for, in 分."""
    amount = matter.fields.get("amount")
    return amount if isinstance(amount, int) else 0


def _mode(process: Process, matter: Matter) -> str:
    """The way of handling it that has numbers of its own: 政府督查 and 内部督办 of one organ both begin at 1."""
    numbered = any("mode" in rule.series for action in process.actions for rule in action.numbers)
    return str(matter.fields.get("mode", "")) if numbered else ""


def _first_of(matter: Matter, *names: str) -> str:
    """The first of these fields that is filled in."""
    return next((str(matter.fields[name]) for name in names if matter.fields.get(name)), "")


def _dated(matter: Matter) -> Moment | None:
    """The day it bears in its register: when it came in, when it was instructed or signed here."""
    days = (matter.fields.get(name) for name in ("received_at", "instructed_at", "signed_on"))
    return next((Moment(day) for day in days if isinstance(day, int)), None)
