"""Pictures of 委托与请假 in every place it shows, to be looked at: python -m tests.ui.delegation_pictures FOLDER."""

import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_FONT_DPI", "96")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from oa_client.app.reading import Listed, ListName
from oa_client.domain.matter import MatterId, Moment, Row
from oa_client.domain.people import PersonId
from oa_client.domain.standing_in import DELEGABLE
from oa_client.protocol.standing_in import AWAY, HELD
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.compose import ComposePage
from oa_client.ui.widgets.people import PeopleDialog
from oa_client.ui.widgets.people_chosen import Wish
from oa_client.ui.workbench.deputies import DeputiesCard
from oa_client.ui.workbench.model import deputies
from tests.ui import demo, pictures
from tests.ui.matter_desk import HOUR, NOW, Scene
from tests.ui.matter_pictures import Studio

DAY = 24 * HOUR
LOOKS = {
    "": theme.Look(),
    "-dark": theme.Look(scheme=theme.Scheme.DARK),
    "-large": theme.Look(type=theme.Type.LARGE),
}
GIVING = {"taker": "p4", "from": NOW + HOUR, "until": NOW + 5 * DAY, "kinds": ["circulation", "incoming", "outgoing"]}
LEAVING = {
    "leave_type": "official",
    "from": NOW,
    "until": NOW + 5 * DAY,
    "destination": "省应急管理厅，杭州",
    "phone": "13800000000",
    "deputy": "p4",
    "unit_head": "p10",
    "in_charge": "p8",
}


def forms(studio):
    """Giving a delegation and asking for leave."""
    for kind, values in (("delegation", GIVING), ("leave", LEAVING)):
        for name, look in LOOKS.items():
            for size, wide in (((1206, 692), "1366"), ((940, 528), "1093")):
                theme.apply(studio.app, look)
                scene, bridge = Scene(me=3), Bridge()
                page = ComposePage(scene.desk, bridge, kind)
                page.resize(*size)
                page.show()
                page.begin()
                studio.settle(bridge)
                page.show_values(values, "")
                studio.settle(bridge)
                studio.shoot(page, f"new-{kind}{name}-{wide}")
                studio.end(page, bridge)


def matters(studio):
    """A leave that waits for its head, a delegation that lasts, and a paper whose reader is away."""
    for name, look in LOOKS.items():
        scene = Scene(me=10)
        leave = scene.act(3, "apply", LEAVING, kind="leave", at=NOW - HOUR)
        studio_page(studio, scene, leave, f"leave{name}", look)
        scene = Scene(me=3)
        given = scene.act(3, "give", GIVING, kind="delegation", at=NOW - HOUR, centre=True)
        studio_page(studio, scene, given, f"delegation{name}", look)
        scene = Scene(me=4)
        stands_in(scene)
        paper = scene.circulate("p3", "p4", "p6", mode="parallel", at=NOW - 3 * HOUR, title="关于防汛物资调拨的请示")
        page, bridge = studio.page(scene, paper, (866, 692), look)
        page.tabs.setCurrentIndex(page.tabs.count() - 1)
        for n in range(page.tabs.count()):
            if "情况" in page.tabs.tabText(n):
                page.tabs.setCurrentIndex(n)
        studio.settle(bridge)
        studio.shoot(page, f"readers{name}")
        studio.end(page, bridge)
        scene = Scene(me=4)
        stands_in(scene)
        his = scene.circulate("p3", "p6", mode="parallel", at=NOW - 3 * HOUR, title="关于防汛物资调拨的请示")
        studio_page(studio, scene, his, f"for-him{name}", look)


def stands_in(scene):
    row = {"giver": 3, "taker": 4, "until": NOW + 5 * DAY}
    scene.library.rows_kept[(AWAY, "9-9")] = row
    scene.library.rows_kept[(HELD, "9-9")] = {**row, "kinds": list(DELEGABLE), "may_sign": False, "since": NOW - DAY}


