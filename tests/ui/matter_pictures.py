"""Pictures of the matter page in its states, to be looked at: python -m tests.ui.matter_pictures FOLDER."""

import io
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_FONT_DPI", "96")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from oa_client.app.directory import People
from oa_client.export.press import PdfPress
from oa_client.layout.faces import OwnFonts
from oa_client.system.preview import ChildPreview
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.compose import ComposePage
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.widgets.people import PeopleDialog
from oa_client.ui.widgets.people_chosen import Wish
from tests.ui.matter_desk import HOUR, NOW, Scene
from tests.ui.matter_people import district

TITLE = "关于立即开展辖区内地下车库和低洼路段积水隐患排查整治情况专项督查的通知"
BODY = """各街道办事处、镇人民政府，区级有关部门：

　　受第12号台风外围环流影响，预计11月21日夜里到22日我区有暴雨到大暴雨，局部特大暴雨。为切实做好城市内涝防范应对工作，经区政府同意，决定立即开展地下车库和低洼路段积水隐患排查整治情况专项督查。现将有关事项通知如下：

　　一、督查范围
　　全区所有住宅小区、商业综合体、医院和学校的地下车库，在册低洼易涝路段27处，下穿式立交桥9座。

　　二、督查内容
　　（一）挡水板、沙袋、移动泵车等物资是否按清单配备到位，责任人和联系电话是否上墙公示。
　　（二）排水管网清淤疏浚是否完成，雨水口是否畅通，泵站是否完成试运行。
　　（三）地下车库值守、断电和人员车辆转移预案是否经过演练。

　　三、时间安排
　　各单位于11月20日17时前完成自查并报送情况；21日上午区应急管理局会同区住房和城乡建设局分四组开展现场督查。

　　四、有关要求
　　各单位要落实属地责任，对发现的隐患能改立改，一时难以整改的要落实专人盯守。督查结果将在全区通报。

　　联系人：郑丽华，联系电话：87190007。"""


def pdf(pages=4):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    from oa_client.assets import resource

    pdfmetrics.registerFont(TTFont("sc", str(resource("fonts/NotoSansSC-Regular.ttf"))))
    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=(595, 842))
    for n in range(pages):
        if n == 0:
            paper.setFillColorRGB(0.8, 0.1, 0.1)
            paper.setFont("sc", 34)
            paper.drawCentredString(297, 720, "明州区人民政府办公室文件")
            paper.line(72, 660, 523, 660)
            paper.setFillColorRGB(0, 0, 0)
            paper.setFont("sc", 16)
            paper.drawCentredString(297, 675, "明政办发〔2026〕87号")
        paper.setFillColorRGB(0, 0, 0)
        paper.setFont("sc", 16)
        for line in range(20):
            paper.drawString(72, 600 - line * 28, "为切实做好城市内涝防范应对工作，经区政府同意，现通知如下")
        paper.drawRightString(523, 40, f"— {n + 1} —")
        paper.showPage()
    paper.save()
    return out.getvalue()


def full(me=2):
    """A matter in the middle of its round."""
    scene = Scene(me=me)
    files = [
        scene.file("附件1：督查分组安排表.pdf", pdf()),
        scene.file("附件2：低洼易涝路段清单.xlsx", b"x" * 48_200),
        scene.file("附件3：现场照片（第一批）.zip", b"z" * 5_400_000, here=False),
        scene.file("关于立即开展督查的通知（盖章版）.ofd", b"o" * 240_000),
    ]
    matter = scene.circulate(
        "p10", "p3", "p2", "p4", "p6", "p7", "p8", "p9", "p5",
        title=TITLE, number="明政办发〔2026〕87号", urgency="flash", sensitivity="internal", body=BODY,
        due=NOW + 8 * HOUR, files=files, may_add=True, may_forward=True, at=NOW - 26 * HOUR,
    )  # fmt: skip
    scene.act(10, "mark_read", {"opinion": "请应急局牵头，住建局配合，21日前把27处路段走一遍，问题清单报我。"},
              matter=matter, at=NOW - 20 * HOUR)  # fmt: skip
    scene.act(3, "mark_read", {"opinion": "请小明通知各社区今天17时前报自查情况；\n李芳负责汇总，缺报的逐个打电话。"},
              matter=matter, at=NOW - 2 * HOUR)  # fmt: skip
    return scene, matter


