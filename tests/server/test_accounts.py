"""Signing in: right and wrong passwords, delays that hit the guesser alone, devices that keep their numbers."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from oa_client.domain.people import PersonId
from oa_client.protocol.messages import PasswordReply, PasswordRequest, SessionReply, SessionRequest
from server_stub import accounts
from server_stub import tables as t
from server_stub.accounts import TOKEN_LIFE, Passwords, kept_password, reset_password, set_account
from server_stub.problems import Refusal
from tests.server.office import Office


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    office = Office.open()
    with office.centre.work() as work:
        for person, user in ((1, "jia"), (2, "yi")):
            set_account(work, PersonId(person), user, "right", accounts.HASHER)
    return office


def sign_in(office: Office, user: str = "jia", password: str = "right", device: int = 0, at: str = "a") -> SessionReply:
    return office.centre.session(SessionRequest(user, password, device), at)


def refusal(office: Office, **how: object) -> tuple[int, str, dict[str, object]]:
    with pytest.raises(Refusal) as refused:
        sign_in(office, **how)  # type: ignore[arg-type]
    return refused.value.status, refused.value.problem.code, refused.value.problem.facts


def test_the_parameters_are_those_decided() -> None:
    kept = accounts.HASHER.hash("x")
    assert kept.startswith("$argon2id$")
    assert "m=47104,t=1,p=1" in kept


def test_a_token_opens_the_calls_until_it_ends(office: Office) -> None:
    reply = sign_in(office)
    assert (reply.person, reply.name, reply.epoch) == (1, "人1", office.centre.epoch)
    assert office.centre.caller(reply.token).device == reply.device
    with office.centre.database.read() as connection:
        assert reply.token.encode() not in connection.execute(select(t.token.c.hash)).scalars().all()
    office.clock.now += TOKEN_LIFE
    with pytest.raises(Refusal):
        office.centre.caller(reply.token)


def test_a_device_keeps_its_number_and_nobody_takes_anothers(office: Office) -> None:
    first = sign_in(office)
    assert sign_in(office, device=first.device).device == first.device
    assert sign_in(office, user="yi", device=first.device).device not in {0, first.device}
    assert sign_in(office, device=987654).device not in {987654, first.device}


def test_a_wrong_password_and_an_unknown_name_look_the_same(office: Office) -> None:
    assert refusal(office, password="wrong") == refusal(office, user="nobody") == (401, "password", {})


def test_a_guesser_waits_longer_each_time_and_the_owner_does_not(office: Office) -> None:
    device = sign_in(office).device
    waits = []
    for _ in range(14):
        code = refusal(office, password="wrong", device=device, at="attacker")
        if code[1] == "locked":
            waits.append(code[2]["after"])
            office.clock.now += int(str(code[2]["after"]))
    assert waits == [1, 2, 4, 8, 16, 32] or waits == sorted(waits)
    assert waits[-1] > waits[0]
    refusal(office, password="wrong", device=device, at="attacker")
    assert refusal(office, device=device, at="attacker")[:2] == (429, "locked")
    assert sign_in(office, device=device, at="home").device == device


def test_a_reset_signs_out_but_leaves_devices_and_what_they_sent(office: Office) -> None:
    reply = sign_in(office)
    with office.centre.work() as work:
        reset_password(work, "jia", "other")
    with pytest.raises(Refusal):
        office.centre.caller(reply.token)
    assert refusal(office)[1] == "password"
    assert sign_in(office, password="other", device=reply.device).device == reply.device


def test_a_restored_centre_gives_a_device_its_number_back(office: Office) -> None:
    backup = office.centre.snapshot()
    reply = sign_in(office)
    office.centre.restore(backup)
    assert sign_in(office, user="yi").device > reply.device + 1000
    assert sign_in(office, device=reply.device).device == reply.device


def test_a_password_that_is_reset_while_it_is_looked_at_lets_nobody_in(office: Office) -> None:
    """In a rush the looking waits for its turn; what the reset ended must not begin right behind it."""
    centre = office.centre

    class Slow(Passwords):
        def good(self, kept: str | None, given: str) -> bool:
            right = super().good(kept, given)
            if kept == old:
                with centre.work() as work:
                    reset_password(work, "jia", "new")
            return right

    with centre.database.read() as connection:
        old = kept_password(connection, "jia")[1]
    centre.passwords = Slow()
    with pytest.raises(Refusal) as refused:
        centre.session(SessionRequest("jia", "right"), "a")
    assert refused.value.problem.code == "password"
    with centre.database.read() as connection:
        assert connection.execute(select(t.token)).all() == []
    assert centre.session(SessionRequest("jia", "new"), "a").person == 1


def test_another_protocol_is_told_so(office: Office) -> None:
    with pytest.raises(Refusal) as refused:
        office.centre.session(SessionRequest("jia", "right", protocol=2), "a")
    assert refused.value.status == 426


def test_signing_in_is_audited_without_passwords(office: Office) -> None:
    sign_in(office)
    refusal(office, password="hunter2")
    with office.centre.database.read() as connection:
        found = [tuple(row) for row in connection.execute(select(t.audit))]
    assert any("password" in row for row in found)
    assert "hunter2" not in str(found)
    assert "right" not in str(found)


# ------------------------------------------------------------------ one's own password

NEW = "桂花开了又香又甜"


def change(office: Office, me: SessionReply, password: str = "right", new: str = NEW, at: str = "a") -> PasswordReply:
    return office.centre.change_password(office.centre.caller(me.token), PasswordRequest(password, new), at)


def not_changed(office: Office, me: SessionReply, *how: str) -> tuple[int, str, dict[str, object]]:
    with pytest.raises(Refusal) as refused:
        change(office, me, *how)
    return refused.value.status, refused.value.problem.code, refused.value.problem.facts


def test_another_password_signs_out_every_other_device_and_nobody_else(office: Office) -> None:
    me, again, phone, yi = sign_in(office), sign_in(office, device=1), sign_in(office), sign_in(office, user="yi")
    assert me.device == again.device != phone.device
    assert change(office, me) == PasswordReply(ended=1)
    for kept in (me, again, yi):
        assert office.centre.caller(kept.token).device == kept.device
    with pytest.raises(Refusal):
        office.centre.caller(phone.token)
    assert refusal(office)[1] == "password"
    assert sign_in(office, password=NEW, device=phone.device).device == phone.device
    assert sign_in(office, user="yi").person == yi.person


def test_a_wrong_present_password_changes_nothing_and_makes_wait_as_at_signing_in(office: Office) -> None:
    me = sign_in(office)
    told = [not_changed(office, me, "wrong") for _ in range(3)]
    assert told == [(401, "password", {})] * 3
    assert not_changed(office, me) == (429, "locked", {"after": 1})
    assert refusal(office, device=me.device)[1] == "locked", "they are the same guesses"
    assert sign_in(office, device=me.device, at="home").device == me.device
    office.clock.now += 1
    assert change(office, me) == PasswordReply()


@pytest.mark.parametrize("new", ["right", "kurz", "jia12345", "jia", "12345678"])
def test_what_cannot_be_a_password_is_refused_before_anybody_guesses(office: Office, new: str) -> None:
    me = sign_in(office)
    for _ in range(5):
        assert not_changed(office, me, "wrong", new)[0] == 422
    assert sign_in(office).person == me.person


def test_asked_again_after_a_lost_answer_it_is_as_if_done_now(office: Office) -> None:
    me = sign_in(office)
    change(office, me)
    phone = sign_in(office, password=NEW)
    assert change(office, me) == PasswordReply()
    assert office.centre.caller(phone.token).device == phone.device


def test_a_reset_that_came_between_counts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    me, hashed = sign_in(office), office.centre.passwords.hash

    def meanwhile(given: str) -> str:
        with office.centre.work() as work:
            reset_password(work, "jia", "from the office")
        return hashed(given)

    monkeypatch.setattr(office.centre.passwords, "hash", meanwhile)
    assert not_changed(office, me)[:2] == (401, "password")
    assert sign_in(office, password="from the office").person == me.person
    assert refusal(office, password=NEW)[1] == "password"


def test_few_are_hashed_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    me, seen = sign_in(office), []

    class Counting:
        def __enter__(self) -> None:
            seen.append("in")

        def __exit__(self, *_: object) -> None:
            seen.append("out")

    monkeypatch.setattr(office.centre.passwords, "_few", Counting())
    change(office, me)
    assert seen == ["in", "out"] * 2, "once for the present one, once for the next"


def test_changing_it_is_audited_without_either(office: Office) -> None:
    me = sign_in(office)
    not_changed(office, me, "hunter2hunter2")
    change(office, me)
    with office.centre.database.read() as connection:
        found = [tuple(row) for row in connection.execute(select(t.audit).where(t.audit.c.action == "password"))]
        kept = connection.execute(select(t.account.c.password, t.account.c.changed_at)).all()
    assert [row[5:7] + row[3:4] for row in found] == [("jia", "password", me.device), ("jia", "ok", me.device)]
    assert not any(word in str((found, kept)) for word in ("hunter2", "right", NEW))
    assert office.clock.now in {row.changed_at for row in kept}


def test_another_protocol_is_told_so_before_anything_changes(office: Office) -> None:
    me = sign_in(office)
    with pytest.raises(Refusal) as refused:
        office.centre.change_password(office.centre.caller(me.token), PasswordRequest("right", NEW, protocol=2), "a")
    assert refused.value.status == 426
    assert sign_in(office).person == me.person
