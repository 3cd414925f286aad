"""A line of a list says for whom it is there, and by which delegation."""

from alembic import op

revision = "replica_6"
down_revision = "replica_5"


def upgrade() -> None:
    op.execute("ALTER TABLE listing ADD COLUMN giver BIGINT DEFAULT 0 NOT NULL")
    op.execute("ALTER TABLE listing ADD COLUMN delegation TEXT DEFAULT '' NOT NULL")
