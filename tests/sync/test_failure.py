"""What a bad end of an errand leads to."""

import pytest

from oa_client.protocol.messages import FileState, MattersRequest, SyncRequest
from oa_client.sync.errands import Fault, Fetch, SendPart, Stream, Trouble, Turn, Wait
from oa_client.sync.failure import Next, broke_the_centre, what_next

TURN, STREAM, WAIT = Turn(SyncRequest(5), ()), Stream(MattersRequest(5, [])), Wait(5, None, 9)
FETCH, SEND = Fetch("a" * 64, "7-1", 0, 9), SendPart("a" * 64, 0, 9, b"x")
PROBLEM = Trouble.PROBLEM


def after(call, fault, epoch=5, *, stopped=False):
    return what_next(call, fault, epoch, stopped=stopped)


@pytest.mark.parametrize("call", [TURN, STREAM, WAIT])
def test_another_epoch_is_begun_once_and_old_news_of_it_changes_nothing(call):
    fault = Fault(PROBLEM, "epoch", 409)
    assert after(call, fault) is Next.BEGIN_AGAIN
    assert after(call, fault, epoch=6) is Next.GO_ON


@pytest.mark.parametrize("trouble", [t for t in Trouble if t is not PROBLEM])
def test_what_the_centre_did_not_say_leads_to_nothing_but_a_rest(trouble):
    assert after(TURN, Fault(trouble, "epoch", 400), stopped=True) is Next.REST


def test_who_may_not_go_on_does_not_rest_for_it():
    assert after(FETCH, Fault(PROBLEM, "token", 401), stopped=True) is Next.GO_ON
    assert after(FETCH, Fault(PROBLEM, "not_found", 404)) is Next.REST


def test_a_part_sent_to_another_place_goes_on_where_the_centre_stands():
    assert after(SEND, Fault(PROBLEM, "offset", 409, state=FileState(3, 9))) is Next.TAKE_STATE
    assert after(SEND, Fault(PROBLEM, "offset", 409)) is Next.REST


@pytest.mark.parametrize(("status", "found"), [(400, Next.HALVE), (413, Next.HALVE), (429, Next.REST)])
def test_a_turn_that_is_refused_whole_is_looked_into(status, found):
    assert after(TURN, Fault(PROBLEM, "bad_request", status)) is found
    assert after(STREAM, Fault(PROBLEM, "bad_request", status)) is Next.REST


def test_only_a_turn_breaks_the_centre():
    assert broke_the_centre(TURN, Fault(Trouble.LINK, "server_down", 500))
    assert not broke_the_centre(STREAM, Fault(Trouble.LINK, "server_down", 500))
    assert not broke_the_centre(TURN, Fault(Trouble.LINK, "server_down", 502))
