"""请假条: who is away, of what kind, from when until when, who allowed it, who stands in."""

from __future__ import annotations

from collections.abc import Iterator

from oa_client.app.directory import People
from oa_client.app.forms import Blank, Line, Part, Tall
from oa_client.app.sheets import SheetSource
from oa_client.assets import _
from oa_client.wording import moments
from oa_client.wording.cells import choice, date, holders, pair, signed, text


def leave(source: SheetSource, people: People) -> Iterator[Part]:
    """The whole slip; what kind of leave it is stands on it, for it goes only to whom it concerns."""
    fields = source.fields
    asked = [said.fields for said in source.said if said.action in {"apply", "resubmit"}]
    yield pair((_("请假人"), source.opener), (_("单位"), source.unit))
    yield pair((_("请假类别"), choice("leave_type", fields)), (_("申请日期"), moments.written(source.opened_at)))
    yield pair((_("开始时间"), _exact(fields.get("from"))), (_("截止时间"), _exact(fields.get("until"))))
    yield pair((_("去向"), text(fields.get("destination"))), (_("联系电话"), text(fields.get("phone"))))
    yield Line((Blank(_("事由"), text(asked[-1].get("grounds")) if asked else ""),))
    yield Line((Blank(_("代办人"), holders(fields.get("deputy"), people)),))
    yield Tall(_("审批意见"), tuple(map(signed, source.opinions("approve", "allow_extension"))), 44.0)
    yield Tall(_("销假"), tuple(map(signed, source.opinions("report_back"))), 18.0)
    yield Line((Blank(_("销假日期"), date(fields.get("back_on"))),))


def _exact(value: object) -> str:
    return moments.exact(value) if isinstance(value, int) else ""
