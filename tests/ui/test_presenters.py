"""Presenters without Qt: what they read, what they say when there is nothing, what they do with several rows."""

from dataclasses import replace

import pytest

from oa_client.app.conflicts import TakenUp
from oa_client.app.ports import Settlement
from oa_client.app.reading import ListName
from oa_client.app.seat import CannotServe
from oa_client.app.standing import FirstSync as Filling
from oa_client.app.standing import Phase, SyncState
from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PostId
from oa_client.protocol.messages import Outcome
from oa_client.ui.bulletin.model import board, rows
from oa_client.ui.bulletin.presenter import BulletinPresenter
from oa_client.ui.centre.presenter import CentrePresenter
from oa_client.ui.circulation.model import select
from oa_client.ui.circulation.presenter import ListPresenter
from oa_client.ui.search.facets import MINE, Facet
from oa_client.ui.search.presenter import SearchPresenter
from oa_client.ui.settings.presenter import SettingsPresenter
from oa_client.ui.shell.signing import SignInPresenter, code_of
from oa_client.ui.widgets import standing
from oa_client.ui.widgets.choice import Chip, Choice, Order
from oa_client.ui.workbench.model import CARDS, fill
from oa_client.ui.workbench.presenter import WorkbenchPresenter, cards_of
from oa_client.wording.lines import line
from oa_client.wording.sentences import sentence
from tests.ui import demo
from tests.ui.matter_desk import Scene
from tests.ui.pictures import Remembering


class View:
    """Keeps what it was told."""

    def __init__(self):
        self.told = []

    def __getattr__(self, name):
        return lambda *args, **more: self.told.append((name, *args, *more.values()))

    def last(self, name):
        return next((t[1:] for t in reversed(self.told) if t[0] == name), None)


@pytest.fixture
def library():
    return demo.Library()


@pytest.fixture
def desk(library):
    return demo.desk(library, demo.full_outbox())


# lists


def titles(desk, choice, name=ListName.TODO):
    ids = select(desk, name, choice, demo.NOW)
    return [row.row.title for row in desk.rows(name, ids)]


def test_a_list_as_it_comes_reads_no_rows(desk, library):
    library.rows = None
    assert len(select(desk, ListName.TODO, Choice(), demo.NOW)) == 12


def test_late_is_what_is_past_its_limit_now(desk):
    assert len(titles(desk, Choice(Chip.LATE))) == 2
    assert all("专项督查" in t or "预算" in t for t in titles(desk, Choice(Chip.LATE)))


def test_unread_flash_and_orders(desk):
    assert len(titles(desk, Choice(Chip.UNREAD))) == 3
    assert len(titles(desk, Choice(Chip.FLASH))) == 2
    by_due = titles(desk, Choice(order=Order.DUE))
    assert "预算" in by_due[0]
    assert "芦港村" in "".join(by_due[-2:])
    assert "督查" in titles(desk, Choice(order=Order.URGENT))[0]


def test_what_is_over_is_not_late(desk, library):
    held = library.lists[ListName.TODO]
    library.lists[ListName.TODO] = [replace(x, row=replace(x.row, over=True)) for x in held]
    assert titles(desk, Choice(Chip.LATE)) == []


def test_a_list_says_what_is_missing_and_what_next(at_once):
    view = View()
    presenter = ListPresenter(demo.desk(demo.Library({})), at_once, view, ListName.TODO)
    presenter.load()
    assert view.last("show_empty") == ("没有待办，都办完了。", "查看已办")
    presenter.choose(Choice(Chip.FLASH))
    assert view.last("show_empty") == ("没有特急的待办。", "查看全部")


def test_a_list_that_cannot_be_read_says_what_is_safe(desk, library, at_once):
    view = View()
    presenter = ListPresenter(desk, at_once, view, ListName.TODO)
    library.broken = True
    presenter.load()
    text, detail = view.last("show_trouble")
    assert "不受影响" in text
    assert "OSError" in detail
    library.broken = False
    presenter.load()
    assert len(view.last("show_ids")[0]) == 12


