"""A bulletin to fifty thousand readers: what publishing it and each receipt cost the centre, and its issuer the line.

design.md decision 9: read receipts are rows with an aggregate, an audience travels as a scope expression.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from oa_client.domain.people import Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.protocol import dictionary
from oa_client.protocol.codec import pack
from oa_client.protocol.messages import CommandUp, RowUp, SyncReply, SyncRequest
from server_stub.people import put_things
from server_stub.serve import open_centre
from tests.bench.figures import Extent, Figure, percentile

CLERK, LEADER = PersonId(1), PersonId(2)
OFFICES = 500
AT_ONCE = 2_000
DEVICES, RECEIPTS = 60, 3_000
BODY = "根据市防汛抗旱指挥部部署，请各单位于11月25日前完成低洼路段、地下车库排查，结果按附表报送。" * 12


def bench(extent: Extent) -> Iterator[Figure]:
    """Build, publish, read, sign."""
    folder = extent.data / f"broadcast-{extent.readers}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    began = time.perf_counter()
    fill(folder, extent.readers)
    yield Figure("bulletin", "people put into the centre", extent.readers, "")
    yield Figure("bulletin", "the same, time", time.perf_counter() - began, "s")
    yield from _told(Centre(folder), extent.readers)


def fill(folder: Path, readers: int) -> None:
    """A district of many offices; two people of the first one issue."""
    centre = open_centre(folder)
    units = [Unit(UnitId(1), "明州区", None, Level.DISTRICT)]
    units += [Unit(UnitId(n), f"第{n}办公室", UnitId(1), Level.DEPARTMENT, n) for n in range(2, OFFICES + 2)]
    with centre.work() as work:
        put_things(work, [*units, *(_post(n) for n in range(1, readers + 1))])
    for first in range(1, readers + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, readers + 1))
        with centre.work() as work:
            put_things(work, [_person(n) for n in numbers])
    centre.close()


def _post(n: int) -> Post:
    roles = {CLERK: {Role.CLERK}, LEADER: {Role.LEADER, Role.REVIEWER}}.get(PersonId(n), {Role.HANDLER})
    return Post(PostId(n), UnitId(2 + (n - 1) // (1 + 50_000 // OFFICES)), "科员", frozenset(roles), n)


def _person(n: int) -> Person:
    return Person(PersonId(n), f"人员{n}", (PostId(n),), pinyin=f"renyuan{n}", initials="ry", order=n)


class Seat:
    """A device that syncs, and what that costs on the line (payload, pressed as on it) and at the centre."""

    def __init__(self, centre: Centre, person: PersonId) -> None:
        self._centre, self._caller = centre.open, centre.open.new_device(person)
        self._reply: SyncReply | None = None
        self._count = 0
        self.settle()

    def turn(self, *, commands: list[CommandUp] | None = None, rows: list[RowUp] | None = None):
        """(bytes up, bytes down, seconds, reply)"""
        before = self._reply
        request = SyncRequest(
            before.epoch if before else 0, before.position if before else None, commands or [], rows or []
        )
        began = time.perf_counter()
        reply = self._reply = self._centre.sync(self._caller, request)
        spent = time.perf_counter() - began
        up, down = (len(pack(m, 19, dictionary.DICTIONARY)) for m in (request, reply))
        return up, down, spent, reply

    def settle(self) -> tuple[int, float]:
        """Until nothing more comes: bytes down, and seconds at the centre."""
        bytes_down, seconds = 0, 0.0
        while True:
            _up, down, spent, reply = self.turn()
            bytes_down, seconds = bytes_down + down, seconds + spent
            if not reply.more:
                return bytes_down, seconds

    def do(self, kind: str, action: str, fields: dict[str, object], matter: str = "", base: int = 0):
        """A command that must be accepted; its matter and the centre's seconds."""
        self._count += 1
        matter = matter or f"{self._caller.device}-{self._count}"
        now = int(time.time())
        edition = 0 if base else 1
        up = CommandUp(
            self._count, matter, kind, action, int(self._caller.person), now, fields, base=base, edition=edition
        )
        _up, _down, spent, reply = self.turn(commands=[up])
        assert [o.s for o in reply.outcomes] == ["a"], reply.outcomes
        return matter, spent


