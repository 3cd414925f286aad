import random
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oa_client.app.ink import MOST_BYTES, MOST_POINTS, MOST_STROKES, BadInk, Colour, Ink, Point, Stroke, Surface, is_ink
from oa_client.app.ink_file import HEAD, MOST_PLAIN, decode, encode, packed
from oa_client.app.ink_line import below_each_other, box_of, lines_of, simplified
from tests.fakes.handwriting import ink_of, strokes_of

PAGE = Surface(21_000, 29_700, "ab" * 32, 3)


SIDES = st.integers(1, 200_000)
SURFACES = st.builds(Surface, SIDES, SIDES, st.sampled_from(["", "ab" * 32, "0" * 64]), st.integers(0, 9_999))


@st.composite
def inks(draw):
    surfaces = tuple(draw(st.lists(SURFACES, min_size=1, max_size=3)))
    rng = draw(st.randoms(use_true_random=False))

    def stroke():
        on = rng.randrange(len(surfaces))
        times = sorted(rng.choice([rng.randrange(100), rng.randrange(10**9)]) for _ in range(rng.randint(1, 40)))
        wide, high = surfaces[on].width, surfaces[on].height
        points = (Point(rng.randint(0, wide), rng.randint(0, high), rng.randint(0, 1023), t) for t in times)
        return Stroke(tuple(points), rng.randint(1, 1000), rng.choice(list(Colour)), on)

    return Ink(surfaces, tuple(stroke() for _ in range(rng.randint(0, 12))))


@settings(deadline=None, max_examples=150)
@given(inks())
def test_what_is_written_is_read_again_and_the_same_makes_the_same_bytes(ink):
    data = encode(ink)
    assert decode(data) == ink
    assert encode(decode(data)) == data


def test_an_instruction_of_five_characters_takes_three_kilobytes_at_most():
    assert len(encode(ink_of("同意请速办"))) <= 3 * 1024


def test_more_than_half_of_what_the_pen_told_is_left_out():
    told, kept = (Ink((PAGE,), strokes_of("同意请速办", raw=raw)) for raw in (True, False))
    assert told.points > 2 * kept.points
    assert len(encode(told)) > len(encode(kept))


@pytest.mark.parametrize("pages", [1, 5])
def test_a_page_written_full_stays_small(pages):
    strokes = []
    for page in range(pages):
        for row in range(16):
            strokes += strokes_of("同意请速办同意请速办", top=600 + row * 1700, surface=page, seed=row)
    ink = Ink(tuple(Surface(21_000, 29_700, "ab" * 32, n) for n in range(pages)), tuple(strokes))
    assert len(encode(ink)) < MOST_BYTES // 5 * pages


# ------------------------------------------------------------ files somebody made to do harm


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_are_ink_or_the_one_error(data):
    for given_bytes in (data, HEAD + data, HEAD + packed(data)):
        with suppress(BadInk):
            assert isinstance(decode(given_bytes), Ink)


def test_every_flipped_byte_and_every_cut_is_ink_or_the_one_error():
    data = encode(ink_of("同意"))
    rng = random.Random(7)
    for at in range(len(data)):
        broken = bytearray(data)
        broken[at] ^= 1 << rng.randrange(8)
        for bad in (bytes(broken), data[:at], data + data[:at]):
            with suppress(BadInk):
                assert decode(bad).points <= MOST_POINTS


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"\x00\x01",  # a stroke on no surface
        b"\x01\x00\x00\x00\x00\x00",  # a surface without size
        b"\x01\x01\x01\x00\x01" + b"a" * 31,  # half a name
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",  # a number without end
        b"\x00\x00\x00",  # something after the end
    ],
)
def test_what_does_not_add_up_is_refused(plain):
    with pytest.raises(BadInk):
        decode(HEAD + packed(plain))


def test_a_small_file_that_unpacks_without_end_is_stopped():
    bomb = HEAD + packed(bytes(MOST_PLAIN * 20))
    assert len(bomb) < MOST_BYTES
    with pytest.raises(BadInk):
        decode(bomb)


def test_forty_megabytes_are_too_large_before_they_are_looked_at():
    with pytest.raises(BadInk) as caught:
        decode(HEAD + bytes(40 * 1024 * 1024))
    assert caught.value.code == "ink_too_large"


