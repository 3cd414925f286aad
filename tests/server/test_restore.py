"""A restored centre: what comes back, what waits, what is refused, and how it notices that it was restored."""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import insert, select

from oa_client.domain.people import PersonId
from oa_client.protocol.messages import CommandUp, Outcome, RowUp, SyncRequest
from oa_client.protocol.record import Stored, head, read
from oa_client.wording.sentences import sentence
from server_stub import tables as t
from server_stub.audit import broken_at
from server_stub.centre import Centre
from server_stub.commands import Caller
from server_stub.entries import wire
from server_stub.fold import load, record
from server_stub.mark import EVERY, Mark
from server_stub.problems import Refusal
from server_stub.restore_report import Gap
from server_stub.restoring import REFUSED
from server_stub.rows import get_row
from server_stub.serve import RESTORING
from tests.server.office import KINDS, Office


def entries(office: Office, matter: str) -> list[Stored]:
    with office.centre.database.read() as connection:
        return record(connection, matter)


def fields_of(stored: Stored) -> dict[str, object]:
    found: dict[str, object] = json.loads(stored.data)["fields"]
    return found


@dataclass
class Kept:
    """A command as its author's device keeps it: with the receipt and, once seen, the entry."""

    person: int
    up: CommandUp
    receipt: str
    entry: Stored

    def again(self, **other: object) -> CommandUp:
        up = self.up
        given = {"receipt": self.receipt, "stored": wire(self.entry)} | other
        return CommandUp(up.n, up.matter, up.kind, up.action, up.post, up.made_at, up.fields, **given)  # type: ignore[arg-type]


def act(
    office: Office, person: int, action: str, matter: str = "", *, kind: str = "paper", post: int = 0, **fields: object
) -> Kept:
    up = office.up(person, action, matter, kind=kind, **fields)
    up = msgspec.structs.replace(up, post=post or up.post)
    (outcome,) = office.send(person, up)
    assert outcome.s == "a", outcome
    return Kept(person, up, outcome.receipt, entries(office, up.matter)[-1])


def brought(office: Office, kept: Kept, **other: object) -> Outcome:
    return office.send(kept.person, kept.again(**other))[0]


def test_the_same_entries_come_back_bytes_and_all_and_need_no_closing() -> None:
    for closed in (False, True):
        office = Office.open()
        backup = office.centre.snapshot()
        opened = act(office, 9, "write", to=["p9", "p1"], title="原件")
        said = act(office, 9, "say", opened.up.matter, opinion="办")
        kept = entries(office, opened.up.matter)
        before, old = head(opened.up.matter, kept), office.centre.epoch
        office.centre.restore(backup)
        if closed:
            office.centre.close_restore()
        assert office.centre.epoch != old
        assert entries(office, opened.up.matter) == []
        office.clock.now += 5000
        outcomes = office.send(9, opened.again(), said.again())
        assert [(o.s, o.v) for o in outcomes] == [("a", 1), ("a", 2)]
        assert entries(office, opened.up.matter) == kept
        assert head(opened.up.matter, entries(office, opened.up.matter)) == before


def two_authors(office: Office) -> tuple[Kept, Kept, Kept]:
    opened = act(office, 9, "write", to=["p9", "p1"], title="会商")
    first = act(office, 9, "say", opened.up.matter, opinion="甲")
    return opened, first, act(office, 1, "say", opened.up.matter, opinion="乙")


@pytest.mark.parametrize("opened_too", [False, True])
def test_whoever_comes_before_his_predecessor_waits_and_is_taken_when_the_chain_fits(opened_too: bool) -> None:
    office = Office.open()
    backup = office.centre.snapshot()
    opened, first, second = two_authors(office)
    kept = entries(office, opened.up.matter)
    office.centre.restore(backup)
    if opened_too:
        assert brought(office, opened).s == "a"
    for _ in range(2):
        assert brought(office, second) == Outcome(second.up.n, "l", code="restoring")
    assert [o.s for o in office.send(9, opened.again(), first.again())] == ["a", "a"]
    assert brought(office, second).v == 3
    assert entries(office, opened.up.matter) == kept
    assert office.centre.restore_report().gaps == ()


