"""Where the words of a search stand in what people read."""

import pytest

from oa_client.app.finding import passage, spans
from oa_client.store.words import wanted


def marked(text, query):
    """The text with what is marked in square brackets."""
    made, last = "", 0
    for start, end in spans(text, wanted(query).words):
        made, last = f"{made}{text[last:start]}[{text[start:end]}]", end
    return made + text[last:]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("关于老旧小区改造的批复", "批复 老旧小区", "关于[老旧小区]改造的[批复]"),
        ("海政发〔2026〕12号", "海政发2026 12", "[海政发〔2026]〕[12]号"),
        ("海政发〔2026〕12号", "海政发[2026]12号", "[海政发〔2026]〕[12号]"),
        ("海政发〔2026〕112号", "12号", "海政发〔2026〕112号"),
        ("第１２号台风", "12号", "第[１２号]台风"),
        ("OA系统和NOAH", "oa", "[OA]系统和NOAH"),
        ("关于（试行）通知", "试行通知", "关于（[试行）通知]"),
        ("街道街道", "街道", "[街道街道]"),
        ("没有", "别的", "没有"),
    ],
)
def test_words_are_marked_as_people_type_them(text, query, expected):
    assert marked(text, query) == expected


def test_a_passage_begins_near_the_word_and_stays_in_its_line():
    text = "标题\n" + "前" * 30 + "燃气软管" + "后" * 100 + "\n另一段"
    found = passage(text, wanted("软管").words, "标题")
    assert found.startswith("…" + "前" * 8 + "燃气软管后")
    assert found.endswith("后…")
    assert passage(text, wanted("标题").words, "标题") == ""
    assert passage(text, wanted("没有").words, "标题") == ""
