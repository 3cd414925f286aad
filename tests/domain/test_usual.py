"""A usual day moves with the calendar while nobody picked one: in every story, and never without an entry that says so.

The day is counted here by stepping over the days one by one, and what stands fixed is kept by the story, so that
neither is what the rule itself says.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oa_client.domain.calendar import BEIJING
from oa_client.domain.decision import Refused
from oa_client.domain.instruction import INSTRUCTION
from oa_client.domain.kinds import TABLES
from oa_client.domain.matter import Entry, EntryType, MatterId
from oa_client.domain.moving_dues import INCOMING_3, INSTRUCTION_4, SUPERVISION_3
from oa_client.domain.people import SYSTEM
from oa_client.domain.recount import entry_data, shifts, without_moved
from oa_client.domain.rulebook import evolve, row, tasks, timers
from oa_client.domain.supervision.edition_2 import SUPERVISION_2
from oa_client.domain.usual import USUAL, Usual, usual_of
from tests.domain import test_instruction, test_supervision
from tests.domain.office import CALENDAR, CLERK, FIRST, HANDLER, LEADER, MONDAY, Record, through_json
from tests.domain.test_incoming import paper
from tests.domain.test_supervision import SUPERVISOR

DAY = 86_400
TEN = [10, "working_days", MONDAY]
MID_NOVEMBER = [("2026-11-09", "2026-11-11")]


def announced(calendar, *spans, worked=(), notice="国办发明电〔2026〕19号", year=2026):
    """The calendar with other holidays in a year, those days off, and days worked."""
    days = [{"name": "调整", "first": first, "last": last} for first, last in spans]
    return calendar.with_json({"years": {str(year): {"notice": notice, "holidays": days, "makeup": list(worked)}}})


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=BEIJING).timestamp())


def stepped(calendar, usual):
    """The day a limit runs out, by stepping over the days one by one: an oracle of its own."""
    amount, unit, since = usual
    start = datetime.fromtimestamp(since, BEIJING)
    day = start.date()
    if unit == "hours":
        return since + amount * 3600
    if unit == "days":
        day += timedelta(days=amount)
        while not calendar.is_working(day):
            day += timedelta(days=1)
    else:
        if start.time() > calendar.cutoff:
            day += timedelta(days=1)
        while not calendar.is_working(day):
            day += timedelta(days=1)
        for _ in range(amount):
            day += timedelta(days=1)
            while not calendar.is_working(day):
                day += timedelta(days=1)
    return int(datetime.combine(day, calendar.close, BEIJING).timestamp())


def takes_in(record, after):
    """The centre takes in a calendar; the entry that counts again, if there is one."""
    data = entry_data(record.process, record.matter, record.now, record.calendar, after, "放假安排公布")
    record.calendar = after
    if data is None or record.matter.stage in record.process.over:
        return None
    v = len(record.entries) + 1
    entry = through_json(Entry(MatterId("7-1"), v, EntryType.ASSIGNED, record.now, SYSTEM, 0, 0, data))
    record.matter = evolve(record.process, record.matter, entry)
    record.entries.append(entry)
    return entry


def assigned(process=INSTRUCTION_4, **more):
    record = Record(process)
    record.does(CLERK, "record", **test_instruction.filled())
    told = {"due": stepped(CALENDAR, TEN), USUAL: TEN} | more
    given = {name: value for name, value in told.items() if value is not None}
    record.does(CLERK, "assign", manner="hand_down", lead="p4", assist=["p7"], **given)
    return record


def dues(record):
    return [record.matter.fields.get("due"), *(t.due for t in record.matter.tracks)]


# ------------------------------------------------------------------ one after the other


def test_the_day_of_the_matter_and_of_its_strands_move_together_by_an_entry_that_says_so():
    record = assigned()
    assert dues(record) == [at("2026-11-16 17:00")] * 3
    entry = takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    # 11-03 to 11-06, 11-12, 11-13, 11-16 to 11-19
    assert dues(record) == [at("2026-11-19 17:00")] * 3
    assert set(shifts(entry)) == {(at("2026-11-16 17:00"), at("2026-11-19 17:00"))}
    assert [one["track"] for one in entry.data["found"]["dues"]] == [None, 0, 1]
    assert row(record.process, record.matter).due == at("2026-11-19 17:00")
    assert {t.due for t in tasks(record.process, record.matter) if t.track is not None} == {at("2026-11-19 17:00")}


def test_the_timer_of_the_centre_waits_for_the_new_day():
    record = assigned(supervisor="o13")
    takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    assert [(t.name, t.at) for t in timers(record.process, record.matter)] == [("overdue", at("2026-11-19 17:00"))]


def test_a_day_that_somebody_picked_stays_even_if_it_is_the_usual_one():
    record = assigned(**{USUAL: None})
    assert takes_in(record, announced(CALENDAR, *MID_NOVEMBER)) is None
    assert dues(record) == [at("2026-11-16 17:00")] * 3


def test_a_notice_taken_back_takes_the_day_back():
    record = assigned()
    takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    takes_in(record, CALENDAR)
    assert dues(record) == [at("2026-11-16 17:00")] * 3


def test_what_was_given_on_goes_on_under_the_same_day():
    record = assigned()
    takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    record.does(CLERK, "reassign", track=0, reader="p6")
    assert record.matter.tracks[-1].due == at("2026-11-19 17:00")
    takes_in(record, announced(CALENDAR, ("2026-11-09", "2026-11-12")))
    assert [t.due for t in record.matter.tracks] == [at(f"2026-11-{day} 17:00") for day in (19, 20, 20)]


def test_what_is_over_stays_over_and_nothing_becomes_over():
    late = assigned()
    late.now = at("2026-11-17 09:00")
    assert takes_in(late, announced(CALENDAR, *MID_NOVEMBER)) is None
    near = assigned()
    near.now = at("2026-11-16 09:00")
    assert takes_in(near, announced(CALENDAR, worked=("2026-11-08",))) is None
    assert dues(near) == [at("2026-11-16 17:00")] * 3


def test_what_is_concluded_stays():
    record = assigned()
    for actor in (HANDLER, test_instruction.THIRD):
        record.does(actor, "complete", opinion="已整改。")
    entry = takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    assert [one["track"] for one in entry.data["found"]["dues"]] == [None], "nobody waits for these strands"
    assert [t.due for t in record.matter.tracks] == [at("2026-11-16 17:00")] * 2


def test_another_day_given_out_later_is_fixed_and_who_works_by_the_first_keeps_his():
    record = assigned()
    record.does(HANDLER, "send_back", reason="不属我科。")
    record.does(CLERK, "assign", manner="hand_down", lead="p6", due=at("2026-12-01 17:00"))
    assert USUAL not in record.matter.fields
    takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    assist, lead = record.matter.tracks[1], record.matter.tracks[-1]
    assert record.matter.fields["due"] == lead.due == at("2026-12-01 17:00")
    assert assist.due == at("2026-11-19 17:00")


def test_what_was_counted_by_an_older_calendar_is_counted_by_that_of_the_centre_when_it_comes():
    record = Record(INSTRUCTION_4, calendar=announced(CALENDAR, *MID_NOVEMBER))
    record.does(CLERK, "record", **test_instruction.filled())
    record.does(CLERK, "assign", manner="hand_down", lead="p4", due=at("2026-11-16 17:00"), **{USUAL: TEN})
    assert dues(record) == [at("2026-11-19 17:00")] * 2
    assert record.entries[-1].fields["due"] == at("2026-11-16 17:00"), "what was filled in stays as it was"
    assert list(shifts(record.entries[-1])) == [(at("2026-11-16 17:00"), at("2026-11-19 17:00"))]


def test_a_document_handed_to_another_organ_takes_along_how_its_day_was_counted():
    record = Record(INCOMING_3)
    record.does(CLERK, "register", **paper())
    record.does(CLERK, "propose", opinion="拟转。", due=stepped(CALENDAR, TEN), **{USUAL: TEN})
    accepted = record.does(CLERK, "transfer", to="c2", reason="属住建局。")
    (sent,) = [one.command for one in accepted.follow_ups if one.command.action == "deliver"]
    assert (sent.fields["due"], sent.fields[USUAL]) == (at("2026-11-16 17:00"), TEN)


@pytest.mark.parametrize(
    "value",
    [
        [10, "working_days"],
        [10, "weeks", MONDAY],
        [0, "days", MONDAY],
        [10**9, "days", MONDAY],
        [True, "days", MONDAY],
        [10, "days", -1],
        [10, "days", 10**12],
        [10, ["days"], MONDAY],
        "10 days",
        {},
    ],
)
def test_what_is_no_count_is_refused(value):
    record = Record(INSTRUCTION_4)
    record.does(CLERK, "record", **test_instruction.filled())
    given = {"manner": "hand_down", "lead": "p4", "due": MONDAY + DAY, USUAL: value}
    assert record.refused(CLERK, "assign", **given) == "bad_value"
    assert usual_of(value) is None


@pytest.mark.parametrize(
    ("ahead", "at_centre", "refused"),
    [(DAY, True, False), (DAY + 1, True, True), (400 * DAY, True, True), (400 * DAY, False, False)],
)
def test_the_centre_takes_no_count_from_a_moment_still_to_come(ahead, at_centre, refused):
    """But a clock that is fast sends nobody's words back, and the device itself knows no other clock."""
    record = Record(INSTRUCTION_4)
    record.does(CLERK, "record", **test_instruction.filled())
    how = [10, "working_days", record.now + ahead]
    given = {"manner": "hand_down", "lead": "p4", "due": stepped(CALENDAR, how), USUAL: how}
    decision = record.ask(CLERK, "assign", context=record.context(CLERK, at_centre=at_centre), **given)
    assert (getattr(decision, "code", "") == "counted_ahead") == refused
    assert isinstance(decision, Refused) == refused


