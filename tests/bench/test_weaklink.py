"""The emulated line does what its profile says, and leaves nothing behind; the campaigns run by `dev.py bench weaklink`."""

import json
import os
import signal
import struct
import subprocess
import sys
from itertools import islice, pairwise
from pathlib import Path
from random import Random

import pytest

from tests.bench.figures import Figure
from tests.bench.weaklink.corpus import Corpus
from tests.bench.weaklink.flows import Flows, parse
from tests.bench.weaklink.forwarder import Order
from tests.bench.weaklink.line import ROOT, Crossed, Phase
from tests.bench.weaklink.namespaces import impossible
from tests.bench.weaklink.ours import Row
from tests.bench.weaklink.profiles import FRAME, PROFILES, Darkness, outages
from tests.bench.weaklink.selftest import measure
from tests.bench.weaklink.table import figures
from tests.bench.weaklink.ways import Count, Way

MINUTES = 120


def test_outages_are_drawn_from_the_seed_about_their_means():
    flaky = PROFILES["flaky"]
    some = list(islice(outages(flaky, 1), MINUTES))
    assert some == list(islice(outages(flaky, 1), MINUTES))
    assert some != list(islice(outages(flaky, 2), MINUTES))
    dark = sum(end - begin for begin, end in some) / MINUTES
    light = sum(b[0] - a[1] for a, b in pairwise(some)) / (MINUTES - 1)
    assert 9 < dark < 11
    assert 18 < light < 22
    assert not list(outages(PROFILES["village"], 1))


def test_outages_by_the_clock():
    assert list(islice(outages(PROFILES["redial"], 1, periodic=True), 2)) == [(50, 60), (110, 120)]


def test_the_dark_comes_and_goes():
    line = Darkness(outages(PROFILES["flaky"], 1, periodic=True))
    assert [line.at(s) for s in (0, 19.9, 20, 29.9, 30, 49, 51, 100, 111)] == [0, 0, 1, 1, 0, 0, 1, 0, 1]


def test_a_way_sends_at_its_rate_after_its_delay_and_drops_what_its_queue_cannot_hold():
    way = Way(kbit=80, delay=0.2, loss=0.0, queue=0.5, rng=Random(1))
    for _ in range(20):
        way.accept(10.0, bytes(FRAME))
    assert way.count.queue_drops == 4, "sixteen frames fit"
    assert way.due == pytest.approx(10.0 + FRAME / 10_000 + 0.2)
    assert way.pop(way.due - 0.01) is None
    assert len([frame for _ in range(20) if (frame := way.pop(60.0))]) == 16


def test_a_way_loses_its_share():
    way = Way(kbit=0, delay=0.0, loss=0.02, queue=0.5, rng=Random(1))
    for _ in range(10_000):
        way.accept(0.0, b"x")
    assert 150 < way.count.lost < 250


def frame(source, target, seq, payload=0, flags=0x10):
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40 + payload, 0, 0, 64, 6, 0, bytes(4), bytes(4))
    tcp = struct.pack("!HHIIBBHHH", source, target, seq, 0, 5 << 4, flags, 0, 0, 0)
    return bytes(12) + b"\x08\x00" + ip + tcp + bytes(payload)


def test_turns_connections_and_what_comes_again_are_counted():
    flows, up, down = Flows(), Count(), Count()

    def client(seq, payload=0, flags=0x10):
        flows.see(parse(frame(5000, 80, seq, payload, flags), from_client=True), up, 1.0, from_client=True)

    def server(seq, payload):
        flows.see(parse(frame(80, 5000, seq, payload), from_client=False), down, 1.0, from_client=False)

    client(100, flags=2)
    client(100, flags=2)
    client(101, 50)
    client(151, 50)
    server(900, 1000)
    server(1900, 1000)
    server(900, 1000)
    client(201, 50)
    assert (flows.connections, flows.turns) == (1, 2)
    assert (up.payload, up.resent, down.payload, down.resent) == (150, 0, 2000, 1000)
    assert parse(b"too short", from_client=True) is None


def test_an_order_survives_its_way_to_the_forwarder():
    order = Order(PROFILES["redial"], 3, periodic=True, marks="/m", counts="/c", limit=9.0)
    assert Order.read(order.text()) == order


