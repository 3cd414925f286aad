"""Commands at the centre: once, in order, with authority as of now."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from msgspec import structs

from oa_client.domain.people import PersonId
from oa_client.protocol.messages import CommandUp, EntryItem, Outcome, SyncRequest
from oa_client.protocol.record import Stored, read
from server_stub.commands import body_hash
from server_stub.fold import record
from server_stub.problems import Refusal
from tests.server.office import Office, fields


def entries(office: Office, matter: str) -> list[Stored]:
    with office.centre.database.read() as connection:
        return record(connection, matter)


def test_a_command_sent_again_gets_the_same_answer_and_no_second_effect() -> None:
    office = Office.open()
    up = office.up(9, "write", to=["p9"], title="一")
    first, again = office.send(9, up), office.send(9, up)
    assert first == again
    assert len(entries(office, up.matter)) == 1


def test_a_refusal_is_remembered_too() -> None:
    office = Office.open()
    up = office.up(1, "say", "9-1", opinion="甲")
    assert office.send(1, up) == office.send(1, up)
    assert office.send(1, up)[0].code == "not_visible"


def test_the_same_number_with_another_body_is_refused_logged_and_changes_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    office = Office.open()
    up = office.up(9, "write", to=["p9"], title="一")
    assert office.send(9, up)[0].s == "a"
    office.do(9, "say", up.matter, opinion="甲")
    with caplog.at_level(logging.WARNING):
        refused = office.send(9, fields(up, title="二"))[0]
    assert refused == Outcome(up.n, "r", code="id_reuse", facts={"last": up.n + 1}), "it counts on behind the last"
    (line,) = caplog.messages
    assert f"command {up.n} paper/write on {up.matter}" in line
    assert "二" not in line
    assert len(entries(office, up.matter)) == 2
    assert office.send(9, up)[0].s == "a"


def test_a_centre_that_learns_of_holders_knows_what_it_accepted_before() -> None:
    office = Office.open()
    up = office.up(9, "write", to=["p9"], title="一")
    (accepted,) = office.send(9, up)
    again = structs.replace(up, holders=[(1, "p9")])
    assert body_hash(again) == body_hash(up)
    assert office.send(9, again) == [accepted]


def test_the_entry_bears_the_commands_number_for_its_own_device_only() -> None:
    office = Office.open()
    other = office.centre.new_device(PersonId(9))
    epoch, position = office.centre.epoch, office.first(9).position
    office.do(9, "write", to=["p9", "p1"])
    found = {}
    for caller in (office.device(9), other, office.device(1)):
        (item,) = [i for i in office.centre.sync(caller, SyncRequest(epoch, position)).live if isinstance(i, EntryItem)]
        found[caller] = item.e.n
    assert found == {office.device(9): 1, other: 0, office.device(1): 0}


def test_a_matter_is_opened_only_under_the_devices_own_number() -> None:
    office = Office.open()
    for matter in ("77-1", "x", "", "9-2/../1"):
        up = office.up(9, "write", matter or "?", to=["p9"])
        assert office.send(9, up)[0].code == "not_visible"


def test_an_unknown_kind_or_edition_waits() -> None:
    office = Office.open()
    assert office.send(9, office.up(9, "write", kind="strange"))[0] == Outcome(1, "l", code="edition")
    up = office.up(9, "write", to=["p9"])
    later = CommandUp(up.n, up.matter, up.kind, up.action, up.post, up.made_at, up.fields, edition=7)
    assert office.send(9, later)[0].code == "edition"
    assert office.send(9, up)[0].s == "a"


def test_behind_a_command_that_waits_those_on_the_same_matter_wait_too() -> None:
    office = Office.open()
    opened = office.up(9, "write", kind="strange")
    after = office.up(9, "say", opened.matter, opinion="甲")
    elsewhere = office.up(9, "write", to=["p9"])
    assert [(o.s, o.code) for o in office.send(9, opened, after, elsewhere)] == [
        ("l", "edition"),
        ("l", "behind"),
        ("a", ""),
    ]


def test_authority_is_judged_on_arrival() -> None:
    office = Office.open()
    matter = office.do(1, "write", to=["p1"])
    up = office.up(1, "say", matter, opinion="甲")
    office.move(1, 3)
    (outcome,) = office.send(1, up)
    assert (outcome.s, outcome.code) == ("r", "authority_ended")


def test_a_delegate_acts_for_the_giver_in_his_post_and_no_longer_when_it_ends() -> None:
    office = Office.open()
    memo = office.do(9, "write", kind="memo", to=["p9", "p1"])
    paper = office.do(9, "write", kind="paper", to=["p9", "p1", "p3"])
    office.centre.delegate("d1", PersonId(1), PersonId(3), ("memo",))

    def act(matter: str, kind: str) -> Outcome:
        up = office.up(3, "say", matter, kind=kind, opinion="代")
        up.post, up.on_behalf, up.delegation = 1, 1, "d1"
        return office.send(3, up)[0]

    assert act(memo, "memo").s == "a"
    entry = read(entries(office, memo)[-1])
    assert (entry.actor, entry.on_behalf, entry.post, entry.delegation) == (3, 1, 1, "d1")
    assert act(paper, "paper").code == "authority_ended"
    office.centre.end_delegation("d1")
    assert act(memo, "memo").s == "r"


def test_the_clients_time_is_kept_when_it_is_far_from_the_centres() -> None:
    office = Office.open()
    near, far = office.up(9, "write", to=["p9"]), office.up(9, "write", to=["p9"])
    near.made_at -= 30
    far.made_at -= 3600
    office.send(9, near, far)
    assert "made" not in read(entries(office, near.matter)[0]).data
    entry = read(entries(office, far.matter)[0])
    assert (entry.at, entry.data["made"]) == (office.clock.now, far.made_at)


def test_a_follow_up_opens_a_linked_matter_in_the_same_step_or_nothing_happens() -> None:
    office = Office.open()
    matter = office.do(9, "write", to=["p9"], title="源")
    for _ in range(2):
        up = office.up(9, "spawn", matter, to=["p9"])
        assert office.send(9, up)[0].s == "a"
        assert len(entries(office, f"{office.device(9).device}-{up.n}.1")) == 1
    before = len(entries(office, matter))
    (outcome,) = office.send(9, office.up(9, "spawn", matter, to=["p9"], number="x"))
    assert outcome.s == "r"
    assert len(entries(office, matter)) == before


def test_a_number_goes_to_one_matter_only() -> None:
    office = Office.open()
    one, two = (office.do(9, "write", to=["p9"]) for _ in range(2))
    office.do(9, "number", one, number="12号")
    (outcome,) = office.send(9, office.up(9, "number", two, number="12号"))
    assert (outcome.s, outcome.code) == ("r", "already_taken")


def test_another_epoch_or_a_position_beyond_the_head_carries_nothing_out() -> None:
    office = Office.open()
    up = office.up(9, "write", to=["p9"])
    epoch = office.centre.epoch
    head_ = office.first(9).as_of
    for request in (
        SyncRequest(epoch + 1, commands=[up]),
        SyncRequest(epoch, (head_ + 50, 9, ""), commands=[up]),
        SyncRequest(0, (1, 9, ""), commands=[up]),
    ):
        with pytest.raises(Refusal) as refused:
            office.centre.sync(office.device(9), request)
        assert (refused.value.status, refused.value.problem.code) == (409, "epoch")
        assert refused.value.problem.facts["epoch"] == epoch
    assert entries(office, up.matter) == []


def test_one_poisoned_command_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office.open()
    from server_stub import commands, steps

    decide = steps.decide

    def explode(process, matter, command, context):
        if command.fields.get("title") == "毒":
            raise ZeroDivisionError
        return decide(process, matter, command, context)

    monkeypatch.setattr(steps, "decide", explode)
    monkeypatch.setattr(commands._log, "exception", lambda *_: None)
    ups = [office.up(9, "write", to=["p9"], title=t) for t in ("一", "毒", "三")]
    assert [(o.s, o.code) for o in office.send(9, *ups)] == [("a", ""), ("l", "internal"), ("a", "")]


def test_two_threads_with_the_same_command_have_one_effect(tmp_path: Path) -> None:
    office = Office.open(tmp_path)
    caller, epoch = office.device(9), office.centre.epoch
    ups = [office.up(9, "write", to=["p9"], title=str(n)) for n in range(200)]
    start = threading.Barrier(2)
    answers: list[list[Outcome]] = [[], []]

    def run(k: int) -> None:
        start.wait()
        for up in ups:
            answers[k] += office.centre.sync(caller, SyncRequest(epoch, commands=[up])).outcomes

    threads = [threading.Thread(target=run, args=(k,)) for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers[0] == answers[1]
    assert {o.s for o in answers[0]} == {"a"}
    assert all(len(entries(office, up.matter)) == 1 for up in ups)
    office.centre.close()


def test_what_was_accepted_is_there_when_the_folder_is_opened_again(tmp_path: Path) -> None:
    office = Office.open(tmp_path)
    matter = office.do(9, "write", to=["p9"])
    epoch, kept = office.centre.epoch, entries(office, matter)
    office.centre.close()
    again = Office.open(tmp_path)
    assert again.centre.epoch == epoch
    assert entries(again, matter) == kept
    again.devices, again.counts = office.devices, office.counts
    again.do(9, "say", matter, opinion="续")
    again.centre.close()


# ---------------------------------------------------------------- 收回


def void(up: CommandUp) -> CommandUp:
    return CommandUp(up.n, up.matter, up.kind, "", up.post, up.made_at, void=True)


def test_a_command_taken_back_before_it_was_decided_is_never_carried_out() -> None:
    office = Office.open()
    up = office.up(9, "write", to=["p9"], title="一")
    (said,) = office.send(9, void(up))
    assert said == Outcome(up.n, "r", code="withdrawn")
    assert office.send(9, up, void(up)) == [said, said]
    assert entries(office, up.matter) == []


def test_a_number_taken_back_is_of_the_first_command_that_comes_under_it(caplog: pytest.LogCaptureFixture) -> None:
    office = Office.open()
    up = office.up(9, "write", to=["p9"], title="一")
    (said,) = office.send(9, void(up))
    other = fields(up, title="二")
    reused = Outcome(up.n, "r", code="id_reuse", facts={"last": up.n})
    with caplog.at_level(logging.WARNING):
        assert office.send(9, up, other, up, void(up)) == [said, reused, said, said]
    assert entries(office, up.matter) == []


def test_a_command_that_was_decided_is_not_taken_back() -> None:
    office = Office.open()
    up = office.up(9, "write", to=["p9"], title="一")
    (accepted,) = office.send(9, up)
    assert office.send(9, void(up)) == [accepted]
    assert len(entries(office, up.matter)) == 1
    bad = office.up(1, "say", "9-1", opinion="甲")
    assert office.send(1, bad, void(bad))[1].code == "not_visible"


def test_what_waits_is_taken_back_though_something_waits_before_it() -> None:
    office = Office.open()
    first, second = (office.up(9, "write", kind="unheard_of") for _ in range(2))
    behind = CommandUp(second.n, first.matter, "unheard_of", "say", 9, second.made_at)
    assert [o.s for o in office.send(9, first, behind)] == ["l", "l"]
    assert [o.code for o in office.send(9, first, void(behind))] == ["edition", "withdrawn"]


def test_nobody_takes_back_anothers_command() -> None:
    office = Office.open()
    up = office.up(9, "write", to=["p9"], title="一")
    office.send(1, void(up))
    assert office.send(9, up)[0].s == "a"


def test_the_entry_says_that_its_author_read_the_light_copy() -> None:
    office = Office.open()
    matter = office.do(9, "write", to=["p9"], title="一")
    for light in (True, False):
        office.send(9, structs.replace(office.up(9, "say", matter, opinion="甲"), light=light))
    assert [read(stored).data.get("seen") for stored in entries(office, matter)] == [None, "light", None]


class TestDecidedOnWhatItsAuthorSaw:
    """What only the centre may do, decided offline on a matter with words of one's own that were still waiting."""

    def number(self, office: Office, matter: str, *, base: int, own: int, who: int = 9) -> Outcome:
        up = structs.replace(office.up(who, "number", matter, number="12号"), base=base, own=own)
        return office.send(who, up)[0]

    @pytest.fixture
    def office(self) -> Office:
        return Office.open()

    @pytest.fixture
    def matter(self, office: Office) -> str:
        return office.do(9, "write", to=["p9", "p1"], title="一")

    def test_nothing_waited_and_nothing_came(self, office: Office, matter: str) -> None:
        assert self.number(office, matter, base=1, own=0).s == "a"

    def test_his_own_words_arrive_first_and_are_no_change(self, office: Office, matter: str) -> None:
        for words in ("甲", "乙"):
            office.do(9, "say", matter, opinion=words)
        assert self.number(office, matter, base=1, own=2).s == "a"

    def test_it_opened_the_matter_itself(self, office: Office) -> None:
        opened = office.do(9, "write", to=["p9"], title="一")
        assert self.number(office, opened, base=0, own=1).s == "a"

    def test_somebody_elses_words_came_between(self, office: Office, matter: str) -> None:
        office.do(1, "say", matter, opinion="别人")
        office.do(9, "say", matter, opinion="甲")
        outcome = self.number(office, matter, base=1, own=1)
        assert (outcome.s, outcome.code) == ("r", "changed_since")

    def test_his_own_were_refused_and_somebody_elses_took_their_place(self, office: Office, matter: str) -> None:
        office.do(1, "say", matter, opinion="别人")
        assert self.number(office, matter, base=1, own=1).code == "changed_since"

    def test_his_own_were_refused_and_nothing_else_came(self, office: Office, matter: str) -> None:
        assert office.send(9, office.up(9, "no_such_action", matter))[0].s == "r"
        assert self.number(office, matter, base=1, own=1).code == "changed_since"

    def test_words_from_his_other_device_are_not_what_he_saw(self, office: Office, matter: str) -> None:
        here = office.devices.pop(9)
        office.do(9, "say", matter, opinion="另一台")
        office.devices[9] = here
        assert self.number(office, matter, base=1, own=1).code == "changed_since"

    def test_more_of_his_own_arrived_than_he_saw(self, office: Office, matter: str) -> None:
        for words in ("甲", "乙"):
            office.do(9, "say", matter, opinion=words)
        assert self.number(office, matter, base=1, own=1).code == "changed_since"

    def test_a_command_is_the_same_whatever_its_author_saw(self, office: Office) -> None:
        up = office.up(9, "write", to=["p9"], title="一")
        assert body_hash(structs.replace(up, own=3, light=True)) == body_hash(up)
