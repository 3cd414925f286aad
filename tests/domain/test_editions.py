"""An edition that has been in use never changes: matters opened under it fold from its table for ever."""

import hashlib
import json

import pytest

from oa_client.domain.kinds import TABLES
from oa_client.domain.table_json import dump
from tests.domain.landed import LANDED


def fingerprint(table):
    return hashlib.sha256(json.dumps(dump(table), sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: f"{t.kind}/{t.edition}")
def test_an_edition_in_use_is_as_it_was(table):
    assert LANDED.get((table.kind, table.edition)) == fingerprint(table), (
        "Write a new edition beside this one; if this one was never in use, put its fingerprint into landed.py."
    )


def test_no_edition_in_use_is_taken_away():
    assert set(LANDED) == {(table.kind, table.edition) for table in TABLES}
