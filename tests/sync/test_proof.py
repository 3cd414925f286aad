"""Whether an entry under a command's number came from it: a false no costs one sending, a false yes its words."""

from types import SimpleNamespace

import msgspec
import pytest

from oa_client.app.ports import Settlement, Standing
from oa_client.domain.matter import Entry, EntryType
from oa_client.protocol.messages import Outcome, WireEntry
from oa_client.protocol.record import write
from oa_client.sync.proof import MOST, counted, proved

FILE = {"sha256": "a" * 64, "name": "正文.json", "size": 40_000}
SAID = {"base": "b", "body_file": [FILE], "substantive": True}


def entry(**fields):
    made = write(Entry("9-1", 2, EntryType.ACTED, 1, 1, 1, 1, {"action": "revise", "fields": fields}))
    return WireEntry(msgspec.Raw(made.envelope), msgspec.Raw(made.data), 7)


def is_proved(said, kept):
    command = SimpleNamespace(action="revise", fields=said)
    pending = SimpleNamespace(command=command, standing=Standing.SENT)
    return proved(pending, Settlement(7, shown=True, entry=entry(**kept))).shown


def test_the_very_same_is_proved():
    assert is_proved(SAID, SAID)


@pytest.mark.parametrize(
    "kept",
    [
        {**SAID, "body_file": [{**FILE, "sha256": "c" * 64}]},
        {"base": "b", "body": "另一稿", "substantive": True},
        {**SAID, "substantive": False},
        {**SAID, "base": "x"},
    ],
)
def test_another_text_another_file_or_another_tick_is_another_command(kept):
    assert not is_proved(SAID, kept)


@pytest.mark.parametrize(("last", "far"), [(12, 12), (MOST, 0), (-1, 0), (True, 0), ("12", 0)])
def test_no_number_beyond_the_wire_is_believed(last, far):
    outcome = Outcome(7, "r", code="id_reuse", facts={"last": last})
    assert counted([Settlement(7, outcome=outcome)]) == far