def test_what_does_not_fit_when_the_restore_is_closed_is_refused_and_listed() -> None:
    office = Office.open()
    backup = office.centre.snapshot()
    opened, first, second = two_authors(office)
    third = act(office, 1, "say", opened.up.matter, opinion="再")
    office.centre.restore(backup)
    brought(office, opened)
    assert [o.code for o in office.send(1, second.again(), third.again())] == ["restoring", "behind"]
    gap = Gap(opened.up.matter, "会商", 1, lost=(2,), waiting=((3, 1), (4, 1)))
    assert office.centre.restore_report().gaps == (gap,)
    office.centre.close_restore()
    assert [(o.s, o.code) for o in office.send(1, second.again(), third.again())] == [("r", REFUSED)] * 2
    report = office.centre.restore_report()
    assert (report.restoring, report.gaps) == (False, (Gap(gap.matter, "会商", 1, (2,), (), gap.waiting),))
    assert brought(office, first).s == "a"
    again = act(office, 1, "say", opened.up.matter, opinion="重交")
    assert [fields_of(e).get("opinion") for e in entries(office, again.up.matter)] == [None, "甲", "重交"]


def test_an_entry_whose_place_was_taken_since_is_refused() -> None:
    office = Office.open()
    opened = act(office, 9, "write", to=["p9"])
    backup = office.centre.snapshot()
    said = act(office, 9, "say", opened.up.matter, opinion="甲")
    office.centre.restore(backup)
    office.centre.close_restore()
    act(office, 9, "say", opened.up.matter, opinion="先到")
    assert brought(office, said).code == REFUSED
    assert len(entries(office, opened.up.matter)) == 2


def test_a_receipt_nobody_gave_proves_nothing_and_other_bytes_do_not_come_back() -> None:
    office = Office.open()
    matter = act(office, 9, "write", to=["p9"]).up.matter
    backup = office.centre.snapshot()
    said = act(office, 9, "say", matter, opinion="甲")
    forged = Stored(said.entry.envelope, said.entry.data.replace("甲".encode(), "乙".encode()))
    office.centre.restore(backup)
    assert brought(office, said, stored=wire(forged)).code == REFUSED
    v, h, epoch, mac = said.receipt.split(":")
    wrong = [f"{v}:{h}:{epoch}:{mac[:-2]}00", f"{v}:{h}:{int(epoch) + 1}:{mac}", f"2:{h}:{mac}", "x", "1:2:3"]
    for n, receipt in enumerate(wrong):
        office.centre.restore(backup)
        office.clock.now += 999
        assert brought(office, said, receipt=receipt) == Outcome(said.up.n, "l", code="restoring"), n
        assert office.centre.restore_report().gaps == ()
        office.centre.close_restore()
        assert brought(office, said, receipt=receipt).s == "a", n
        assert read(entries(office, matter)[-1]).at == office.clock.now
        assert fields_of(entries(office, matter)[-1])["opinion"] == "甲"


def test_one_accepted_whose_author_never_had_the_entry_is_decided_anew_after_the_closing() -> None:
    office = Office.open()
    matter = act(office, 9, "write", to=["p9"]).up.matter
    backup = office.centre.snapshot()
    said = act(office, 9, "say", matter, opinion="甲")
    office.centre.restore(backup)
    assert brought(office, said, stored=None).code == "restoring"
    office.centre.close_restore()
    assert brought(office, said, stored=None).v == 2


def test_what_went_with_an_entry_comes_back_as_of_its_moment() -> None:
    office = Office.open()
    backup = office.centre.snapshot()
    opened = act(office, 9, "write", to=["p9"], title="源")
    sent_on = act(office, 9, "spawn", opened.up.matter, to=["p9"])
    number = act(office, 9, "number", opened.up.matter, number="12号")
    linked = f"{office.device(9).device}-{sent_on.up.n}.1"
    kept = entries(office, linked)
    assert len(kept) == 1
    office.centre.restore(backup)
    office.clock.now += 5000
    assert [o.s for o in office.send(9, opened.again(), sent_on.again(), number.again())] == ["a"] * 3
    assert entries(office, linked) == kept
    office.centre.close_restore()
    other = act(office, 9, "write", to=["p9"])
    assert office.send(9, office.up(9, "number", other.up.matter, number="12号"))[0].code == "already_taken"


