"""领导批示 in the demo: in the ledger, given out, reported to the leader, closed; typed, or a sheet without words."""

from __future__ import annotations

from server_stub.demo.cast import Seat
from server_stub.demo.document import Document
from server_stub.demo.script import DAY, Office, Script, Step
from server_stub.demo.story import Fields
from server_stub.demo.topics import topics

STAGES = ("registered", "handling", "reported", "submitted", "acknowledged", "closed")
_CATEGORIES = {
    "topics_safety": "安全稳定",
    "topics_city": "城市建设",
    "topics_people": "民生保障",
    "topics_rural_econ": "经济和三农",
    "topics_govern": "综合政务",
}
_SUBMITTED = (
    "批示事项已办理完毕，承办情况附后，请阅示。",
    "承办部门已反馈办理结果，所提问题均已落实，现呈报，请审阅。",
    "现将批示落实情况呈报，请阅示；无其他要求的，拟予办结。",
)
_ABOVE = (("city", "王副市长"), ("city", "陈秘书长"), ("province", "李副省长"))


def followed(office: Office, clerk: Seat, leader: Seat, matter: str, at: int, said: str) -> Step:
    """What a leader wrote on an incoming document goes into the ledger (a matter of its own)."""
    fields: Fields = {"leader": leader.scope, "instructed_at": at, "words": said}
    return Step(office.later(at, 0.2, 2), clerk, "incoming", "follow_through", fields, matter)


def recorded(office: Office, unit: int, doc: Document, at: int, until: str) -> Script:
    """A clerk takes an instruction into the ledger: of a leader of the house, or of one higher up."""
    clerk, leader = office.someone(unit, "clerk"), office.someone(unit, "leader")
    if clerk is None or leader is None:
        return
    group = next(t.group for t in topics() if t.name == doc.topic)
    words = office.say("instruct", leader, doc, at)
    fields: Fields = {"title": f"对{doc.topic}有关情况的批示", "instructed_at": at, "category": _CATEGORIES[group]}
    level, name = office.rng.choice(_ABOVE)
    higher = office.cast.units[unit].level == "district" and office.rng.random() < 0.3
    fields |= {"leader_name": name, "level": level} if higher else {"leader": leader.scope, "level": _level(leader)}
    at = office.later(at, 0.3, 5)
    if higher or office.rng.random() < 0.6:
        paper = fields | {"form": "paper"}
        silent = until == "registered"
        done = yield Step(
            at, clerk, "instruction", "record", paper if silent else paper | {"words": words}, printed=doc, scanned=True
        )
    else:
        done = yield Step(at, clerk, "instruction", "record", fields | {"form": "screen", "words": words})
    yield from ordered(office, clerk, None if higher else leader, done.matter, doc, at, until)


def _level(leader: Seat) -> str:
    return "street" if leader.level in {"street", "town"} else "district"


def ordered(
    office: Office, clerk: Seat, leader: Seat | None, matter: str, doc: Document, at: int, until: str
) -> Script:
    """交办 → 承办 → 呈报 → 办结. Where the leader is not of this house nobody here can acknowledge for him."""
    steps, lead = STAGES.index(until), office.someone(clerk.unit, "handler")
    if steps < 1 or lead is None:
        return
    at = office.later(at, 1, 8)
    due = office.due(doc, at, still_open=until != "closed")
    manner = office.rng.choice(("hand_over", "hand_down", "supervise"))
    yield Step(at, clerk, "instruction", "assign", {"manner": manner, "lead": lead.scope, "due": due}, matter)
    if steps < 2:
        return
    at = office.later(at, 8, 60)
    yield Step(at, lead, "instruction", "complete", {"opinion": office.say("result", lead, doc, at)}, matter)
    if leader is not None:
        yield from _shown(office, clerk, leader, matter, at, steps)
    at = office.later(at, 12, 40) + (DAY if leader else 0)
    if until == "closed":
        yield Step(
            office.hours.within(at), clerk, "instruction", "close", {"result": "已按批示要求办结，资料归档。"}, matter
        )


def _shown(office: Office, clerk: Seat, leader: Seat, matter: str, at: int, steps: int) -> Script:
    if steps >= STAGES.index("submitted"):
        at = office.later(at, 1, 6)
        said = office.rng.choice(_SUBMITTED)
        yield Step(at, clerk, "instruction", "submit", {"opinion": said}, matter)
    if steps >= STAGES.index("acknowledged"):
        at = office.later(at, 1, 5)
        yield Step(at, leader, "instruction", "acknowledge", {}, matter)
