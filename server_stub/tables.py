"""What the centre keeps, as SQLAlchemy Core tables that fit SQLite and PostgreSQL alike.

Truth: `entry` (the handling records), `row`, `member`, `command`, `account`, `device`, `delegation`, `upload`, `audit`,
`awaited`, `held_back`, `reclaimed`, `expected`.
Rebuildable from the entries: `matter`, `task`, `field`, `claim`, `balance`, `timer`, `access`, `named`.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

metadata = MetaData()

_Long = BigInteger().with_variant(Integer, "sqlite")


counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", _Long, nullable=False),
)
"""Numbers that only grow (seq, number, device), the epoch, and which centre this is."""

entry = Table(
    "entry",
    metadata,
    Column("seq", _Long, primary_key=True, autoincrement=False),
    Column("matter", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("actor", _Long, nullable=False),
    Column("effective", _Long, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("device", _Long, nullable=False),
    Column("n", _Long, nullable=False),
    UniqueConstraint("matter", "v"),
    Index("entry_by", "effective", "matter"),
)

command = Table(
    "command",
    metadata,
    Column("device", _Long, primary_key=True, autoincrement=False),
    Column("n", _Long, primary_key=True, autoincrement=False),
    Column("person", _Long, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("outcome", LargeBinary, nullable=False),
)
"""Every command that was decided, with the hash of its body and the outcome: never decided twice."""

awaited = Table(
    "awaited",
    metadata,
    Column("device", _Long, primary_key=True, autoincrement=False),
    Column("n", _Long, primary_key=True, autoincrement=False),
    Column("person", _Long, nullable=False),
    Column("matter", Text, nullable=False, index=True),
    Column("v", Integer, nullable=False),
    Column("refused", Boolean, nullable=False),
)
"""Entries that receipts prove to have existed before a restore and that do not fit: waiting, or refused."""

held_back = Table(
    "held_back",
    metadata,
    Column("matter", Text, primary_key=True),
    Column("v", Integer, primary_key=True, autoincrement=False),
    Column("path", Text, nullable=False),
    Column("device", _Long, nullable=False),
    Column("n", _Long, nullable=False),
    Column("person", _Long, nullable=False),
    Column("root", Text, nullable=False),
)
"""Entries a restored centre took back whose commands on other matters it has still to carry out (`holding_back`).

`path`, `root`: as in `steps.enter`, `Submission.root`; `device`, `n`, `person`: whose command it was.
"""

reclaimed = Table(
    "reclaimed",
    metadata,
    Column("matter", Text, primary_key=True),
    Column("v", Integer, primary_key=True, autoincrement=False),
)
"""Entries that came back without the act they follow from, and to which that act has come since."""

expected = Table(
    "expected",
    metadata,
    Column("device", _Long, primary_key=True, autoincrement=False),
    Column("person", _Long, nullable=False),
    Column("came", Boolean, nullable=False),
)
"""Devices that may hold what a restored centre lacks, and whether they have been here since (`coming_back`)."""

matter = Table(
    "matter",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", _Long, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("stage", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("first", _Long, nullable=False),
    Column("seq", _Long, nullable=False, unique=True),
    Column("opener", _Long, nullable=False),
    Column("unit", _Long, nullable=False),
    Column("opened_at", _Long, nullable=False),
    Column("changed_at", _Long, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("row", LargeBinary, nullable=False),
)

task = Table(
    "task",
    metadata,
    Column("matter", Text, nullable=False, index=True),
    Column("holder", Text, nullable=False, index=True),
    Column("duty", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("since", _Long, nullable=False),
    Column("track", Integer),
    Column("due", _Long),
    Column("by_receipt", Boolean, nullable=False),
    Column("seq", _Long, nullable=False),
)
"""`seq`: the entry since which the matter's tasks stand like this."""

