"""The keyring of the operating system, asked in such a way that it can neither hang nor mislead the program.

It may be absent, locked, slow, empty after a reinstallation, or silently swapped for one that keeps secrets in plain
text (trust.md §0.9, §0.10). So: only backends of a list are used, each call runs in a thread with a limit of time, and
every way it can fail is one answer, `Silent`, with the reason.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

PATIENCE = 5.0
"""Seconds a keyring may take; a person unlocking it is asked for the password meanwhile."""

TRUSTED = (
    ("keyring.backends.SecretService", "Keyring"),
    ("keyring.backends.libsecret", "Keyring"),
    ("keyring.backends.kwallet", "DBusKeyring"),
    ("keyring.backends.Windows", "WinVaultKeyring"),
)
"""Backends that encrypt with the user's login; in the order they are tried."""

SERVICE = "lunyue"

T = TypeVar("T")


class Backend(Protocol):
    """What is used of a backend of the `keyring` library."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        ...


@dataclass(frozen=True, slots=True)
class Silent:
    """The keyring gave nothing: `why` is absent, untrusted, failed, slow or empty."""

    why: str
    detail: str = ""


class Keyring:
    """Keeps short secrets with the operating system, or says that it cannot."""

    def __init__(self, find: Callable[[], Backend | None] | None = None, *, patience: float = PATIENCE) -> None:
        """By default the first trusted backend that this machine has."""
        self._find = find or trusted_backend
        self._patience = patience

    def get(self, name: str) -> str | Silent:
        """A secret."""
        found = self._ask(lambda backend: backend.get_password(SERVICE, name))
        return Silent("empty") if found is None else found

    def put(self, name: str, secret: str) -> Silent | None:
        """Keep a secret and read it back: some backends drop it without a word. None when it is kept."""
        kept = self._ask(lambda backend: backend.set_password(SERVICE, name, secret))
        if isinstance(kept, Silent):
            return kept
        back = self.get(name)
        if isinstance(back, Silent):
            return back
        return None if back == secret else Silent("failed", "it gave back something else")

    def _ask(self, call: Callable[[Backend], T]) -> T | Silent:
        """The answer, asked for in a thread of its own that is left behind when it takes too long."""
        answer: list[T | Silent] = []

        def ask() -> None:
            try:
                backend = self._find()
                answer.append(Silent("absent") if backend is None else call(backend))
            except Exception as error:  # noqa: BLE001  (backends raise whatever their libraries do)
                answer.append(Silent("failed", f"{type(error).__name__}: {error}"))

        thread = threading.Thread(target=ask, name="keyring", daemon=True)
        thread.start()
        thread.join(self._patience)
        return answer[0] if answer else Silent("slow")


def lost_library() -> str:
    """What of the program the keyring of a Linux desktop needs and cannot load; "" elsewhere and where all is there."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        importlib.import_module("secretstorage")
    except ImportError as error:
        return error.name or str(error)
    return ""


def trusted_backend() -> Backend | None:
    """The first backend of the list that works here, whatever configuration or environment say."""
    for module, name in TRUSTED:
        try:
            backend = getattr(importlib.import_module(module), name)
            if backend.viable:
                made: Backend = backend()
                return made
        except Exception:  # noqa: BLE001, S112  (what cannot even be loaded is not there)
            continue
    return None
