"""The year lived: each matter is a story of acts, told to the centre in the order of their moments."""

from __future__ import annotations

import heapq
import json
import random
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date

from oa_client.domain.usual import DUE, USUAL, Usual
from oa_client.protocol.messages import CommandUp
from tests.server.rights import Judge
from tests.year.absences import Told, absences
from tests.year.district import CLERK, LEADER, SUPERVISOR, UNITS, District, clerk_of, moment

DAY = 86_400
SOURCES = ("meeting", "instruction", "work_report", "livelihood", "proposal", "public_opinion", "superior")
NOTICE = {
    "notice": "国办发明电〔2026〕9号",
    "holidays": [
        {"name": "元旦", "first": "2027-01-01", "last": "2027-01-03"},
        {"name": "春节", "first": "2027-02-05", "last": "2027-02-11"},
        {"name": "清明节", "first": "2027-04-03", "last": "2027-04-05"},
        {"name": "劳动节", "first": "2027-05-01", "last": "2027-05-05"},
        {"name": "端午节", "first": "2027-06-09", "last": "2027-06-11"},
        {"name": "国庆节", "first": "2027-10-01", "last": "2027-10-07"},
    ],
    "makeup": ["2027-01-30", "2027-02-20", "2027-05-08", "2027-09-26", "2027-10-09"],
}
"""An invented notice: it comes late, when limits run that it moves."""
ANNOUNCED = date(2027, 1, 20)

Story = Generator[tuple[int, int], None, None]
"""Yields who acts next and how many seconds from now at the earliest."""


@dataclass
class Year:
    """What is going on: the stories by their next moment."""

    district: District
    rng: random.Random
    queue: list[tuple[int, int, int, Story]] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)
    born: int = 0
    moved: int = 0
    last: str = ""
    told: Told = field(init=False)

    def __post_init__(self) -> None:
        self.told = Told(Judge(self.district.held))

    def begin(self, at: int, story: Story) -> None:
        """A story begins at a moment."""
        self.born += 1
        heapq.heappush(self.queue, (at, self.born, 0, story))

    def live(self, end: int) -> None:
        """Everything up to a moment."""
        while self.queue and self.queue[0][0] <= end:
            at, order, person, story = heapq.heappop(self.queue)
            ready = self.district.at_work(person, at, self.rng)
            if ready > at:
                heapq.heappush(self.queue, (ready, order, person, story))
                continue
            self.district.office.clock.now = at
            try:
                person, after = next(story)
            except StopIteration:
                continue
            heapq.heappush(self.queue, (at + after, order, person, story))
        self.district.office.clock.now = end

    @property
    def now(self) -> int:
        """This moment."""
        return self.district.office.clock.now

    def act(self, person: int, action: str, matter: str = "", *, kind: str = "supervision", **fields: object) -> str:
        """An act that the rules must accept."""
        return self._do(person, action, matter, kind, None, fields)

    def counted(self, amount: int) -> dict[str, object]:
        """A day so many working days from now, as a form offers it."""
        usual = Usual(amount, "working_days", self.now)
        return {DUE: usual.due(self.district.days), USUAL: usual.value}

    def day(self, matter: str) -> dict[str, object]:
        """The day that stands in a matter, as its form would send it."""
        fields = self.district.state(matter).fields
        return {name: fields[name] for name in (DUE, USUAL) if name in fields}

    def himself(self, seat: int, action: str, matter: str = "", /, *, kind: str, **fields: object) -> str:
        """An act of the one who has a post, whoever stands in for him."""
        up = self.district.office.up(self.district.sitting(seat), action, matter, kind=kind, **fields)
        return self._sent(self.district.sitting(seat), seat, up)

    def on(self, track: int, person: int, action: str, matter: str, **fields: object) -> None:
        """An act on a strand."""
        self._do(person, action, matter, "supervision", track, fields)

    def _do(
        self, person: int, action: str, matter: str, kind: str, track: int | None, fields: dict[str, object]
    ) -> str:
        one, holder = self.district.stood_in(person), self.district.sitting(person)
        up = self.district.office.up(one.taker if one else holder, action, matter, kind=kind, **fields)
        up.track = track
        if one is not None:
            up.on_behalf, up.delegation = one.giver, one.name
            self.told.behalf += 1
        if kind == "supervision" and track is not None:
            self.last = up.matter
        return self._sent(one.taker if one else holder, person, up)

    def _sent(self, who: int, seat: int, up: CommandUp) -> str:
        up.post = seat
        (outcome,) = self.district.office.send(who, up)
        assert outcome.s == "a", (up, outcome)
        self.acts[f"{up.kind}.{up.action}"] += 1
        return up.matter


