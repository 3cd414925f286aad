"""工作移交 at the centre: every open track goes over in its record, and who had it had done is written there."""

from __future__ import annotations

import logging

import msgspec
import pytest
from sqlalchemy import select

from oa_client.domain.handover import Handover
from oa_client.domain.people import PersonId
from oa_client.protocol.record import head, read
from server_stub import tables as t
from server_stub.__main__ import main
from server_stub.cannot import CannotDo
from server_stub.fold import record
from server_stub.handover import hand_over
from tests.server.desk import Desk
from tests.server.office import Office

WISH = Handover(PersonId(3), PersonId(2), PersonId(9), "人3的工作移交人2，由人9办理。原因：调动")


@pytest.fixture
def office():
    return Office.open()


def circulated(office, *readers, mode="sequential"):
    asked = {"title": "防汛通知", "mode": mode, "purpose": "information", "readers": [[r] for r in readers]}
    return office.do(1, "circulate", kind="circulation", **asked)


def hand(office, wish=WISH, kinds=(), **how):
    with office.centre.work() as work:
        return hand_over(work, wish, kinds, **how)


def holders(office, matter):
    with office.centre.database.read() as connection:
        return set(connection.scalars(select(t.task.c.holder).where(t.task.c.matter == matter)))


def last(office, matter):
    with office.centre.database.read() as connection:
        return read(record(connection, matter)[-1])


def test_what_is_open_and_what_is_to_come_goes_over_in_every_matter(office):
    now, later = circulated(office, "p3", "p9"), circulated(office, "p9", "p3")
    done = hand(office)
    assert (done.matters, done.tracks, done.left) == (2, 2, 0)
    assert holders(office, now) == {"p2"}
    assert holders(office, later) == {"p9"}
    office.do(9, "mark_read", later, kind="circulation")
    assert holders(office, later) == {"p2"}
    office.do(2, "mark_read", now, kind="circulation")


def test_the_record_says_so_and_its_chain_holds(office):
    matter = circulated(office, "p3")
    hand(office)
    entry = last(office, matter)
    assert (entry.actor, entry.action, entry.fields["by"]) == (0, "hand_over", "p9")
    assert entry.fields["reason"] == WISH.reason
    with office.centre.database.read() as connection:
        kept = select(t.entry.c.hash).where(t.entry.c.matter == matter).order_by(t.entry.c.v.desc()).limit(1)
        assert head(matter, record(connection, matter)) == connection.execute(kept).scalar_one()


def test_it_leaves_the_old_device_and_comes_to_the_new_one(office):
    matter = circulated(office, "p3")
    old, new = Desk(office.centre, office.device(3)), Desk(office.centre, office.device(2))
    old.rest()
    new.rest()
    assert matter in old.head and matter not in new.head
    hand(office)
    old.rest()
    new.rest()
    assert matter not in old.head and matter in new.head


def test_a_command_made_before_it_comes_back(office):
    matter = circulated(office, "p3", "p9", mode="parallel")
    late = msgspec.structs.replace(office.up(3, "mark_read", matter, kind="circulation"), track=0, holders=[(0, "p3")])
    hand(office)
    (outcome,) = office.send(3, late)
    assert (outcome.s, outcome.code) == ("r", "not_visible")


def test_only_the_kinds_that_were_named(office):
    matter = circulated(office, "p3")
    assert hand(office, kinds=["bulletin"]).matters == 0
    assert holders(office, matter) == {"p3"}
    assert hand(office, kinds=["circulation"]).matters == 1


def test_a_dry_run_says_how_much_and_changes_nothing(office):
    matter = circulated(office, "p3")
    assert hand(office, dry_run=True).tracks == 1
    assert holders(office, matter) == {"p3"}


def test_a_second_time_finds_nothing(office):
    circulated(office, "p3")
    hand(office)
    assert (hand(office).matters, hand(office).tracks) == (0, 0)


def test_what_no_track_carries_stays_and_is_counted(office):
    matter = circulated(office, "p3")
    office.do(3, "send_back", matter, kind="circulation", reason="内容有误")
    assert hand(office, Handover(PersonId(1), PersonId(2), PersonId(9), "调动")).left == 1


def test_not_while_the_centre_is_being_restored(office, caplog):
    circulated(office, "p3")
    with caplog.at_level(logging.WARNING):
        office.centre.found_older(office.centre.epoch)
    with pytest.raises(CannotDo, match="正在恢复"):
        hand(office)


def test_from_the_command_line(tmp_path, capsys):
    data = ["--data", str(tmp_path / "c")]
    assert main(["init", *data, "--district", "明州区"]) == 0
    for user, name in (("zhao", "赵六"), ("qian", "钱七")):
        assert main(["people", "add", *data, "--name", name, "--user", user, "--post", "1"]) == 0
    capsys.readouterr()
    asked = ["people", "handover", *data, "--by", "admin", "--reason", "调动"]
    assert main([*asked, "--from", "zhao", "--to", "qian"]) == 0
    assert capsys.readouterr().out == "已移交 0 件事项中的 0 项任务\n"
    assert main([*asked, "--from", "zhao", "--to", "zhao"]) == 1
    assert "要另有其人" in capsys.readouterr().err
    assert main([*asked, "--from", "zhao", "--to", "nobody"]) == 1
    assert main([*asked, "--from", "zhao", "--to", "qian", "--kinds", "papers"]) == 1
    assert "没有“papers”这类事项" in capsys.readouterr().err
