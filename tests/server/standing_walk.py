"""Delegations and leaves in small stories, with people who act for others, rightly and wrongly, at any moment.

After every step each entry is judged over the raw record (`tests/server/rights.py`), whoever had a right got through, and
at the end, when everything is over, everything is its giver's again. ``python -m tests.server.standing_walk STORIES ACTS``
tells more of them, and longer ones.
"""

from __future__ import annotations

import random
import sys
from collections import Counter

from sqlalchemy import select

from oa_client.domain.people import Level, PersonId, Post, PostId, UnitId
from oa_client.domain.people import Unit as OfUnit
from oa_client.protocol.messages import CommandUp
from oa_client.protocol.standing_in import AWAY, HELD
from server_stub import tables as t
from server_stub.access import mine, visible
from tests.server.office import Office
from tests.server.rights import Judge

DAY = 86_400
LEADER, FAR = 9, 8
PEOPLE = (1, 2, 3, LEADER)
KINDS: tuple[list[str] | None, ...] = (None, None, ["circulation"], ["outgoing", "circulation"], ["incoming"])


class Story:
    """One chosen course of events."""

    def __init__(self, seed: int, reached: Counter[str]) -> None:
        self.rng, self.reached, self.office = random.Random(seed), reached, Office.open()
        self.office.centre.put(
            [OfUnit(UnitId(4), "新街道", UnitId(1), Level.STREET), Post(PostId(FAR), UnitId(4), "科员")]
        )
        self.posts: dict[int, list[tuple[int, int]]] = {p: [(0, p)] for p in PEOPLE}
        self.judge = Judge(self.held)
        self.papers: dict[str, set[int]] = {}
        """The circulations, with who has still to read each."""
        self.leaves: dict[str, int] = {}

    def tell(self, acts: int) -> None:
        """So many things happen; then all of it comes to its end."""
        doing = [self.paper] * 3 + [self.give] * 3 + [self.pair, self.apply, self.apply, self.transfer]
        doing += (
            [self.settle] * 3 + [self.change] * 3 + [self.for_another] * 12 + [self.stale] * 3 + [self.personal] * 2
        )
        doing += [self.wait] * 5 + [self.own]
        for _ in range(acts):
            self.rng.choice(doing)()
            self.check()
        self.end()

    # what happens

    @property
    def now(self) -> int:
        """This moment."""
        return self.office.clock.now

    def somebody(self, but: int = 0) -> int:
        """Anybody else."""
        return self.rng.choice([p for p in PEOPLE if p != but])

    def send(self, up: CommandUp, person: int) -> bool:
        """Hand it in; whether it was accepted."""
        (outcome,) = self.office.send(person, up)
        self.reached[outcome.code or f"{up.kind}.{up.action}{' for' if up.on_behalf else ''}"] += 1
        assert outcome.s in "ar", outcome
        return outcome.s == "a"

    def act(self, person: int, kind: str, action: str, matter: str = "", /, **fields: object) -> str | None:
        """An act in his own name; its matter when it was accepted."""
        up = self.office.up(person, action, matter, kind=kind, **{k: v for k, v in fields.items() if v is not None})
        up.post = self.post(person, self.now)
        return up.matter if self.send(up, person) else None

    def paper(self) -> None:
        """Something to read for one to three people."""
        readers = self.rng.sample(PEOPLE, self.rng.randint(1, 3))
        asked = {"title": "通知", "mode": "parallel", "purpose": "action", "readers": [[f"p{p}" for p in readers]]}
        if name := self.act(self.somebody(), "circulation", "circulate", **asked):
            self.papers[name] = set(readers)

    def time(self) -> dict[str, object]:
        """From now or soon, for some days or hours."""
        begin = self.now + self.rng.choice([0, 0, 0, 3600, DAY])
        return {"from": begin, "until": begin + self.rng.choice([3600, DAY, 4 * DAY, 9 * DAY])}

    def give(self) -> None:
        """委托 for a time."""
        giver = self.somebody()
        more = {"kinds": self.rng.choice(KINDS), "may_sign": self.rng.choice([None, True]), **self.time()}
        self.act(giver, "delegation", "give", taker=f"p{self.somebody(giver)}", **more)
        self.timers()

    def pair(self) -> None:
        """AB角."""
        giver = self.somebody()
        self.act(giver, "delegation", "give", taker=f"p{self.somebody(giver)}", standing=True)

    def apply(self) -> None:
        """A leave is asked for, and allowed."""
        who = self.somebody(LEADER)
        deputy = self.rng.choice([None, f"p{self.somebody(who)}"])
        asked = {"leave_type": "annual", "unit_head": f"p{LEADER}", "deputy": deputy, **self.time()}
        if name := self.act(who, "leave", "apply", **asked):
            self.leaves[name] = who
            self.act(LEADER, "leave", "approve", name)
            self.timers()

    def settle(self) -> None:
        """Something becomes of a leave."""
        if not self.leaves:
            return
        name = self.rng.choice(list(self.leaves))
        who, later = self.leaves[name], self.now + self.rng.choice([2, 6]) * DAY
        match self.rng.choice(["report_back", "cut_short", "longer", "withdraw"]):
            case "report_back":
                self.act(who, "leave", "report_back", name)
            case "cut_short":
                self.act(LEADER, "leave", "cut_short", name, reason="有急事")
            case "withdraw":
                self.act(who, "leave", "withdraw", name)
            case _:
                self.act(who, "leave", "ask_extension", name, asked_until=later, reason="未办完")
                self.act(LEADER, "leave", "allow_extension", name, until=later)

    def change(self) -> None:
        """A delegation is taken back, declined, or made longer, by whom it concerns or by anybody."""
        if not self.judge.rights:
            return
        name = self.rng.choice(list(self.judge.rights))
        right = self.judge.rights[name]
        action = self.rng.choice(["revoke", "decline", "prolong"])
        who = self.rng.choice([right.taker if action == "decline" else right.giver] * 5 + [self.somebody()])
        given: dict[str, dict[str, object]] = {"prolong": {"until": self.now + 5 * DAY}, "decline": {"reason": "不便"}}
        self.act(who, "delegation", action, name, **given.get(action, {}))

    def transfer(self) -> None:
        """Somebody changes post: his own, or the far one."""
        who = self.rng.choice((2, 3))
        post = FAR if self.post(who, self.now) == who else who
        self.office.move(who, post)
        self.posts[who].append((self.now, post))
        self.office.clock.now += 1

    def wait(self) -> None:
        """Time goes by; the timers go off in time, or late."""
        self.office.clock.now += self.rng.choice([60, 3600, 6 * 3600, DAY])
        if self.rng.random() < 0.7:
            self.timers()

    def timers(self) -> None:
        """What is due happens."""
        self.office.centre.run_timers()

    def own(self) -> None:
        """Somebody reads for himself."""
        if self.papers:
            matter = self.rng.choice(list(self.papers))
            who = self.somebody()
            if self.act(who, "circulation", "mark_read", matter, opinion="阅"):
                self.papers[matter].discard(who)

    # who acts for another

    def for_another(self) -> None:
        """By a delegation, rightly or wrongly: who has the right gets through."""
        if not self.judge.rights or not self.papers:
            return
        name, matter = self.rng.choice(self.fit() or [(list(self.judge.rights)[-1], list(self.papers)[-1])])
        right = self.judge.rights[name]
        taker = self.rng.choice([right.taker] * 5 + [self.somebody()])
        giver = self.rng.choice([right.giver] * 5 + [self.somebody(taker)])
        may = right.stands(giver, taker, "circulation", self.now) and giver in self.papers[matter]
        accepted = self.reads_for(name, matter, taker, giver, self.post(giver, self.now))
        assert accepted or not may, (name, right, matter, self.now)

    def fit(self) -> list[tuple[str, str]]:
        """The delegations, with what their givers have still to read; those that are over too, now and then."""
        over = self.rng.random() < 0.3
        rights = [
            (name, one) for name, one in self.judge.rights.items() if over or (one.active and self.now < one.until)
        ]
        return [(name, matter) for name, one in rights for matter, left in self.papers.items() if one.giver in left]

    def stale(self) -> None:
        """In a post the giver does not hold at this moment."""
        if self.judge.rights and self.papers:
            name = self.rng.choice(list(self.judge.rights))
            right = self.judge.rights[name]
            post = FAR if self.post(right.giver, self.now) != FAR else right.giver
            assert not self.reads_for(name, self.rng.choice(list(self.papers)), right.taker, right.giver, post)

    def reads_for(self, name: str, matter: str, taker: int, giver: int, post: int) -> bool:
        """One reads for another, in a post of his."""
        up = self.office.up(taker, "mark_read", matter, kind="circulation", opinion="代阅")
        up.post, up.on_behalf, up.delegation = post, giver, name
        accepted = self.send(up, taker)
        if accepted:
            self.papers[matter].discard(giver)
        return accepted

    def personal(self) -> None:
        """What nobody does for another is tried."""
        if not self.judge.rights:
            return
        name, right = self.rng.choice(list(self.judge.rights.items()))
        given: dict[str, object] = {"taker": f"p{self.somebody(right.taker)}", **self.time()}
        tries = [("delegation", "give", "", given), ("delegation", "revoke", name, {})]
        asked = {"leave_type": "annual", "unit_head": f"p{LEADER}", **self.time()}
        tries += [("leave", "apply", "", asked), *(("leave", "report_back", one, {}) for one in list(self.leaves)[-1:])]
        kind, action, matter, fields = self.rng.choice(tries)
        up = self.office.up(right.taker, action, matter, kind=kind, **fields)
        up.on_behalf, up.delegation = right.giver, name
        up.post = self.post(right.giver, self.now)
        assert not self.send(up, right.taker), (kind, action)

    # what must hold

    def post(self, person: int, at: int) -> int:
        """The post somebody holds at a moment."""
        return [post for since, post in self.posts[person] if since <= at][-1]

    def held(self, person: int, post: int, at: int) -> bool:
        """Whether he held that post then."""
        return self.post(person, at) == post

    def check(self) -> None:
        """No entry was without right."""
        with self.office.centre.database.read() as connection:
            self.judge.look(connection)
        assert self.judge.wrong == []

    def end(self) -> None:
        """Everybody is back and everything is over: nothing is anybody's but its own person's."""
        self.timers()
        for name, who in self.leaves.items():
            self.act(who, "leave", "report_back", name)
        self.check()
        for name, right in self.judge.rights.items():
            self.act(right.giver, "delegation", "revoke", name)
        self.check()
        with self.office.centre.database.read() as connection:
            rows = connection.execute(
                select(t.row.c.key).where(t.row.c.kind.in_([HELD, AWAY]), t.row.c.data.is_not(None))
            )
            assert rows.scalars().all() == []
            for matter in self.papers:
                seen = {p for p in PEOPLE if visible(connection, mine(connection, PersonId(p)), matter)}
                assert seen == self.related(matter), (matter, seen)
        for matter, left in self.papers.items():
            for reader in left:
                assert self.act(reader, "circulation", "mark_read", matter, opinion="回来了"), (matter, reader)

    def related(self, matter: str) -> set[int]:
        """Who has to do with a circulation himself: by its record, and by the clerk's post in the unit it came from."""
        clerks = {p for p, unit in ((1, 2), (3, 3)) if self.judge.units[matter] == unit and self.post(p, self.now) == p}
        return clerks | self.judge.acted[matter] | {int(p[1:]) for p in self.judge.readers[matter]}


def main() -> int:
    """Stories from seed 0 on; each that goes wrong raises."""
    stories, acts = (int(word) for word in sys.argv[1:3])
    reached: Counter[str] = Counter()
    behalf = 0
    for seed in range(stories):
        story = Story(seed, reached)
        story.tell(acts)
        behalf += story.judge.behalf
    print(f"{stories} stories of {acts} acts: {behalf} acts for others, each by a right that stood; {dict(reached)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
