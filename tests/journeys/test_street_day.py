"""A street office's day over real processes: 公文交换 and 收文, 纸质批示代录, 社区申请 → 请示 → 批复 → 答复."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.district import Centre, Desk, People, district, printed, scan

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A district of three streets."""
    with district(tmp_path_factory.mktemp("centre") / "data", people=280, matters=2) as made:
        yield made


@pytest.fixture(scope="module")
def people(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> People:
    return People(centre, tmp_path_factory.mktemp("profiles"))


def todo(desk: Desk, title: str) -> list[str]:
    """The matters of that title among what a person has to do now."""
    desk.must("sync")
    return [row["id"] for row in desk.must("list", "todo") if row["title"] == title]


def arrived(desk: Desk, title: str) -> str:
    """The one matter of that title that waits on a desk."""
    (matter,) = todo(desk, title)
    return matter


def states(desk: Desk, matter: str, *, sync: bool = True) -> list[str]:
    """How an exchange's receivers stand, as its sender sees it now."""
    if sync:
        desk.must("sync")
    return [track["state"] for track in desk.must("show", matter)["tracks"]]


def verified(matter: str, *desks: Desk) -> None:
    """All of these hold the same good record, as of their last sync."""
    heads = set()
    for desk in desks:
        verdict = desk.must("record", "verify", matter)
        assert verdict["good"], verdict
        heads.add((verdict["entries"], verdict["head"]))
    assert len(heads) == 1


def test_a_district_document_to_three_streets_one_of_them_offline_in_the_middle(
    centre: Centre, people: People, tmp_path: Path
) -> None:
    title, head = "关于开展既有住宅加装电梯排查的通知", ("--issuer", "明州区人民政府", "--number", "明政发〔2026〕91号")
    streets, town = people.units("street")[:3], people.units("town")[0]
    sender = people.of(people.units("district")[0], "clerk")
    one, two, three = (people.of(street, "clerk") for street in streets)
    document = printed(tmp_path / "通知.pdf")
    sender.must("sync")
    sent = sender.must(
        "new", "exchange", "--title", title, *head, "--genre", "notice", "--to", ",".join(streets), "--due", "2026-12-18",
        "--attach", str(document),
    )  # fmt: skip
    exchange = str(sent["id"])

    first = arrived(one, title)
    one.must("do", first, "sign_receipt", "--copies", "1")
    second = arrived(two, title)
    two.must("save", second, "1", str(tmp_path / "here.pdf"))
    third = arrived(three, title)
    three.must("do", third, "return_document", "--reason", "加装电梯归区住建局，不属本街道职责。")
    assert todo(sender, title) == [exchange]
    assert states(sender, exchange, sync=False) == ["signed", "pending", "returned"]

    centre.stop()
    leader = _leader(people, two)
    for line in (
        ("sign_receipt", "--copies", "1"),
        ("enter", "--title", title, *head, "--handling", "action", "--genre", "notice", "--due", "2026-12-18"),
        ("propose", "--opinion", "拟由城市管理办承办，请领导阅示。", "--leaders", leader),
    ):
        code, answer = two.run("do", second, *line)
        assert (code, answer["state"]) == (3, "saved"), answer
    shown = two.must("show", second)
    assert (shown["state"], "receipt_number" in shown["fields"]) == ("proposed", False)
    centre.start()
    two.must("sync")
    shown = two.must("show", second)
    assert (shown["state"], [line["pending"] for line in shown["lines"]]) == ("proposed", [False] * 4)
    assert shown["fields"]["receipt_number"].startswith("2026-")

    sender.must("do", exchange, "resend", "--to", town, "--note", "请按属地办理。")
    assert states(sender, exchange, sync=False) == ["signed", "signed", "settled", "pending"]
    elsewhere = people.of(town, "clerk")
    fourth = arrived(elsewhere, title)
    elsewhere.must("save", fourth, "1", str(tmp_path / "resent.pdf"))
    assert (tmp_path / "resent.pdf").read_bytes() == document.read_bytes() == (tmp_path / "here.pdf").read_bytes()
    elsewhere.must("do", fourth, "sign_receipt")
    one.must("do", first, "enter", "--title", title, *head, "--handling", "action")
    one.must(
        "do", first, "answer", "--opinion", "已排查 37 部，另有 5 部在施工。", "--reply_number", "澜街〔2026〕66号"
    )
    assert states(sender, exchange) == ["answered", "signed", "settled", "signed"]
    assert sender.run("show", first)[0] == 1, "the sender sees what they tell, never into their register"
    verified(exchange, sender)
    verified(first, one)
    verified(second, two)


def _leader(people: People, desk: Desk) -> str:
    accounts = people.centre.accounts
    return next(a.name for a in accounts if a.unit == desk.account.unit and "leader" in a.roles)


def test_a_paper_instruction_is_transcribed_assigned_reported_acknowledged_and_closed(
    people: People, tmp_path: Path
) -> None:
    street = people.units("street")[0]
    clerk, leader, handler = (people.of(street, role) for role in ("clerk", "leader", "handler"))
    title, sheet = "对望湖社区积水点整治情况的批示", scan(tmp_path / "批示.jpg")
    clerk.must("sync")
    begun = clerk.must(
        "new", "instruction", "--title", title, "--leader", leader.account.name, "--instructed_at", "2026-11-19 16:20",
        "--form", "paper", "--attach", str(sheet),
    )  # fmt: skip
    matter = str(begun["id"])
    clerk.must(
        "do", matter, "assign", "--manner", "hand_over", "--lead", handler.account.name, "--due", "2026-12-04",
    )  # fmt: skip
    assert clerk.must("show", matter)["fields"]["awaiting_words"] == 1
    clerk.must("do", matter, "write_words", "--words", "请城管办一周内拿出方案，汛期前完工。")

    leader.must("sync")
    leader.must("save", matter, "1", str(tmp_path / "copy.jpg"))
    assert (tmp_path / "copy.jpg").read_bytes() == sheet.read_bytes()
    leader.must("do", matter, "confirm_words", "--opinion", "无误。")
    assert todo(handler, title) == [matter]
    handler.must("do", matter, "report", "--opinion", "方案已报审，管沟清淤过半。")
    handler.must("do", matter, "complete", "--opinion", "积水点 4 处全部整治完毕。", "--attach", str(sheet))
    assert todo(clerk, title) == [matter]
    clerk.must("do", matter, "submit", "--opinion", "4 处积水点已整治完毕，请阅示。")
    assert todo(leader, title) == [matter]
    leader.must("do", matter, "acknowledge")
    clerk.must("sync")
    clerk.must("do", matter, "close", "--result", "已办结，领导已阅。")
    for desk in (leader, handler):
        assert todo(desk, title) == []
    shown = leader.must("show", matter)
    assert (shown["state"], shown["fields"]["ledger_number"]) == ("closed", "2026-1")
    assert not shown["fields"].get("awaiting_words")
    assert [line["action"] for line in shown["lines"]] == [
        "record", "assign", "write_words", "confirm_words", "report", "complete", "submit", "acknowledge", "close",
    ]  # fmt: skip
    verified(matter, clerk, leader, handler)


def test_an_application_of_a_community_becomes_the_streets_own_request_and_is_answered_by_the_street(
    people: People, tmp_path: Path
) -> None:
    """Never one document passing through: each organ writes its own (practice.md §3)."""
    street, district = people.units("street")[0], people.units("district")[0]
    clerk, above = people.of(street, "clerk"), people.of(district, "clerk")
    local = people.of(people.units("community")[0], "clerk")
    paper = ("--attach", str(printed(tmp_path / "文.pdf")))
    asked, raised, granted = (
        "关于修缮社区文化活动室的申请",
        "关于解决社区活动室修缮经费的请示",
        "关于同意安排社区活动室修缮经费的批复",
    )

    local.must("sync")
    application = local.must(
        "new", "exchange", "--title", asked, "--issuer", local.account.unit, "--to", street, *paper
    )
    ours = arrived(clerk, asked)
    clerk.must("do", ours, "sign_receipt")
    clerk.must("do", ours, "enter", "--title", asked, "--issuer", local.account.unit, "--handling", "action")

    own = ("--issuer", f"{street}办事处", "--number", "街〔2026〕77号", "--genre", "request")
    to_two = f"{district},{people.units('department')[0]}"
    code, answer = clerk.run("new", "exchange", "--title", raised, *own, "--to", to_two, *paper)
    assert (code, answer["code"]) == (1, "request_one_receiver")
    request = clerk.must("new", "exchange", "--title", raised, *own, "--to", district, "--relates", ours, *paper)

    theirs = arrived(above, raised)
    assert above.run("show", ours)[0] == 1
    above.must("do", theirs, "sign_receipt")
    above.must("do", theirs, "enter", "--title", raised, *own, "--handling", "action")
    reply = ("--issuer", "明州区人民政府", "--number", "明政函〔2026〕55号", "--genre", "reply")
    above.must("new", "exchange", "--title", granted, *reply, "--to", street, "--relates", theirs, *paper)
    above.must("do", theirs, "conclude", "--result", "已批复。", "--reply_number", "明政函〔2026〕55号")

    answered = arrived(clerk, granted)
    assert states(clerk, str(request["id"]), sync=False) == ["concluded"]
    clerk.must("do", answered, "sign_receipt")
    clerk.must("do", answered, "enter", "--title", granted, *reply, "--handling", "action")
    clerk.must(
        "do", ours, "answer", "--opinion", "区里已安排经费 18 万元，请抓紧实施。", "--reply_number", "街〔2026〕78号"
    )
    clerk.must("do", ours, "conclude", "--result", "已答复社区。")
    local.must("sync")
    shown = local.must("show", str(application["id"]))
    assert [track["state"] for track in shown["tracks"]] == ["concluded"]
    said = [line["action"] for line in shown["lines"]]
    assert said == ["send", "note_signed", "note_answered", "note_concluded"]
    assert local.run("show", str(request["id"]))[0] == 1
    verified(str(application["id"]), local)
    verified(ours, clerk)
    verified(theirs, above)
