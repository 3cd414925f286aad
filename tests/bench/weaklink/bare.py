"""The real client on a line without TLS, as the line is measured: `python -m tests.bench.weaklink.bare WORDS`."""

from __future__ import annotations

import sys
from functools import partial

from oa_client import doors, seats
from oa_client.__main__ import main
from oa_client.sync.movers import Carrier


def allow() -> None:
    """From here on in this process; the program has no setting for it."""
    for module in (doors, seats):
        module.__dict__["Carrier"] = partial(Carrier, bare=True)


if __name__ == "__main__":
    allow()
    sys.exit(main())
