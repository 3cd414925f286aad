"""收文 in the demo: how far a document that came in has gone, from lying unsigned to 办结."""

from __future__ import annotations

from collections.abc import Iterator

from server_stub.demo.cast import Seat
from server_stub.demo.document import Document
from server_stub.demo.hours import date_of
from server_stub.demo.instructions import followed, ordered
from server_stub.demo.script import DAY, Office, Script, Step, head
from server_stub.demo.story import Fields

ACTION = ("registered", "proposed", "instructed", "handling", "reported", "concluded", "archived")
READING = ("reading", "read_all")
_GIVEN_UP = {"void": "与纸质登记重复，以先登记的一件为准。", "returned": "不属本单位职责，请改送区级主管部门。"}
_LATE = frozenset(ACTION[: ACTION.index("concluded")])
"""Where something is still to be done."""


def arrived(office: Office, unit: int, matter: str, doc: Document, at: int, until: str) -> Script:
    """What the 收发岗 of a unit does with what another organ of the district sent to it."""
    clerk = office.someone(unit, "clerk")
    if until == "delivered" or clerk is None:
        return
    at = office.later(at, 0.3, 5)
    if until == "returned":
        yield Step(at, clerk, "incoming", "return_document", {"reason": _GIVEN_UP["returned"]}, matter)
        return
    yield Step(at, clerk, "incoming", "sign_receipt", {"copies": 1, "received_at": at}, matter)
    if until == "signed":
        return
    at = office.later(at, 0.1, 2)
    fields = _entered(office, doc, at, until) | {"channel": "exchange", "copies": 1, "pages": 2 + len(doc.body) // 700}
    yield Step(at, clerk, "incoming", "enter", fields, matter)
    yield from _on(office, clerk, matter, doc, at, until)


def by_paper(office: Office, unit: int, doc: Document, at: int, until: str) -> Script:
    """A document from outside the district: registered by hand, with its scan."""
    clerk = office.someone(unit, "clerk")
    if clerk is None:
        return
    fields = _entered(office, doc, at, until) | {"copies": office.rng.randint(1, 3), "channel": "paper"}
    fields |= {"pages": 2 + len(doc.body) // 700, "location": f"文书柜{office.rng.randint(1, 6)}-{at // DAY % 12 + 1}"}
    if "明电" in doc.number:
        fields["channel"] = "platform"
    done = yield Step(at, clerk, "incoming", "register", fields, printed=doc, scanned=True)
    yield from _on(office, clerk, done.matter, doc, at, until)


def _entered(office: Office, doc: Document, at: int, until: str) -> Fields:
    fields = head(doc) | {"doc_date": office.at(doc), "received_at": at}
    fields["handling"] = "reading" if until in READING else "action"
    if doc.due is not None and until not in READING:
        fields["due"] = office.due(doc, at, still_open=until in _LATE)
    return fields


def _on(office: Office, clerk: Seat, matter: str, doc: Document, at: int, until: str) -> Script:
    """From the register on."""
    if until in READING:
        yield from _read(office, clerk, matter, doc, at, until)
    elif until == "void":
        at = office.later(at, 0.2, 3)
        yield Step(at, clerk, "incoming", "void", {"reason": _GIVEN_UP["void"]}, matter)
    elif until == "transferred":
        yield from _passed_on(office, clerk, matter, at)
    elif until == "merged":
        yield from _doubled(office, clerk, matter, doc, at)
    elif until in ACTION[1:]:
        yield from _worked(office, clerk, matter, doc, at, until)


def _read(office: Office, clerk: Seat, matter: str, doc: Document, at: int, until: str) -> Script:
    house = [s for s in office.cast.of_unit[clerk.unit] if s != clerk]
    readers = office.rng.sample(house, min(len(house), office.rng.randint(2, 5)))
    at = office.later(at, 0.2, 4)
    yield Step(at, clerk, "incoming", "circulate", {"readers": [s.scope for s in readers]}, matter)
    for seat in readers if until == "read_all" else readers[1:]:
        at = office.later(at, 0.3, 20)
        words: Fields = {"opinion": office.say("read", seat, doc, at)} if office.rng.random() < 0.4 else {}
        yield Step(at, seat, "incoming", "mark_read", words, matter)


def _passed_on(office: Office, clerk: Seat, matter: str, at: int) -> Script:
    """转办 to another organ, where it waits to be signed for."""
    others = [u for u in office.staffed("department", "street", "town") if u != clerk.unit]
    fields: Fields = {"to": f"c{office.rng.choice(others)}", "reason": "来文事项属你单位职责，转请办理。"}
    yield Step(office.later(at, 1, 8), clerk, "incoming", "transfer", fields, matter)


def _doubled(office: Office, clerk: Seat, matter: str, doc: Document, at: int) -> Script:
    """The same paper came by post once more, without its number, and is laid to the first."""
    again = head(doc) | {"handling": "action", "received_at": at, "channel": "mail"}
    again.pop("number", None)
    at = office.later(at, 20, 50)
    second = yield Step(at, clerk, "incoming", "register", again, printed=doc, scanned=True)
    fields: Fields = {"into": matter, "reason": "同一文件邮寄重到，并入原件办理。"}
    yield Step(office.later(at, 0.1, 1), clerk, "incoming", "merge", fields, second.matter)


def _worked(office: Office, clerk: Seat, matter: str, doc: Document, at: int, until: str) -> Script:
    """拟办 → 批示 → 分办 → 承办 → 办结."""
    steps = ACTION.index(until)
    at = office.later(at, 0.3, 4)
    proposed = office.say("propose", clerk, doc, at)
    leader, lead = office.meant(clerk.unit, proposed), office.someone(clerk.unit, "handler")
    if leader is None or lead is None:
        return
    fields: Fields = {"opinion": proposed, "leaders": [leader.scope], "main": leader.scope}
    if doc.due is not None:
        fields["due"] = office.due(doc, at, still_open=until in _LATE)
    yield Step(at, clerk, "incoming", "propose", fields | {"lead": lead.scope}, matter)
    if steps < ACTION.index("instructed"):
        return
    at = office.later(at, 1, 20)
    said = office.say("instruct", leader, doc, at)
    step = _instruct(office, clerk, leader, matter, doc, at, said)
    at = step.at
    yield step
    if office.rng.random() < 0.15:
        entered = followed(office, clerk, leader, matter, at, said)
        ledger = yield entered
        until_there = office.rng.choice(("registered", "handling", "closed"))
        office.more.append(ordered(office, clerk, leader, f"{ledger.command}.1", doc, entered.at, until_there))
    if steps >= ACTION.index("handling"):
        yield from _handled(office, clerk, lead, matter, doc, at, until)


def _instruct(office: Office, clerk: Seat, leader: Seat, matter: str, doc: Document, at: int, said: str) -> Step:
    """On the screen, or on paper that the clerk transcribes."""
    if office.rng.random() < 0.3:
        fields: Fields = {"leader": leader.scope, "instructed_at": at, "opinion": said}
        return Step(office.later(at, 0.2, 2), clerk, "incoming", "transcribe", fields, matter, doc, scanned=True)
    return Step(at, leader, "incoming", "instruct", {"mark": "words", "opinion": said}, matter)


def _handled(office: Office, clerk: Seat, lead: Seat, matter: str, doc: Document, at: int, until: str) -> Script:
    at = office.later(at, 2, 6)
    assist = office.someone(clerk.unit, "handler", but=(lead,)) if office.rng.random() < 0.35 else None
    fields: Fields = {"lead": lead.scope, "due": office.due(doc, at, still_open=until in _LATE)}
    yield Step(at, clerk, "incoming", "dispatch", fields | ({"assist": [assist.scope]} if assist else {}), matter)
    workers = [lead, *([assist] if assist else [])]
    if until == "handling":
        if office.rng.random() < 0.5:
            at = office.later(at, 4, 30)
            yield Step(at, lead, "incoming", "report", {"opinion": office.say("handle", lead, doc, at)}, matter)
        return
    for seat in workers:
        at = office.later(at, 5, 40)
        yield Step(at, seat, "incoming", "complete", {"opinion": office.say("result", seat, doc, at)}, matter)
    if until in {"concluded", "archived"}:
        at = office.later(at, 1, 10)
        for action, fields in _ended(office, clerk, doc, at):
            yield Step(at, clerk, "incoming", action, fields, matter)
    if until == "archived":
        kept: Fields = {"archive_year": date_of(at).year, "retention": "ten_years"}
        yield Step(office.later(at, 8, 30), clerk, "incoming", "archive", kept, matter)


def _ended(office: Office, clerk: Seat, doc: Document, at: int) -> Iterator[tuple[str, Fields]]:
    if doc.genre in {"函", "请示"}:
        yield "answer", {"opinion": office.say("result", clerk, doc, at)}
    yield "conclude", {"result": office.say("result", clerk, doc, at)}
