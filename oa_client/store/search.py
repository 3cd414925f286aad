"""The search index of replica.db: an FTS5 table without content, verified against the stored normalised texts.

Cutting a text and putting it into the index takes longer than everything else that is done to keep a matter, so a page
only stores the text and notes its number in `unindexed`; `index` follows in small steps. Until it has, such a text is
looked at itself: nothing that is here is ever not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from oa_client.domain.matter import MatterId
from oa_client.store.words import Wanted, indexed, normalise

COUNTED = 1000
"""How far hits are counted; a total above it says "more than"."""

UNNUMBERED = 1 << 40
"""Documents whose number at the centre is not known yet are kept above it."""

MERGE_PAGES = 500

NEWEST = 300
"""How many of the newest texts are looked at for a single common character."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Matters found, newest first, and how many there are, counted as far as `COUNTED` + 1."""

    ids: tuple[MatterId, ...]
    total: int


def put(connection: Connection, given: Mapping[int, str], old: Iterable[int] = ()) -> None:
    """Texts to be found under their numbers; of the `old` ones one was there before, and is replaced if it differs."""
    texts = {doc: normalise(text) for doc, text in given.items()}
    for doc in old:
        before = connection.exec_driver_sql("SELECT text FROM words WHERE doc = ?", (doc,)).scalar()
        if before == texts[doc]:
            del texts[doc]
        elif before is not None:
            drop(connection, doc)
    if texts:
        connection.exec_driver_sql("INSERT INTO words (doc, text) VALUES (?, ?)", list(texts.items()))
        connection.exec_driver_sql("INSERT INTO unindexed (doc) VALUES (?)", [(doc,) for doc in texts])


def index(connection: Connection, most: int) -> int:
    """Put the newest of the texts that are not in the index yet into it, at most so many; how many there were."""
    some = "SELECT doc, text FROM unindexed JOIN words USING (doc) ORDER BY doc DESC LIMIT ?"
    found = connection.exec_driver_sql(some, (most,)).all()
    if found:
        cut = [(doc, indexed(text)) for doc, text in sorted(found)]
        connection.exec_driver_sql("INSERT INTO search (rowid, x) VALUES (?, ?)", cut)
        connection.exec_driver_sql("DELETE FROM unindexed WHERE doc = ?", [(doc,) for doc, _ in cut])
    return len(found)


def is_behind(connection: Connection) -> bool:
    """Whether there are texts that are not in the index yet."""
    return connection.exec_driver_sql("SELECT 1 FROM unindexed LIMIT 1").first() is not None


def drop(connection: Connection, doc: int) -> None:
    """Nothing is found under this number any more; its tokens go with the next `merge`."""
    if connection.exec_driver_sql("DELETE FROM unindexed WHERE doc = ?", (doc,)).rowcount == 0:
        connection.exec_driver_sql("DELETE FROM search WHERE rowid = ?", (doc,))
    connection.exec_driver_sql("DELETE FROM words WHERE doc = ?", (doc,))


def clear(connection: Connection) -> None:
    """Nothing is found any more."""
    connection.exec_driver_sql("INSERT INTO search (search) VALUES ('delete-all')")
    connection.exec_driver_sql("DELETE FROM words")
    connection.exec_driver_sql("DELETE FROM unindexed")


def recut(connection: Connection) -> None:
    """Make the index anew from the stored texts, after a version that cuts them in another way."""
    connection.exec_driver_sql("INSERT INTO search (search) VALUES ('delete-all')")
    connection.exec_driver_sql("DELETE FROM unindexed")
    last = 0
    while True:
        some = "SELECT doc, text FROM words WHERE doc > ? ORDER BY doc LIMIT 500"
        found = connection.exec_driver_sql(some, (last,)).all()
        if not found:
            return
        new = [(doc, indexed(text)) for doc, text in found]
        connection.exec_driver_sql("INSERT INTO search (rowid, x) VALUES (?, ?)", new)
        last = found[-1][0]


