"""文号 at the centre: drawn one after the other, held by one device, written off, and brought back after a restore."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest

from oa_client.domain.people import PersonId, clerks_scope
from oa_client.protocol.messages import CommandUp, SyncRequest
from oa_client.protocol.record import Stored, read
from server_stub.commands import Caller, body_hash
from server_stub.entries import wire
from server_stub.rows import get_row
from tests.fakes.dispatch import REGISTRY
from tests.server.office import Office
from tests.server.registry import SERIES, Registry, said


@pytest.fixture
def registry() -> Registry:
    return Registry()


def test_it_draws_one_after_the_other_and_passes_over_what_is_apart(registry: Registry) -> None:
    until = registry.office.clock.now + 86_400
    registry.on(1, "reserve", first=2, last=3, until=until, reason="会议")
    registry.on(2, "void", first=5, reason="打印坏了")
    assert [registry.numbered(p) for p in (1, 2, 1)] == ["2026-1", "2026-4", "2026-6"]


def test_a_series_nobody_keeps_is_drawn_as_before(registry: Registry) -> None:
    other = registry.does(1, "write", kind="dispatch", title="函", word="东街函")
    assert registry.number(1, other).s == "a"
    assert registry.of(other) == "2026-1"


def test_a_series_is_kept_once(registry: Registry) -> None:
    again = registry.up(2, "open", title="再来", of=REGISTRY, word="东街发")
    assert registry.office.send(2, again)[0].code == "already_taken"


def test_while_it_is_held_the_others_are_told_by_whom_and_their_words_come_back(registry: Registry) -> None:
    since = registry.office.clock.now
    registry.on(1, "hold")
    registry.office.clock.now += 40 * 86_400
    outcome = registry.number(2)
    assert (outcome.s, outcome.code) == ("r", "number_held")
    assert outcome.facts == {"word": "东街发", "year": 2026, "since": since, "by": 1, "name": "人1", "post": "收发员"}


def test_what_its_holder_drew_is_taken_and_nobody_elses(registry: Registry) -> None:
    registry.on(1, "hold")
    assert [registry.numbered(1, n) for n in (1, 2)] == ["2026-1", "2026-2"]
    assert registry.number(2, drawn=3).code == "number_not_held"
    assert registry.number(1, drawn=2).code == "number_taken"
    other = registry.numbering(1, registry.document(1))
    wrong = msgspec.structs.replace(other, drawn=said(3, "c3/东街发/2026"))
    assert registry.office.send(1, wrong)[0].code == "number_not_held"
    registry.on(1, "release")
    assert registry.numbered(2) == "2026-3"


def test_another_device_of_the_same_person_neither_draws_nor_gives_it_back(registry: Registry) -> None:
    registry.on(1, "hold")
    second = registry.office.centre.new_device(PersonId(1))
    for action, matter, kind in (("release", registry.series, "numbers"), ("number", registry.document(1), "dispatch")):
        up = CommandUp(1 if kind == "numbers" else 2, matter, kind, action, 1, registry.office.clock.now)
        request = SyncRequest(registry.office.centre.epoch, commands=[up])
        assert registry.office.centre.sync(second, request).outcomes[0].code == "number_held"


@pytest.mark.parametrize("order", list(permutations(("giving back", "first", "second"))))
def test_in_whatever_order_the_holders_device_brings_it_both_numbers_stand(
    registry: Registry, order: tuple[str, ...]
) -> None:
    registry.on(1, "hold")
    papers = [registry.document(1) for _ in range(2)]
    back = registry.up(1, "release", registry.series)
    back = msgspec.structs.replace(back, drawn={"last": said(2)["doc_number"]})
    ups = {
        "giving back": back,
        "first": registry.numbering(1, papers[0], 1),
        "second": registry.numbering(1, papers[1], 2),
    }
    assert [registry.office.send(1, ups[name])[0].s for name in order] == ["a"] * 3
    assert [registry.of(p) for p in papers] == ["2026-1", "2026-2"]
    assert registry.numbered(2) == "2026-3"


@pytest.mark.parametrize("first", ["write off", "document"])
def test_a_written_off_device_that_comes_back_has_its_documents_under_their_numbers(
    registry: Registry, first: str
) -> None:
    registry.on(1, "hold")
    late = registry.document(1)
    if first == "document":
        assert registry.number(1, late, 1).s == "a"
    registry.on(2, "write_off", last=2, reason="电脑丢失，登记本上到二号")
    assert registry.numbered(2) == "2026-3"
    if first == "write off":
        assert registry.number(1, late, 1).s == "a"
    assert registry.of(late) == "2026-1"
    assert registry.ask(2, "give", first=2, document=registry.document(2), reason="空着").code == "number_unknown"
    assert registry.number(1, drawn=3).code == "number_not_held"
    assert registry.numbered(2) == "2026-4"
    with registry.office.centre.database.read() as connection:
        rows = [get_row(connection, "number", f"{REGISTRY}/{SERIES}/{n:06}", clerks_scope(2)) for n in range(1, 5)]  # type: ignore[arg-type]
    assert [row and row["matter"] == late for row in rows] == [True, None, False, False]


def test_a_number_given_again_goes_to_that_document_and_to_no_other(registry: Registry) -> None:
    registry.on(1, "hold", block=1)
    assert registry.numbered(2) == "2026-2"
    registry.on(1, "release")
    one, other = registry.document(2), registry.document(2)
    registry.on(2, "give", first=1, document=one, reason="一号没有用")
    assert [registry.number(2, m).s for m in (other, one)] == ["a", "a"]
    assert [registry.of(m) for m in (other, one)] == ["2026-3", "2026-1"]


def test_the_number_of_a_void_document_is_drawn_by_nobody(registry: Registry) -> None:
    matter = registry.document(1)
    registry.number(1, matter)
    registry.does(1, "void", matter, "dispatch", reason="不发了")
    assert registry.ask(1, "give", first=1, document=registry.document(1), reason="省一个号").code == "number_taken"
    assert registry.numbered(1) == "2026-2"


def test_rows_tell_the_clerks_which_document_has_which_number_also_of_before_it_was_kept() -> None:
    office = Office.open()
    registry = Registry(office)
    before = registry.does(1, "write", kind="dispatch", title="早先", word="东街函")
    office.clock.now += 86_400
    assert registry.number(1, before).s == "a"
    at = office.clock.now
    office.clock.now += 86_400
    registry.does(1, "open", kind="numbers", title="东街函", of=REGISTRY, word="东街函")
    with office.centre.database.read() as connection:
        row = get_row(connection, "number", f"{REGISTRY}/c2/东街函/2026/000001", clerks_scope(2))  # type: ignore[arg-type]
    assert row == {"matter": before, "at": at}


def test_what_was_drawn_offline_stands_in_the_register_on_its_day(registry: Registry) -> None:
    registry.on(1, "hold")
    matter = registry.document(1)
    up = registry.numbering(1, matter, 1)
    registry.office.clock.now += 20 * 86_400
    registry.office.send(1, up)
    with registry.office.centre.database.read() as connection:
        row = get_row(connection, "number", f"{REGISTRY}/{SERIES}/000001", clerks_scope(2))  # type: ignore[arg-type]
    assert row == {"matter": matter, "at": up.made_at}


def test_a_centre_that_learns_of_drawn_numbers_knows_what_it_accepted_before(registry: Registry) -> None:
    up = registry.numbering(1, registry.document(1))
    assert body_hash(msgspec.structs.replace(up, drawn=said(1))) == body_hash(up)


def test_the_tables_made_anew_say_the_same(registry: Registry) -> None:
    registry.on(1, "hold", block=2)
    assert [registry.numbered(1, 1), registry.numbered(2)] == ["2026-1", "2026-3"]
    registry.office.centre.rebuild()
    assert [registry.numbered(1, 2), registry.numbered(2)] == ["2026-2", "2026-4"]


# ---------------------------------------------------------------- after a restore


def again(registry: Registry, up: CommandUp, receipt: str, entry: Stored) -> CommandUp:
    return msgspec.structs.replace(up, receipt=receipt, stored=wire(entry))


def test_after_a_restore_nothing_is_allotted_until_it_is_closed_and_the_holder_brings_all_back(
    registry: Registry,
) -> None:
    office, paper = registry.office, registry.document(1)
    waiting, others = registry.document(1), registry.document(2)
    backup = office.centre.snapshot()
    hold = registry.up(1, "hold", registry.series)
    held = office.send(1, hold)[0]
    up = registry.numbering(1, paper, 1)
    numbered = office.send(1, up)[0]
    kept = registry.entries(paper)
    unsent = registry.numbering(1, waiting, 2)
    backs = [
        again(registry, hold, held.receipt, registry.entries(registry.series)[-1]),
        again(registry, up, numbered.receipt, kept[-1]),
    ]
    office.centre.restore(backup)
    assert registry.number(2, others).code == "restoring"
    assert [o.s for o in office.send(1, *backs, unsent)] == ["a", "a", "l"]
    assert registry.entries(paper) == kept
    with office.centre.database.read() as connection:
        row = get_row(connection, "number", f"{REGISTRY}/{SERIES}/000001", clerks_scope(2))  # type: ignore[arg-type]
    assert row is not None
    assert row["matter"] == paper, "the register knows it again"
    office.centre.close_restore()
    assert registry.number(2, others).code == "number_held"
    assert office.send(1, unsent)[0].s == "a"
    assert (registry.of(paper), registry.of(waiting)) == ("2026-1", "2026-2")
    registry.on(1, "release")
    assert registry.numbered(2) == "2026-3"


def test_a_holder_who_comes_after_the_closing_gets_no_number_that_another_has(registry: Registry) -> None:
    office, papers = registry.office, [registry.document(1) for _ in range(2)]
    backup = office.centre.snapshot()
    hold = registry.up(1, "hold", registry.series)
    held = office.send(1, hold)[0]
    entry = registry.entries(registry.series)[-1]
    unsent = [registry.numbering(1, paper, n) for n, paper in enumerate(papers, 1)]
    office.centre.restore(backup)
    office.centre.close_restore()
    assert registry.numbered(2) == "2026-1"
    assert office.send(1, again(registry, hold, held.receipt, entry))[0].s == "a"
    assert [o.code for o in office.send(1, *unsent)] == ["number_taken", ""]
    assert registry.of(papers[1]) == "2026-2"
    assert registry.number(2).code == "number_held"


def test_who_called(registry: Registry) -> None:
    registry.on(1, "hold")
    entry = read(registry.entries(registry.series)[-1])
    found = entry.data["found"]
    assert isinstance(found, dict)
    assert found["series"] == {"year": 2026, "first": 1, "device": registry.office.device(1).device}
    assert (entry.actor, entry.post) == (1, 1)
    assert isinstance(registry.office.device(1), Caller)


# ---------------------------------------------------------------- the registers of 收文 and 批示


def test_the_numbers_of_a_register_are_held_too_and_what_follows_from_an_act_goes_on_without(
    registry: Registry,
) -> None:
    office = registry.office
    for of, title in (("incoming_number", "收文号"), ("instruction_number", "批示号")):
        series = registry.does(1, "open", kind="numbers", title=title, of=of)
        assert office.send(1, registry.up(1, "hold", series))[0].s == "a"
    document = {"title": "文", "issuer": "市局", "handling": "action"}
    refused = office.send(2, registry.up(2, "register", kind="incoming", **document))[0]
    assert (refused.code, refused.facts["word"], refused.facts["name"]) == ("number_held", "收文号", "人1")
    up = registry.up(1, "register", kind="incoming", **document)
    drawn = {"receipt_number": {"series": "c2/2026", "year": 2026, "n": 1}}
    assert office.send(1, msgspec.structs.replace(up, drawn=drawn))[0].s == "a"
    assert registry.of(up.matter, "receipt_number") == "2026-1"
    registry.does(2, "propose", up.matter, "incoming", opinion="拟办。")
    written = {"leader": "p9", "instructed_at": office.clock.now, "words": "速办。"}
    followed = registry.up(2, "follow_through", up.matter, "incoming", **written)
    assert office.send(2, followed)[0].s == "a"
    linked = f"{office.device(2).device}-{followed.n}.1"
    assert registry.of(linked, "ledger_number") is None
    task = {"manner": "hand_over", "lead": "p1", "due": office.clock.now + 86_400}
    given = registry.up(1, "assign", linked, "instruction", **task)
    drawn = {"ledger_number": {"series": "c2/2026", "year": 2026, "n": 1}}
    assert office.send(1, msgspec.structs.replace(given, drawn=drawn))[0].s == "a"
    assert registry.of(linked, "ledger_number") == "2026-1"


def test_each_year_begins_with_one_and_a_holding_of_last_year_holds_nothing_of_it(registry: Registry) -> None:
    registry.on(1, "hold")
    late = registry.document(1)
    unsent = registry.numbering(1, late, 1)
    registry.office.clock.now += 150 * 86_400
    fresh = registry.document(2)
    assert registry.number(2, fresh).s == "a"
    assert registry.of(fresh) == "2027-1"
    assert registry.office.send(1, unsent)[0].s == "a"
    assert registry.of(late) == "2026-1"
