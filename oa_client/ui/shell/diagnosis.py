"""What helps whoever helps: versions, sizes and the longest delays; nothing of the office."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping

from PySide6.QtCore import qVersion

from oa_client.ui.probe import Stall


def diagnosis(usage: Mapping[str, int], worst: Iterable[Stall]) -> str:
    """As lines to be copied."""
    lines = [f"Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"]
    lines += [f"{name} {size}" for name, size in usage.items()]
    lines += [f"{s.late:.0f} ms {s.action}" for s in worst]
    return "\n".join(lines)
