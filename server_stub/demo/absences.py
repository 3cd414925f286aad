"""委托 and 请假 in the demo: in some streets and towns the clerk stands in for a colleague, a leader is on leave."""

from __future__ import annotations

import random
from collections.abc import Iterator

from oa_client.domain.calendar import WorkingDays
from server_stub.demo.cast import ROOT, Cast, Seat
from server_stub.demo.hours import Hours
from server_stub.demo.script import DAY, Script, Step
from server_stub.demo.story import Fields

UNITS = 6
KINDS = ["circulation", "incoming", "instruction"]


class Absences:
    """Who is away, and who does his work meanwhile."""

    def __init__(self, cast: Cast, days: WorkingDays, seed: int, now: int) -> None:
        """Until `now`, and a few days on."""
        self._cast, self._now = cast, now
        hours = Hours(days, random.Random(f"absences{seed}"))
        self.since = hours.within(now - DAY - DAY // 4)
        """When all of them begin: the centre's timers go off then."""
        self._given, self._until = hours.within(now - 3 * DAY), hours.closing(now + 4 * DAY)

    def scripts(self, count: int = UNITS) -> Iterator[Script]:
        """So many units, as far as they have the people for it."""
        units = dict.fromkeys(seat.unit for seat in self._cast.outer_clerks())
        above = next((s for s in self._cast.of_unit[ROOT] if s.role == "leader"), None)
        for clerk, colleague, leaders in filter(None, map(self._of, list(units)[:count])):
            yield self._stands_in(colleague, clerk)
            yield self._pair(clerk, colleague)
            if len(leaders) > 2 and above is not None:
                head, away, deputy, *_rest = leaders
                yield self._leave(head, away, deputy, above)

    def _of(self, unit: int) -> tuple[Seat, Seat, list[Seat]] | None:
        here = self._cast.of_unit[unit]
        clerk = next((s for s in here if s.role == "clerk"), None)
        colleague = next((s for s in here if s.role == "handler"), None)
        return (clerk, colleague, [s for s in here if s.role == "leader"]) if clerk and colleague else None

    def _stands_in(self, giver: Seat, taker: Seat) -> Script:
        fields: Fields = {
            "taker": taker.scope,
            "from": self.since,
            "until": self._until,
            "kinds": list(KINDS),
            "reason": "参加区里集中培训。",
        }
        yield Step(self._given, giver, "delegation", "give", fields)

    def _pair(self, one: Seat, other: Seat) -> Script:
        fields: Fields = {"taker": other.scope, "standing": True, "title": "收发岗AB角"}
        yield Step(self._given + 600, one, "delegation", "give", fields)

    def _leave(self, head: Seat, away: Seat, deputy: Seat, above: Seat) -> Script:
        fields: Fields = {
            "leave_type": "official",
            "from": self.since,
            "until": self._until,
            "destination": "省应急管理厅，参加防汛会商",
            "deputy": deputy.scope,
            "unit_head": head.scope,
            "in_charge": above.scope,
        }
        leave = (yield Step(self._given, away, "leave", "apply", fields)).matter
        yield Step(self._given + 7200, head, "leave", "approve", {"opinion": "同意，注意安全。"}, leave)
        yield Step(self._given + 10_800, above, "leave", "approve", {"opinion": "同意，请交接好手头工作。"}, leave)
