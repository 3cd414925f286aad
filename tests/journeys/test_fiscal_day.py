"""Money with real processes: a street applies without a link, its chain decides, two payments, nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.district import Centre, Desk, People, district

LINE = ["--line_year", "2026", "--function_code", "2240106", "--fund", "年初预算", "--total", "20万元"]
WANTED = ["--title", "购置救生艇", "--payee", "江海船艇公司", "--purpose", "防汛救援"]


@pytest.fixture
def centre(tmp_path: Path):
    with district(tmp_path / "centre", people=60, matters=40) as made:
        yield made


def acts(desk: Desk, matter: str, action: str, *more: str) -> None:
    desk.must("sync")
    desk.must("do", matter, action, *more)
    desk.must("sync")


def test_a_street_applies_offline_and_is_paid_in_two_parts(centre: Centre, tmp_path: Path) -> None:
    people = People(centre, tmp_path)
    street = people.units("street")[0]
    clerk = people.of(street, "clerk")
    leader = people.of(street, "principal")
    section, head = people.of("区财政局", "finance"), people.of("区财政局", "finance_head")
    vice = people.of("明州区", "finance_leader")
    section.must("sync")
    clerk.must("sync")
    unit = clerk.must("fiscal", "budget")[0]["owner"]
    line = str(section.must("new", "budget_line", "--title", "防汛装备", "--owner", unit, *LINE)["id"])
    section.must("sync")
    clerk.must("sync")
    assert [one["left"] for one in clerk.must("fiscal", "budget") if one["matter"] == line] == [20_000_000]
    zero = ["--line", line, "--unit_head", leader.account.name, "--amount", "0"]
    assert clerk.run("new", "fiscal", *WANTED, *zero)[1]["code"] == "amount_zero"
    centre.stop()
    given = ["--line", line, "--unit_head", leader.account.name, "--amount", "8.5万元", "--no-sync"]
    matter = str(saved(clerk, "new", "fiscal", *WANTED, *given)["id"])
    centre.start()
    clerk.must("sync")
    acts(leader, matter, "agree")
    acts(section, matter, "review", "--opinion", "属实")
    acts(head, matter, "approve")
    vice.must("sync")
    centre.stop()
    saved(vice, "do", matter, "decide", "--no-sync")
    assert shown(vice, matter)["state"] == "vice_head"
    centre.start()
    vice.must("sync")
    assert shown(vice, matter)["state"] == "approved"
    acts(section, matter, "issue_indicator", "--indicator", "明财指〔2026〕1号", "--line", line)
    for n, part in enumerate(("5万元", "35,000.00")):
        acts(section, matter, "pay", "--payment", part, "--paid_on", "2026-11-22", "--voucher", f"V{n}")
    assert shown(section, matter)["state"] == "paid"
    clerk.must("sync")
    (mine,) = [one for one in clerk.must("fiscal", "budget") if one["matter"] == line]
    assert (mine["left"], mine["taken"], mine["spent"]) == (11_500_000, 8_500_000, 8_500_000)


def saved(desk: Desk, *args: str) -> dict[str, object]:
    """Kept on the device, the centre being out of reach."""
    code, answer = desk.run(*args)
    assert code == 3, answer
    assert isinstance(answer, dict)
    assert answer["state"] == "saved"
    return answer


def shown(desk: Desk, matter: str) -> dict[str, object]:
    found = desk.must("show", matter)
    assert isinstance(found, dict)
    return found
