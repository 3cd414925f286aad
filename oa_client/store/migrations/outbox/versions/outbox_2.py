"""Commands say who held each track they name, as their author saw it; those written before say nothing."""

from alembic import op

revision = "outbox_2"
down_revision = "outbox_1"


def upgrade() -> None:
    op.execute("ALTER TABLE command ADD COLUMN holders TEXT DEFAULT '{}' NOT NULL")
