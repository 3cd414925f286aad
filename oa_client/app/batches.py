"""Commands that are kept together: what each is, and what of it names one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PostId


@dataclass(frozen=True, slots=True)
class Opening:
    """One of several matters opened together; `naming`: fields that name the matter of one before it, by its place."""

    fields: Mapping[str, object]
    naming: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batched:
    """One of several commands kept together, in which post it is given; `naming` as of an `Opening`."""

    command: Command
    post: PostId
    naming: Mapping[str, int] = field(default_factory=dict)

    def named(self, matters: Sequence[MatterId]) -> Command:
        """The command with what it names, where the commands of the batch are about these matters."""
        given = {name: matters[at] for name, at in self.naming.items()}
        return replace(self.command, fields={**self.command.fields, **given}) if given else self.command


def is_opening(command: Command, n: int, device: int) -> bool:
    """Whether the command `n` of a device opened its matter: then the matter bears both numbers."""
    return command.matter == f"{device}-{n}"


def falling_with(
    undone: Command, n: int, later: Iterable[tuple[int, Command]], device: int
) -> Iterator[tuple[int, bool]]:
    """The numbers of the commands behind this one that name the matter it opened or act on it, or on what fell.

    None where it opened none. Also whether each acts on one that is gone: then no form will ever show its words.
    """
    gone = {undone.matter} if is_opening(undone, n, device) else set()
    for number, command in later:
        on_it = command.matter in gone
        if on_it or any(isinstance(value, str) and value in gone for value in command.fields.values()):
            yield number, on_it
            if is_opening(command, number, device):
                gone.add(command.matter)


OPENER_UNDONE = "opener_undone"
"""The code of a command that was never sent, on a matter that was never opened: its words are 须重交."""
