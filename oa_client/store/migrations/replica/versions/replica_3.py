"""Texts are put into the search index after the page they came with."""

from alembic import op

revision = "replica_3"
down_revision = "replica_2"


def upgrade() -> None:
    op.execute("CREATE TABLE unindexed (doc INTEGER NOT NULL, PRIMARY KEY (doc))")
