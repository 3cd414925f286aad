import hashlib

import pytest

from oa_client.app.ports import PendingRow, Settlement, Standing
from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId, TrackId
from oa_client.domain.people import PostId, Scope
from oa_client.protocol.messages import Outcome
from oa_client.store.profile import open_profile
from tests.store.centre import KEY, SESSION, archived

READ = Command(MatterId("9-1"), "circulation", "mark_read", {"opinion": "同意"}, holders={TrackId(4): Scope("p2")})
OPEN = Command(MatterId(""), "circulation", "circulate", {"title": "通知"})


def queue(outbox, command=READ, at=100, **more):
    return outbox.queue(command, PostId(1), at, **more)


def test_what_is_queued_survives_closing_and_keeps_every_word(profile, folder):
    profile.outbox.save_draft("act/9-1", {"opinion": "同"}, 5)
    kept = queue(profile.outbox, draft="act/9-1", not_before=110)
    profile.close()
    again = open_profile(folder, KEY)
    assert again.outbox.pending() == (kept,)
    assert again.outbox.draft("act/9-1") is None
    assert again.outbox.session() == SESSION
    again.close()


def test_an_opening_command_is_named_after_device_and_number(profile):
    assert queue(profile.outbox).n == 1
    assert queue(profile.outbox, OPEN).command.matter == "7-2"


def test_numbers_never_come_again_after_withdrawing(profile):
    first = queue(profile.outbox, OPEN)
    assert profile.outbox.withdraw(first.n) == (first,)
    assert queue(profile.outbox, OPEN).n == 2
    draft = profile.outbox.draft("withdrawn/1")
    assert draft.data == {
        "matter": "7-1",
        "kind": "circulation",
        "action": "circulate",
        "track": None,
        "fields": {"title": "通知"},
    }


def test_what_was_sent_cannot_be_taken_back_even_when_the_centre_says_later(profile):
    kept = queue(profile.outbox)
    profile.outbox.mark_sent([kept.n])
    assert profile.outbox.withdraw(kept.n) == ()
    profile.outbox.settle([Settlement(kept.n, outcome=Outcome(kept.n, "l", code="busy"))])
    assert profile.outbox.withdraw(kept.n) == ()
    assert profile.outbox.pending()[0].code == "busy"
    assert profile.outbox.draft(f"withdrawn/{kept.n}") is None


def test_refused_words_stay_until_their_author_puts_them_away(profile):
    kept = queue(profile.outbox)
    said = [Settlement(kept.n, outcome=Outcome(kept.n, "r", code="recalled", facts={"by": 3}))]
    assert profile.outbox.settle(said)
    assert not profile.outbox.settle(said)
    (refused,) = profile.outbox.refused()
    assert (refused.command, refused.code, refused.facts) == (READ, "recalled", {"by": 3})
    assert profile.outbox.pending() == ()
    profile.outbox.put_away(kept.n)
    assert profile.outbox.refused() == ()
    assert [p.command for p in archived(profile.outbox)] == [READ]


def test_accepted_stays_in_the_overlay_until_its_entry_is_shown(profile):
    kept = queue(profile.outbox)
    accepted = Outcome(kept.n, "a", v=3, receipt="mac")
    profile.outbox.settle([Settlement(kept.n, outcome=accepted)])
    assert profile.outbox.pending()[0].standing is Standing.ACCEPTED
    profile.outbox.settle([Settlement(kept.n, shown=True, outcome=accepted)])
    assert profile.outbox.pending() == ()
    assert not profile.outbox.settle([Settlement(kept.n, shown=True, outcome=accepted)])


def test_only_an_accepted_command_leaves_because_its_matter_is_gone(profile):
    waiting, taken = queue(profile.outbox), queue(profile.outbox)
    profile.outbox.settle([Settlement(waiting.n, gone=True)])
    profile.outbox.settle([Settlement(taken.n, gone=True, outcome=Outcome(taken.n, "a"))])
    assert [p.n for p in profile.outbox.pending()] == [waiting.n]


