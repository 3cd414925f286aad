"""The registers: which rows a chip, a word and an order leave, under which heads; their pages and their places."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from oa_client.app.reading import GATHERED, ListName
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Refused
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId, PostId, Role
from oa_client.ui.circulation.ledgers import LEDGERS, Asking, age, select
from oa_client.ui.circulation.presenter import ListPresenter, Outcome
from oa_client.ui.shell.places import kept_by
from oa_client.ui.widgets.choice import Chip, Choice, Order
from oa_client.wording import serials
from oa_client.wording.lines import lamp, line, origin
from oa_client.wording.sentences import sentence
from tests.ui import demo, pictures
from tests.ui.clerk_pictures import incoming
from tests.ui.matter_desk import Now

OFFICE = demo.Library().directory()
CALENDAR = WorkingDays()


def found(kind, library=None, **choice):
    desk = demo.desk(library or demo.Library())
    chosen = select(desk, LEDGERS[kind], Choice(**choice), Asking(demo.NOW, lambda row: origin(row, OFFICE)))
    return chosen, [row.row.title for row in desk.rows(ListName.LEDGER, chosen.ids)]


def test_every_stage_of_a_table_has_a_chip_or_is_over():
    kinds = demo.desk().kinds
    for kind, ledger in LEDGERS.items():
        for process in map(kinds.newest, (kind, *ledger.also)):
            reached = set().union(*ledger.stages.values()) | process.over | {"received"}
            assert set(process.stages) <= reached | {"closed"}, kind


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("incoming", "标题、单位、文号、收文号"),
        ("instruction", "标题、单位、文号、台账号"),
        ("supervision", "标题、单位、督查号"),
        ("fiscal", "标题、单位"),
    ],
)
def test_an_empty_search_box_says_what_this_register_is_found_by(open_desktop, kind, hint):
    page = open_desktop(page=kind).window.page
    assert page.listing.filters.findChild(QLineEdit).placeholderText() == hint


@pytest.mark.parametrize(
    ("chip", "count"),
    [
        (Chip.SIGN, 1),
        (Chip.ENTER, 0),
        (Chip.PROPOSE, 1),
        (Chip.INSTRUCT, 1),
        (Chip.DISPATCH, 1),
        (Chip.HANDLE, 2),
        (Chip.LATE, 1),
        (Chip.OVER, 1),
    ],
)
def test_a_chip_leaves_the_matters_of_its_stage(chip, count):
    assert len(found("incoming", chip=chip)[0].ids) == count


def test_what_was_sent_and_came_back_has_a_chip():
    assert found("exchange", chip=Chip.RETURNED)[1] == ["望春街道关于落实第12号台风防御值班安排的通知"]


@pytest.mark.parametrize(
    "text",
    [
        "收2026 13",
        "收〔2026〕13号",
        "收２０２６-13",
        "收（2026）第13号",
        "防指 寒潮",
        "甬防指办电(2026)23号",
        "甬防指办电[2026]第２３号",
    ],
)
def test_a_register_is_searched_as_people_type(text):
    assert found("incoming", text=text)[1] == ["关于切实做好寒潮低温雨雪天气防范应对工作的紧急通知"]


def test_rows_stand_under_days():
    chosen, _ = found("incoming")
    assert [words for _, words in chosen.heads] == ["今天", "本周", "更早"]
    assert [chosen.ids.index(m) for m, _ in chosen.heads] == [0, 2, 5]
    filtered, _ = found("incoming", text="通知")
    assert [words for _, words in filtered.heads] == ["今天", "本周", "更早"]


def test_heads_of_a_long_register_are_found_by_few_readings():
    library = demo.Library()
    pattern = library.lists[ListName.LEDGER][0]
    library.lists[ListName.LEDGER] = [
        replace(pattern, matter=MatterId(f"7-{n}"), row=replace(pattern.row, opened_at=demo.NOW - n * demo.HOUR))
        for n in range(5000)
    ]
    calls, rows = [], library.rows
    library.rows = lambda name, ids: calls.append(len(ids)) or rows(name, ids)
    chosen, _ = found("incoming", library)
    heads = [(chosen.ids.index(m), words) for m, words in chosen.heads]
    ages = [age(demo.NOW - n * demo.HOUR, demo.NOW) for n in range(5000)]
    assert heads == [(ages.index(words), words) for words in dict.fromkeys(ages)]
    assert sum(calls[:-1]) < 60


def test_instructions_stand_under_their_leaders_newest_first():
    chosen, titles = found("instruction")
    assert [words for _, words in chosen.heads] == ["周建国　3 件", "区委常委、常务副区长 蒋永康　2 件"]
    assert titles[0] == "关于老旧小区改造期间居民临时停车问题"
    assert found("instruction", order=Order.DUE)[0].heads == ()


def test_a_row_says_issuer_number_stage_and_lamp():
    rows = {x.matter: x for x in demo.ledger()}
    late = line(rows["7-in3"], OFFICE, demo.NOW, CALENDAR)
    assert late.meta == "明州区住房和城乡建设局 · 收〔2026〕11号 · 承办中"
    assert (late.due, late.late) == ("超期 1 天", True)
    near = line(rows["7-in1"], OFFICE, demo.NOW, CALENDAR)
    assert (near.due, near.near, near.tag) == ("临期 · 今天 15:24 到期", True, "特提")
    plain = line(rows["7-in4"], OFFICE, demo.NOW, CALENDAR)
    assert (plain.due, plain.near) == ("剩 8 天", False)
    back = line(rows["7-ex0"], OFFICE, demo.NOW, CALENDAR)
    assert back.meta == "望街办〔2026〕71号 · 签收或退回 3/5 · 退回待处理"


def test_the_lamp_counts_working_days():
    friday = demo.NOW
    assert lamp(CALENDAR.due(friday, 3, "working_days"), friday, CALENDAR) == "临期"
    assert lamp(CALENDAR.due(friday, 4, "working_days"), friday, CALENDAR) == "正常"
    assert lamp(friday - 1, friday, CALENDAR) == "超期"


def test_a_number_not_given_yet_says_nothing():
    assert serials.serial("incoming", "") == ""
    assert serials.serial("instruction", "2026-3") == "批〔2026〕3号"


def folk(role):
    posts = {PostId(1): replace(demo.POSTS[PostId(1)], roles=frozenset({role}))}
    return replace(OFFICE, posts=posts, people={PersonId(1): demo.PEOPLE[PersonId(1)]})


def test_every_register_of_the_rail_is_one_whose_matters_are_gathered():
    assert {kind for ledger in LEDGERS.values() for kind in (ledger.kind, *ledger.also)} <= GATHERED


@pytest.mark.parametrize(
    ("role", "kept"),
    [
        (Role.FINANCE, {"outgoing", "fiscal"}),
        (Role.CLERK, {"incoming", "outgoing", "exchange", "instruction", "numbers"}),
        (Role.LEADER, {"outgoing", "instruction", "supervision"}),
        (Role.HANDLER, {"outgoing"}),
    ],
)
def test_a_place_is_for_who_keeps_a_register_or_has_something_in_it(open_desktop, role, kept):
    library = demo.Library({name: rows for name, rows in demo.lists().items() if name is not ListName.LEDGER})
    library.directory = lambda: folk(role)
    kept = kept | {"delegation"}  # anybody may be away
    assert kept_by(demo.desk(library)) == kept
    shown = open_desktop(library=library)
    assert {p for p in shown.window.nav.shown if p in LEDGERS} == kept
    library.lists[ListName.LEDGER] = demo.ledger()
    shown.bridge.publish(demo.CHANGED)
    pictures.settle(shown.bridge, 400)
    assert {p for p in shown.window.nav.shown if p in LEDGERS} == {*LEDGERS} - {"supervision", "fiscal"} | kept


def test_a_badge_is_what_waits_of_that_kind_in_todo(open_desktop):
    library = demo.Library()
    waits = [x for x in demo.ledger() if x.step and x.kind == "incoming"]
    library.lists[ListName.TODO] += waits
    shown = open_desktop(library=library)
    assert shown.window.nav.buttons["incoming"].count == len(waits) == 3
    assert shown.window.nav.buttons["todo"].count == 12 + 3


def test_a_register_page_searches_and_brings_a_hidden_chip_forward(open_desktop):
    shown = open_desktop(page="incoming")
    page = shown.window.page
    assert len(page.listing.model.ids) == 7
    heights = [page.listing.view.rowHeight(row) for row in range(7)]
    assert [heights[row] > heights[1] for row in range(7)] == [True, False, True, False, False, True, False]
    QTest.keyClicks(page.listing.filters.field, "2026 47")
    QTest.keyClick(page.listing.filters.field, "\r")
    pictures.settle(shown.bridge)
    assert list(page.listing.model.ids) == ["7-in4"]
    page.listing.filters.clear()
    chip = next(b for b in page.listing.filters.fit.buttons if b.text() == "承办中")
    assert not chip.isVisible()
    chip.click()
    pictures.settle(shown.bridge)
    assert chip.isVisible()
    assert len(page.listing.model.ids) == 2


def test_a_head_stays_when_the_first_row_of_its_group_goes(open_desktop):
    page = open_desktop(page="incoming").window.page
    page.listing.finish(MatterId("7-in2"))
    assert page.listing.model.heads == {0: "今天", 2: "本周", 4: "更早"}
    assert page.listing.view.rowHeight(2) > page.listing.view.rowHeight(1)


class Heard:
    def __init__(self):
        self.told = []

    def __getattr__(self, name):
        return lambda *args, **more: self.told.append((name, *args, *more.values()))


def test_several_are_urged_at_once_and_that_can_be_taken_back(at_once):
    scene, matter = incoming()
    other = scene.act(2, "register", {"title": "某件", "issuer": "某局", "handling": "action"}, kind="incoming")
    view = Heard()
    presenter = ListPresenter(scene.desk, at_once, view, ListName.LEDGER, LEDGERS["incoming"])
    presenter.urge((matter, other))
    assert view.told[-1] == ("show_done", "催办 1 件，已提交，待上传。另有 1 件没有可催的人。", True)
    assert [p.command.action for p in scene.desk.pending()] == ["urge"]
    assert presenter.undo()
    assert scene.desk.pending() == ()
    presenter.urge((other,))
    assert view.told[-1] == ("show_refusal", "所选各件都没有可催的人。")


def test_why_some_could_not_be_urged_is_said_beside_those_that_were():
    view = Heard()
    presenter = ListPresenter(demo.desk(), Now(), view, ListName.LEDGER, LEDGERS["incoming"])
    presenter._on_urged(Outcome((MatterId("1-1"),), (1,), Refused("wrong_stage"), asked=2))
    (said,) = [told[1] for told in view.told]
    assert said.startswith("催办 1 件，已提交，待上传。")
    assert "没有可催的人" not in said
    assert sentence("wrong_stage") in said


def test_one_goes_to_a_matter_a_filter_keeps_out(open_desktop):
    made = open_desktop(page="incoming")
    page = made.window.page
    wanted = page.listing.model.ids[0]
    page.listing.filters.field.setText("没有这几个字")
    pictures.settle(made.bridge, 400)
    assert wanted not in page.listing.model.ids
    page.stand_on(wanted)
    pictures.settle(made.bridge, 400)
    assert page.listing.current == wanted
