"""A body as it is read: its paragraphs, and every letter of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oa_client.ui.matter.prose import prose

BLANKS = str.maketrans("", "", " \t\u00a0\u3000\n")


def texts(body: str) -> list[str]:
    return [p.text for p in prose(body)]


def test_a_gap_inside_a_line_begins_a_paragraph() -> None:
    assert texts("作者：竺志军　　　信息化在基层　　　近年来，宁波市") == [
        "作者：竺志军",
        "信息化在基层",
        "近年来，宁波市",
    ]


@pytest.mark.parametrize(
    "line", ["联系人：王五    电话：0574-8888", "序号\t\t单位\t\t人数", "　　　　　　　　　　明州区人民政府"]
)
def test_what_its_author_placed_stays_in_its_place(line: str) -> None:
    assert texts(line) == [line]


def test_one_blank_between_words_is_no_gap() -> None:
    assert texts("签发人　张三 2026 年") == ["签发人　张三 2026 年"]


def test_blanks_that_stood_for_the_indent_are_not_doubled() -> None:
    (only,) = prose("　　现将有关事项通知如下。")
    assert (only.text, only.indented) == ("现将有关事项通知如下。", True)


@pytest.mark.parametrize(
    ("body", "indented"), [("各街道办事处：\n请贯彻执行。", [False, True]), ("要求：\n一、", [False, True])]
)
def test_whom_it_addresses_stands_at_the_edge(body: str, indented: list[bool]) -> None:
    assert [p.indented for p in prose(body)] == indented


def test_a_later_line_with_a_colon_is_indented() -> None:
    assert [p.indented for p in prose("请贯彻执行。\n要求如下：")] == [True, True]


def test_an_empty_line_stays_empty() -> None:
    assert texts("甲\n\n乙") == ["甲", "", "乙"]


def test_no_body_has_no_paragraph() -> None:
    assert texts("") == []


@given(st.text(alphabet="甲乙 \t\u3000\u00a0\n：。", max_size=60))
def test_no_letter_is_added_moved_or_left_out(body: str) -> None:
    assert "".join(texts(body)).translate(BLANKS) == body.translate(BLANKS)
