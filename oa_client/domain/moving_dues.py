"""Where the usual day moves with the calendar: later editions of 收文, 领导批示 and 督查, one rule for all of them.

Whatever asks for the day of the matter asks beside it how that was counted, and hands both on. Matters opened under an
earlier edition go on under that: their days stay where they are.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.editions import edition
from oa_client.domain.handwriting import INCOMING_2, INSTRUCTION_3
from oa_client.domain.supervision.edition_2 import SUPERVISION_2
from oa_client.domain.table import Action, Field, FieldType, FollowUpRule, Process
from oa_client.domain.usual import DUE, USUAL

COUNTED = Field(USUAL, FieldType.USUAL, kept=True)


def counting(process: Process, number: int) -> Process:
    """A later edition of a table, which says of the day it keeps how that was counted."""
    return edition(process, number, *(_counted(action, process.kind) for action in process.actions))


def _counted(action: Action, kind: str) -> Action:
    at = next((n for n, ask in enumerate(action.asks, 1) if ask.name == DUE and ask.kept), None)
    asks = action.asks if at is None else (*action.asks[:at], COUNTED, *action.asks[at:])
    return replace(action, asks=asks, follow_ups=tuple(_handed_on(rule, kind) for rule in action.follow_ups))


def _handed_on(rule: FollowUpRule, kind: str) -> FollowUpRule:
    """The day goes to another matter of the same kind as it was counted."""
    handed = rule.kind == kind and rule.fields.get(DUE) == DUE
    return replace(rule, fields={**rule.fields, USUAL: USUAL}) if handed else rule


INCOMING_3: Process = counting(INCOMING_2, 3)
INSTRUCTION_4: Process = counting(INSTRUCTION_3, 4)
SUPERVISION_3: Process = counting(SUPERVISION_2, 3)
