"""Every kind of matter this build knows, by kind and edition. To add a kind, add its table here."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.domain.bulletin import BULLETIN
from oa_client.domain.circulation import CIRCULATION
from oa_client.domain.delegation import DELEGATION_TABLE
from oa_client.domain.exchange import EXCHANGE
from oa_client.domain.fiscal.application import FISCAL
from oa_client.domain.fiscal.lines import BUDGET_LINE
from oa_client.domain.fiscal.rules_table import FISCAL_RULES
from oa_client.domain.handwriting import CIRCULATION_2, INCOMING_2, INSTRUCTION_3
from oa_client.domain.incoming.table import INCOMING
from oa_client.domain.instruction import INSTRUCTION
from oa_client.domain.issuing_plan import ISSUING_PLAN
from oa_client.domain.leave import LEAVE
from oa_client.domain.moving_dues import INCOMING_3, INSTRUCTION_4, SUPERVISION_3
from oa_client.domain.numbering import NUMBERS
from oa_client.domain.outgoing.long_text import OUTGOING_2
from oa_client.domain.outgoing.table import OUTGOING
from oa_client.domain.supervision.edition_2 import SUPERVISION_2
from oa_client.domain.supervision.promote import INSTRUCTION_2
from oa_client.domain.supervision.table import SUPERVISION
from oa_client.domain.table import Process
from oa_client.domain.working_calendar import CALENDAR

TABLES: tuple[Process, ...] = (
    CIRCULATION,
    CIRCULATION_2,
    INCOMING,
    INCOMING_2,
    INCOMING_3,
    EXCHANGE,
    INSTRUCTION,
    INSTRUCTION_2,
    INSTRUCTION_3,
    INSTRUCTION_4,
    BULLETIN,
    OUTGOING,
    OUTGOING_2,
    ISSUING_PLAN,
    NUMBERS,
    CALENDAR,
    FISCAL,
    BUDGET_LINE,
    FISCAL_RULES,
    SUPERVISION,
    SUPERVISION_2,
    SUPERVISION_3,
    DELEGATION_TABLE,
    LEAVE,
)


class Kinds:
    """The process tables at hand; a device without one shows such a matter read-only."""

    def __init__(self, tables: tuple[Process, ...] = TABLES) -> None:
        """The tables given, by default those of this build."""
        self._tables: Mapping[tuple[str, int], Process] = {(t.kind, t.edition): t for t in tables}
        self._newest: Mapping[str, Process] = {t.kind: t for t in sorted(tables, key=lambda t: t.edition)}

    def get(self, kind: str, edition: int) -> Process | None:
        """The table of a kind in one edition."""
        return self._tables.get((kind, edition))

    def newest(self, kind: str) -> Process | None:
        """The table new matters of a kind are opened under."""
        return self._newest.get(kind)

    def known(self) -> frozenset[tuple[str, int]]:
        """Every kind and edition at hand."""
        return frozenset(self._tables)

    def names(self) -> tuple[str, ...]:
        """The kinds at hand, in table order."""
        return tuple(self._newest)
