"""A file of holidays as an administrator hands it in: what it announces, or why it is no calendar, in one sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from oa_client.domain.calendar import BadCalendar, WorkingDays
from server_stub.cannot import CannotDo

SHAPE = (
    '{"years": {"2027": {"notice": "…", "holidays": [{"name": "元旦", '
    '"first": "2027-01-01", "last": "2027-01-03"}], "makeup": []}}}'
)
_WHY = {
    "off_and_worked": "{said} 既写成放假又写成调休上班",
    "other_year": "{said} 不是这一年的日子",
    "no_weekend": "{said} 不是周末，不用调休上班",
    "span": "{said} 的起止不对（最后一天不能早于第一天，也不能超过 60 天）",
    "object": "要写成一组带名称的项，放在花括号里",
    "list": "要写成一列，放在方括号里",
    "text": "没有填，或填的不是文字",
    "year": "不是年份",
    "date": "“{said}”不是日期，要写成 2027-01-01 这样",
    "time": "“{said}”不是时刻，要写成 17:00 这样",
}
_KNOWN = frozenset({"version", "close", "cutoff", "years"})
_OF_YEAR = frozenset({"notice", "issued", "holidays", "makeup"})


def sound(text: str) -> WorkingDays:
    """The calendar that a file announces. Raises `CannotDo`."""
    value = _json(text)
    _known(value, _KNOWN, "")
    try:
        found = WorkingDays.from_json(value)
    except BadCalendar as bad:
        raise _no(f"{_place(bad.where)}{_WHY[bad.why].format(said=bad.said)}") from bad
    if not found.notices and not {"close", "cutoff"} & value.keys():
        raise _no("里面没有一年的放假安排")
    for year, notice in sorted(found.notices.items()):
        said = value["years"][str(year)]
        _known(said, _OF_YEAR, f"{year}年的")
        if not notice.off:
            raise _no(f"{year}年没有写一天放假")
    return found


def _json(text: str) -> Mapping[str, dict[str, dict[str, object]]]:
    if not text.strip():
        raise _no("文件是空的")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as bad:
        raise _no(f"不是 JSON，第 {bad.lineno} 行第 {bad.colno} 个字起写坏了") from bad
    except (ValueError, RecursionError) as bad:
        raise _no("不是 JSON") from bad
    if not isinstance(value, dict):
        raise _no(f"要写成 {SHAPE} 这样")
    return value


def _known(value: Mapping[str, object], known: frozenset[str], of: str) -> None:
    """What nobody would read is no mistake to pass over."""
    strange = next((name for name in value if name not in known), None)
    if strange is not None:
        hint = "，年份要放在 years 里" if re.fullmatch("[0-9]{4}", strange) else ""
        raise _no(f"不认识{of}“{strange:.20}”这一项{hint}；要写成 {SHAPE} 这样")


def _place(where: str) -> str:
    """A path in the JSON as a person finds it."""
    if where == "calendar":
        return ""
    named = re.sub(r"^years\.([^.]+)", r"\1年", where) if where.startswith("years.") else where
    named = re.sub(r"\[(\d+)\]", lambda at: f" 第 {int(at[1]) + 1} 项", named)
    return f"{named.replace('.', ' 的 ')}："


def _no(why: str) -> CannotDo:
    return CannotDo(f"这份工作日历读不了，没有改动：{why}。")
