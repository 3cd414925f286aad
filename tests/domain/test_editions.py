"""An edition that has been in use folds the same for ever: what its matters are follows from its table.

Who may act, on which track and under which guards may be put right in place: that is decided from now on, and no entry
that was accepted is decided again.
"""

import hashlib
import json

import pytest

from oa_client.domain.kinds import TABLES
from oa_client.domain.table_json import dump
from tests.domain.landed import LANDED

DECIDES = {"who", "target", "guards"}


def fingerprint(table):
    folds = dump(table)
    folds["actions"] = [{name: said for name, said in a.items() if name not in DECIDES} for a in folds["actions"]]
    return hashlib.sha256(json.dumps(folds, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: f"{t.kind}/{t.edition}")
def test_an_edition_in_use_is_as_it_was(table):
    assert LANDED.get((table.kind, table.edition)) == fingerprint(table), (
        "Write a new edition beside this one; if this one was never in use, put its fingerprint into landed.py."
    )


def test_no_edition_in_use_is_taken_away():
    assert set(LANDED) == {(table.kind, table.edition) for table in TABLES}
