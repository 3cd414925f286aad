"""What stands beside a draft on the screen: its page, and the list of what to mend and where that is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from oa_client.app.body import encode, words
from oa_client.app.draft_checks import Remark, remarks
from oa_client.app.drafting import Draft, gongwen_of, standing_in
from oa_client.app.figures import missing
from oa_client.app.gongwen import Gongwen
from oa_client.app.gongwen_faults import Fault, faults
from oa_client.app.preview import Document
from oa_client.domain import routing
from oa_client.domain.body import MOST
from oa_client.domain.calendar import BEIJING
from oa_client.domain.people import Directory
from oa_client.domain.routing import Finding, Severity
from oa_client.layout.proof import Proof, document_of
from oa_client.wording import drafting, gongwen, names, signs
from oa_client.wording import routing as rules

_FIELDS = {
    "title": "title",
    "organs": "organ",
    "number": "",
    "signatories": "signatories",
    "recipients": "receivers",
    "imprint": "copied_to",
    "annotation": "contact",
    "blocks": "body",
    "attachments": "body",
}
"""Which field of the form a part of the document comes from."""
_PLACE = re.compile(r"^(?P<name>\w+)(?:\[(?P<n>\d+)\])?(?:\.(?P<inner>blocks|title)(?:\[(?P<m>\d+)\])?)?")


class Weight(Enum):
    """How much a check weighs: it cannot be issued so, it wants mending, it is good to know."""

    FAULT = "fault"
    MEND = "mend"
    KNOW = "know"


_STRONG = {Severity.BLOCK: Weight.FAULT, Severity.WARN: Weight.MEND, Severity.HINT: Weight.KNOW}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a check leads: a field; of the body also which part (0 the text) and which block; None: its name."""

    field: str = ""
    part: int = 0
    block: int | None = 0


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the list."""

    weight: Weight
    words: str
    target: Target


@dataclass(frozen=True, slots=True)
class Proofed:
    """A draft as it stands: its pages to look at (None when they cannot be laid), checks, faces that are missing."""

    document: Document | None
    checks: tuple[Check, ...]
    missing: tuple[str, ...] = ()
    unshown: str = ""
    number: str = ""

    @property
    def open(self) -> int:
        """How many things are to be mended."""
        return sum(check.weight is not Weight.KNOW for check in self.checks)


def document(draft: Draft, directory: Directory, now: int) -> Gongwen:
    """The draft as it would be issued today."""
    return gongwen_of(draft, directory, today(now))


def today(now: int) -> date:
    """The day in Beijing."""
    return datetime.fromtimestamp(now, BEIJING).date()


def paper(made: Gongwen) -> Document:
    """As a document to look at."""
    return document_of(made)


def checks_of(made: Gongwen, draft: Draft, directory: Directory, proof: Proof | None) -> tuple[Check, ...]:
    """What is wrong, what wants a look, what the layout did."""
    written = standing_in(made, draft)
    genre = draft.text("genre")
    named = names.choice("genre", genre) if genre and genre != "other" else ""
    found = [_fault(fault) for fault in faults(written)]
    found += [
        _routing(one)
        for one in routing.findings(draft.fields, words(draft.body), routing.facts(directory, draft.fields))
    ]
    found += [_remark(one) for one in remarks(written, draft, named)]
    if len(encode(draft.body).encode()) > MOST:
        found.append(Check(Weight.FAULT, drafting.check("too_big", {}), Target("body")))
    if lacking := missing(made):
        found.append(Check(Weight.MEND, drafting.check("no_picture", {"n": lacking}), Target("body")))
    if proof is not None:
        found += [Check(Weight.KNOW, gongwen.remark(code), Target()) for code in proof.laid.remarks]
        if proof.absent:
            absent = drafting.check("absent", {"chars": signs.named(proof.absent)})
            found.append(Check(Weight.MEND, absent, Target("body")))
    return tuple(sorted(found, key=lambda c: list(Weight).index(c.weight)))


def _routing(found: Finding) -> Check:
    return Check(_STRONG[found.severity], rules.sentence(found), Target(found.place))


def _fault(fault: Fault) -> Check:
    return Check(Weight.FAULT, drafting.reason(fault), target_of(fault.place))


def _remark(one: Remark) -> Check:
    weight = Weight.MEND if one.strong else Weight.KNOW
    return Check(weight, drafting.check(one.code, one.facts), target_of(one.place))


def target_of(place: str) -> Target:
    """Where a place of the document is in the form."""
    found = _PLACE.match(place)
    if found is None:
        return Target()
    field, n = _FIELDS.get(found["name"], ""), int(found["n"] or 0)
    if found["name"] == "attachments":
        return Target(field, n + 1, int(found["m"] or 0) if found["inner"] == "blocks" else None)
    return Target(field, 0, n)
