"""行文规则: who may write to whom, in what kind of paper (条例 arts 13 to 17, practice.md §3; domain.md §1.3).

Each rule gives findings with its code, how strong it is, the clause, and the field it is about; the sentences are in
`oa_client.wording.routing`. What only words can tell is a guess: it warns and never blocks, but for what a paper says
in so many words. R10, by which a department may write to its counterparts, gives no finding: R09 leaves them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from oa_client.domain.document import names_two_matters
from oa_client.domain.matter import Track
from oa_client.domain.people import Directory, Level, Scope, Unit, UnitId
from oa_client.domain.scene import flat_scopes
from oa_client.domain.secrecy import find_marking

HEAD = (
    "organ",
    "issuer",
    "title",
    "genre",
    "direction",
    "receivers",
    "outside_receivers",
    "copied_to",
    "joint_with",
    "important",
    "regulatory",
    "government_agreed",
    "body_asks",
)
"""The fields the rules look at."""


class Severity(Enum):
    """How strong a finding is: it keeps the draft from being submitted, it wants a look, it says what may help."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a draft; `place` is the field to go to, or ``body``."""

    code: str
    severity: Severity
    clause: str
    place: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """An organ as the rules see it: what it is and everything above it, its parent first."""

    name: str
    level: Level
    above: tuple[str, ...] = ()
    parent_level: Level | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the address book says of those a head names; what a 会签 came to."""

    organ: Place | None = None
    receivers: tuple[Place, ...] = ()
    copied: tuple[Place, ...] = ()
    joint: tuple[Place, ...] = ()
    persons: tuple[Scope, ...] = ()
    other_superiors: tuple[str, ...] = ()
    disagreed: int = 0


Head = Mapping[str, object]

_RANKS = {Level.DISTRICT: 0, Level.DEPARTMENT: 1, Level.STREET: 1, Level.TOWN: 1, Level.COMMUNITY: 2, Level.VILLAGE: 2}
_BELOW_GOVERNMENT = frozenset({Level.STREET, Level.TOWN})
"""What R09 protects: 街道 are the government's own offices, 镇 its lower level."""
_SELF_GOVERNED = frozenset({Level.COMMUNITY, Level.VILLAGE})
_UP, _DOWN, _PARALLEL = "up", "down", "parallel"
_DIRECTIONS: Mapping[str, frozenset[str]] = {
    "report": frozenset({_UP}),
    "request": frozenset({_UP}),
    "bill": frozenset({_UP, _PARALLEL}),
    "reply": frozenset({_DOWN}),
    "order": frozenset({_DOWN}),
    "decision": frozenset({_DOWN}),
    "circular": frozenset({_DOWN}),
    "letter": frozenset({_PARALLEL}),
    "notice": frozenset({_DOWN, _PARALLEL}),
}
"""Which way a 文种 goes (条例 art. 8); the others go anywhere."""
_DIRECTIVE = frozenset({"order", "decision", "notice", "opinion", "circular", "reply", "resolution"})
_WRITTEN_BY: Mapping[str, frozenset[Level]] = {
    "order": frozenset({Level.DISTRICT, Level.TOWN}),
    "bill": frozenset({Level.DISTRICT, Level.TOWN}),
}
_AGREEING = frozenset({"agreed", "agreed_with_changes", "no_opinion"})
_OFFICE = re.compile(r"(办公厅|办公室|政府办|党委办|党政办|综合办|区委办|府办)$")
_SECTION = re.compile(r"(科|股|处|室|中队)$")
_COORDINATING = re.compile(r"(领导小组|指挥部|工作专班|联席会议|委员会办公室|协调小组|工作小组)(办公室)?$")
_PERSON = re.compile(r"(书记|区长|市长|省长|县长|镇长|主任|局长|同志|领导)(同志)?$")
_AGREED = re.compile(r"经[^。，；]{0,20}(政府|区委|党委|党工委)[^。，；]{0,8}(同意|批准|授权)")
_ASKS = re.compile(
    r"(妥否|当否|可否|是否妥当)[，, ]*请[^。]{0,6}(批示|批复|指示|审批)"
    r"|请(予|予以)?(批示|批复|批准|审批)[。.]|特此请示|以上请示"
)
_WISHES = re.compile(r"(恳请|请求|申请|请)[^。]{0,24}(批准|同意|支持|拨付|解决|协调)")
_REPORTS = re.compile(
    r"报送?[^。]{0,12}(贯彻|落实)[^。]{0,6}情况|(贯彻|落实)[^。]{0,6}情况[^。]{0,12}(报送|上报|书面报|反馈)"
)
_FORWARDED = re.compile(r"转报|转呈|转送")
_OPINION = re.compile(r"我(局|委|办|街道|镇|区|单位|中心)[^。]{0,8}(认为|建议|意见)|(经[^。]{0,12}研究|拟同意|建议)")


