"""The first schema of replica.db."""

from alembic import op

revision = "replica_1"
down_revision = None

STATEMENTS = (
    """
    CREATE TABLE meta ( "key" VARCHAR NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key") )
    """,
    """
    CREATE TABLE walk ( id INTEGER NOT NULL, walk VARCHAR NOT NULL, place TEXT DEFAULT '' NOT NULL, PRIMARY
    KEY (id), UNIQUE (walk) )
    """,
    """
    CREATE TABLE matter ( k INTEGER NOT NULL, id VARCHAR NOT NULL, number BIGINT DEFAULT 0 NOT NULL, doc
    BIGINT DEFAULT 0 NOT NULL, kind TEXT DEFAULT '' NOT NULL, edition BIGINT DEFAULT 0 NOT NULL, have BIGINT
    DEFAULT 0 NOT NULL, head BIGINT DEFAULT 0 NOT NULL, strays BIGINT DEFAULT 0 NOT NULL, hash BLOB, seen_at
    BIGINT DEFAULT (-1) NOT NULL, gone_at BIGINT DEFAULT (-1) NOT NULL, "full" BIGINT DEFAULT 0 NOT NULL,
    want BIGINT DEFAULT 0 NOT NULL, shown BIGINT DEFAULT 0 NOT NULL, header BLOB, header_v BIGINT DEFAULT 0
    NOT NULL, "row" BLOB, changed_at BIGINT DEFAULT 0 NOT NULL, opener BIGINT DEFAULT 0 NOT NULL, acted
    BIGINT DEFAULT 0 NOT NULL, PRIMARY KEY (k), UNIQUE (id) )
    """,
    """
    CREATE INDEX matter_mine ON matter (opener, acted)
    """,
    """
    CREATE INDEX matter_want ON matter (want) WHERE "full" = 1 AND have < head
    """,
    """
    CREATE INDEX matter_shown ON matter (shown)
    """,
    """
    CREATE UNIQUE INDEX matter_doc ON matter (doc) WHERE doc <> 0
    """,
    """
    CREATE TABLE entry ( k INTEGER NOT NULL, v INTEGER NOT NULL, n BIGINT DEFAULT 0 NOT NULL, envelope BLOB
    NOT NULL, data BLOB NOT NULL, PRIMARY KEY (k, v) ) WITHOUT ROWID
    """,
    """
    CREATE INDEX entry_mine ON entry (n) WHERE n > 0
    """,
    """
    CREATE TABLE task ( id INTEGER NOT NULL, k BIGINT DEFAULT 0 NOT NULL, holder TEXT DEFAULT '' NOT NULL,
    duty TEXT DEFAULT '' NOT NULL, step TEXT DEFAULT '' NOT NULL, since BIGINT DEFAULT 0 NOT NULL, due
    BIGINT, track BIGINT, by_receipt BIGINT DEFAULT 0 NOT NULL, PRIMARY KEY (id) )
    """,
    """
    CREATE INDEX task_matter ON task (k)
    """,
    """
    CREATE INDEX task_holder ON task (holder, k)
    """,
    """
    CREATE TABLE listing ( matter VARCHAR NOT NULL, list VARCHAR NOT NULL, at BIGINT DEFAULT 0 NOT NULL, kind
    TEXT DEFAULT '' NOT NULL, urgency TEXT DEFAULT '' NOT NULL, step TEXT DEFAULT '' NOT NULL, since BIGINT
    DEFAULT 0 NOT NULL, due BIGINT, unread BIGINT DEFAULT 0 NOT NULL, whole BIGINT DEFAULT 0 NOT NULL, "row"
    BLOB NOT NULL, PRIMARY KEY (matter, list) ) WITHOUT ROWID
    """,
    """
    CREATE UNIQUE INDEX listing_order ON listing (list, at, matter, kind, urgency)
    """,
    """
    CREATE TABLE attachment ( k INTEGER NOT NULL, sha256 VARCHAR NOT NULL, PRIMARY KEY (k, sha256) ) WITHOUT
    ROWID
    """,
    """
    CREATE INDEX attachment_sha256 ON attachment (sha256)
    """,
    """
    CREATE TABLE orphan ( sha256 VARCHAR NOT NULL, later BIGINT DEFAULT 0 NOT NULL, PRIMARY KEY (sha256) )
    """,
    """
    CREATE TABLE "row" ( kind VARCHAR NOT NULL, "key" VARCHAR NOT NULL, data TEXT, at BIGINT DEFAULT 0 NOT
    NULL, PRIMARY KEY (kind, "key") ) WITHOUT ROWID
    """,
    """
    CREATE TABLE outcome ( n INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (n) )
    """,
    """
    CREATE TABLE words ( doc INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (doc) )
    """,
    """
    CREATE VIRTUAL TABLE search USING fts5(x, content='', contentless_delete=1, detail=none,
    tokenize='ascii')
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
