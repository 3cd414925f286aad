"""Commands say which numbers this device drew for them from a series that it holds (持号)."""

from alembic import op

revision = "outbox_4"
down_revision = "outbox_3"


def upgrade() -> None:
    op.execute("ALTER TABLE command ADD COLUMN drawn TEXT DEFAULT '{}' NOT NULL")
    op.execute("CREATE INDEX command_drawn ON command (n) WHERE drawn != '{}'")