class Studio:
    def __init__(self, app, folder):
        self.app, self.folder = app, Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.preview = ChildPreview()

    def page(self, scene, matter, size, look=None):
        theme.apply(self.app, look or theme.Look())
        bridge = Bridge()
        scene.desk.listen(bridge.publish)
        page = MatterPage(scene.desk, bridge, self.preview, press=PdfPress(OwnFonts))
        page.resize(*size)
        page.show()
        page.show_matter(matter)
        self.settle(bridge)
        return page, bridge

    def matter(self, scene, matter, size, look, name):
        """The page as it opens."""
        page, bridge = self.page(scene, matter, size, look)
        self.shoot(page, name)
        self.end(page, bridge)

    def unreadable(self, scene, matter, size, look, name):
        """The page of what cannot be read."""
        scene.library.broken = True
        self.matter(scene, matter, size, look, name)

    def printed(self, scene, matter, size, look, name, form=0):
        """The print preview, and another sheet of several chosen in it."""
        page, bridge = self.page(scene, matter, size, look)
        page.print()
        self.settle(bridge)
        dialog = page.printing.dialog
        drawn(dialog.view)
        self.shoot(dialog, name)
        if form:
            dialog.form.setCurrentIndex(form)
            self.settle(bridge)
            drawn(dialog.view)
            self.shoot(dialog, f"{name}-{form}")
        dialog.reject()
        self.end(page, bridge)

    def settle(self, bridge):
        for _ in range(40):
            QTest.qWait(15)
            if bridge.idle:
                break
        QTest.qWait(120)

    def shoot(self, widget, name):
        widget.grab().save(str(self.folder / f"{name}.png"))

    def end(self, page, bridge):
        page.close()
        page.deleteLater()
        bridge.close()


def drawn(view):
    """Wait until the page in sight is there."""
    for _ in range(400):
        QTest.qWait(20)
        if view.page in view.drawn:
            return


MID, WIDE, NARROW = (826, 640), (1280, 952), (697, 486)


def shoot(folder):
    app = QApplication.instance() or QApplication([])
    theme.load_faces()
    studio = Studio(app, folder)
    looks = {
        "": theme.Look(),
        "-large": theme.Look(type=theme.Type.LARGE),
        "-dark": theme.Look(scheme=theme.Scheme.DARK),
    }
    for name, look in looks.items():
        scene, matter = full()
        page, bridge = studio.page(scene, matter, MID, look)
        page.area.edit.setFocus()
        page.area.edit.setPlainText("已通知9个社区，自查情况汇总后于16时前报出。")
        QTest.qWait(900)
        studio.shoot(page, f"body{name}")
        for at, tab in ((1, "files"), (2, "history"), (3, "readers")):
            page.tabs.setCurrentIndex(at)
            QTest.qWait(30)
            studio.shoot(page, f"{tab}{name}")
        if not name:
            states(studio, page, bridge, scene, matter)
        studio.end(page, bridge)
    for size, name in ((WIDE, "wide"), (NARROW, "low")):
        scene, matter = full()
        page, bridge = studio.page(scene, matter, size)
        studio.shoot(page, name)
        studio.end(page, bridge)
    quiet(studio)
    compose(studio)
    studio.preview.close()


def states(studio, page, bridge, scene, matter):
    page.tabs.files.opened  # noqa: B018 - the tab exists
    page.tabs.setCurrentIndex(1)
    page.tabs.files._look(page.presenter.sheet.files[0].file)
    drawn(page.tabs.files.pages.view)
    studio.shoot(page, "preview")
    page.tabs.setCurrentIndex(2)
    page._verify()
    studio.settle(bridge)
    studio.shoot(page, "verified")
    offers = {o.action.name: o for o in page.presenter.sheet.others}
    for name in ("add_reader", "forward", "send_back"):
        page._open_dialog(offers[name])
        QTest.qWait(50)
        studio.shoot(page._dialog, f"dialog-{name}")
        if name == "send_back":
            page._dialog.submit()
            studio.settle(bridge)
            studio.shoot(page._dialog, "dialog-refused")
        page._dialog.reject()
        QTest.qWait(30)
    page.tabs.setCurrentIndex(0)
    page.area.edit.setPlainText("机密★请勿外传")
    page.submit()
    studio.settle(bridge)
    studio.shoot(page, "refused")
    page.area.edit.setPlainText("已通知9个社区，16时前报出。")
    page.submit()
    studio.settle(bridge)
    studio.shoot(page, "undo")
    page.tabs.setCurrentIndex(2)
    studio.shoot(page, "pending")
    page.undo()
    studio.settle(bridge)
    studio.shoot(page, "undone")