def asks_something(text: str) -> bool:
    """Whether a body says in so many words that it asks for a decision (妥否，请批示)."""
    return _ASKS.search(text) is not None


def facts(directory: Directory, head: Head, tracks: Iterable[Track] = ()) -> Facts:
    """What the address book says of whom a head names."""
    named = {name: flat_scopes(head.get(name)) for name in ("organ", "receivers", "copied_to", "joint_with")}
    organs = tuple(_places(directory, named["organ"]))
    return Facts(
        organ=organs[0] if organs else None,
        receivers=tuple(_places(directory, named["receivers"])),
        copied=tuple(_places(directory, named["copied_to"])),
        joint=tuple(_places(directory, named["joint_with"])),
        persons=tuple(s for s in named["receivers"] if s[0] in "po"),
        disagreed=sum(1 for _ in _disagreeing(directory, tuple(tracks))),
    )


def _disagreeing(directory: Directory, tracks: tuple[Track, ...]) -> Iterator[Track]:
    """The strands whose unit disagreed and, asked again since, has not said otherwise; its silence is no consent."""
    said = [t for t in tracks if t.state in _AGREEING]
    for one in (t for t in tracks if t.state == "disagreed"):
        unit, since = _unit(directory, one), one.ended_at or 0
        if not any(_unit(directory, t) == unit and (t.delivered_at or 0) >= since for t in said if t.id > one.id):
            yield one


def _unit(directory: Directory, track: Track) -> UnitId | Scope:
    return directory.unit_of(track.holder) or track.holder


def _places(directory: Directory, scopes: Iterable[Scope]) -> Iterator[Place]:
    for scope in scopes:
        unit = directory.unit_of(scope)
        if unit is not None and unit in directory.units:
            yield _place(directory, unit)


def _place(directory: Directory, unit: UnitId) -> Place:
    known: Unit = directory.units[unit]
    above = [directory.units[u] for u in directory.ancestors(known.parent)]
    return Place(known.name, known.level, tuple(u.name for u in above), above[0].level if above else None)


def findings(head: Head, text: str | None, known: Facts) -> tuple[Finding, ...]:
    """Everything the rules have against a draft, in the order of the rules. `text`: its words; None: not looked at."""
    rules = (_r01, _r02, _r03, _r04, _r05, _r06, _r07, _r08, _r09, _r11, _r12, _r13, _r14, _direction, _others)
    return tuple(found for rule in rules for found in rule(head, text, known))


def _goes(head: Head, way: str) -> bool:
    return head.get("direction") == way


def _said(head: Head, name: str) -> str:
    return str(head.get(name) or "")


def _r01(head: Head, _text: str | None, known: Facts) -> Iterator[Finding]:
    """No level is skipped, else whom it skips gets a copy."""
    organ, copied = known.organ, {p.name for p in known.copied}
    if organ is None or not _goes(head, _UP):
        return
    for to in known.receivers:
        skipped = organ.above[: organ.above.index(to.name)] if to.name in organ.above else ()
        missing = [name for name in skipped if name not in copied]
        if missing:
            yield Finding(
                "r01", Severity.BLOCK, "条例第十四条", "receivers", {"receiver": to.name, "skipped": missing[0]}
            )


