"""Pictures of 手写签批, to be looked at: python -m tests.ui.ink_pictures FOLDER."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_FONT_DPI", "96")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from oa_client.app.ink import WIDTHS, Colour, Ink, Surface
from oa_client.app.ink_file import encode
from oa_client.app.ink_session import InkSession
from oa_client.app.sheets import source_of
from oa_client.export.press import PdfPress
from oa_client.layout.faces import OwnFonts
from oa_client.ui import theme
from oa_client.wording.sheets import form
from tests.fakes.handwriting import ink_of, strokes_of
from tests.ui.clerk_pictures import HEAD
from tests.ui.matter_desk import HOUR, NOW, Scene
from tests.ui.matter_pictures import MID, NARROW, Studio, drawn, pdf

LOOKS = {
    "": (theme.Look(), MID),
    "-large": (theme.Look(type=theme.Type.LARGE), MID),
    "-dark": (theme.Look(scheme=theme.Scheme.DARK), MID),
    "-contrast": (theme.Look(scheme=theme.Scheme.CONTRAST), MID),
    "-1093": (theme.Look(), NARROW),
}


def incoming(me, *, written=True):
    """Proposed to 周建国; with `written` he wrote by hand, and the words are still wanted."""
    scene = Scene(me=me)
    page = scene.file("来文.pdf", pdf())
    given = {
        "handling": "action", "channel": "paper", "carrier": "document", "copies": 2, "pages": 6,
        "received_at": NOW - 50 * HOUR, "due": NOW + 30 * HOUR, "files": [page],
    }  # fmt: skip
    matter = scene.act(2, "register", {**HEAD, **given}, kind="incoming", at=NOW - 50 * HOUR)
    said = {"opinion": "拟请主任阅示，李芳主办。", "leaders": ["p3"], "lead": "p4"}
    scene.act(2, "propose", said, matter=matter, kind="incoming", at=NOW - 48 * HOUR)
    if written:
        ink = scene.file("手写批示.ink", encode(ink_of("请速办", colour=Colour.RED, width=WIDTHS[1])))
        scene.act(3, "instruct", {"ink": [ink]}, matter=matter, kind="incoming", at=NOW - 20 * HOUR)
    return scene, matter, page


def offers_of(page):
    shown = page.presenter.sheet
    return {o.action.name: o for o in (shown.primary, *shown.others) if o is not None}


def shoot(folder):
    app = QApplication.instance() or QApplication([])
    theme.load_faces()
    studio = Studio(app, folder)
    for name, (look, size) in LOOKS.items():
        scene, matter, _file = incoming(2)
        page, bridge = studio.page(scene, matter, size, look)
        page.tabs.setCurrentIndex(2)
        QTest.qWait(60)
        studio.shoot(page, f"ink-record{name}")
        page._open_dialog(offers_of(page)["write_words"])
        QTest.qWait(60)
        studio.shoot(page._dialog, f"ink-clerk{name}")
        page._dialog.reject()
        page.tabs.history.replay()
        QTest.qWait(900)
        dialog = page.window().findChild(QDialog, "dialog.replay")
        studio.shoot(dialog, f"ink-replay{name}")
        dialog.reject()
        studio.end(page, bridge)
        _writing(studio, name, look, size)
        _over(studio, name, look, size)
    _sheets(folder)


def _writing(studio, name, look, size):
    scene, matter, _file = incoming(3, written=False)
    page, bridge = studio.page(scene, matter, size, look)
    page._open_dialog(offers_of(page)["instruct"])
    field = page._dialog.form.fields["ink"]
    field.write()
    studio.settle(bridge)
    window = field.window_open
    window.resize(min(980, size[0]), min(600, size[1]))
    window.go_on_with(ink_of("同意请速办", width=WIDTHS[1]))
    QTest.qWait(60)
    studio.shoot(window, f"ink-pad{name}")
    window.where.setCurrentIndex(1)
    drawn(window.view)
    on = window.view._surface(0)
    strokes = strokes_of("同意", left=9_000, top=3_000, colour=Colour.RED, width=WIDTHS[1])
    window.view.take(InkSession(Ink((on,), strokes)))
    QTest.qWait(300)
    studio.shoot(window, f"ink-page{name}")
    window.finish()
    studio.settle(bridge)
    studio.shoot(page._dialog, f"ink-form{name}")
    page._dialog.reject()
    studio.end(page, bridge)


def _over(studio, name, look, size):
    """The next reader sees what was written over the page; over a newer version he is told of it."""
    scene = Scene(me=2)
    files = [scene.file("来文.pdf", pdf()), scene.file("来文.pdf", pdf(2))]
    matter = scene.circulate("p3", "p2", title="关于立即开展积水隐患排查整治的通知", files=files)
    on = Surface(20_990, 29_704, files[0]["sha256"], 0)
    strokes = strokes_of("同意", left=9_000, top=3_000, colour=Colour.RED, width=WIDTHS[1])
    ink = scene.file("手写批示.ink", encode(Ink((on,), strokes)))
    scene.act(3, "mark_read", {"opinion": "同意。", "ink": [ink]}, matter=matter)
    page, bridge = studio.page(scene, matter, size, look)
    drawn(page.tabs.body.pages.view)
    studio.shoot(page, f"ink-over{name}")
    page.tabs.setCurrentWidget(page.tabs.files)
    page.tabs.files._look(page.presenter.sheet.files[1].file)
    drawn(page.tabs.files.pages.view)
    studio.shoot(page, f"ink-beside{name}")
    studio.end(page, bridge)


def _sheets(folder):
    """The three sheets as pictures."""
    import pypdfium2

    press = PdfPress(OwnFonts)
    for name, (scene, matter) in {"incoming": incoming(2)[:2], "circulation": _read(), "instruction": _told()}.items():
        source = source_of(scene.desk, scene.library.record(matter))
        printed = press.print(form(source, scene.desk.people))
        page = pypdfium2.PdfDocument(printed.data)[0]
        page.render(scale=1.4).to_pil().save(Path(folder) / f"ink-sheet-{name}.png")


def _read():
    scene = Scene(me=2)
    matter = scene.circulate("p3", "p4", mode="parallel")
    ink = scene.file("手写批示.ink", encode(ink_of("同意")))
    scene.act(3, "mark_read", {"opinion": "同意，请抓紧。", "ink": [ink]}, matter=matter)
    return scene, matter


def _told():
    scene = Scene(me=2)
    ink = scene.file("手写批示.ink", encode(ink_of("请速办", colour=Colour.RED)))
    given = {"title": "关于桥梁检测的情况", "leader": "p3", "instructed_at": NOW - 20 * HOUR, "ink": [ink]}
    matter = scene.act(3, "record", given, kind="instruction")
    return scene, matter


if __name__ == "__main__":
    shoot(sys.argv[1])
