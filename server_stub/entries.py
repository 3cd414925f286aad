"""Entries: found folded, made, numbered, kept, and as they travel."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from oa_client.domain.decision import Context
from oa_client.domain.matter import Entry, EntryType, MatterId, Moment
from oa_client.domain.people import Actor, PersonId
from oa_client.domain.series import REGISTRY, Series
from oa_client.domain.standing_in import DELEGATION, GOING, StandIn, stand_in
from oa_client.protocol.messages import WireEntry
from oa_client.protocol.record import Stored, read
from server_stub import tables as t
from server_stub.claims import given, holder_of, taken
from server_stub.fold import Fold, after, load
from server_stub.ownership import owns_file
from server_stub.projection import project
from server_stub.purse import purse
from server_stub.standing_in import follow_stand_in
from server_stub.work import Work

_INSERT = insert(t.entry)
_ENTRIES = select(t.entry.c.v).where(t.entry.c.matter == bindparam("of")).limit(1)


def find(work: Work, matter: str) -> Fold | None:
    """A matter as this transaction sees it; None when there is none or its table is unknown."""
    fold = work.fresh.get(matter) or work.known(matter)
    if fold is None and (fold := load(work.connection, work.kinds, matter)) is not None:
        work.keep(matter, fold)
    return fold


def series_at(work: Work, address: str) -> Series | None:
    """How the numbers of a series stand, where a matter keeps it."""
    matter = holder_of(work.connection, REGISTRY, address)
    fold = find(work, matter) if matter is not None else None
    return Series.of(fold.state) if fold is not None else None


def stand_ins_of(work: Work, giver: PersonId) -> tuple[StandIn, ...]:
    """What a person has given others to do for him and that is not over."""
    m = t.matter.c
    query = select(m.id).where(m.kind == DELEGATION, m.opener == giver, m.stage.in_(sorted(GOING)))
    folds = (find(work, name) for name in work.connection.execute(query).scalars().all())
    found = (stand_in(fold.state) for fold in folds if fold is not None and fold.state is not None)
    return tuple(one for one in found if one is not None)


def has_record(connection: Connection, matter: str) -> bool:
    """Whether there is such a matter, be its table known or not."""
    return connection.execute(_ENTRIES, {"of": matter}).first() is not None


def first(work: Work, matter: str) -> Entry | None:
    """The entry that opened a matter; None when there is none."""
    e = t.entry.c
    row = work.connection.execute(select(e.envelope, e.data).where(e.matter == matter, e.v == 1)).first()
    return None if row is None else read(Stored(bytes(row.envelope), bytes(row.data)))


def context(work: Work, actor: Actor, *, restoring: bool = False, at: int = 0, device: int = 0) -> Context:
    """What the rule may know, as the centre knows it, now or at a moment, of an act of a device."""
    return Context(
        actor=actor,
        now=Moment(at or work.now),
        directory=work.directory,
        calendar=work.calendar,
        at_centre=not restoring,
        holder_of=lambda registry, key: holder_of(work.connection, registry, key),
        given=lambda registry, series: given(work.connection, registry, series),
        device=device,
        series=lambda address: series_at(work, address),
        taken=lambda registry, series: taken(work.connection, registry, series),
        read_text=work.read_text,
        stand_ins=lambda giver: stand_ins_of(work, giver),
        has_file=lambda sha: owns_file(work.connection, actor.person, sha),
        purse=purse(work),
    )


def make_entry(
    work: Work, fold: Fold, actor: Actor, matter: str, kind: EntryType, data: dict[str, object], *, at: int = 0
) -> Entry:
    """The next entry of a record, stamped by the centre: now, or with the moment it was made at before a restore."""
    return Entry(
        matter=MatterId(matter),
        v=fold.version + 1,
        type=kind,
        at=Moment(at or work.now),
        actor=actor.person,
        post=actor.post,
        unit=actor.unit,
        data=data,
        on_behalf=actor.on_behalf,
        delegation=actor.delegation,
    )


def append(work: Work, before: Fold, entry: Entry, stored: Stored, device: int, n: int) -> Fold:
    """Number an entry, keep it, and bring the tables up to date; the matter after it."""
    seq = work.seq()
    fold = after(before, entry, stored)
    number = work.count("number") if before.state is None else 0
    work.connection.execute(
        _INSERT,
        {
            "seq": seq,
            "matter": entry.matter,
            "v": entry.v,
            "actor": entry.actor,
            "effective": entry.effective,
            "envelope": stored.envelope,
            "data": stored.data,
            "hash": fold.head,
            "device": device,
            "n": n,
        },
    )
    work.touched |= project(work.connection, before, fold, entry, seq, number)
    assert fold.state is not None
    work.urgent |= bool(fold.state.fields.get("urgency"))
    work.keep(entry.matter, fold)
    follow_stand_in(work, before, fold)
    return fold


def wire(stored: Stored, n: int = 0) -> WireEntry:
    """An entry's bytes as they travel."""
    return WireEntry(msgspec.Raw(stored.envelope), msgspec.Raw(stored.data), n)
