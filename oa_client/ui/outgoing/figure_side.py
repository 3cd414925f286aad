"""The pictures of the text being written: taken in away from the screen, put where the cursor stood, looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QTextCursor

from oa_client.app.body import Body
from oa_client.app.desk import Desk
from oa_client.app.gongwen import Block
from oa_client.app.ports import Changes
from oa_client.app.preview import Preview
from oa_client.assets import _
from oa_client.ui.bridge import Bridge
from oa_client.ui.outgoing import figure_line
from oa_client.ui.outgoing.body_field import BodyField
from oa_client.ui.outgoing.figure_dialog import FigureDialog
from oa_client.ui.outgoing.pictures import Pictures, TakenIn
from oa_client.ui.widgets.running import Runner


class FigureSide(QObject):
    """`said`: a sentence about what came in or did not; `came`: a picture that lacked is here."""

    said = Signal(str)
    came = Signal()

    def __init__(
        self, desk: Desk, runner: Runner, preview: Preview | None, bridge: Bridge, body: BodyField, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._body, self._edit = desk, body, body.edit
        self.pictures = Pictures(desk, runner, preview)
        self.dialog: FigureDialog | None = None
        self._under_way = 0
        self._edit.taking.connect(self._take)
        self._edit.astray.connect(self._tell_astray)
        self._edit.figure_asked.connect(self.ask)
        self._edit.figures.wanted.sha.connect(self._look)
        bridge.changed.connect(self._on_changed)

    def _take(self, parts: tuple[object, ...], pen: QTextCursor) -> None:
        QGuiApplication.inputMethod().commit()
        known = tuple(p for p in parts if isinstance(p, Block | QImage) or hasattr(p, "open"))
        self._under_way += 1
        self.pictures.take(known, partial(self._put, pen))  # type: ignore[arg-type] # a signal carries no types

    def _put(self, pen: QTextCursor, taken: TakenIn) -> None:
        """Where the cursor stood when they were pasted; where it is now when that place is gone."""
        self._under_way -= 1
        if taken.blocks:
            self._edit.put(self._edit.textCursor() if pen.isNull() else pen, taken.blocks)
        self._tell(taken)

    @property
    def busy(self) -> bool:
        """Whether a picture is still on its way into the text."""
        return self._under_way > 0

    def put_body(self, body: Body, then: Callable[[], None]) -> None:
        """A text from office software instead of everything, its new pictures taken in; `then`, when it stands there.

        Nobody types meanwhile what it would take the place of. Where its pictures cannot be kept nothing changes.
        """
        if not any(block.data for block in _blocks(body)):
            self._body.put(body)
            then()
            return

        def done(found: Body, taken: TakenIn) -> None:
            self._under_way -= 1
            self._edit.setReadOnly(False)
            if not (taken.full or taken.failed):
                self._body.put(found)
                then()
            self._tell(taken)

        self._under_way += 1
        self._edit.setReadOnly(True)
        self.pictures.take_body(body, done)

    def _tell(self, taken: TakenIn) -> None:
        said = []
        if taken.full:
            said.append(_("磁盘已满，图片没有放进来。"))
        elif taken.failed:
            said.append(_("图片没有处理成，没有取回；正文没有变，可再试一次。"))
        elif taken.lost:
            said.append(_("有 {n} 张图片读不出来，没有放进正文；原文件没有动。").format(n=taken.lost))
        if taken.smaller:
            said.append(_("有 {n} 张图片太大或格式不同，已缩小、转存到 2 MB 以内。").format(n=taken.smaller))
        if said:
            self.said.emit("".join(said))

    def _tell_astray(self, count: int) -> None:
        said = _("粘贴的内容里有 {n} 张图片没有随着带来，请单独复制这些图片再粘贴，或用“插入图片”。")
        self.said.emit(said.format(n=count))

    # those that are there

    def ask(self, position: int) -> None:
        """The words and the width of the picture that stands there."""
        document = self._edit.document()
        self.dialog = dialog = FigureDialog(figure_line.at(document, position), self._edit)
        place = QTextCursor(document)
        place.setPosition(position)
        dialog.changed.connect(partial(figure_line.change, place))
        dialog.dropped.connect(partial(figure_line.drop, place))
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
        self._edit.setFocus()

    def _look(self, sha256: str) -> None:
        def done(found: QImage | str) -> None:
            self._edit.figures.show(sha256, found)
            self._edit.viewport().update()

        self.pictures.thumbnail(sha256, done)

    def _on_changed(self, _changes: Changes, _origin: str) -> None:
        """Something was written: perhaps a picture that lacked has come."""
        here = [sha for sha in self._edit.figures.lacking() if self._desk.texts.figures.here(sha)]
        for sha in here:
            self._edit.figures.forget(sha)
        if here:
            self._edit.viewport().update()
            self.came.emit()


def _blocks(body: Body) -> tuple[Block, ...]:
    return (*body.blocks, *(block for one in body.attachments for block in one.blocks))