def _r02(head: Head, _text: str | None, known: Facts) -> Iterator[Finding]:
    """Upwards to one; no copies to those below."""
    if not _goes(head, _UP):
        return
    many = len(known.receivers) + len(re.findall(r"[^、，,；;\s]+", _said(head, "outside_receivers")))
    if many > 1:
        strong = Severity.BLOCK if head.get("genre") == "request" else Severity.WARN
        yield Finding("r02", strong, "条例第十五条第（一）项", "receivers", {"n": many})
    organ = known.organ
    for below in (p for p in known.copied if organ is not None and organ.name in p.above):
        yield Finding("r02", Severity.BLOCK, "条例第十五条第（一）项", "copied_to", {"below": below.name})


def _r03(head: Head, _text: str | None, _known: Facts) -> Iterator[Finding]:
    """One matter a request."""
    if head.get("genre") == "request" and names_two_matters(_said(head, "title")):
        yield Finding("r03", Severity.WARN, "条例第十五条第（四）项", "title")


def _r04(head: Head, text: str | None, _known: Facts) -> Iterator[Finding]:
    """No request inside a report."""
    if head.get("genre") != "report":
        return
    clause = "条例第十五条第（四）项"
    if "请示" in _said(head, "title"):
        yield Finding("r04", Severity.BLOCK, clause, "title")
    if head.get("body_asks") if text is None else asks_something(text):
        yield Finding("r04", Severity.BLOCK, clause, "body")
    elif text is not None and _WISHES.search(text):
        yield Finding("r04", Severity.WARN, clause, "body")


def _r05(head: Head, _text: str | None, known: Facts) -> Iterator[Finding]:
    """Not to a leader, but to his organ."""
    clause = "条例第十五条第（五）项"
    if known.persons:
        yield Finding("r05", Severity.BLOCK, clause, "receivers")
    names = re.split(r"[、，,；;\s]+", _said(head, "outside_receivers"))
    for name in (n for n in names if _PERSON.search(n)):
        yield Finding("r05", Severity.WARN, clause, "outside_receivers", {"name": name})


def _r06(head: Head, text: str | None, _known: Facts) -> Iterator[Finding]:
    """What a lower organ asks goes up with one's own opinion."""
    forwards = head.get("genre") == "request" and _FORWARDED.search(_said(head, "title") + (text or ""))
    if text is not None and forwards and not _OPINION.search(text):
        yield Finding("r06", Severity.WARN, "条例第十五条第（三）项", "body")


def _r07(head: Head, _text: str | None, known: Facts) -> Iterator[Finding]:
    """Under two superiors, the other gets a copy where needed."""
    told = {p.name for p in (*known.copied, *known.receivers)}
    for name in known.other_superiors if _goes(head, _UP) else ():
        if name not in told:
            yield Finding("r07", Severity.HINT, "条例第十五条第（六）项", "copied_to", {"superior": name})


def _r08(head: Head, _text: str | None, known: Facts) -> Iterator[Finding]:
    """What is important and goes down is copied to the direct superior."""
    organ = known.organ
    if not (_goes(head, _DOWN) and head.get("important")) or organ is None or not organ.above:
        return
    if organ.above[0] not in {p.name for p in known.copied}:
        yield Finding("r08", Severity.WARN, "条例第十六条第（一）项", "copied_to", {"superior": organ.above[0]})


