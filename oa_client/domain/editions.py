"""A later edition of a table: the earlier one with some of its actions otherwise. An edition in use never changes."""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.table import Action, Process


def edition(process: Process, number: int, *changed: Action) -> Process:
    """The table with these actions in the place of those of the same names."""
    now = {action.name: action for action in changed}
    return replace(process, edition=number, actions=tuple(now.get(a.name, a) for a in process.actions))


def action_of(process: Process, name: str) -> Action:
    """The action of a table that is known to have it."""
    found = process.action(name)
    assert found is not None
    return found
