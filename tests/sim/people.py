"""What people do: each draws what comes to mind, and acts on what the screen shows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from oa_client.app.ports import NoRoom, Standing
from oa_client.domain.matter import FileRef
from oa_client.domain.people import PersonId
from oa_client.protocol.messages import CommandUp, SyncRequest
from tests.sync.office import Killed

if TYPE_CHECKING:
    from tests.sim.seat import Seat
    from tests.sim.world import World

SCOPES = ("p1", "p2", "p3", "u2", "u3", "c2", "t1")
OTHER = 1
"""Whose further device, not watched, writes straight to the centre."""


class People:
    """Everybody who acts, at the devices and elsewhere."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng
        self.elsewhere = world.centre.new_device(PersonId(OTHER))
        self.count = 0
        self.theirs: list[str] = []
        self.acts: list[tuple[int, Callable[[Seat], None]]] = [
            (6, self.write), (3, self.burst), (2, self.circulate), (10, self.say), (2, self.shut), (4, self.share),
            (4, self.handle), (2, self.undo), (2, self.take_back), (4, self.read), (3, self.open_header),
            (3, self.attach), (1, self.seal), (2, self.fetch), (5, self.urgent), (1, self.click),
        ]  # fmt: skip

    def something(self, seat: Seat) -> None:
        """One act at a device. On a full disk it is refused, and nothing of it is kept."""
        act = self.rng.choices([a for _, a in self.acts], [w for w, _ in self.acts])[0]
        try:
            act(seat)
        except NoRoom:
            self.world.story.operation("no room", seat.name, "is told that the disk is full")
        except Killed:
            self.world.story.operation("killed", seat.name, "is killed before what was just done is kept")
            seat.crash()

    def audience(self) -> list[str]:
        return self.rng.sample(SCOPES, self.rng.randint(1, 3))

    def wait_a_little(self) -> int:
        return self.rng.choice((0, 0, 0, 10))

    # acts

    def write(self, seat: Seat) -> None:
        kind = self.rng.choice([k for k in ("paper", "memo") if seat.kinds.newest(k)])
        fields = {"files": [self.file(seat)]} if not seat.older and self.rng.random() < 0.2 else {}
        if self.rng.random() < 0.1:
            fields["alarm"] = self.world.clock.now() + self.rng.randint(1, 600)
        self.world.do(seat, "write", kind=kind, undo=self.wait_a_little(), title="标题", to=self.audience(), **fields)

    def burst(self, seat: Seat) -> None:
        matter = self.world.do(seat, "write", kind="paper", title="连发", to=[f"p{seat.person}"])
        for j in range(self.rng.randint(2, 4)):
            self.world.do(seat, "say", matter, opinion=f"第{j}次")

    def circulate(self, seat: Seat) -> None:
        readers = [f"p{p}" for p in self.rng.sample((1, 2, 3), self.rng.randint(1, 3))]
        turns = self.rng.random() < 0.5
        self.world.do(
            seat, "circulate", kind="circulation", title="轮阅", mode="sequential" if turns else "parallel",
            purpose="action", readers=[[p] for p in readers] if turns else [readers],
        )  # fmt: skip

    def pick(self, seat: Seat, *, circulation: bool = False) -> str | None:
        """A matter on the screen that this client may act on."""
        here = [m for m in seat.whole() if (self.world.kind_of(seat, m) == "circulation") == circulation]
        known = [m for m in here if self.world.edition_of(seat, m)]
        return self.rng.choice(known) if known else None

    def say(self, seat: Seat) -> None:
        if matter := self.pick(seat):
            self.world.do(seat, "say", matter, undo=self.wait_a_little(), opinion="同意")

    def shut(self, seat: Seat) -> None:
        if matter := self.pick(seat):
            self.world.do(seat, "shut", matter)

    def share(self, seat: Seat) -> None:
        if matter := self.pick(seat):
            self.world.do(seat, "share", matter, to=self.audience())

    def handle(self, seat: Seat) -> None:
        if matter := self.pick(seat, circulation=True):
            action, fields = self.rng.choice((
                ("mark_read", {"opinion": "已阅"}),
                ("add_reader", {"reader": [f"p{self.rng.randint(1, 3)}"], "place": "last"}),
                ("send_back", {"reason": "不属本单位"}),
                ("close", {}),
            ))  # fmt: skip
            self.world.do(seat, action, matter, **fields)

    def undo(self, seat: Seat) -> None:
        waiting = seat.outbox.pending()
        if waiting and seat.outbox.withdraw(n := self.rng.choice(waiting).n):
            seat.withdrawn.add(n)
            self.world.story.operation("undo", seat.name, f"takes back {n}, never sent")

    def take_back(self, seat: Seat) -> None:
        sent = [p for p in seat.outbox.pending() if p.standing is Standing.SENT]
        if sent and seat.outbox.ask_back(n := self.rng.choice(sent).n) is not None:
            self.world.story.operation("take back", seat.name, f"asks the centre to let go of {n}")
            self.world.look(seat)

    def read(self, seat: Seat) -> None:
        if matter := self.pick(seat):
            seat.outbox.queue_row("read", matter, {"at": self.world.clock.now()})
            seat.read.add(matter)
            self.world.story.operation("row", seat.name, f"has read {matter}")
            self.world.look(seat)

    def open_header(self, seat: Seat) -> None:
        bare = sorted(m for m, h in seat.replica.state.matters.items() if not h.full)
        if bare:
            seat.replica.want_full(matter := self.rng.choice(bare))
            self.world.story.operation("open", seat.name, f"opens {matter}, of which a header is here")
            self.world.look(seat)

    def click(self, seat: Seat) -> None:
        self.world.story.operation("click", seat.name, "presses 立即同步")
        if seat.running is not None:
            seat.running.take(seat.engine.kick)

    # files

    def file(self, seat: Seat, size: int = 0) -> dict[str, object]:
        data = self.rng.randbytes(size or self.rng.randint(1, 12_000))
        sha = hashlib.sha256(data).hexdigest()
        self.world.contents[sha] = data
        seat.outbox.keep_file(FileRef(sha, f"{sha[:6]}.pdf", len(data)), data)
        return {"sha256": sha, "name": f"{sha[:6]}.pdf", "size": len(data)}

    def attach(self, seat: Seat) -> None:
        if (matter := self.pick(seat)) and self.world.edition_of(seat, matter) == 2:
            size = self.rng.choice((0, 0, 400_000))
            self.world.do(seat, "attach", matter, files=[self.file(seat, size)])

    def seal(self, seat: Seat) -> None:
        if (matter := self.pick(seat)) and self.world.edition_of(seat, matter) == 2:
            self.world.do(seat, "seal", matter)

    def fetch(self, seat: Seat) -> None:
        """Somebody wants to open a file that a matter on the screen names."""
        if named := self.world.named_files(seat):
            sha, matter, size = self.rng.choice(named)
            seat.files.want(sha, matter, size)
            seat.fetched.add(sha)
            self.world.story.operation("fetch", seat.name, f"wants file {sha[:6]} of {matter}")
            if seat.running is not None:
                seat.running.take(seat.engine.kick)

    def urgent(self, seat: Seat) -> None:
        """Something that must not wait behind a transfer."""
        matter = self.world.do(seat, "write", kind="paper", title="急件", to=[f"p{seat.person}"])
        self.world.watch_leaving(seat, matter)

    # elsewhere

    def somebody_else(self) -> None:
        if self.theirs and self.rng.random() < 0.5:
            matter = self.rng.choice(self.theirs)
            self.send("share", matter, to=[*self.audience(), "p1"])
            return
        scope = self.rng.choice(SCOPES)
        for _ in range(self.rng.choice((1, 1, 3, 5))):
            self.theirs.append(self.send("write", "", title="来文", to=[scope, "p1"]))

    def urgent_elsewhere(self) -> None:
        matter = self.send("write", "", edition=2, title="急件", urgency="urgent", to=["t1", "p1", "p2", "p3"])
        self.theirs.append(matter)
        self.world.watch_arriving(matter)

    def send(self, action: str, matter: str, *, edition: int = 1, **fields) -> str:
        self.count += 1
        matter = matter or f"{self.elsewhere.device}-{self.count}"
        world = self.world
        world.story.operation("elsewhere", "elsewhere", f"{action} {matter} {fields.get('to', '')}")
        post = world.posts[OTHER]
        up = CommandUp(self.count, matter, "paper", action, post, world.clock.now(), fields, edition=edition)
        world.centre.sync(self.elsewhere, SyncRequest(world.centre.epoch, commands=[up]))
        return matter
