"""What somebody does for another: it stands in his ordinary lists, marked, and is gone when its time is over."""

import pytest

from oa_client.app.acting import Acting, Capacity
from oa_client.app.bodies import Texts
from oa_client.app.overlay import Rules
from oa_client.app.reading import ListName
from oa_client.app.standing_in import held_in
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Refused
from oa_client.domain.kinds import Kinds
from oa_client.domain.people import PersonId
from oa_client.store.library import Library
from oa_client.sync.upward import command_up
from tests.store.centre import ME
from tests.sync.office import Clock

GIVER = PersonId(4)
HELD = {"giver": GIVER, "taker": ME, "kinds": ["circulation"], "until": 2_000_000_000, "may_sign": False, "since": 1}
TODO = ListName.TODO


@pytest.fixture
def papers(profile, centre):
    """One that waits for the giver and one that waits for me."""
    centre.circulate(7, "9-1", "请他阅办", [f"p{GIVER}"])
    centre.circulate(7, "9-2", "请我阅办", [f"p{ME}"])
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
        centre.tell(page, "9-2")
    return profile


def texts_of(profile):
    return Texts(profile.outbox, profile.files)


def acting_of(profile):
    return Acting(profile.outbox, Clock(), texts=texts_of(profile), kinds=Kinds())


def told(profile, at=5, **changes):
    with profile.replica.page() as page:
        page.put_row("delegation", "8-1", {**HELD, **changes}, at)


def listed(library):
    ids = library.ids(TODO)
    assert library.counts()[TODO] == len(ids)
    return {row.matter: row.giver for row in library.rows(TODO, ids)}


def rules(profile, centre):
    return Rules(centre.kinds, ME, centre.directory, WorkingDays(), held=held_in(profile.library))


def test_what_waits_for_the_giver_stands_in_the_ordinary_list_and_is_marked(papers):
    assert listed(papers.library) == {"9-2": None}
    told(papers)
    assert listed(papers.library) == {"9-1": GIVER, "9-2": None}
    with papers.replica.page() as page:
        page.put_row("delegation", "8-1", None, 6)
    assert listed(papers.library) == {"9-2": None}


def test_only_the_kinds_he_was_given_and_only_the_taker(papers):
    told(papers, kinds=["outgoing"])
    assert listed(papers.library) == {"9-2": None}
    told(papers, 6, taker=7, giver=ME)
    assert listed(papers.library) == {"9-2": None}


def test_what_comes_while_it_lasts_stands_there_too(papers, centre):
    told(papers)
    centre.circulate(7, "9-3", "又一件", [f"p{GIVER}"])
    with papers.replica.page() as page:
        centre.tell(page, "9-3")
    assert listed(papers.library) == {"9-1": GIVER, "9-2": None, "9-3": GIVER}


def test_the_clock_ends_it_without_a_link(papers, centre):
    told(papers)
    now = [HELD["until"] - 1]
    db = papers.library._db
    library = Library(db, papers.outbox, papers.replica, centre.kinds, WorkingDays(), texts_of(papers), lambda: now[0])
    assert listed(library) == {"9-1": GIVER, "9-2": None}
    now[0] = HELD["until"]
    assert listed(library) == {"9-2": None}
    assert library.rows(TODO, ["9-1"]) == ()


def test_he_acts_for_him_and_the_line_goes_with_his_name_in_the_record(papers, centre):
    told(papers)
    acting = acting_of(papers)
    record = papers.library.record("9-1")
    first = next(iter(acting.offers(rules(papers, centre), record)))
    assert (first.action.name, first.actor.on_behalf) == ("mark_read", GIVER)
    given = {"opinion": "同意。"}
    assert isinstance(acting.act(rules(papers, centre), record, "mark_read", given), Refused)
    assert acting.act(rules(papers, centre), record, "mark_read", given, capacity=Capacity(giver=GIVER)).n
    assert "9-1" not in listed(papers.library)
    last = papers.library.record("9-1").lines[-1]
    assert (last.entry.actor, last.entry.on_behalf, last.entry.delegation, last.code) == (ME, GIVER, "8-1", "")
    (pending,) = papers.outbox.pending()
    up = command_up(pending)
    assert (up.on_behalf, up.delegation, up.post) == (GIVER, "8-1", centre.directory.people[GIVER].posts[0])


def test_ones_own_right_comes_first_and_the_name_can_be_chosen(profile, centre):
    centre.circulate(7, "9-4", "两人都要办", [f"p{ME}", f"p{GIVER}"], mode="parallel")
    with profile.replica.page() as page:
        centre.tell(page, "9-4")
    told(profile)
    assert listed(profile.library) == {"9-4": None}
    acting = acting_of(profile)
    record = profile.library.record("9-4")
    own = next(o for o in acting.offers(rules(profile, centre), record) if o.action.name == "mark_read")
    assert own.actor.on_behalf is None
    acting.act(rules(profile, centre), record, "mark_read", {"opinion": "同意"})
    assert listed(profile.library) == {"9-4": GIVER}


def test_when_it_is_over_what_waits_here_is_told_to_come_back(papers, centre):
    told(papers)
    acting = acting_of(papers)
    record = papers.library.record("9-1")
    acting.act(rules(papers, centre), record, "mark_read", {"opinion": "同意。"}, capacity=Capacity(giver=GIVER))
    with papers.replica.page() as page:
        page.put_row("delegation", "8-1", None, 6)
    assert papers.library.record("9-1").lines[-1].code == "authority_ended"
    again = acting.act(rules(papers, centre), record, "mark_read", {"opinion": "x"}, capacity=Capacity(giver=GIVER))
    assert isinstance(again, Refused)
    assert again.code == "behalf_over"


def test_nothing_personal_is_done_for_another(papers, centre):
    told(papers)
    acting, known = acting_of(papers), rules(papers, centre)
    now = Clock().now()
    wish = {"taker": "p7", "from": now + 60, "until": now + 120}
    assert acting.begin(known, "delegation", "give", wish, capacity=Capacity(giver=GIVER)).code == (
        "delegate_may_not_delegate"
    )