def test_of_every_kind_only_the_newest_edition_knows_it():
    knowing = {(t.kind, t.edition) for t in TABLES for a in t.actions for ask in a.asks if ask.name == USUAL}
    assert knowing == {("incoming", 3), ("instruction", 4), ("supervision", 3)}
    for process in (INCOMING_3, INSTRUCTION_4, SUPERVISION_3):
        keeping = {a.name: {ask.name for ask in a.asks} for a in process.actions if keeps_a_day(a)}
        assert all(USUAL in asked for asked in keeping.values()), "else the day would change and the count stay"


def keeps_a_day(action):
    return any(ask.name == "due" and ask.kept for ask in action.asks)


def test_under_an_edition_of_before_nothing_is_asked_and_nothing_moves():
    record = test_instruction.assigned()
    assert record.process.edition == 1
    assert takes_in(record, announced(CALENDAR, *MID_NOVEMBER)) is None
    given = {"manner": "hand_down", "lead": "p6", "due": MONDAY + DAY, USUAL: TEN}
    older = Record(INSTRUCTION)
    older.does(CLERK, "record", **test_instruction.filled())
    assert older.refused(CLERK, "assign", **given) == "unknown_field"


def test_a_notice_told_again_after_a_restore_moves_no_day_twice():
    record = assigned()
    told = takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    again = [{"track": track, "was": at("2026-11-19 17:00"), "due": at("2026-11-24 17:00")} for track in (None, 0)]
    data = {"action": "recount", "found": {"dues": [*again, {"track": 9, "was": MONDAY, "due": MONDAY + DAY}]}}
    noted = replace(told, data={**told.data, "fields": {"note": "2026年（国办发明电〔2026〕19号）"}})
    left = without_moved(data, [noted], frozenset({2026}))
    assert [one["track"] for one in left["found"]["dues"]] == [9]
    assert without_moved({**data, "found": {"dues": again}}, [noted], frozenset({2026})) is None
    assert without_moved(data, [noted], frozenset({2027})) == data


