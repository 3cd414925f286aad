"""A file's facts judged by every rule, in the order of the standard."""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.layout.gongwen.profile import Profile
from oa_client.layout.inspection import (
    rules_attached,
    rules_end,
    rules_forms,
    rules_head,
    rules_imprint,
    rules_page,
    rules_text,
)
from oa_client.layout.inspection.elements import found
from oa_client.layout.inspection.facts import Reading
from oa_client.layout.inspection.judging import Finding, Rule, Rules, Sight, judged

_PARTS = (rules_page, rules_head, rules_text, rules_end, rules_attached, rules_imprint, rules_forms)


class Uninspectable(Exception):
    """A file that cannot be checked; `code` becomes one sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Report:
    """What every rule says of a file, and as which format it was judged; "" of one without 发文机关标志.

    `flowing`: it has paragraphs, not pages; `unread`: pages nobody looked at.
    """

    findings: tuple[Finding, ...]
    shape: str = ""
    flowing: bool = False
    pages: int = 0
    unread: int = 0


def _together() -> Rules:
    whole = Rules()
    for part in _PARTS:
        assert not whole.all.keys() & part.RULES.all.keys()
        whole.all.update(part.RULES.all)
    return whole


RULES = _together()


def rules() -> tuple[Rule, ...]:
    """Every rule."""
    return tuple(RULES.all.values())


def inspected(reading: Reading, profile: Profile | None = None) -> Report:
    """What every rule says of a file, against an organ's profile or the standard's."""
    elements = found(reading)
    shape = elements.shape.value if elements.shape else ""
    findings = judged(Sight(reading, elements, profile or Profile()), RULES)
    return Report(findings, shape, reading.flowing, len(reading.leaves), reading.unread)
