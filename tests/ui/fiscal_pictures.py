"""Pictures of 财政审批: its list, a matter on its way, its form: python -m tests.ui.fiscal_pictures FOLDER."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_FONT_DPI", "96")

from PySide6.QtWidgets import QApplication

from oa_client.app.reading import ListName
from oa_client.domain.money.purse import Line
from oa_client.domain.money.ruling import Version, read_rules
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.circulation.ledgers import LEDGERS
from oa_client.ui.circulation.page import ListPage
from oa_client.ui.matter.compose import ComposePage
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.widgets.page import Room
from tests.domain.money import TABLE
from tests.ui.matter_desk import HOUR, NOW, Scene
from tests.ui.matter_pictures import MID, NARROW, Studio
from tests.ui.pictures import Remembering

KIND = "fiscal"
HOLDERS = {"finance_section": "o3", "finance_bureau_head": "o8", "vice_head": "o10", "district_head": "o9"}
LINES = (
    Line(
        "5-1", "防汛装备购置", "u2", 2026, "annual", 30_000_000, 8_600_000, 0, code="2240106 31002", at=NOW - 3 * HOUR
    ),
    Line("5-2", "老旧小区改造", "u2", 2026, "annual", 250_000_000, 248_000_000, 0, code="2120399", at=NOW - 30 * HOUR),
)
ASKED = {
    "title": "购置防汛排水泵四台用于低洼路段排涝",
    "amount": 8_600_050,
    "line": "5-1",
    "payee": "江海机电设备有限公司",
    "account": "3301040160000812345",
    "purpose": "汛前补充移动排水泵，用于低洼路段排涝。",
    "invoices": "033000260001",
}


def scene_of(me=2):
    scene = Scene(me=me)
    kept = scene.library.rows_kept
    kept["fiscal_rules", "latest"] = {"versions": [{**Version(0, read_rules(TABLE), HOLDERS).plain, "v": 1}]}
    kept.update({("budget", line.matter): line.plain for line in LINES})
    return scene


def on_its_way(me):
    """Applied for three times; the last has come to the section."""
    scene = scene_of(me)
    leader = next(p for p in scene.folk.people if p != me and leads(scene, p, 2))
    matter = None
    for n, amount in enumerate((95_000_000_00, 1_234_50, 8_600_050)):
        given = {**ASKED, "amount": amount, "unit_head": f"p{leader}", "title": ASKED["title"][: 8 + 4 * n]}
        matter = scene.act(2, "apply", given, kind=KIND, at=NOW - (60 - 20 * n) * HOUR)
    scene.act(leader, "agree", {"opinion": "情况属实，同意申报。"}, matter=matter, kind=KIND, at=NOW - 3 * HOUR)
    return scene, matter


def leads(scene, person, unit):
    posts = (scene.folk.posts[p] for p in scene.folk.people[person].posts)
    return any(p.unit == unit and {r.value for r in p.roles} & {"leader", "principal"} for p in posts)


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
        scene, matter = on_its_way(2)
        page, bridge = studio.page(scene, matter, size, look)
        studio.shoot(page, f"matter{name}")
        studio.end(page, bridge)
        register(studio, scene, size, name)
        composed(studio, scene_of(), name, look)
    studio.preview.close()


def register(studio, scene, size, name):
    bridge = Bridge()
    scene.desk.listen(bridge.publish)
    ledger = LEDGERS[KIND]
    page = ListPage(
        scene.desk,
        bridge,
        lambda _parent: MatterPage(scene.desk, bridge, studio.preview),
        Remembering(),
        ListName.LEDGER,
        ledger,
    )
    page.resize(size[0] + 380, size[1] + 40)
    page.fit(Room.SPLIT)
    page.show()
    page.enter()
    studio.settle(bridge)
    studio.shoot(page, f"list{name}")
    studio.end(page, bridge)


def composed(studio, scene, name, look):
    theme.apply(studio.app, look)
    bridge = Bridge()
    page = ComposePage(scene.desk, bridge, KIND)
    page.resize(1174, 760 if name != "-1093" else 528)
    page.show()
    page.begin()
    studio.settle(bridge)
    for field in ("title", "amount", "line", "payee"):
        page.form.fields[field].set_value(ASKED[field])
    page.form.fields["line"].changed.emit()
    studio.settle(bridge)
    page.presenter.advise(page.values())
    studio.settle(bridge)
    studio.shoot(page, f"new{name}")
    studio.end(page, bridge)


if __name__ == "__main__":
    shoot(sys.argv[1])
