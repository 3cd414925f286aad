"""The rules of approval and a budget line for the tests of the table: who decides on how much here."""

from oa_client.domain.money.purse import Alike, Line, Purse
from oa_client.domain.money.ruling import Rules, Version, read_rules

TABLE = """年初预算｜预算内｜0｜10万元｜业务科室＞财政局长＞分管副区长
年初预算｜预算内｜10万元｜100万元｜业务科室＞财政局长＞分管副区长＞区长
年初预算｜预算内｜100万元｜不限｜业务科室＞财政局长＞分管副区长＞会议＞区长
追加｜不限｜0｜100万元｜业务科室＞财政局长＞会议
追加｜不限｜100万元｜不限｜业务科室＞财政局长＞区长＞会议"""
HOLDERS = {"finance_section": "o33", "finance_bureau_head": "o34", "vice_head": "o14", "district_head": "o12"}
LINE = "7-9"
BUREAU = 3


def in_force(table=TABLE, since=0, v=1):
    return Version(since, read_rules(table), HOLDERS, v)


def line(matter, **more):
    said = {"title": "办公设备购置", "owner": "*", "year": 2026, "fund": "annual", "total": 10**12, **more}
    return Line(matter, **said) if matter == LINE else None


def purse(*versions, alike=(), **more):
    """What is known of money: these rules, one line, these other applications."""
    rules = Rules(versions or (in_force(),), BUREAU)
    return Purse(lambda: rules, lambda matter: line(matter, **more), lambda _: tuple(alike))


PURSE = purse(alike=[Alike("7-5", 9_900_000)])