# ------------------------------------------------------------------ 督查: from the proposal on


THIRTY = [30, "working_days", MONDAY]


def proposed(process=SUPERVISION_3, counted=True):
    record = Record(process)
    how = {USUAL: THIRTY} if counted else {}
    record.does(SUPERVISOR, "propose", **test_supervision.filled(due=stepped(CALENDAR, THIRTY), **how))
    return record


def issued(counted=True):
    record = proposed(counted=counted)
    record.does(LEADER, "approve")
    how = {USUAL: record.matter.fields[USUAL]} if counted else {}
    record.does(SUPERVISOR, "issue", lead="c2", assist=["c3"], due=record.matter.fields["due"], **how)
    return record


def test_the_day_a_leader_approved_moves_and_what_is_handed_out_bears_the_new_one():
    record = proposed()
    record.does(LEADER, "approve")
    takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    moved = record.matter.fields["due"]
    assert moved == stepped(record.calendar, THIRTY) > stepped(CALENDAR, THIRTY)
    old = {"lead": "c2", "assist": ["c3"], "due": stepped(CALENDAR, THIRTY)}
    assert record.refused(SUPERVISOR, "issue", **old) == "approved_otherwise"
    record.does(SUPERVISOR, "issue", lead="c2", assist=["c3"], due=moved, **{USUAL: THIRTY})
    assert dues(record) == [moved] * 3