def test_an_older_reading_does_not_overtake(desk, later):
    view = View()
    presenter = ListPresenter(desk, later, view, ListName.TODO)
    presenter.load()
    presenter.choose(Choice(Chip.FLASH))
    later.release()
    assert [len(t[1]) for t in view.told if t[0] == "show_ids"] == [2]


def test_marking_bulletins_read_makes_receipts(desk, at_once):
    view = View()
    presenter = ListPresenter(desk, at_once, view, ListName.TOREAD)
    presenter.mark_read([x.matter for x in demo.lists()[ListName.TOREAD] if x.kind == "bulletin"])
    assert [kind for kind, *_ in desk.stores.outbox.rows] == ["receipt"] * 2
    assert view.last("show_done") == ("阅毕 2 件，已提交，待上传。", False)
    assert presenter.undo() is False


# workbench


def test_a_card_has_its_list_s_number_and_five_rows(desk):
    for card in cards_of(desk):
        filled = fill(desk, card)
        assert filled.count == len(desk.ids(card.name, kind=card.kind))
        assert len(filled.rows) <= 5
    todo = fill(desk, CARDS[0])
    assert todo.rows[0].row.urgency == "flash"


def test_the_workbench_says_when_it_cannot_be_read(desk, library, at_once):
    view = View()
    library.broken = True
    WorkbenchPresenter(desk, at_once, view).load()
    assert "不受影响" in view.last("show_trouble")[0]


# bulletins


def test_the_board_takes_each_bulletin_from_where_it_stands(desk):
    shown = board(desk, Choice(), demo.NOW)
    assert len(shown.ids) == 2
    assert [r.matter for r in rows(desk, shown, shown.ids)] == list(shown.ids)


def test_what_is_pinned_stands_first_until_its_time_is_over(desk):
    lists = demo.lists()
    older = [x for x in lists[ListName.TOREAD] if x.kind == "bulletin"][-1]
    pinned = replace(older, row=replace(older.row, pinned=demo.NOW + 60))
    lists[ListName.TOREAD] = [pinned if x is older else x for x in lists[ListName.TOREAD]]
    desk = demo.desk(demo.Library(lists))
    assert board(desk, Choice(), demo.NOW).ids[0] == older.matter
    assert board(desk, Choice(), demo.NOW + 60).ids[0] != older.matter
    assert line(pinned, desk.rules.directory, demo.NOW).tag == "置顶"


def test_an_empty_board_says_so(at_once):
    view = View()
    presenter = BulletinPresenter(demo.desk(demo.Library({})), at_once, view)
    presenter.load()
    assert view.last("show_empty") == ("还没有公告。", "")
    presenter.choose(Choice(Chip.UNREAD))
    assert view.last("show_empty") == ("没有未阅的公告。", "查看全部")


# search


def test_a_search_says_what_was_searched(desk, at_once):
    view = View()
    presenter = SearchPresenter(desk, at_once, view)
    presenter.search(" 老旧小区  改造 ")
    answer, text = view.last("show_answer")
    assert answer.query == "老旧小区 改造"
    assert text == "共 4 件 · 本机全文 1,284 / 仅标题 3,716"
    presenter.search("没有这个词")
    assert "已查本机全文 1,284 / 仅标题 3,716" in view.last("show_nothing")[0]
    presenter.search("  ")
    assert "空格隔开" in view.last("show_nothing")[0]


def test_an_older_search_does_not_overtake(desk, later):
    view = View()
    presenter = SearchPresenter(desk, later, view)
    for query in ("老", "老旧", "老旧小区"):
        presenter.search(query)
    later.release()
    assert [t[1].query for t in view.told if t[0] == "show_answer"] == ["老旧小区"]


# sync centre


def test_the_centre_tells_what_waits_and_what_came_back(desk, at_once):
    view = View()
    presenter = CentrePresenter(desk, at_once, view)
    presenter.load()
    tray = view.last("show_tray")[0]
    assert [w.state for w in tray.waiting] == ["待上传", "待上传", "上传中，已试 2 次"]
    assert [w.can_undo for w in tray.waiting] == [True, True, False]
    assert tray.waiting[1].title.startswith("望春街道关于落实")
    assert tray.refused[0].reason.startswith("您的岗位不能办理这一步")
    assert tray.conflicts == ()


