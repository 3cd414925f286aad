"""Pictures on their way into a text: drawn once by the jailed child, made small enough, kept as files; no widgets.

What comes from outside is never unpacked here: the child that draws untrusted pages draws it, and what it cannot draw
does not come in. A PNG or JPEG within the limits stays as it is; anything else is packed from the pixels it gave back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter

from oa_client.app import pictures
from oa_client.app.body import MOST_WIDE, Body
from oa_client.app.desk import Desk
from oa_client.app.gongwen import Block, BlockKind
from oa_client.app.ports import NoRoom
from oa_client.app.preview import Document, Pixels, Preview, Unshowable
from oa_client.layout.gongwen.figure import BROKEN, MISSING
from oa_client.ui.widgets.running import Lane, Runner

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff"})
MOST_READ = 64 * 1024 * 1024
"""Bytes of the largest file that is looked at."""
PRINTED = 2480
"""Points across that a page's paper can show at 300 dpi: what is drawn anew has no more."""
THUMBNAIL = 320
_HEADS = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"GIF8", b"RIFF", b"II*\0", b"MM\0*")
Part = Block | QImage | Path
"""What is to come in: a block that may hold the bytes of a picture, a picture of the clipboard, a file."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The blocks to put into the text; `smaller` were made smaller, `lost` cannot be read.

    `full`: the disk is; `failed`: it broke. Either way nothing is put.
    """

    blocks: tuple[Block, ...] = ()
    smaller: int = 0
    lost: int = 0
    full: bool = False
    failed: bool = False


class Pictures:
    """Those of one editor. Without a `preview` only what is within the limits by its first bytes comes in."""

    def __init__(self, desk: Desk, runner: Runner, preview: Preview | None) -> None:
        """Nothing is read yet."""
        self._desk, self._runner, self._preview = desk, runner, preview

    def take(self, parts: Sequence[Part], done: Callable[[TakenIn], None]) -> None:
        """Keep the pictures among these; `done` hears of the blocks."""
        whole = tuple(parts)
        failed = TakenIn(lost=len(whole))
        self._runner.run(lambda: self.taken(whole), done, lambda _: done(failed), lane=Lane.WRITE, name="picture.take")

    def take_body(self, body: Body, done: Callable[[Body, TakenIn], None]) -> None:
        """Keep the pictures of a text that came back from office software and are new."""

        def work() -> tuple[Body, TakenIn]:
            first = self.taken(body.blocks)
            rest = [self.taken(a.blocks) for a in body.attachments]
            attached = tuple(replace(a, blocks=t.blocks) for a, t in zip(body.attachments, rest, strict=True))
            every = (first, *rest)
            full = any(t.full for t in every)
            told = TakenIn((), sum(t.smaller for t in every), sum(t.lost for t in every), full=full)
            return Body(first.blocks, attached), told

        self._runner.run(
            work,
            lambda found: done(*found),
            lambda _: done(body, TakenIn(failed=True)),
            lane=Lane.WRITE,
            name="picture.take",
        )

    def taken(self, parts: Sequence[Part]) -> TakenIn:
        """The same at once. Not for the GUI thread."""
        found: list[Block] = []
        smaller = lost = 0
        for part in parts:
            if isinstance(part, Block) and (part.kind is not BlockKind.PICTURE or not part.data):
                found.append(part)
                continue
            try:
                block, less = self._taken(part)
            except (Unshowable, OSError) as error:
                if isinstance(error, NoRoom):
                    return TakenIn(lost=len(parts), full=True)
                lost += 1
                continue
            found.append(block)
            smaller += less
        return TakenIn(tuple(found), smaller, lost)

    def _taken(self, part: Part) -> tuple[Block, bool]:
        data = _bytes(part)
        fit, size = self.fitting(data)
        width = min(pictures.usual_mm(size), MOST_WIDE)
        block = part if isinstance(part, Block) else Block(BlockKind.PICTURE, width_mm=round(width, 1))
        sha256 = self._desk.texts.figures.keep(fit)
        return replace(block, picture=sha256, data=b""), fit is not data

    def fitting(self, data: bytes) -> tuple[bytes, pictures.Size]:
        """A picture as it may stand in a text, and how large it was. Raises `Unshowable` for what is none."""
        if not data.startswith(_HEADS):
            raise Unshowable("broken_file")
        good = pictures.wrong_with(data) is None
        if self._preview is None:
            if not good or (size := pictures.size_of(data)) is None:
                raise Unshowable("broken_file")
            return data, size
        document = _document(data)
        ((wide, high),) = self._preview.layout(document).sizes
        size = pictures.Size(max(1, round(wide / 0.75)), max(1, round(high / 0.75)))
        return (data if good else self._smaller(document, size)), size

    def _smaller(self, document: Document, size: pictures.Size) -> bytes:
        """Packed anew from its pixels, as large as paper can show and the limit allows."""
        assert self._preview is not None
        image = image_of(self._preview.page(document, 0, min(size.width, PRINTED)))
        while True:
            for kind, quality in (("PNG", -1), ("JPEG", 90), ("JPEG", 75)):
                if pictures.wrong_with(made := _written(image, kind, quality)) is None:
                    return made
            if min(image.width(), image.height()) < 2:
                raise Unshowable("broken_file")
            image = image.scaledToWidth(image.width() * 3 // 4, Qt.TransformationMode.SmoothTransformation)

    def thumbnail(self, sha256: str, done: Callable[[QImage | str], None]) -> None:
        """What a picture of the text looks like, small; or why it is not seen."""

        def work() -> QImage | str:
            data = self._desk.texts.figures.read(sha256)
            if not data:
                return MISSING
            if data == pictures.UNREADABLE or self._preview is None:
                return BROKEN
            return image_of(self._preview.page(_document(data), 0, THUMBNAIL))

        self._runner.run(work, done, lambda _: done(BROKEN), name="picture.look")


def image_of(pixels: Pixels) -> QImage:
    """Pixels as a picture that owns them."""
    return QImage(pixels.data, pixels.width, pixels.height, pixels.width * 4, QImage.Format.Format_RGB32).copy()


def _document(data: bytes) -> Document:
    return Document(f"picture:{hashlib.sha256(data).hexdigest()}", "图片.png", len(data), lambda: (data,))


def _bytes(part: Part) -> bytes:
    """Raises OSError."""
    if isinstance(part, Block):
        return part.data
    if isinstance(part, QImage):
        return _written(part, "PNG", -1)
    with part.open("rb") as file:
        return file.read(MOST_READ)


def _written(image: QImage, kind: str, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setQuality(quality)
    writer.write(image)
    return bytes(buffer.data().data())
