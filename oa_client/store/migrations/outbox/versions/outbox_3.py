"""Commands say which version of the matter their author saw, and how many of his own on top of it."""

from alembic import op

revision = "outbox_3"
down_revision = "outbox_2"


def upgrade() -> None:
    op.execute("ALTER TABLE command ADD COLUMN seen BIGINT")
    op.execute("ALTER TABLE command ADD COLUMN own INTEGER DEFAULT 0 NOT NULL")
