"""文号: what stands apart in a series, who holds it, and which number an act draws (domain.md §6, decision 24)."""

from dataclasses import replace

import pytest

from oa_client.domain.decision import Accepted, Command, Context, NeedsCentre, Refused
from oa_client.domain.drawing import with_drawn
from oa_client.domain.matter import MatterId
from oa_client.domain.rulebook import decide
from oa_client.domain.series import Series, key_of
from tests.domain.office import CLERK, DIRECTORY, FIRST, SECOND, Record, table
from tests.fakes.dispatch import DISPATCH, REGISTRY

NAME = "c2/区卫发/2026"


class Numbers(Record):
    """The series 区卫发 of unit 2, the documents that have numbers of it, and what each device drew."""

    def __init__(self):
        super().__init__(table("numbers"))
        self.owners, self.drawn = {}, {}
        self.does(FIRST, "open", title="区卫发", of=REGISTRY, word="区卫发")

    @property
    def series(self):
        return Series.of(self.matter)

    def context(self, actor, device=7, **more):
        mine = self.drawn.setdefault(device, {})
        return Context(
            actor,
            self.now,
            DIRECTORY,
            self.calendar,
            device=device,
            series=lambda at: self.series if at == "outgoing_number/c2/区卫发" else None,
            taken=lambda _, name: frozenset(n for of, n in self.owners if of == name),
            holder_of=lambda _, key: {key_of(*of): m for of, m in self.owners.items()}.get(key),
            drawn=lambda name: mine if name == NAME else {},
            **more,
        )

    def on(self, device, actor, action, **fields):
        """An act on the series at the centre from a device; what was answered."""
        drawing = with_drawn(self.process, self.matter, self.command(action, fields), self.context(actor, device))
        said = decide(self.process, self.matter, drawing, self.context(actor, device, at_centre=True))
        if isinstance(said, Accepted):
            self.append(actor, said)
            self.now += 60
        return said

    def command(self, action, fields):
        return Command(MatterId("7-1"), "numbers", action, fields)

    def letter(self, id, device=7, actor=FIRST, drawn=None, online=True):
        """A document is numbered: on its device, which may draw, and then at the centre; the number or the refusal."""
        made = Record(DISPATCH)
        made.does(actor, "write", title=id, word="区卫发")
        matter = replace(made.matter, id=MatterId(id))
        command = Command(MatterId(id), "dispatch", "number", {})
        if drawn is None:
            command = with_drawn(DISPATCH, matter, command, self.context(actor, device))
        else:
            command = replace(command, drawn={"doc_number": {"series": NAME, "year": 2026, "n": drawn}})
        if command.drawn:
            self.drawn[device][command.drawn["doc_number"]["n"]] = MatterId(id)
        said = decide(DISPATCH, matter, command, self.context(actor, device, at_centre=online))
        if isinstance(said, Accepted):
            found = said.entries[0].data["found"]["number.doc_number"]
            n = found["n"]
            if online:
                self.owners[found["series"], n] = MatterId(id)
            return n
        return said

    def arrive(self, id, n, device=7):
        return self.letter(id, device, drawn=n)


@pytest.fixture
def numbers():
    return Numbers()


def code(said):
    assert isinstance(said, Refused), said
    return said.code


def test_the_centre_draws_one_after_the_other_while_nobody_holds_the_series(numbers):
    assert [numbers.letter(f"9-{n}") for n in (1, 2, 3)] == [1, 2, 3]


def test_reserved_and_void_numbers_are_passed_over_and_do_not_move_the_sequence(numbers):
    numbers.letter("9-1")
    numbers.on(7, FIRST, "reserve", first=3, last=4, until=numbers.now + 1, reason="会议纪要")
    numbers.on(7, FIRST, "void", first=5, reason="打印作废")
    assert [numbers.letter(f"9-{n}") for n in (2, 3)] == [2, 6]


def test_a_reserved_number_goes_to_the_one_it_was_given_to_and_the_sequence_goes_on_as_before(numbers):
    numbers.letter("9-1")
    numbers.on(7, FIRST, "reserve", first=20, last=21, until=numbers.now + 1, reason="会议")
    numbers.on(7, FIRST, "give", first=20, document="9-7", reason="会议已开")
    assert [numbers.letter(i) for i in ("9-2", "9-7", "9-3")] == [2, 20, 3]


