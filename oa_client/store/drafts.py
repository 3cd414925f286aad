"""Drafts and row changes in outbox.db: what is being typed, and marks on their way up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select, update

from oa_client.app.ports import Draft, PendingRow
from oa_client.store.codec import pack, unpack
from oa_client.store.commands import batched, keep, put_draft, take_number
from oa_client.store.engine import Database
from oa_client.store.tables import draft as d
from oa_client.store.tables import row_change as r


class Drafts:
    """The part of the outbox that holds drafts."""

    _db: Database

    def save_draft(self, key: str, data: Mapping[str, object], at: int) -> None:
        """Keep what is being typed."""
        with self._db.write() as connection:
            put_draft(connection, key, data, at)

    def draft(self, key: str) -> Draft | None:
        """What was being typed there."""
        with self._db.read() as connection:
            found = connection.execute(select(d.c.data, d.c.saved_at).where(d.c.key == key)).first()
        return None if found is None else Draft(key, unpack(found.data), found.saved_at)

    def drafts(self, under: str = "") -> tuple[Draft, ...]:
        """All drafts whose keys begin so, newest first; of the others nothing is read."""
        wanted = select(d).where(d.c.key >= under, d.c.key < f"{under}\U0010ffff")
        with self._db.read() as connection:
            found = connection.execute(wanted.order_by(d.c.saved_at.desc(), d.c.serial.desc())).all()
        return tuple(Draft(row.key, unpack(row.data), row.saved_at) for row in found)

    def move_draft(self, key: str, to: str) -> bool:
        """Put what stands there where nothing does, in one step; False where something does, or nothing was there."""
        free = ~select(d.c.key).where(d.c.key == to).correlate(None).exists()
        with self._db.write() as connection:
            if connection.execute(select(d.c.key).where(d.c.key == key, free)).first() is None:
                return False
            connection.execute(update(d).where(d.c.key == key).values(key=to, serial=take_number(connection, "draft")))
            return True

    def drop_draft(self, key: str) -> None:
        """The author threw it away."""
        with self._db.write() as connection:
            connection.execute(d.delete().where(d.c.key == key))


class RowChanges:
    """The part of the outbox that holds row changes."""

    _db: Database

    def queue_row(self, kind: str, key: str, data: Mapping[str, object]) -> None:
        """Keep a row change to send; the same (kind, key) replaces, in settings name by name."""
        with self._db.write() as connection:
            this = (r.c.kind == kind) & (r.c.key == key)
            before = connection.execute(select(r.c.data).where(this)).scalar() if kind == "settings" else None
            values = {
                "data": pack({**unpack(before), **data} if before is not None else data),
                "serial": take_number(connection, "row"),
            }
            if connection.execute(update(r).where(this).values(values)).rowcount == 0:
                connection.execute(insert(r).values(kind=kind, key=key, **values))

    def requeue_rows(self, rows: Sequence[tuple[str, str, Mapping[str, object]]]) -> None:
        """Keep these to send again, in one transaction; a change that waits already stays."""
        if not rows:
            return
        with self._db.write() as connection:
            waiting = {(row.kind, row.key) for row in connection.execute(select(r.c.kind, r.c.key))}
            new = [row for row in rows if row[:2] not in waiting]
            first = take_number(connection, "row")
            keep(connection, "row", str(first + len(new)))
            values = [
                {"kind": kind, "key": key, "data": pack(data), "serial": first + k}
                for k, (kind, key, data) in enumerate(new)
            ]
            if values:
                connection.execute(insert(r), values)

    def pending_rows(self, limit: int) -> tuple[PendingRow, ...]:
        """Row changes to send, oldest first."""
        with self._db.read() as connection:
            found = connection.execute(select(r).order_by(r.c.serial).limit(limit)).all()
        return tuple(PendingRow(row.kind, row.key, unpack(row.data), row.serial) for row in found)

    def pending_row(self, kind: str, key: str) -> Mapping[str, object] | None:
        """My change of a row that the centre does not have yet."""
        with self._db.read() as connection:
            found = connection.execute(select(r.c.data).where(r.c.kind == kind, r.c.key == key)).scalar()
        return None if found is None else unpack(found)

    def rows_done(self, rows: Sequence[PendingRow]) -> None:
        """The centre has these, unless changed again since (same serial)."""
        if not rows:
            return
        with self._db.write() as connection:
            for some in batched([row.serial for row in rows]):
                connection.execute(r.delete().where(r.c.serial.in_(some)))
