"""A restored centre and an act that was noted in another matter, between the words of others, over real engines."""

from dataclasses import replace

import pytest

from oa_client.domain.kinds import Kinds
from oa_client.domain.table import Action, Field, FieldType, FollowUpRule
from oa_client.protocol.record import read
from server_stub.fold import record
from server_stub.steps import Submission
from tests.sim.calm import office, pass_time
from tests.sim.kinds import NEW
from tests.sim.world import World
from tests.sync.office import paper

FILE = replace(
    paper("file"),
    actions=(
        *paper("file").actions,
        Action(
            "refer",
            who=("always",),
            states=frozenset({"open"}),
            asks=(Field("into", FieldType.MATTER),),
            follow_ups=(FollowUpRule("file", "take_note", matter="into"),),
        ),
        Action("take_note", who=("caused",), states=frozenset({"open"})),
    ),
)


class Referring(World):
    """Where one matter may be referred to another, which notes it."""

    kinds = Kinds((*(NEW.get(*one) for one in sorted(NEW.known())), FILE))


def lived(*, first: int) -> tuple[list[str], list[str], int]:
    """What a matter's record said and says after a restore, `first` having a line again first; how many came back."""
    with office(Referring) as (world, _):
        opener, other = world.devices[1], world.devices[2]
        assert (opener.person, other.person) == (1, 2)
        matter = world.do(opener, "write", kind="file", title="值班安排", to=["p1", "p2"])
        theirs = world.do(other, "write", kind="file", title="值班表", to=["p2"])
        pass_time(world, 60)
        world.backup = world.centre.snapshot()
        for seat, action, of, fields in (
            (opener, "say", matter, {"opinion": "先办"}),
            (other, "refer", theirs, {"into": matter}),
            (opener, "say", matter, {"opinion": "知悉"}),
        ):
            world.do(seat, action, of, **fields)
            pass_time(world, 60)
        before = said(world, matter)
        last = other if first == opener.person else opener
        last.way.cut = True
        world.go_back()
        pass_time(world, 300)
        last.way.cut = False
        world.administrator()
        while world.centre.restoring:
            pass_time(world, 300)
        pass_time(world, 300)
        return before, said(world, matter), len(opener.outbox.refused())


def said(world: World, matter: str) -> list[str]:
    with world.centre.database.read() as connection:
        return [f"{read(one).action} {read(one).fields.get('opinion', '')}" for one in record(connection, matter)]


@pytest.mark.parametrize("first", [1, 2])
def test_what_was_noted_comes_back_in_its_place_whoever_comes_first(first):
    before, after, refused = lived(first=first)
    assert before == ["write ", "say 先办", "take_note ", "say 知悉"]
    assert (after, refused) == (before, 0)


def test_a_centre_that_notes_it_at_once_is_found(monkeypatch):
    """The planted defect: it takes the place of words that are still to come back."""
    monkeypatch.setattr(Submission, "gathers", False)
    with pytest.raises(AssertionError, match="not what it was"):
        lived(first=2)
