"""What the ports promise, asked of every implementation: memory here; the encrypted files by `BUILDERS`."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from oa_client.app.batches import Batched
from oa_client.app.ports import NOT_TAKEN_BACK, Files, Outbox, Session, Settlement, Standing
from oa_client.app.replica import Held, Replica
from oa_client.domain.decision import Command
from oa_client.domain.matter import Entry, EntryType, MatterId, Moment
from oa_client.domain.people import PersonId, PostId, UnitId
from oa_client.protocol import record
from oa_client.protocol.messages import MOST_BEFORE, Header, Outcome, RowItem, WireEntry
from tests.fakes.memory import MemoryFiles, MemoryOutbox, MemoryReplica


class Stores(NamedTuple):
    """The three stores; `again` gives them as a new process finds them."""

    outbox: Outbox
    replica: Replica
    files: Files
    again: Callable[[], "Stores"]


def in_memory(_: Path) -> Stores:
    stores = Stores(MemoryOutbox(), MemoryReplica(), MemoryFiles(), lambda: stores)
    return stores


BUILDERS = {"memory": in_memory}

try:  # the encrypted files name a builder of the same shape
    from tests.store.building import in_files  # type: ignore[import-not-found]
except ImportError:
    pass
else:
    BUILDERS["files"] = in_files

SESSION = Session("https://centre", "wang", PersonId(1), "王", 7, "secret")
KEY = (5, 9, "")


@pytest.fixture(params=BUILDERS)
def stores(request, tmp_path):
    built = BUILDERS[request.param](tmp_path)
    built.outbox.keep_session(SESSION)
    return built


@pytest.fixture
def outbox(stores):
    return stores.outbox


@pytest.fixture
def replica(stores):
    return stores.replica


@pytest.fixture
def files(stores):
    return stores.files


def command(matter="", action="add_note", **fields):
    return Command(MatterId(matter), "circulation", action, fields, edition=1)


def wire(matter, v, n=0, actor=1, **data):
    """Entry `v` as it comes down: the first circulates, the others are notes."""
    given = {"title": f"题{matter}", "mode": "parallel", "purpose": "action", "readers": [["p1"]]}
    first = {"action": "circulate", "kind": "circulation", "edition": 1, "fields": given}
    entry = Entry(
        MatterId(matter),
        v,
        EntryType.OPENED if v == 1 else EntryType.ACTED,
        Moment(1000 + v),
        PersonId(actor),
        PostId(1),
        UnitId(2),
        data or (first if v == 1 else {"action": "add_note", "fields": {"opinion": f"第{v}条"}}),
    )
    stored = record.write(entry)
    return WireEntry(msgspec.Raw(stored.envelope), msgspec.Raw(stored.data), n)


def header(matter, v=1, *, full=True, number=1):
    row = {"title": f"题{matter}", "stage": "circulating", "opener": 1, "unit": 2, "opened_at": 1, "changed_at": 1}
    return Header(matter, v, number, "circulation", 1, row, full=full)


def put(replica, matter, *versions, at=5, n=0):
    with replica.page() as page:
        page.say_seen(matter, at, max(versions))
        for v in versions:
            page.put_entry(matter, v, wire(matter, v, n if v == versions[-1] else 0))


def held(replica, matter) -> Held:
    with replica.page() as page:
        return page.held(matter)


def numbers(pending):
    return [p.n for p in pending]


class TestOutbox:
    def test_session_is_the_last_kept(self, stores):
        assert stores.again().outbox.session() == SESSION

    def test_commands_are_numbered_and_an_opening_one_gets_its_matter(self, outbox):
        first = outbox.queue(command(), PostId(3), 100)
        second = outbox.queue(command("7-1"), PostId(3), 101, not_before=111)
        assert (first.n, first.command.matter, second.n) == (1, "7-1", 2)
        assert (second.not_before, second.standing, second.post, second.made_at) == (111, Standing.QUEUED, 3, 101)

    def test_a_batch_is_kept_in_its_order_and_names_matters_of_its_own(self, stores):
        post = PostId(3)
        batch = [Batched(command(), post), Batched(command(), post, {"parent": 0}), Batched(command("9-9"), post)]
        kept = stores.outbox.queue_all(batch, 100, not_before=110)
        assert [(p.n, p.command.matter, p.not_before) for p in kept] == [
            (1, "7-1", 110),
            (2, "7-2", 110),
            (3, "9-9", 110),
        ]
        assert [p.command.fields.get("parent") for p in kept] == [None, "7-1", None]
        assert stores.again().outbox.pending() == kept
        assert stores.outbox.queue_all([], 100) == ()
        assert stores.outbox.queue(command(), post, 100).n == 4

    def test_of_a_batch_all_is_taken_back_that_was_not_sent(self, outbox):
        kept = outbox.queue_all([Batched(command(), PostId(3))] * 3, 100)
        outbox.mark_sent([2])
        assert outbox.withdraw_all([1, 2, 3, 99]) == (kept[0], kept[2])
        assert numbers(outbox.pending()) == [2]
        assert outbox.drafts() == ()
        assert outbox.withdraw_all([1, 2, 3]) == ()

    def test_what_was_to_be_part_of_it_is_taken_back_with_it_and_every_word_kept(self, stores):
        post = PostId(3)
        parts = [Batched(command(title="甲"), post), Batched(command(title="乙"), post, {"parent": 0})]
        parts += [Batched(command(title="丙"), post, {"parent": 1}), Batched(command(title="丁"), post)]
        stores.outbox.queue_all(parts, 100)
        stores.outbox.queue(command("9-9", "merge", into="7-3"), post, 101)
        stores.outbox.queue(command("9-9", "add_note", opinion="7-1 之后"), post, 102)
        assert stores.outbox.withdraw(1)[0].n == 1
        outbox = stores.again().outbox
        assert numbers(outbox.pending()) == [4, 6]
        assert [outbox.draft(f"withdrawn/{n}").data["fields"].get("title") for n in (1, 2, 3, 5)] == [
            *("甲", "乙", "丙", None),
        ]
        assert outbox.draft("withdrawn/3").data["fields"]["parent"] == "7-2"

    def test_an_act_on_what_was_never_opened_is_to_be_handed_in_again_with_its_words(self, stores):
        stores.outbox.queue(command(title="甲"), PostId(3), 100)
        stores.outbox.queue(command("7-1", "submit", opinion="请审签"), PostId(3), 101)
        stores.outbox.queue(command("9-9", "add_note", opinion="在后"), PostId(3), 102)
        taken = stores.outbox.withdraw(1)
        assert [(one.n, one.standing) for one in taken] == [(1, Standing.QUEUED), (2, Standing.REFUSED)]
        outbox = stores.again().outbox
        assert numbers(outbox.pending()) == [3]
        (left,) = outbox.refused()
        assert (left.n, left.code, left.command.fields["opinion"]) == (2, "opener_undone", "请审签")

    def test_what_was_sent_does_not_fall_with_it(self, outbox):
        parts = [Batched(command(), PostId(3)), Batched(command(), PostId(3), {"parent": 0})]
        outbox.queue_all(parts, 100)
        outbox.mark_sent([2])
        assert outbox.withdraw(1)[0].n == 1
        assert numbers(outbox.pending()) == [2]
        assert outbox.draft("withdrawn/2") is None

    def test_queued_survives_a_new_process(self, stores):
        kept = stores.outbox.queue(command(opinion="同意", track=None, list=["a", {"b": 1}]), PostId(3), 100)
        assert stores.again().outbox.pending() == (kept,)

    def test_queueing_drops_the_draft_it_came_from_and_no_other(self, outbox):
        outbox.save_draft("new/circulation/1", {"a": 1}, 1)
        outbox.save_draft("new/circulation/2", {"a": 2}, 2)
        outbox.queue(command(), PostId(3), 100, draft="new/circulation/1")
        assert [d.key for d in outbox.drafts()] == ["new/circulation/2"]

    def test_a_draft_moves_only_where_nothing_stands(self, stores):
        stores.outbox.save_draft("act/7-1/submit/apart", {"a": 1}, 1)
        stores.outbox.save_draft("act/7-1/submit", {"a": 2}, 2)
        assert not stores.outbox.move_draft("act/7-1/submit/apart", "act/7-1/submit")
        assert {d.key: d.data for d in stores.outbox.drafts()} == {
            "act/7-1/submit/apart": {"a": 1},
            "act/7-1/submit": {"a": 2},
        }
        stores.outbox.drop_draft("act/7-1/submit")
        assert stores.outbox.move_draft("act/7-1/submit/apart", "act/7-1/submit")
        assert not stores.outbox.move_draft("act/7-1/submit/apart", "act/7-1/submit")
        (left,) = stores.again().outbox.drafts()
        assert (left.key, left.data, left.saved_at) == ("act/7-1/submit", {"a": 1}, 1)

    def test_pending_is_oldest_first(self, outbox):
        for at in (300, 200, 100):
            outbox.queue(command(), PostId(3), at)
        assert numbers(outbox.pending()) == [1, 2, 3]

    def test_withdrawn_words_are_a_draft(self, outbox):
        outbox.queue(command("7-9", "add_note", opinion="再想想"), PostId(3), 100)
        assert outbox.withdraw(1)[0].n == 1
        assert outbox.pending() == ()
        assert outbox.draft("withdrawn/1").data["fields"] == {"opinion": "再想想"}
        assert outbox.draft("withdrawn/1").data["matter"] == "7-9"

    def test_what_was_drawn_is_known_for_good_whatever_becomes_of_its_command(self, stores):
        def number(matter, n, series="c2/东街发/2026"):
            drawn = {"doc_number": {"series": series, "year": 2026, "n": n}}
            return stores.outbox.queue(replace(command(matter, "number"), drawn=drawn), PostId(3), 100)

        taken_back, refused, waits = number("7-1", 12), number("7-2", 13), number("7-3", 14)
        number("7-4", 15, "c2/东街函/2026")
        stores.outbox.withdraw(taken_back.n)
        stores.outbox.settle([Settlement(refused.n, outcome=Outcome(refused.n, "r", code="wrong_stage"))])
        stores.outbox.put_away(refused.n)
        outbox = stores.again().outbox
        assert outbox.drawn("c2/东街发/2026") == {12: "7-1", 13: "7-2", 14: "7-3"}
        assert waits in outbox.pending()
        assert outbox.drawn("c3/东街发/2026") == {}

    def test_what_was_sent_is_not_taken_back(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        outbox.mark_sent([1])
        assert outbox.withdraw(1) == ()
        assert outbox.pending()[0].standing is Standing.SENT
        assert outbox.withdraw(99) == ()

    def test_only_what_is_on_its_way_is_asked_back_and_stays_so(self, stores):
        n = stores.outbox.queue(command("m"), PostId(1), 100).n
        assert stores.outbox.ask_back(n) is None
        stores.outbox.mark_sent([n])
        assert stores.outbox.ask_back(n).standing is Standing.TAKING_BACK
        stores.outbox.mark_sent([n])
        (kept,) = stores.again().outbox.pending()
        assert kept.standing is Standing.TAKING_BACK
        stores.outbox.settle([Settlement(n, outcome=Outcome(n, "r", code="withdrawn"))])
        assert [(p.n, p.code) for p in stores.outbox.refused()] == [(n, "withdrawn")]
        assert stores.outbox.ask_back(n) is None

    def test_not_taken_back_it_is_on_its_way_as_before(self, outbox):
        n = outbox.queue(command("m"), PostId(1), 100).n
        outbox.mark_sent([n])
        outbox.settle([Settlement(n, outcome=Outcome(n, "l", code="files_missing"))])
        before = outbox.pending()
        outbox.ask_back(n)
        said = Settlement(n, outcome=Outcome(n, "l", code=NOT_TAKEN_BACK))
        assert outbox.settle([said])
        assert outbox.pending() == before
        assert not outbox.settle([said])

    def test_refused_and_shown_is_settled(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        refusal = Outcome(1, "r", code="id_reuse")
        outbox.settle([Settlement(1, outcome=refusal)])
        assert outbox.settle([Settlement(1, shown=True, outcome=refusal, entry=wire("7-1", 1, 1))])
        assert outbox.refused() == outbox.pending() == ()
        assert outbox.reoffer([]) == 1

    def test_numbers_are_never_given_twice(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        outbox.withdraw(1)
        assert outbox.queue(command(), PostId(3), 100).n == 2

    def test_what_was_withdrawn_is_not_sent(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        outbox.withdraw(1)
        outbox.mark_sent([1])
        assert outbox.pending() == ()

    def test_tries_count_sendings_without_an_answer(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        outbox.mark_sent([1])
        outbox.mark_sent([1])
        assert outbox.pending()[0].tries == 2

    def test_accepted_waits_for_its_entry(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        assert outbox.settle([Settlement(1, outcome=Outcome(1, "a", v=1, receipt="r"))])
        assert outbox.pending()[0].standing is Standing.ACCEPTED
        assert outbox.pending()[0].receipt == "r"

    def test_shown_is_settled_and_repeatable(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        proof = Settlement(1, shown=True, outcome=Outcome(1, "a", v=1, receipt="r"), entry=wire("7-1", 1, 1))
        assert outbox.settle([proof])
        assert outbox.pending() == outbox.refused() == ()
        assert not outbox.settle([proof])

    def test_shown_without_an_answer_is_settled_too(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        outbox.settle([Settlement(1, shown=True, entry=wire("7-1", 1, 1))])
        assert outbox.pending() == ()

    def test_refused_stays_with_its_words(self, outbox):
        outbox.queue(command(opinion="我的话"), PostId(3), 100)
        refusal = Settlement(1, outcome=Outcome(1, "r", code="wrong_stage", facts={"stage": "closed"}))
        assert outbox.settle([refusal])
        assert not outbox.settle([refusal])
        (refused,) = outbox.refused()
        assert (refused.code, refused.facts, refused.standing) == ("wrong_stage", {"stage": "closed"}, Standing.REFUSED)
        assert refused.command.fields == {"opinion": "我的话"}
        assert outbox.pending() == ()
        outbox.put_away(1)
        assert outbox.refused() == ()

    def test_what_was_put_away_is_a_version_and_can_come_back(self, stores):
        for n, words in enumerate(("一", "二"), 1):
            stores.outbox.queue(command("7-1", opinion=words), PostId(3), 100, seen=6)
            stores.outbox.settle([Settlement(n, outcome=Outcome(n, "r", code="recalled"))])
            stores.outbox.put_away(n)
        matter = MatterId("7-1")
        outbox = stores.again().outbox
        assert [(v.n, v.command.fields["opinion"], v.seen) for v in outbox.versions(matter)] == [
            (2, "二", 6),
            (1, "一", 6),
        ]
        assert outbox.versions(MatterId("0-0")) == ()
        assert outbox.bring_back(1)
        assert not outbox.bring_back(1)
        assert not outbox.bring_back(9)
        assert [p.n for p in outbox.refused()] == [1]
        assert [v.n for v in outbox.versions(matter)] == [2]

    def test_a_withdrawn_command_is_no_version_and_does_not_come_back(self, outbox):
        outbox.queue(command("7-1", opinion="好"), PostId(3), 100)
        outbox.withdraw(1)
        assert outbox.versions(MatterId("7-1")) == ()
        assert not outbox.bring_back(1)

    def test_later_goes_on_waiting_and_says_why(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        outbox.mark_sent([1])
        outbox.settle([Settlement(1, outcome=Outcome(1, "l", code="files_missing"))])
        (waiting,) = outbox.pending()
        assert (waiting.standing, waiting.code, waiting.tries) == (Standing.SENT, "files_missing", 0)

    def test_an_old_later_does_not_undo_an_acceptance(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        outbox.settle([Settlement(1, outcome=Outcome(1, "a", v=1))])
        assert not outbox.settle([Settlement(1, outcome=Outcome(1, "l", code="busy"))])
        assert outbox.pending()[0].standing is Standing.ACCEPTED

    def test_a_gone_matter_settles_only_what_was_accepted(self, outbox):
        outbox.queue(command("7-9"), PostId(3), 100)
        outbox.queue(command("7-9"), PostId(3), 100)
        outbox.settle([Settlement(1, outcome=Outcome(1, "a", v=1))])
        outbox.settle([Settlement(1, gone=True), Settlement(2, gone=True)])
        assert numbers(outbox.pending()) == [2]

    def test_a_new_epoch_puts_accepted_commands_back_in_front_with_their_receipts(self, outbox):
        for at in (100, 200, 300, 400):
            outbox.queue(command("7-9"), PostId(3), at)
        for n in (1, 2):
            proof = Settlement(n, shown=True, outcome=Outcome(n, "a", v=n, receipt=f"r{n}"), entry=wire("7-9", n, n))
            outbox.settle([proof])
        outbox.settle([Settlement(3, outcome=Outcome(3, "a", v=3, receipt="r3"))])
        assert outbox.reoffer([(1, 1), (5, 90)]) == 1
        assert numbers(outbox.pending()) == [2, 3, 4]
        assert [p.standing for p in outbox.pending()] == [Standing.SENT, Standing.SENT, Standing.QUEUED]
        assert outbox.pending()[0].receipt == "r2"
        assert bytes(outbox.pending()[0].entry.e) == bytes(wire("7-9", 2).e)
        assert outbox.withdraw(2) == ()
        assert outbox.reoffer([(1, 1)]) == 0

    def test_what_the_centre_did_before_them_is_kept_with_those_offered_again(self, outbox):
        for _ in range(3):
            outbox.queue(command("7-9"), PostId(3), 100)
        for n in (1, 2):
            proof = Outcome(n, "a", v=n, receipt=f"r{n}")
            outbox.settle([Settlement(n, shown=True, outcome=proof, entry=wire("7-9", 2 * n, n))])
        run = (wire("7-9", 3, actor=0),)
        outbox.reoffer([(1, 1)], [], {("7-9", 1): run, ("7-9", 2): run, ("7-8", 3): run})
        assert [(p.n, [bytes(e.e) for e in p.before]) for p in outbox.pending()] == [(2, [bytes(run[0].e)]), (3, [])]
        outbox.reoffer([(1, 1)], [], {})
        assert outbox.pending()[0].before == run

    def test_refused_and_put_away_commands_are_not_offered_again(self, outbox):
        outbox.queue(command(), PostId(3), 100)
        outbox.settle([Settlement(1, outcome=Outcome(1, "r", code="no"))])
        assert outbox.reoffer([]) == 0
        outbox.put_away(1)
        assert outbox.reoffer([]) == 0

    def test_a_change_of_settings_that_waits_keeps_its_other_names(self, outbox):
        outbox.queue_row("settings", "groups", {"甲": ["p1"], "乙": ["p2"]})
        outbox.queue_row("settings", "groups", {"乙": None})
        outbox.queue_row("read", "7-1", {"at": 1, "x": 1})
        outbox.queue_row("read", "7-1", {"at": 2})
        found = [(r.kind, r.key, r.data) for r in outbox.pending_rows(10)]
        assert found == [("settings", "groups", {"甲": ["p1"], "乙": None}), ("read", "7-1", {"at": 2})]

    def test_rows_kept_to_send_again_do_not_replace_a_change_that_waits(self, outbox):
        outbox.queue_row("read", "7-1", {"at": 1})
        outbox.requeue_rows([("read", "7-1", {"at": 9}), ("receipt", "7-1", {"text": "阅"}), ("settings", "ui", {})])
        outbox.requeue_rows([])
        found = [(r.kind, r.key, r.data) for r in outbox.pending_rows(10)]
        assert found == [("read", "7-1", {"at": 1}), ("receipt", "7-1", {"text": "阅"}), ("settings", "ui", {})]
        outbox.queue_row("read", "7-2", {"at": 2})
        assert len({r.serial for r in outbox.pending_rows(10)}) == 4
        outbox.rows_done(outbox.pending_rows(10))
        assert outbox.pending_rows(10) == ()

    def test_a_row_change_replaces_an_older_one(self, outbox):
        outbox.queue_row("read", "7-1", {"at": 1})
        outbox.queue_row("read", "7-2", {"at": 2})
        before = outbox.pending_rows(10)
        outbox.queue_row("read", "7-1", {"at": 3})
        assert [(r.key, r.data) for r in outbox.pending_rows(10)] == [("7-2", {"at": 2}), ("7-1", {"at": 3})]
        outbox.rows_done(before)
        assert [(r.key, r.data) for r in outbox.pending_rows(10)] == [("7-1", {"at": 3})]
        outbox.rows_done(outbox.pending_rows(1))
        assert outbox.pending_rows(10) == ()

    def test_drafts_are_kept_newest_first(self, outbox):
        outbox.save_draft("a", {"x": "一"}, 1)
        outbox.save_draft("b", {}, 2)
        outbox.save_draft("a", {"x": "二"}, 3)
        assert [(d.key, d.saved_at) for d in outbox.drafts()] == [("a", 3), ("b", 2)]
        assert [d.key for d in outbox.drafts("b")] == ["b"]
        assert outbox.drafts("ab") == outbox.drafts("a/") == ()
        assert outbox.draft("a").data == {"x": "二"}
        outbox.drop_draft("a")
        assert outbox.draft("a") is None

    def test_a_file_goes_up_from_its_command_until_the_centre_has_it(self, outbox, tmp_path):
        path = tmp_path / "x.pdf"
        path.write_bytes(b"%PDF" * 100_000)
        ref = outbox.add_file(path, "附件.pdf")
        assert (ref.sha256, ref.name, ref.size) == (hashlib.sha256(path.read_bytes()).hexdigest(), "附件.pdf", 400_000)
        path.unlink()
        assert outbox.file_bytes(ref.sha256, 299_999, 6) == b"F%PDF%"
        assert outbox.file_bytes("0" * 64, 0, 1) is None
        assert outbox.uploads() == ()
        named = {"sha256": ref.sha256, "name": ref.name, "size": ref.size}
        outbox.queue(command(files=[named]), PostId(3), 100)
        assert [(u.file.sha256, u.at) for u in outbox.uploads()] == [(ref.sha256, 0)]
        outbox.uploaded(ref.sha256, 262_144)
        assert [u.at for u in outbox.uploads()] == [262_144]
        outbox.settle([Settlement(1, shown=True, outcome=Outcome(1, "a", v=1), entry=wire("7-1", 1, 1))])
        assert [u.at for u in outbox.uploads()] == [262_144], "accepted, and its bytes still have to come"
        outbox.uploaded(ref.sha256, ref.size)
        assert outbox.uploads() == ()

    def test_a_new_epoch_has_every_file_sent_again_but_those_of_what_the_centre_knows(self, outbox, tmp_path):
        def named(name):
            path = tmp_path / name
            path.write_bytes(name.encode())
            ref = outbox.add_file(path, name)
            outbox.uploaded(ref.sha256, ref.size)
            return {"sha256": ref.sha256, "name": name, "size": ref.size}

        files = [named(f"{n}.pdf") for n in range(1, 10)]
        for file in files[:8]:
            outbox.queue(command(files=[file]), PostId(3), 100)
        outbox.queue(command(files=[files[0], files[8]]), PostId(3), 100)
        outbox.mark_sent([2, 3, 4, 6, 7, 8])
        held, accepted, back, refused, known, lacking = 2, 3, 4, 6, 7, 8
        outbox.settle([Settlement(held, outcome=Outcome(held, "l", code="files_missing"))])
        outbox.settle([Settlement(accepted, outcome=Outcome(accepted, "a", v=1, receipt="r"))])
        outbox.ask_back(back)
        outbox.withdraw(withdrawn := 5)
        outbox.settle([Settlement(refused, outcome=Outcome(refused, "r", code="recalled"))])
        for n in (known, lacking):
            outbox.settle([Settlement(n, shown=True, outcome=Outcome(n, "a", v=1), entry=wire("7-1", 1, n))])
        assert outbox.uploads() == ()
        assert outbox.reoffer([(known, lacking)], [files[lacking - 1]["sha256"]]) == 0
        assert {u.file.name for u in outbox.uploads()} == {f"{n}.pdf" for n in (1, held, accepted, back, lacking, 9)}
        outbox.queue(command(files=[files[refused - 1], files[withdrawn - 1], files[known - 1]]), PostId(3), 100)
        again = {u.file.name: u.at for u in outbox.uploads()}
        assert again.keys() >= {f"{refused}.pdf", f"{withdrawn}.pdf"}, "whoever says it again needs its file again"
        assert f"{known}.pdf" not in again
        assert set(again.values()) == {0}

    def test_earlier_versions_are_those_of_the_name_then_of_the_ending_that_the_centre_has(self, outbox, tmp_path):
        def add(name, *, there=True):
            path = tmp_path / "x"
            path.write_bytes(f"{name}{len(kept)}".encode())
            ref = outbox.add_file(path, name)
            outbox.uploaded(ref.sha256, ref.size if there else 1)
            kept.append(ref)
            return ref

        kept = []
        first, other, _ = add("稿.docx"), add("B.DOCX"), add("图.png")
        add("稿.docx", there=False)
        new = add("稿.docx", there=False)
        assert outbox.alike(new.sha256) == (first, other)
        again = [add("稿.docx") for _ in range(3)]
        assert outbox.alike(new.sha256) == tuple(reversed(again)), "the newest three"
        assert outbox.alike("0" * 64) == ()


class TestReplica:
    def test_a_page_is_whole_or_nothing(self, replica):
        put(replica, "m", 1)
        replica.take_changes()
        with pytest.raises(ZeroDivisionError), replica.page() as page:
            page.set_position(KEY)
            page.set_walk(("upto", 0, 5), "")
            page.put_entry("m", 2, wire("m", 2))
            page.put_row("person", "1", {"name": "x"}, 3)
            page.put_outcome(Outcome(1, "a"))
            page.forget("m", 9)
            _ = 1 // 0
        assert (replica.feed().position, replica.feed().walks) == (None, ())
        assert (held(replica, "m").have, held(replica, "m").gone_at) == (1, -1)
        assert replica.settlements([1]) == ()
        assert not replica.take_changes()

    def test_position_and_walks_stand_where_they_were_put(self, stores):
        with stores.replica.page() as page:
            page.wipe(42)
            page.set_position(KEY)
            page.set_walk(("upto", 0, 5), "")
            page.set_walk(("at", 3, 3), "")
            page.set_walk(("upto", 0, 5), "next")
            page.end_walk(("at", 3, 3))
            assert page.feed().walks == ((("upto", 0, 5), "next"),)
        feed = stores.again().replica.feed()
        assert (feed.epoch, feed.position, feed.walks) == (42, KEY, ((("upto", 0, 5), "next"),))

    def test_a_wipe_leaves_nothing(self, replica):
        put(replica, "m", 1, n=4)
        with replica.page() as page:
            page.forget("other", 3)
            page.set_position(KEY)
            page.set_walk(("upto", 0, 5), "")
            page.put_outcome(Outcome(4, "a", v=1))
            page.wipe(7)
        feed = replica.feed()
        assert (feed.epoch, feed.position, feed.walks) == (7, None, ())
        assert held(replica, "m") == held(replica, "other") == Held()
        assert replica.settlements([4]) == ()
        assert replica.wants(9) == ()

    def test_only_an_unbroken_prefix_counts(self, replica):
        put(replica, "m", 1, 3)
        assert (held(replica, "m").have, held(replica, "m").head) == (1, 3)
        put(replica, "m", 2)
        assert (held(replica, "m").have, held(replica, "m").head) == (3, 3)

    def test_the_link_is_the_chain_at_the_prefix(self, replica):
        assert held(replica, "m").link == b""
        put(replica, "m", 1, 2, 4)
        stored = [record.Stored(bytes(e.e), bytes(e.d)) for e in (wire("m", 1), wire("m", 2))]
        assert held(replica, "m").link == record.head("m", stored)

    def test_the_same_entry_again_changes_nothing(self, replica):
        put(replica, "m", 1)
        before = held(replica, "m")
        replica.take_changes()
        with replica.page() as page:
            page.put_entry("m", 1, wire("m", 1))
        assert held(replica, "m") == before

    def test_what_was_said_is_remembered(self, replica):
        with replica.page() as page:
            page.say_seen("m", 5, 3)
            page.say_seen("m", 4, 2)
        assert (held(replica, "m").seen_at, held(replica, "m").head) == (5, 3)
        with replica.page() as page:
            page.forget("m", 8)
        assert (held(replica, "m").seen_at, held(replica, "m").gone_at, held(replica, "m").head) == (5, 8, 0)
        with replica.page() as page:
            page.forget("never", 2)
        assert (held(replica, "never").seen_at, held(replica, "never").gone_at) == (-1, 2)

    def test_nothing_stays_of_what_is_forgotten(self, replica):
        put(replica, "m", 1, n=4)
        with replica.page() as page:
            page.put_header(header("m", 1))
            page.forget("m", 8)
        assert (held(replica, "m").have, held(replica, "m").link, held(replica, "m").full) == (0, b"", False)
        assert not [s for s in replica.settlements([4]) if s.shown]
        assert replica.wants(9) == ()

    def test_here_is_what_there_is_a_header_or_an_entry_of(self, stores):
        replica = stores.replica
        with replica.page() as page:
            page.say_seen("header", 5, 2)
            page.put_header(header("header", 2, full=False))
            page.say_seen("announced", 5, 2)
            page.forget("never", 5)
        put(replica, "record", 1)
        put(replica, "gap", 2)
        put(replica, "gone", 1)
        put(replica, "back", 1)
        with replica.page() as page:
            page.forget("gone", 5)
            page.forget("back", 6)
            page.say_seen("back", 7, 1)
        asked = ["header", "announced", "never", "record", "gap", "gone", "back", "unheard", "record"]
        here = {"header", "announced", "record", "gap", "back"}
        assert replica.here(asked) == stores.again().replica.here(asked) == here
        assert replica.here([]) == frozenset()
        assert replica.here([*map(str, range(40_000)), "record"]) == {"record"}
        with replica.page() as page:
            page.wipe(7)
        assert replica.here(asked) == frozenset()

    def test_what_is_doubted_once_is_asked_for_newest_first_and_what_is_doubted_twice_is_not(self, stores):
        replica = stores.replica
        for at, matter in ((5, "a"), (7, "b"), (6, "c"), (8, "d"), (9, "e")):
            put(replica, matter, 1, at=at)
        with replica.page() as page:
            for matter in ("a", "b", "c", "e", "e", "never"):
                page.doubt(matter)
            page.trust("never")
        assert replica.doubted(9) == stores.again().replica.doubted(9) == ("b", "c", "a")
        assert replica.doubted(2) == ("b", "c")
        assert [held(replica, m).doubt for m in ("a", "d", "e", "never")] == [1, 0, 2, 0]
        with replica.page() as page:
            page.trust("b")
            page.forget("c", 8)
        assert replica.doubted(9) == ("a",)

    def test_what_is_doubted_once_is_not_wanted_and_twice_it_is_again(self, replica):
        put(replica, "m", 1)
        with replica.page() as page:
            page.say_seen("m", 6, 2)
        assert replica.wants(9) == (("m", 1),)
        for wants in ((), (("m", 1),)):
            with replica.page() as page:
                page.doubt("m")
            assert replica.wants(9) == wants

    def test_new_entries_take_the_place_of_the_old_and_later_ones_follow_on_them(self, replica):
        put(replica, "m", 1, 2, 3, 5)
        others = [wire("m", v, opinion=f"另{v}") for v in (1, 2)]
        with replica.page() as page:
            page.start_over("m", 2)
            assert page.held("m").have == 0
            for v, entry in enumerate(others, 1):
                page.put_entry("m", v, entry)
            assert page.held("m").have == 3
        chain = [record.Stored(bytes(e.e), bytes(e.d)) for e in (*others, wire("m", 3))]
        assert held(replica, "m").link == record.head("m", chain)
        put(replica, "m", 4)
        assert (held(replica, "m").have, held(replica, "m").head) == (5, 5)

    @pytest.mark.parametrize(("actor", "proved"), [(1, [3]), (2, []), (0, [])])
    def test_only_what_i_did_proves_a_command_of_mine(self, stores, actor, proved):
        n = 0
        while n < 3:
            n = stores.outbox.queue(command("m"), PostId(1), 100).n
        with stores.replica.page() as page:
            page.say_seen("m", 5, 1)
            page.put_entry("m", 1, wire("m", 1, 3, actor))
        assert [s.n for s in stores.replica.settlements([3])] == proved
        assert held(stores.replica, "m").have == 1

    def test_a_matter_seen_again_starts_from_nothing(self, replica):
        put(replica, "m", 1, 2)
        with replica.page() as page:
            page.forget("m", 8)
        put(replica, "m", 2, at=9)
        assert (held(replica, "m").have, held(replica, "m").head) == (0, 2)

    def test_wanted_is_what_is_to_be_whole_and_is_not(self, replica):
        with replica.page() as page:
            for number, (matter, full) in enumerate([("a", True), ("b", False), ("c", True)], 1):
                page.say_seen(matter, 5, 2)
                page.put_header(header(matter, 2, full=full, number=number))
        assert set(replica.wants(9)) == {("a", 0), ("c", 0)}
        assert len(replica.wants(1)) == 1
        put(replica, "a", 1)
        assert set(replica.wants(9)) == {("a", 1), ("c", 0)}
        put(replica, "a", 2)
        assert replica.wants(9) == (("c", 0),)

    def test_an_entry_makes_a_header_wanted_in_full(self, replica):
        with replica.page() as page:
            page.say_seen("m", 5, 2)
            page.put_header(header("m", 2, full=False))
        assert replica.wants(9) == ()
        put(replica, "m", 3, at=6)
        assert replica.wants(9) == (("m", 0),)
        assert held(replica, "m").full

    def test_an_opened_header_is_wanted_in_full(self, replica):
        with replica.page() as page:
            page.say_seen("m", 5, 2)
            page.put_header(header("m", 2, full=False))
        replica.want_full(MatterId("m"))
        assert replica.wants(9) == (("m", 0),)

    def test_a_settlement_shows_an_entry_only_in_the_prefix(self, replica):
        put(replica, "m", 2, n=4)
        assert not [s for s in replica.settlements([4]) if s.shown]
        put(replica, "m", 1)
        (proof,) = replica.settlements([4, 5])
        assert (proof.n, proof.shown) == (4, True)
        assert bytes(proof.entry.e) == bytes(wire("m", 2).e)

    def test_an_answer_is_kept_and_a_final_one_stands(self, replica):
        for outcome in (Outcome(1, "l", code="busy"), Outcome(1, "a", v=3, receipt="r"), Outcome(1, "l", code="busy")):
            with replica.page() as page:
                page.put_outcome(outcome)
        (proof,) = replica.settlements([1])
        assert (proof.shown, proof.outcome) == (False, Outcome(1, "a", v=3, receipt="r"))

    def test_a_refusal_keeps_its_facts(self, stores):
        with stores.replica.page() as page:
            page.put_outcome(Outcome(1, "r", code="already_read", facts={"by": 3, "list": ["一"]}))
        (proof,) = stores.again().replica.settlements([1])
        assert proof.outcome == Outcome(1, "r", code="already_read", facts={"by": 3, "list": ["一"]})

    def test_an_older_row_changes_nothing(self, replica):
        with replica.page() as page:
            page.put_row("settings", "k", {"x": 2}, 5)
        replica.take_changes()
        with replica.page() as page:
            page.put_row("settings", "k", {"x": 1}, 4)
        assert not replica.take_changes().rows
        with replica.page() as page:
            page.put_row("settings", "k", None, 6)
        assert replica.take_changes().rows == {"settings"}

    def test_rows_of_a_page_count_each_by_its_own_moment(self, replica):
        with replica.page() as page:
            page.put_row("settings", "old", {"x": 9}, 9)
            page.put_rows(
                [
                    RowItem(5, "settings", "old", {"x": 5}),
                    RowItem(7, "settings", "twice", {"x": 7}),
                    RowItem(6, "settings", "twice", {"x": 6}),
                    RowItem(7, "settings", "gone", {"x": 1}),
                ]
            )
            page.put_rows([RowItem(8, "settings", "gone", None), RowItem(8, "settings", "new", {"x": 8})])
            page.put_rows([])
        assert replica.own_rows() == {
            ("settings", "old"): {"x": 9},
            ("settings", "twice"): {"x": 7},
            ("settings", "new"): {"x": 8},
        }

    def test_what_is_expected_is_none_the_more_here(self, replica):
        put(replica, "a", 1, 2)
        with replica.page() as page:
            page.expect(["a", "b", "a"])
            assert page.held("a").have == 2
            assert page.held("b") == Held()
            page.say_seen("b", 5, 1)
            page.put_entry("b", 1, wire("b", 1))
            page.expect(["b"])
            assert page.held("b").have == 1
            page.forget("a", 9)
            page.expect(["a"])
            assert page.held("a").have == 0
        assert held(replica, "b").have == 1
        assert held(replica, "a").gone_at == 9

    def test_changes_are_told_once(self, replica):
        put(replica, "m", 1)
        with replica.page() as page:
            page.set_position(KEY)
            page.forget("x", 3)
        changes = replica.take_changes()
        assert "m" in changes.matters
        assert changes.feed
        assert not replica.take_changes()

    def test_what_the_centre_did_directly_before_an_entry_of_mine_is_found_bounded(self, replica):
        last = MOST_BEFORE + 6
        with replica.page() as page:
            for v in range(1, last):
                page.put_entry("7-1", v, wire("7-1", v, actor=0 if v > 1 else 1, n=9 if v == 1 else 0))
            page.put_entry("7-1", last, wire("7-1", last, 10))
            page.put_entry("7-1", last + 1, wire("7-1", last + 1, 11))
            page.put_entry("7-1", last + 2, wire("7-1", last + 2, actor=0))
            page.put_entry("7-1", last + 3, wire("7-1", last + 3, actor=2))
            page.put_entry("7-1", last + 4, wire("7-1", last + 4, 12))
            page.put_entry("7-2", 1, wire("7-2", 1, 20))
            page.put_entry("7-2", 2, wire("7-2", 2, actor=0))
            page.put_entry("7-2", 3, wire("7-2", 3, actor=0, opinion="长" * 22_000))
            page.put_entry("7-2", 4, wire("7-2", 4, actor=0))
            page.put_entry("7-2", 5, wire("7-2", 5, 21))
            page.put_entry("7-3", 2, wire("7-3", 2, actor=0))
            page.put_entry("7-3", 3, wire("7-3", 3, 31))
        found = {name: [bytes(one.e) for one in run] for name, run in replica.before_mine().items()}
        assert found == {
            ("7-1", 10): [bytes(wire("7-1", v, actor=0).e) for v in range(6, last)],
            ("7-2", 21): [bytes(wire("7-2", v, actor=0).e) for v in (4,)],
        }

    def test_what_followed_from_acts_elsewhere_is_found_among_it(self, replica):
        caused = wire("7-1", 3, actor=2, action="note_signed", cause="9-9")
        with replica.page() as page:
            page.put_entry("7-1", 1, wire("7-1", 1, actor=2))
            page.put_entry("7-1", 2, wire("7-1", 2, actor=0))
            page.put_entry("7-1", 3, caused)
            page.put_entry("7-1", 4, wire("7-1", 4, 10))
            page.put_entry("7-1", 5, wire("7-1", 5, actor=2, action="add_note", fields={"opinion": '"cause":"9-9"'}))
            page.put_entry("7-1", 6, wire("7-1", 6, 11))
        found = {name: [bytes(one.e) for one in run] for name, run in replica.before_mine().items()}
        assert found == {("7-1", 10): [bytes(wire("7-1", 2, actor=0).e), bytes(caused.e)]}


class TestFiles:
    DATA = b"0123456789" * 60_000
    SHA = hashlib.sha256(DATA).hexdigest()

    def test_bytes_are_kept_from_the_first_on(self, stores):
        files = stores.files
        assert files.at(self.SHA) == 0
        assert files.append(self.SHA, 0, self.DATA[:65_536]) == 65_536
        assert files.append(self.SHA, 10, b"x") == 65_536
        assert files.append(self.SHA, 70_000, b"x") == 65_536
        assert stores.again().files.at(self.SHA) == 65_536

    def test_a_whole_file_is_checked_and_read(self, files):
        files.want(self.SHA, MatterId("m"), len(self.DATA))
        for at in range(0, len(self.DATA), 65_536):
            files.append(self.SHA, at, self.DATA[at : at + 65_536])
        assert not files.whole(self.SHA)
        with pytest.raises(KeyError):
            list(files.read(self.SHA))
        assert files.finish(self.SHA, len(self.DATA))
        assert files.whole(self.SHA)
        assert b"".join(files.read(self.SHA)) == self.DATA
        assert files.wanted() == ()

    def test_a_wrong_file_is_thrown_away_to_be_fetched_again(self, files):
        files.want(self.SHA, MatterId("m"), len(self.DATA))
        files.append(self.SHA, 0, b"x" * len(self.DATA))
        assert not files.finish(self.SHA, len(self.DATA))
        assert (files.at(self.SHA), files.whole(self.SHA)) == (0, False)
        assert files.wanted() == ((self.SHA, "m", len(self.DATA)),)

    def test_what_the_centre_lost_is_lost_until_it_comes(self, stores):
        assert not stores.files.lost(self.SHA)
        assert stores.files.note_lost(self.SHA, lost=True)
        assert not stores.files.note_lost(self.SHA, lost=True)
        files = stores.again().files
        assert files.lost(self.SHA)
        assert not files.lost("a" * 64)
        assert files.note_lost(self.SHA, lost=False)
        assert not files.lost(self.SHA)
        files.note_lost(self.SHA, lost=True)
        files.append(self.SHA, 0, self.DATA[:10])
        assert not files.lost(self.SHA)

    def test_the_newest_wish_comes_first(self, files):
        files.want("a" * 64, MatterId("m"), 5)
        files.want("b" * 64, MatterId("n"), 6)
        files.want("a" * 64, MatterId("m"), 5)
        assert files.wanted() == (("a" * 64, "m", 5), ("b" * 64, "n", 6))