def merge(connection: Connection, *, first: bool) -> bool:
    """One step of rewriting the index without what was dropped; True when there is nothing left to do."""
    before = connection.exec_driver_sql("SELECT total_changes()").scalar() or 0
    pages = -MERGE_PAGES if first else MERGE_PAGES
    connection.exec_driver_sql("INSERT INTO search (search, rank) VALUES ('merge', ?)", (pages,))
    after = connection.exec_driver_sql("SELECT total_changes()").scalar() or 0
    return int(after) - int(before) < 2


def _where(wanted: Wanted) -> tuple[str, list[object]]:
    """The source of hits and what binds it."""
    check = "".join(" AND instr(w.text, ?) > 0" for _ in wanted.words)
    if wanted.exact:
        return "search w WHERE w.search MATCH ?", [wanted.match]
    return f"search f CROSS JOIN words w ON w.doc = f.rowid WHERE f.search MATCH ?{check}", [
        wanted.match,
        *wanted.words,
    ]


def _key(wanted: Wanted) -> str:
    return "w.rowid" if wanted.exact else "f.rowid"


def first(connection: Connection, wanted: Wanted, limit: int) -> list[int]:
    """The newest documents by their number at the centre, at most `limit`.

    What begins with one common character is a list the index has to put together from thousands; the newest texts tell
    sooner, and where they do not hold enough of them the list is short.
    """
    if wanted.is_vague and len(recent := _among_newest(connection, wanted.words[0], limit)) == limit:
        return recent
    source, values = _where(wanted)
    key = _key(wanted)
    sql = f"SELECT {key} FROM {source} ORDER BY {key} DESC LIMIT ?"  # noqa: S608  (no text of anybody's in it)
    found = [int(d) for d in connection.exec_driver_sql(sql, (*values, limit)).scalars()]
    return sorted([*found, *_among_unindexed(connection, wanted, limit)], reverse=True)[:limit]


def _among_unindexed(connection: Connection, wanted: Wanted, limit: int) -> list[int]:
    check = " AND ".join("instr(text, ?) > 0" for _ in wanted.words)
    # CROSS: first what is not in the index, which is mostly nothing, and then its text
    sql = f"SELECT doc FROM unindexed CROSS JOIN words USING (doc) WHERE {check} ORDER BY doc DESC LIMIT ?"  # noqa: S608
    return [int(d) for d in connection.exec_driver_sql(sql, (*wanted.words, limit)).scalars()]


def _among_newest(connection: Connection, word: str, limit: int) -> list[int]:
    newest = "SELECT doc, text FROM words ORDER BY doc DESC LIMIT ?"
    sql = f"SELECT doc FROM ({newest}) WHERE instr(text, ?) > 0 LIMIT ?"  # noqa: S608
    return [int(d) for d in connection.exec_driver_sql(sql, (NEWEST, word, limit)).scalars()]


def count(connection: Connection, wanted: Wanted) -> int:
    """How many there are, counted as far as `COUNTED` + 1."""
    source, values = _where(wanted)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT ?)"  # noqa: S608
    found = int(connection.exec_driver_sql(sql, (*values, COUNTED + 1)).scalar() or 0)
    return min(COUNTED + 1, found + len(_among_unindexed(connection, wanted, COUNTED + 1)))


def find(connection: Connection, wanted: Wanted, limit: int) -> Hits:
    """Hits, the last changed first; of more than `COUNTED` those with the newest numbers, the last changed first."""
    if not wanted.words:
        return Hits((), 0)
    docs = first(connection, wanted, limit)
    total = len(docs)
    if total == limit:
        total = count(connection, wanted)
        if total <= COUNTED:
            docs = first(connection, wanted, COUNTED)
    return Hits(tuple(_by_change(connection, docs)[:limit]), total)


def _by_change(connection: Connection, docs: Sequence[int]) -> list[MatterId]:
    found: list[tuple[int, int, str]] = []
    for at in range(0, len(docs), 200):
        some = docs[at : at + 200]
        marks = ",".join("?" * len(some))
        sql = f"SELECT changed_at, doc, id FROM matter WHERE doc <> 0 AND doc IN ({marks})"  # noqa: S608
        found += [(r[0], r[1], r[2]) for r in connection.exec_driver_sql(sql, tuple(some))]
    return [MatterId(id) for _, _, id in sorted(found, reverse=True)]
