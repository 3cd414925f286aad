"""An import is one act on real files: kept as a whole or not at all, taken back as a whole, whatever cuts it short."""

import os
import signal

import pytest

from oa_client.app.acting import UNDO_SECONDS
from oa_client.app.batches import Batched
from oa_client.app.breakdown import keep, take_back
from oa_client.app.desk import Desk, Stores
from oa_client.app.ports import NoRoom, Session
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Command
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId, PostId
from oa_client.store.profile import open_profile
from oa_client.wording import breakdown
from tests.app.test_breakdown import book, plan, row
from tests.crash.killing import forked
from tests.store.centre import KEY
from tests.ui.matter_desk import NOW, Clock, Scene
from tests.ui.supervision_pictures import folk

MANY = 200
OPEN = Command(MatterId(""), "supervision", "propose", {"title": "任务"})
BATCH = [Batched(OPEN, PostId(1))] * MANY


class OnDisk(Scene):
    """The scene of supervision with the outbox of a real profile."""

    def __init__(self, profile):
        super().__init__(me=1, folk=folk())
        self.outbox = profile.outbox
        profile.outbox.keep_session(Session("http://x", "chenj", PersonId(1), "陈静", 7, "t"))
        self.library.outbox = profile.outbox
        stores = Stores(profile.outbox, self.desk.stores.replica, self.desk.stores.files, self.library)
        self.clock = Clock(NOW)
        self.desk = Desk(stores, self.clock, Kinds(), WorkingDays())


def tasks(scene, count=MANY):
    return plan(scene, book(*(row(n, f"任务{n}", above=1 if n > 1 else "") for n in range(1, count + 1)))).good


def test_an_import_is_one_transaction_and_its_parts_name_what_they_are_part_of(profile):
    scene = OnDisk(profile)
    good, told, before = tasks(scene, 60), [], profile.outbox.generation
    scene.desk.listen(told.append)
    kept = keep(scene.desk, good)
    assert profile.outbox.generation == before + 1
    assert [len(t.matters) for t in told] == [60]
    waiting = profile.outbox.pending()
    assert [p.command.matter for p in waiting] == [k.matter for k in kept] == [f"7-{n}" for n in range(1, 61)]
    assert {p.command.fields.get("parent") for p in waiting[1:]} == {kept[0].matter}
    assert {p.not_before for p in waiting} == {NOW + UNDO_SECONDS}


def test_rows_without_numbers_are_parts_of_nothing(profile):
    scene = OnDisk(profile)
    made = plan(scene, book(row("", "甲"), row("", "乙"), row("", "丙")))
    keep(scene.desk, made.good)
    assert [p.command.fields.get("parent") for p in profile.outbox.pending()] == [None] * 3


def test_the_time_to_take_all_back_begins_when_all_were_judged(profile):
    scene = OnDisk(profile)
    good = tasks(scene, 20)
    start = scene.clock.at

    def slow():
        scene.clock.at += 1
        return scene.clock.at

    scene.clock.now = slow
    keep(scene.desk, good)
    (until,) = {p.not_before for p in profile.outbox.pending()}
    assert until == scene.clock.at + UNDO_SECONDS > start + UNDO_SECONDS + 10


def test_one_act_takes_all_back_and_leaves_no_heap_of_drafts(profile):
    scene = OnDisk(profile)
    kept = keep(scene.desk, tasks(scene, 30))
    before = profile.outbox.generation
    taken = take_back(scene.desk, kept)
    assert profile.outbox.generation == before + 1
    assert breakdown.taken_back(taken) == "已全部撤销，共 30 件。"
    assert profile.outbox.pending() == profile.outbox.drafts() == ()
    assert keep(scene.desk, tasks(scene, 1))[0].n == 31, "no number comes again"


def test_what_had_gone_is_named(profile):
    scene = OnDisk(profile)
    kept = keep(scene.desk, tasks(scene, 9))
    profile.outbox.mark_sent([kept[0].n, kept[1].n])
    taken = take_back(scene.desk, kept)
    assert breakdown.taken_back(taken) == "已撤销 7 件；另有 2 件已经上传，不能撤销：任务1、任务2。"
    assert [p.n for p in profile.outbox.pending()] == [kept[0].n, kept[1].n]


def test_where_there_is_no_room_for_all_none_is_kept(folder):
    small = open_profile(folder, KEY)
    scene = OnDisk(small)
    good = tasks(scene)
    with small.outbox._db.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    with small.outbox._db.write() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 8}")
    with pytest.raises(NoRoom):
        keep(scene.desk, good)
    assert small.outbox.pending() == ()
    small.close()


@pytest.mark.parametrize("at", [1, 7, MANY])
def test_a_power_cut_between_two_rows_leaves_none_of_them(folder, at):
    assert left(folder, at, lambda outbox: outbox.queue_all(BATCH, NOW)) == 0


def test_the_cut_does_fall_between_rows(folder):
    assert left(folder, 7, lambda outbox: [outbox.queue(OPEN, PostId(1), NOW) for _ in BATCH]) == 6


def left(folder, at, job):
    """How many stand on the disk after a process was killed while it wrote the row at this place."""
    child, reader = forked(lambda: _die_at(folder, at, job))
    os.close(reader)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    again = open_profile(folder, KEY)
    try:
        return len(again.outbox.pending())
    finally:
        again.close()


def _die_at(folder, at, job):
    outbox, count = open_profile(folder, KEY).outbox, []

    def killed(statement):
        if statement.startswith("INSERT INTO command "):
            count.append(1)
            if len(count) == at:
                os.kill(os.getpid(), signal.SIGKILL)

    with outbox._db.write() as connection:
        connection.connection.driver_connection.set_trace_callback(killed)
    job(outbox)