def test_a_number_nobody_has_is_given_again_only_behind_the_sequence_and_never_a_void_one(numbers):
    numbers.on(7, FIRST, "reserve", first=1, until=numbers.now + 1, reason="会议")
    numbers.letter("9-2")
    numbers.on(7, FIRST, "cancel", first=1, reason="会议取消")
    assert code(numbers.on(7, FIRST, "give", first=3, document="9-9", reason="想要三号")) == "number_not_free"
    assert code(numbers.on(7, FIRST, "give", first=2, document="9-9", reason="想要二号")) == "number_taken"
    assert isinstance(numbers.on(7, FIRST, "give", first=1, document="9-9", reason="一号空着"), Accepted)
    assert [numbers.letter(i) for i in ("9-8", "9-9")] == [3, 1]
    numbers.on(7, FIRST, "void", first=9, reason="错号")
    assert code(numbers.on(7, FIRST, "give", first=9, document="9-9", reason="再用")) == "number_not_free"


def test_reservations_end_by_the_clerk_and_never_by_time(numbers):
    numbers.on(7, FIRST, "reserve", first=1, until=numbers.now + 1, reason="会议")
    numbers.now += 40 * 86_400
    assert numbers.letter("9-1") == 2
    assert isinstance(numbers.on(7, FIRST, "cancel", first=1, reason="会议取消"), Accepted)
    assert code(numbers.on(7, FIRST, "cancel", first=1, reason="再取消")) == "number_not_reserved"
    assert numbers.letter("9-2") == 3


def test_numbers_documents_have_are_neither_reserved_nor_void(numbers):
    numbers.letter("9-1")
    assert code(numbers.on(7, FIRST, "reserve", first=1, until=numbers.now + 1, reason="会议")) == "number_taken"
    assert code(numbers.on(7, FIRST, "void", first=1, last=2, reason="作废")) == "number_taken"
    assert code(numbers.on(7, FIRST, "reserve", first=2, last=99, until=numbers.now + 1, reason="多")) == "numbers_span"


# ---------------------------------------------------------------- 持号


def test_the_holder_draws_offline_and_everybody_else_is_told_who_holds_it_and_since_when(numbers):
    numbers.letter("9-1")
    since = numbers.now
    numbers.on(7, FIRST, "hold")
    offline = [numbers.letter(f"7-{n}", online=False) for n in (1, 2)]
    assert offline == [2, 3]
    refused = numbers.letter("8-1", device=8, actor=SECOND)
    assert code(refused) == "number_held"
    assert refused.facts == {
        "word": "区卫发",
        "year": 2026,
        "since": since,
        "by": 3,
        "name": "person 3",
        "post": "post 21",
    }
    assert [numbers.arrive(f"7-{n}", n + 1) for n in (1, 2)] == offline
    assert isinstance(numbers.on(7, FIRST, "release"), Accepted)
    assert numbers.letter("8-1", device=8, actor=SECOND) == 4


def test_nobody_draws_offline_but_the_holding_device(numbers):
    assert isinstance(numbers.letter("7-1", online=False), NeedsCentre)
    numbers.on(7, FIRST, "hold")
    assert isinstance(numbers.letter("8-1", device=8, online=False), NeedsCentre)
    assert code(numbers.arrive("8-1", 1, device=8)) == "number_not_held"
    assert code(numbers.on(8, FIRST, "release")) == "number_held"


def test_a_holding_lasts_however_long_it_takes(numbers):
    numbers.on(7, FIRST, "hold")
    numbers.now += 30 * 86_400
    assert code(numbers.letter("8-1", device=8)) == "number_held"


def test_a_holding_is_of_one_year_and_the_next_begins_with_one(numbers):
    numbers.on(7, FIRST, "hold")
    numbers.letter("7-1", online=False)
    numbers.now += 60 * 86_400
    assert isinstance(numbers.letter("7-2", online=False), NeedsCentre)
    made = numbers.letter("8-1", device=8)
    assert (made, len(numbers.series.holdings)) == (1, 1)
    assert numbers.arrive("7-1", 1) == 1


