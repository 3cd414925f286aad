"""Pictures of 督查: its list, its matter with the tree, its forms: python -m tests.ui.supervision_pictures FOLDER."""

import os
import sys
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_FONT_DPI", "96")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from oa_client.app.breakdown import Defaults
from oa_client.app.reading import ListName
from oa_client.domain.people import Post, PostId, Role, UnitId
from oa_client.export import late
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.circulation.ledgers import LEDGERS
from oa_client.ui.circulation.page import ListPage
from oa_client.ui.matter.compose import ComposePage
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.supervision.page import BringDialog
from oa_client.ui.widgets.page import Room
from tests.ui.matter_desk import HOUR, NOW, Scene, directory
from tests.ui.matter_pictures import MID, NARROW, Studio
from tests.ui.pictures import Remembering

DAY = 24 * HOUR
OFFICER = 41
"""The post in which 陈静 supervises for the district."""
KIND = "supervision"


def folk():
    """The people of the desk, 陈静 a 督查员 of the district besides."""
    known = directory()
    post = Post(PostId(OFFICER), UnitId(1), "区政府督查室督查员", frozenset({Role.SUPERVISOR}), 88)
    clerk = known.people[1]
    people = {**known.people, 1: replace(clerk, posts=(*clerk.posts, post.id))}
    return replace(known, posts={**known.posts, post.id: post}, people=people)


def what(**more):
    return {
        "title": "12个老旧小区改造年内完工并完成居民满意度评议",
        "mode": "government",
        "source": "work_report",
        "plan": "2026年度督查计划第12项",
        "basis": "明政办发〔2026〕7号",
        "requirements": "11月底前全部完工；按月报送形象进度；验收资料一盒一册。",
        "lead": "c2",
        "assist": ["c4"],
        "due": NOW + 6 * DAY,
        "cycle": "monthly",
        "approver": "p10",
        "contact": "陈静 8719",
        **more,
    }


def act(scene, matter, person, name, fields=None, hours=1.0, **extra):
    extra = {"post": OFFICER, **extra} if person == 1 else extra
    at = int(NOW - hours * HOUR)
    return scene.act(person, name, fields or {}, matter=matter, kind=KIND, at=at, centre=True, **extra)


def issued(scene, hours=500, **more):
    """Opened by a leader and given out."""
    fields = what(**more)
    matter = act(scene, None, 1, "propose", fields, hours + 10)
    act(scene, matter, 10, "approve", {"opinion": "同意立项，紧盯节点。"}, hours + 5)
    given = {name: fields[name] for name in ("lead", "assist", "due") if fields.get(name)}
    act(scene, matter, 1, "issue", given, hours)
    return matter


def broken_down(me=2):
    """The street has signed for it, given parts on, reported, and asks for more time."""
    scene = Scene(me=me, folk=folk())
    for n, (title, due) in enumerate((("农贸市场消防安全整改", -2), ("口袋公园提案办理", 2), ("汛期隐患销号", 30))):
        other = issued(scene, 300 + n, title=title, due=NOW + due * DAY if due > 0 else NOW - 40 * HOUR)
        act(scene, other, 2, "accept", {}, 200, track=0)
    matter = issued(scene)
    act(scene, matter, 2, "accept", {"contact": "王小明"}, 490, track=0)
    part = {"part": "芦港村入户摸底登记", "holders": ["c5"], "due": NOW + 2 * DAY}
    act(scene, matter, 2, "break_down", part, 480, track=0)
    part = {"part": "管线迁改协调", "holders": ["p4"], "due": NOW - 20 * HOUR}
    act(scene, matter, 2, "break_down", part, 479, track=0)
    act(scene, matter, 5, "accept", {}, 460, track=2)
    said = {"progress": 60, "opinion": "已登记312户，剩余周末入户。", "problems": "外出务工户联系不上。"}
    act(scene, matter, 5, "report", said, 200, track=2)
    act(scene, matter, 4, "accept", {}, 450, track=3)
    said = {"progress": 55, "opinion": "累计开工9个、完工5个。", "problems": "两个小区管线迁改未协调到位。"}
    act(scene, matter, 2, "report", said, 100, track=0)
    asked = {"new_due": NOW + 16 * DAY, "reason": "连续降雨影响外墙施工，申请顺延十日。"}
    act(scene, matter, 2, "request_extension", asked, 20, track=0)
    return scene, matter


