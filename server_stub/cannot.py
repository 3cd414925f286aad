"""What an administrator is told when what he asked for cannot be done."""

from __future__ import annotations


class CannotDo(ValueError):
    """A file is none, or something in it is wrong, or it is not the time; the text says what, and what to do."""