def test_what_was_drawn_before_the_giving_back_and_comes_after_it_is_taken(numbers):
    numbers.on(7, FIRST, "hold")
    first, second = (numbers.letter(f"7-{n}", online=False) for n in (1, 2))
    numbers.on(7, FIRST, "release")
    assert numbers.letter("8-1", device=8) == 3
    assert [numbers.arrive("7-2", second), numbers.arrive("7-1", first)] == [2, 1]
    assert code(numbers.arrive("7-3", 4)) == "number_not_held"


def test_once_given_back_the_device_draws_no_more_even_before_the_centre_knows(numbers):
    numbers.on(7, FIRST, "hold")
    numbers.letter("7-1", online=False)
    said = decide(numbers.process, numbers.matter, numbers.command("release", {}), numbers.context(FIRST))
    numbers.append(FIRST, said)
    assert isinstance(numbers.letter("7-2", online=False), NeedsCentre)


def test_a_document_that_drew_a_number_draws_the_same_again(numbers):
    numbers.on(7, FIRST, "hold")
    assert [numbers.letter(i, online=False) for i in ("7-1", "7-2", "7-1", "7-3")] == [1, 2, 1, 3]


def test_the_series_is_held_once_and_nobody_disposes_of_its_numbers_meanwhile(numbers):
    numbers.on(7, FIRST, "hold")
    assert code(numbers.on(8, SECOND, "hold")) == "number_held"
    assert code(numbers.on(8, SECOND, "void", first=1, reason="作废")) == "number_held"
    assert code(numbers.on(8, SECOND, "reserve", first=9, until=numbers.now + 1, reason="会")) == "number_held"


@pytest.mark.parametrize("first", ["write off", "documents"])
def test_a_lost_device_is_written_off_by_name_and_what_it_drew_stands_whichever_comes_first(numbers, first):
    numbers.letter("9-1")
    numbers.on(7, FIRST, "hold")
    drawn = {f"7-{n}": numbers.letter(f"7-{n}", online=False) for n in (1, 2)}
    if first == "documents":
        assert numbers.arrive("7-1", drawn["7-1"]) == 2
    assert isinstance(numbers.on(8, SECOND, "write_off", last=5, reason="电脑被盗，按登记本核到五号"), Accepted)
    assert numbers.letter("8-1", device=8) == 6
    assert code(numbers.on(8, SECOND, "give", first=3, document="8-2", reason="空着")) == "number_unknown"
    assert code(numbers.on(8, SECOND, "void", first=3, reason="空着")) == "number_unknown"
    left = [i for i in drawn if (NAME, drawn[i]) not in numbers.owners]
    assert [numbers.arrive(i, drawn[i]) for i in left] == [drawn[i] for i in left]
    assert set(numbers.owners) == {(NAME, n) for n in (1, 2, 3, 6)}
    assert code(numbers.arrive("7-9", 6)) == "number_not_held"
    assert code(numbers.on(7, FIRST, "release")) == "holding_over"
    assert isinstance(numbers.letter("7-8", online=False), NeedsCentre)


def test_a_write_off_says_how_far_and_not_below_what_has_come(numbers):
    numbers.on(7, FIRST, "hold")
    numbers.arrive("7-1", numbers.letter("7-1", online=False))
    for last in ({}, {"last": 0}, {"last": 502}):
        assert code(numbers.on(8, SECOND, "write_off", reason="丢失", **last)) == "write_off_span"
    assert isinstance(numbers.on(8, SECOND, "write_off", last=1, reason="丢失"), Accepted)
    assert code(numbers.on(8, SECOND, "write_off", last=1, reason="再来")) == "nobody_holds"


def test_of_two_years_held_from_their_first_number_on_each_is_written_off_by_its_year(numbers):
    assert isinstance(numbers.on(7, FIRST, "hold", year=2026), Accepted)
    assert isinstance(numbers.on(7, FIRST, "hold", year=2027), Accepted)
    lost = {"last": 5, "reason": "电脑丢失"}
    assert numbers.on(8, SECOND, "write_off", **lost).code == "which_holding"
    assert isinstance(numbers.on(8, SECOND, "write_off", year=2026, **lost), Accepted)
    assert [(h.year, h.ended) for h in numbers.series.holdings] == [(2026, "written_off"), (2027, "")]