def test_taking_back_in_time_and_too_late(desk, at_once):
    view = View()
    presenter = CentrePresenter(desk, at_once, view)
    presenter.undo(11)
    assert "存为草稿" in view.last("say")[0]
    presenter.undo(13)
    assert "不能撤销" in view.last("say")[0]
    assert len(desk.pending()) == 2


def test_the_centre_is_asked_to_let_go_of_what_was_sent(desk, at_once):
    view = View()
    presenter = CentrePresenter(desk, at_once, view)
    presenter.load()
    assert [w.can_take_back for w in view.last("show_tray")[0].waiting] == [False, False, True]
    presenter.take_back(13)
    assert "已请中心收回" in view.last("say")[0]
    last = view.last("show_tray")[0].waiting[2]
    assert (last.state, last.can_take_back) == ("正在请中心收回", False)
    presenter.take_back(99)
    assert "来不及收回" in view.last("say")[0]


def test_a_refusal_becomes_a_draft_to_go_on_with(desk, at_once):
    view = View()
    presenter = CentrePresenter(desk, at_once, view)
    presenter.rework(9)
    assert view.last("rework") == (TakenUp("7-todo4", ""), "todo")
    assert [key for key in desk.stores.outbox.drafts_held if key.startswith("act/7-todo4/")]
    assert desk.refused() == ()


def test_what_came_back_of_a_matter_that_is_not_here_stays_and_says_so(at_once):
    scene, view = Scene(), View()
    pending = scene.outbox.queue(Command(MatterId("9-9"), "circulation", "mark_read", {"opinion": "好"}), PostId(2), 1)
    scene.outbox.mark_sent([pending.n])
    scene.outbox.settle([Settlement(pending.n, outcome=Outcome(pending.n, "r", code="recalled"))])
    presenter = CentrePresenter(scene.desk, at_once, view)
    presenter.rework(pending.n)
    assert "已不在本机" in view.last("say")[0]
    assert [c.n for c in view.last("show_tray")[0].conflicts] == [pending.n]
    scene.desk.put_away(pending.n)
    presenter.rework(pending.n)
    assert len([t for t in view.told if t[0] == "say"]) == 1, "a second click says nothing"


def test_a_refusal_put_away_is_a_version_and_can_be_brought_back(desk, at_once):
    view = View()
    presenter = CentrePresenter(desk, at_once, view)
    presenter.put_away(9)
    n, text = view.last("offer_undo")
    assert (n, "历史版本" in text) == (9, True)
    assert desk.refused() == ()
    presenter.bring_back(9)
    assert [w.n for w in view.last("show_tray")[0].refused] == [9]
    presenter.put_away(99)
    assert len([t for t in view.told if t[0] == "offer_undo"]) == 1


@pytest.mark.parametrize("code", ["certificate", "certificate_time", "proxy"])
def test_what_waiting_alone_will_not_mend_is_said_in_the_banner(code):
    state = SyncState(Phase.OFFLINE, last_full_pass=demo.NOW, problem=code)
    notice = standing.notice(state, demo.NOW)
    assert (notice.role, notice.text) == ("error", sentence(code))
    assert standing.summary(state, demo.NOW) == sentence(code)
    assert "离线工作中" in standing.notice(replace(state, problem="unreachable"), demo.NOW).text


def test_a_proxy_out_of_reach_is_told_beside_what_can_be_done_offline():
    state = SyncState(Phase.OFFLINE, last_full_pass=demo.NOW, problem="proxy_down", waiting=2)
    notice = standing.notice(state, demo.NOW)
    assert notice.role == "offline"
    assert all(words in notice.text for words in ("离线工作中", "2 项操作等待上传", "连不上代理服务器"))


# settings


def test_a_look_is_kept_and_shown():
    memory, shown = Remembering(look_type="99", look_scheme="pink"), []
    presenter = SettingsPresenter(memory, lambda *look: shown.append(look))
    presenter.begin()
    presenter.step(1)
    presenter.step(1)
    presenter.step(1)
    presenter.set_scheme("dark")
    presenter.set_compact(compact=True)
    presenter.set_compact(compact=True)
    assert shown[0] == ("light", 14, False)
    assert shown[-1] == ("dark", 18, True)
    assert len(shown) == 5
    assert SettingsPresenter(memory, print).wish == presenter.wish


