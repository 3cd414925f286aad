"""Eight clients number documents of one series at once, one of them takes it away and brings it back (持号).

On SQLite they share one centre, as they do in an office. On PostgreSQL they are divided among two that know of each
other only what stands in the database, so that nothing but its lock puts them in order.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, select

from oa_client.app import numbers
from oa_client.domain.people import Directory, Person, PersonId, PostId
from oa_client.domain.series import Series
from oa_client.protocol.messages import CommandUp, Outcome, SyncRequest
from oa_client.store.profile import open_profile
from oa_client.sync.state import Policy
from server_stub import tables as t
from server_stub.centre import Centre
from server_stub.commands import Caller
from server_stub.fold import load
from server_stub.people import put_things
from server_stub.postgres import Postgres
from server_stub.work import Work
from tests.fakes.dispatch import REGISTRY
from tests.fakes.link import Link, hand_over
from tests.server.office import KINDS, NOW, Clock, Office
from tests.server.postgres import cluster, there
from tests.store.centre import KEY
from tests.sync.office import Device

CLIENTS, PAPERS = 8, 6
"""Two for each of four clerks of the post; the first is who takes the series along."""
SERIES = "c2/东街发/2026"


class Apart(Centre):
    """A centre that remembers nothing from one transaction to the next: another one may have written since."""

    def _work_on(self, connection: Connection, directory: Directory | None = None) -> Work:
        work = super()._work_on(connection)
        work.known = lambda _: None
        return work


@dataclass
class Client:
    """One device: it numbers its commands, and keeps what it was answered."""

    centre: Centre
    caller: Caller
    sent: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    def up(self, action: str, matter: str = "", kind: str = "dispatch", **fields: object) -> CommandUp:
        self.sent += 1
        matter = matter or f"{self.caller.device}-{self.sent}"
        return CommandUp(self.sent, matter, kind, action, 1, NOW, fields)

    def send(self, up: CommandUp) -> Outcome:
        request = SyncRequest(self.centre.epoch, commands=[up])
        (outcome,) = self.centre.sync(self.caller, request).outcomes
        self.answers[outcome.code or outcome.s] += 1
        return outcome

    def does(self, action: str, matter: str = "", kind: str = "dispatch", **fields: object) -> str:
        up = self.up(action, matter, kind, **fields)
        outcome = self.send(up)
        assert outcome.s == "a", outcome
        return up.matter

    def write(self) -> str:
        return self.does("write", title=f"通知 {self.caller.device}-{self.sent}", word="东街发")

    def number(self, matter: str, drawn: int = 0) -> Outcome:
        said = {"doc_number": {"series": SERIES, "year": 2026, "n": drawn}}
        return self.send(msgspec.structs.replace(self.up("number", matter), drawn=said if drawn else {}))


def opened(centre: Centre) -> Centre:
    """With the people of the office, of whom four hold the post of the clerk."""
    Office(centre, Clock()).fill()
    with centre.work() as work:
        put_things(work, [Person(PersonId(p), f"人{p}", (PostId(1),)) for p in (1, 2, 5, 6)])
    return centre


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[list[Centre]]:
    centre = opened(Centre.open(tmp_path / "centre", clock=lambda: NOW, kinds=KINDS))
    yield [centre]
    centre.close()


@pytest.fixture
def on_postgres() -> Iterator[list[Centre]]:
    if not there():
        pytest.skip("no PostgreSQL on this machine")
    with cluster() as url:
        centres = [Apart.open(None, clock=lambda: NOW, kinds=KINDS, database=Postgres(url)) for _ in range(2)]
        opened(centres[0])
        yield centres
        for centre in centres:
            centre.close()


@pytest.fixture(params=["sqlite", "postgres"])
def centres(request: pytest.FixtureRequest) -> list[Centre]:
    return request.getfixturevalue(f"on_{request.param}")


def clients(centres: list[Centre]) -> list[Client]:
    people = (1, 2, 5, 6)
    made = [(centres[n % len(centres)], PersonId(people[n % 4])) for n in range(CLIENTS)]
    return [Client(centre, centre.new_device(person)) for centre, person in made]


class Race:
    """What the clients tell each other: that it is held, that they were refused, and that the series is back."""

    def __init__(self, centres: list[Centre]) -> None:
        self.centres, self.clients = centres, clients(centres)
        self.started = threading.Barrier(CLIENTS, timeout=60)
        self.held = threading.Event()
        self.refused = threading.Semaphore(0)
        self.back = threading.Event()
        self.series = self.clients[0].does("open", kind="numbers", title="东街发", of=REGISTRY, word="东街发")

    def run(self, away: Callable[[Race, Client], None]) -> None:
        acts = [lambda: away(self, self.clients[0]), *(lambda c=c: self.others(c) for c in self.clients[1:])]
        with ThreadPoolExecutor(CLIENTS) as pool:
            for done in [pool.submit(act) for act in acts]:
                done.result(timeout=120)

    def others(self, client: Client) -> None:
        """Number paper after paper, the last not before somebody holds; refused, wait until it is back, and ask again."""
        papers = [client.write() for _ in range(PAPERS)]
        assert client.number(papers[0]).s == "a"
        self.started.wait()
        for paper in papers[1:]:
            assert paper != papers[-1] or self.held.wait(60)
            while (outcome := client.number(paper)).s != "a":
                assert outcome.code == "number_held", outcome
                self.refused.release()
                assert self.back.wait(60)

    def hold(self, client: Client, **fields: object) -> int:
        """Take the series along while the others go on; the number it begins with, once they all have been refused."""
        client.does("hold", self.series, "numbers", **fields)
        self.held.set()
        for _ in self.clients[1:]:
            assert self.refused.acquire(timeout=60)
        held = self.state().held_by(client.caller.device, 2026)
        assert held is not None
        return held.first

    def state(self) -> Series:
        with self.centres[0].database.read() as connection:
            fold = load(connection, KINDS, self.series)
        return Series.of(fold.state if fold else None)

    def given(self) -> Mapping[str, object]:
        """Each document that was written, with its number."""
        with self.centres[0].database.read() as connection:
            ids = connection.scalars(select(t.matter.c.id).where(t.matter.c.kind == "dispatch")).all()
            folds = {id: load(connection, KINDS, id) for id in ids}
        return {id: fold.state.fields.get("doc_number") for id, fold in folds.items() if fold and fold.state}

    def register(self, folder: Path) -> numbers.Register:
        """The register as a clerk's device reckons it."""
        profile = open_profile(folder, KEY, kinds=KINDS)
        clock = Still()
        stores = profile.outbox, profile.replica, profile.files
        link = Link(self.centres[0], self.clients[1].caller)
        engine = Device(2, link, clock, Policy(wait=False), *stores, kinds=KINDS).engine  # type: ignore[arg-type]
        while errands := engine.errands(clock.monotonic()):
            for errand in errands:
                hand_over(engine, errand, link.carry(errand.call))
        (found,) = numbers.registers(profile.library, profile.outbox, 2026)
        profile.close()
        return found