def test_after_a_restore_settled_commands_go_up_again_in_their_order_with_their_receipts(profile):
    old, gone, new, open_one = (queue(profile.outbox, at=at) for at in (10, 100, 110, 120))
    for n, receipt in ((old.n, "r1"), (new.n, "r3")):
        profile.outbox.settle([Settlement(n, shown=True, outcome=Outcome(n, "a", receipt=receipt))])
    profile.outbox.settle([Settlement(gone.n, gone=True, outcome=Outcome(gone.n, "a", receipt="r2"))])
    assert profile.outbox.reoffer([(old.n, old.n)]) == 2
    assert [(p.n, p.receipt, p.standing) for p in profile.outbox.pending()] == [
        (gone.n, "r2", Standing.SENT),
        (new.n, "r3", Standing.SENT),
        (open_one.n, "", Standing.QUEUED),
    ]
    assert profile.outbox.withdraw(new.n) == ()
    assert profile.outbox.reoffer([(old.n, old.n)]) == 0


def test_row_changes_replace_and_a_later_change_is_not_taken_for_done(profile):
    outbox = profile.outbox
    outbox.queue_row("read", "9-1", {"at": 1})
    outbox.queue_row("read", "9-2", {"at": 1})
    sent = outbox.pending_rows(10)
    outbox.queue_row("read", "9-1", {"at": 2})
    outbox.rows_done(sent)
    (left,) = outbox.pending_rows(10)
    assert (left.kind, left.key, left.data) == ("read", "9-1", {"at": 2})
    outbox.rows_done([PendingRow("read", "9-1", {}, left.serial)])
    assert outbox.pending_rows(10) == ()


def test_drafts_newest_first(profile):
    for key, at in (("a", 5), ("b", 9), ("c", 9)):
        profile.outbox.save_draft(key, {"k": key}, at)
    profile.outbox.save_draft("a", {"k": "again"}, 7)
    assert [d.key for d in profile.outbox.drafts()] == ["c", "b", "a"]
    profile.outbox.drop_draft("c")
    assert profile.outbox.draft("c") is None


def test_an_own_file_is_copied_in_parts_and_goes_up_once_a_command_names_it(profile, tmp_path):
    data = bytes(range(256)) * 3000
    path = tmp_path / "附件.docx"
    path.write_bytes(data)
    ref = profile.outbox.add_file(path, "附件.docx")
    assert (ref.size, ref.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    path.unlink()
    assert profile.outbox.uploads() == ()
    named = Command(
        MatterId(""),
        "circulation",
        "circulate",
        {"files": [{"sha256": ref.sha256, "name": ref.name, "size": ref.size}]},
    )
    kept = queue(profile.outbox, named)
    (upload,) = profile.outbox.uploads()
    assert (upload.file, upload.at) == (ref, 0)
    for at, size in ((0, 10), (262_140, 10), (262_144, 300_000), (700_000, 500_000), (len(data), 5)):
        assert profile.outbox.file_bytes(ref.sha256, at, size) == data[at : at + size]
    assert profile.outbox.file_bytes("0" * 64, 0, 1) is None
    profile.outbox.settle([Settlement(kept.n, shown=True, outcome=Outcome(kept.n, "a"))])
    assert profile.outbox.uploads(), "an accepted command's bytes are still on their way"
    profile.outbox.uploaded(ref.sha256, ref.size)
    assert profile.outbox.uploads() == ()


def test_a_copy_cut_short_leaves_nothing(profile, folder, monkeypatch, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"x" * 600_000)
    monkeypatch.setattr(type(profile.outbox), "_name", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        profile.outbox.add_file(path, "x")
    monkeypatch.undo()
    profile.close()
    again = open_profile(folder, KEY)
    assert again.outbox.add_file(path, "y").name == "y"
    again.close()
