"""Who acted in a matter can be asked for."""

from alembic import op

revision = "replica_4"
down_revision = "replica_3"

CREATE = """
CREATE TABLE involved (
    k INTEGER NOT NULL,
    person INTEGER NOT NULL,
    PRIMARY KEY (k, person)
) WITHOUT ROWID
"""
ACTED = """
INSERT OR IGNORE INTO involved (k, person)
SELECT k, coalesce(json_extract(envelope, '$[8]'), json_extract(envelope, '$[5]')) AS person
FROM (SELECT k, CAST(envelope AS TEXT) AS envelope FROM entry)
WHERE json_valid(envelope) AND person > 0
"""


def upgrade() -> None:
    op.execute(CREATE)
    op.execute("CREATE INDEX involved_person ON involved (person)")
    op.execute(ACTED)
