"""The peers of the bench of the weak link: what they say and are told, without a line."""

import imaplib
import io
import json
import re
import sys
import threading
from http.server import ThreadingHTTPServer

import pytest

from tests.bench.weaklink import table
from tests.bench.weaklink.corpus import Corpus, line
from tests.bench.weaklink.fixture import Papers
from tests.bench.weaklink.line import Crossed, Phase
from tests.bench.weaklink.ours import Campaign
from tests.bench.weaklink.peers import common, couch, idle, imap, meet, rest
from tests.bench.weaklink.profiles import PROFILES

LOCK = couch.NODE / "package-lock.json"


@pytest.fixture
def campaign(tmp_path, monkeypatch):
    """A few papers and a day, as a peer is told of them."""
    corpus = Corpus(1)
    papers = corpus.papers(120)
    day = corpus.day(papers, new=5, pull=4, push=2)
    (tmp_path / "items.jsonl").write_text("".join(map(line, papers)), "utf-8")
    (tmp_path / "day.json").write_text(json.dumps({"new": day.new, "pull": day.pull, "push": day.push}), "utf-8")
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("WL_PAPERS", str(tmp_path))
    monkeypatch.setenv("WL_WORK", str(tmp_path / "work"))
    monkeypatch.setenv("WL_KEPT", str(tmp_path))
    monkeypatch.setenv("WL_SERVER_IP", "127.0.0.1")
    return Campaign(tmp_path, Papers(tmp_path, 120), idle=60.0)


def test_a_peer_that_cannot_be_run_is_named_with_the_reason(campaign):
    absent = meet.Peer("pigeon", "pigeon", 1, ("no-such-program",))
    unready = meet.Peer("pigeon", "pigeon", 1, unready=lambda _: "its loft is shut")
    for peer, why in ((absent, "no-such-program is not installed"), (unready, "its loft is shut")):
        rows = meet.run(campaign, peer, "A", PROFILES["lan"])
        assert list(table.lines(rows, {}))[1].endswith(f"pigeon is not measured: {why}")
        assert not list(table.figures(rows))
    assert meet.run(campaign, absent, "F", PROFILES["lan"]) == []


def test_every_peer_is_known_by_its_name_and_its_tasks_by_their_letters():
    assert {"rest", "rest-range", "rsync", "imapz", "imap8z", "imap-idle", "couch"} == set(meet.PEERS)
    assert all(set(peer.tasks) <= set("ABCDEF") for peer in meet.PEERS.values())


@pytest.fixture
def crossed(monkeypatch):
    """The runs that would have crossed a line."""
    runs = []
    way = {"bytes": 100}

    def cross(run):
        runs.append(run)
        phases = tuple(Phase(name, 60.0, 0, 1, way, way) for name in (run.client[-1], "check"))
        return Crossed(phases, ({"urgent": float(run.seed)}, {"file": 9.0}), 0, 60.0)

    monkeypatch.setattr(meet, "cross", cross)
    return runs


def test_c_is_measured_with_every_seed_and_the_further_ones_end_with_what_is_urgent(campaign, crossed):
    peer = meet.Peer("pigeon", "pigeon", 1, seeds=3)
    rows = meet.run(campaign, peer, "C", PROFILES["village"])
    assert [run.seed for run in crossed] == [1, 2, 3]
    assert ["WL_ONLY_URGENT" in run.environment for run in crossed] == [False, True, True]
    assert len({run.environment["WL_WORK"] for run in crossed}) == 3
    named = {figure.figure: figure.value for figure in table.figures(rows)}
    assert named["C village pigeon: urgent seen, median of 3"] == 2
    meet.run(campaign, peer, "B", PROFILES["village"])
    assert len(crossed) == 4


def test_f_lasts_as_long_as_the_campaign_says_and_is_scaled_to_an_hour(campaign, crossed):
    rows = meet.run(campaign, meet.PEERS["rest"], "F", PROFILES["village"])
    assert crossed[0].environment["WL_IDLE"] == "60.0"
    assert [(row.task, row.extra[-1:]) for row in rows] == [("F", (("of s", 60.0),)), ("check", ())]
    named = {figure.figure: figure.value for figure in table.figures(rows)}
    assert named["F village rest: an hour, scaled"] == 60 * 200
    assert named["check village rest: both ways"] == 200


# couch