class Still:
    """A clock that stands."""

    def now(self) -> int:
        return NOW

    def monotonic(self) -> float:
        return 0.0


def takes_it_along(race: Race, client: Client) -> None:
    """Six documents offline: one of them is never sent, one comes only after the series was given back."""
    papers = [client.write() for _ in range(PAPERS)]
    race.started.wait()
    first = race.hold(client)
    drawn = {paper: first + n for n, paper in enumerate(papers)}
    for paper in papers[:4]:
        assert client.number(paper, drawn[paper]).s == "a"
    last = {"last": {"series": SERIES, "year": 2026, "n": drawn[papers[5]]}}
    back = msgspec.structs.replace(client.up("release", race.series, "numbers"), drawn=last)
    assert client.send(back).s == "a"
    race.back.set()
    assert client.number(papers[5], drawn[papers[5]]).s == "a"


def test_no_number_is_given_twice_and_each_gap_is_in_the_register(centres: list[Centre], tmp_path: Path) -> None:
    race = Race(centres)
    race.run(takes_it_along)
    given = race.given()
    numbered = [text for text in given.values() if text]
    assert len(given) == CLIENTS * PAPERS
    assert len(numbered) == len(set(numbered)) == CLIENTS * PAPERS - 1, "all but the one that was never sent"
    assert all(client.answers["number_held"] for client in race.clients[1:])
    register = race.register(tmp_path / "profile")
    used = {f"2026-{one.n}" for one in register.those(numbers.ASSIGNED)}
    assert used == set(numbered)
    (gap,) = register.those(numbers.GAP)
    assert [one.n for one in register.numbers] == list(range(1, CLIENTS * PAPERS + 1))
    assert race.state().holdings[0].covers(2026, gap.n)


def is_lost(race: Race, client: Client) -> None:
    """A colleague writes the device off up to four numbers; it comes back with two that it drew, and with one more."""
    papers = [client.write() for _ in range(3)]
    race.started.wait()
    first = race.hold(client)
    assert client.number(papers[0], first).s == "a"
    helper = Client(race.centres[-1], race.centres[-1].new_device(PersonId(6)))
    helper.does("write_off", race.series, "numbers", last=first + 3, reason="电脑丢失")
    race.back.set()
    assert client.number(papers[1], first + 1).s == "a"
    assert client.number(papers[2], first + 4).code == "number_not_held"


def test_a_written_off_device_comes_back_into_the_middle_of_it(centres: list[Centre], tmp_path: Path) -> None:
    race = Race(centres)
    race.run(is_lost)
    numbered = [text for text in race.given().values() if text]
    assert len(numbered) == len(set(numbered)) == (CLIENTS - 1) * PAPERS + 2
    register = race.register(tmp_path / "profile")
    first = race.state().holdings[0].first
    assert [one.n for one in register.those(numbers.UNKNOWN)] == [first + 2, first + 3]
    assert register.those(numbers.GAP) == ()
    assert len(register.numbers) == (CLIENTS - 1) * PAPERS + 4


def takes_a_block(race: Race, client: Client) -> None:
    """A block of five, of which it needs three, while nobody waits for it."""
    papers = [client.write() for _ in range(3)]
    race.started.wait()
    client.does("hold", race.series, "numbers", block=5)
    race.held.set()
    held = race.state().held_by(client.caller.device, 2026)
    assert held is not None
    for n, paper in enumerate(papers):
        assert client.number(paper, held.first + n).s == "a"
    client.does("release", race.series, "numbers")


def test_a_block_keeps_nobody_waiting_and_what_is_left_of_it_is_in_the_register(
    centres: list[Centre], tmp_path: Path
) -> None:
    race = Race(centres)
    race.run(takes_a_block)
    numbered = [text for text in race.given().values() if text]
    assert len(numbered) == len(set(numbered)) == (CLIENTS - 1) * PAPERS + 3
    assert not any(client.answers["number_held"] for client in race.clients)
    register = race.register(tmp_path / "profile")
    first = race.state().holdings[0].first
    assert [one.n for one in register.those(numbers.GAP)] == [first + 3, first + 4]
    assert len(register.numbers) == (CLIENTS - 1) * PAPERS + 5
