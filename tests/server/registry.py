"""The registry of an organ for tests of 文号: two clerks, the series they keep, and documents they number."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from oa_client.protocol.messages import CommandUp, Outcome
from oa_client.protocol.record import Stored
from server_stub.fold import load, record
from tests.fakes.dispatch import REGISTRY
from tests.server.office import Office

SERIES = "c2/东街发/2026"


@dataclass
class Registry:
    """The registry of unit 2: persons 1 and 2 are its clerks, each at a device; the series 东街发 is kept."""

    office: Office = field(default_factory=Office.open)
    series: str = ""

    def __post_init__(self) -> None:
        self.office.move(2, 1)
        self.series = self.does(1, "open", kind="numbers", title="东街发", of=REGISTRY, word="东街发")

    def up(self, person: int, action: str, matter: str = "", kind: str = "numbers", **fields: object) -> CommandUp:
        up = self.office.up(person, action, matter, kind=kind, **fields)
        return msgspec.structs.replace(up, post=1)

    def ask(self, person: int, action: str, **fields: object) -> Outcome:
        return self.office.send(person, self.up(person, action, self.series, **fields))[0]

    def does(self, person: int, action: str, matter: str = "", kind: str = "numbers", **fields: object) -> str:
        up = self.up(person, action, matter, kind, **fields)
        (outcome,) = self.office.send(person, up)
        assert outcome.s == "a", outcome
        return up.matter

    def on(self, person: int, action: str, **fields: object) -> None:
        outcome = self.ask(person, action, **fields)
        assert outcome.s == "a", outcome

    def document(self, person: int, title: str = "通知") -> str:
        return self.does(person, "write", kind="dispatch", title=title, word="东街发")

    def numbering(self, person: int, matter: str, drawn: int = 0) -> CommandUp:
        """The command that numbers a document, with the number its device drew, if it did."""
        up = self.up(person, "number", matter, "dispatch")
        return msgspec.structs.replace(up, drawn=said(drawn)) if drawn else up

    def number(self, person: int, matter: str = "", drawn: int = 0) -> Outcome:
        matter = matter or self.document(person)
        return self.office.send(person, self.numbering(person, matter, drawn))[0]

    def of(self, matter: str, name: str = "doc_number") -> object:
        with self.office.centre.database.read() as connection:
            fold = load(connection, self.office.centre.kinds, matter)
        return fold.state.fields.get(name) if fold and fold.state else None

    def numbered(self, person: int, drawn: int = 0) -> object:
        """A new document's number."""
        matter = self.document(person)
        outcome = self.number(person, matter, drawn)
        assert outcome.s == "a", outcome
        return self.of(matter)

    def entries(self, matter: str) -> list[Stored]:
        with self.office.centre.database.read() as connection:
            return record(connection, matter)


def said(n: int, series: str = SERIES) -> dict[str, object]:
    return {"doc_number": {"series": series, "year": 2026, "n": n}}
