import random

from oa_client.app import ink_session
from oa_client.app.ink import PAD, Colour, Ink, Point, Stroke, Surface
from oa_client.app.ink_file import decode, encode
from oa_client.app.ink_session import InkSession
from tests.fakes.handwriting import ink_of

PAPER = Surface(*PAD)


def written(*rows, session=None):
    """One straight stroke a row, a second each."""
    session = session or InkSession()
    on = session.surface(PAPER)
    for n, y in enumerate(rows):
        assert session.begin(on, 100, y, 500, n * 2000)
        session.move(3000, y, 700, n * 2000 + 1000)
        session.end()
    return session


def rows(session):
    return [s.points[0].y for s in session.strokes]


def test_where_how_hard_and_when_are_kept():
    (stroke,) = written(500).strokes
    assert stroke.points == (Point(100, 500, 500, 0), Point(3000, 500, 700, 1000))


def test_pen_and_colour_are_those_chosen_when_the_pen_came_down():
    session = InkSession()
    session.width, session.colour = 90, Colour.RED
    (stroke,) = written(500, session=session).strokes
    assert (stroke.width, stroke.colour) == (90, Colour.RED)


def test_the_rubber_takes_whole_strokes_and_undoing_brings_them_back_where_they_were():
    session = written(500, 1500, 2500)
    assert len(session.erase(0, 1500, 1600, 250)) == 1
    assert rows(session) == [500, 2500]
    assert session.erase(0, 1500, 1600, 250) == ()
    session.undo()
    assert rows(session) == [500, 1500, 2500]
    session.redo()
    assert rows(session) == [500, 2500]


def test_clearing_can_be_taken_back_and_writing_on_ends_redoing():
    session = written(500, 1500)
    session.clear()
    assert (rows(session), session.points) == ([], 0)
    session.undo()
    assert (rows(session), session.points) == ([500, 1500], 4)
    session.undo()
    written(900, session=session)
    assert not session.redo()
    assert rows(session) == [500, 900]


def test_any_order_of_doing_and_undoing_counts_right_and_comes_back():
    rng, session = random.Random(3), InkSession()
    for _ in range(400):
        rng.choice([
            lambda: written(rng.randrange(10_000), session=session),
            session.undo, session.redo, lambda: session.erase(session.surface(PAPER), 1000, rng.randrange(10_000), 300),
            session.undo if rng.random() < 0.9 else session.clear,
        ])()  # fmt: skip
        assert session.points == sum(len(s.points) for s in session.strokes)
    while session.undo():
        pass
    assert session.strokes == []


def test_off_the_paper_it_is_written_at_its_edge():
    session = InkSession()
    session.begin(session.surface(PAPER), -50, 20_000, 2000, 0)
    assert session.end().points == (Point(0, PAD[1], 1023, 0),)


def test_full_it_takes_no_more_and_keeps_what_is_there(monkeypatch):
    monkeypatch.setattr(ink_session, "MOST_POINTS", 5)
    session = written(500, 1500, 2500)
    assert session.full
    assert not session.begin(0, 0, 0, 500, 9000)
    assert decode(encode(session.ink())).strokes == tuple(session.strokes)


def test_forty_megabytes_of_writing_end_at_what_one_file_holds():
    session, rng, now = InkSession(), random.Random(1), 0.0
    on = session.surface(PAPER)
    while session.begin(on, 0, 0, 500, now):
        for _ in range(4_000):
            now += 8
            session.move(rng.randrange(17_000), rng.randrange(10_000), rng.randrange(1024), now)
        session.end()
    assert session.full
    assert len(session.strokes) > 10
    assert decode(encode(session.ink())).points == session.points


def test_gone_on_with_the_times_go_on():
    session = InkSession(ink_of("同"))
    end = session.strokes[-1].points[-1].t
    written(500, session=session)
    assert session.strokes[-1].points[0].t > end
    assert isinstance(session.ink(), Ink)


def test_only_what_is_written_on_is_named():
    session = InkSession()
    session.surface(Surface(21_000, 29_700, "ab" * 32, 0))
    written(500, session=session)
    assert session.ink().surfaces == (PAPER,)
    assert session.ink().strokes[0] == Stroke(session.strokes[0].points)