def test_only_this_year_and_the_coming_one_are_held(numbers):
    assert [numbers.on(7, FIRST, "hold", year=year).code for year in (2020, 2028, 2200)] == ["year_not_now"] * 3


def test_a_block_is_taken_by_choice_and_the_others_go_on_behind_it(numbers):
    numbers.on(7, FIRST, "void", first=2, reason="错号")
    numbers.on(7, FIRST, "hold", block=3)
    assert (numbers.series.holdings[0].first, numbers.series.holdings[0].last) == (1, 4)
    assert numbers.letter("8-1", device=8) == 5
    assert [numbers.letter(f"7-{n}", online=False) for n in (1, 2)] == [1, 3]
    assert [numbers.arrive("7-1", 1), numbers.letter("8-2", device=8)] == [1, 6]
    numbers.on(7, FIRST, "release")
    assert numbers.letter("8-3", device=8) == 7
    assert isinstance(numbers.on(7, FIRST, "give", first=4, document="8-4", reason="持号余号"), Accepted)
    assert code(numbers.on(7, FIRST, "hold", block=21)) == "too_large"


def test_a_device_that_holds_two_years_says_which_it_gives_back(numbers):
    numbers.on(7, FIRST, "hold")
    assert isinstance(numbers.on(7, FIRST, "hold", year=2027), Accepted)
    numbers.letter("7-1", online=False)
    assert code(numbers.on(7, FIRST, "release")) == "which_holding"
    assert isinstance(numbers.on(7, FIRST, "release", year=2026), Accepted)
    assert [(h.year, h.ended, h.reached) for h in numbers.series.holdings] == [(2026, "released", 1), (2027, "", 0)]
    assert isinstance(numbers.on(7, FIRST, "release"), Accepted)


def test_a_block_that_is_used_up_gives_no_more(numbers):
    numbers.on(7, FIRST, "hold", block=2)
    assert [numbers.letter(f"7-{n}", online=False) for n in (1, 2)] == [1, 2]
    assert isinstance(numbers.letter("7-3", online=False), NeedsCentre)
    assert code(numbers.arrive("7-3", 3)) == "number_not_held"


def test_what_a_holding_may_have_drawn_goes_to_no_other_document_even_when_it_was_given_back(numbers):
    numbers.on(7, FIRST, "hold", block=3)
    assert [numbers.letter(f"7-{n}", online=False) for n in (1, 2)] == [1, 2]
    numbers.on(7, FIRST, "release")
    for n in (1, 2):
        assert code(numbers.on(8, SECOND, "give", first=n, document="8-1", reason="空着")) == "number_unknown"
        assert code(numbers.on(8, SECOND, "void", first=n, reason="空着")) == "number_unknown"
    assert isinstance(numbers.on(8, SECOND, "give", first=3, document="8-1", reason="没有取"), Accepted)
    assert [numbers.arrive("7-2", 2), numbers.letter("8-1", device=8), numbers.arrive("7-1", 1)] == [2, 3, 1]


def test_only_a_clerk_of_the_organ_disposes_of_its_numbers(numbers):
    assert code(numbers.on(8, CLERK, "hold")) == "not_allowed"


def test_nonsense_from_a_device_is_no_number(numbers):
    numbers.on(7, FIRST, "hold")
    for said in (None, 1, {}, {"series": NAME, "year": 2026, "n": -1}, {"series": NAME, "year": 2026, "n": True}):
        made = Record(DISPATCH)
        made.does(FIRST, "write", title="一", word="区卫发")
        command = Command(MatterId("7-1"), "dispatch", "number", {}, drawn={"doc_number": said})
        assert code(decide(DISPATCH, made.matter, command, numbers.context(FIRST, at_centre=True))) == "number_not_held"
    other = {"series": "c3/区卫发/2026", "year": 2026, "n": 1}
    command = Command(MatterId("7-1"), "dispatch", "number", {}, drawn={"doc_number": other})
    assert code(decide(DISPATCH, made.matter, command, numbers.context(FIRST, at_centre=True))) == "number_not_held"