@pytest.mark.parametrize("how", [[900, "days", MONDAY], [1, "days", MONDAY]])
@pytest.mark.parametrize("counted", [True, False])
def test_a_day_a_leader_approved_is_not_changed_by_saying_that_it_was_counted_otherwise(how, *, counted):
    record = proposed(counted=counted)
    record.does(LEADER, "approve")
    told = {"lead": "c2", "assist": ["c3"], "due": record.matter.fields["due"], USUAL: how}
    assert record.refused(SUPERVISOR, "issue", **told) == "approved_otherwise"


def test_a_day_that_stands_moves_by_an_entry_of_its_own_and_not_with_another_act():
    """A newer program ships another calendar: nobody announced it, so nothing was counted again yet."""
    record = proposed()
    record.does(LEADER, "approve")
    record.calendar = announced(CALENDAR, *MID_NOVEMBER)
    held = record.matter.fields["due"]
    record.does(SUPERVISOR, "issue", lead="c2", assist=["c3"], due=held, **{USUAL: THIRTY})
    assert dues(record) == [held] * 3


def test_a_part_somebody_gave_on_bears_the_day_he_picked():
    record = issued()
    record.does(FIRST, "accept")
    picked = record.matter.fields["due"]
    record.does(FIRST, "break_down", track=0, part="摸底", holders=["p4"], due=picked)
    takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    assert record.matter.tracks[-1].due == picked
    assert record.matter.tracks[0].due > picked


def granted(record, actor, track, days):
    """A later day asked for and granted."""
    record.does(actor, "accept")
    later = record.matter.track(track).due + days * DAY
    record.does(actor, "request_extension", track=track, new_due=later, reason="工程量增加")
    record.does(SUPERVISOR, "grant_extension", track=track, new_due=later)
    return later


def test_a_later_day_of_one_who_assists_is_his_and_the_others_move():
    record = issued()
    later = granted(record, test_supervision.THIRD, 1, 20)
    takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    moved = stepped(record.calendar, THIRTY)
    assert dues(record) == [moved, moved, later]


def test_a_later_day_of_the_leading_unit_is_the_items_and_who_assists_keeps_the_usual_one():
    record = issued()
    later = granted(record, FIRST, 0, 20)
    takes_in(record, announced(CALENDAR, *MID_NOVEMBER))
    assert dues(record) == [later, later, stepped(record.calendar, THIRTY)]


def test_while_it_is_suspended_nothing_moves_and_what_was_resumed_is_as_it_was_said_then():
    record = issued()
    record.does(LEADER, "suspend", reason="汛期")
    assert takes_in(record, announced(CALENDAR, *MID_NOVEMBER)) is None
    record.now += 9 * DAY
    record.does(LEADER, "resume")
    resumed = dues(record)
    assert resumed != [stepped(record.calendar, THIRTY)] * 3
    entry = takes_in(record, announced(CALENDAR, ("2026-11-23", "2026-11-25")))
    assert entry is None or "dues" not in entry.data["found"]
    assert dues(record) == resumed


# ------------------------------------------------------------------ any story


@dataclass
class Story:
    """A matter and what its days must be: of each how it was counted, or that it stands."""

    record: Record
    whole: list | None
    strands: dict

    def day(self, track):
        record = self.record
        return record.matter.fields["due"] if track is None else record.matter.track(track).due

    def must(self):
        return {None: self.whole, **self.strands}

    def fix(self, track):
        """Somebody set another day there: it moves no more."""
        if track is None:
            self.whole = None
        else:
            self.strands[track] = None


def announcing(draw, story):
    """Another calendar comes: every day in its story is where it must be, each that moved is named."""
    first = date(2026, 11, 3) + timedelta(days=draw(st.integers(0, 50)))
    last = first + timedelta(days=draw(st.integers(0, 6)))
    spans = [(str(first), str(min(last, date(2026, 12, 31))))]
    saturdays = [date(2026, 11, 7) + timedelta(weeks=n) for n in range(8)]
    worked = [str(d) for d in draw(st.sets(st.sampled_from(saturdays), max_size=3)) if not first <= d <= last]
    record = story.record
    after = announced(CALENDAR, *spans, worked=worked)
    before = {track: story.day(track) for track in story.must()}
    open_ones = {t.id for t in record.matter.tracks if t.state in record.process.open_tracks}
    still = record.matter.stage == "suspended"
    entry = takes_in(record, after)
    named = {one["track"]: (one["was"], one["due"]) for one in entry.data["found"].get("dues", [])} if entry else {}
    for track, usual in story.must().items():
        expected = before[track]
        moves = usual is not None and not still and (track is None or track in open_ones)
        if moves and expected > record.now and (counted := stepped(after, usual)) > record.now:
            expected = counted
        assert story.day(track) == expected, (track, usual)
        assert named.get(track) == ((before[track], expected) if expected != before[track] else None)


