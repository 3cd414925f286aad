"""Chinese input on Linux: the stock Qt has no fcitx plugin, but reaches fcitx 5 through its ibus portal."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping

KEEP = "OA_KEEP_IM"
"""Set by who has a Qt with an fcitx plugin of its own: nothing is changed then."""


def prepare_input_method(environ: MutableMapping[str, str]) -> None:
    """Before the application is made: where fcitx is in use, reach it through the ibus portal."""
    if not sys.platform.startswith("linux") or environ.get(KEEP) == "1":
        return
    wanted = environ.get("XMODIFIERS", "") + environ.get("QT_IM_MODULE", "") + environ.get("QT_IM_MODULES", "")
    if "fcitx" in wanted:
        environ["QT_IM_MODULE"] = "ibus"
        environ["IBUS_USE_PORTAL"] = "1"
        environ.pop("QT_IM_MODULES", None)
