"""Pictures of every page: `python -m tests.ui.pictures DIR [NAME…]`. To be looked at, by the list of ui.md §5.7."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_FONT_DPI", "96")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QScrollArea, QVBoxLayout

from oa_client.app.policies import Laid, Policies
from oa_client.app.seat import CannotServe, NewPassword
from oa_client.app.standing import FirstSync as Filling
from oa_client.app.standing import Phase, SyncState
from oa_client.export import tables
from oa_client.export.directory import write
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.desktop import Desktop
from oa_client.ui.search.facets import Facet
from oa_client.ui.settings.password_dialog import PasswordDialog
from oa_client.ui.shell.first_sync import FirstSync
from oa_client.ui.shell.given import Tools
from oa_client.ui.shell.sign_in import Here, SignIn
from oa_client.ui.widgets import plain
from oa_client.wording.policies import rules
from tests.ui import demo


class Reader(QFrame):
    """Stands for the shared matter page."""

    finished = Signal(str)
    reopened = Signal(str)

    def __init__(self, parent=None):
        super().__init__(parent)
        plain.named(self, "matter", "事项")
        self.setProperty("role", "panel")
        self.shown = []
        self._text = plain.label("请在左边选一件。", "matter.text", "second", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.addWidget(self._text)
        box.addStretch(1)

    def show_matter(self, matter):
        self.shown.append(matter)
        self._text.setText(f"（事项 {matter} 的正文、附件、办理记录）" if matter else "请在左边选一件。")

    def undo(self):
        return False


class Remembering:
    """A memory for one picture."""

    def __init__(self, **kept):
        self.kept = {key.replace("_", "/"): value for key, value in kept.items()}

    def get(self, key, default=""):
        return self.kept.get(key, default)

    def set(self, key, value):
        self.kept[key] = value


def settle(bridge=None, ms=120):
    """Let the loop run until nothing is under way, then a little longer."""
    for wait in (ms, 30):
        loop = QEventLoop()
        QTimer.singleShot(wait, loop.quit)
        loop.exec()
        while bridge is not None and not bridge.idle:
            QTimer.singleShot(10, loop.quit)
            loop.exec()


def at_rest(bridge=None):
    """Let the loop run until nothing is posted and nothing is under way; nothing is waited for beyond that."""
    while True:
        for _ in range(3):
            QCoreApplication.sendPostedEvents()
            QCoreApplication.processEvents()
        if bridge is None or bridge.idle:
            return
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()


@contextmanager
def desktop(
    *,
    size=(1366, 768),
    link=demo.ONLINE,
    library=None,
    outbox=None,
    page="todo",
    matter=Reader,
    own=None,
    policies=None,
    change_password=None,
    **look,
):
    """A desktop over the demo desk, as large as asked."""
    app = QApplication.instance()
    bridge = Bridge()
    memory = Remembering(window_page=page, **{k if "_" in k else f"look_{k}": v for k, v in look.items()})
    printed = []
    made = Desktop(
        app,
        own or demo.desk(library, outbox or demo.full_outbox(), policies),
        demo.Link(link),
        bridge=bridge,
        memory=memory,
        tools=Tools(
            matter,
            lambda parent, kind, draft: None,
            write,
            tables.write,
            lambda *asked: printed.append(asked),
            policies=policies,
            change_password=change_password or (lambda present, new: NewPassword()),
        ),
    )
    made.bridge, made.memory, made.printed = bridge, memory, printed
    made.window.resize(*size)
    made.show()
    settle(bridge)
    try:
        yield made
    finally:
        made.close()
        made.window.deleteLater()
        bridge.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        theme.apply(app, theme.Look())


LAID = {
    "ServerUrls": ["https://oa.mingzhou.gov.cn"],
    "OfflineLeaseDays": 30,
    "IdleLockMinutes": 10,
    "BandwidthLimitKbps": 512,
    "NightFetch": True,
    "NightFetchFrom": 22,
    "NightFetchTo": 5,
    "AllowExport": False,
}


def laid_down(*, locked=True, **said):
    """Policies as if they stood in a file."""
    path = "/etc/lunyue/policies.json"
    return Policies(rules(), {name: Laid(value, locked, path) for name, value in (said or LAID).items()})


LARGE, LARGEST = {"type": "16"}, {"type": "18"}
WORK = (1366, 728)
SCENES = {
    "todo-1366": {},
    "todo-1366-taskbar": {"size": WORK},
    "todo-1920": {"size": (1920, 1040)},
    "todo-1093": {"size": (1093, 614), "link": demo.OFFLINE},
    "todo-960": {"size": (960, 560)},
    "todo-large": LARGE,
    "todo-largest": LARGEST,
    "todo-dark": {"scheme": "dark"},
    "todo-contrast": {"scheme": "contrast"},
    "todo-compact": {"compact": "1"},
    "todo-offline": {"link": demo.OFFLINE, "outbox": demo.Outbox(demo.pendings())},
    "todo-empty": {"library": demo.Library({}), "outbox": demo.Outbox()},
    "todo-trouble": {"broken": True},
    "todo-several": {"several": True, "page": "toread"},
    "workbench-1366": {"page": "workbench"},
    "workbench-1920": {"page": "workbench", "size": (1920, 1040)},
    "workbench-1093": {"page": "workbench", "size": (1093, 614)},
    "workbench-large": {"page": "workbench", **LARGE},
    "workbench-dark": {"page": "workbench", "scheme": "dark"},
    "toread-1366": {"page": "toread"},
    "bulletin-1366": {"page": "bulletin"},
    "directory-1366": {"page": "directory", "library": demo.Folk()},
    "directory-large": {"page": "directory", "library": demo.Folk(), **LARGE},
    "directory-largest": {"page": "directory", "library": demo.Folk(), **LARGEST},
    "directory-dark": {"page": "directory", "library": demo.Folk(), "scheme": "dark"},
    "directory-1093": {"page": "directory", "library": demo.Folk(), "size": (1093, 614)},
    "directory-1920": {"page": "directory", "library": demo.Folk(), "size": (1920, 1040)},
    "directory-found": {"page": "directory", "library": demo.Folk(), "typed": "zjg"},
    "directory-nobody": {"page": "directory", "library": demo.Folk(), "typed": "没有这个人"},
    "directory-offline": {"page": "directory", "library": demo.Folk(), "link": demo.OFFLINE},
    "directory-empty": {"page": "directory", "library": demo.Folk(nobody=True)},
    "directory-groups": {"page": "directory", "library": demo.Folk(), "groups": True},
    **{
        f"{kind}-{size}": {"page": kind, **look}
        for kind in ("incoming", "outgoing", "exchange", "instruction")
        for size, look in {
            "1366": {},
            "large": LARGE,
            "dark": {"scheme": "dark"},
            "1093": {"size": (1093, 614)},
        }.items()
    },
    "search-1366": {"page": "search", "query": "老旧小区"},
    "search-large": {"page": "search", "query": "老旧小区", **LARGE},
    "search-dark": {"page": "search", "query": "老旧小区", "scheme": "dark"},
    "search-1093": {"page": "search", "query": "老旧小区", "size": (1093, 614)},
    **{
        f"search-{what}-{size}": {"page": "search", "query": query, "library": demo.Folk(), **look}
        for what, query in (("text", "燃气软管"), ("wxm", "wxm"), ("name", "王小明"))
        for size, look in {
            "1366": {},
            "large": LARGE,
            "dark": {"scheme": "dark"},
            "1093": {"size": (1093, 614)},
        }.items()
    },
    "search-narrowed-1366": {"page": "search", "query": "燃气软管", "narrowed": True},
    "search-narrowed-1093": {"page": "search", "query": "燃气软管", "narrowed": True, "size": (1093, 614)},
    "centre-1366": {"page": "centre", "link": demo.OFFLINE},
    "centre-refused": {"page": "centre", "refused": True},
    "centre-large": {"page": "centre", **LARGE},
    "centre-downloads": {"page": "centre", "tab": 3},
    "centre-traffic": {"page": "centre", "tab": 4},
    "centre-traffic-large": {"page": "centre", "tab": 4, **LARGE},
    "centre-traffic-largest": {"page": "centre", "tab": 4, "advised": True, **LARGEST},
    "centre-log": {"page": "centre", "tab": 5},
    "centre-no-conflicts": {"page": "centre", "tab": 2},
    "statistics-1366": {"page": "statistics"},
    "statistics-1093": {"page": "statistics", "size": (1093, 614)},
    "statistics-large": {"page": "statistics", **LARGE},
    "statistics-dark": {"page": "statistics", "scheme": "dark"},
    "statistics-contrast": {"page": "statistics", "scheme": "contrast"},
    "settings-1366": {"page": "settings"},
    "settings-large": {"page": "settings", **LARGE},
    "settings-dark": {"page": "settings", "scheme": "dark", "advised": True},
    "settings-largest": {"page": "settings", "line_night": "1", **LARGEST},
    "settings-locked-1366": {"page": "settings", "policies": laid_down()},
    "settings-locked-large": {"page": "settings", "policies": laid_down(), **LARGE},
    "settings-locked-largest": {"page": "settings", "policies": laid_down(), **LARGEST},
    "settings-locked-dark": {"page": "settings", "policies": laid_down(), "scheme": "dark"},
    "settings-default-1366": {"page": "settings", "policies": laid_down(locked=False)},
    "password-1366": {"page": "settings", "password": True},
    "password-large": {"page": "settings", "password": True, **LARGE},
    "password-largest": {"page": "settings", "password": True, **LARGEST},
    "password-dark": {"page": "settings", "password": True, "scheme": "dark"},
    "password-card-1366": {"page": "settings"},
    "password-card-largest": {"page": "settings", "link": demo.OFFLINE, **LARGEST},
    "password-offline": {"page": "settings", "link": demo.OFFLINE},
    "incoming-locked-1366": {"page": "incoming", "policies": laid_down()},
    "keys": {"keys": True},
}


def nobody_there(_present, _new):
    raise CannotServe("password_unsure")


def asked_for_password(made):
    """The dialog over the settings, after no answer came."""
    made.window.findChild(QPushButton, "settings.password.change").click()
    dialog = made.window.findChild(PasswordDialog)
    for field, text in (
        (dialog.present, "x7Kq2mPw9Tr4bn"),
        (dialog.new, "望春街道的桂花开了"),
        (dialog.again, "望春街道的桂花开了"),
    ):
        field.setText(text)
    dialog.ok.click()
    settle(made.bridge)
    return dialog


def paint(name, folder):
    scene = dict(SCENES[name])
    query, several = scene.pop("query", ""), scene.pop("several", False)
    refused, keys, broken = scene.pop("refused", False), scene.pop("keys", False), scene.pop("broken", False)
    typed, groups = scene.pop("typed", ""), scene.pop("groups", False)
    narrowed = scene.pop("narrowed", False)
    password = scene.pop("password", False)
    if password:
        scene["change_password"] = nobody_there
    tab, advised = scene.pop("tab", None), scene.pop("advised", False)
    if name == "centre-no-conflicts":
        scene["outbox"] = demo.Outbox()
    if broken:
        scene["library"] = demo.Library()
        scene["library"].broken = True
    with desktop(**scene) as made:
        page = made.window.page
        if query:
            page.search_for(query)
            settle(made.bridge)
        if narrowed:
            page.presenter.choose(Facet.UNIT, "区应急管理局")
            page.presenter.choose(Facet.YEAR, "2026")
            settle(made.bridge)
        if typed:
            page.field.setText(typed)
        if groups:
            page.groups.click()
        if hasattr(page, "listing") and page.listing.model.ids:
            page.listing.view.go(1)
            if several:
                page.listing.view.selectAll()
        if refused:
            page.show_refused()
        made.line.advise(advised)
        if tab is not None:
            page.tabs.setCurrentIndex(tab)
        settle(made.bridge)
        shot = made.window
        if keys:
            made.window.show_keys()
            settle(made.bridge)
            shot = made.window.findChild(QFrame.__mro__[1], "dialog.keys")
        if groups:
            shot = made.window.findChild(QFrame.__mro__[1], "dialog.groups")
        if "password" in name:
            card = made.window.findChild(QFrame, "settings.password")
            made.window.findChild(QScrollArea, "settings.all").ensureWidgetVisible(card)
            settle(made.bridge)
        if password:
            shot = asked_for_password(made)
        shot.grab().save(str(folder / f"{name}.png"))


WHOLE = {
    "whole-1366": {},
    "whole-1366-taskbar": {"size": WORK},
    "whole-1920": {"size": (1920, 1040)},
    "whole-1093": {"size": (1093, 614)},
    "whole-large": LARGE,
    "whole-largest": LARGEST,
    "whole-dark": {"scheme": "dark"},
    "whole-offline": {"link": demo.OFFLINE},
}


CLASH = {
    f"{place}-{name}": {"page": "centre" if place == "clash" else "todo", **look}
    for place in ("clash", "clash-matter")
    for name, look in {
        "1366": {},
        "large": LARGE,
        "dark": {"scheme": "dark"},
        "contrast": {"scheme": "contrast"},
        "1093": {"size": (1093, 614)},
        "1920": {"size": (1920, 1040)},
    }.items()
} | {"clash-open-1366": {}, "clash-open-1093": {"size": (1093, 614)}}
"""The conflict tab of 同步中心, and the card in the matter."""
MINE = "附件第3页缺责任人签字，请补齐后重发；芦港村、新星村两处点位的责任人已经调整，原表上的电话打不通。"
THEIRS = "王小明外出培训，先由李芳阅办，20日17时前报自查情况。"


def clash(scene, matter):
    """王小明 sent it back without a link; its sender had passed him over meanwhile."""
    kept = scene.desk.act(scene.desk.record(matter), "send_back", {"reason": MINE})
    scene.act(1, "add_note", {"opinion": "附件已补传签字页，请以新附件为准。"}, matter=matter, at=demo.NOW - 600)
    scene.act(1, "skip", {"reason": THEIRS}, matter=matter, track=2, at=demo.NOW - 300)
    scene.come_back(kept, "track_over", by=1)


def whole(name, folder):
    """The window with a real matter in its real page."""
    from oa_client.system.preview import ChildPreview
    from oa_client.ui.matter.page import MatterPage
    from tests.ui.matter_pictures import full

    scene, matter = full()
    if name in CLASH:
        clash(scene, matter)
    library = demo.Library()
    for rows in library.lists.values():
        rows[:] = [replace(row, mark=demo.Mark.NONE) for row in rows]
    todo = library.lists[demo.ListName.TODO]
    todo[1] = replace(todo[1], matter=matter, since=demo.NOW - 2 * demo.HOUR, due=demo.NOW + 8 * demo.HOUR)
    scene.outbox.keep_session(replace(scene.outbox.session(), name="王小明"))
    kept = {key: getattr(library, key) for key in ("ids", "rows", "counts", "search", "usage")}
    for key, value in kept.items():
        setattr(scene.library, key, value)
    preview = ChildPreview()
    with desktop(
        own=scene.desk,
        matter=lambda parent: MatterPage(scene.desk, bridge_of(parent), preview, parent),
        **{**WHOLE, **CLASH}[name],
    ) as made:
        page = made.window.page
        if hasattr(page, "listing"):
            page.listing.stand_on(matter)
            settle(made.bridge, 400)
            if "open" in name:
                page.detail.conflicts.set_open(True)
        elif name in CLASH:
            page.show_conflicts()
        settle(made.bridge, 400)
        made.window.grab().save(str(folder / f"{name}.png"))
    preview.close()


def bridge_of(widget):
    """The bridge of the page a widget is, or of one in the window it is."""
    pages = (widget, *getattr(widget, "pages", {}).values())
    found = (
        getattr(page, "_bridge", None) or getattr(getattr(page, "presenter", None), "_runner", None) for page in pages
    )
    return next(bridge for bridge in found if bridge is not None)


class Shut:
    """Doors that do not open."""

    def open(self, password):
        raise OSError("no")

    def sign_in(self, server, user, password):
        raise OSError("no")


def others(folder):
    bridge = Bridge()
    here = Here("https://oa.mingzhou.gov.cn", "wangxm", "王小明", demo.NOW - 15 * 3600)
    for name, size in (("signin", "14"), ("signin-large", "16")):
        theme.apply(QApplication.instance(), theme.Look(type=theme.Type(int(size))))
        shown = SignIn(Shut(), bridge, here, demo.NOW)
        shown.show()
        shown.password.setText("wrong")
        shown.go.click()
        settle(bridge)
        shown.grab().save(str(folder / f"{name}.png"))
        shown.close()
    theme.apply(QApplication.instance(), theme.Look())
    first = FirstSync()
    going = SyncState(Phase.SYNCING, today=1_240_000, speed=15_800, first=Filling(True, 4210, 640, 3000, 1800))
    first.show_state(going, demo.NOW)
    first.show()
    settle()
    first.show_state(replace(going, first=Filling(True, 4210, 840, 3000, 1800)), demo.NOW + 60)
    first.grab().save(str(folder / "first-sync.png"))
    first.show_state(replace(going, first=Filling()), demo.NOW)
    settle()
    first.grab().save(str(folder / "first-sync-begins.png"))
    first.show_state(replace(going, phase=Phase.OFFLINE), demo.NOW)
    settle()
    first.grab().save(str(folder / "first-sync-cut.png"))
    first.close()
    bridge.close()


def main(folder, names):
    app = QApplication.instance() or QApplication([])
    app.setCursorFlashTime(0)
    theme.load_faces()
    theme.apply(app, theme.Look())
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or SCENES:
        if name in SCENES:
            paint(name, folder)
    for name in (*WHOLE, *CLASH):
        if not names or name in names or name.split("-")[0] in names:
            whole(name, folder)
    if not names or "others" in names:
        others(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
