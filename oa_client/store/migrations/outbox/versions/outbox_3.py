"""Commands say which version of the matter their author saw, how many of his own on top, and light copies."""

from alembic import op

revision = "outbox_3"
down_revision = "outbox_2"


def upgrade() -> None:
    op.execute("ALTER TABLE command ADD COLUMN seen BIGINT")
    for name in ("own", "light"):
        op.execute(f"ALTER TABLE command ADD COLUMN {name} INTEGER DEFAULT 0 NOT NULL")
