"""Why a file has no pages, raised by whatever reads it inside the jailed process."""

from __future__ import annotations


class Unreadable(Exception):
    """Why this file has no pages, as a code."""
