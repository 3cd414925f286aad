"""The first schema of files.db."""

from alembic import op

revision = "files_1"
down_revision = None

STATEMENTS = (
    """
    CREATE TABLE meta ( "key" VARCHAR NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key") )
    """,
    """
    CREATE TABLE file ( sha256 VARCHAR NOT NULL, have BIGINT DEFAULT 0 NOT NULL, whole BIGINT DEFAULT 0 NOT
    NULL, size BIGINT DEFAULT 0 NOT NULL, matter TEXT DEFAULT '' NOT NULL, asked BIGINT DEFAULT 0 NOT NULL,
    PRIMARY KEY (sha256) )
    """,
    """
    CREATE INDEX file_asked ON file (asked) WHERE asked > 0 AND whole = 0
    """,
    """
    CREATE TABLE part ( sha256 VARCHAR NOT NULL, k INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (sha256,
    k) )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
