"""An organ's template for ``gongwen render`` and ``check``: its own figures where the standard leaves them free."""

from __future__ import annotations

from pathlib import Path

import msgspec

from oa_client.layout.gongwen.profile import FIGURES, NotFree, Profile, Strength
from oa_client.wording import gongwen as wording

MOST_BYTES = 256 * 1024


class BadTemplate(Exception):
    """Why a file is no template, as a sentence."""


def profile_of(name: str | None) -> Profile:
    """The standard's figures, with an organ's own where it has a template. Raises `BadTemplate`, `OSError`."""
    if name is None:
        return Profile()
    with Path(name).open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    try:
        return Profile().with_template(_figures(raw))
    except NotFree as error:
        raise BadTemplate(_why(error)) from error


def _figures(raw: bytes) -> dict[str, float]:
    if len(raw) > MOST_BYTES:
        raise BadTemplate(wording.NO_TEMPLATE)
    try:
        return msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=dict[str, float])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadTemplate(wording.NO_TEMPLATE) from error


def _why(error: NotFree) -> str:
    figure = FIGURES.get(error.key)
    if figure is None:
        free = "、".join(one.key for one in FIGURES.values() if one.strength is not Strength.MUST)
        return wording.not_free(error.why, {"key": error.key[:40], "free": free})
    low, high = (figure.value if x is None else x for x in (figure.low, figure.high))
    facts = {"what": figure.what, "clause": figure.clause, "low": f"{low:g}", "high": f"{high:g}"}
    return wording.not_free(error.why, {**facts, "unit": figure.unit})
