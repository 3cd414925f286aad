"""版面: the real pages of the draft, and one quiet line when a face is missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oa_client.app.preview import Document
from oa_client.assets import _
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.pages_view import PagesView
from oa_client.ui.widgets import plain
from oa_client.wording import drafting


class ProofPane(QWidget):
    """Shows what it is given; while something else is laid out the old pages stay."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        plain.named(self, "draft.proof", _("版面"))
        self.view = PagesView(drawing)
        self.view.setAccessibleName(_("版面"))
        self._page = plain.label("", "proof.page", "meta")
        self._missing = plain.label("", "proof.missing", "meta", wrap=True)
        self._why = plain.button(_("为什么"), "proof.why", "link", _("为什么缺少字体"))
        self._unshown = plain.label("", "proof.unshown", "warn", wrap=True)
        self._faces: tuple[str, ...] = ()
        self._build()

    def _build(self) -> None:
        smaller = plain.icon_button("zoom-out", _("缩小版面"), "proof.smaller")
        larger = plain.icon_button("zoom-in", _("放大版面"), "proof.larger")
        fit = plain.button(_("适合宽度"), "proof.fit", "link")
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 0, 4, 0)
        bar.setSpacing(4)
        bar.addWidget(self._page, 1)
        for part in (smaller, larger, fit):
            bar.addWidget(part)
        self._quiet = QWidget()
        quiet = QHBoxLayout(self._quiet)
        quiet.setContentsMargins(8, 0, 4, 0)
        quiet.setSpacing(4)
        quiet.addWidget(self._missing, 1)
        quiet.addWidget(self._why, 0, Qt.AlignmentFlag.AlignTop)
        self._quiet.hide()
        self._unshown.setContentsMargins(8, 4, 8, 4)
        self._unshown.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(bar)
        box.addWidget(self._unshown)
        box.addWidget(self.view, 1)
        box.addWidget(self._quiet)
        smaller.clicked.connect(self.view.smaller)
        larger.clicked.connect(self.view.larger)
        fit.clicked.connect(self.view.fit_width)
        self.view.opened.connect(self._on_turned)
        self.view.turned.connect(self._on_turned)
        self._why.clicked.connect(self._explain)

    def show_pages(self, document: Document | None, unshown: str = "") -> None:
        """These pages, in place of the old ones once they are drawn; None: the old ones stay, with the reason."""
        self._unshown.setText(unshown)
        self._unshown.setVisible(bool(unshown))
        if document is not None:
            self.view.renew(document)

    def show_missing(self, faces: Sequence[str]) -> None:
        """Which of the faces of the standard this machine has not."""
        if tuple(faces) == self._faces:
            return
        self._faces = tuple(faces)
        self._missing.setText(drafting.missing_faces(faces))
        self._why.setVisible(True)
        self._quiet.setVisible(bool(faces))

    def _explain(self) -> None:
        said = drafting.missing_faces(self._faces)
        self._missing.setText(f"{said}。{_(drafting.WHY_MISSING)}")
        self._why.hide()

    def _on_turned(self, _number: int = 0) -> None:
        if self.view.pages:
            self._page.setText(_("第 {n} 页，共 {all} 页").format(n=self.view.page + 1, all=self.view.pages))
