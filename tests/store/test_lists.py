"""Lists against the plain truth: every matter folded by the rulebook, pending commands on top, no SQL."""

import random

import pytest

from oa_client.app.overlay import Rules, confirm, fold
from oa_client.app.ports import Outbox
from oa_client.app.reading import GATHERED, Library, ListName, Mark
from oa_client.app.replica import Replica
from oa_client.domain import rulebook
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Command
from oa_client.domain.matter import Duty, MatterId
from oa_client.domain.people import PostId
from oa_client.protocol import record
from oa_client.protocol.messages import Outcome
from tests.store.centre import ME, moved, rows_of, without_receipt

TODO, TOREAD, DONE, SENT, LEDGER = ListName
READ = {"opinion": "已阅，请办公室跟进。"}


def truth(centre, held, profile):
    """list -> ids, newest first, worked out in plain Python from the entries and the outbox."""
    rules = Rules(centre.kinds, ME, centre.directory, WorkingDays())
    scopes = centre.directory.scopes_of(ME)
    pending = profile.outbox.pending()
    found = {name: [] for name in ListName}
    for id in {*held, *(p.command.matter for p in pending)}:
        wires = centre.entries.get(id, [])[: held.get(id, 0)]
        entries = [record.read(record.Stored(bytes(w.e), bytes(w.d))) for w in wires]
        shown = {w.n for w in wires}
        mine = [p for p in pending if p.command.matter == id and p.n not in shown]
        folded = fold(rules, confirm(centre.kinds, entries), mine)
        if folded is None:
            continue
        tasks = folded.tasks
        if profile.library.row("receipt", id) is not None:
            tasks = without_receipt(tasks, scopes)
        my = [t for t in tasks if t.holder in scopes]
        for name, duty in ((TODO, Duty.ACT), (TOREAD, Duty.READ)):
            if since := [t.since for t in my if t.duty is duty]:
                found[name].append((max(since), id))
        if folded.kind in GATHERED:
            found[LEDGER].append((folded.row.opened_at, id))
        if folded.row.opener == ME:
            found[SENT].append((folded.row.changed_at, id))
        elif ME in folded.matter.acted and not any(t.duty is Duty.ACT for t in my):
            found[DONE].append((folded.row.changed_at, id))
    return {name: tuple(id for _, id in sorted(lines, reverse=True)) for name, lines in found.items()}


def check(centre, held, profile):
    right = truth(centre, held, profile)
    for name in ListName:
        ids = profile.library.ids(name)
        assert ids == right[name], name
        assert len(set(ids)) == len(ids)
        rows = profile.library.rows(name, ids)
        assert tuple(row.matter for row in rows) == ids
    assert dict(profile.library.counts()) == {name: len(ids) for name, ids in right.items()}
    known = sorted({*held, *(p.command.matter for p in profile.outbox.pending())})[:200]
    records = [r for id in known if (r := profile.library.record(MatterId(id))) is not None]
    headed = profile.library.headed(known)
    assert [(x.matter, x.kind, x.row, x.whole) for x in headed] == [(r.id, r.kind, r.row, r.whole) for r in records]
    assert all(x.since == x.row.changed_at for x in headed)


def test_the_files_keep_the_ports_promises_in_their_types(profile):
    outbox: Outbox = profile.outbox
    replica: Replica = profile.replica
    library: Library = profile.library
    assert (outbox.refused(), replica.wants(1), library.search("x").ids) == ((), (), ())


@pytest.mark.parametrize("seed", range(4))
def test_lists_are_what_the_rulebook_says_while_everything_moves(profile, centre, seed):
    rng = random.Random(seed)
    ids = centre.some(40, rng)
    held = {}
    for _step in range(20):
        move = rng.random()
        id = rng.choice(ids)
        if move < 0.45:
            with profile.replica.page() as page:
                for one in rng.sample(ids, 6):
                    centre.tell(page, one, after=held.get(one, 0))
                    held[one] = len(centre.entries[one])
        elif move < 0.6:
            profile.outbox.queue(Command(MatterId(id), "circulation", "mark_read", READ), PostId(1), centre.now)
        elif move < 0.68:
            fields = {"title": f"新{_step}", "mode": "parallel", "purpose": "action", "readers": [["p1", "p4"]]}
            profile.outbox.queue(
                Command(MatterId(""), "circulation", "circulate", fields, edition=1), PostId(1), centre.now
            )
        elif move < 0.76:
            profile.outbox.queue_row("receipt", id, {"at": 1})
        elif move < 0.84:
            with profile.replica.page() as page:
                page.put_row("receipt", id, {"at": 1}, centre.seq + 10)
        elif move < 0.9 and held:
            with profile.replica.page() as page:
                centre.seq += 1
                gone = rng.choice(sorted(held))
                page.forget(gone, centre.seq)
                del held[gone]
        else:
            centre.read(rng.randint(1, 6), id, "同意。")
        check(centre, held, profile)


