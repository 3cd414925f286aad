"""What an upgrade makes to be worked out anew: in small steps, right meanwhile, taken up again after a kill."""

from __future__ import annotations

import msgspec
import pytest

from oa_client.app.reading import ListName
from oa_client.domain.kinds import TABLES, Kinds
from oa_client.domain.matter import MatterId
from oa_client.protocol.messages import Header
from oa_client.store import rereading
from oa_client.store.engine import Database
from oa_client.store.page import Page
from oa_client.store.profile import open_profile
from tests.store.centre import KEY
from tests.store.test_replica import ROW, forget_kinds

MANY = 7
IDS = tuple(MatterId(f"9-{n}") for n in range(1, MANY + 1))
WITHOUT = Kinds(tuple(table for table in TABLES if table.kind != "circulation"))


@pytest.fixture
def steps(monkeypatch):
    monkeypatch.setattr(rereading, "STEP", 2)


def told(profile, centre, ids=IDS):
    with profile.replica.page() as page:
        for id in ids:
            centre.tell(page, id)


def came_before_their_table(folder, centre):
    forget_kinds(folder)
    older = open_profile(folder, KEY, kinds=WITHOUT)
    for id in IDS:
        centre.circulate(3, id, f"请阅 {id}", ["p1"])
    told(older, centre)
    older.close()


def in_hand(profile):
    return set(profile.library.ids(ListName.TODO) + profile.library.ids(ListName.TOREAD))


def test_it_opens_after_one_small_step_and_goes_on_from_there(folder, centre, steps):
    came_before_their_table(folder, centre)
    newer = open_profile(folder, KEY)
    reached = [len(in_hand(newer))]
    while newer.replica.anew():
        reached.append(len(in_hand(newer)))
    assert reached == [2, 4, 6]
    assert in_hand(newer) == set(IDS)
    assert not newer.replica.anew()
    newer.close()


def test_each_step_tells_what_it_changed_and_no_matter_has_two_turns(folder, centre, steps):
    came_before_their_table(folder, centre)
    newer = open_profile(folder, KEY)
    told = [newer.replica.take_changes().matters]
    while newer.replica.anew():
        told.append(newer.replica.take_changes().matters)
    told.append(newer.replica.take_changes().matters)
    assert sum(map(len, told)) == MANY
    assert frozenset().union(*told) == set(IDS)
    newer.close()


def test_meanwhile_a_matter_is_shown_as_before_and_found_by_its_words(folder, centre, steps):
    came_before_their_table(folder, centre)
    newer = open_profile(folder, KEY)
    while newer.replica.index():
        pass
    last = newer.library.record(IDS[-1])
    assert (last.row.title, last.known) == (f"请阅 {IDS[-1]}", True)
    assert set(newer.library.search("请阅").ids) == set(IDS)
    newer.close()


def test_what_moves_meanwhile_is_right_at_once(folder, centre, steps):
    came_before_their_table(folder, centre)
    newer = open_profile(folder, KEY)
    assert IDS[-1] not in in_hand(newer)
    centre.read(1, IDS[-2])
    with newer.replica.page() as page:
        centre.tell(page, IDS[-2], after=1)
    assert newer.library.ids(ListName.DONE) == (IDS[-2],)
    while newer.replica.anew():
        pass
    assert newer.library.ids(ListName.DONE) == (IDS[-2],)
    newer.close()


@pytest.mark.parametrize("killed_at", range(1, 5))
def test_a_kill_between_or_within_steps_costs_none(folder, centre, steps, monkeypatch, killed_at):
    came_before_their_table(folder, centre)
    done, finish = [], Page.finish

    def killed(page):
        done.append(1)
        if len(done) == killed_at:
            raise KeyboardInterrupt
        return finish(page)

    monkeypatch.setattr(Page, "finish", killed)
    with pytest.raises(KeyboardInterrupt):
        run_through(folder)
    again = run_through(folder)
    assert in_hand(again) == set(IDS)
    assert len(done) == 5, "the steps before it are not done twice: four, and the killed one once more"
    again.close()


def run_through(folder):
    profile = open_profile(folder, KEY)
    try:
        while profile.replica.anew():
            pass
    except BaseException:
        profile.close()
        raise
    return profile


def test_a_build_in_between_adds_to_what_is_left(folder, centre, steps, monkeypatch):
    came_before_their_table(folder, centre)
    open_profile(folder, KEY).close()
    monkeypatch.setattr(rereading, "VIEWS", (*rereading.VIEWS, frozenset({"fiscal"})))
    again = run_through(folder)
    assert in_hand(again) == set(IDS)
    again.close()


def supervision(**without):
    row = {k: v for k, v in msgspec.to_builtins(ROW).items() if k not in without.get("lacks", ())}
    return Header("9-1", 1, 5, "supervision", 1, row)


@pytest.mark.parametrize(("lacks", "wanted"), [((), ()), (("mode",), (("9-1", 0),))])
def test_the_record_is_asked_for_where_the_header_of_an_older_centre_says_too_little(profile, lacks, wanted):
    with profile.replica.page() as page:
        page.put_header(supervision(lacks=lacks))
    assert profile.replica.wants(9) == wanted


def test_one_that_came_to_an_older_build_stays_listed_and_found_until_its_record_comes(folder):
    older = open_profile(folder, KEY)
    with older.replica.page() as page:
        page.put_header(supervision())
    while older.replica.index():
        pass
    older.close()
    db = Database(folder / "replica.db", KEY)
    with db.write() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '2' WHERE key = 'views'")
        header = msgspec.json.encode(supervision(lacks=("mode",)).row)
        connection.exec_driver_sql("UPDATE matter SET header = ?", (header,))
    db.close()
    newer = open_profile(folder, KEY)
    assert newer.replica.wants(9) == (("9-1", 0),)
    assert newer.library.ids(ListName.LEDGER) == ("9-1",)
    assert newer.library.search("排水泵").ids == ("9-1",)
    newer.close()