# signing in


class Doors:
    def __init__(self, error=None):
        self.error, self.asked = error, []

    def _open(self, *what):
        self.asked.append(what)
        if self.error:
            raise self.error
        return "seat"

    def open(self, password):
        if password is not None and self.error is None:
            password()
        return self._open("open")

    def sign_in(self, server, user, password):
        return self._open(server, user, password)


@pytest.mark.parametrize(
    ("error", "words", "field"),
    [
        (CannotServe("password"), "密码不对", "password"),
        (CannotServe("unknown_user"), "没有这个账号", "user"),
        (CannotServe("portal"), "网页上登录认证", ""),
        (CannotServe("keyring_locked"), "密钥环还锁着", ""),
        (CannotServe("locked"), "账号暂时锁定", ""),
        (OSError("no route"), "连不上服务器", ""),
    ],
)
def test_each_trouble_of_signing_in_is_one_clear_sentence(at_once, error, words, field):
    view = View()
    SignInPresenter(Doors(error), at_once, view, known=True).sign_in("https://oa", "wang", "x")
    text, where = view.last("show_problem")
    assert words in text
    assert text.count("。") <= 2
    assert where == field
    assert view.last("show_busy") == ("",)


def test_the_first_time_needs_a_link(at_once):
    view = View()
    SignInPresenter(Doors(OSError()), at_once, view, known=False).sign_in("https://oa", "wang", "x")
    assert "第一次登录必须联网" in view.last("show_problem")[0]


def test_gaps_are_asked_for_before_anything_is_tried(at_once):
    view, doors = View(), Doors()
    presenter = SignInPresenter(doors, at_once, view, known=False)
    presenter.sign_in("https://oa", " ", "x")
    assert view.last("show_problem") == ("请填写账号。", "user")
    assert doors.asked == []
    presenter.sign_in(" https://oa ", " wang ", " p ")
    assert doors.asked == [("https://oa", "wang", " p ")]
    assert view.last("seated") == ("seat",)


def test_offline_asks_for_the_password_only_when_the_keyring_cannot(at_once):
    view = View()
    presenter = SignInPresenter(Doors(), at_once, view, known=True)
    presenter.enter_offline("")
    assert view.last("show_problem")[1] == "password"
    presenter.enter_offline("x")
    assert view.last("seated") == ("seat",)


def test_a_bug_is_no_sentence_about_the_person():
    assert code_of(ZeroDivisionError())[0] == "ZeroDivisionError"


# how syncing stands


def test_green_only_when_everything_is_at_both_ends():
    assert demo.ONLINE.settled
    for worse in (
        {"waiting": 1},
        {"refused": 1},
        {"conflicts": 1},
        {"phase": Phase.SYNCING},
        {"problem": "busy"},
        {"last_full_pass": 0},
    ):
        assert not replace(demo.ONLINE, **worse).settled


def test_bar_and_banner_say_the_same_numbers():
    state = replace(demo.OFFLINE, waiting=3, refused=1, conflicts=2)
    bar, said = standing.bar(state, demo.NOW), standing.notice(state, demo.NOW)
    assert bar == "离线 · 待上传 3 · 须重交 1 · 冲突 2 · 上次同步 09:12 · 今日流量 1.8 MB"
    assert (
        said.text == "离线工作中：数据截至 今天 09:12；3 项操作等待上传，联网后自动提交；2 项与中心冲突、1 项须重交。"
    )
    assert standing.notice(demo.ONLINE, demo.NOW) is None
    assert standing.notice(replace(demo.ONLINE, refused=2), demo.NOW).role == "conflict"
    clash = standing.notice(replace(demo.ONLINE, conflicts=2), demo.NOW)
    assert (clash.role, clash.text) == ("conflict", "有 2 项与中心冲突，您写的内容都在。")


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_words(phase):
    state = SyncState(phase, waiting=1)
    assert standing.bar(state, demo.NOW)
    assert "未能上传" not in standing.bar(state, demo.NOW)
    assert "未能上传 2" in standing.bar(replace(state, stuck=2), demo.NOW)
    assert standing.summary(state, demo.NOW).endswith("。")
    assert "成功" not in standing.bar(state, demo.NOW)


