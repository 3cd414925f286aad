"""The port of light copies, kept beside the files; as `ports`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from oa_client.domain.matter import MatterId
from oa_client.protocol.light import LightPage


@dataclass(frozen=True, slots=True)
class LightState:
    """How many pages of a light copy are here, of how many, and why there are no (more)."""

    here: int = 0
    pages: int = 0
    code: str = ""

    @property
    def whole(self) -> bool:
        """Whether every page is here."""
        return 0 < self.pages == self.here


class Lights(Protocol):
    """Light copies that came down, page by page in reading order."""

    def state(self, sha256: str) -> LightState:
        """How much of a light copy is here."""
        ...

    def keep(self, page: LightPage, sha256: str) -> bool:
        """Keep the next page, or the reason why there are no more; False when it is not the next."""
        ...

    def pages(self, sha256: str) -> Iterator[LightPage]:
        """The pages that are here, in order."""
        ...

    def want(self, sha256: str, matter: MatterId) -> None:
        """Somebody looks at it; nothing when it is here, or there is none."""
        ...

    def unwant(self, sha256: str) -> None:
        """Ask no more for now: the original is here, or the centre refuses."""
        ...

    def wanted(self) -> tuple[tuple[str, MatterId], ...]:
        """(sha256, matter) of what somebody looks at and is not complete, the newest request first."""
        ...
