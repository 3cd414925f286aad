"""Matters whose entries do not fit what was announced are marked."""

from alembic import op

revision = "replica_2"
down_revision = "replica_1"


def upgrade() -> None:
    op.execute("ALTER TABLE matter ADD COLUMN doubt BIGINT DEFAULT 0 NOT NULL")
    op.execute("CREATE INDEX matter_doubt ON matter (seen_at) WHERE doubt = 1")