def test_what_follows_from_an_entry_draws_no_number_that_another_may_bring_back() -> None:
    office = Office.open()
    office.move(2, 1)
    document = {"title": "文", "issuer": "市局", "handling": "action"}
    one = office.do(1, "register", kind="incoming", **document)
    office.do(1, "propose", one, kind="incoming", opinion="拟办。")
    backup = office.centre.snapshot()
    written = {"leader": "p9", "instructed_at": office.clock.now, "words": "速办。"}
    recorded = act(office, 2, "record", kind="instruction", post=1, title="批示", **written)
    followed = act(office, 1, "follow_through", one, kind="incoming", **written)
    office.centre.restore(backup)
    assert brought(office, followed).s == "a"
    assert brought(office, recorded).s == "a"
    office.centre.close_restore()
    linked = f"{office.device(1).device}-{followed.up.n}.1"
    task = {"manner": "hand_over", "lead": "p1", "due": office.clock.now + 86_400}
    office.do(1, "assign", linked, kind="instruction", **task)
    assert numbers(office, recorded.up.matter, linked) == ["2026-1", "2026-2"]


def followed_and_recorded(office: Office) -> tuple[Path, Kept, str, Kept]:
    """A backup from before two instructions: one of a document, which got number 1, one by itself, which got 2."""
    office.move(2, 1)
    document = {"title": "文", "issuer": "市局", "handling": "action"}
    one = office.do(1, "register", kind="incoming", **document)
    office.do(1, "propose", one, kind="incoming", opinion="拟办。")
    backup = office.centre.snapshot()
    written = {"leader": "p9", "instructed_at": office.clock.now, "words": "速办。"}
    followed = act(office, 1, "follow_through", one, kind="incoming", **written)
    linked = f"{office.device(1).device}-{followed.up.n}.1"
    recorded = act(office, 2, "record", kind="instruction", post=1, title="批示", **written)
    assert numbers(office, linked, recorded.up.matter) == ["2026-1", "2026-2"]
    return backup, followed, linked, recorded


@pytest.mark.parametrize("first", ["followed", "recorded"])
def test_an_act_brings_back_the_number_of_what_followed_from_it(first: str) -> None:
    office = Office.open()
    backup, followed, linked, recorded = followed_and_recorded(office)
    kept = entries(office, linked)
    office.centre.restore(backup)
    office.clock.now += 5000
    for one in (followed, recorded) if first == "followed" else (recorded, followed):
        assert brought(office, one).s == "a"
    assert entries(office, linked) == kept
    assert numbers(office, linked, recorded.up.matter) == ["2026-1", "2026-2"]
    office.centre.rebuild()
    office.centre.close_restore()
    written = {"leader": "p9", "instructed_at": office.clock.now, "words": "再办。"}
    assert numbers(office, office.do(1, "record", kind="instruction", title="又一件", **written)) == ["2026-3"]


def test_the_number_of_what_followed_is_not_given_back_to_two() -> None:
    office = Office.open()
    backup, followed, linked, _recorded = followed_and_recorded(office)
    office.centre.restore(backup)
    office.centre.close_restore()
    written = {"leader": "p9", "instructed_at": office.clock.now, "words": "再办。"}
    other = office.do(1, "record", kind="instruction", title="先来的", **written)
    assert numbers(office, other) == ["2026-1"]
    assert brought(office, followed).code == "already_taken"
    assert entries(office, linked) == []


def numbers(office: Office, *matters: str) -> list[object]:
    """The numbers in the ledger of instructions."""
    with office.centre.database.read() as connection:
        folds = [load(connection, office.centre.kinds, matter) for matter in matters]
    return [fold.state.fields.get("ledger_number") for fold in folds if fold is not None and fold.state is not None]


def test_a_number_given_to_another_since_the_closing_does_not_come_back_twice() -> None:
    office = Office.open()
    one, two = (act(office, 9, "write", to=["p9"]).up.matter for _ in range(2))
    backup = office.centre.snapshot()
    number = act(office, 9, "number", one, number="12号")
    office.centre.restore(backup)
    office.centre.close_restore()
    act(office, 9, "number", two, number="12号")
    assert brought(office, number).code == "already_taken"
    assert len(entries(office, one)) == 1