field = Table(
    "field",
    metadata,
    Column("matter", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

claim = Table(
    "claim",
    metadata,
    Column("registry", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("matter", Text, primary_key=True),
    Column("v", Integer, primary_key=True),
    Column("amount", _Long),
)

balance = Table(
    "balance",
    metadata,
    Column("registry", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("amount", _Long, nullable=False),
)
"""How much of an account the claims have taken."""

timer = Table(
    "timer",
    metadata,
    Column("matter", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("at", _Long, nullable=False, index=True),
    Column("action", Text, nullable=False),
)

access = Table(
    "access",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("matter", Text, primary_key=True),
    Column("since", _Long, primary_key=True, autoincrement=False),
    Column("until", _Long),
    Index("access_matter", "matter", "scope"),
    Index("access_since", "scope", "since"),
    Index("access_until", "scope", "until"),
)
"""Who may see a matter from which feed position until which."""

member = Table(
    "member",
    metadata,
    Column("person", _Long, primary_key=True, autoincrement=False),
    Column("scope", Text, primary_key=True),
    Column("since", _Long, primary_key=True, autoincrement=False),
    Column("why", Text, primary_key=True),
    Column("until", _Long),
    Column("kinds", Text),
    Index("member_scope", "scope", "until"),
)
"""Which scopes mean a person. `why`: "directory" or a delegation's id; `kinds`: only matters of these kinds (JSON)."""

delegation = Table(
    "delegation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("giver", _Long, nullable=False),
    Column("taker", _Long, nullable=False),
    Column("kinds", Text),
    Column("ended", Boolean, nullable=False),
)

row = Table(
    "row",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("rev", _Long, nullable=False),
    Column("data", LargeBinary),
    Index("row_owner", "owner", "rev"),
)

device = Table(
    "device",
    metadata,
    Column("id", _Long, primary_key=True, autoincrement=False),
    Column("person", _Long, nullable=False, index=True),
    Column("made_at", _Long, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("person", _Long, primary_key=True, autoincrement=False),
    Column("user", Text, nullable=False, unique=True),
    Column("password", Text, nullable=False),
    Column("changed_at", _Long, nullable=False),
)

token = Table(
    "token",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("person", _Long, nullable=False, index=True),
    Column("device", _Long, nullable=False),
    Column("until", _Long, nullable=False),
)

upload = Table(
    "upload",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("person", _Long, primary_key=True, autoincrement=False),
    Column("size", _Long, nullable=False),
    Column("at", _Long, nullable=False),
    Column("stored", Boolean, nullable=False),
)
"""How much of a file a person has sent: each proves by sending that he has it."""

light = Table(
    "light",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("frame", LargeBinary, nullable=False),
)
"""A page of a light copy, as it travels; can be made again from the file."""

light_file = Table(
    "light_file",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("pages", Integer, nullable=False),
    Column("code", Text, nullable=False),
)
"""Files whose light copy is finished; `code`: why it has no (more) pages."""

named = Table(
    "named",
    metadata,
    Column("matter", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("person", _Long, primary_key=True, autoincrement=False),
    Index("named_file", "sha256", "person"),
)
"""Which files a matter names, and by whose act."""

audit = Table(
    "audit",
    metadata,
    Column("id", _Long, primary_key=True, autoincrement=False),
    Column("at", _Long, nullable=False),
    Column("person", _Long, nullable=False),
    Column("device", _Long, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

event.listen(
    metadata,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$"
    ).execute_if(dialect="postgresql"),
)
for _table in ("audit", "entry"):
    event.listen(
        metadata,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = '{_table}_only_appended') THEN "
            f"CREATE TRIGGER {_table}_only_appended BEFORE UPDATE OR DELETE OR TRUNCATE ON {_table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only(); END IF; END $$"
        ).execute_if(dialect="postgresql"),
    )
    for _act in ("UPDATE", "DELETE"):
        event.listen(
            metadata,
            "after_create",
            DDL(  # type: ignore[no-untyped-call]
                f"CREATE TRIGGER IF NOT EXISTS {_table}_no_{_act.lower()} BEFORE {_act} ON {_table} "
                f"BEGIN SELECT RAISE(ABORT, '{_table} is append-only'); END"
            ).execute_if(dialect="sqlite"),
        )
