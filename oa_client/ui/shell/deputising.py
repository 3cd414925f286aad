"""What somebody does for another ends by the clock, also without a link: looked at now and then. No Qt."""

from __future__ import annotations

from oa_client.app.desk import Desk
from oa_client.app.ports import Changes
from oa_client.protocol.standing_in import HELD


class Deputising:
    """Tells the desk's listeners when a delegation is over by the clock: the lists drop what stood there by it."""

    def __init__(self, desk: Desk) -> None:
        """As it stands now."""
        self._desk, self._lasting = desk, desk.stand_ins

    def look(self) -> None:
        """Look again."""
        before, self._lasting = self._lasting, self._desk.stand_ins
        if before != self._lasting:
            self._desk.tell(Changes(rows=frozenset({HELD}), feed=True, origin="clock"))
