"""The schema of the three files. `migrations` builds the same from its baseline on; a test compares them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    event,
    text,
)

HEADS = {"outbox": "outbox_6", "replica": "replica_6", "files": "files_2"}
"""The newest revision of each file; the newest migration says the same."""

OUTBOX, REPLICA, FILES = MetaData(), MetaData(), MetaData()
METADATA = {"outbox": OUTBOX, "replica": REPLICA, "files": FILES}


def _meta(metadata: MetaData) -> Table:
    return Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))


def _int(name: str, *, default: int | None = 0) -> Column[int]:
    if default is None:
        return Column(name, BigInteger)
    return Column(name, BigInteger, nullable=False, server_default=text(str(default)))


def _str(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text("''"))


# ------------------------------------------------------------------ outbox.db

outbox_meta = _meta(OUTBOX)

command = Table(
    "command",
    OUTBOX,
    Column("n", Integer, primary_key=True),
    Column("kept", Text, nullable=False, server_default=text("'live'")),
    _str("matter"),
    _str("kind"),
    _str("action"),
    Column("fields", Text, nullable=False),
    _int("track", default=None),
    _int("edition", default=None),
    _int("base", default=None),
    _int("post"),
    _int("made_at"),
    _int("not_before"),
    _str("standing"),
    _int("sent"),
    _int("tries"),
    _str("code"),
    Column("facts", Text, nullable=False, server_default=text("'{}'")),
    _str("receipt"),
    Column("envelope", LargeBinary),
    Column("data", LargeBinary),
    Column("run_before", LargeBinary),
    Column("holders", Text, nullable=False, server_default=text("'{}'")),
    _int("seen", default=None),
    Column("own", Integer, nullable=False, server_default=text("0")),
    Column("light", Integer, nullable=False, server_default=text("0")),
    Column("drawn", Text, nullable=False, server_default=text("'{}'")),
    _int("on_behalf", default=None),
    _str("delegation"),
)
Index("command_drawn", command.c.n, sqlite_where=text("drawn != '{}'"))
Index("command_live", command.c.n, sqlite_where=text("kept = 'live'"))
Index("command_made", command.c.kept, command.c.made_at)

command_file = Table(
    "command_file",
    OUTBOX,
    Column("n", Integer, primary_key=True),
    Column("sha256", String, primary_key=True),
    sqlite_with_rowid=False,
)
Index("command_file_sha256", command_file.c.sha256)

draft = Table(
    "draft",
    OUTBOX,
    Column("key", String, primary_key=True),
    Column("data", Text, nullable=False),
    _int("saved_at"),
    _int("serial"),
)

row_change = Table(
    "row_change",
    OUTBOX,
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("data", Text, nullable=False),
    _int("serial"),
)
Index("row_change_serial", row_change.c.serial, unique=True)

own_file = Table(
    "own_file",
    OUTBOX,
    Column("id", Integer, primary_key=True),
    Column("sha256", String, unique=True),
    _str("name"),
    _int("size"),
    _int("at"),
)

own_part = Table(
    "own_part",
    OUTBOX,
    Column("file", Integer, primary_key=True),
    Column("k", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

# ------------------------------------------------------------------ replica.db

replica_meta = _meta(REPLICA)

walk = Table(
    "walk",
    REPLICA,
    Column("id", Integer, primary_key=True),
    Column("walk", String, nullable=False, unique=True),
    _str("place"),
)

matter = Table(
    "matter",
    REPLICA,
    Column("k", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    _int("number"),
    _int("doc"),
    _str("kind"),
    _int("edition"),
    _int("have"),
    _int("head"),
    _int("strays"),
    Column("hash", LargeBinary),
    _int("seen_at", default=-1),
    _int("gone_at", default=-1),
    _int("full"),
    _int("want"),
    _int("shown"),
    Column("header", LargeBinary),
    _int("header_v"),
    Column("row", LargeBinary),
    _int("changed_at"),
    _int("opener"),
    _int("acted"),
    _int("doubt"),
)
Index("matter_doubt", matter.c.seen_at, sqlite_where=text("doubt = 1"))
Index("matter_doc", matter.c.doc, unique=True, sqlite_where=text("doc <> 0"))
Index("matter_want", matter.c.want, sqlite_where=text('"full" = 1 AND have < head'))
Index("matter_shown", matter.c.shown)
Index("matter_mine", matter.c.opener, matter.c.acted)

entry = Table(
    "entry",
    REPLICA,
    Column("k", Integer, primary_key=True),
    Column("v", Integer, primary_key=True),
    _int("n"),
    Column("envelope", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
Index("entry_mine", entry.c.n, sqlite_where=text("n > 0"))

task = Table(
    "task",
    REPLICA,
    Column("id", Integer, primary_key=True),
    _int("k"),
    _str("holder"),
    _str("duty"),
    _str("step"),
    _int("since"),
    _int("due", default=None),
    _int("track", default=None),
    _int("by_receipt"),
)
Index("task_matter", task.c.k)
Index("task_holder", task.c.holder, task.c.k)

involved = Table(
    "involved",
    REPLICA,
    Column("k", Integer, primary_key=True),
    Column("person", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
Index("involved_person", involved.c.person)

listing = Table(
    "listing",
    REPLICA,
    Column("matter", String, primary_key=True),
    Column("list", String, primary_key=True),
    _int("at"),
    _str("kind"),
    _str("urgency"),
    _str("step"),
    _int("since"),
    _int("due", default=None),
    _int("unread"),
    _int("whole"),
    Column("row", LargeBinary, nullable=False),
    _int("giver"),
    _str("delegation"),
    sqlite_with_rowid=False,
)
Index("listing_order", listing.c.list, listing.c.at, listing.c.matter, listing.c.kind, listing.c.urgency, unique=True)

attachment = Table(
    "attachment",
    REPLICA,
    Column("k", Integer, primary_key=True),
    Column("sha256", String, primary_key=True),
    _int("text"),
    _int("size"),
    sqlite_with_rowid=False,
)
Index("attachment_sha256", attachment.c.sha256)
Index("attachment_text", attachment.c.k, sqlite_where=text("text > 0"))

orphan = Table("orphan", REPLICA, Column("sha256", String, primary_key=True), _int("later"))

row = Table(
    "row",
    REPLICA,
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("data", Text),
    _int("at"),
    sqlite_with_rowid=False,
)

outcome = Table(
    "outcome",
    REPLICA,
    Column("n", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

words = Table("words", REPLICA, Column("doc", Integer, primary_key=True), Column("text", Text, nullable=False))

unindexed = Table("unindexed", REPLICA, Column("doc", Integer, primary_key=True))

SEARCH = "CREATE VIRTUAL TABLE search USING fts5(x, content='', contentless_delete=1, detail=none, tokenize='ascii')"
"""Tokens come cut and folded (`search`): the ascii tokenizer takes every other character as it stands, also rare ones
that the Unicode tables of unicode61 do not know."""

event.listen(REPLICA, "after_create", lambda _, connection, **__: connection.exec_driver_sql(SEARCH))

# ------------------------------------------------------------------ files.db

files_meta = _meta(FILES)

file = Table(
    "file",
    FILES,
    Column("sha256", String, primary_key=True),
    _int("have"),
    _int("whole"),
    _int("size"),
    _str("matter"),
    _int("asked"),
)
Index("file_asked", file.c.asked, sqlite_where=text("asked > 0 AND whole = 0"))

part = Table(
    "part",
    FILES,
    Column("sha256", String, primary_key=True),
    Column("k", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

light_file = Table(
    "light_file",
    FILES,
    Column("sha256", String, primary_key=True),
    _str("matter"),
    _str("code"),
    _int("pages"),
    _int("asked"),
)
Index("light_asked", light_file.c.asked, sqlite_where=text("asked > 0"))

light = Table(
    "light",
    FILES,
    Column("sha256", String, primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("frame", LargeBinary, nullable=False),
)
