"""Light copies of files, page by page."""

from alembic import op

revision = "files_2"
down_revision = "files_1"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE light_file ( sha256 VARCHAR NOT NULL, matter TEXT DEFAULT '' NOT NULL, code TEXT DEFAULT '' "
        "NOT NULL, pages BIGINT DEFAULT 0 NOT NULL, asked BIGINT DEFAULT 0 NOT NULL, PRIMARY KEY (sha256) )"
    )
    op.execute("CREATE INDEX light_asked ON light_file (asked) WHERE asked > 0")
    op.execute(
        "CREATE TABLE light ( sha256 VARCHAR NOT NULL, page INTEGER NOT NULL, frame BLOB NOT NULL, "
        "PRIMARY KEY (sha256, page) )"
    )