# ---------------------------------------------------------------- while it gathers


def test_until_it_is_closed_no_new_command_takes_a_place_that_may_be_taken() -> None:
    office = Office.open()
    matter = act(office, 9, "write", to=["p9"]).up.matter
    office.centre.restore(office.centre.snapshot())
    ups = [office.up(9, "number", matter, number="3号"), office.up(9, "write", to=["p9"])]
    assert [office.send(9, up)[0].code for up in ups] == ["restoring", "restoring"]
    office.centre.close_restore()
    assert [office.send(9, up)[0].s for up in ups] == ["a", "a"]


def test_readme_sentence_and_journal_say_of_what_waits_what_is_so() -> None:
    office = Office.open()
    sent = {"title": "防汛通知", "mode": "sequential", "purpose": "information", "readers": [["p9"], ["p2"]]}
    matter = office.do(1, "circulate", kind="circulation", **sent)
    office.device(9)
    office.centre.restore(office.centre.snapshot())
    circulated = office.up(1, "circulate", kind="circulation", **sent)
    read_ = office.up(9, "mark_read", matter, kind="circulation", opinion="已阅")
    assert [office.send(p, up)[0].code for p, up in ((1, circulated), (9, read_))] == ["restoring"] * 2
    assert office.do(3, "circulate", kind="circulation", **sent)  # a device registered since
    office.centre.close_restore()
    assert [office.send(p, up)[0].s for p, up in ((1, circulated), (9, read_))] == ["a", "a"]
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for said in (readme, sentence("restoring"), RESTORING):
        assert "新办的都等着" in said
        assert "了结后自动提交" in said


def test_what_is_sent_by_a_device_registered_since_arrives_and_can_be_taken_back() -> None:
    office = Office.open()
    office.centre.restore(office.centre.snapshot())
    file = {"sha256": "a" * 64, "name": "通知.pdf", "size": 9}
    document = {"title": "通知", "issuer": "东街道", "files": [file]}
    exchange = office.do(1, "send", kind="exchange", receivers=["c3"], **document)
    office.do(1, "withdraw", exchange, kind="exchange", tracks=[0], reason="附件有误")
    with office.centre.database.read() as connection:
        arrived = load(connection, office.centre.kinds, f"{exchange}.1")
    assert arrived is not None
    assert arrived.state is not None
    assert arrived.state.stage == "withdrawn"


def test_a_matter_of_a_device_registered_since_is_whole_so_it_goes_on_but_claims_nothing() -> None:
    office = Office.open()
    office.device(9)
    office.centre.restore(office.centre.snapshot())
    matter = act(office, 1, "write", to=["p9", "p1"], title="新设备").up.matter
    act(office, 9, "say", matter, opinion="甲")
    assert [office.send(9, office.up(9, a, matter, number="1号"))[0].code for a in ("number",)] == ["restoring"]
    assert office.send(9, office.up(9, "write", to=["p9"]))[0].code == "restoring"
    spawn = office.up(1, "spawn", matter, to=["p1"])
    assert office.send(1, spawn)[0].s == "a"


def test_no_timer_goes_off() -> None:
    office = Office.open()
    matter = act(office, 9, "write", to=["p9"], alarm=office.clock.now + 50).up.matter
    office.centre.restore(office.centre.snapshot())
    office.clock.now += 99
    assert office.centre.run_timers() == 0
    assert len(entries(office, matter)) == 1
    office.centre.close_restore()
    assert office.centre.run_timers() == 1
    assert len(entries(office, matter)) == 2


def test_marks_of_reading_are_taken_as_of_when_they_were_made() -> None:
    office = Office.open()
    matter = act(office, 9, "write", to=["p9", "p1"]).up.matter
    opened = office.clock.now
    office.centre.restore(office.centre.snapshot())
    office.clock.now += 1000
    for person, at in ((9, opened + 500), (1, opened - 500)):
        row = RowUp("read", matter, {"at": at})
        office.centre.sync(office.device(person), SyncRequest(office.centre.epoch, rows=[row]))
    with office.centre.database.read() as connection:
        kept = [get_row(connection, "read", matter, owner) for owner in ("p9", "p1")]  # type: ignore[arg-type]
    assert kept == [{"at": opened + 500}, {"at": opened + 1000}], "nothing was read before it was there"


