"""What practice.md §4 asks of tables that are data alone: several strands, clocks, joins, links."""

from oa_client.domain.decision import Accepted, Claim, Command, NeedsCentre, NeedsFiles, Refused
from oa_client.domain.matter import MatterId, Running
from oa_client.domain.people import CENTRE
from oa_client.domain.rulebook import row, timers
from tests.domain.office import CLERK, FIRST, HANDLER, HEAD, LEADER, MONDAY, REVIEWER, THIRD, Record, table
from tests.domain.test_calendar import said

DAY = 86_400


def applied():
    record = Record(table("approval"))
    record.does(CLERK, "apply", title="开办餐馆", item="食品经营许可", applicant="某店", units=["u2", "u3"])
    return record


def clock(record, name, track=None):
    return next(c for c in record.matter.clocks if c.name == name and c.track == track)


# ---------------------------------------------------------------- 并联审批


def test_every_unit_gets_its_strand_with_its_own_limit():
    record = applied()
    assert record.states() == ["delivered", "delivered"]
    assert said(clock(record, "acceptance", 0).due) == said(clock(record, "acceptance", 1).due) == "2026-11-09 17:00"
    assert record.tasks_of(HANDLER) == [("act", "accept", 0)]


def test_correction_is_asked_for_once_and_stops_the_clock_until_it_is_supplied():
    record = applied()
    record.now += DAY
    record.does(HANDLER, "ask_correction", list="缺平面图")
    assert (clock(record, "acceptance", 0).running, clock(record, "acceptance", 0).left) == (
        Running.PAUSED,
        4,
    )
    assert clock(record, "acceptance", 1).running is Running.RUNNING
    record.now += 14 * DAY
    assert record.refused(CLERK, "supply", 0) == "nothing_supplied"
    record.does(CLERK, "supply", 0, text="平面图已补")
    assert said(clock(record, "acceptance", 0).due) == "2026-11-23 17:00"
    assert record.refused(HANDLER, "ask_correction", list="再补") == "corrected_once"


def test_one_strand_does_not_stop_another_and_the_whole_comes_from_their_join():
    record = applied()
    record.does(HANDLER, "decline", reason="不属本机关职权")
    assert record.matter.stage == "running"
    record.does(THIRD, "accept")
    record.does(THIRD, "grant")
    assert record.matter.stage == "refused"
    granted = applied()
    for actor in (HANDLER, THIRD):
        granted.does(actor, "accept")
        granted.does(actor, "grant", opinion="符合条件")
    assert granted.matter.stage == "granted"
    assert {c.running for c in granted.matter.clocks} == {Running.STOPPED}


def test_a_partial_withdrawal_leaves_the_rest():
    record = applied()
    record.does(CLERK, "withdraw_part", 0, reason="申请人撤回")
    record.does(THIRD, "accept")
    record.does(THIRD, "grant")
    assert record.matter.stage == "granted"
    assert (row(record.process, record.matter).ended, row(record.process, record.matter).total) == (1, 1)


def test_a_hearing_is_left_out_of_the_statutory_limit():
    record = applied()
    record.does(HANDLER, "accept")
    before = clock(record, "statutory", 0).due
    record.does(HANDLER, "suspend", cause="hearing")
    record.now += 7 * DAY
    record.does(HANDLER, "continue")
    assert clock(record, "statutory", 0).due == before + 7 * DAY


def test_an_extension_is_given_once_by_a_leader_and_only_in_time():
    record = applied()
    record.does(HANDLER, "accept")
    assert record.refused(HANDLER, "extend", reason="情况复杂") == "not_allowed"
    record.does(HEAD, "extend", reason="情况复杂")
    assert said(clock(record, "statutory", 0).due) == "2026-12-14 17:00"
    assert record.refused(HEAD, "extend", reason="情况复杂") == "extended_once"
    late = applied()
    late.does(THIRD, "accept")
    late.now += 60 * DAY
    assert late.refused(REVIEWER, "extend", reason="情况复杂") == "limit_passed"


def test_the_certificate_needs_the_centre_the_bytes_an_unchanged_matter_and_a_free_number():
    record = applied()
    for actor in (HANDLER, THIRD):
        record.does(actor, "accept")
        record.does(actor, "grant")
    named = {"certificate": "JY/2026"}

    def ask(base=None, **context):
        return record.ask(CLERK, "issue", base=base, context=record.context(CLERK, **context), **named)

    assert isinstance(ask(), NeedsCentre)
    assert ask(at_centre=True, base=3) == Refused("changed_since", {"action": "issue", "version": 5})
    record.matter = record.matter.__class__(
        **{n: getattr(record.matter, n) for n in record.matter.__slots__ if n != "files"},
        files=(_ref(),),
    )
    assert ask(at_centre=True, has_file=lambda _: False) == NeedsFiles(("a" * 64,))
    taken = ask(at_centre=True, holder_of=lambda *_: MatterId("9-9"))
    assert isinstance(taken, Refused)
    assert taken.code == "already_taken"
    done = ask(at_centre=True, base=5)
    assert isinstance(done, Accepted)
    assert done.claims == (Claim("certificate", "食品经营许可/JY%2F2026"),)


def _ref():
    from oa_client.domain.matter import FileRef

    return FileRef("a" * 64, "材料.pdf", 1)


# ---------------------------------------------------------------- 区长信箱


def received(kind="complaint", **more):
    record = Record(table("letter"))
    record.does(CLERK, "receive", title="道路积水", letter_kind=kind, code="XX2026110001", body="路面积水。", **more)
    return record


def answered(**more):
    record = received(**more)
    record.does(CLERK, "assign", lead="u3", assist=["u2"])
    record.does(HANDLER, "answer", opinion="已疏通。")
    record.does(THIRD, "reply", reply="现答复如下。")
    return record


