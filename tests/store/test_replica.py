import msgspec
import pytest

from oa_client.app.checking import verify
from oa_client.app.ports import Settlement
from oa_client.app.reading import ListName
from oa_client.app.replica import Feed, Held
from oa_client.domain.decision import Command
from oa_client.domain.kinds import TABLES, Kinds
from oa_client.domain.matter import EntryType, MatterId, Row
from oa_client.domain.people import PostId, Role
from oa_client.protocol import record
from oa_client.protocol.messages import Header, Outcome, WireEntry
from oa_client.store.codec import row_of
from oa_client.store.engine import Database
from oa_client.store.page import Page
from oa_client.store.profile import open_profile
from tests.store.centre import KEY

M = MatterId("9-1")


def told(profile, centre, *ids):
    with profile.replica.page() as page:
        for id in ids:
            centre.tell(page, id)


def test_entries_beyond_the_prefix_wait_and_are_drained_in_order(profile, centre):
    centre.circulate(3, M, "通知", ["p1", "p4", "p5"])
    for person in (1, 4, 5):
        centre.read(person, M)
    wires = centre.entries[M]
    with profile.replica.page() as page:
        page.say_seen(M, 3, 4)
        for v in (4, 2, 3, 3):
            page.put_entry(M, v, wires[v - 1])
        assert (page.held(M).have, page.held(M).head, page.held(M).full) == (0, 4, True)
    assert profile.library.record(M) is None
    assert profile.replica.wants(5) == ((M, 0),)
    with profile.replica.page() as page:
        page.put_entry(M, 1, wires[0])
        stored = [record.Stored(bytes(w.e), bytes(w.d)) for w in wires]
        assert page.held(M) == Held(4, 4, 3, -1, full=True, link=record.head(M, stored))
    assert profile.replica.wants(5) == ()
    assert profile.library.stored(M) == tuple(stored)
    assert verify(profile.library, M).good


