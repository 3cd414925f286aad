"""Commands say which version of the matter their author saw; of those written before it is not known."""

from alembic import op

revision = "outbox_3"
down_revision = "outbox_2"


def upgrade() -> None:
    op.execute("ALTER TABLE command ADD COLUMN seen BIGINT")