def studio_page(studio, scene, matter, name, look):
    for size, wide in (((866, 692), "1366"), ((697, 528), "1093")):
        page, bridge = studio.page(scene, matter, size, look)
        studio.shoot(page, f"{name}-{wide}")
        studio.end(page, bridge)


def card(studio):
    """Who stands in for me, and the question before that is taken back."""
    for name, look in LOOKS.items():
        theme.apply(studio.app, look)
        scene = Scene(me=3)
        given = scene.act(3, "give", GIVING, kind="delegation", at=NOW - HOUR, centre=True)
        scene.library.rows_kept[(HELD, given)] = {"giver": 3, "taker": 4, "until": NOW + 5 * DAY, "kinds": []}
        shown = DeputiesCard()
        shown.resize(760, 60)
        shown.show_deputies(deputies(scene.desk))
        shown.show()
        QTest.qWait(50)
        studio.shoot(shown, f"card{name}")
        shown.findChild(QPushButton, "deputies.0.back").click()
        QTest.qWait(50)
        studio.shoot(shown, f"card-asked{name}")
        shown.close()
        shown.deleteLater()


def picker(studio):
    """选人 where somebody is away."""
    for name, look in LOOKS.items():
        theme.apply(studio.app, look)
        scene = Scene(me=4)
        stands_in(scene)
        dialog = PeopleDialog(scene.desk.people, Wish("选择送阅对象", groups=(("p3", "p6"),)))
        dialog.show()
        QTest.keyClicks(dialog._search, "zjg")
        QTest.qWait(250)
        studio.shoot(dialog, f"picker{name}")
        dialog.close()
        dialog.deleteLater()


def office():
    """Lists in which something stands for another, and the list of delegations and leaves."""
    library = demo.Folk()
    me = demo.desk(library).rules.me
    others = [p for p in library.directory().people if p != me]
    todo = library.lists[ListName.TODO]
    todo[0] = replace(todo[0], giver=PersonId(others[0]))
    todo[2] = replace(todo[2], giver=PersonId(others[0]))
    row = Row("", "active", PersonId(others[0]), todo[0].row.unit, Moment(demo.NOW - DAY), Moment(demo.NOW - DAY))
    kinds = (("delegation", "active", ""), ("leave", "on_leave", "赴省厅参加防汛会商"), ("delegation", "asleep", ""))
    library.lists[ListName.LEDGER] += [
        Listed(MatterId(f"99-{n}"), kind, replace(row, stage=stage, title=title, opened_at=row.opened_at - n * HOUR))
        for n, (kind, stage, title) in enumerate(kinds)
    ]
    until = demo.NOW + 5 * DAY
    held = {"giver": others[0], "taker": me, "until": until, "kinds": list(DELEGABLE)}
    library.told[(HELD, "99-0")] = held
    library.told[(HELD, "99-3")] = {**held, "giver": me, "taker": others[1]}
    return library


def screens(folder):
    """The desktop."""
    sizes = {
        "1366": {},
        "1093": {"size": (1093, 614)},
        "large": {"type": "16"},
        "dark": {"scheme": "dark"},
    }
    for page in ("workbench", "todo", "delegation"):
        for name, look in sizes.items():
            with pictures.desktop(page=page, library=office(), **look) as made:
                shown = made.window.page
                if hasattr(shown, "listing") and shown.listing.model.ids:
                    shown.listing.view.go(1)
                pictures.settle(made.bridge)
                made.window.grab().save(str(folder / f"page-{page}-{name}.png"))


def main(folder):
    app = QApplication.instance() or QApplication([])
    app.setCursorFlashTime(0)
    theme.load_faces()
    theme.apply(app, theme.Look())
    studio = Studio(app, folder)
    forms(studio)
    matters(studio)
    picker(studio)
    card(studio)
    screens(Path(folder))


if __name__ == "__main__":
    main(sys.argv[1])