def test_a_command_counts_once_at_every_moment_of_its_way(profile, centre):
    centre.circulate(3, "9-1", "请示", ["p1", "p4"])
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
    assert profile.library.ids(TODO) == ("9-1",)
    kept = profile.outbox.queue(Command(MatterId("9-1"), "circulation", "mark_read", READ), PostId(1), 5)

    def where():
        record_ = profile.library.record(MatterId("9-1"))
        said = [line.entry.fields.get("opinion") for line in record_.lines]
        return profile.library.ids(TODO), profile.library.ids(DONE), said.count(READ["opinion"])

    done = ((), ("9-1",), 1)
    assert where() == done
    assert profile.library.rows(DONE, ["9-1"])[0].mark is Mark.WAITING
    profile.outbox.mark_sent([kept.n])
    assert profile.library.rows(DONE, ["9-1"])[0].mark is Mark.SENDING
    centre.read(1, "9-1", READ["opinion"], n=kept.n)
    assert where() == done
    with profile.replica.page() as page:
        page.put_outcome(Outcome(kept.n, "a", v=2, receipt="mac"))
    profile.outbox.settle(profile.replica.settlements([kept.n]))
    assert where() == done
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
    assert where() == done, "its entry is here and the outbox does not know yet"
    profile.outbox.settle(profile.replica.settlements([kept.n]))
    assert where() == done
    assert profile.library.rows(DONE, ["9-1"])[0].mark is Mark.NONE
    assert profile.outbox.pending() == ()


@pytest.mark.parametrize(("code", "mark"), [("not_allowed", Mark.REFUSED), ("recalled", Mark.CONFLICT)])
def test_a_refused_command_leaves_the_lists_as_they_were_and_is_marked(profile, centre, code, mark):
    centre.circulate(3, "9-1", "请示", ["p1"])
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
    kept = profile.outbox.queue(Command(MatterId("9-1"), "circulation", "mark_read", READ), PostId(1), 5)
    with profile.replica.page() as page:
        page.put_outcome(Outcome(kept.n, "r", code=code))
    profile.outbox.settle(profile.replica.settlements([kept.n]))
    assert profile.library.ids(TODO) == ("9-1",)
    assert profile.library.rows(TODO, ["9-1"])[0].mark is mark


def test_a_broadcast_ends_for_me_by_my_receipt_and_unread_by_my_read_mark(profile, centre):
    centre.circulate(7, "9-1", "全体周知", ["u2"], mode="broadcast", purpose="information")
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
    assert profile.library.rows(TOREAD, ["9-1"])[0].unread
    profile.outbox.queue_row("read", "9-1", {"at": 1})
    assert not profile.library.rows(TOREAD, ["9-1"])[0].unread
    assert any(t.by_receipt for t in profile.library.record(MatterId("9-1")).tasks)
    profile.outbox.queue_row("receipt", "9-1", {"at": 1})
    assert profile.library.ids(TOREAD) == ()
    assert not any(t.by_receipt for t in profile.library.record(MatterId("9-1")).tasks)
    rows = profile.outbox.pending_rows(9)
    with profile.replica.page() as page:
        for row in rows:
            page.put_row(row.kind, row.key, row.data, 9)
    profile.outbox.rows_done(rows)
    assert profile.library.ids(TOREAD) == ()
    with profile.replica.page() as page:
        page.put_row("receipt", "9-1", None, 10)
    assert profile.library.ids(TOREAD) == ("9-1",)


def test_a_new_post_brings_its_work_into_the_lists(profile, centre):
    centre.circulate(7, "9-1", "收发岗办理", ["c3"])
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
    assert profile.library.ids(TODO) == ()
    person = moved(centre.directory.people[ME], [1, 7])
    centre.directory = type(centre.directory)(
        centre.directory.units, centre.directory.posts, {**centre.directory.people, ME: person}
    )
    with profile.replica.page() as page:
        for kind, key, data in rows_of(centre.directory):
            page.put_row(kind, key, data, 2)
    assert profile.library.ids(TODO) == ("9-1",)
    assert profile.library.directory().people[ME].posts == (1, 7)


def test_filters_by_kind_and_urgency(profile, centre):
    centre.circulate(3, "9-1", "急件", ["p1"], urgency="urgent")
    centre.circulate(3, "9-2", "平件", ["p1"])
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
        centre.tell(page, "9-2")
    profile.outbox.queue(Command(MatterId("9-2"), "circulation", "add_note", READ), PostId(1), 5)
    assert profile.library.ids(TODO, urgency="urgent") == ("9-1",)
    assert profile.library.ids(TODO, kind="circulation") == ("9-2", "9-1")
    assert profile.library.ids(TODO, kind="bulletin") == ()


def test_at_most_two_hundred_rows_at_a_time(profile):
    with pytest.raises(ValueError, match="200"):
        profile.library.rows(TODO, [MatterId(f"9-{n}") for n in range(201)])


def test_tasks_are_projected_for_every_holder(profile, centre):
    for id in centre.some(15):
        with profile.replica.page() as page:
            centre.tell(page, id)
        matter = centre.matters[id]
        process = centre.kinds.get(matter.kind, matter.edition)
        assert profile.library.record(MatterId(id)).tasks == rulebook.tasks(process, matter)
