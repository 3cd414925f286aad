"""Pictures of 财政审批: its list, a matter on its way, its form: python -m tests.ui.fiscal_pictures FOLDER."""

import os
import sys
from dataclasses import replace

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
HOLDERS = {"finance_section": "o9", "finance_bureau_head": "o8", "vice_head": "o10", "district_head": "o6"}
LINES = (
    Line(
        "5-1", "防汛装备购置", "u2", 2026, "annual", 30_000_000, 8_600_050, 0, code="2240106 31002", at=NOW - 3 * HOUR
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


OTHERS = (("老旧小区雨污分流改造", 95_000_000_00, "112"), ("办公用品一批", 1_234_50, "033000260001"))


def on_its_way(me):
    """Applied for three times, the second withdrawn; the last has come to the section and looks like a split."""
    scene = scene_of(me)
    for n, (title, amount, invoices) in enumerate(OTHERS):
        given = {**ASKED, "title": title, "amount": amount, "invoices": invoices, "unit_head": "p3"}
        other = scene.act(2, "apply", given, kind=KIND, at=NOW - (60 - 20 * n) * HOUR)
    scene.act(2, "withdraw", {"reason": "改由机关统一采购。"}, matter=other, kind=KIND, at=NOW - 30 * HOUR)
    matter = scene.act(2, "apply", {**ASKED, "unit_head": "p3"}, kind=KIND, at=NOW - 20 * HOUR)
    first = scene.library.entries[matter][0]
    split = {"with": [next(iter(scene.library.entries))], "total": 95_086_000_50}
    scene.library.entries[matter][0] = replace(
        first, data={**first.data, "found": {**first.data["found"], "split": split}}
    )
    scene.act(3, "agree", {"opinion": "情况属实，同意申报。"}, matter=matter, kind=KIND, at=NOW - 3 * HOUR)
    return scene, matter


def paid(me):
    """Decided by whoever stands in for the last of its chain, and paid in part."""
    scene = scene_of(me)
    matter = scene.act(2, "apply", {**ASKED, "unit_head": "p3"}, kind=KIND, at=NOW - 90 * HOUR)
    acts = [
        (3, "agree", {"opinion": "情况属实，同意申报。"}),
        (9, "review", {"opinion": "指标充足，建议按八万元安排。"}),
        (8, "approve", {}),
        (10, "decide", {"opinion": "同意。", "approved": 8_000_000}),
        (9, "issue_indicator", {"indicator": "明财指〔2026〕118号", "line": "5-1"}),
        (9, "pay", {"payment": 5_000_000, "paid_on": NOW - 10 * HOUR, "voucher": "2026-0873"}),
    ]
    for n, (person, action, fields) in enumerate(acts):
        scene.act(person, action, fields, matter=matter, kind=KIND, at=NOW - (80 - 12 * n) * HOUR, centre=True)
    scene.library.rows_kept["budget", "5-1"] |= {"taken": 8_000_000, "spent": 5_000_000, "at": NOW - HOUR}
    decided = scene.library.entries[matter][4]
    scene.library.entries[matter][4] = replace(decided, actor=4, on_behalf=10)
    return scene, matter


def clashed():
    """The section found it good while whoever applied had withdrawn it."""
    scene, matter = on_its_way(9)
    given = {"opinion": "指标充足，建议按申请数安排，请局长审定。", "split_looked": True}
    kept = scene.desk.act(scene.desk.record(matter), "review", given)
    scene.act(2, "withdraw", {"reason": "改由机关统一采购。"}, matter=matter, kind=KIND, at=NOW - HOUR)
    scene.come_back(kept, "changed_since", by=2)
    scene.tell(matter)
    return scene, matter


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
        for shown, (scene, matter) in {"matter": on_its_way(9), "paid": paid(2)}.items():
            page, bridge = studio.page(scene, matter, size, look)
            studio.shoot(page, f"{shown}{name}")
            studio.end(page, bridge)
        studio.matter(*clashed(), size, look, f"conflict{name}")
        studio.unreadable(*on_its_way(9), size, look, f"error{name}")
        studio.printed(*paid(2), size, look, f"print{name}")
        scene, _matter = on_its_way(2)
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
