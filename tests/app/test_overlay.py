"""The desk shows the confirmed record with waiting commands folded on top, by the same rules."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.app.overlay import Confirmed, Rules, confirm, fold
from oa_client.app.ports import Pending, Standing
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Command
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Entry, EntryType, MatterId, Moment
from oa_client.domain.people import PersonId, PostId, UnitId
from tests.fakes.office import OFFICE

ME = PersonId(2)
MATTER = MatterId("7-1")
KINDS = Kinds()


def rules(kinds: Kinds = KINDS) -> Rules:
    return Rules(kinds, ME, OFFICE, WorkingDays())


def sent(v: int, actor: int, action: str, fields: Mapping[str, object], **more: object) -> Entry:
    data = {"action": action, "fields": dict(fields), **more}
    kind = EntryType.OPENED if v == 1 else EntryType.ACTED
    post = OFFICE.people[PersonId(actor)].posts[0]
    return Entry(MATTER, v, kind, Moment(1000 + v), PersonId(actor), post, OFFICE.posts[post].unit, data)


def opened(purpose: str = "action", edition: int = 1) -> Entry:
    fields = {"title": "关于防汛的通知", "mode": "sequential", "purpose": purpose, "readers": [["p2"], ["p5"]]}
    return sent(1, 1, "circulate", fields, kind="circulation", edition=edition)


def confirmed(*entries: Entry, kinds: Kinds = KINDS) -> Confirmed:
    found = confirm(kinds, entries)
    assert found is not None
    return found


def waiting(n: int, action: str, fields: Mapping[str, object], post: int = 2, matter: str = MATTER) -> Pending:
    command = Command(MatterId(matter), "circulation", action, fields)
    return Pending(n, command, PostId(post), 2000 + n, Standing.QUEUED)


def test_nothing_waiting_shows_the_confirmed_record() -> None:
    record = fold(rules(), confirmed(opened()), ())
    assert record is not None
    assert [line.pending for line in record.lines] == [None]
    assert [t.holder for t in record.tasks] == ["p2"]


def test_my_waiting_reading_passes_the_turn_on() -> None:
    record = fold(rules(), confirmed(opened()), (waiting(9, "mark_read", {"opinion": "已阅"}),))
    assert record is not None
    assert [(line.pending, line.code) for line in record.lines] == [(None, ""), (9, "")]
    assert [t.holder for t in record.tasks] == ["p5"]
    assert record.row.ended == 1


def test_a_waiting_command_the_rule_now_refuses_stays_on_the_record_with_its_words_and_code() -> None:
    close = sent(2, 1, "recall_reader", {}, track=0)
    record = fold(rules(), confirmed(opened(), close), (waiting(9, "mark_read", {"opinion": "写了半小时"}),))
    assert record is not None
    last = record.lines[-1]
    assert (last.pending, last.code) == (9, "recalled")
    assert last.entry.fields["opinion"] == "写了半小时"
    assert record.matter is not None
    assert record.matter.version == 2


def test_a_matter_opened_offline_is_there_before_the_centre_knows_it() -> None:
    fields = {"title": "关于值班的通知", "mode": "parallel", "purpose": "information", "readers": [["p3"]]}
    begin = waiting(1, "circulate", fields, matter="4-1")
    record = fold(rules(), None, (begin, waiting(2, "urge_reading", {}, matter="4-1")))
    assert record is not None
    assert (record.id, record.row.title, record.row.unit) == ("4-1", "关于值班的通知", UnitId(2))
    assert [line.code for line in record.lines] == ["", ""]


def test_nothing_confirmed_and_nothing_opened_is_nothing() -> None:
    assert fold(rules(), None, ()) is None


def test_an_unknown_edition_is_read_only_with_its_title_and_lines() -> None:
    record = fold(rules(), confirmed(opened(edition=99)), (waiting(9, "mark_read", {"opinion": "好"}),))
    assert record is not None
    assert (record.known, record.matter, record.row.title) == (False, None, "关于防汛的通知")
    assert [line.pending for line in record.lines] == [None, 9]


def test_a_post_no_longer_held_shows_as_ended_authority() -> None:
    record = fold(rules(), confirmed(opened()), (waiting(9, "mark_read", {"opinion": "好"}, post=3),))
    assert record is not None
    assert record.lines[-1].code == "authority_ended"
