"""回执: how many of those asked have signed, in all and by unit, told to the clerks of the unit that asked.

The row counts on from one receipt to the next; only when it is new, or the directory has changed since, everybody is
counted again, so that fifty thousand readers cost fifty thousand small steps (design.md decision 9).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import exists, select

from oa_client.domain.people import PersonId, UnitId, clerks_scope, person_scope
from server_stub import tables as t
from server_stub.rows import get_row, put_row
from server_stub.work import Work, counter

UNIT_UNKNOWN = "0"
_data = msgspec.json.Decoder(dict[str, object])


class Counted(msgspec.Struct, omit_defaults=True):
    """How many have signed of how many; `units`: the same for each unit; `directory`: the one it was counted by.

    What an older centre counted names no directory, so that everybody is counted again.
    """

    n: int
    total: int
    directory: int = -1
    light: int = 0
    units: dict[str, tuple[int, int]] = {}


def note_receipt(work: Work, matter: str, signer: PersonId, *, light: bool) -> None:
    """Somebody signed: count him, if he was asked."""
    unit = _unit_of_matter(work, matter)
    if unit is None or not _is_asked(work, matter, signer):
        return
    row = get_row(work.connection, "receipts", matter, clerks_scope(unit))
    before = msgspec.convert(row, Counted) if row else None
    if before is not None and before.directory == _directory(work):
        _put(work, matter, unit, _one_more(work, before, signer, light=light))
    else:
        _put(work, matter, unit, _all(work, matter))


def count_receipts(work: Work, matter: str) -> None:
    """Count everybody again."""
    unit, counted = _unit_of_matter(work, matter), _all(work, matter)
    if unit is not None and counted.total:
        _put(work, matter, unit, counted)


def _put(work: Work, matter: str, unit: UnitId, counted: Counted) -> None:
    put_row(work, "receipts", matter, clerks_scope(unit), msgspec.to_builtins(counted))


def _unit_of_matter(work: Work, matter: str) -> UnitId | None:
    unit = work.connection.execute(select(t.matter.c.unit).where(t.matter.c.id == matter)).scalar()
    return None if unit is None else UnitId(unit)


def _directory(work: Work) -> int:
    """Which state of the directory this is."""
    return work.counted("directory", counter(work.connection, "directory"))


def _is_asked(work: Work, matter: str, person: PersonId) -> bool:
    task, m = t.task.c, t.member.c
    asked = select(m.person).where(
        m.person == person,
        m.until.is_(None),
        m.why == "directory",
        exists().where(task.matter == matter, task.by_receipt, task.holder == m.scope),
    )
    return work.connection.execute(asked.limit(1)).first() is not None


def _one_more(work: Work, before: Counted, signer: PersonId, *, light: bool) -> Counted:
    unit = _unit(work, signer)
    n, total = before.units.get(unit, (0, 1))
    units = {**before.units, unit: (n + 1, total)}
    return msgspec.structs.replace(before, n=before.n + 1, light=before.light + light, units=units)


def _all(work: Work, matter: str) -> Counted:
    """Everybody who is asked, and who of them has signed."""
    asked = _asked(work, matter)
    signed = _signed(work, matter, asked)
    light = sum(_data.decode(one).get("seen") == "light" for one in signed.values())
    return Counted(len(signed), len(asked), _directory(work), light, _by_unit(work, asked, signed))


def _asked(work: Work, matter: str) -> set[PersonId]:
    task, m = t.task.c, t.member.c
    found = work.connection.scalars(
        select(m.person)
        .distinct()
        .join(t.task, task.holder == m.scope)
        .where(task.matter == matter, task.by_receipt, m.until.is_(None), m.why == "directory")
    )
    return {PersonId(person) for person in found}


def _signed(work: Work, matter: str, asked: Iterable[PersonId]) -> dict[PersonId, bytes]:
    owners = {person_scope(person): person for person in asked}
    r = t.row.c
    rows = work.connection.execute(select(r.owner, r.data).where(r.kind == "receipt", r.key == matter))
    return {owners[row.owner]: bytes(row.data) for row in rows if row.owner in owners and row.data is not None}


def _by_unit(work: Work, asked: Iterable[PersonId], signed: Mapping[PersonId, bytes]) -> dict[str, tuple[int, int]]:
    units: dict[str, tuple[int, int]] = {}
    for person in asked:
        unit = _unit(work, person)
        n, total = units.get(unit, (0, 0))
        units[unit] = n + (person in signed), total + 1
    return units


def _unit(work: Work, person: PersonId) -> str:
    unit = work.directory.unit_of(person_scope(person))
    return UNIT_UNKNOWN if unit is None else str(unit)
