"""What an administrator is told when a file cannot be taken in."""

from __future__ import annotations


class Unreadable(ValueError):
    """The file is none, or something in it is wrong; the text says what, and what to do."""
