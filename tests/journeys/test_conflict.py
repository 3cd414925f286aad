"""Two clerks of one post finish the same track without a link: the centre takes the first, the second is shown both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oa_client.app.desk import Desk
from oa_client.app.reading import ListName
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId
from oa_client.store.profile import open_profile
from oa_client.ui.centre.presenter import CentrePresenter
from oa_client.ui.widgets.conflicts import clashes
from tests.store.centre import KEY
from tests.sync.office import KINDS, Device, Office
from tests.ui.conftest import AtOnce
from tests.ui.test_presenters import View

FIRST, SECOND = "已阅，转应急管理站办理。", "附件打不开，请重发。"


class Clerk:
    """A person at a profile of his own on disk, with an engine that is carried by hand."""

    def __init__(self, office: Office, person: int, folder: Path) -> None:
        self.profile = open_profile(folder, KEY, kinds=KINDS)
        link = office.device(person).link
        self.device = Device(
            person, link, office.clock, office.policy, self.profile.outbox, self.profile.replica, self.profile.files
        )
        self.desk = Desk(self.profile.stores, office.clock, KINDS, WorkingDays())

    def act(self, matter: MatterId, action: str, **fields: object) -> int:
        record = self.desk.open(matter)
        assert record is not None
        kept = self.desk.act(record, action, fields, undo=0)
        return int(kept.n)


@pytest.fixture
def office() -> Office:
    """Person 2 holds the post of person 1."""
    office = Office(budget=65_536)
    office.posts[2] = 1
    office.centre.put([office.person(2)])
    return office


@pytest.fixture
def clerk(office: Office, tmp_path: Path) -> Iterator[Callable[[int], Clerk]]:
    made: list[Clerk] = []

    def make(person: int) -> Clerk:
        made.append(Clerk(office, person, tmp_path / f"p{person}"))
        return made[-1]

    yield make
    for one in made:
        one.profile.close()


def paper_for_the_post(office: Office, *clerks: Clerk) -> MatterId:
    """Person 3 sends one to the post of the two clerks, and they both have it."""
    sender = office.devices[3]
    given = {"title": "关于报送值班安排的通知", "mode": "parallel", "purpose": "action", "readers": [["o1"], ["p3"]]}
    matter = MatterId(office.do(sender, "circulate", kind="circulation", **given))
    office.rest(sender, *(c.device for c in clerks))
    return matter


def test_the_second_of_two_clerks_sees_both_texts_and_loses_none(office: Office, clerk: Callable[[int], Clerk]) -> None:
    first, second = clerk(1), clerk(2)
    matter = paper_for_the_post(office, first, second)
    first.act(matter, "mark_read", opinion=FIRST)
    n = second.act(matter, "send_back", reason=SECOND)
    assert [r.matter for r in first.desk.rows(ListName.DONE, (matter,))] == [matter]
    office.rest(first.device)
    office.rest(second.device)

    assert first.desk.conflicting() == ()
    assert second.device.engine.state().conflicts == 1
    assert (second.desk.pending(), second.desk.refused()) == ((), ())
    (card,) = clashes(second.desk)
    assert (card.n, card.matter) == (n, matter)
    assert SECOND in card.mine.spoken
    assert [FIRST in said.spoken for said in card.since] == [True]
    assert card.theirs == f"人1：{FIRST}"
    assert second.desk.record(matter).lines[-1].entry.actor == PersonId(1)

    view = View()
    presenter = CentrePresenter(second.desk, AtOnce(), view)
    presenter.put_away(n)
    assert second.desk.conflicting() == ()
    assert [v.command.fields for v in second.desk.versions(matter)] == [{"reason": SECOND}]
    presenter.bring_back(n)
    presenter.rework(n, card.theirs)
    taken, _ = view.last("rework")
    assert taken.form == "add_note", "退回 is offered no more once the track is read"
    (draft,) = second.desk.drafts()
    assert draft.data["fields"] == {"opinion": f"{SECOND}\n{card.theirs}"}

    second.act(matter, "add_note", **draft.data["fields"])
    office.rest(second.device)
    office.rest(first.device)
    words = [e.entry.fields.get("opinion") for e in first.desk.record(matter).lines]
    assert words[1:] == [FIRST, f"{SECOND}\n{card.theirs}"]
    assert second.device.engine.state().come_back == 0


def test_where_the_rule_keeps_the_second_s_words_as_a_note_there_is_no_conflict(
    office: Office, clerk: Callable[[int], Clerk]
) -> None:
    first, second = clerk(1), clerk(2)
    matter = paper_for_the_post(office, first, second)
    first.act(matter, "mark_read", opinion=FIRST)
    second.act(matter, "mark_read", opinion=SECOND)
    office.rest(first.device)
    office.rest(second.device)
    assert second.device.engine.state().come_back == 0
    lines = second.desk.record(matter).lines
    assert [(e.entry.action, e.entry.fields["opinion"]) for e in lines[1:]] == [
        ("mark_read", FIRST),
        ("add_note", SECOND),
    ]