def register(scene, size, studio):
    """The page of the register over the scene's desk."""
    bridge = Bridge()
    scene.desk.listen(bridge.publish)
    page = ListPage(
        scene.desk,
        bridge,
        lambda parent: MatterPage(scene.desk, bridge, studio.preview),
        Remembering(),
        ListName.LEDGER,
        LEDGERS[KIND],
    )
    page.resize(*size)
    page.fit(Room.SPLIT)
    page.show()
    page.enter()
    studio.settle(bridge)
    return page, bridge


def shoot(folder):
    app = QApplication.instance() or QApplication([])
    theme.load_faces()
    studio = Studio(app, folder)
    looks = {
        "": (theme.Look(), MID),
        "-large": (theme.Look(type=theme.Type.LARGE), MID),
        "-dark": (theme.Look(scheme=theme.Scheme.DARK), MID),
        "-contrast": (theme.Look(scheme=theme.Scheme.CONTRAST), MID),
        "-1093": (theme.Look(), NARROW),
    }
    for name, (look, size) in looks.items():
        scene, matter = broken_down()
        page, bridge = studio.page(scene, matter, size, look)
        studio.shoot(page, f"matter{name}")
        page.tabs.setCurrentWidget(page.tabs.parts)
        QTest.qWait(60)
        studio.shoot(page, f"parts{name}")
        offers = {o.action.name: o for o in (page.presenter.sheet.primary, *page.presenter.sheet.others) if o}
        for action in ("break_down", "report"):
            page._open_dialog(offers[action])
            QTest.qWait(60)
            studio.shoot(page._dialog, f"dialog-{action}{name}")
            page._dialog.reject()
            QTest.qWait(30)
        studio.end(page, bridge)
        scene, _matter = broken_down(me=1)
        page, bridge = register(scene, (size[0] + (340 if name == "-1093" else 380), size[1] + 40), studio)
        page.listing.stand_on(page.listing.model.ids[-1])
        studio.settle(bridge)
        QTest.qWait(300)
        studio.shoot(page, f"list{name}")
        studio.end(page, bridge)
        composed(studio, scene, name, look)
        studio.matter(*clashed(), size, look, f"conflict{name}")
        studio.unreadable(*broken_down(), size, look, f"error{name}")
        studio.printed(*broken_down(), size, look, f"print{name}", form=2)
    brought(studio)
    studio.preview.close()


def clashed():
    """The street reported while the district suspended the item."""
    scene, matter = broken_down()
    said = {"progress": 80, "opinion": "累计完工10个，余下2个月底前完工。"}
    kept = scene.desk.act(scene.desk.record(matter), "report", said, track=0)
    act(scene, matter, 1, "suspend", {"reason": "等待上级资金文件，暂停督办。"}, 2)
    scene.come_back(kept, "changed_since", by=1)
    scene.tell(matter)
    return scene, matter


def brought(studio):
    """A workbook with good rows and wrong ones."""
    from tests.app.test_breakdown import book, row

    theme.apply(studio.app, theme.Look())
    scene, bridge = Scene(me=1, folk=folk()), Bridge()
    dialog = BringDialog(scene.desk, bridge, late.read_table, late.write_table, None)
    dialog.show()
    path = studio.folder / "分解.xlsx"
    path.write_bytes(
        book(
            row(1, "12个老旧小区改造年内完工"),
            row(2, "口袋公园建设", lead="望春街道办"),
            row(3, "污水设施运维", due="2026-02-30"),
            row(4, "校门前道路整治", above=4),
        )
    )
    dialog.presenter.open(path, Defaults())
    studio.settle(bridge)
    studio.shoot(dialog, "bring")
    dialog.close()
    bridge.close()


def composed(studio, scene, name, look):
    theme.apply(studio.app, look)
    bridge = Bridge()
    page = ComposePage(scene.desk, bridge, KIND)
    page.resize(1174, 660 if name != "-1093" else 528)
    page.show()
    page.begin()
    studio.settle(bridge)
    page.form.fields["source"].set_value("public_opinion")
    page.form.fields["title"].set_value(what()["title"])
    page.form.fields["source"].changed.emit()
    studio.settle(bridge)
    studio.shoot(page, f"new{name}")
    studio.end(page, bridge)


if __name__ == "__main__":
    shoot(sys.argv[1])
