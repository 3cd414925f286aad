"""What counts as a conflict, what happened in between, and what becomes of the words."""

import pytest

from oa_client.app.conflicts import is_conflict, since, words_for
from oa_client.app.ports import Pending, Settlement, Standing
from oa_client.domain.circulation import CIRCULATION
from oa_client.domain.decision import MOVED_ON, Command, Context, Refused
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PostId
from oa_client.protocol.messages import Outcome
from tests.ui.matter_desk import HOUR, NOW, Scene
from tests.wording.test_words import all_codes

OPINION = {"opinion": "已传达到各网格"}


def back(code, fields=None, *, action="send_back", seen=None, made_at=NOW - HOUR, facts=None):
    command = Command(MatterId("1-1"), "circulation", action, fields or {})
    return Pending(3, command, PostId(2), made_at, Standing.REFUSED, code=code, facts=facts or {}, seen=seen)


def refuse(scene, n, code, **facts):
    scene.outbox.mark_sent([n])
    assert scene.outbox.settle([Settlement(n, outcome=Outcome(n, "r", code=code, facts=facts))])


def test_only_codes_that_somebody_gives_count_as_moved_on():
    assert set(MOVED_ON) <= all_codes()
    assert all(reason.strip() for reason in MOVED_ON.values())


@pytest.mark.parametrize("code", ["not_allowed", "authority_ended", "missing_field", "withdrawn", "secret_marking"])
def test_what_lies_with_the_author_or_his_rights_is_no_conflict(code):
    assert not is_conflict(back(code))


def test_an_act_that_was_legal_and_is_refused_after_a_colleague_s_is_a_conflict():
    """Each act of 李芳's that the rule allows, judged again after 王小明 of the same post ended the track."""
    from oa_client.domain import rulebook
    from oa_client.domain.calendar import WorkingDays
    from oa_client.domain.people import PersonId

    scene = Scene()
    second = PersonId(4)
    folk = scene.folk.people[second]
    scene.folk.people[second] = type(folk)(second, folk.name, (*folk.posts, PostId(2)))
    matter = scene.circulate("o2", "p5", mode="sequential", may_forward=True)
    actor = scene.folk.actor(second, PostId(2))
    asked = {"reason": "请核对附件", "opinion": "已阅", "reader": "p3", "tracks": [0, 1], "place": "last"}
    judged = Context(actor, NOW, scene.folk, WorkingDays())

    def decided(action):
        given = {a.name: asked[a.name] for a in action.asks if a.name in asked}
        command = Command(matter, "circulation", action.name, given, edition=1)
        return rulebook.decide(CIRCULATION, scene.library.record(matter).matter, command, judged)

    before = {a.name for a in CIRCULATION.actions if not a.opens and not isinstance(decided(a), Refused)}
    assert {"mark_read", "forward", "send_back"} <= before
    scene.act(2, "mark_read", OPINION, matter=matter)
    now = {a.name: decided(a) for a in CIRCULATION.actions if a.name in before}
    codes = {name: answer.code for name, answer in now.items() if isinstance(answer, Refused)}
    assert {"forward", "send_back"} <= set(codes)
    assert set(codes.values()) <= set(MOVED_ON), codes


def test_what_was_seen_is_kept_with_the_command_and_told_to_nobody():
    from oa_client.sync.upward import command_up

    scene = Scene()
    matter = scene.circulate("p2", "p5")
    scene.act(1, "add_note", {"opinion": "附件已更新"}, matter=matter)
    kept = scene.desk.act(scene.desk.record(matter), "mark_read", OPINION)
    (pending,) = scene.outbox.pending()
    assert (pending.n, pending.seen) == (kept.n, 2)
    assert "seen" not in command_up(pending).__struct_fields__


def test_my_own_waiting_acts_are_not_what_i_saw_of_the_centre():
    scene = Scene()
    matter = scene.circulate("p2", "p5")
    for words in ("一", "二"):
        scene.desk.act(scene.desk.record(matter), "add_note", {"opinion": words})
    assert [p.seen for p in scene.outbox.pending()] == [1, 1]