def _r09(head: Head, text: str | None, known: Facts) -> Iterator[Finding]:
    """Only the office, authorised, gives orders to lower governments; also no 议事协调机构 does."""
    organ = known.organ
    lower = [p for p in known.receivers if p.level in _BELOW_GOVERNMENT]
    if organ is None or not lower or _goes(head, _UP) or head.get("genre") not in _DIRECTIVE:
        return
    coordinating = _COORDINATING.search(_said(head, "issuer")) is not None
    department = organ.level is Level.DEPARTMENT and not _OFFICE.search(organ.name)
    if not (department or coordinating):
        return
    if not head.get("government_agreed"):
        who = "issuer" if coordinating else "receivers"
        facts = {"receiver": lower[0].name, "coordinating": coordinating}
        yield Finding("r09", Severity.BLOCK, "条例第十六条第（二）项", who, facts)
    elif text is not None and not _AGREED.search(text):
        yield Finding("r09", Severity.WARN, "条例第十六条第（二）项", "body", {"agreed": True})


def _r11(head: Head, _text: str | None, known: Facts) -> Iterator[Finding]:
    """Departments that have not agreed do not write downwards."""
    if _goes(head, _DOWN) and known.disagreed:
        department = known.organ is not None and known.organ.level is Level.DEPARTMENT
        strong = Severity.BLOCK if department else Severity.WARN
        yield Finding("r11", strong, "条例第十六条第（四）项", "receivers", {"n": known.disagreed})


def _r12(_head: Head, _text: str | None, known: Facts) -> Iterator[Finding]:
    """Only organs of one level issue jointly."""
    organ = known.organ
    for other in known.joint:
        if organ is not None and _RANKS[other.level] != _RANKS[organ.level]:
            yield Finding("r12", Severity.BLOCK, "条例第十七条", "joint_with", {"organ": other.name})


def _r13(_head: Head, _text: str | None, known: Facts) -> Iterator[Finding]:
    """No inner section but the office issues outwards."""
    organ = known.organ
    if organ is None or organ.parent_level in {None, Level.DISTRICT} or organ.level in _SELF_GOVERNED:
        return
    if _SECTION.search(organ.name) and not _OFFICE.search(organ.name):
        yield Finding("r13", Severity.BLOCK, "条例第十七条", "organ", {"organ": organ.name})


def _r14(head: Head, _text: str | None, known: Facts) -> Iterator[Finding]:
    """Which 文种 an organ may use."""
    genre, organ = _said(head, "genre"), known.organ
    if organ is None:
        return
    about = {"genre": genre, "organ": organ.name}
    if genre in _WRITTEN_BY and organ.level not in _WRITTEN_BY[genre]:
        yield Finding("r14", Severity.BLOCK, "条例第八条", "genre", about)
    elif organ.level in _SELF_GOVERNED and genre == "request":
        yield Finding("r14", Severity.BLOCK, "条例第八条、第四十条", "genre", {**about, "self_governed": True})
    elif organ.level in _SELF_GOVERNED and genre not in {"report", "letter", "other", ""}:
        yield Finding("r14", Severity.WARN, "条例第八条、第四十条", "genre", {**about, "self_governed": True})
    elif genre == "resolution" or (genre == "public_announcement" and organ.level is not Level.DISTRICT):
        yield Finding("r14", Severity.WARN, "条例第八条", "genre", about)


def _direction(head: Head, _text: str | None, _known: Facts) -> Iterator[Finding]:
    """A 文种 goes its way."""
    genre, way = _said(head, "genre"), _said(head, "direction")
    if way and genre in _DIRECTIONS and way not in _DIRECTIONS[genre]:
        yield Finding("way", Severity.BLOCK, "条例第八条", "direction", {"genre": genre, "direction": way})


def _others(head: Head, text: str | None, _known: Facts) -> Iterator[Finding]:
    """What holds of every paper: no marking of a state secret; nothing asked of those below that is not to be."""
    for place, said in (("title", _said(head, "title")), ("body", text or "")):
        if (marking := find_marking(said)) is not None:
            yield Finding(
                "secret", Severity.BLOCK, "保守国家秘密法第二十二条、条例第二十六条", place, {"marking": marking}
            )
    if text is not None and _goes(head, _DOWN) and _REPORTS.search(text):
        yield Finding("relief", Severity.WARN, "整治形式主义为基层减负若干规定", "body")
