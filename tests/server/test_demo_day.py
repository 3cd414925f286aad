"""The demo's 收文, 公文交换 and 领导批示: every stage is there, and what stands in them holds together."""

from __future__ import annotations

import collections
import datetime as dt
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from oa_client.domain.calendar import BEIJING
from oa_client.domain.exchange import EXCHANGE
from oa_client.domain.incoming.table import INCOMING
from oa_client.domain.instruction import INSTRUCTION
from oa_client.domain.matter import Entry, Matter
from oa_client.domain.people import UnitId, clerks_scope
from oa_client.protocol.record import read
from server_stub import tables as t
from server_stub.centre import Centre
from server_stub.demo.build import build
from server_stub.demo.outgoings import STAGES as OUTGOING
from server_stub.fold import load, record
from server_stub.workdays import district_days

NOW = int(dt.datetime(2026, 11, 20, 10, 0, tzinfo=BEIJING).timestamp())
NUMBER = re.compile(r"[一-鿿]{2,10}〔2026〕[1-9]\d{0,3}号")
Told = tuple[Matter, list[Entry]]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    folder = tmp_path_factory.mktemp("demo") / "data"
    build(folder, people=240, matters=600, seed=7, now=NOW)
    return Centre.open(folder, clock=lambda: NOW, calendar=district_days())


@pytest.fixture(scope="module")
def told(centre: Centre) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = collections.defaultdict(list)
    with centre.database.read() as connection:
        for kind, matter in connection.execute(select(t.matter.c.kind, t.matter.c.id)):
            if kind in {"incoming", "exchange", "instruction", "outgoing", "delegation", "leave"}:
                fold = load(connection, centre.kinds, matter)
                assert fold is not None
                assert fold.state is not None
                found[kind].append((fold.state, [read(one) for one in record(connection, matter)]))
    return found


def stages(told: list[Told]) -> collections.Counter[str]:
    return collections.Counter(matter.stage for matter, _ in told)


def test_every_stage_is_there_but_those_only_a_hand_makes(told: dict[str, list[Told]]) -> None:
    assert set(stages(told["incoming"])) == set(INCOMING.stages) - {"withdrawn"}
    assert set(stages(told["instruction"])) == set(INSTRUCTION.stages) - {"void"}
    assert set(stages(told["exchange"])) == set(EXCHANGE.stages) - {"closed", "withdrawn"}
    assert set(stages(told["outgoing"])) == set(OUTGOING)


def test_an_eighth_of_what_came_in_waits_for_a_clerk_this_morning(told: dict[str, list[Told]]) -> None:
    count = stages(told["incoming"])
    share = (count["delivered"] + count["signed"]) / count.total()
    assert 0.09 < share < 0.16, count
    waiting = {m.fields["registry"] for m, _ in told["incoming"] if m.stage in {"delivered", "signed"}}
    assert len(waiting) >= 3


def test_nothing_lies_in_a_register_that_is_not_its_units(centre: Centre, told: dict[str, list[Told]]) -> None:
    units = centre.directory().units
    for matter, entries in told["incoming"] + told["instruction"]:
        registry = str(matter.fields["registry"])
        unit = UnitId(int(registry[1:]))
        assert (registry, unit in units) == (clerks_scope(unit), True)
        clerks = {
            e.unit for e in entries if e.action in {"register", "enter", "sign_receipt", "propose", "record", "assign"}
        }
        assert clerks <= {unit}, (matter.id, clerks)


def test_moments_follow_one_another_in_office_hours_and_limits_lie_after_them(told: dict[str, list[Told]]) -> None:
    days = district_days()
    for matter, entries in [one for kind in told.values() for one in kind]:
        moments = [e.at for e in entries]
        assert moments == sorted(moments)
        assert moments[-1] < NOW
        for at in moments:
            here = dt.datetime.fromtimestamp(at, BEIJING)
            assert days.is_working(here.date()) and 8 <= here.hour < 18, (matter.id, here)
        for name, moment in (
            ("doc_date", matter.fields.get("doc_date")),
            ("instructed_at", matter.fields.get("instructed_at")),
        ):
            limit = moments[-1] if matter.kind == "outgoing" else moments[0]  # it is dated by who signs it
            assert moment is None or int(str(moment)) <= limit, (matter.id, name)
        dues = [(e.at, int(str(e.fields["due"]))) for e in entries if e.fields.get("due")]
        assert all(at < due < at + 60 * 86_400 for at, due in dues), matter.id
        assert all(days.is_working(dt.datetime.fromtimestamp(due, BEIJING).date()) for _, due in dues)