def quiet(studio):
    for name in ("header", "edition", "broadcast", "pdf", "empty", "error", "sender"):
        scene = Scene(me=1 if name == "sender" else 2)
        matter = None
        if name == "header":
            matter = scene.header_only("关于报送2026年度城镇老旧小区改造项目完成情况和2027年度改造计划的通知")
        elif name == "edition":
            matter = scene.unknown_edition()
        elif name == "broadcast":
            matter = scene.circulate(
                "u2",
                mode="broadcast",
                purpose="information",
                title="关于启用新版会议室预约登记办法的通知",
                body="各科室：\n　　新版会议室预约登记办法自12月1日起施行，请知悉。",
            )
        elif name == "pdf":
            matter = scene.circulate("p2", title=TITLE, files=[scene.file("正文.pdf", pdf())])
        elif name == "sender":
            scene, matter = full(me=1)
        elif name == "error":
            matter = scene.circulate("p2")
            scene.library.broken = True
        page, bridge = studio.page(scene, matter, MID)
        if name == "pdf":
            drawn(page.tabs.body.pages.view)
        studio.shoot(page, name)
        if name == "sender":
            for offer in page.presenter.sheet.others:
                if offer.action.name in {"urge_reading", "reorder", "skip"}:
                    page._open_dialog(offer)
                    QTest.qWait(50)
                    studio.shoot(page._dialog, f"dialog-{offer.action.name}")
                    page._dialog.reject()
                    QTest.qWait(30)
        studio.end(page, bridge)


def compose(studio):
    values = {
        "title": "关于立即开展辖区内地下车库和低洼路段积水隐患排查整治情况专项督查的通知",
        "number": "明政办发〔2026〕87号",
        "urgency": "flash",
        "mode": "grouped",
        "purpose": "action",
        "readers": [["p10"], ["p3", "p2", "c3"], ["p4", "p5"]],
        "due": NOW + 8 * HOUR,
        "may_add": True,
        "body": BODY,
    }
    looks = {
        "": theme.Look(),
        "-dark": theme.Look(scheme=theme.Scheme.DARK),
        "-large": theme.Look(type=theme.Type.LARGE),
    }
    for name, look in looks.items():
        for size, wide in (((1206, 692), ""), ((1760, 980), "-wide")):
            theme.apply(studio.app, look)
            scene = Scene(me=1)
            bridge = Bridge()
            page = ComposePage(scene.desk, bridge, "circulation")
            page.resize(*size)
            page.show()
            page.begin()
            studio.settle(bridge)
            studio.shoot(page, f"new-empty{name}{wide}")
            page.show_values(values, "")
            page.flush()
            studio.settle(bridge)
            studio.shoot(page, f"new{name}{wide}")
            if not name and not wide:
                page.show_values({**values, "title": "", "mode": "broadcast"}, "")
                page.submit()
                studio.settle(bridge)
                studio.shoot(page, "new-findings")
                page.form.fields["readers"].choose()
                QTest.qWait(80)
                dialog = page.findChild(PeopleDialog)
                studio.shoot(dialog, "people-broadcast")
                dialog.reject()
            studio.end(page, bridge)
    theme.apply(studio.app, theme.Look())
    orders = ("sequential", "parallel", "grouped", "broadcast")
    groups = (("p1", "p15"), ("p3", "c10", "o44"))
    for name, look in looks.items():
        theme.apply(studio.app, look)
        wish = Wish("选择送阅对象", orders=orders, order="grouped", groups=groups, recent=("p7", "p9"))
        dialog = PeopleDialog(People(district()), wish)
        dialog.show()
        QTest.qWait(50)
        studio.shoot(dialog, f"people{name}")
        if not name:
            QTest.keyClicks(dialog._search, "wxm")
            QTest.qWait(200)
            studio.shoot(dialog, "people-search")
        dialog.close()
        dialog.deleteLater()


if __name__ == "__main__":
    shoot(sys.argv[1])
