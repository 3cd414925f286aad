"""发文 in the demo: on the drafter's desk, with the section, out for 会签, before the leader, numbered, sent."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from server_stub.demo.cast import Seat
from server_stub.demo.document import Document
from server_stub.demo.registers import arrived
from server_stub.demo.script import GENRES, HASTE, Office, Script, Step
from server_stub.demo.story import Fields

STAGES = (
    "draft",
    "section_check",
    "consultation",
    "office_review",
    "signing",
    "rechecked",
    "proofread",
    "distributed",
    "returned",
    "distributed",
)
"""How far they have come, in the order they are dealt."""
FIT = frozenset({"通知", "通报", "意见"})
"""What goes down to those below without more ado."""
_HEADING = re.compile(r"^[一二三四五六七八九十]+、[^。]{1,30}$")
_ASKED = ("请从职责角度提出意见。", "涉及贵科室工作，请会签。")
_CHECKED = ("文种、格式符合要求，拟同意送审。", "内容属实，表述清楚。")
_AGREED = ("agree", "agree", "no_opinion", "agree_with_changes")
_CHANGES = "建议明确责任单位和完成时限。"
_BACK = "第二部分与上月通知重复，请精简后再报。"


@dataclass(frozen=True, slots=True)
class _House:
    """Who has to do with the documents of an organ."""

    drafter: Seat
    checker: Seat
    clerk: Seat
    leader: Seat
    asked: tuple[Seat, ...]


def issued(office: Office, unit: int, doc: Document, at: int, until: str) -> Script:
    """One document of an organ to all units below it, as far as is said."""
    house = _house(office, unit)
    below = _below(office, unit)
    if house is None or not below:
        return
    fields = _head(office, unit, doc) | {"receivers": [f"c{u}" for u in below]}
    matter = (yield Step(at, house.drafter, "outgoing", "draft", fields)).matter
    if until == "draft":
        return
    at = office.later(at, 1, 6)
    yield Step(at, house.drafter, "outgoing", "submit", {"checker": house.checker.scope}, matter)
    if until == "section_check":
        return
    at = office.later(at, 1, 8)
    if until == "returned":
        yield Step(at, house.checker, "outgoing", "send_back", {"reason": _BACK}, matter)
        return
    if until in {"consultation", "distributed"}:
        yield from _consulted(office, house, matter, at, closed=until == "distributed")
        at = office.later(at, 26, 50)
    else:
        said: Fields = {"opinion": office.rng.choice(_CHECKED)}
        yield Step(at, house.checker, "outgoing", "pass_check", said, matter)
    if until not in {"consultation", "office_review"}:
        yield from _signed(office, house, matter, doc, at, until)


def _consulted(office: Office, house: _House, matter: str, at: int, *, closed: bool) -> Script:
    """会签 with colleagues; while it lasts one has still to answer."""
    given: Fields = {"consulted": [s.scope for s in house.asked], "note": office.rng.choice(_ASKED)}
    yield Step(at, house.checker, "outgoing", "consult", given, matter)
    for seat in house.asked if closed else house.asked[1:]:
        stance = office.rng.choice(_AGREED)
        words: Fields = {"opinion": _CHANGES} if stance == "agree_with_changes" else {}
        yield Step(office.later(at, 1, 20), seat, "outgoing", "countersign", {"stance": stance, **words}, matter)
    if closed:
        yield Step(office.later(at, 22, 25), house.clerk, "outgoing", "end_consultation", {}, matter)


def _signed(office: Office, house: _House, matter: str, doc: Document, at: int, until: str) -> Script:
    at = office.later(at, 0.5, 4)
    to_sign: Fields = {"signers": [house.leader.scope], "relief_reviewed": True}
    yield Step(at, house.clerk, "outgoing", "send_to_sign", to_sign, matter)
    if until == "signing":
        return
    at = office.later(at, 1, 8)
    yield Step(at, house.leader, "outgoing", "sign", {"mark": "circle"}, matter)
    yield Step(office.later(at, 0.5, 2), house.clerk, "outgoing", "pass_recheck", {}, matter)
    if until != "rechecked":
        yield from _printed(office, house, matter, doc, office.later(at, 2, 4), until)


def _printed(office: Office, house: _House, matter: str, doc: Document, at: int, until: str) -> Script:
    below = _below(office, house.clerk.unit)
    word: Fields = {"series_word": office.cast.units[house.clerk.unit].code}
    yield Step(at, house.clerk, "outgoing", "number", word, matter)
    at = office.later(at, 0.2, 1)
    yield Step(at, house.clerk, "outgoing", "typeset", {"print_date": at, "copies": 30}, matter)
    yield Step(office.later(at, 0.5, 2), house.drafter, "outgoing", "proofread", {}, matter)
    if until == "proofread":
        return
    at = office.later(at, 3, 6)
    sealed: Fields = {"sealed_copies": 30}
    yield Step(at, house.clerk, "outgoing", "seal", sealed, matter, printed=doc, scanned=True)
    at = office.later(at, 0.2, 1)
    yield Step(at, house.clerk, "outgoing", "issue", {}, matter)
    at = office.later(at, 0.2, 1)
    sent = yield Step(at, house.clerk, "outgoing", "distribute", {}, matter, printed=doc)
    for n, unit in enumerate(below, 1):
        office.more.append(arrived(office, unit, f"{sent.command}.1.{n}", doc, at, "concluded"))


def _below(office: Office, unit: int) -> list[int]:
    return [u.id for u in office.cast.district.units if u.parent == unit]


def _house(office: Office, unit: int) -> _House | None:
    checks = {post.id for post in office.cast.district.posts if "reviewer" in post.roles}
    checker = next((s for s in office.cast.of_unit[unit] if s.post in checks), None)
    clerk, leader = office.someone(unit, "clerk"), office.someone(unit, "leader")
    if checker is None or clerk is None or leader is None:
        return None
    drafter = office.someone(unit, "handler", but=(checker,))
    others = [s for s in office.cast.of_unit[unit] if s.role == "handler" and s not in {checker, drafter}]
    return _House(drafter, checker, clerk, leader, tuple(others[:3])) if drafter and len(others) > 1 else None


def _head(office: Office, unit: int, doc: Document) -> Fields:
    given: Fields = {
        "organ": f"c{unit}",
        "issuer": doc.issuer,
        "title": doc.title,
        "genre": GENRES[doc.genre],
        "direction": "down",
        "openness": office.rng.choice(("proactive", "on_request")),
        "urgency": HASTE.get(doc.urgency, ""),
        "sensitivity": "general",
        "contact": doc.contact,
        "phone": doc.phone,
        "body": text(doc),
    }
    return {name: value for name, value in given.items() if value}


def text(doc: Document) -> str:
    """The body of a document as a draft keeps it: no 主送, 署名 or date, which the layout sets."""
    around = {f"{doc.recipients}：", doc.issuer, f"{doc.date.year}年{doc.date.month}月{doc.date.day}日"}
    lines = [line.strip() for line in doc.body.splitlines() if line.strip() and line.strip() not in around]
    blocks = [{"h": 1, "p": line} if _HEADING.match(line) else {"p": line} for line in lines]
    return json.dumps({"v": 1, "b": blocks}, ensure_ascii=False, separators=(",", ":"))
