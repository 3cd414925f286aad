"""Pictures of a clerk's matters and forms, to be looked at: python -m tests.ui.clerk_pictures FOLDER."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_FONT_DPI", "96")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.compose import ComposePage
from oa_client.ui.widgets.people import PeopleDialog
from tests.ui.matter_desk import HOUR, NOW, Scene
from tests.ui.matter_pictures import MID, NARROW, Studio, pdf

HEAD = {
    "title": "关于做好2026年城镇老旧小区改造项目竣工验收和资料归档工作的通知",
    "issuer": "明州区住房和城乡建设局",
    "number": "明建〔2026〕118号",
    "genre": "notice",
    "doc_date": NOW - 60 * HOUR,
    "urgency": "urgent",
    "sensitivity": "internal",
}


def incoming(me=2):
    """A paper document registered, proposed, instructed on the screen and on paper, given out, corrected."""
    scene = Scene(me=me)
    more = {
        "handling": "action", "channel": "paper", "carrier": "document", "copies": 2, "pages": 6,
        "location": "综合档案柜3层", "received_at": NOW - 50 * HOUR, "due": NOW + 30 * HOUR,
        "summary": "要求各街道11月底前完成竣工项目资料归档。", "files": [scene.file("扫描件.pdf", pdf())],
    }  # fmt: skip
    matter = scene.act(2, "register", {**HEAD, **more}, kind="incoming", at=NOW - 50 * HOUR)

    def act(person, name, fields, hours, **extra):
        scene.act(person, name, fields, matter=matter, kind="incoming", at=NOW - hours * HOUR, **extra)

    act(2, "propose", {"opinion": "拟请李芳主办，12月1日前办结。", "leaders": ["p3"], "lead": "p4"}, 48)
    paper = [scene.file("批示页.jpg", b"j" * 80_000)]
    act(2, "transcribe", {"leader": "p3", "instructed_at": NOW - 46 * HOUR, "files": paper}, 45)
    act(2, "write_words", {"opinion": "请李芳牵头，芦港村配合，资料按项目一盒一册装订。"}, 44)
    act(3, "confirm_words", {}, 40)
    act(2, "dispatch", {"lead": "p4", "assist": ["p5"], "readers": ["p3"], "due": NOW + 30 * HOUR}, 39)
    act(4, "report", {"opinion": "已收齐七个项目的竣工资料，缺芦港村两份。"}, 20)
    entry = len(scene.library.entries[matter])
    act(
        4,
        "correct",
        {"entry": entry, "opinion": "已收齐六个项目的竣工资料，缺芦港村三份。", "reason": "点错一个项目"},
        18,
    )
    return scene, matter


def shoot(folder):
    app = QApplication.instance() or QApplication([])
    theme.load_faces()
    studio = Studio(app, folder)
    looks = {
        "": (theme.Look(), MID),
        "-large": (theme.Look(type=theme.Type.LARGE), MID),
        "-dark": (theme.Look(scheme=theme.Scheme.DARK), MID),
        "-1093": (theme.Look(), NARROW),
    }
    for name, (look, size) in looks.items():
        scene, matter = incoming()
        page, bridge = studio.page(scene, matter, size, look)
        for at, tab in ((0, "body"), (2, "history"), (3, "tracks")):
            page.tabs.setCurrentIndex(at)
            QTest.qWait(40)
            studio.shoot(page, f"incoming-{tab}{name}")
        offers = {o.action.name: o for o in (page.presenter.sheet.primary, *page.presenter.sheet.others)}
        for action in ("amend", "merge", "correct"):
            page._open_dialog(offers[action])
            QTest.qWait(60)
            if action == "correct":
                page._dialog.form.fields["entry"]._group.buttons()[0].click()
            studio.shoot(page._dialog, f"dialog-{action}{name}")
            page._dialog.reject()
            QTest.qWait(30)
        studio.end(page, bridge)
        forms(studio, name, look)
    studio.preview.close()


def forms(studio, name, look):
    theme.apply(studio.app, look)
    for kind in ("incoming", "outgoing", "exchange", "instruction"):
        scene, _matter = incoming()
        bridge = Bridge()
        page = ComposePage(scene.desk, bridge, kind)
        page.resize(1174, 660 if name != "-1093" else 528)
        page.show()
        page.begin()
        studio.settle(bridge)
        if kind == "incoming":
            for field in ("title", "issuer", "number", "genre"):
                page.form.fields[field].set_value(HEAD[field])
            page._save()
            studio.settle(bridge)
        studio.shoot(page, f"new-{kind}{name}")
        if kind == "exchange":
            page.form.fields["receivers"].choose()
            QTest.qWait(80)
            dialog = page.findChild(PeopleDialog)
            studio.shoot(dialog, f"organs{name}")
            dialog.reject()
        studio.end(page, bridge)


if __name__ == "__main__":
    shoot(sys.argv[1])