def given_out(draw, record):
    """A day as a form offers it, or one that somebody picked; how it was counted."""
    if draw(st.booleans()):
        usual = [draw(st.integers(1, 30)), draw(st.sampled_from(["working_days", "days"])), record.now]
        return {"due": stepped(record.calendar, usual), USUAL: usual}, usual
    return {"due": record.now + draw(st.integers(1, 40)) * DAY}, None


def instruction_step(draw, story):
    """Given out anew, sent back, given on."""
    record = story.record
    open_ones = {t.role: t.id for t in record.matter.tracks if t.state == "delivered"}
    what = draw(st.sampled_from(["assign", "reassign", "send_back"]))
    if what == "assign" and "lead" not in open_ones:
        given, usual = given_out(draw, record)
        record.does(CLERK, "assign", manner="hand_down", lead="p4", assist=["p7"], **given)
        story.whole = usual
        story.strands |= {t.id: usual for t in record.matter.tracks if t.id not in story.strands}
    elif what == "reassign" and "lead" in open_ones:
        record.does(CLERK, "reassign", track=open_ones["lead"], reader="p4")
        story.strands[record.matter.tracks[-1].id] = story.whole
    elif what == "send_back" and "lead" in open_ones:
        record.does(HANDLER, "send_back", track=open_ones["lead"], reason="不属我科。")


def supervision_step(draw, story):
    """Another day asked for and granted, suspended and resumed."""
    record = story.record
    what = draw(st.sampled_from(["extend", "suspend", "resume"]))
    if record.matter.stage == "suspended":
        if what == "resume":
            before = {track: story.day(track) for track in story.must()}
            record.does(LEADER, "resume")
            for track, was in before.items():
                if story.day(track) != was:
                    story.fix(track)
    elif what == "suspend":
        record.does(LEADER, "suspend", reason="汛期")
    elif what == "extend":
        extend(draw, story)


def extend(draw, story):
    record = story.record
    strand = record.matter.track(draw(st.sampled_from([0, 1])))
    actor = FIRST if strand.id == 0 else test_supervision.THIRD
    if strand.due <= record.now:
        return
    if strand.state == "delivered":
        record.does(actor, "accept")
    later = strand.due + draw(st.integers(1, 20)) * DAY
    record.does(actor, "request_extension", track=strand.id, new_due=later, reason="工程量增加")
    before = record.matter.fields["due"]
    record.does(SUPERVISOR, "grant_extension", track=strand.id, new_due=later)
    story.fix(strand.id)
    if record.matter.fields["due"] != before:
        story.fix(None)


def walked(data, story, step, acts=12):
    draw = data.draw
    for _ in range(acts):
        story.record.now += draw(st.integers(1, 4 * DAY))
        if draw(st.booleans()):
            announcing(draw, story)
        else:
            before = {track: story.day(track) for track in story.must()}
            v = len(story.record.entries)
            step(draw, story)
            if len(story.record.entries) == v:
                assert before == {track: story.day(track) for track in before}


WALKS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@WALKS
@given(st.data())
def test_any_story_of_an_instruction(data):
    record = Record(INSTRUCTION_4)
    record.does(CLERK, "record", **test_instruction.filled())
    given_first, usual = given_out(data.draw, record)
    record.does(CLERK, "assign", manner="hand_down", lead="p4", assist=["p7"], **given_first)
    walked(data, Story(record, usual, dict.fromkeys((0, 1), usual)), instruction_step)


@WALKS
@given(st.data(), st.booleans())
def test_any_story_of_an_item(data, counted):
    usual = THIRTY if counted else None
    walked(data, Story(issued(counted), usual, dict.fromkeys((0, 1), usual)), supervision_step)


def test_the_usual_day_is_counted_as_by_hand():
    for amount, unit in ((10, "working_days"), (90, "days"), (8, "hours")):
        assert Usual(amount, unit, MONDAY).due(CALENDAR) == stepped(CALENDAR, [amount, unit, MONDAY])


def test_supervision_before_goes_on_without():
    record = Record(SUPERVISION_2)
    record.does(SUPERVISOR, "propose", **test_supervision.filled(due=stepped(CALENDAR, THIRTY)))
    assert takes_in(record, announced(CALENDAR, *MID_NOVEMBER)) is None
