import pytest

from oa_client.app.directory import People
from oa_client.app.reading import Found
from oa_client.app.searching import ByName, apart, by_name, find
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId
from tests.ui import demo

PEOPLE = People(demo.Folk().directory())
ME = demo.ME


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("王小明", ByName("王小明", (ME,), "")),
        ("老旧小区 王小明  批复", ByName("王小明", (ME,), "老旧小区 批复")),
        ("老旧小区", ByName()),
        ("王小", ByName()),
        ("", ByName()),
    ],
)
def test_a_word_that_is_exactly_a_name_names_the_person(query, named):
    assert by_name(PEOPLE, query) == named


def test_a_name_brings_the_persons_matters_by_their_last_change():
    library = demo.Library()
    mine = set(library.of_person(PersonId(ME), 1000))
    found = find(library, PEOPLE, "王小明", 1000)
    assert mine
    assert mine <= set(found.ids)
    assert found.person == "王小明"
    changes = [row.row.changed_at for row in library.headed(found.ids)]
    assert changes == sorted(changes, reverse=True)
    assert found.total == len(found.ids)


def test_a_name_beside_words_brings_those_of_his_matters_that_hold_the_words():
    library = demo.Library()
    mine, held = set(library.of_person(PersonId(ME), 1000)), set(library.search("燃气软管", 1000).ids)
    assert mine - held
    assert held - mine
    found = find(library, PEOPLE, "燃气软管 王小明", 1000)
    assert set(found.ids) - set(library.search("燃气软管 王小明", 1000).ids) <= mine & held
    assert mine & held <= set(found.ids)


def test_without_a_name_it_is_the_words_alone():
    library = demo.Library()
    assert find(library, PEOPLE, "老旧小区", 2) == library.search("老旧小区", 2)
    nothing = find(library, PEOPLE, "没有的字词", 9)
    assert nothing == Found((), 0, nothing.in_full, nothing.by_title)
    assert MatterId("x") not in nothing.ids


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("老旧小区批复", "老旧小区 批复"),
        ("2026年3月老旧小区的批复", "2026年3月 老旧小区 批复"),
        ("关于老旧小区，批复", "老旧小区 批复"),
        ("批复3月17日", "批复 3月17日"),
        ("2026年请示", "2026年 请示"),
        ("老旧小区 批复", "老旧小区 批复"),
        ("防汛", "防汛"),
    ],
)
def test_what_is_written_in_one_go_is_cut_where_people_mean_it(query, words):
    assert apart(query) == words


def test_only_where_nothing_was_found_the_query_is_cut():
    library, asked = demo.Library(), []
    search = library.search
    library.search = lambda query, limit: asked.append(query) or search(query, limit)
    assert find(library, PEOPLE, "老旧小区", 9).ids
    assert asked == ["老旧小区"]
    asked.clear()
    find(library, PEOPLE, "没写过批复", 9)
    assert asked == ["没写过批复", "没写过 批复"]
