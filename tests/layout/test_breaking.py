"""Lines of Chinese: nothing lost, no mark where it must not stand, nothing torn that fits."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from oa_client.layout.breaking import NEVER_FIRST, NEVER_LAST, balanced, clusters, lines, plain

CLOSING, OPENING = "，。、；：？！）》”’", "（《“‘"


def measure(char):
    """As a fixed-pitch face: hanzi and their marks 1, everything of ASCII a half."""
    return 0.5 if char.isascii() else 1.0


def wide(text):
    return sum(map(measure, text))


WORDS = st.one_of(
    st.text("关于做好区域防汛工作的通知要求各街道", min_size=1, max_size=6),
    st.sampled_from(["2026年", "11月21日", "〔2026〕12号", "3.5%", "GB/T", "Lunyue", "12,800元", "第3条", "𠮷", "㐆"]),
    st.tuples(st.sampled_from(["“{}”", "（{}）", "《{}》", "‘{}’"]), st.text("防汛工作", min_size=1, max_size=4)).map(
        lambda t: t[0].format(t[1])
    ),
    st.sampled_from(["，", "。", "；", "：", "、", "——", "……", " ", "？", "！"]),
)


def tidy(parts):
    """As people write: no mark after a mark but a quote's, so that every line can be lawful."""
    kept = []
    for part in parts:
        mark = part[0] in NEVER_FIRST or part in {"——", " "}
        if mark and (not kept or kept[-1][-1] in NEVER_FIRST | NEVER_LAST | set("— ")):
            continue
        kept.append(part)
    return "".join(kept)


SENTENCES = st.lists(WORDS, min_size=1, max_size=40).map(tidy)


@given(SENTENCES, st.integers(10, 40))
def test_no_line_begins_with_what_closes_or_ends_with_what_opens(text, width):
    found = lines(text, width, measure)
    for line in found[1:]:
        assert line[:1] not in set(CLOSING), found
    for line in found[:-1]:
        assert line[-1:] not in set(OPENING), found


@given(SENTENCES, st.integers(10, 40))
def test_nothing_is_lost_and_no_line_is_too_wide(text, width):
    found = lines(text, width, measure)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(wide(line) <= width for line in found)


@given(st.text(max_size=200), st.integers(1, 30))
def test_whatever_is_written_comes_out_whole(text, width):
    found = lines(text, width, measure)
    assert "".join(found).replace(" ", "") == plain(text).replace("\n", "").replace(" ", "")


@given(SENTENCES, st.integers(10, 40))
def test_what_is_one_thing_stays_on_one_line(text, width):
    found = lines(text, width, measure)
    for thing in ("2026年", "〔2026〕12号", "Lunyue", "12,800元", "——", "……", "3.5%"):
        assert sum(line.count(thing) for line in found) == text.count(thing), (thing, found)


@given(SENTENCES, st.integers(10, 40))
def test_a_line_is_ended_only_when_the_next_thing_has_no_room(text, width):
    found = lines(text, width, measure)
    for line, after in pairwise(found):
        assert wide(line + next(clusters(after)).rstrip(" ")) > width


def test_a_quote_keeps_its_marks():
    assert lines("请各单位落实“四个一”要求", 6, measure) == ("请各单位落实", "“四个一”要", "求")
    assert lines("各单位要落实“四个一”。", 10, measure) == ("各单位要落实“四个", "一”。")


def test_a_word_wider_than_the_line_is_torn():
    assert lines("见https://example.invalid/a", 5, measure) == ("见https://", "example.in", "valid/a")


def test_a_title_is_balanced():
    title = "关于进一步加强全区防汛防台抢险救灾物资储备管理工作的通知"
    assert lines(title, 20, measure)[1] == title[20:]
    assert [len(x) for x in balanced(title, 20, measure)] == [14, 14]


def test_controls_and_turned_writing_do_not_come_through():
    assert plain("甲\u202e乙\r\n丙\t丁\x07") == "甲乙\n丙 丁"


def test_a_private_character_of_a_name_is_no_control():
    assert lines("王\ue863、李\U000f0000", 20, measure) == ("王\ue863、李\U000f0000",)
