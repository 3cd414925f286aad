"""What a restored centre gathers, watched: every record is part of one that was, and all that anybody holds comes back."""

from __future__ import annotations

from oa_client.app.ports import Pending

Chain = tuple[tuple[bytes, bytes], ...]


class Gathering:
    """The records as they were before each restore, and as the backup had them."""

    def __init__(self, office) -> None:
        self.office = office
        self.branches: dict[str, set[Chain]] = {}
        self.kept: dict[str, int] = {}
        self.seen = None

    @property
    def on(self) -> bool:
        return self.office.centre.restoring

    def records(self) -> dict[str, Chain]:
        return {matter: tuple(self.office.truth(matter)) for matter in self.office.everything()}

    def before(self) -> None:
        """A restore is about to happen."""
        for matter, chain in self.records().items():
            self.branches.setdefault(matter, set()).add(chain)

    def after(self) -> None:
        """It has happened."""
        self.kept = {matter: len(chain) for matter, chain in self.records().items()}

    def check(self) -> None:
        """Nothing new took a place: each record is the beginning of one that was."""
        if not self.on or self.seen == self.office.head_of_feed():
            return
        self.seen = self.office.head_of_feed()
        for matter, chain in self.records().items():
            known = self.branches.get(matter, set())
            assert any(one[: len(chain)] == chain for one in known), f"{matter}: not what it was"

    def check_whole(self) -> None:
        """Everybody has come: whatever a device holds that fits is back."""
        own = [p for p in self.offered() if p.entry is not None and p.receipt]
        held = {bytes(one.e) + bytes(one.d) for p in own for one in (p.entry, *p.before)}
        now = self.records()
        for matter, chains in self.branches.items():
            if len(chains) == 1:
                (chain,) = chains
                have = self.kept.get(matter, 0)
                while have < len(chain) and b"".join(chain[have]) in held:
                    have += 1
                assert len(now.get(matter, ())) == have, f"{matter}: {len(now.get(matter, ()))} of {have} came back"

    def offered(self) -> list[Pending]:
        return [p for d in self.office.devices for p in (*d.outbox.pending(), *d.outbox.archived())]

    def gather(self, *devices, most: int = 25) -> None:
        """Every device comes, in this order, until that brings nothing more."""
        before = None
        while before != (before := self.office.head_of_feed()):
            for device in devices or self.office.devices:
                device.engine.kick()
                for _ in range(most):
                    if not self.office.step(device):
                        break