def test_what_happened_in_between_begins_behind_what_was_seen():
    scene = Scene()
    matter = scene.circulate("p2", "p5", at=NOW - 9 * HOUR)
    scene.act(1, "add_note", {"opinion": "一"}, matter=matter, at=NOW - 8 * HOUR)
    scene.act(1, "recall", {"reason": "另行发文"}, matter=matter, at=NOW - HOUR)
    record = scene.desk.record(matter)
    assert [e.action for e in since(back("recalled", seen=2), record)] == ["recall"]
    assert [e.action for e in since(back("recalled", seen=1), record)] == ["add_note", "recall"]
    assert [e.action for e in since(back("recalled", made_at=NOW - 2 * HOUR), record)] == ["recall"]


def test_words_on_a_matter_that_is_not_here_any_more_stay_in_sight():
    scene = Scene()
    command = Command(MatterId("9-9"), "circulation", "mark_read", OPINION)
    n = scene.outbox.queue(command, PostId(2), NOW).n
    refuse(scene, n, "recalled")
    assert scene.desk.rework(n) is None
    assert [p.command.fields for p in scene.desk.conflicting()] == [OPINION]
    assert scene.desk.drafts() == ()


def test_conflicts_and_the_rest_are_counted_apart():
    scene = Scene()
    matter = scene.circulate("p2", "p5")
    first = scene.desk.act(scene.desk.record(matter), "mark_read", OPINION)
    second = scene.desk.act(scene.desk.record(matter), "add_note", {"opinion": "又及"})
    refuse(scene, first.n, "recalled")
    refuse(scene, second.n, "not_allowed")
    desk = scene.desk
    assert [p.n for p in desk.refused()] == [second.n]
    assert [p.n for p in desk.conflicting()] == [c.mine.n for c in desk.conflicts(matter)] == [first.n]
    assert desk.conflicts(MatterId("9-9")) == ()


def test_putting_mine_away_keeps_the_words_and_can_be_undone():
    scene = Scene()
    matter = scene.circulate("p2", "p5")
    kept = scene.desk.act(scene.desk.record(matter), "mark_read", OPINION)
    refuse(scene, kept.n, "recalled")
    scene.desk.put_away(kept.n)
    assert scene.desk.conflicting() == ()
    assert [dict(v.command.fields) for v in scene.desk.versions(matter)] == [OPINION]
    assert scene.desk.bring_back(kept.n)
    assert [p.n for p in scene.desk.conflicting()] == [kept.n]
    assert scene.desk.versions(matter) == ()
    assert not scene.desk.bring_back(kept.n)


def test_words_go_back_into_their_own_form_while_it_is_open():
    scene = Scene()
    matter = scene.circulate("p2", "p5")
    kept = scene.desk.act(scene.desk.record(matter), "mark_read", OPINION)
    refuse(scene, kept.n, "changed_since")
    taken = scene.desk.rework(kept.n, theirs="陈静：附件已更新")
    assert taken.form == "mark_read"
    draft = scene.outbox.draft(f"act/{matter}/mark_read")
    assert draft.data["fields"] == {"opinion": "已传达到各网格\n陈静：附件已更新"}


def test_words_whose_form_is_closed_stand_in_a_note():
    """退回 of a paper that a colleague has finished is offered no more: the reason can still be said."""
    scene = Scene()
    matter = scene.circulate("p2", "p5", mode="parallel")
    kept = scene.desk.act(scene.desk.record(matter), "send_back", {"reason": "附件打不开"})
    scene.act(2, "mark_read", OPINION, matter=matter)
    refuse(scene, kept.n, "already_done", by=4)
    taken = scene.desk.rework(kept.n)
    assert taken.form == "add_note"
    assert scene.outbox.draft(f"act/{matter}/add_note").data["fields"] == {"opinion": "附件打不开"}
    assert [dict(v.command.fields) for v in scene.desk.versions(matter)] == [{"reason": "附件打不开"}]


def test_words_that_no_form_takes_stay_where_they_were():
    command = Command(MatterId("1-1"), "circulation", "forward", {"reader": "p3", "note": "请阅"})
    assert words_for(CIRCULATION, command, "") == command.fields
    assert words_for(None, command, "forward") == command.fields
    assert words_for(CIRCULATION, command, "forward", "李芳：已办") == {"reader": "p3", "note": "请阅\n李芳：已办"}
