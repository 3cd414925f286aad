import pytest

from oa_client.domain.bulletin import BULLETIN
from oa_client.domain.matter import Timer
from oa_client.domain.people import CENTRE, Role
from oa_client.domain.rulebook import audience, roles_wanted, tasks, timers
from tests.domain.office import (
    CLERK,
    COLLEAGUE,
    DIRECTORY,
    FIRST,
    LEADER,
    MONDAY,
    OUTSIDER,
    REVIEWER,
    STREET,
    VILLAGE,
    Record,
    person,
)

DAY = 86_400
FILE = {"sha256": "a" * 64, "name": "须知.pdf", "size": 9}


def filled(**more):
    return {"title": "停水通知", "body": "明日停水。", "scope": ["t4"], "reviewer": "p2", **more}


def submitted(by=COLLEAGUE, **more):
    record = Record(BULLETIN)
    record.does(by, "submit", **filled(**more))
    return record


def published(**more):
    record = submitted(**more)
    record.does(LEADER, "publish")
    return record


def test_a_submitted_bulletin_is_the_reviewers_task_and_not_yet_seen_by_its_scope():
    record = submitted()
    assert record.matter.stage == "review"
    assert record.tasks_of(LEADER) == [("act", "review", None)]
    assert not record.seen_by(VILLAGE)
    assert record.refused(VILLAGE, "answer", opinion="收到") == "not_allowed"


def test_a_published_bulletin_is_read_by_receipt_throughout_its_scope():
    record = published()
    assert [(t.holder, t.by_receipt) for t in tasks(BULLETIN, record.matter)] == [("t4", True)]
    assert record.seen_by(VILLAGE)
    assert record.seen_by(STREET)
    assert not record.seen_by(OUTSIDER)


def test_only_the_chosen_reviewer_with_the_role_publishes():
    record = submitted()
    assert record.refused(REVIEWER, "publish") == "not_allowed"
    assert record.refused(CLERK, "publish") == "not_allowed"
    by_post = submitted(reviewer="o12")
    by_post.does(LEADER, "publish")


def test_nobody_reviews_his_own_bulletin():
    assert Record(BULLETIN).refused(LEADER, "submit", **filled()) == "reviewer_is_author"
    record = submitted(by=LEADER, reviewer="p8")
    record.does(CLERK, "resubmit", **filled())
    assert record.refused(LEADER, "publish") == "reviewer_is_author"


def test_a_bulletin_sent_back_is_the_authors_task_and_submitted_again_as_a_whole():
    record = submitted(files=[FILE], pinned_until=MONDAY + DAY, level="street")
    record.does(LEADER, "send_back", reason="补充时间")
    assert ("act", "returned", None) in record.tasks_of(COLLEAGUE)
    assert ("act", "returned", None) in record.tasks_of(CLERK)
    record.does(COLLEAGUE, "resubmit", **filled(title="停水通知（更正）"))
    assert record.matter.title == "停水通知（更正）"
    assert record.matter.files == ()
    assert "pinned_until" not in record.matter.fields
    assert record.matter.texts["body"] == 3


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reviewer": "u1"}, "reviewer_not_a_person"),
        ({"reviewer": "p99"}, "unknown_reviewer"),
        ({"reviewer": "p4"}, "reviewer_cannot_review"),
        ({"reviewer": "o22"}, "reviewer_cannot_review"),
        ({"reviewer": "c2"}, "reviewer_cannot_review"),
        ({"scope": ["t99"]}, "unknown_reader"),
        ({"scope": []}, "missing_field"),
        ({"valid_until": MONDAY - 1}, "validity_over"),
        ({"valid_until": MONDAY + DAY, "pinned_until": MONDAY + 2 * DAY}, "pinned_too_long"),
        ({"level": "province"}, "bad_value"),
    ],
)
def test_what_is_submitted_must_be_sound(more, code):
    assert Record(BULLETIN).refused(COLLEAGUE, "submit", **filled(**more)) == code


def test_a_bulletin_whose_validity_passed_in_review_is_not_published():
    record = submitted(valid_until=MONDAY + DAY)
    record.now += 2 * DAY
    assert record.refused(LEADER, "publish") == "validity_over"


def test_it_expires_by_the_centres_timer_and_stays_readable():
    record = published(valid_until=MONDAY + DAY)
    assert timers(BULLETIN, record.matter) == (Timer("expire", MONDAY + DAY, "expire"),)
    assert record.refused(CENTRE, "expire") == "still_valid"
    record.now = MONDAY + DAY
    assert record.refused(COLLEAGUE, "expire") == "not_allowed"
    record.does(CENTRE, "expire")
    assert (record.matter.stage, timers(BULLETIN, record.matter)) == ("expired", ())
    assert record.seen_by(VILLAGE)
    assert tasks(BULLETIN, record.matter) == ()


def test_extending_moves_the_timer():
    record = published(valid_until=MONDAY + DAY)
    record.does(CLERK, "extend", valid_until=MONDAY + 3 * DAY)
    assert timers(BULLETIN, record.matter)[0].at == MONDAY + 3 * DAY
    record.now = MONDAY + DAY
    assert record.refused(CENTRE, "expire") == "still_valid"
    assert record.refused(CLERK, "extend", valid_until=MONDAY) == "validity_over"


def test_withdrawing_needs_a_reason_and_hides_it_from_its_scope_but_not_from_who_acted():
    record = published(receipt=True)
    record.does(VILLAGE, "answer", opinion="收到，已通知居民。")
    assert record.refused(CLERK, "withdraw") == "missing_field"
    record.does(CLERK, "withdraw", reason="内容有误")
    assert record.seen_by(VILLAGE)
    assert not record.seen_by(STREET)
    assert audience(BULLETIN, record.matter) == {"p13", "p1", "c1", "p2", "p9"}


def test_answers_in_words_are_taken_only_where_they_are_asked_for():
    assert published().refused(VILLAGE, "answer", opinion="收到") == "no_answer_asked"
    record = published(receipt=True)
    record.does(VILLAGE, "answer", opinion="收到")
    assert record.refused(FIRST, "answer", opinion="收到") == "not_allowed"


def test_the_reviewer_may_withdraw_what_was_published():
    record = published()
    record.does(LEADER, "withdraw", reason="内容有误")
    assert record.matter.stage == "withdrawn"


def test_whoever_may_be_named_can_do_what_he_is_named_for():
    roles = roles_wanted(BULLETIN.action("submit"), "reviewer")
    assert roles == {Role.REVIEWER, Role.LEADER}
    assert roles_wanted(BULLETIN.action("submit"), "scope") == frozenset()
    able = DIRECTORY.only(roles)
    assert sorted(able.people) == [2, 6, 8, 15, 16]
    assert sorted(able.posts) == [12, 14, 23, 32, 34]
    assert DIRECTORY.only(frozenset()) is DIRECTORY
    for number in able.people:
        submitted(reviewer=f"p{number}").does(person(number), "publish")
