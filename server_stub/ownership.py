"""Who has a file: he sent it whole, or may see a matter where somebody named it who had it (no oracle for hashes)."""

from __future__ import annotations

from sqlalchemy import Connection, Select, delete, exists, insert, select

from oa_client.domain.people import PersonId
from server_stub import tables as t
from server_stub.access import mine


def sent_file(connection: Connection, person: PersonId, sha256: str) -> bool:
    """Whether a person has sent a whole file."""
    u = t.upload.c
    found = connection.execute(select(u.stored).where(u.sha256 == sha256, u.person == person, u.stored))
    return found.first() is not None


def sees_file(connection: Connection, person: PersonId, sha256: str, matter: str | None = None) -> bool:
    """Whether a person sees a matter (this one, when given) in which somebody who had the file named it."""
    n, u = t.named.c, t.upload.c
    backed = exists(select(u.sha256).where(u.sha256 == n.sha256, u.person == n.person, u.stored))
    named = _named(connection, person, sha256, matter).where(backed)
    return connection.execute(named.limit(1)).first() is not None


def sees_named(connection: Connection, person: PersonId, sha256: str, matter: str) -> bool:
    """Whether a person sees a matter that names a file, be its bytes here or not."""
    return connection.execute(_named(connection, person, sha256, matter).limit(1)).first() is not None


def _named(connection: Connection, person: PersonId, sha256: str, matter: str | None) -> Select[tuple[str]]:
    """The matters a person sees that name a file; only this one, when given."""
    n = t.named.c
    query = (
        select(n.matter)
        .join(t.matter, t.matter.c.id == n.matter)
        .where(n.sha256 == sha256, mine(connection, person).sees())
    )
    return query if matter is None else query.where(n.matter == matter)


def owns_file(connection: Connection, person: PersonId, sha256: str) -> bool:
    """Whether a person has a file."""
    return sent_file(connection, person, sha256) or sees_file(connection, person, sha256)


def adopt_file(connection: Connection, person: PersonId, sha256: str, size: int) -> None:
    """Count a file a person can open as one he sent: he names it in another matter."""
    u = t.upload
    connection.execute(delete(u).where(u.c.sha256 == sha256, u.c.person == person))
    values = {"sha256": sha256, "person": person, "size": size, "at": size, "stored": True}
    connection.execute(insert(u).values(values))
