"""A second look at everything that goes into a diagnosis: what is known or looks like a person's is struck out.

Each part is made of facts chosen one by one, so that nothing of the office should be there. This is the net below.
"""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

STRUCK = "〔略〕"
LEAST = 2
"""A known word shorter than this would be struck out of half of all words."""
_PATTERNS = (
    re.compile(r"(?<=://)[^/\s\"']+@"),
    re.compile(r"(?<![\w/.:-])[^\s/@:\"'“”]+:[^\s/:\"'“”]+@(?=[\w.-]+)"),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII),
    re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])"),
    re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])"),
    re.compile(r"(?<![0-9])0[0-9]{2,3}[- ][0-9]{7,8}(?![0-9])"),
    re.compile(r"(?<![\w/+-])(?=[\w+/-]*[0-9])(?=[\w+/-]*[A-Za-z])[\w+-]{24,}={0,2}(?![\w/+-])", re.ASCII),
    re.compile(r"(?i)((?:password|passwd|token|secret|口令|密码)[\"'\\]*\s*[=:：]\s*[\"'\\]*)[^\s\"'\\]+"),
)
"""Accounts in addresses, mail addresses, numbers of identity cards and of telephones, tokens, what follows 密码."""


class Redaction:
    """Strikes out `known` words, whoever is at home here, and what looks like a person's or a secret."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        """The longest first, so that no end of one is left."""
        self._home = str(Path.home())
        words = {word.strip() for word in (*known, *_user())}
        self._known = sorted((w for w in words if len(w) >= LEAST), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without them."""
        if len(self._home) > 1:
            text = text.replace(self._home, "~")
        for word in self._known:
            text = _struck(text, word)
        for pattern in _PATTERNS:
            text = pattern.sub(lambda found: f"{found.group(1) if found.re.groups else ''}{STRUCK}", text)
        return text


def _struck(text: str, word: str) -> str:
    """A word of letters only where it stands alone: an account called `li` is in `list` as well."""
    if word.isascii() and word.isalnum():
        return re.sub(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", STRUCK, text)
    return text.replace(word, STRUCK)


def _user() -> Iterable[str]:
    """What whoever sits here is called by the system; not that of the administrator, which says nothing."""
    with suppress(KeyError, OSError, ImportError):
        name = getpass.getuser()
        if name != "root":
            yield name
    yield os.environ.get("OA_PASSWORD", "")


def bare(address: str) -> str:
    """An address without account, path or question; what is none is struck out."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return STRUCK
    with suppress(ValueError):
        host += f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}" if parts.scheme else STRUCK if address else ""
