"""Who has a file: he sent it whole, or may see a matter where somebody named it who had it (no oracle for hashes)."""

from __future__ import annotations

from sqlalchemy import Connection, delete, exists, insert, select

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
    n = t.named.c
    backed = exists(
        select(t.upload.c.sha256).where(t.upload.c.sha256 == n.sha256, t.upload.c.person == n.person, t.upload.c.stored)
    )
    query = (
        select(n.matter)
        .join(t.matter, t.matter.c.id == n.matter)
        .where(n.sha256 == sha256, backed, mine(connection, person).sees())
    )
    if matter is not None:
        query = query.where(n.matter == matter)
    return connection.execute(query.limit(1)).first() is not None


def owns_file(connection: Connection, person: PersonId, sha256: str) -> bool:
    """Whether a person has a file."""
    return sent_file(connection, person, sha256) or sees_file(connection, person, sha256)


def adopt_file(connection: Connection, person: PersonId, sha256: str, size: int) -> None:
    """Count a file a person can open as one he sent: he names it in another matter."""
    u = t.upload
    connection.execute(delete(u).where(u.c.sha256 == sha256, u.c.person == person))
    values = {"sha256": sha256, "person": person, "size": size, "at": size, "stored": True}
    connection.execute(insert(u).values(values))
