"""My files on their way up: whole, or as what is new in them since a file the centre has of me."""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.app.ports import Outbox, Upload
from oa_client.protocol import patch
from oa_client.protocol.messages import FileState
from oa_client.sync.errands import SendPart


@dataclass(slots=True)
class _Patch:
    sha256: str
    base: str
    data: bytes
    at: int = 0


class Sending:
    """What of a file goes up next. A patch is held in memory, and made anew after a start: the same bytes."""

    def __init__(self, outbox: Outbox) -> None:
        """Over the outbox."""
        self._outbox = outbox
        self._patch: _Patch | None = None
        self._whole: set[str] = set()

    def part(self, upload: Upload, size: int) -> SendPart | None:
        """The next bytes of a file; None when it is not here."""
        sha = upload.file.sha256
        if upload.at == 0 and sha not in self._whole:
            if self._patch is None or self._patch.sha256 != sha:
                self._patch = self._made(upload)
            if self._patch is not None:
                p = self._patch
                return SendPart(sha, p.at, len(p.data), p.data[p.at : p.at + size], p.base)
        data = self._outbox.file_bytes(sha, upload.at, size)
        return SendPart(sha, upload.at, upload.file.size, data) if data else None

    def _made(self, upload: Upload) -> _Patch | None:
        new = self._bytes(upload.file.sha256, upload.file.size)
        for base in self._outbox.alike(upload.file.sha256):
            made = patch.make(self._bytes(base.sha256, base.size), new)
            if made:
                return _Patch(upload.file.sha256, base.sha256, made)
        self._whole.add(upload.file.sha256)
        return None

    def _bytes(self, sha256: str, size: int) -> bytes:
        """A whole file of mine, unless it is too large to be held in memory."""
        return (self._outbox.file_bytes(sha256, 0, size) or b"") if size <= patch.MOST else b""

    def sent(self, call: SendPart, state: FileState) -> None:
        """The centre holds this much of it now. A patch that came whole and made no file is not tried again."""
        if not call.base or state.stored:
            self._outbox.uploaded(call.sha256, state.size if state.stored else state.at)
            self._patch = None
            return
        complete = call.at + len(call.data) >= call.size
        if (complete and state.at == 0) or state.size != call.size or self._patch is None:
            self.refused(call)
        else:
            self._patch.at = min(state.at, call.size - 1)

    def refused(self, call: SendPart) -> None:
        """The centre does not take the patch: the file goes whole."""
        self._patch = None
        self._whole.add(call.sha256)
