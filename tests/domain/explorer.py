"""Walks through a table: anybody tries anything, well or ill filled in, and every step is checked.

A walk chooses by `choose(list)` alone: Hypothesis can drive it, and a seeded generator repeat it.
"""

import copy
import json
from collections import Counter

from oa_client.domain.decision import Accepted, NeedsCentre, NeedsFiles, Refused
from oa_client.domain.matter import MatterId
from oa_client.domain.money.purse import Purse
from oa_client.domain.people import CENTRE
from oa_client.domain.rulebook import audience, evolve, offered, row, tasks, timers
from oa_client.domain.scene import flat_scopes
from oa_client.domain.table import FieldType
from tests.domain.money import LINE, PURSE, TABLE
from tests.domain.office import ACTORS, DIRECTORY, MONDAY, MONEY, Record, through_json

HOLDERS = ["p1", "p2", "p3", "p4", "p6", "p8", "o21", "o21", "o31", "c2", "p4", "c5"]
REVIEWERS = ["p2", "p8", "o12", "o32", "p4"]
CLERKS = ["c1", "c2", "c3", "c5"]
UNITS = ["u2", "u3", "c2", "u5", "o12"]
TEXTS = [
    "已阅。",
    "拟同意，请办公室阅处。\n附：\t说明",
    " 前后有空格 ",
    "𠮷林镇 <b>不是标记</b> &amp; %s {0}",
    "涉及商业秘密的内容按规定处理",
    "e\u0301 é",
    "0",
    "x" * 500,
]
HOSTILE = [
    None,
    "",
    " ",
    "a" * 100_000,
    "\x00",
    "a\x1bb",
    "\u202eexe.txt",
    "\ud800",
    "<script>alert(1)</script>",
    "绝密★",
    "【机密】",
    "p1",
    "p" + "9" * 5000,
    "p007",
    "*",
    "t1",
    -1,
    0,
    1 << 70,
    1.5,
    float("nan"),
    True,
    False,
    [],
    [[]],
    [["p1"]],
    ["p1"] * 600,
    [None],
    [[None]],
    {},
    {"a": 1},
    ["p99"],
    [[["p1"]]],
    [0, 0],
    [True],
    ("p1",),
    b"x",
    [{"sha256": "0" * 64, "name": "\ud800.txt", "size": 1}],
    [{"sha256": "0" * 64, "name": "a/b", "size": 1}],
    [{"sha256": [], "name": {}, "size": None}],
    [{"sha256": "A" * 64, "name": "a", "size": True}],
    set(),
    ...,
    10**400,
    "7-1",
    "../../etc/passwd",
    "sequential",
    "action",
    1 << 52,
]
BODIES = [
    '{"v":1,"b":[{"h":1,"p":"总体要求"},{"p":"各单位要压实责任。"}]}',
    '{"v":1,"b":[{"p":"以上请示妥否，请批示。"}]}',
    "没有结构的正文\n第二段",
]
FITTING = {
    "outgoing": {
        "organ": ["c1", "c1", "c2"],
        "title": ["关于做好防汛工作的通知", "关于新建车棚的请示"],
        "genre": ["notice", "notice", "minutes", "request", "letter"],
        "direction": ["down", "down", "parallel", "up"],
        "receivers": [["c2"], ["c2", "c3"], ["c3"]],
        "copied_to": [["c5"], ["c6"]],
        "joint_with": [["c2"]],
        "checker": ["p2", "p8", "o12"],
        "legal_reviewer": ["p2", "p8", "p4"],
        "fair_reviewer": ["p2", "p8", "p4"],
        "consulted": [["p4", "p6"], ["c2", "c3"], ["o21"], ["p8"]],
        "signers": [["p2"], ["p8", "p2"], ["p6", "p2"]],
        "legal_result": ["pass", "fail"],
        "fair_result": ["pass", "fail"],
        "archive_year": [2026, 2026, 26],
        "relief_reviewed": [True, True, True, False],
        "important": [False, False, True],
    },
    "delegation": {
        "taker": ["p4", "p8", "p6", "o21"],
        "standing": [False, False, True],
        "kinds": [["circulation"], ["outgoing", "incoming"], []],
        "giver": ["p2", "p8"],
    },
    "leave": {
        "unit_head": ["p2", "p8", "p6"],
        "in_charge": ["p2", "p8"],
        "deputy": ["p4", "p13"],
    },
    "issuing_plan": {
        "plan_year": [2026, 2026, 26],
        "planned": [1, 2, 3],
        "last_year": [1, 3],
        "approver": ["p2", "p2", "p4"],
    },
    "fiscal": {
        "amount": [500_000, 15_000_000, 150_000_000, 0],
        "unit_head": ["p6", "p6", "o23"],
        "line": [LINE],
        "approved": [400_000, 15_000_000],
        "payment": [100_000, 500_000, 15_000_000],
        "paid_on": [MONDAY, MONDAY, MONDAY + 400 * 86_400],
        "archive_year": [2026, 2026, 26],
        "split_looked": [True, True, False],
    },
    "budget_line": {
        "owner": ["u2", "t1", "*", "p6"],
        "line_year": [2026, 2026, 26],
        "total": [1_000_000, 0],
        "amount": [100_000, 2_000_000, 0],
    },
    "fiscal_rules": {
        "table": [TABLE, TABLE, "年初预算"],
        "finance_section": ["o33"],
        "finance_bureau_head": ["o34"],
        "vice_head": ["o14"],
        "district_head": ["o12"],
    },
    "calendar": {"said": ['{"years": {"2027": {"notice": "国办发明电〔2026〕9号"}}}', '{"close": "17:30"}', "[]"]},
    "supervision": {
        "mode": ["government", "government", "internal"],
        "authorisation": ["区政府授权〔2026〕1号"],
        "entrusted": ["区政府委托书〔2026〕3号"],
        "lead": ["c2", "c3", "u4", "p4", "u5"],
        "assist": [["c3"], ["c2"], ["u4"], ["p7", "p9"], ["u5"]],
        "approver": ["p2"],
        "office": ["o13"],
        "new_office": ["o13"],
        "new_approver": ["p2"],
        "organ": ["c1"],
        "cycle": ["none", "weekly", "monthly", "quarterly"],
        "slips": [True, False],
        "holders": [["p4"], ["p6"], ["u5"], ["c5"], ["p10"]],
        "reader": ["c3", "p7", "u5", "p4"],
        "progress": [0, 30, 100],
        "archive_year": [2026, 2026, 26],
    },
}
"""What fits the fields of a kind that have to fit each other."""
PAID = {"fiscal", "budget_line", "fiscal_rules"}
"""The kinds about money."""
_DEEP: list[object] = []
for _ in range(2000):
    _DEEP = [_DEEP]