def test_heads_are_those_of_documents(told: dict[str, list[Told]]) -> None:
    for matter, _ in told["incoming"] + told["exchange"]:
        fields = matter.fields
        assert re.fullmatch(r"(?:转发|关于|[^\s]*纪要|[^\s]{2,}).{4,80}", str(fields["title"]))
        if fields.get("number"):
            assert NUMBER.fullmatch(str(fields["number"])), fields["number"]
        wired = fields.get("carrier") == "telegram"
        assert wired or fields.get("urgency") in {None, "urgent", "flash"}
        assert wired == ("明电" in str(fields.get("number", "")) or wired)
        assert len(matter.files) >= 1
    wires = [m for m, _ in told["incoming"] if m.fields.get("carrier") == "telegram"]
    assert len(wires) >= 5


def test_one_document_has_one_number_and_receipt_numbers_run_without_gaps(told: dict[str, list[Told]]) -> None:
    issued = [(str(m.fields["issuer"]), str(m.fields["number"])) for m, _ in told["exchange"]]
    assert len(set(issued)) == len(issued)
    by_registry = collections.defaultdict(list)
    for matter, _ in told["incoming"]:
        if number := matter.fields.get("receipt_number"):
            by_registry[matter.fields["registry"]].append(int(str(number).removeprefix("2026-")))
    for numbers in by_registry.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_a_sender_sees_what_its_receivers_did(told: dict[str, list[Told]]) -> None:
    incoming = {matter.id: matter for matter, _ in told["incoming"]}
    states = collections.Counter[str]()
    for matter, _ in told["exchange"]:
        for number, track in enumerate(matter.tracks, 1):
            arrived = incoming[f"{matter.id}.{number}"]  # type: ignore[index]
            states[track.state] += 1
            assert (track.state == "pending") == (arrived.stage == "delivered")
            assert (track.state in {"returned", "settled"}) == (arrived.stage == "returned")
            assert (track.state == "concluded") == (arrived.stage in {"concluded", "read_all", "archived"})
    assert set(states) >= {"pending", "signed", "concluded"}


def test_last_marchs_reply_about_the_old_estates_came_to_a_street_and_is_found(
    centre: Centre, told: dict[str, list[Told]]
) -> None:
    units = centre.directory().units
    found = [m for m, _ in told["incoming"] if "老旧小区" in m.fields["title"] and m.fields.get("genre") == "reply"]
    march = [m for m in found if dt.datetime.fromtimestamp(m.opened_at, BEIJING).strftime("%Y-%m") == "2026-03"]
    (reply,) = march
    place = units[UnitId(int(str(reply.fields["registry"])[1:]))]
    assert place.level.value == "street"
    assert place.name in str(reply.fields["title"]), "the 批复 names the street it was given to"


def test_words_are_whole_and_carry_no_marking(told: dict[str, list[Told]]) -> None:
    for matter, entries in [one for kind in told.values() for one in kind]:
        for entry in entries:
            text = json.dumps({k: v for k, v in entry.fields.items() if k != "files"}, ensure_ascii=False)
            assert not any(bad in text for bad in ("{", "None", "秘密", "机密", "绝密")[1:]), (matter.id, text)
            for name in ("opinion", "result", "words"):
                assert len(str(entry.fields.get(name) or "四个字呢")) > 3, (matter.id, entry.fields)


def test_a_small_district_has_its_day_too(tmp_path: Path) -> None:
    build(tmp_path / "data", people=60, matters=40, seed=3, now=NOW)
    centre = Centre.open(tmp_path / "data", clock=lambda: NOW, calendar=district_days())
    with centre.database.read() as connection:
        kinds = set(connection.scalars(select(t.matter.c.kind)))
    centre.close()
    assert kinds >= {"incoming", "exchange", "instruction"}


def test_somebody_stands_in_for_a_colleague_now_and_a_leader_is_away(
    centre: Centre, told: dict[str, list[Told]]
) -> None:
    given, leaves = stages(told["delegation"]), stages(told["leave"])
    assert {"active", "asleep"} <= set(given), "one that lasts and a pair that sleeps"
    assert set(leaves) == {"on_leave"}
    assert given["active"] == given["asleep"] + leaves["on_leave"], "a leave has its deputy stand in"
    lasting = [m for m, _ in told["delegation"] if m.stage == "active"]
    assert all(m.fields["from"] < NOW < m.fields["until"] for m in lasting)
    with centre.database.read() as connection:
        going = connection.scalars(select(t.delegation.c.id).where(t.delegation.c.ended.is_(False))).all()
    assert {m.id for m in lasting} <= set(going)
