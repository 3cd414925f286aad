"""Commands offered again say what the centre had done by itself directly before their entries."""

from alembic import op

revision = "outbox_6"
down_revision = "outbox_5"


def upgrade() -> None:
    op.execute("ALTER TABLE command ADD COLUMN run_before BLOB")
