"""A budget line in words: what is left of it, or by how much it is overdrawn."""

from decimal import Decimal

from oa_client.app.directory import People
from oa_client.domain.money.purse import Line
from oa_client.domain.people import Directory, Scope
from oa_client.wording import money
from oa_client.wording.sentences import sentence

NOW = 1_793_581_200


def line(taken):
    return Line("7-9", "办公设备购置", Scope("u2"), 2026, "annual", 10_000_000, taken, at=NOW)


def test_what_is_left_is_said_and_an_overdraft_is_called_one():
    assert money.left(line(2_500_000), NOW).startswith("可用 75,000.00 元，截至")
    assert money.left(line(10_000_000), NOW).startswith("可用 0.00 元，截至")
    assert money.left(line(10_000_001), NOW).startswith("超支 0.01 元，截至")


def test_the_listing_shows_it_plainly():
    rows = money.budget((line(2_500_000), line(12_500_000)), People(Directory()), NOW).rows
    assert [row[-1] for row in rows] == [Decimal("75000.00"), "超支 25,000.00"]


def test_who_charges_it_is_told_by_how_much():
    said = sentence("line_overdrawn", {"over": 2_500_000})
    assert "超支 25,000.00元" in said
    assert "财政部门" in said
