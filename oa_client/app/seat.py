"""A person sitting at a profile: the desk, signing in, and moving what waits; every surface is given one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from oa_client.app.desk import Desk
from oa_client.app.forms import Press
from oa_client.app.seals import SealProvider
from oa_client.app.tabular import Tables

WITHOUT_LINK = frozenset({"unreachable", "refused", "server_down", "timeout", "offline", "slow", "cut", "dns"})
"""What a try to reach the centre fails with where there is no way to it now."""


class CannotServe(Exception):
    """Something asked for cannot be done now; nothing was changed. `code` and `facts` become one sentence."""

    def __init__(self, code: str, facts: Mapping[str, object] | None = None, ends: int = 1) -> None:
        """The code of `oa_client.wording` and what belongs into its sentence; `ends`: a command line's exit code."""
        super().__init__(code)
        self.code = code
        self.ends = ends
        self.facts = dict(facts or {})


@dataclass(frozen=True, slots=True)
class SyncReport:
    """One run of the loop until nothing was left to do, or it could not go on (`code`). Bytes are those on the wire."""

    up: int = 0
    down: int = 0
    turns: int = 0
    items: int = 0
    seconds: float = 0.0
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


class Seat(Protocol):
    """An open profile with its link."""

    @property
    def desk(self) -> Desk:
        """Everything that works without a link."""
        ...

    @property
    def press(self) -> Press:
        """Makes sheets to print."""
        ...

    @property
    def seals(self) -> SealProvider:
        """Puts seals on 公文 where that is allowed."""
        ...

    @property
    def tables(self) -> Tables:
        """Makes files of tables."""
        ...

    @property
    def is_lent(self) -> bool:
        """Whether a window is open over the same profile: what it writes in its forms is left alone."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell the person once: codes of `oa_client.wording`."""
        ...

    def sync(self, patience: float = 30.0) -> SyncReport:
        """Move everything that waits, both ways, as long as something moves within `patience` seconds."""
        ...

    def close(self) -> None:
        """Let go of the profile; what is saved stays saved."""
        ...


@dataclass(frozen=True, slots=True)
class NewPassword:
    """The centre has it. `ended`: so many other devices were signed out; `left`: a code, what is still to be done."""

    ended: int = 0
    left: str = ""


class Doors(Protocol):
    """The ways into a profile. Both raise `CannotServe`, `BadStore`, `NoRoom`; neither ever deletes or replaces one."""

    def open(self, password: Callable[[], str]) -> Seat:
        """Open the profile that is here, without a link; `password` is asked only when the keyring cannot serve."""
        ...

    def sign_in(self, server: str, user: str, password: str) -> Seat:
        """Ask the centre who this is; then open the profile, or make it, and keep the session in it.

        `server`: empty for the first that the administrator laid down.
        """
        ...

    def change_password(self, seat: Seat, present: str, new: str) -> NewPassword:
        """Another password for whoever sits there: at the centre, then for the profile. Not for the GUI thread.

        Raises `CannotServe`; of its codes ``password_unsure`` alone leaves open whether the centre has taken it, and
        the same asked again settles that.
        """
        ...
