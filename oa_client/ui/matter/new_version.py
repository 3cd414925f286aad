"""保存为新版本: a changed copy goes into the matter by an action that takes files, whichever there is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oa_client.app.acting import Offer
from oa_client.app.desk import Desk
from oa_client.app.ports import NoRoom
from oa_client.domain.decision import Refused
from oa_client.domain.handwriting import INK
from oa_client.domain.matter import FileRef
from oa_client.domain.table import Field, FieldType
from oa_client.ui.matter import words
from oa_client.ui.matter.presenter import Presenter, View
from oa_client.ui.matter.sheet import Sheet, draft_key
from oa_client.ui.matter.working_copies import Copy
from oa_client.ui.widgets.running import Lane, Runner

ADDING = "attach"
"""The action that does nothing but add files; it is taken at once, the others are opened to be filled in."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a new version can go in: by which action, in which of its fields."""

    offer: Offer
    field: Field

    @property
    def at_once(self) -> bool:
        """Whether nothing else need be said."""
        return self.offer.action.name == ADDING


class NewVersion:
    """Takes a changed copy in. Its bytes are kept first; what the form holds beside is the author's draft."""

    def __init__(self, desk: Desk, runner: Runner, presenter: Presenter, view: View) -> None:
        """For the matter the presenter shows."""
        self._desk, self._runner, self._presenter, self._view = desk, runner, presenter, view
        self._went: dict[Path, str] = {}

    def keep(self, copy: Copy, taken: Callable[[Copy, str], None]) -> None:
        """`taken` hears the hash under which it was kept; without a way for it nothing is done but said."""
        shown = self._presenter.sheet
        if shown is None or shown.id != copy.matter:
            return
        way = way_of(shown)
        if way is None:
            self._view.show_refusal("", words.told("no_way_for_files", {"name": copy.file.name}))
            return

        def done(new: FileRef | Refused) -> None:
            if isinstance(new, Refused):
                self._view.show_refusal("", words.refusal(new, shown.kind))
            elif self._went.get(copy.path) != new.sha256:  # else it was clicked twice
                self._put_in(way, shown, copy, new, taken)

        def work() -> FileRef | Refused:
            return self._desk.attachments.take_in(copy.path, copy.file.name)

        self._runner.run(work, done, self._failed(copy.file.name), lane=Lane.WRITE, name="edit.take")

    def _put_in(self, way: Way, shown: Sheet, copy: Copy, new: FileRef, taken: Callable[[Copy, str], None]) -> None:
        """Into the action's draft first, so that a refusal leaves it there; beside something begun it waits."""
        draft = self._presenter.draft(way.offer)
        fields = fields_with(way, shown, draft, copy.file, new)
        at_once = way.at_once and not any(draft.values())
        self._went[copy.path] = new.sha256
        key = draft_key(shown.id, way.offer)

        def done(_nothing: None) -> None:
            taken(copy, new.sha256)
            now = self._presenter.sheet
            if at_once:
                self._presenter.submit(way.offer, fields, seen=shown)
            elif now is not None and now.id == shown.id:
                self._view.open_form(way.offer)

        def work() -> None:
            self._desk.save_draft(key, {"fields": dict(fields)})

        def failed(error: Exception) -> None:
            self._went.pop(copy.path, None)
            self._failed(copy.file.name)(error)

        self._runner.run(work, done, failed, lane=Lane.WRITE, name="edit.draft")

    def _failed(self, name: str) -> Callable[[Exception], None]:
        def failed(error: Exception) -> None:
            code = "disk_full" if isinstance(error, NoRoom) else "file_unreadable"
            self._view.show_refusal("", words.told(code, {"name": name}))

        return failed


def way_of(shown: Sheet) -> Way | None:
    """The best way there is now; None when nothing this person may do takes files."""
    offers = [o for o in (shown.primary, *shown.others) if o is not None and not o.receipt]
    found = [Way(o, f) for o in offers for f in o.action.asks if f.type is FieldType.FILES and f != INK]
    return min(found, key=lambda way: not way.at_once, default=None)


def fields_with(
    way: Way, shown: Sheet, draft: Mapping[str, object], old: FileRef, new: FileRef
) -> Mapping[str, object]:
    """The fields of its form with the new version in: in the old one's place where the field holds them all."""
    matter = shown.record.matter
    given = draft.get(way.field.name)
    files: list[object] = list(given) if isinstance(given, list) else []
    if not files and way.field.kept and matter is not None:
        files = [_named(f) for f in matter.files]
    left = [f for f in files if not (isinstance(f, dict) and f.get("sha256") in {old.sha256, new.sha256})]
    return {**draft, way.field.name: _in_place(files, left, old, new)}


def _in_place(files: Sequence[object], left: list[object], old: FileRef, new: FileRef) -> list[object]:
    at = next((n for n, f in enumerate(files) if isinstance(f, dict) and f.get("sha256") == old.sha256), len(left))
    return [*left[:at], _named(new), *left[at:]]


def _named(file: FileRef) -> dict[str, object]:
    return {"sha256": file.sha256, "name": file.name, "size": file.size}
