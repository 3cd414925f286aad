"""What is kept of an act: the version it was decided on where that matters."""

from oa_client.app.acting import Acting
from oa_client.app.bodies import Texts
from oa_client.app.overlay import Rules, confirm, fold
from oa_client.app.ports import Session
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Duty, Entry, EntryType, MatterId
from oa_client.domain.people import PersonId, PostId, UnitId
from oa_client.domain.table import Action, AudienceRule, Effect, Process, TaskRule
from tests.fakes.memory import MemoryFiles, MemoryOutbox
from tests.fakes.office import OFFICE
from tests.sync.office import Clock

PAPER = Process(
    kind="paper",
    edition=1,
    stages=("open", "final"),
    over=frozenset({"final"}),
    track_states=(),
    open_tracks=frozenset(),
    actions=(
        Action("write", who=("always",), states=frozenset(), opens=True, asks=(), effects=(Effect("move", ("open",)),)),
        Action("say", who=("sees",), states=frozenset({"open"}), asks=()),
        Action(
            "approve",
            who=("sees",),
            states=frozenset({"open"}),
            asks=(),
            effects=(Effect("move", ("final",)),),
            needs_centre=True,
        ),
    ),
    tasks=(TaskRule(Duty.READ, "read", holders=("everyone",), by_receipt=True, answer="say"),),
    audience=(AudienceRule(("everyone",)),),
)
KINDS = Kinds((PAPER,))


def record(outbox):
    data = {"kind": "paper", "edition": 1, "action": "write"}
    entry = Entry(MatterId("9-1"), 1, EntryType.OPENED, 1000, PersonId(1), PostId(1), UnitId(1), data)
    return fold(rules(), confirm(KINDS, [entry]), outbox.pending())


def rules():
    return Rules(KINDS, PersonId(2), OFFICE, WorkingDays())


def test_what_only_the_centre_may_do_says_on_which_version_it_was_decided():
    outbox = MemoryOutbox(Session("", "wang", PersonId(2), "王", 7, "token"))
    acting = Acting(outbox, Clock(), texts=Texts(outbox, MemoryFiles()), kinds=KINDS)
    assert acting.act(rules(), record(outbox), "say", {}).needs_centre is False
    assert acting.act(rules(), record(outbox), "approve", {}).needs_centre is True
    said, approved = (p.command for p in outbox.pending())
    assert (said.base, said.own) == (None, 0)
    assert (approved.base, approved.own) == (1, 1), "one entry of the centre's, and my own words on top"


def test_who_read_the_light_copy_says_so_in_the_record():
    outbox = MemoryOutbox(Session("", "wang", PersonId(2), "王", 7, "token"))
    for light in (False, True):
        Acting(outbox, Clock(), lambda _, light=light: light, texts=Texts(outbox, MemoryFiles()), kinds=KINDS).act(
            rules(), record(outbox), "say", {}
        )
    assert [p.command.light for p in outbox.pending()] == [False, True]
    assert [line.entry.data.get("seen") for line in record(outbox).lines] == [None, None, "light"]


def test_the_table_says_by_which_action_a_receipt_is_answered_in_words():
    outbox = MemoryOutbox(Session("", "wang", PersonId(2), "王", 7, "token"))
    first, *_ = Acting(outbox, Clock(), texts=Texts(outbox, MemoryFiles()), kinds=KINDS).offers(rules(), record(outbox))
    assert (first.action.name, first.receipt) == ("say", True)