def test_the_corpus_is_the_same_for_a_seed_and_as_large_as_papers_are():
    papers = Corpus(1).papers(40)
    assert papers == Corpus(1).papers(40)
    assert papers != Corpus(2).papers(40)
    assert 700 < sum(len(paper["body"]) for paper in papers) / 40 < 1200
    assert {len(paper["recipients"]) for paper in papers} == {3, 8, 20, 40}


def crossed(seconds, code=0):
    none = {"bytes": 0}
    return Crossed((Phase("C", seconds, 1, 1, none, none),), (), code, seconds)


def row(peer, task, found, **extra):
    return Row(peer, task, "village", found, found.phase("C"), tuple(extra.items()))


def test_a_run_that_was_cut_off_is_a_figure_that_is_missed():
    cut = [row("lunyue", "C", crossed(9)), row("lunyue", "C", crossed(9, None)), row("lunyue", "C0", crossed(9))]
    missed = [figure for figure in figures(cut) if not figure.met]
    assert [figure.figure for figure in missed] == ["C village lunyue: finished"]
    nowhere = Row("lunyue", "A", "village", Crossed((), (), 1, 1.0), None)
    assert [(figure.figure, figure.met) for figure in figures([nowhere])] == [("A village lunyue: finished", False)]


def test_a_peer_must_nothing():
    some = [row("rest", "C", crossed(9), **{"urgent seen s": 99.0, "file s": 99.0})]
    some += [row("rest", "C0", crossed(9), **{"file s": 9.0})]
    assert {figure.must for figure in figures(some)} == {None}


@pytest.fixture(autouse=True)
def nothing_left():
    yield
    assert not left_by(os.getpid())


@pytest.fixture
def possible():
    if why := impossible():
        pytest.skip(why)


def left_by(pid):
    """The namespaces a process made that are still there."""
    return [one.name for one in Path("/run/netns").glob(f"oaw{pid:x}*")]


def test_a_township_line_is_as_long_and_as_narrow_as_it_says(possible):
    found = measure(PROFILES["township"], 200_000)
    assert 115 < found.told("rtt") < 250
    assert 300 < found.told("kbit") < 1000
    phase = found.phase("@start")
    assert (phase.connections, phase.turns, phase.down["payload"]) == (1, 11, 200_010)


def test_a_run_that_is_told_to_end_leaves_nothing(possible):
    words = [sys.executable, "-m", "tests.bench.weaklink.selftest", "village"]
    process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE)
    while not any(name.endswith("c") for name in left_by(process.pid)):
        assert process.poll() is None
    process.terminate()
    process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    assert not left_by(process.pid)


@pytest.mark.timeout(300)
def test_the_bench_measures_our_client_and_a_peer(possible, tmp_path):
    words = ["weaklink", "--count", "60", "--task", "A", "--profile", "lan", "--peers", "rest", "--limit", "60"]
    words += ["--task", "D"]
    kept = ["--json", str(tmp_path / "figures.json"), "--data", str(tmp_path / "kept")]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "tests.bench", *words, *kept], cwd=ROOT, env=env)
    assert process.wait() == 0
    assert not left_by(process.pid)
    figures = [Figure(**row) for row in json.loads((tmp_path / "figures.json").read_text("utf-8"))]
    named = {figure.figure: figure for figure in figures}
    assert named["A lan lunyue: finished"].value == named["A lan rest: finished"].value == 1
    assert 10_000 < named["A lan lunyue: down"].value < 100_000
    assert named["A lan lunyue: down"].must == "<= 2900000"
    assert named["A lan rest: down"].must is None
    assert named["D lan lunyue: wire / size"].value > 1, "the attachment did not cross the line"


@pytest.mark.timeout(300)
def test_slow_lines_run_side_by_side_and_end_together(possible, tmp_path):
    words = ["weaklink", "--count", "60", "--task", "A", "--profile", "village", "--profile", "flaky"]
    words += ["--at-once", "2", "--data", str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "tests.bench", *words], cwd=ROOT, env=env)
    while sum(name.endswith("c") for name in left_by(process.pid)) < 2:
        assert process.poll() is None
    process.terminate()
    assert process.wait() == 128 + signal.SIGTERM
    assert not left_by(process.pid)
