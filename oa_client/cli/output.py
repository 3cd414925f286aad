"""What the command line prints: Chinese for people, JSON with ``--json`` for programs; and the exit codes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from enum import IntEnum
from typing import TextIO

from oa_client.wording.sentences import sentence


def _plain(value: object) -> object:
    """What JSON has no word for: a record by its fields, anything else as text."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


class Exit(IntEnum):
    """Done · refused · wrong use · saved on this device, not yet at the centre."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    SAVED = 3


class Output:
    """Where answers go. With `as_json` exactly one JSON value is printed, at the end."""

    def __init__(self, out: TextIO, *, as_json: bool) -> None:
        """Print to `out`."""
        self._out = out
        self.as_json = as_json

    def say(self, text: str) -> None:
        """A line for people, at once; programs get none of it."""
        if not self.as_json:
            self._print(text)

    def give(self, value: object, text: str = "") -> None:
        """The answer: the value for programs, the text for people."""
        if self.as_json:
            self._print(json.dumps(value, ensure_ascii=False, default=_plain))
        elif text:
            self._print(text)

    def _print(self, text: str) -> None:
        """What no encoding can hold, as a file name of other bytes, becomes a question mark."""
        print(text.encode("utf-8", "replace").decode(), file=self._out, flush=True)

    def refuse(
        self,
        code: str,
        facts: Mapping[str, object],
        kind: str = "",
        *,
        kept: bool = False,
        draft: str = "",
        centre: bool = False,
        more: Sequence[str] = (),
    ) -> Exit:
        """Say in one sentence, in the words of that `kind`, why not; `kept`: what was written is saved.

        `draft`: where ``drafts`` finds it. `centre`: it was the centre that refused. `more`: what there is to look at.
        """
        words = sentence(code, {**facts, "kind": kind} if kind else facts, kept=kept)
        value = {"state": "refused", "code": code, "facts": dict(facts), "message": words}
        where = f"\n草稿：oa-client drafts show {draft}" if draft else ""
        who = "中心没有受理，内容留在本机（见 outbox list）：" if centre else ""
        told = {**value, **({"draft": draft} if draft else {}), **({"more": list(more)} if more else {})}
        self.give(told, "\n".join([who + words, *more]) + where)
        return Exit.REFUSED
