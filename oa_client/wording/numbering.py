"""文号: the words of a series of numbers, its acts and how a number stands; and its refusals, a sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.assets import _

STAGES: Mapping[str, str] = {"numbers.open": "在用"}
ACTIONS: Mapping[str, str] = {
    "numbers.open": "设立文号",
    "numbers.hold": "持号",
    "numbers.release": "交回持号",
    "numbers.write_off": "核销持号",
    "numbers.reserve": "预留",
    "numbers.give": "复用空号",
    "numbers.cancel": "取消预留",
    "numbers.void": "作废",
}
FIELDS: Mapping[str, str] = {
    "of": "编什么号",
    "word": "代字",
    "year": "年份",
    "first": "首号",
    "last": "末号",
    "until": "到什么时候",
    "numbers.until": "预留到",
    "block": "只持几个号（不填为全部）",
    "document": "编给哪件",
    "numbers.series": "持号",
    "numbers.document": "编给哪件",
    "numbers.registry": "管号单位",
    "numbers.title": "名称",
}
CHOICES: Mapping[tuple[str, str], str] = {
    ("of", "outgoing_number"): "发文字号",
    ("of", "incoming_number"): "收文号",
    ("of", "instruction_number"): "批示号",
}
STATES: Mapping[str, str] = {
    "used": "已用",
    "assigned": "已编，未印发",
    "drawn": "已取号，待上传",
    "reserved": "预留",
    "given": "待复用",
    "void": "作废",
    "gap": "空号",
    "unknown": "持号核销，可能已用",
    "held": "持号中",
}
"""How a number of a series stands."""

SENTENCES: Mapping[str, str] = {
    "already_holding": "这台设备已经持有这个年份的号，不必再持；如要改成持全部或只持几个，请先“交回持号”。",
    "holding_over": "这次持号已由收发员核销，不用交回；已取过的号仍然有效，请联网上传。",
    "no_device": "持号要在一台登录过的设备上办理，请在要带走的电脑上登录后再办。",
    "nobody_holds": "这个文号现在没有人持号，不用交回或核销。",
    "number_apart": "{word}〔{year}〕{n}号已经预留、待复用或作废；{kept}请看文号登记后另选号。",
    "number_held": "{word}{year}年的文号由{name}持号（{since}起），交回之前中心不给号；{kept}请联系持号人。",
    "number_not_free": "{word}〔{year}〕{n}号不是空号或预留号，不能复用；作废的号、还没编到的号也不能；{kept}请另选。",
    "number_not_held": "{word}〔{year}〕{n}号不在这台设备持号的范围里，中心没有收；{kept}请重新编号。",
    "number_not_reserved": "{word}〔{year}〕{n}号没有预留，不用取消。",
    "number_taken": "{word}〔{year}〕{n}号已有公文用了，同一个号不编给两件；{kept}请看文号登记后另选号。",
    "number_unknown": "{word}〔{year}〕{n}号持号时可能已经取出、用在公文上，不能另编；{kept}请另选。",
    "numbers_span": "首号、末号不对：末号不能小于首号，一次最多 {limit} 个；{kept}请改正后再提交。",
    "which_holding": "现在有几处持号；{kept}交回的请填年份，核销的请填那一处的年份或首号。",
    "year_not_now": "只能持用本年或下一年的文号；{kept}请改年份。",
    "write_off_span": "请填核销到几号：不小于已收到的{n}号，最多再多 {limit} 个；没有收到的不再编给别的公文。{kept}",
}


def state(name: str) -> str:
    """How a number stands."""
    return _(STATES[name]) if name in STATES else name


def written(word: str, year: int, n: int) -> str:
    """A number as it stands on a document: 海政发〔2026〕12号."""
    return _("{word}〔{year}〕{n}号").format(word=word, year=year, n=n)


def concerned(fields: Mapping[str, object]) -> str:
    """Which numbers an act is about: 2026年21—23号; empty for the whole series."""
    year, first, last = (n if isinstance(n := fields.get(name), int) else None for name in ("year", "first", "last"))
    which = span(first, last if last is not None else first) if first is not None else ""
    return (_("{year}年").format(year=year) if year is not None else "") + which


def span(first: int, last: int) -> str:
    """A run of numbers: 3号, 3—5号."""
    return _("{n}号").format(n=first) if first == last else _("{first}—{last}号").format(first=first, last=last)
