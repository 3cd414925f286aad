import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from oa_client.app.ports import Changes
from oa_client.ui.bridge import Bridge, WrongThread
from oa_client.ui.probe import KEPT, Probe, Processor
from oa_client.ui.widgets.running import Lane


@pytest.fixture
def bridge(qapp):
    made = Bridge()
    yield made
    assert made.close() == []


def never(error):
    raise error


def test_work_goes_out_and_its_result_comes_home(bridge, qtbot):
    home, seen = threading.get_ident(), []
    bridge.run(threading.get_ident, lambda out: seen.append((out, threading.get_ident())), never)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] != home
    assert seen[0][1] == home
    assert bridge.idle


def test_what_goes_wrong_is_told_at_home(bridge, qtbot):
    told = []
    bridge.run(lambda: 1 / 0, never, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], ZeroDivisionError)


def test_a_cancelled_result_is_thrown_away(bridge, qtbot):
    seen = []
    bridge.run(lambda: 1, seen.append, never).cancel()
    bridge.run(lambda: 2, seen.append, never)
    qtbot.waitUntil(lambda: bridge.idle)
    assert seen == [2]


def test_writes_keep_their_order(bridge, qtbot):
    seen = []
    for n in range(50):
        bridge.run(lambda n=n: n, seen.append, never, lane=Lane.WRITE)
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert seen == list(range(50))


def test_another_thread_may_not_run_but_may_publish(bridge, qtbot):
    caught = []

    def elsewhere():
        try:
            bridge.run(int, print, never)
        except WrongThread as error:
            caught.append(error)
        bridge.publish(Changes(outbox=True, origin="sync"))

    with qtbot.waitSignal(bridge.changed) as heard:
        threading.Thread(target=elsewhere).start()
    assert len(caught) == 1
    assert heard.args[1] == "sync"


def test_closing_finishes_the_writes_and_tells_nobody(qapp, qtbot):
    bridge, written, told = Bridge(), [], []
    for n in range(20):
        bridge.run(lambda n=n: (time.sleep(0.002), written.append(n)), told.append, never, lane=Lane.WRITE)
    assert bridge.close() == []
    assert written == list(range(20))
    bridge.post(lambda: told.append("late"))
    qtbot.wait(20)
    assert told == []


def test_closing_waits_no_longer_than_its_bound(qapp):
    bridge, gate, started = Bridge(), threading.Event(), threading.Event()
    bridge.run(lambda: (started.set(), gate.wait()), print, never)
    assert started.wait(5)
    began = time.monotonic()
    assert len(bridge.close(0.1)) == 1
    assert time.monotonic() - began < 1
    gate.set()


def test_the_probe_names_who_made_the_loop_late(qapp, qtbot):
    probe = Probe()
    probe.start()
    qtbot.wait(50)
    with probe.action("list.todo"):
        time.sleep(0.12)
    qtbot.waitUntil(lambda: any(s.late > 80 for s in probe.worst()))
    probe.stop()
    worst = probe.worst()[0]
    assert worst.action == "list.todo"
    assert probe.percentile(1.0) >= 80
    assert probe.percentile(0.1) <= probe.percentile(0.9)


class NoProcessor:
    """A machine that gives the thread nothing between two looks."""

    def __init__(self):
        self.said = 0.0

    def waited(self):
        self.said += 390.0
        return self.said

    def close(self):
        pass


def test_a_loop_that_is_late_because_the_machine_is_busy_is_told_from_one_that_works(qapp):
    probe = Probe()
    probe._last = time.perf_counter() - 0.4
    probe._processor = NoProcessor()
    with probe.action("list.todo"):
        probe._tick()
    probe._processor, probe._waited = None, 0.0
    probe._last = time.perf_counter() - 0.2
    with probe.action("list.sent"):
        probe._tick()
    assert [s.action for s in probe.worst()] == ["list.todo", "list.sent"], "whoever sits before it waits all the same"
    assert [s.action for s in probe.own()] == ["list.sent", "list.todo"]
    assert probe.own()[0].own > 150
    assert probe.own()[1].own < 50
    assert probe.own()[1].late > 350


BUSY = "import sys,time\nprint(flush=True)\nwhile True: pass"


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="this kernel does not count it")
def test_the_kernel_says_how_long_a_thread_waited_for_its_processor():
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    rivals = [subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE) for _ in range(2)]
    try:
        processor, before = Processor(), time.thread_time()
        assert all(rival.stdout.read(1) for rival in rivals)
        waited = processor.waited()
        while time.thread_time() - before < 0.1:
            pass
        assert processor.waited() - waited > 40, "two others were as ready as this thread"
        processor.close()
    finally:
        os.sched_setaffinity(0, cores)
        for rival in rivals:
            rival.kill()
            rival.wait()
            rival.stdout.close()


def test_the_probe_keeps_the_worst_only(qapp):
    probe = Probe()
    probe._last = time.perf_counter()
    for _ in range(KEPT * 3):
        probe._tick()
    assert len(probe.worst()) <= KEPT


def test_a_stuck_thread_leaves_its_stack(qapp, qtbot, tmp_path):
    with (tmp_path / "stacks").open("w+") as dump:
        probe = Probe(dump=dump)
        probe.start()
        qtbot.wait(30)
        probe.stop()
        dump.seek(0)
        assert dump.read() == ""