@pytest.mark.parametrize(
    ("phase", "first", "begins"),
    [
        (Phase.SYNCING, Filling(True, 1500, 640, 3000), "正在同步 640/3,000 · "),
        (Phase.SYNCING, Filling(True, 1500), "正在同步 · "),
        (Phase.OFFLINE, Filling(True, 1500, 640, 3000), "离线 · "),
        (Phase.IDLE, None, "在线 · "),
    ],
)
def test_the_bar_counts_what_comes_while_it_comes(phase, first, begins):
    assert standing.bar(SyncState(phase, first=first), demo.NOW).startswith(begins)


# what the line carries


def test_the_line_s_work_is_told_in_words(desk, at_once):
    view = View()
    CentrePresenter(desk, at_once, view, lambda: demo.LOG).look(trouble=False)
    flow = view.last("show_flow")[0]
    assert [(d.percent, d.words) for d in flow.downloads] == [(34, "1.6 MB / 4.7 MB，34%"), (0, "0 字节 / 625 KB，0%")]
    files = next(row for row in flow.spent if row.what == "附件")
    turns = next(row for row in flow.spent if row.what == "办理与通知")
    assert (files.today, files.month) == (1_838_337, 1_838_337)
    assert (turns.today, turns.month) == (8_200, 31_400 + 2_100 + 900 + 8_200)
    assert flow.log[0].words == "在线等候（流量 1.2 KB）"
    assert [t.day for t in flow.log[1:3]] == ["今天", "昨天"]


def test_only_trouble_is_told_when_asked(desk, at_once):
    view = View()
    CentrePresenter(desk, at_once, view, lambda: demo.LOG).look(trouble=True)
    log = view.last("show_flow")[0].log
    assert [t.words.partition("，")[0].partition("：")[0] for t in log] == ["1 项中心没有接受", "连接中断"]


def test_the_log_is_saved_without_a_word_of_any_document(desk, at_once, tmp_path):
    view = View()
    presenter = CentrePresenter(desk, at_once, view, lambda: demo.LOG)
    presenter.export(str(tmp_path / "log.txt"))
    text = (tmp_path / "log.txt").read_text("utf-8")
    assert "已导出到" in view.last("say")[0]
    assert len(text.splitlines()) == 1 + len(demo.LOG)
    presenter.export(str(tmp_path / "none" / "log.txt"))
    assert "请换一个位置" in view.last("say")[0]


def facets_of(view):
    return {group.facet: {o.value: o.count for o in group.options} for group in view.last("show_facets")[0]}


@pytest.fixture
def searched(desk, at_once):
    """A search whose words stand in every text: 27 matters."""
    view = View()
    presenter = SearchPresenter(desk, at_once, view)
    presenter.search("燃气软管")
    return presenter, view


def test_facets_count_what_the_list_shows_when_they_are_chosen(searched):
    presenter, view = searched
    before = facets_of(view)
    assert set(before) == set(Facet)
    for facet, options in before.items():
        for value, count in options.items():
            presenter.choose(facet, value)
            assert len(view.last("show_answer")[0].rows) == count
            presenter.choose(facet, value)
            assert facets_of(view) == before


