"""The first schema of outbox.db."""

from alembic import op

revision = "outbox_1"
down_revision = None

STATEMENTS = (
    """
    CREATE TABLE meta ( "key" VARCHAR NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key") )
    """,
    """
    CREATE TABLE command ( n INTEGER NOT NULL, kept TEXT DEFAULT 'live' NOT NULL, matter TEXT DEFAULT '' NOT
    NULL, kind TEXT DEFAULT '' NOT NULL, action TEXT DEFAULT '' NOT NULL, fields TEXT NOT NULL, track BIGINT,
    edition BIGINT, base BIGINT, post BIGINT DEFAULT 0 NOT NULL, made_at BIGINT DEFAULT 0 NOT NULL,
    not_before BIGINT DEFAULT 0 NOT NULL, standing TEXT DEFAULT '' NOT NULL, sent BIGINT DEFAULT 0 NOT NULL,
    tries BIGINT DEFAULT 0 NOT NULL, code TEXT DEFAULT '' NOT NULL, facts TEXT DEFAULT '{}' NOT NULL, receipt
    TEXT DEFAULT '' NOT NULL, envelope BLOB, data BLOB, PRIMARY KEY (n) )
    """,
    """
    CREATE INDEX command_made ON command (kept, made_at)
    """,
    """
    CREATE INDEX command_live ON command (n) WHERE kept = 'live'
    """,
    """
    CREATE TABLE command_file ( n INTEGER NOT NULL, sha256 VARCHAR NOT NULL, PRIMARY KEY (n, sha256) )
    WITHOUT ROWID
    """,
    """
    CREATE INDEX command_file_sha256 ON command_file (sha256)
    """,
    """
    CREATE TABLE draft ( "key" VARCHAR NOT NULL, data TEXT NOT NULL, saved_at BIGINT DEFAULT 0 NOT NULL,
    serial BIGINT DEFAULT 0 NOT NULL, PRIMARY KEY ("key") )
    """,
    """
    CREATE TABLE row_change ( kind VARCHAR NOT NULL, "key" VARCHAR NOT NULL, data TEXT NOT NULL, serial
    BIGINT DEFAULT 0 NOT NULL, PRIMARY KEY (kind, "key") )
    """,
    """
    CREATE UNIQUE INDEX row_change_serial ON row_change (serial)
    """,
    """
    CREATE TABLE own_file ( id INTEGER NOT NULL, sha256 VARCHAR, name TEXT DEFAULT '' NOT NULL, size BIGINT
    DEFAULT 0 NOT NULL, at BIGINT DEFAULT 0 NOT NULL, PRIMARY KEY (id), UNIQUE (sha256) )
    """,
    """
    CREATE TABLE own_part ( file INTEGER NOT NULL, k INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (file,
    k) )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
