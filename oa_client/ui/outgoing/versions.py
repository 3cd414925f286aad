"""历史版本 of a draft: the last ones kept on this device, and those in the record. No Qt."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.app.desk import Desk
from oa_client.app.reading import Record
from oa_client.assets import _
from oa_client.ui.matter.presenter import fields_of
from oa_client.ui.matter.text_versions import Version, recorded
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording import moments

MOST = 20
EVERY_SECONDS = 600
"""While somebody writes a version is kept so often; also at the beginning, at the end, and before much is replaced."""


class Versions:
    """Those of one draft. Keeping one costs a write; nothing is kept twice in a row."""

    def __init__(self, desk: Desk, runner: Runner) -> None:
        """Of no draft yet."""
        self._desk, self._runner = desk, runner
        self._key = ""
        self._last: Mapping[str, object] = {}
        self._at = 0

    def begin(self, key: str, fields: Mapping[str, object]) -> None:
        """The draft lies there and says this now."""
        self._key, self._last, self._at = key, {}, 0
        self.keep(fields)

    def typed(self, fields: Mapping[str, object]) -> None:
        """Somebody goes on writing."""
        if self._desk.clock.now() - self._at >= EVERY_SECONDS:
            self.keep(fields)

    def keep(self, fields: Mapping[str, object]) -> None:
        """Keep this state, unless it is the one kept last, or nothing is written."""
        kept = dict(fields)
        if not self._key or not kept.get("body") or kept.get("body") == self._last.get("body"):
            return
        self._last, self._at = kept, self._desk.clock.now()
        key, desk = self._key, self._desk

        def work() -> None:
            known = sorted((d for d in desk.drafts() if d.key.startswith(_prefix(key))), key=lambda d: d.key)
            if known and fields_of(known[-1].data).get("body") == kept["body"]:
                return
            number = int(known[-1].key.rpartition("/")[2]) + 1 if known else 1
            desk.save_draft(f"{_prefix(key)}{number:06}", {"fields": kept})
            for old in known[: max(0, len(known) + 1 - MOST)]:
                desk.drop_draft(old.key)

        self._runner.run(work, lambda _: None, lambda _: None, lane=Lane.WRITE, name="draft.version")

    def drop(self) -> None:
        """The draft was thrown away, or became a matter: its record keeps the versions from now on."""
        key, desk, self._last = self._key, self._desk, {}

        def work() -> None:
            for draft in desk.drafts():
                if draft.key.startswith(_prefix(key)):
                    desk.drop_draft(draft.key)

        self._runner.run(work, lambda _: None, lambda _: None, lane=Lane.WRITE, name="draft.versions.drop")

    def read(self, record: Record | None) -> tuple[Version, ...]:
        """Those on this device, then those of the record, newest first. Not for the GUI thread."""
        now = self._desk.clock.now()
        mine = sorted((d for d in self._desk.drafts() if d.key.startswith(_prefix(self._key))), key=lambda d: d.key)
        here = _("本机")
        found = [Version(f"{moments.full(d.saved_at, now)}　{here}", fields_of(d.data), d.saved_at) for d in mine]
        return (*reversed(found), *recorded(self._desk, record))


def _prefix(key: str) -> str:
    return f"past/{key}/"