def test_facets_combine_and_are_cleared(searched):
    presenter, view = searched
    whole = len(view.last("show_answer")[0].rows)
    presenter.choose(Facet.UNIT, "区应急管理局")
    for facet, options in facets_of(view).items():
        if facet is not Facet.UNIT:
            for value, count in options.items():
                presenter.choose(facet, value)
                assert len(view.last("show_answer")[0].rows) == count
                presenter.choose(facet, value)
    units = facets_of(view)[Facet.UNIT]
    for unit, count in units.items():
        if unit != "区应急管理局":
            presenter.choose(Facet.UNIT, unit)
            assert len(view.last("show_answer")[0].rows) == count
            assert facets_of(view)[Facet.UNIT] == units, "one unit instead of another"
    assert len(units) > 2
    presenter.choose(Facet.UNIT, "区应急管理局")
    presenter.choose(Facet.KIND, "circulation")
    answer, text = view.last("show_answer")
    assert answer.rows
    assert {row.kind for row in answer.rows} == {"circulation"}
    assert text.startswith(f"筛出 {len(answer.rows)} 件，共 {whole} 件")
    assert view.last("show_facets")[1] is True
    presenter.clear()
    assert len(view.last("show_answer")[0].rows) == whole
    assert view.last("show_facets")[1] is False


def test_reading_again_keeps_what_was_narrowed_and_another_query_does_not(searched):
    presenter, view = searched
    presenter.choose(Facet.MINE, MINE)
    mine = view.last("show_answer")[0].rows
    presenter.search("燃气软管")
    assert view.last("show_answer")[0].rows == mine
    presenter.search("老旧小区")
    assert len(view.last("show_answer")[0].rows) == 4
    assert view.last("show_facets")[1] is False


def test_the_first_hits_wait_neither_for_facets_nor_for_texts(desk, later):
    view = View()
    presenter = SearchPresenter(desk, later, view)
    presenter.search("燃气软管")
    assert later.names == ["search"]
    later.release()
    assert view.last("show_answer")[0].rows
    assert later.names == ["search", "search.facets"]
    assert not [told for told in view.told if told[0] == "show_facets"]
    later.release()
    assert later.names[2:] == ["search.quotes"]
    assert facets_of(view)


def test_the_same_search_again_never_shows_fewer_rows_meanwhile(later):
    library = demo.Library()
    todo = library.lists[demo.ListName.TODO]
    many = [replace(todo[0], matter=MatterId(f"7-more{n}")) for n in range(120)]
    library.lists[demo.ListName.TODO] = [*todo, *many]
    view = View()
    presenter = SearchPresenter(demo.desk(library), later, view)
    presenter.search("燃气软管")
    for _ in range(3):
        later.release()
    told = [len(t[1].rows) for t in view.told if t[0] == "show_answer"]
    assert told[0] == 50
    assert told[-1] == len(library.search("燃气软管", 1000).ids) > 140
    view.told.clear()
    presenter.search("燃气软管")
    for _ in range(3):
        later.release()
    assert {len(t[1].rows) for t in view.told if t[0] == "show_answer"} == {told[-1]}
    library.lists.clear()
    presenter.search("燃气软管")
    later.release()
    assert "没有找到" in view.last("show_nothing")[0]


def test_further_rows_are_looked_into_as_somebody_comes_to_them(later):
    library = demo.Library()
    todo = library.lists[demo.ListName.TODO]
    library.lists = {demo.ListName.TODO: [replace(todo[0], matter=MatterId(f"7-more{n}")) for n in range(120)]}
    view = View()
    presenter = SearchPresenter(demo.desk(library), later, view)
    presenter.search("燃气软管")
    for _ in range(3):
        later.release()
    assert len(view.last("show_quotes")[0]) == 50
    presenter.seen_to(20)
    later.release()
    assert len(view.last("show_quotes")[0]) == 50
    presenter.seen_to(40)
    later.release()
    assert len(view.last("show_quotes")[0]) == 100


def test_letters_of_a_name_and_the_name_itself_offer_the_person(at_once):
    view = View()
    presenter = SearchPresenter(demo.desk(demo.Folk()), at_once, view)
    for typed in ("wxm", "wangxm", "wangxiaoming", "王小明"):
        presenter.search(typed)
        if typed == "wangxm":
            assert view.last("show_folk") == ((),)
            continue
        (somebody,) = view.last("show_folk")[0]
        assert somebody.name == "王小明"
        assert somebody.words == "王小明（党政办公室 收发员） 0574-87010012"
    answer, text = view.last("show_answer")
    assert {row.row.opener for row in answer.rows} == {demo.ME}
    assert "含王小明发起、经手、待办的" in text
    presenter.search("老旧小区")
    assert view.last("show_folk") == ((),)