@pytest.mark.parametrize(
    "ink",
    [
        Ink((PAGE,), (Stroke((Point(1, 1, 1, 1),)),) * (MOST_STROKES + 1)),
        Ink((PAGE,), (Stroke((Point(1, 1, 1, 1),) * (MOST_POINTS + 1)),)),
    ],
    ids=["strokes", "points"],
)
def test_more_than_a_file_may_hold_is_not_written(ink):
    with pytest.raises(BadInk) as caught:
        encode(ink)
    assert caught.value.code == "ink_too_large"


@pytest.mark.parametrize(
    "stroke",
    [
        Stroke((Point(21_001, 0, 0, 0),)),
        Stroke((Point(0, 0, 1024, 0),)),
        Stroke((Point(0, 0, 0, 5), Point(0, 0, 0, 4))),
        Stroke(()),
        Stroke((Point(0, 0, 0, 0),), width=0),
        Stroke((Point(0, 0, 0, 0),), surface=1),
    ],
    ids=["off the page", "pressure", "back in time", "empty", "no width", "nowhere"],
)
def test_strokes_that_cannot_be_are_not_written(stroke):
    with pytest.raises(BadInk):
        encode(Ink((PAGE,), (stroke,)))


def test_a_version_of_later_is_no_ink_here():
    data = encode(ink_of())
    with pytest.raises(BadInk):
        decode(data[:5] + b"\x02" + data[6:])


def test_zlib_with_a_sum_is_another_format():
    with pytest.raises(BadInk):
        decode(HEAD + zlib.compress(b"\x00\x00"))


# ------------------------------------------------------------ lines


def off(points, kept):
    """How far the farthest of the points told lies from the line that was kept."""
    worst, k = 0.0, 0
    for p in points:
        while k + 2 < len(kept) and kept[k + 1].t <= p.t:
            k += 1
        a, b = kept[k], kept[min(k + 1, len(kept) - 1)]
        dx, dy = b.x - a.x, b.y - a.y
        length = dx * dx + dy * dy
        along = 0 if not length else max(0, min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length))
        worst = max(worst, ((p.x - a.x - along * dx) ** 2 + (p.y - a.y - along * dy) ** 2) ** 0.5)
    return worst


def test_what_is_left_out_lay_on_the_line_to_a_twentieth_of_a_millimetre():
    for stroke in strokes_of("同意请速办", raw=True):
        kept = simplified(stroke.points)
        assert (kept[0], kept[-1]) == (stroke.points[0], stroke.points[-1])
        assert off(stroke.points, kept) <= 5.0


def test_pressing_harder_on_a_straight_line_is_kept():
    points = [Point(n * 10, 0, 1000 if n == 50 else 200, n) for n in range(101)]
    assert Point(500, 0, 1000, 50) in simplified(points)


def test_a_straight_line_is_two_places_and_a_dot_one():
    assert len(simplified([Point(n, n, 500, n) for n in range(1000)])) == 2
    assert simplified([Point(1, 2, 3, 4)]) == (Point(1, 2, 3, 4),)


def test_lines_hang_together_and_are_wider_where_pressed():
    stroke = Stroke(tuple(Point(n * 10, 0, n * 10, n) for n in range(100)), width=90)
    found = list(lines_of(stroke))
    assert [b.places[0] for b in found[1:]] == [a.places[-1] for a in found[:-1]]
    assert [line.width for line in found] == sorted(line.width for line in found)
    assert found[-1].width > 2 * found[0].width


def test_the_box_goes_around_the_whole_width():
    box = box_of([Stroke((Point(100, 200, 1023, 0),), width=40)])
    assert (box.left, box.top, box.right, box.bottom) == (70, 170, 130, 230)
    assert box_of([]) is None


def test_what_was_written_on_two_pages_stands_one_below_the_other():
    low = strokes_of("同", top=20_000, surface=0)
    ink = Ink((PAGE, PAGE), (*low, *strokes_of("意", top=600, surface=1)))
    found = below_each_other(ink)
    first, second = box_of(found[: len(low)]), box_of(found[len(low) :])
    assert first.top == pytest.approx(0, abs=1)
    assert second.top == pytest.approx(first.bottom + 300, abs=1)


def test_ink_goes_by_its_name_whatever_its_case():
    assert is_ink("手写批示.INK")
    assert not is_ink("手写批示.ink.pdf")
