"""How long an item of each source usually has, where nothing else is said; only what stands in a form at first."""

from __future__ import annotations

from collections.abc import Mapping

LIMITS: Mapping[str, tuple[int, str]] = {
    "meeting": (30, "working_days"),
    "instruction": (10, "working_days"),
    "work_report": (365, "days"),
    "livelihood": (365, "days"),
    "proposal": (90, "days"),
    "public_opinion": (5, "working_days"),
    "superior": (15, "working_days"),
}
"""domain.md §4.5, §5; a task of the year's report runs a year unless the report says otherwise."""
CYCLE: Mapping[str, str] = {"work_report": "monthly", "livelihood": "monthly", "meeting": "monthly"}
"""How often it is reported on; else not at all before it is done."""