HOSTILE.append(_DEEP)
FILES = [{"sha256": f"{n:064x}", "name": f"附件{n}.docx", "size": n + 1} for n in range(3)]
LONG = 16
"""Of a kind with more stages than these a walk goes on rather than aside, else it never sees the end."""
STEPS = [60, 3600, 86_400, 5 * 86_400, 30 * 86_400]


class Walk(Record):
    """One matter's life, told by a chooser."""

    def __init__(self, process, choose, reached=None):
        super().__init__(process)
        self.choose = choose
        self.reached = Counter() if reached is None else reached
        self.delivered = set()
        self.long = len(process.stages) > LONG or process.kind in {"fiscal", "supervision"}
        self.actors = (*ACTORS, *MONEY) if process.kind in PAID else ACTORS
        self.idle = 0  # how often nothing was left to do but to add a note

    def maybe(self, often=2):
        return self.choose(range(often)) == 0

    # ------------------------------------------------------------ choosing a command

    def step(self):
        self.now += self.choose(STEPS)
        due = [t for t in timers(self.process, self.matter) if t.at <= self.now] if self.matter else []
        if due and self.maybe():
            self.attempt(CENTRE, due[0].action, None, {})
            return
        how = self.choose(["offered"] * 5 + ["any", "hostile"])
        likely = how == "offered" or (how == "hostile" and self.maybe())
        actor, action, track = self.offer() if likely else self.anything()
        if action is not None:
            self.attempt(actor, action.name, track, self.fill(action, hostile=how == "hostile"))

    def offer(self):
        if self.matter is None:
            opening = min(self.process.opening, key=lambda a: self.reached[f"action {a.name}"])
            return self.choose(self.actors), opening, None
        found = [
            (actor, action, track.id if track else None)
            for actor in (*self.actors, CENTRE)
            for action, track in offered(self.process, self.matter, actor, DIRECTORY)
        ]
        from_elsewhere = [a for a in self.process.actions if caused(a) and self.matter.stage in a.states]
        found += [(self.choose(self.actors), action, None) for action in from_elsewhere]
        names = sorted({action.name for _, action, _ in found})
        self.idle += set(names) <= ({"add_note", "correct"} if self.long else {"add_note"})
        if not names:
            return None, None, None
        names = self.going(names)
        rare = sorted(names, key=lambda n: self.reached[f"action {n}"])[:3]
        onward = [n for n in names if self.process.action(n).primary and self.long]
        name = self.choose(names if self.maybe(4) else onward if onward and not self.maybe(3) else rare)
        return self.choose([f for f in found if f[1].name == name])

    def going(self, names):
        """Of a long kind mostly without what ends it on the way."""
        if not self.long or self.matter.stage in self.process.over or self.maybe(20):
            return names
        return [n for n in names if not ends_early(self.process, n)] or names

    def anything(self):
        ids = [t.id for t in self.matter.tracks] if self.matter else []
        return (
            self.choose((*self.actors, CENTRE)),
            self.choose(self.process.actions),
            self.choose([None, 99, *ids]),
        )

    def fill(self, action, hostile):
        asked = [a for a in action.asks if a.required == ("always",) or self.maybe()]
        fields = {a.name: self.named(a) for a in asked}
        if hostile:
            names = [a.name for a in action.asks] + ["title", "\ud800", "action"]
            fields[self.choose(names)] = self.choose(HOSTILE)
        return fields

    def named(self, ask):
        """A value that fits what a field of this name is for, where its type does not say it all."""
        if self.process.kind == "numbers" and ask.type is FieldType.NUMBER and ask.name != "entry":
            return self.choose({"year": [2026, 2026, 2027], "block": [1, 3, 21]}.get(ask.name, [2, 4, 5, 6, 9, 20]))
        if (kept := self.opened(ask.name)) and not self.maybe(8):
            return kept
        if self.process.kind in FITTING:
            return self.choose(FITTING[self.process.kind][ask.name]) if self.fits(ask) else self.value(ask)
        if self.process.kind not in {"incoming", "exchange", "instruction"}:
            return [*self.matter.written, 99][0] if ask.name == "entry" and self.matter else self.value(ask)
        if ask.name in {"receivers", "copied_to"}:
            return [self.choose(CLERKS), *([self.choose(CLERKS)] if self.maybe() else [])]
        if ask.name in {"registry", "to"}:
            return self.choose(CLERKS)
        if ask.name == "receiver":
            return self.choose([t.holder for t in self.matter.tracks] if self.matter else CLERKS)
        if ask.name in {"leader", "main"}:
            return self.choose(["p2", "p8", "p6"])
        if ask.name == "leaders":
            return [self.choose(["p2", "p8", "p6"]), *(["p4"] if self.maybe(3) else [])]
        if ask.name == "due" and self.process.edition > 1:
            return self.now + self.choose([3600, 90 * 86_400])
        if ask.name == "supervisor":
            return self.choose(["o13", "o41", "p4"])
        if ask.name == "archive_year":
            return self.choose([2026, 2026, 26])
        if ask.name == "entry":
            return self.choose([*self.matter.written, 99] if self.matter else [1])
        return self.value(ask)

    def opened(self, name):
        """What a leader opened, which is handed out as it is."""
        at = self.process.kind == "supervision" and self.matter and self.matter.stage == "approved"
        return self.matter.fields.get(name) if at and name in {"lead", "assist", "due"} else None

    def fits(self, ask):
        """Whether there is a value that fits the name; sometimes another is tried all the same."""
        if self.process.kind == "supervision":
            dues = [t.due for t in self.matter.tracks if t.due is not None] if self.matter else []
            later = max([*dues, self.now]) + 86_400
            FITTING["supervision"]["new_due"] = [later, later, later, self.now + 3600]
            FITTING["supervision"]["due"] = [self.now + n * 86_400 for n in (900, 900, 60, 1)]
        if ask.name == "base" and self.matter:
            FITTING["outgoing"]["base"] = [self.matter.fields.get("body_digest", "0"), "0" * 64]
        if ask.name == "entry" and self.matter:
            FITTING[self.process.kind]["entry"] = [*self.matter.written, 99]
        return ask.name in FITTING[self.process.kind] and not (self.maybe(8) and ask.name != "entry")

    def value(self, ask):
        ids = [t.id for t in self.matter.tracks if t.state in {"pending", "delivered"}] if self.matter else []
        well = {
            FieldType.LINE: ["关于防汛工作的通知", "2026-10", "A1"],
            FieldType.TEXT: [t for t in TEXTS if ask.limit is None or len(t) <= ask.limit],
            FieldType.FLAG: [True, False],
            FieldType.NUMBER: [1, 2, 0],
            FieldType.MONEY: [0, 123_456],
            FieldType.MOMENT: [
                self.now + 90 * 86_400,
                self.now + 5 * 86_400,
                self.now + 86_400,
                self.now - 1,
            ],
            FieldType.USUAL: [[10, "working_days", MONDAY], [30, "days", self.now], [8, "hours", self.now]],
            FieldType.CHOICE: list(ask.choices),
            FieldType.CHOICES: [[*ask.choices[:2]], [*ask.choices[-1:]]],
            FieldType.HOLDER: REVIEWERS if ask.name in {"reviewer", "releaser"} else HOLDERS,
            FieldType.MATTER: ["7-1", "7-1.2"],
            FieldType.TRACK: [0],
            FieldType.BODY: BODIES,
        }
        if ask.type in well:
            return self.choose(well[ask.type])
        if ask.type is FieldType.FILES:
            return [self.choose(FILES)]
        if ask.type is FieldType.BODY_FILE:
            return self.as_file(self.choose(BODIES))
        if ask.type is FieldType.TRACKS:
            return sorted({self.choose(ids or [0]), self.choose(ids or [0])}, reverse=self.maybe())
        several = UNITS if ask.limit == 20 or ask.name == "units" else HOLDERS
        several = [*several, "t1", "*"] if ask.type is FieldType.SCOPES or self.maybe(4) else several
        members = [self.choose(several) for _ in range(self.choose([1, 2, 2, 3, 5]))]
        if ask.type is FieldType.GROUPS:
            return [members[:2], *([m] for m in members[2:])]
        return members

    # ------------------------------------------------------------ taking it, and what must hold

    def attempt(self, actor, action, track, fields):
        before, told = copy.deepcopy(self.matter), copy.deepcopy(fields) if not _is_deep(fields) else None
        offers = self.offers(actor)
        cause = MatterId("9-9") if caused(self.process.action(action)) and not self.maybe(6) else None
        saw = self.matter is None or actor == CENTRE or cause is not None or self.seen_by(actor)
        context = self.context(
            actor,
            at_centre=not self.maybe(4),
            has_file=lambda _: files_here,
            holder_of=lambda *_: taken,
            device=self.choose([7, 7, 8]) if self.process.kind == "numbers" else 7,
            taken=lambda *_: frozenset({1, 2, 3}),
            purse=PURSE if self.process.kind in PAID and not self.maybe(8) else Purse(),
        )
        files_here, taken = not self.maybe(6), MatterId("9-9") if self.maybe(8) else None
        base = self.choose([None, self.matter.version, self.matter.version - 1]) if self.matter else None
        found = self.ask(actor, action, track, base, context, fields, cause)
        assert self.matter == before
        assert told is None or repr(fields) == repr(told)
        if isinstance(found, Accepted):
            self.accepted(actor, found, fields, {*offers, action} if cause else offers, saw)
        else:
            assert isinstance(found, (Refused, NeedsCentre, NeedsFiles))
            if isinstance(found, Refused):
                assert found.code.isidentifier()
                json.dumps(found.facts, ensure_ascii=False).encode()
                self.reached[f"refused {found.code}"] += 1
            else:
                assert action in offers or cause

    def offers(self, actor):
        if self.matter is None:
            return {a.name for a in self.process.opening if not caused(a)}
        return {a.name for a, _ in offered(self.process, self.matter, actor, DIRECTORY)}

    def accepted(self, actor, found, fields, offers, saw):
        entry = found.entries[0]
        action = entry.data["action"]
        assert saw, f"{action} by somebody outside the audience"
        assert action in offers, f"{action} was accepted and not offered"
        version = self.matter.version if self.matter else 0
        self.append(actor, found)
        assert self.matter.version == version + 1 == len(self.entries)
        kept = entry.data.get("fields", {})
        assert all(kept[name] == fields[name] for name in kept if kept[name] is not None)
        self.reached[f"action {action}"] += 1
        self.check()

    def check(self):
        matter, process = self.matter, self.process
        self.reached[f"stage {matter.stage}"] += 1
        self.reached.update(f"track {t.state}" for t in matter.tracks)
        assert matter.stage in process.stages
        assert {t.state for t in matter.tracks} <= set(process.track_states)
        assert [t.id for t in matter.tracks] == list(range(len(matter.tracks)))
        assert all((t.ended_at is None) == (t.ended_by is None) for t in matter.tracks)
        seeing = audience(process, matter)
        self.delivered |= {t.holder for t in matter.tracks if t.delivered_at is not None}
        assert self.delivered <= seeing, "somebody it was delivered to lost sight of it"
        assert all(t.holder in seeing for t in tasks(process, matter)), "a task for somebody who cannot see it"
        assert {f"p{person}" for person in matter.acted} <= seeing, "who acted lost sight of it"
        pending = {t.holder for t in matter.tracks if t.delivered_at is None} - seeing
        assert not any(t.holder in pending for t in tasks(process, matter))
        shown = row(process, matter)
        assert 0 <= shown.ended <= shown.total
        assert shown.over == (matter.stage in process.over)
        if process.kind == "circulation":
            self.check_circulation()

    def check_circulation(self):
        matter = self.matter
        going = any(t.state in self.process.open_tracks for t in matter.tracks)
        if matter.stage in {"circulating", "completed"}:
            assert (matter.stage == "circulating") == going, "completed means that no task is open"
        if matter.stage == "circulating":
            first = min(t.turn for t in matter.tracks if t.state in self.process.open_tracks)
            assert all(
                (t.state == "delivered") == (t.turn == first)
                for t in matter.tracks
                if t.state in self.process.open_tracks
            ), "the turn going on, and no other, is delivered"
        if matter.fields["mode"] == "broadcast":
            assert not matter.tracks
        named = flat_scopes(matter.fields["readers"])
        assert matter.fields["mode"] == "broadcast" or len(matter.tracks) >= len(named)

    def replay(self):
        """The record read elsewhere gives the same matter."""
        again = None
        for entry in map(through_json, self.entries):
            again = evolve(self.process, again, entry)
        assert again == self.matter


def caused(action):
    """Whether an action only follows from an act in another matter."""
    return "caused" in repr(action.who)


def ends_early(process, name):
    """Whether an action ends a matter, and not as the last of its steps."""
    action = process.action(name)
    return not action.primary and any(e.name == "move" and e.args[0] in process.over for e in action.effects)


def _is_deep(fields):
    return any(value is _DEEP for value in fields.values())


def goals(process):
    """What of a table a campaign has to reach. Where all get it at once nothing is left pending."""
    in_turn = process.kind in {"circulation", "letter", "incoming", "exchange"}
    return {
        *(f"action {a.name}" for a in process.actions),
        *(f"stage {s}" for s in process.stages),
        *(f"track {s}" for s in process.track_states if in_turn or s != "pending"),
    }
