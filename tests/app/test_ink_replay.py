from oa_client.app.ink import Ink, Point, Stroke, Surface
from oa_client.app.ink_replay import LONGEST_PAUSE, Replay

PAD = Surface(10_000, 10_000)
FIRST = Stroke((Point(0, 0, 100, 1000), Point(100, 0, 300, 2000)))
SECOND = Stroke((Point(0, 50, 500, 2500), Point(0, 150, 500, 3000)))


def replay(*strokes):
    return Replay(Ink((PAD,), strokes or (FIRST, SECOND)))


def test_it_stands_at_the_beginning_until_it_is_played():
    found = replay()
    assert (found.playing, found.at(10**6), found.length) == (False, 0, 2000)
    assert len(found.shown(10**6)) == 1


def test_strokes_come_in_the_time_they_took():
    found = replay()
    found.play(50_000)
    (half,) = found.shown(50_500)
    assert half.points[-1] == Point(50, 0, 200, 500)
    assert found.shown(51_200) == (Stroke((Point(0, 0, 100, 0), Point(100, 0, 300, 1000))),)
    assert len(found.shown(51_500)) == 2
    assert found.over(52_000) and not found.over(51_999)


def test_paused_it_stands_and_goes_on_from_there():
    found = replay()
    found.play(0)
    found.pause(700)
    assert found.at(90_000) == 700
    found.play(100_000)
    assert found.at(100_100) == 800


def test_faster_counts_from_where_it_is():
    found = replay()
    found.play(0)
    found.set_speed(4, 400)
    assert found.at(500) == 800
    found.set_speed(1, 500)
    assert found.at(600) == 900


def test_played_again_after_the_end_it_begins_anew():
    found = replay()
    found.play(0)
    found.play(5000)
    assert found.at(5000) == 0


def test_a_long_pause_in_which_the_writer_thought_is_cut():
    late = Stroke((Point(0, 50, 500, 602_000), Point(0, 150, 500, 603_000)))
    assert replay(FIRST, late).length == 1000 + LONGEST_PAUSE + 1000


def test_nothing_written_is_over_at_once():
    found = Replay(Ink((PAD,), ()))
    assert found.over(0) and found.shown(0) == ()