def test_nothing_is_taken_back_while_others_may_still_bring_what_followed_it() -> None:
    office = Office.open()
    backup = office.centre.snapshot()
    opened = office.up(9, "write", to=["p9", "p1"], title="原件")
    office.send(9, opened)
    office.centre.restore(backup)
    back = CommandUp(opened.n, opened.matter, opened.kind, "", opened.post, opened.made_at, void=True)
    (said,) = office.send(9, back)
    assert (said.s, said.code) == ("l", "restoring")
    office.centre.close_restore()
    assert office.send(9, back)[0].code == "withdrawn"


def test_nobody_learns_of_a_file_that_somebody_else_has_sent() -> None:
    office = Office.open()
    with office.centre.work() as work:
        values = {"sha256": "b" * 64, "person": 9, "size": 3, "at": 3, "stored": True}
        work.connection.execute(insert(t.upload).values(values))
    matter = act(office, 1, "write", to=["p1"]).up.matter
    for sha in ("b" * 64, "c" * 64):
        act(office, 1, "attach", matter, files=[{"sha256": sha, "name": "件.pdf", "size": 3}])
    old = office.centre.epoch
    office.centre.restore(office.centre.snapshot())
    assert said_again(office, office.device(1), old, 0)["lacking"] == ["b" * 64, "c" * 64]


def test_a_mark_that_cannot_be_written_starts_no_second_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office.open(tmp_path)
    act(office, 9, "write", to=["p9"])
    with caplog.at_level(logging.ERROR, "server_stub.keeping"), monkeypatch.context() as full:
        full.setattr(Mark, "reach", refuse_to_write)
        office.centre.new_epoch()
    for n in range(2 * EVERY):
        act(office, 9, "write", to=["p9"], title=str(n))
    office.centre.database.close()
    again = Office.open(tmp_path)
    assert not again.centre.restoring
    again.centre.close()


