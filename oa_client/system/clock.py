"""The clock of this machine."""

from __future__ import annotations

import time


class SystemClock:
    """Keeps `oa_client.app.ports.Clock`."""

    def now(self) -> int:
        """Seconds since 1970 UTC."""
        return int(time.time())

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()
