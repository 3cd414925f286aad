"""The log of syncing: what it says, and that every byte stands in it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from oa_client.app.standing import PURPOSES, Phase, SyncState
from oa_client.app.synclog import BACK, CONFLICT, CUT, PASS, PHASE, QUIET, QUIET_SECONDS, REFUSED, Journal, LogLine

START = SyncState(Phase.OFFLINE)


class Kept:
    def __init__(self) -> None:
        self.kept: list[LogLine] = []

    def add(self, line: LogLine) -> None:
        self.kept.append(line)

    def lines(self) -> Sequence[LogLine]:
        return self.kept


def told(*states: SyncState) -> list[LogLine]:
    log = Kept()
    journal = Journal(log, START)
    for now, state in enumerate(states, 1000):
        journal.hear(state, now)
    return log.kept


def test_a_pass_that_brought_something_is_told_with_its_bytes() -> None:
    syncing = replace(START, phase=Phase.SYNCING, items=5, spent=(("turn", 900), ("record", 100)))
    done = replace(syncing, phase=Phase.IDLE, last_full_pass=1001)
    (line,) = told(syncing, done)
    assert (line.what, line.facts, line.spent) == (PASS, {"items": 5}, {"turn": 900, "record": 100})


def test_a_pass_that_brought_nothing_is_not_told() -> None:
    idle = replace(START, phase=Phase.IDLE, last_full_pass=1000)
    assert told(idle, replace(idle, last_full_pass=1001)) == []


def test_words_that_went_up_are_a_pass_too() -> None:
    waiting = replace(START, phase=Phase.SYNCING, waiting=2)
    assert [x.what for x in told(waiting, replace(waiting, phase=Phase.IDLE, waiting=0, last_full_pass=9))] == [PASS]


def test_a_broken_link_is_told_once_however_often_it_is_tried() -> None:
    cut = replace(START, problem="unreachable")
    idle = replace(START, phase=Phase.IDLE)
    lines = told(cut, replace(cut, phase=Phase.SYNCING, problem=""), cut, idle, idle)
    assert [(x.what, x.trouble) for x in lines] == [(CUT, True), (BACK, False)]


def test_a_conflict_is_told_apart_from_what_came_back_for_what_it_is() -> None:
    idle = replace(START, phase=Phase.IDLE)
    lines = told(idle, replace(idle, conflicts=2), replace(idle, conflicts=2, refused=1))
    assert [(x.what, x.facts, x.trouble) for x in lines] == [(CONFLICT, {"n": 2}, True), (REFUSED, {"n": 1}, True)]


def test_what_came_back_and_what_stopped_it() -> None:
    refused = replace(START, phase=Phase.IDLE, refused=2)
    lines = told(refused, refused, replace(refused, phase=Phase.PAUSED), replace(refused, phase=Phase.LOCKED))
    assert [(x.what, x.trouble) for x in lines] == [(REFUSED, True), (PHASE, False), (PHASE, True)]


def test_an_idle_link_is_told_by_the_hour() -> None:
    log = Kept()
    journal = Journal(log, START)
    for minute in range(130):
        state = replace(START, phase=Phase.IDLE, spent=(("wait", minute),))
        journal.hear(state, 5000 + minute * 60)
    assert [x.what for x in log.kept] == [QUIET, QUIET]
    assert log.kept[1].at - log.kept[0].at >= QUIET_SECONDS


@given(st.lists(st.tuples(st.sampled_from(Phase), st.sampled_from(PURPOSES), st.integers(0, 9000), st.booleans())))
def test_every_byte_stands_in_one_line(moves: list[tuple[Phase, str, int, bool]]) -> None:
    log = Kept()
    journal = Journal(log, START)
    spent = dict.fromkeys(PURPOSES, 0)
    for number, (phase, purpose, size, more) in enumerate(moves):
        spent[purpose] += size
        items = number if more else 0
        state = SyncState(phase, last_full_pass=number, items=items, spent=tuple(spent.items()))
        journal.hear(state, number * 1000)
    lines = journal.lines(10**6)
    assert {p: sum(x.spent.get(p, 0) for x in lines) for p in PURPOSES} == spent
