"""Handwriting on its way: small and part of the record, it comes unasked and is shown when it is here."""

from __future__ import annotations

from oa_client.domain.handwriting import MOST_BYTES
from oa_client.domain.matter import FileRef
from oa_client.ui.matter.sheet import FileLine, Sheet


def wanted(shown: Sheet) -> tuple[FileRef, ...]:
    """What was written by hand in this matter and is not here yet."""
    lacking = {line.file.sha256 for line in shown.files if not line.whole}
    files = (e.by_hand for e in shown.entries if e.by_hand is not None)
    return tuple(f for f in files if f.sha256 in lacking and f.size <= MOST_BYTES)


def came(shown: Sheet | None, files: tuple[FileLine, ...]) -> bool:
    """Whether some of it is here by now, so that the record can show it."""
    here = {line.file.sha256 for line in files if line.whole}
    return shown is not None and any(file.sha256 in here for file in wanted(shown))