def item(year: Year, matter: str = "", source: str = "") -> Story:
    """One item of supervision, from its proposal, or from its being taken up, to wherever it comes."""
    rng = year.rng
    unit, others = rng.choice(UNITS), rng.randrange(3)
    assist = [f"c{u}" for u in rng.sample([u for u in UNITS if u != unit], others)]
    limit = rng.randrange(30, 115)
    counted = rng.random() < 0.4
    yield SUPERVISOR, 0
    said = {
        "title": f"督查事项{year.born}",
        "mode": "government",
        "source": source or rng.choice(SOURCES),
        "requirements": "按期办结并反馈。",
        "lead": f"c{unit}",
        "assist": assist,
        **(year.counted(limit * 5 // 7) if counted else {"due": year.now + limit * DAY}),
        "cycle": rng.choice(("none", "monthly")),
        "approver": f"p{LEADER}",
    }
    matter = year.act(SUPERVISOR, "fill_in" if matter else "propose", matter, **said)
    yield LEADER, rng.randrange(2 * DAY)
    if rng.random() < 0.04:
        year.act(LEADER, "refuse_item", matter, reason="不宜立项")
        return
    year.act(LEADER, "approve", matter)
    yield SUPERVISOR, rng.randrange(DAY)
    day = year.day(matter)
    year.act(SUPERVISOR, "issue", matter, lead=f"c{unit}", assist=assist, **day)
    due = int(str(day["due"]))
    if rng.random() < 0.04:
        yield from _given_up(year, matter)
        return
    yield from _handled(year, matter, unit, assist, due)


def _given_up(year: Year, matter: str) -> Story:
    yield LEADER, year.rng.randrange(20 * DAY)
    year.act(LEADER, "cancel", matter, reason="情况已变化")


def _handled(year: Year, matter: str, unit: int, assist: list[str], due: int) -> Story:
    rng, lead = year.rng, clerk_of(unit)
    holders = [lead, *(clerk_of(int(a[1:])) for a in assist)]
    for track, holder in enumerate(holders):
        yield holder, rng.randrange(DAY)
        year.on(track, holder, "accept", matter)
    for _ in range(rng.randrange(3)):
        yield lead, rng.randrange(5 * DAY)
        year.on(0, lead, "report", matter, progress=rng.randrange(90), opinion="正在推进")
    if rng.random() < 0.15:
        yield from _suspended(year, matter)
    for track, holder in enumerate(holders[:2]):
        if rng.random() < 0.3 and year.now < due:
            yield from _extended(year, matter, track, holder)
    late = rng.random()
    if late > 0.93:
        return
    for track, holder in enumerate(holders):
        wait = max(0, due - year.now - rng.randrange(1, 20) * DAY) if late < 0.7 else max(0, due - year.now) + DAY
        yield holder, wait
        yield from _finished(year, matter, track, holder)
    yield SUPERVISOR, rng.randrange(3 * DAY)
    year.act(SUPERVISOR, "close", matter, conclusion="已落实")
    if rng.random() < 0.15:
        yield from _objected(year, matter, lead)


def _objected(year: Year, matter: str, lead: int) -> Story:
    """The conclusion is received, objected to, and the item taken up again."""
    yield lead, year.rng.randrange(20 * DAY)
    year.on(0, lead, "receive", matter)
    yield lead, year.rng.randrange(10 * DAY)
    year.on(0, lead, "object", matter, reason="事实不清")
    yield LEADER, year.rng.randrange(20 * DAY)
    year.act(LEADER, "recheck", matter, finding="reopen", opinion="重新督查")
    yield SUPERVISOR, year.rng.randrange(30 * DAY)
    year.act(SUPERVISOR, "close", matter, conclusion="已落实")


def _suspended(year: Year, matter: str) -> Story:
    yield SUPERVISOR, year.rng.randrange(3 * DAY)
    year.act(SUPERVISOR, "suspend", matter, reason="等待上级批复")
    yield SUPERVISOR, year.rng.randrange(5 * DAY, 30 * DAY)
    year.act(SUPERVISOR, "resume", matter)


def _extended(year: Year, matter: str, number: int, holder: int) -> Story:
    yield holder, 0
    track = year.district.state(matter).tracks[number]
    if track.due is None or track.due <= year.now:
        return
    later = track.due + year.rng.randrange(10, 40) * DAY
    year.on(number, holder, "request_extension", matter, new_due=later, reason="工程量增加")
    yield SUPERVISOR, year.rng.randrange(2 * DAY)
    if year.rng.random() < 0.7 and later > year.now:
        year.on(number, SUPERVISOR, "grant_extension", matter, new_due=later)
    else:
        year.on(number, SUPERVISOR, "refuse_extension", matter, reason="须按期完成")


def _finished(year: Year, matter: str, track: int, holder: int) -> Story:
    year.on(track, holder, "apply_completion", matter, opinion="已完成")
    yield SUPERVISOR, year.rng.randrange(3 * DAY)
    while year.rng.random() < 0.2:
        year.on(track, SUPERVISOR, "send_back", matter, reason="佐证材料不全")
        yield holder, year.rng.randrange(DAY, 5 * DAY)
        year.on(track, holder, "apply_completion", matter, opinion="已补充")
        yield SUPERVISOR, year.rng.randrange(2 * DAY)
    year.on(track, SUPERVISOR, "pass_completion", matter)


def instruction(year: Year) -> Story:
    """One instruction of the leader; a late one may be taken up as an item of supervision."""
    rng, unit = year.rng, year.rng.choice(UNITS)
    yield CLERK, 0
    said = {"title": f"批示件{year.born}", "leader": f"p{LEADER}", "instructed_at": year.now, "words": "请研究落实。"}
    matter = year.act(CLERK, "record", kind="instruction", **said)
    yield CLERK, rng.randrange(DAY)
    limit = rng.randrange(5, 30)
    day = year.counted(limit) if rng.random() < 0.5 else {"due": year.now + limit * DAY}
    year.act(CLERK, "assign", matter, kind="instruction", manner="hand_down", lead=f"c{unit}", **day)
    if rng.random() < 0.1:
        while (due := int(str(year.day(matter)["due"]))) >= year.now:
            yield CLERK, due - year.now + DAY
        yield from _promoted(year, matter)
        return
    yield clerk_of(unit), rng.randrange(25 * DAY)
    year.act(clerk_of(unit), "complete", matter, kind="instruction", opinion="已落实")
    yield CLERK, rng.randrange(2 * DAY)
    year.act(CLERK, "submit", matter, kind="instruction", opinion="呈报")
    yield LEADER, rng.randrange(3 * DAY)
    year.act(LEADER, "acknowledge", matter, kind="instruction")
    yield CLERK, rng.randrange(DAY)
    year.act(CLERK, "close", matter, kind="instruction", result="已办结")


def _promoted(year: Year, matter: str) -> Story:
    said = {"supervisor": f"o{SUPERVISOR}", "requirements": "限期落实"}
    year.act(CLERK, "supervise", matter, kind="instruction", **said)
    taken = str(year.district.state(matter).fields["supervision"])
    yield from item(year, taken, "instruction")


def lived(seed: int, items: int, instructions: int, at: int = 2027) -> Year:
    """The year at its end. Its notice of days off is announced on 20 January."""
    rng = random.Random(seed)
    district = District.open(at)
    district.absent(rng, 1)
    year, first = Year(district, rng), moment(date(at, 1, 1))
    for begin, story in absences(year):
        year.begin(begin, story)
    for kind, count in ((item, items), (instruction, instructions)):
        for _ in range(count):
            year.begin(first + rng.randrange(330) * DAY, kind(year))
    year.live(moment(ANNOUNCED) + 10 * 3600)
    year.moved = district.announce(json.dumps({"years": {str(at): NOTICE}}))
    year.live(moment(date(at + 1, 1, 1)) - 1)
    with district.office.centre.database.read() as connection:
        year.told.judge.look(connection)
    return year
