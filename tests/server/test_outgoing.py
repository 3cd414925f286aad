"""发文 at a real centre: from the first draft to eight organs, with a return after the signature and one 退文."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from oa_client.domain.body import as_file
from oa_client.domain.calendar import BEIJING
from oa_client.domain.matter import Matter
from oa_client.domain.people import Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.protocol.messages import Outcome
from oa_client.protocol.record import read
from server_stub import tables as t
from server_stub.centre import Centre
from server_stub.fold import load, record
from tests.server.office import KINDS, Clock, Office

DAY = 86_400
CLERK, DRAFTER, CHECKER, LEADER = 1, 2, 3, 4
ORGANS = range(11, 19)
"""Eight departments; the clerk of each is the person of the same number, its head the one above 100."""
SCAN = b"%PDF-1.4 stamped"
SCAN_FILE = {"sha256": hashlib.sha256(SCAN).hexdigest(), "name": "盖章扫描件.pdf", "size": len(SCAN)}


def body(*paragraphs: str) -> str:
    return json.dumps({"v": 1, "b": [{"p": p} for p in paragraphs]}, ensure_ascii=False)


def base(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def day(moment: object) -> date:
    return datetime.fromtimestamp(int(str(moment)), BEIJING).date()


FIRST, SECOND = body("各单位要压实防汛责任。"), body("各单位要压实防汛责任，落实经费。")
HEAD = {
    "organ": "c1",
    "issuer": "海曙区人民政府",
    "title": "关于做好防汛工作的通知",
    "genre": "notice",
    "direction": "down",
    "openness": "proactive",
    "receivers": [f"c{n}" for n in ORGANS],
}


@dataclass
class House:
    """A district government with its office, eight departments, and one outgoing document."""

    office: Office
    matter: str = ""

    @classmethod
    def open(cls, folder: Path) -> House:
        clock = Clock()
        office = Office(Centre.open(folder, clock=clock, kinds=KINDS), clock)
        posts = {CLERK: {Role.CLERK}, DRAFTER: {Role.HANDLER}, CHECKER: {Role.REVIEWER}}
        posts[LEADER] = {Role.LEADER, Role.PRINCIPAL}
        where = dict.fromkeys(posts, 1) | {n: n for n in ORGANS} | {n + 100: n for n in ORGANS}
        posts |= {n: {Role.CLERK} for n in ORGANS} | {n + 100: {Role.LEADER} for n in ORGANS}
        office.centre.put(
            [
                Unit(UnitId(1), "海曙区人民政府", None, Level.DISTRICT),
                *(Unit(UnitId(n), f"区第{n}局", UnitId(1), Level.DEPARTMENT) for n in ORGANS),
                *(Post(PostId(p), UnitId(where[p]), "岗位", frozenset(roles)) for p, roles in posts.items()),
                *(Person(PersonId(p), f"人{p}", (PostId(p),)) for p in posts),
            ]
        )
        return cls(office)

    def asks(self, person: int, action: str, matter: str = "", *, kind: str = "outgoing", **fields: object) -> Outcome:
        """A command, whatever comes of it."""
        (outcome,) = self.office.send(
            person, self.office.up(person, action, matter or self.matter, kind=kind, **fields)
        )
        return outcome

    def does(self, person: int, action: str, matter: str = "", *, kind: str = "outgoing", **fields: object) -> str:
        """A command that is accepted; where what followed from it stands."""
        self.office.clock.now += 600
        up = self.office.up(person, action, matter or self.matter, kind=kind, **fields)
        (outcome,) = self.office.send(person, up)
        assert outcome.s == "a", outcome
        return f"{self.office.device(person).device}-{up.n}.1"

    def drafts(self, **more: object) -> None:
        self.matter = self.office.do(DRAFTER, "draft", kind="outgoing", **{**HEAD, "body": FIRST, **more})

    def state(self, matter: str = "") -> Matter:
        with self.office.centre.database.read() as connection:
            fold = load(connection, self.office.centre.kinds, matter or self.matter)
        assert fold is not None
        assert fold.state is not None
        return fold.state

    def found(self, action: str) -> list[Mapping[str, object]]:
        with self.office.centre.database.read() as connection:
            entries = [read(raw) for raw in record(connection, self.matter)]
        return [e.data["found"] for e in entries if e.action == action and isinstance(e.data.get("found"), dict)]  # type: ignore[misc]

    def to_sign(self, **more: object) -> None:
        self.does(DRAFTER, "submit", checker=f"p{CHECKER}")
        self.does(CHECKER, "pass_check")
        self.does(CLERK, "send_to_sign", signers=[f"p{LEADER}"], relief_reviewed=True, **more)

    def upload(self) -> None:
        self.office.centre.append_file(self.office.device(CLERK), SCAN_FILE["sha256"], 0, len(SCAN), SCAN)  # type: ignore[arg-type]

    def to_issue(self) -> None:
        self.does(CLERK, "typeset", print_date=self.office.clock.now)
        self.does(CLERK, "proofread")
        self.upload()
        self.does(CLERK, "seal", files=[SCAN_FILE], sealed_copies=9)
        self.does(CLERK, "issue")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.open(tmp_path)
    yield made
    made.office.centre.close()


def test_from_the_draft_to_eight_organs_one_of_which_sends_it_back(house: House) -> None:
    house.drafts()
    house.does(DRAFTER, "submit", checker=f"p{CHECKER}")
    house.does(CHECKER, "consult", consulted=["c11", "c12", "c13"])
    house.does(11, "countersign", stance="agree")
    house.does(12, "countersign", stance="agree_with_changes", opinion="请写明经费")
    house.does(DRAFTER, "revise", body=body("离线改的一稿"), base=base(FIRST), note="在村里没有网")
    assert "suggestion" in house.state().fields, (
        "the text is with the section: what he wrote away from it is kept beside"
    )
    house.office.clock.now += 8 * DAY
    house.office.centre.run_timers()
    assert [x.state for x in house.state().tracks] == ["agreed", "agreed_with_changes", "silent"]
    assert house.asks(CLERK, "end_consultation", opinion="报签").code == "missing_field"
    house.does(CLERK, "end_consultation", tracks=[2], opinion="已催两次，未反馈")
    house.does(CLERK, "settle_suggestion")
    house.does(CLERK, "send_to_sign", signers=[f"p{LEADER}"], relief_reviewed=True)
    house.does(LEADER, "sign", mark="circle")
    first = house.state()
    house.does(CLERK, "check_out")
    house.does(CLERK, "revise", body=SECOND, base=base(FIRST), substantive=True, reason="按会签意见补经费")
    assert (house.state().stage, house.state().fields.get("doc_date")) == ("signing", None)
    house.office.clock.now += 2 * DAY
    house.does(LEADER, "sign")
    again = house.state()
    assert day(again.fields["doc_date"]) == day(house.office.clock.now) > day(first.fields["doc_date"])
    locks = [f["lock.locked"] for f in house.found("sign")]
    assert len(set(locks)) == 2
    assert again.fields["locked"] == locks[1]
    house.does(CLERK, "pass_recheck")
    house.does(CLERK, "number", series_word="海政发")
    assert house.state().fields["number"] == "海政发〔2026〕1号"
    house.to_issue()
    exchange = house.does(CLERK, "distribute", files=[SCAN_FILE], due=house.office.clock.now + 9 * DAY)
    sent = house.state(exchange)
    assert (sent.kind, sent.stage, len(sent.tracks)) == ("exchange", "sent", 8)
    assert (sent.fields["number"], sent.fields["relates"]) == ("海政发〔2026〕1号", house.matter)
    for n, organ in enumerate(ORGANS, 1):
        arrived = f"{exchange}.{n}"
        assert house.state(arrived).fields["number"] == "海政发〔2026〕1号"
        if organ == 18:
            house.does(organ, "return_document", arrived, kind="incoming", reason="不属我局职责")
        else:
            house.does(organ, "sign_receipt", arrived, kind="incoming", copies=1)
    told = house.state(exchange)
    assert [x.state for x in told.tracks] == ["signed"] * 7 + ["returned"]
    house.does(CLERK, "archive", archive_year=2026, retention="permanent")
    before = house.state()
    house.office.centre.rebuild()
    assert house.state() == before


def test_the_scan_is_waited_for_and_nobody_gets_it_before(house: House) -> None:
    house.drafts()
    house.to_sign()
    house.does(LEADER, "sign")
    house.does(CLERK, "pass_recheck")
    house.does(CLERK, "number", series_word="海政发")
    house.does(CLERK, "typeset", print_date=house.office.clock.now)
    house.does(CLERK, "proofread")
    waiting = house.asks(CLERK, "seal", files=[SCAN_FILE], sealed_copies=9)
    assert (waiting.s, waiting.code) == ("l", "files_missing")
    assert house.state().stage == "proofread"
    house.upload()
    house.does(CLERK, "seal", files=[SCAN_FILE], sealed_copies=9)


def test_a_long_text_goes_as_a_file_that_is_waited_for_read_and_searched_for_markings(house: House) -> None:
    house.drafts()
    for last, outcome in (("机密★一年", ("r", "secret_marking")), ("以上请示妥否，请批示。", ("a", ""))):
        text = body("甲" * 20_000, last)
        file = dict(as_file(text))
        given = {"body_file": [file], "base": base(FIRST)}
        assert (house.asks(DRAFTER, "revise", **given).code) == "files_missing"
        assert house.state().fields["body_digest"] == base(FIRST), "nobody is shown a text that is not there"
        house.office.centre.append_file(house.office.device(DRAFTER), base(text), 0, len(text.encode()), text.encode())
        told = house.asks(DRAFTER, "revise", **given)
        assert (told.s, told.code) == outcome
    state = house.state()
    assert (state.fields["body_digest"], state.fields["body_in"], state.fields["body_asks"]) == (
        base(text),
        [file],
        True,
    )
    assert state.files == ()


def test_bytes_that_are_no_text_are_no_body(house: House) -> None:
    house.drafts()
    data = b"\xff\xfe" * 20_000
    sha = hashlib.sha256(data).hexdigest()
    house.office.centre.append_file(house.office.device(DRAFTER), sha, 0, len(data), data)
    file = {"sha256": sha, "name": "正文.json", "size": len(data)}
    told = house.asks(DRAFTER, "revise", body_file=[file], base=base(FIRST))
    assert (told.s, told.code) == ("r", "bad_value")


def test_numbers_run_by_series_and_a_void_one_is_never_given_again(house: House) -> None:
    numbers = []
    for word, void in (("海政发", False), ("海政发", True), ("海政办", False), ("海政发", False)):
        house.drafts()
        house.to_sign()
        house.does(LEADER, "sign")
        house.does(CLERK, "pass_recheck")
        house.does(CLERK, "number", series_word=word)
        numbers.append((house.state().fields["number"], house.state().fields["yearly_n"]))
        if void:
            house.does(CLERK, "void", reason="重复行文")
    assert numbers == [
        ("海政发〔2026〕1号", "2026-1"),
        ("海政发〔2026〕2号", "2026-2"),
        ("海政办〔2026〕1号", "2026-3"),
        ("海政发〔2026〕3号", "2026-4"),
    ]
    with house.office.centre.database.read() as connection:
        held = connection.execute(select(t.claim.c.key).where(t.claim.c.registry == "outgoing_number")).scalars().all()
    assert sorted(held) == [
        "c1/海政办/2026/000001",
        "c1/海政发/2026/000001",
        "c1/海政发/2026/000002",
        "c1/海政发/2026/000003",
    ]


def ready(house: House, plan: str) -> None:
    house.drafts()
    house.to_sign(plan=plan, plan_item="防汛部署")
    house.does(LEADER, "sign")
    house.does(CLERK, "pass_recheck")


def test_past_the_years_plan_nothing_gets_a_number_until_the_principal_leader_allows_more(house: House) -> None:
    wish = {"title": "2026年度发文计划", "plan_year": 2026, "planned": 1, "last_year": 3}
    plan = house.office.do(CLERK, "plan", kind="issuing_plan", **wish)
    (second,) = house.office.send(CLERK, house.office.up(CLERK, "plan", kind="issuing_plan", **wish))
    assert second.code == "already_taken", "one plan an organ and year"
    ready(house, plan)
    house.does(CLERK, "number", series_word="海政发")
    assert house.state(plan).fields["issued"] == 1
    ready(house, plan)
    over = house.asks(CLERK, "number", series_word="海政发")
    assert (over.s, over.code, house.state().stage) == ("r", "over_plan", "rechecked")
    house.does(CLERK, "ask_extra", plan, kind="issuing_plan", approver=f"p{LEADER}", extra=1, reason="防汛应急")
    assert house.asks(CLERK, "allow_extra", plan, kind="issuing_plan").code == "not_allowed"
    house.does(LEADER, "allow_extra", plan, kind="issuing_plan")
    house.does(CLERK, "number", series_word="海政发")
    assert (house.state(plan).fields["issued"], house.state(plan).fields["allowed"]) == (2, 2)
    house.does(CLERK, "void", reason="重复")
    assert house.state(plan).fields["allowed"] == 3


def test_a_plan_above_last_years_total_is_explained(house: House) -> None:
    wish = {"title": "计划", "plan_year": 2026, "planned": 9, "last_year": 3}
    (bare,) = house.office.send(CLERK, house.office.up(CLERK, "plan", kind="issuing_plan", **wish))
    assert (bare.code, bare.facts) == ("missing_field", {"field": "explanation"})
    house.office.do(CLERK, "plan", kind="issuing_plan", explanation="机构改革新增职能", **wish)


def test_another_organ_neither_sees_the_draft_nor_counts_on_its_plan(house: House) -> None:
    plan = house.office.do(CLERK, "plan", kind="issuing_plan", title="计划", plan_year=2026, planned=5)
    house.drafts()
    assert house.asks(11, "add_note", opinion="x").code == "not_visible"
    assert house.asks(11, "add_note", plan, kind="issuing_plan", opinion="x").code == "not_visible"
    assert house.asks(11, "count", plan, kind="issuing_plan", document="7-1").code == "not_visible"
    assert house.asks(CLERK, "count", plan, kind="issuing_plan", document="7-1").code == "not_allowed"