class Centre:
    """The centre opened again, as after a night."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.open = folder, open_centre(folder)

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(path.stat().st_size for path in self.folder.glob("centre.db*"))


def _told(centre: Centre, readers: int) -> Iterator[Figure]:
    clerk, leader = Seat(centre, CLERK), Seat(centre, LEADER)
    rng = random.Random(1)
    sample = [PersonId(n) for n in rng.sample(range(3, readers + 1), DEVICES)]
    devices = [Seat(centre, person) for person in sample]
    title = "关于开展全区低洼路段和地下车库积水隐患排查的公告"
    fields = {"title": title, "body": BODY, "scope": ["t1"], "receipt": True, "reviewer": f"p{LEADER}"}
    size = centre.size
    matter, _spent = clerk.do("bulletin", "submit", fields)
    leader.settle()
    _matter, published = leader.do("bulletin", "publish", {}, matter, base=1)
    yield Figure("bulletin", "publishing to everybody, at the centre", published * 1000, "ms")
    yield Figure("bulletin", "publishing, growth of the centre's files", (centre.size - size) / 1024, "KB")
    down, _spent = clerk.settle()
    yield Figure("bulletin", "publishing, down to the issuer", down, "B")
    arrived = [device.settle() for device in devices]
    yield Figure(
        "bulletin", "to a reader, bytes down, median", percentile([float(d) for d, _spent in arrived], 0.5), "B"
    )
    yield Figure(
        "bulletin", "to a reader, at the centre, median", percentile([x * 1000 for _d, x in arrived], 0.5), "ms"
    )
    yield Figure("bulletin", "to a reader, at the centre, p95", percentile([s * 1000 for _d, s in arrived], 0.95), "ms")
    yield from _signed(centre, clerk, devices, matter)
    yield from _many(centre, clerk, readers, sample, matter)
    centre.open.close()


def _signed(centre: Centre, clerk: Seat, devices: list[Seat], matter: str) -> Iterator[Figure]:
    """Each of the sample signs; the issuer hears of each as it comes."""
    turns, heard = [], []
    for device in devices:
        turns.append(device.turn(rows=[RowUp("receipt", matter, {"at": int(time.time())})]))
        heard.append(clerk.settle()[0])
    yield Figure("bulletin", "a receipt, up, median", percentile([float(u) for u, *_ in turns], 0.5), "B")
    yield Figure(
        "bulletin", "a receipt, down to its giver, median", percentile([float(d) for _u, d, *_ in turns], 0.5), "B"
    )
    later = [1000 * s for _u, _d, s, _r in turns[1:]]
    yield Figure("bulletin", "the first receipt, at the centre (counts everybody)", 1000 * turns[0][2], "ms")
    yield Figure("bulletin", "a receipt, at the centre, median", percentile(later, 0.5), "ms")
    yield Figure("bulletin", "a receipt, at the centre, p95", percentile(later, 0.95), "ms")
    yield Figure(
        "bulletin",
        "to the issuer for each receipt when synced at once",
        percentile([float(h) for h in heard], 0.5),
        "B",
    )


def _many(centre: Centre, clerk: Seat, readers: int, sample: list[PersonId], matter: str) -> Iterator[Figure]:
    """Thousands sign while the issuer is away; then he syncs once."""
    signing = [n for n in range(3, readers + 1) if PersonId(n) not in set(sample)][:RECEIPTS]
    callers = [centre.open.new_device(PersonId(n)) for n in signing]
    epoch, size = clerk._reply.epoch, centre.size
    began = time.perf_counter()
    for caller in callers:
        at = clerk._reply.position
        centre.open.sync(
            caller, SyncRequest(epoch, at, rows=[RowUp("receipt", matter, {"at": int(time.time())})], budget=0)
        )
    spent = time.perf_counter() - began
    yield Figure("bulletin", "receipts one after another, a second", len(callers) / spent, "")
    yield Figure("bulletin", "growth of the centre's files for each", (centre.size - size) / len(callers), "B")
    down, _spent = clerk.settle()
    yield Figure("bulletin", f"to the issuer for {len(callers):,} receipts synced once", down, "B")