def test_a_letter_never_goes_to_the_unit_it_accuses():
    record = received(accused=["u2"])
    assert record.refused(CLERK, "assign", lead="u2") == "conflict_of_interest"
    assert record.refused(CLERK, "assign", lead="u3", assist=["p4"]) == "conflict_of_interest"
    record.does(CLERK, "assign", lead="u3")


def test_a_report_of_wrongdoing_stays_in_its_closed_channel():
    assert received("report").refused(CLERK, "assign", lead="u2") == "closed_channel"


def test_the_lead_merges_when_every_assisting_unit_has_answered():
    record = received()
    record.does(CLERK, "assign", lead="u3", assist=["u2"])
    assert [(t.role, t.state) for t in record.matter.tracks] == [("assist", "delivered"), ("lead", "pending")]
    assert record.seen_by(THIRD)
    assert record.refused(THIRD, "reply", reply="x") == "track_over"
    record.does(HANDLER, "answer", opinion="已疏通。")
    assert record.refused(THIRD, "answer", opinion="x") == "no_track"
    record.does(THIRD, "reply", reply="现答复如下。")
    assert record.matter.stage == "replied"
    assert clock(record, "reply").running is Running.STOPPED


def test_a_dissatisfied_citizen_gets_one_more_answer():
    record = answered()
    record.does(CLERK, "object", reason="未解决")
    assert (record.matter.stage, record.states()) == ("answering", ["answered", "redone", "delivered"])
    record.does(THIRD, "reply", reply="再次答复。")
    assert record.refused(CLERK, "object", reason="仍不满意") == "objected_once"


def test_publication_is_redacted_by_one_hand_and_released_by_another():
    record = answered()
    record.does(CLERK, "redact", text="【隐去】", releaser="p1")
    fields = {"public_title": "道路积水", "public_text": "隐去姓名后的来信和答复"}
    assert record.refused(CLERK, "release", **fields) == "same_hand"
    other = answered()
    other.does(CLERK, "redact", text="【隐去】", releaser="p2")
    assert other.tasks_of(LEADER) == [("act", "release", None)]
    released = other.does(LEADER, "release", **fields)
    assert [(f.command.kind, f.command.fields["source"]) for f in released.follow_ups] == [("publication", "7-1")]
    other.does(LEADER, "unpublish", reason="当事人要求")
    assert answered(kind="appeal").refused(CLERK, "redact", text="x", releaser="p2") == "never_published"


def test_the_centre_reminds_once_when_the_reply_is_due():
    record = received()
    record.does(CLERK, "assign", lead="u3")
    (timer,) = timers(record.process, record.matter)
    assert (timer.action, said(timer.at)) == ("remind", "2026-11-23 17:00")
    assert record.refused(CENTRE, "remind") == "not_due"
    record.now = timer.at
    record.does(CENTRE, "remind")
    assert timers(record.process, record.matter) == ()


# ---------------------------------------------------------------- 月报


def started(units=("u2", "u3"), **more):
    record = Record(table("monthly_report"))
    fields = {"title": "十月月报", "period": "2026-10", "due": MONDAY + 5 * DAY, **more}
    record.opened = record.does(CLERK, "start", units=list(units), **fields)
    return record


def test_a_period_is_collected_once_by_a_unit_until_it_is_cancelled():
    record = started()
    assert record.opened.claims == (Claim("monthly_report", "u1/2026-10"),)
    released = record.does(CLERK, "cancel", reason="重复")
    assert released.claims == (Claim("monthly_report", "u1/2026-10", release=True),)


def test_reports_come_in_are_returned_and_joined():
    record = started()
    record.does(HANDLER, "submit", figure=3)
    record.does(CLERK, "return", 0, reason="数据不符")
    assert record.matter.track(0).ended_by is None
    record.does(FIRST, "submit", figure=4)
    assert record.refused(HANDLER, "submit", 0, figure=4) == "already_done"
    assert record.refused(CLERK, "merge", summary="汇总") == "too_few"
    record.does(THIRD, "submit", figure=1, money=12_345)
    assert record.matter.stage == "merging"
    record.does(CLERK, "merge", summary="汇总")
    assert record.matter.stage == "finished"


def test_enough_of_all_may_be_merged_and_the_rest_is_missed():
    record = started(enough=1)
    record.does(HANDLER, "submit", figure=3)
    record.does(CLERK, "merge", summary="汇总")
    assert record.states() == ["submitted", "missed"]


def test_merging_opens_the_next_months_report_as_a_linked_matter():
    record = started(enough=1)
    record.does(HANDLER, "submit", figure=3)
    assert record.refused(CLERK, "merge", summary="汇总", next_period="2026-11") == "missing_field"
    following = {"next_title": "十一月月报", "next_due": MONDAY + 35 * DAY}
    merged = record.does(CLERK, "merge", summary="汇总", next_period="2026-11", **following)
    (link,) = merged.follow_ups
    assert link.command == Command(
        MatterId(""),
        "monthly_report",
        "start",
        {
            "title": "十一月月报",
            "period": "2026-11",
            "due": MONDAY + 35 * DAY,
            "units": ["u2", "u3"],
            "previous": "7-1",
        },
    )
    again = Record(record.process, record.now)
    assert isinstance(again.ask(CLERK, "start", fields=dict(link.command.fields)), Accepted)


def test_the_reminder_is_sent_at_its_hour_once():
    record = started(remind_at=MONDAY + 3 * DAY)
    (timer,) = timers(record.process, record.matter)
    record.now = timer.at
    record.does(CENTRE, "remind")
    assert timers(record.process, record.matter) == ()