def test_phases_asked_for_are_marked_and_answered_and_the_rest_is_passed_on(capsys):
    said, answers, marked = io.StringIO('{"mark":"A"}\n{"have":3}\n{"mark":"end"}\n'), io.StringIO(), []
    couch.relay(said, answers, marked.append)
    assert marked == ["A", "end"]
    assert answers.getvalue() == "\n\n"
    assert capsys.readouterr().out == '{"have":3}\n'


def test_packages_are_installed_once(tmp_path):
    install = (sys.executable, "-c", "from pathlib import Path; p = Path('n'); p.write_text(f'{p.exists()}')")
    assert couch._unready(tmp_path / "node", install) == ""
    couch._unready.cache_clear()
    assert couch._unready(tmp_path / "node", install) == ""
    assert (tmp_path / "node" / "n").read_text() == "False", "it ran once"
    assert (tmp_path / "node" / "package-lock.json").read_bytes() == LOCK.read_bytes()


@pytest.mark.parametrize(
    ("install", "why"),
    [
        ((sys.executable, "-c", "raise SystemExit('registry: no answer')"), "registry: no answer"),
        ((sys.executable, "-c", "raise SystemExit(3)"), "exit 3"),
        (("no-such-program",), "no-such-program"),
    ],
)
def test_why_packages_are_not_there_is_told(tmp_path, install, why):
    assert re.fullmatch(f"its packages cannot be installed: .*{why}.*", couch._unready(tmp_path, install))
    assert not (tmp_path / "built").exists()


def test_the_packages_of_the_bench_are_pinned_free_and_from_wherever_npm_is_told():
    packages = json.loads(LOCK.read_text("utf-8"))["packages"]
    wanted = json.loads((couch.NODE / "package.json").read_text("utf-8"))["dependencies"]
    assert packages.pop("")["dependencies"] == wanted
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())
    assert not [name for name, package in packages.items() if "GPL" in str(package.get("license"))]


def test_the_end_under_node_is_told_where_its_packages_and_the_urgent_paper_are(campaign):
    told = couch.environment()
    assert told["NODE_PATH"] == f"{couch.place(campaign.kept)}/node_modules"
    urgent = json.loads(told["WL_URGENT"])
    assert urgent["_id"] == "urgent"
    assert "id" not in urgent
    assert len(urgent["body"]) == 250


# mail


class Box:
    """A connection on which a server says these lines."""

    def __init__(self, *lines):
        self._lines, self.sent = list(lines), []

    def send(self, data):
        self.sent.append(data)

    def readline(self):
        return self._lines.pop(0) if self._lines else b""


def test_what_is_new_is_told_of_while_it_waits():
    box = Box(
        b"+ idling\r\n", b"* OK Still here\r\n", b"* 201 EXISTS\r\n", b"* 1 RECENT\r\n", b"W1 OK done\r\n", b"next"
    )
    idle.begin(box)
    assert idle.told_of(box) == 201
    assert box.sent == [b"W1 IDLE\r\n", b"DONE\r\n"]
    assert box.readline() == b"next"


def test_a_connection_that_ends_while_it_waits_is_not_waited_for():
    with pytest.raises(imaplib.IMAP4.abort):
        idle.told_of(Box(b"* OK Still here\r\n"))
    with pytest.raises(imaplib.IMAP4.abort):
        idle.end(Box())
    with pytest.raises(imaplib.IMAP4.error):
        idle.begin(Box(b"W1 BAD no such command\r\n"))


def test_the_urgent_message_is_found_in_the_clients_box_only_when_it_is_there(campaign):
    box = common.folder() / "client" / "INBOX"
    for part in ("cur", "new"):
        (box / part).mkdir(parents=True)
    (box / "cur" / "1").write_bytes(imap.message(common.items()[3]))
    assert not imap._has(b"<urgent@")
    (box / "new" / "2").write_bytes(imap.message(common.urgent()))
    assert imap._has(b"<urgent@")


# REST


@pytest.fixture
def client(campaign):
    server = ThreadingHTTPServer(("127.0.0.1", 0), rest.Service)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = rest.Client()
    client._base = f"http://127.0.0.1:{server.server_port}"
    yield client
    client._session.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_check_says_that_what_was_had_still_holds_until_something_happens(client):
    for path, event, more in (("/all", "day", 9), ("/newest", "urgent", 0)):
        had = client._call("GET", path)
        client._check(path, had.headers["ETag"])
        (common.folder() / event).touch()
        new = client._call("GET", path, known=had.headers["ETag"])
        assert new.status_code == 200
        assert len(new.json()) == len(had.json()) + more
    assert new.json()[-1]["id"] == "urgent"
