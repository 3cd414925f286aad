"""Pictures of what comes with a matter, to be looked at: python -m tests.ui.paper_pictures FOLDER [LOOK…].

Exchange and instruction pages, what came through exchange, previews, edit bars, print preview, receipts by unit.
"""

import io
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_FONT_DPI", "96")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from oa_client.domain.matter import FileRef
from oa_client.export.press import PdfPress
from oa_client.export.seals import PictureSeals
from oa_client.layout.faces import OwnFonts
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.matter.working_copies import Copy
from tests.system.showing_files import zipped
from tests.system.test_showing_ofd import paper, text
from tests.ui.clerk_pictures import HEAD
from tests.ui.issuing import issuing, seal, shelf
from tests.ui.matter_desk import HOUR, NOW, Scene
from tests.ui.matter_pictures import BODY, MID, NARROW, Studio, drawn, pdf

LOOKS = {
    "": (theme.Look(), MID),
    "-large": (theme.Look(type=theme.Type.LARGE), MID),
    "-largest": (theme.Look(type=theme.Type.LARGEST), MID),
    "-dark": (theme.Look(scheme=theme.Scheme.DARK), MID),
    "-1093": (theme.Look(), NARROW),
}


def workbook():
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.append(["序号", "项目名称", "完成率", "责任人", "资料情况说明"])
    for n in range(1, 30):
        page.append([n, f"望春街道第{n}网格老旧小区改造项目", n / 40, "陆阿根", "竣工图、验收单已收，缺隐蔽工程影像"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def letter():
    from docx import Document

    made = Document()
    for line in BODY.split("\n"):
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def files(scene):
    """One of each sort that is shown, and one that is not."""
    return [
        scene.file("附件1：竣工资料归档情况表.xlsx", workbook()),
        scene.file("附件2：归档工作通知（送审稿）.docx", letter()),
        scene.file("附件3：批复（盖章版）.ofd", paper(text("同意你单位所报改造方案"))),
        scene.file("附件4：现场照片.zip", zipped({"照片/1.jpg": b"j" * 2_000_000, "照片/说明.txt": "说明".encode()})),
        scene.file("附件5：旧系统导出.mdb", b"x" * 4000),
    ]


def sent(scene):
    """An exchange to two organs."""
    organs = ["c1", "c5"]
    fields = {**HEAD, "receivers": organs, "files": [scene.file("通知.pdf", pdf(2))], "due": NOW + 90 * HOUR}
    return scene.act(2, "send", fields, kind="exchange", at=NOW - 30 * HOUR)


def delivered(scene, source):
    fields = {**HEAD, "registry": "c2", "source": source, "due": NOW + 50 * HOUR, "files": files(scene)}
    return scene.act(1, "deliver", fields, kind="incoming", at=NOW - 3 * HOUR, cause=source)


def instructed(scene, document):
    fields = {
        "title": "关于老旧小区改造期间居民临时停车问题", "leader": "p3", "instructed_at": NOW - 28 * HOUR,
        "words": "请李芳牵头，会同芦港村三日内拿出停车方案报我。", "form": "screen", "on_document": document,
        "urgency": "urgent",
    }  # fmt: skip
    matter = scene.act(2, "record", fields, kind="instruction", at=NOW - 27 * HOUR)
    given = {"manner": "hand_over", "lead": "p4", "assist": ["p5"], "due": NOW + 40 * HOUR}
    scene.act(2, "assign", given, matter=matter, kind="instruction", at=NOW - 26 * HOUR)
    return matter


def tabs(studio, page, name, *wanted):
    for tab in wanted:
        page.tabs.setCurrentWidget(getattr(page.tabs, tab))
        QTest.qWait(60)
        studio.shoot(page, name.format(tab))


def shoot(folder, wanted):
    app = QApplication.instance() or QApplication([])
    theme.load_faces()
    studio = Studio(app, folder)
    for look, (made, size) in LOOKS.items():
        if wanted and look.removeprefix("-") not in wanted:
            continue
        matters(studio, look, made, size)
        papers(studio, look, made, size)
        receipts(studio, look, made, size)
        printed(studio, look, made, size)
    theme.apply(app, theme.Look())
    studio.preview.close()


def matters(studio, look, made, size):
    scene = Scene(me=2)
    exchange = sent(scene)
    document = delivered(scene, exchange)
    shown = {"exchange": exchange, "delivered": document, "instruction": instructed(scene, document)}
    for name, matter in shown.items():
        page, bridge = studio.page(scene, matter, size, made)
        tabs(studio, page, f"{name}-{{}}{look}", "body", "history", "readers")
        studio.end(page, bridge)


def papers(studio, look, made, size):
    """Previews one after the other, the bars of two changed copies, and the print preview."""
    scene = Scene(me=2)
    fields = {**HEAD, "handling": "action", "files": files(scene)}
    matter = scene.act(2, "register", fields, kind="incoming", at=NOW - 5 * HOUR)
    theme.apply(studio.app, made)
    bridge = Bridge()
    page = MatterPage(scene.desk, bridge, studio.preview, press=PdfPress(OwnFonts))
    page.resize(*size)
    page.show()
    page.show_matter(matter)
    studio.settle(bridge)
    tabs(studio, page, f"papers-{{}}{look}", "body", "files")
    for line in page.presenter.sheet.files:
        if line.pages:
            page.tabs.files._look(line.file)
            drawn_or_said(page.tabs.files.pages)
            studio.shoot(page, f"preview-{Path(line.file.name).suffix[1:]}{look}")
    page.tabs.files.setCurrentIndex(0)
    page.tabs.files.edits.show_copies(
        tuple(Copy(matter, FileRef(f.file.sha256, f.file.name, 1), Path()) for f in page.presenter.sheet.files[:2])
    )
    studio.shoot(page, f"edits{look}")
    page.print()
    studio.settle(bridge)
    drawn(page.printing.dialog.view)
    studio.shoot(page.printing.dialog, f"print{look}")
    page.printing.dialog.reject()
    studio.end(page, bridge)


def printed(studio, look, made, size):
    """What is printed of a 发文: the 公文, with the picture of a seal, its end, and the 发文稿纸."""
    scene, matter = issuing()
    theme.apply(studio.app, made)
    bridge, press = Bridge(), PdfPress(OwnFonts)
    page = MatterPage(scene.desk, bridge, studio.preview, press=press)
    page.printing.use_seals(PictureSeals(lambda: shelf(seal()), press))
    page.resize(*size)
    page.show()
    page.show_matter(matter)
    studio.settle(bridge)
    page.print()
    studio.settle(bridge)
    dialog = page.printing.dialog
    drawn(dialog.view)
    studio.shoot(dialog, f"print-document{look}")
    dialog.seal.setCurrentIndex(1)
    studio.settle(bridge)
    drawn(dialog.view)
    studio.shoot(dialog, f"print-sealed{look}")
    dialog.sheet.click()
    studio.settle(bridge)
    drawn(dialog.view)
    studio.shoot(dialog, f"print-draft-sheet{look}")
    dialog.reject()
    studio.end(page, bridge)


def drawn_or_said(pane):
    for _ in range(200):
        QTest.qWait(20)
        if pane.view.page in pane.view.drawn or pane._stack.currentWidget() is pane.card:
            QTest.qWait(60)
            return


def receipts(studio, look, made, size):
    scene = Scene(me=1)
    matter = scene.circulate("u2", mode="broadcast", purpose="information", title=HEAD["title"], body=BODY)
    counted = {"5": [0, 1], "1": [2, 2], "2": [11, 13], "3": [4, 4], "4": [0, 6]}
    scene.library.rows_kept["receipts", matter] = {"n": 17, "total": 26, "light": 2, "units": counted}
    page, bridge = studio.page(scene, matter, size, made)
    tabs(studio, page, f"receipts{look}", "readers")
    studio.end(page, bridge)


if __name__ == "__main__":
    shoot(sys.argv[1], sys.argv[2:])
