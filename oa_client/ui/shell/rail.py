"""The places of the rail, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from oa_client.app.desk import Desk
from oa_client.app.reading import ListName
from oa_client.assets import _
from oa_client.ui.circulation.ledgers import LEDGERS
from oa_client.ui.shell.counts import BULLETIN
from oa_client.ui.shell.nav import Place
from oa_client.wording import names

COUNTED = "supervision"
"""The kind whose matters the statistics count."""
_LISTS = {
    ListName.TODO: "clipboard-list",
    ListName.TOREAD: "book",
    ListName.DONE: "clipboard-check",
    ListName.SENT: "send",
}


def rail(desk: Desk) -> Iterator[Place]:
    """The places this build has a page for."""
    yield Place("workbench", _("工作台"), "layout-dashboard")
    for name, icon in _LISTS.items():
        yield Place(name.value, names.list_name(name), icon)
    for kind, ledger in LEDGERS.items():
        if desk.kinds.newest(kind) is not None:
            yield Place(kind, names.place(kind), ledger.icon, spare=ledger.spare)
    if desk.kinds.newest(BULLETIN) is not None:
        yield Place(BULLETIN, names.kind(BULLETIN), "speakerphone")
    yield Place("directory", _("通讯录"), "users")
    if desk.kinds.newest(COUNTED) is not None:
        yield Place("statistics", _("统计"), "chart-bar", spare=True)
    yield Place("search", _("检索"), "search", spare=True)
    yield Place("centre", _("同步中心"), "refresh", low=True, spare=True)
    yield Place("settings", _("设置"), "settings", low=True)