def test_a_page_that_fails_leaves_everything_as_it_was(profile, centre):
    centre.circulate(3, M, "防汛通知", ["p1"])
    profile.replica.take_changes()
    before = profile.replica.feed()

    def fail():
        with profile.replica.page() as page:
            centre.tell(page, M)
            page.set_position((9, 1, M))
            page.set_walk(("upto", 0, 9), "x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert profile.replica.feed() == before
    assert profile.library.record(M) is None
    assert profile.library.search("防汛").ids == ()
    assert not profile.replica.take_changes()


def test_the_feed_is_kept_over_closing(profile, folder):
    with profile.replica.page() as page:
        page.set_position((5, 1, "x"))
        page.set_walk(("upto", 0, 5), "")
        page.set_walk(("at", 3, 3), "p")
        page.set_walk(("upto", 0, 5), "q")
    expected = Feed(1, (5, 1, "x"), ((("upto", 0, 5), "q"), (("at", 3, 3), "p")))
    assert profile.replica.feed() == expected
    profile.close()
    again = open_profile(folder, KEY)
    assert again.replica.feed() == expected
    with again.replica.page() as page:
        page.end_walk(("upto", 0, 5))
        assert page.feed().walks == ((("at", 3, 3), "p"),)
    again.close()


def test_one_changed_byte_in_a_stored_record_is_found(profile, centre):
    centre.circulate(3, M, "通知", ["p1"])
    centre.read(1, M)
    told(profile, centre, M)
    assert verify(profile.library, M).good
    for column in ("envelope", "data"):
        with profile._databases[1].write() as connection:
            old = connection.exec_driver_sql(f"SELECT {column} FROM entry WHERE v = 2").scalar()
            changed = bytes(old).replace(b"e", b"f", 1)
            assert changed != old
            connection.exec_driver_sql(f"UPDATE entry SET {column} = ? WHERE v = 2", (changed,))
        assert not verify(profile.library, M).good
        with profile._databases[1].write() as connection:
            connection.exec_driver_sql(f"UPDATE entry SET {column} = ? WHERE v = 2", (old,))
    assert verify(profile.library, M).good


def test_a_header_shows_until_the_record_is_here(profile, centre):
    centre.circulate(1, M, "通知", ["p4"])
    with profile.replica.page() as page:
        page.say_seen(M, 1, 1)
        page.put_header(centre.header(M))
    shown = profile.library.record(M)
    assert (shown.row.title, shown.matter, shown.whole) == ("通知", None, False)
    assert profile.library.ids(ListName.SENT) == (M,)
    assert not profile.library.rows(ListName.SENT, [M])[0].whole
    assert [(x.matter, x.row.title, x.whole) for x in profile.library.headed([M])] == [(M, "通知", False)]
    assert profile.replica.wants(5) == ()
    profile.replica.want_full(M)
    assert profile.replica.wants(5) == ((M, 0),)
    told(profile, centre, M)
    assert profile.library.record(M).whole
    assert profile.replica.wants(5) == ()


def test_a_title_is_found_before_its_record_is_here_and_once_when_it_is(profile, centre):
    centre.circulate(1, M, "关于防汛排涝的通知", ["p4"])
    header = centre.header(M)
    with profile.replica.page() as page:
        page.say_seen(M, 1, 1)
        page.put_header(Header(header.m, header.v, header.number, header.kind, header.edition, header.row, full=True))
    assert (profile.library.search("防汛").ids, profile.library.search("防汛").total) == ((M,), 1)
    assert profile.library.search("抗旱").ids == ()
    told(profile, centre, M)
    assert (profile.library.search("防汛").ids, profile.library.search("防汛").total) == ((M,), 1)


def test_wants_my_open_tasks_first_then_as_the_walk_listed_them(profile, centre):
    for n in range(5):
        centre.circulate(7, f"9-{n}", "通知", ["p1" if n == 3 else "p4"])
    told(profile, centre, "9-3")
    centre.read(4, "9-3", "x")
    with profile.replica.page() as page:
        for n in (4, 2, 1):
            page.say_seen(f"9-{n}", 5, 1)
            page.put_header(centre.header(f"9-{n}", full=True))
        page.say_seen("9-3", 5, 9)
    assert [m for m, _ in profile.replica.wants(9)] == ["9-3", "9-4", "9-2", "9-1"]
    profile.replica.want_full(MatterId("9-1"))
    with profile.replica.page() as page:
        page.say_seen("9-0", 5, 1)
        page.put_header(centre.header("9-0"))
    profile.replica.want_full(MatterId("9-0"))
    assert [m for m, _ in profile.replica.wants(2)] == ["9-3", "9-0"]


def test_wants_a_task_named_later_before_what_only_moved_and_was_wanted_long_ago(profile, centre):
    for n in range(4):
        centre.circulate(7, f"9-{n}", "通知", ["p4"])
    with profile.replica.page() as page:
        for n in (0, 1):
            page.say_seen(f"9-{n}", 5, 1)
            page.put_header(centre.header(f"9-{n}", full=True))
    with profile.replica.page() as page:
        for n in (3, 1, 2):
            page.say_seen(f"9-{n}", 6, 1)
            page.put_header(msgspec.structs.replace(centre.header(f"9-{n}", full=True), task=n != 2))
    assert [m for m, _ in profile.replica.wants(9)] == ["9-3", "9-1", "9-0", "9-2"]
    profile.replica.want_full(MatterId("9-2"))
    assert profile.replica.wants(1) == (("9-2", 0),)


def test_a_newer_statement_that_it_is_visible_stands_against_an_older_forget(profile, centre):
    centre.circulate(3, M, "通知", ["p1"])
    with profile.replica.page() as page:
        centre.tell(page, M)
        page.say_seen(M, 9, 1)
        page.forget(M, 8)
        assert page.held(M).have == 1
        page.forget(M, 9)
        assert page.held(M) == Held(seen_at=9, gone_at=9)


def test_a_post_is_read_with_its_later_roles_and_without_those_nobody_here_knows(profile):
    with profile.replica.page() as page:
        page.put_row("unit", "1", {"name": "海曙区", "parent": None, "level": "district", "order": 1}, 1)
        told = {"unit": 1, "title": "区长", "roles": ["leader", "oracle"], "more_roles": ["principal", "seer"]}
        page.put_row("post", "12", told, 2)
    assert profile.library.directory().posts[12].roles == {Role.LEADER, Role.PRINCIPAL}


def test_rows_follow_their_newest_statement(profile):
    with profile.replica.page() as page:
        page.put_row("settings", "a", {"v": 2}, 5)
        page.put_row("settings", "a", {"v": 1}, 4)
    assert profile.library.row("settings", "a") == {"v": 2}
    profile.outbox.queue_row("settings", "a", {"v": 3})
    assert profile.library.row("settings", "a") == {"v": 3}
    with profile.replica.page() as page:
        page.put_row("settings", "b", None, 5)
    assert profile.library.row("settings", "b") is None


def test_what_a_page_changed_is_told_once(profile, centre):
    centre.circulate(3, M, "通知", ["p1"])
    profile.replica.take_changes()
    with profile.replica.page() as page:
        centre.tell(page, M)
        page.put_row("settings", "a", {}, 1)
        page.set_position((1, 1, M))
    changes = profile.replica.take_changes()
    assert (changes.matters, changes.rows, changes.feed) == ({M}, {"settings"}, True)
    assert not profile.replica.take_changes()


def test_settlements_say_what_is_proved_and_nothing_else(profile, centre):
    for n in (1, 2, 3):
        profile.outbox.queue(Command(M, "circulation", "add_note", {"opinion": "x"}), PostId(1), n)
    centre.circulate(3, M, "通知", ["p1"])
    centre.read(1, M, n=1)
    told(profile, centre, M)
    with profile.replica.page() as page:
        page.put_outcome(Outcome(2, "l", code="busy"))
    one, two = profile.replica.settlements([1, 2, 3])
    assert (one.n, one.shown, bytes(one.entry.e)) == (1, True, bytes(centre.entries[M][1].e))
    assert two == Settlement(2, outcome=Outcome(2, "l", code="busy"))
    with profile.replica.page() as page:
        page.put_outcome(Outcome(2, "a", v=9))
        page.put_outcome(Outcome(2, "l"))
        page.forget(M, 99)
    assert profile.replica.settlements([2])[0] == Settlement(2, gone=True, outcome=Outcome(2, "a", v=9))


def test_another_devices_entry_of_the_same_number_proves_nothing(profile, centre):
    profile.outbox.queue(Command(MatterId("9-2"), "circulation", "add_note", {}), PostId(1), 1)
    centre.circulate(3, M, "通知", ["p1"], n=1)
    told(profile, centre, M)
    assert profile.replica.settlements([1]) == ()


def test_an_unknown_edition_is_shown_by_its_title_and_kept_whole(profile):
    entry = [M, 1, "opened", 1, 100, 3, 3, 2, None, None]
    data = {"kind": "circulation", "edition": 99, "action": "circulate", "fields": {"title": "将来的事项"}}
    wires = [
        WireEntry(msgspec.Raw(msgspec.json.encode(entry)), msgspec.Raw(msgspec.json.encode(data))),
        WireEntry(msgspec.Raw(b'["9-1",2,"teleported",1,200,3,3,2,null,null]'), msgspec.Raw(b"{}")),
    ]
    with profile.replica.page() as page:
        page.put_entry(M, 1, wires[0])
    shown = profile.library.record(M)
    assert (shown.row.title, shown.matter, shown.known) == ("将来的事项", None, False)
    with profile.replica.page() as page:
        page.put_entry(M, 2, wires[1])
    shown = profile.library.record(M)
    assert (shown.row.title, shown.matter, shown.known) == ("将来的事项", None, False)
    assert len(profile.library.stored(M)) == 2
    assert profile.library.search("将来").ids == (M,)


def test_what_came_before_its_table_is_work_once_a_build_knows_it(folder, centre):
    """A colleague drafts with the new version before this device has it; then this device gets it too."""
    without = Kinds(tuple(table for table in TABLES if table.kind != "circulation"))
    forget_kinds(folder)
    older = open_profile(folder, KEY, kinds=without)
    centre.circulate(3, M, "请阅", ["p1"])
    told(older, centre, M)
    assert (older.library.record(M).matter, in_hand(older)) == (None, ())
    older.close()
    newer = open_profile(folder, KEY)
    assert in_hand(newer) == (M,)
    newer.close()


def test_what_is_of_an_edition_that_was_known_is_not_worked_out_again(folder, centre, monkeypatch):
    """A new edition of a kind says nothing of a hundred thousand matters under the old one."""
    forget_kinds(folder)
    older = open_profile(folder, KEY, kinds=Kinds(tuple(one for one in TABLES if one.edition == 1)))
    centre.circulate(3, M, "请阅", ["p1"])
    told(older, centre, M)
    older.close()
    again = []
    monkeypatch.setattr(Page, "reread", lambda _, matters: again.extend(matters))
    open_profile(folder, KEY).close()
    assert again == []


def in_hand(profile):
    return profile.library.ids(ListName.TODO) + profile.library.ids(ListName.TOREAD)


def forget_kinds(folder):
    db = Database(folder / "replica.db", KEY)
    with db.write() as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE key = 'kinds'")
    db.close()


ROW = Row("购置排水泵", "vice_head", 3, 2, 5, 7, "urgent", "海政发〔2026〕1号", 9, 1, 1, 2, True, "区财政局", 11, "2026-1", 13, 86_000_50,
          "internal")  # fmt: skip


def test_all_that_a_list_shows_of_a_matter_comes_with_its_header():
    """A new thing a row says is not left behind on the way."""
    sent = msgspec.json.decode(msgspec.json.encode(ROW))
    assert all(sent.values()), "each is filled in, so that none is missed"
    assert row_of(sent) == ROW


@pytest.mark.parametrize("kind", ["fiscal", "supervision"])
def test_what_an_older_build_listed_otherwise_is_listed_anew_once(folder, kind):
    older = open_profile(folder, KEY)
    with older.replica.page() as page:
        page.put_header(Header(M, 1, 5, kind, 1, msgspec.to_builtins(ROW)))
    older.close()
    db = Database(folder / "replica.db", KEY)
    with db.write() as connection:
        connection.exec_driver_sql("DELETE FROM listing")
        connection.exec_driver_sql("DELETE FROM meta WHERE key = 'views'")
    db.close()
    newer = open_profile(folder, KEY)
    assert newer.library.rows(ListName.LEDGER, [M])[0].row == ROW
    with newer._databases[1].write() as connection:
        connection.exec_driver_sql("DELETE FROM listing")
    newer.close()
    again = open_profile(folder, KEY)
    assert again.library.ids(ListName.LEDGER) == (), "it was noted, and is not done at every start"
    again.close()


def test_a_header_of_another_programs_making_does_no_harm(profile):
    with profile.replica.page() as page:
        page.put_header(Header(M, 1, 5, "circulation", 1, {"title": "标题", "opener": "x", "new": 1}))
        page.put_header(Header("9-2", 1, 6, "circulation", 1, {}))
        page.put_row("person", "x", {"name": 5}, 1)
        page.put_row("person", "70", {"name": 5}, 1)
    assert profile.library.record(M).row.title == "标题"
    assert 70 not in profile.library.directory().people


def test_resolve_finds_by_the_beginning_and_the_exact_one_alone(profile, centre):
    for id in ("9-1", "9-12", "9-13"):
        centre.circulate(3, id, "通知", ["p1"])
    told(profile, centre, *centre.entries)
    kept = profile.outbox.queue(
        Command(
            MatterId(""),
            "circulation",
            "circulate",
            {"title": "x", "mode": "parallel", "purpose": "action", "readers": [["p4"]]},
            edition=1,
        ),
        PostId(1),
        5,
    )
    assert profile.library.resolve("9-1") == ("9-1",)
    assert profile.library.resolve("9-") == ("9-1", "9-12", "9-13")
    assert profile.library.resolve("7-") == (kept.command.matter,)
    assert profile.library.resolve("") == ()


def test_every_entry_type_can_be_read_back(centre):
    assert {EntryType(e.value) for e in EntryType} == set(EntryType)
