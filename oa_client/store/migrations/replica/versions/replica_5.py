"""Which of the named files are bodies whose words are not read in yet: 1 as it stands now, 2 before that."""

from alembic import op

revision = "replica_5"
down_revision = "replica_4"


def upgrade() -> None:
    op.execute("ALTER TABLE attachment ADD COLUMN text BIGINT DEFAULT 0 NOT NULL")
    op.execute("ALTER TABLE attachment ADD COLUMN size BIGINT DEFAULT 0 NOT NULL")
    op.execute("CREATE INDEX attachment_text ON attachment (k) WHERE text > 0")
