"""公文交换 in the demo: documents of the district to its streets, and requests that go up and are answered."""

from __future__ import annotations

import re
from dataclasses import replace

from server_stub.demo.cast import Seat
from server_stub.demo.document import Document
from server_stub.demo.hours import date_of
from server_stub.demo.places import places
from server_stub.demo.registers import arrived
from server_stub.demo.script import DAY, Office, Script, Step, head
from server_stub.demo.story import Fields

_CITED = re.compile(r"《(关于.+?的请示)》（(.+?号)）")
_SUM = re.compile(r"所?需资金(?:总额)?(\d+)万元")


def sent(office: Office, sender: Seat, doc: Document, at: int, units: list[int], untils: list[str]) -> Script:
    """A document to the 收发岗 of some units; each goes on with it as far as is said."""
    fields = head(doc) | {"doc_date": office.at(doc), "receivers": [f"c{unit}" for unit in units]}
    matter = (yield Step(at, sender, "exchange", "send", fields, printed=doc)).matter
    for number, (unit, until) in enumerate(zip(units, untils, strict=True), 1):
        office.more.append(arrived(office, unit, f"{matter}.{number}", doc, at, until))
    if "returned" in untils and office.rng.random() < 0.5:
        note = "该件请各单位阅知，退回单位不再重送。"
        yield Step(office.later(at, 24, 60), sender, "exchange", "settle", {"note": note}, matter)


def granted(office: Office, above: Seat, answer: Document, street: int, at: int) -> Script:
    """A street asks, the district answers by 批复, and both have done with it."""
    clerk, cited = office.someone(street, "clerk"), _CITED.search(answer.body)
    if clerk is None or cited is None:
        return
    asked = office.hours.within(at - 12 * DAY)
    request = _request(office, street, answer, cited[1], cited[2], asked)
    asking = head(request) | {"doc_date": office.at(request), "receivers": [f"c{above.unit}"]}
    sent_up = yield Step(asked, clerk, "exchange", "send", asking, printed=request)
    theirs = f"{sent_up.matter}.1"
    signed = office.later(asked, 0.5, 5)
    yield Step(signed, above, "incoming", "sign_receipt", {"copies": 1, "received_at": signed}, theirs)
    entered = head(request) | {"doc_date": office.at(request), "received_at": signed, "handling": "action"}
    yield Step(
        office.later(signed, 0.2, 2), above, "incoming", "enter", entered | {"channel": "exchange", "copies": 1}, theirs
    )
    reply = head(answer) | {"doc_date": office.at(answer), "receivers": [f"c{street}"], "relates": theirs}
    given = yield Step(at, above, "exchange", "send", reply, printed=answer)
    done: Fields = {"result": f"已以{answer.number}批复。", "reply_number": answer.number}
    yield Step(office.later(at, 0.1, 1), above, "incoming", "conclude", done, theirs)
    office.more.append(arrived(office, street, f"{given.matter}.1", answer, at, "concluded"))


def _request(office: Office, street: int, answer: Document, title: str, number: str, at: int) -> Document:
    """The 请示 a 批复 cites; it asks for no less than was granted."""
    unit, granted_sum = office.cast.units[street], _total(answer)
    drafts = [office.prose.about(unit, answer.topic, "request", date_of(at)) for _ in range(6)]
    fit = next((d for d in drafts if _total(d) >= granted_sum), max(drafts, key=_total))
    return replace(fit, title=title, number=number, urgency="")


def _total(doc: Document) -> int:
    found = _SUM.search(doc.body)
    return int(found[1]) if found else 0


def place_of(office: Office, organ: str) -> int | None:
    """The unit of the district that signs as this organ."""
    name = next((p.name for p in places() if p.organ == organ), "")
    return next((u.id for u in office.cast.district.units if u.name == name), None)
