"""Commands say for whom they are, and by which delegation."""

from alembic import op

revision = "outbox_5"
down_revision = "outbox_4"


def upgrade() -> None:
    op.execute("ALTER TABLE command ADD COLUMN on_behalf BIGINT")
    op.execute("ALTER TABLE command ADD COLUMN delegation TEXT DEFAULT '' NOT NULL")