def refuse_to_write(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


# ---------------------------------------------------------------- how it notices


def said_again(office: Office, caller: Caller, epoch: int, position: int) -> dict[str, object]:
    with pytest.raises(Refusal) as refused:
        office.centre.sync(caller, SyncRequest(epoch, (position, 9, "")))
    assert (refused.value.status, refused.value.problem.code) == (409, "epoch")
    return refused.value.problem.facts


def test_a_device_is_told_which_of_its_commands_are_there_and_which_files_are_not() -> None:
    office = Office.open()
    act(office, 9, "write", to=["p9"])
    for _ in range(2):
        office.up(9, "say", "never sent")
    matter = act(office, 9, "write", to=["p9"]).up.matter
    file = {"sha256": "a" * 64, "name": "件.pdf", "size": 3}
    act(office, 9, "attach", matter, files=[file])
    backup = office.centre.snapshot()
    act(office, 9, "say", matter, opinion="甲")
    old = office.centre.epoch
    office.centre.restore(backup)
    facts = said_again(office, office.device(9), old, 0)
    assert facts == {"epoch": office.centre.epoch, "known": [(1, 1), (4, 5)], "lacking": ["a" * 64]}
    assert said_again(office, office.device(1), old, 0)["known"] == []
    assert said_again(office, office.device(1), old, 0)["lacking"] == []


def copied(folder: Path, to: Path) -> None:
    to.mkdir()
    shutil.copy(folder / "centre.db", to / "centre.db")


def put_back(backup: Path, folder: Path) -> None:
    for name in ("centre.db-wal", "centre.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(backup / "centre.db", folder / "centre.db")


def reopened(office: Office, folder: Path) -> Office:
    centre = Centre.open(folder, clock=office.clock, kinds=KINDS)
    return Office(centre, office.clock, office.devices, office.counts)


def test_a_database_put_back_by_hand_is_noticed_at_start_and_only_then(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    folder = tmp_path / "centre"
    office = Office.open(folder)
    act(office, 9, "write", to=["p9"])
    office.centre.close()
    copied(folder, tmp_path / "copy")
    epoch = 0
    for _ in range(3):
        office = reopened(office, folder)
        epoch = office.centre.epoch
        assert not office.centre.restore_report().restoring
        office.centre.close()
    office = reopened(office, folder)
    act(office, 9, "write", to=["p9"])
    office.centre.close()
    put_back(tmp_path / "copy", folder)
    office = reopened(office, folder)
    now = office.centre.epoch
    assert (now != epoch, office.centre.restore_report().restoring) == (True, True)
    office.centre.close_restore()
    office.centre.close()
    office = reopened(office, folder)
    assert (office.centre.epoch, office.centre.restore_report().restoring) == (now, False)
    office.centre.close()


def test_after_a_crash_it_is_noticed_once_the_mark_is_passed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    folder = tmp_path / "centre"
    office = Office.open(folder)
    office.centre.close()
    copied(folder, tmp_path / "copy")
    office = reopened(office, folder)
    epoch = office.centre.epoch
    matter = act(office, 9, "write", to=["p9"]).up.matter
    for n in range(70):
        act(office, 9, "say", matter, opinion=str(n))
    office.centre.database.close()  # killed: the mark is as it was written last
    crashed = reopened(office, folder)
    assert crashed.centre.epoch == epoch
    crashed.centre.database.close()
    put_back(tmp_path / "copy", folder)
    back = reopened(office, folder)
    assert back.centre.epoch != epoch
    back.centre.close()


def test_a_receipt_of_this_epoch_for_what_is_not_there_begins_a_new_one_exactly_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    office = Office.open()
    opened = act(office, 9, "write", to=["p9", "p1"])
    backup = office.centre.snapshot()
    said, more = (act(office, p, "say", opened.up.matter, opinion="甲") for p in (9, 1))
    kept, epoch, ahead = entries(office, opened.up.matter), office.centre.epoch, office.first(9).as_of
    office.centre.database.restore(backup.copy)  # by hand, and nobody told the centre
    office.centre._folds.clear()
    assert said_again(office, office.device(9), epoch, ahead)["epoch"] == epoch
    for word in ("x", said.receipt[:-2] + "00"):
        lie = CommandUp(77 + len(word), opened.up.matter, "paper", "bad", 9, 0, receipt=word, stored=wire(said.entry))
        assert office.send(9, lie)[0].s == "r"
        assert office.centre.epoch == epoch
    for n in range(3):
        with pytest.raises(Refusal) as refused:
            office.centre.sync(office.device(9), SyncRequest(epoch, commands=[said.again()]))
        assert refused.value.problem.facts["epoch"] == office.centre.epoch != epoch, n
    began = office.centre.epoch
    assert office.centre.restore_report().restoring
    assert [brought(office, one).s for one in (more, said, more)] == ["l", "a", "a"]
    assert (entries(office, opened.up.matter), office.centre.epoch) == (kept, began)


def test_a_restore_is_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office.open()
    backup = office.centre.snapshot()
    matter = act(office, 9, "write", to=["p9"]).up.matter
    epoch = office.centre.epoch
    for name in ("note", "begin"):
        with monkeypatch.context() as broken:
            broken.setattr(f"server_stub.keeping.{name}", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                office.centre.restore(backup)
        assert (office.centre.epoch, len(entries(office, matter))) == (epoch, 1)
    taken: list[int] = []
    restore = office.centre.database.restore

    def interrupted(copy: object) -> None:
        restore(copy)
        taken.append(office.centre.epoch)
        assert office.centre.restore_report().restoring

    monkeypatch.setattr(office.centre.database, "restore", interrupted)
    assert [office.centre.restore(backup)] == taken
    assert office.centre.restore(backup) not in {epoch, *taken[:1]}
    with office.centre.database.read() as connection:
        assert broken_at(connection) is None
        device = connection.execute(select(t.counter.c.value).where(t.counter.c.name == "device")).scalar_one()
    assert office.centre.new_device(PersonId(9)).device > device >= 10_000
