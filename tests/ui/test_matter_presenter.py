from dataclasses import replace

import pytest

from oa_client.domain.matter import TrackId
from oa_client.domain.people import PostId
from oa_client.ui.matter.presenter import Presenter
from oa_client.ui.matter.sheet import sheet
from oa_client.wording import names
from tests.ui.matter_desk import HOUR, NOW, SECOND_POST, Now, Scene


class Screen:
    def __init__(self):
        self.calls = []
        self.sheet = None

    def __getattr__(self, name):
        def called(*args, **kwargs):
            self.calls.append((name, *args, *kwargs.values()))
            if name == "show_sheet":
                self.sheet = args[0]

        return called

    def said(self, name):
        return [call[1:] for call in self.calls if call[0] == name]


@pytest.fixture
def scene():
    return Scene()


def opened(scene, matter):
    screen = Screen()
    presenter = Presenter(scene.desk, Now(), screen)
    presenter.show(matter)
    return presenter, screen


def test_a_matter_is_shown_in_words(scene):
    matter = scene.circulate("p3", "p2", number="明政办发〔2026〕87号", urgency="flash", body="各单位：\n请落实。",
                             due=NOW - HOUR, sensitivity="internal", at=NOW - 5 * HOUR)  # fmt: skip
    scene.act(3, "mark_read", {"opinion": "请小明牵头落实。\n<b>今天办</b>"}, matter=matter, at=NOW - 2 * HOUR)
    _presenter, screen = opened(scene, matter)
    shown = screen.sheet
    assert (shown.head.tag, shown.head.urgency, shown.head.state) == ("特急", "flash", "轮阅中")
    assert shown.head.meta == (
        "来文单位 明州区人民政府办公室",
        "文号 明政办发〔2026〕87号",
        "知悉范围 内部",
        "送阅 今天 04:24",
        "时限 今天 08:24（今天已超期）",
    )
    assert shown.head.late
    assert shown.body == "各单位：\n请落实。"
    assert [(e.who, e.place, e.action) for e in shown.entries] == [
        ("陈静", "明州区人民政府办公室 收发员", names.action("circulation", "circulate")),
        ("周建国", "望春街道办事处 主任", names.action("circulation", "mark_read")),
    ]
    assert shown.entries[1].opinion == "请小明牵头落实。\n<b>今天办</b>", "as typed"
    assert shown.read == "已阅 1 / 共 2"
    me = shown.readers[1]
    assert (me.turn, me.name, me.phone, me.state, me.late, me.mine) == (
        "2",
        "王小明",
        "87190002",
        "未阅 · 超期",
        True,
        True,
    )
    assert shown.primary.action.name == "mark_read"
    assert "add_note" in [o.action.name for o in shown.others]


def test_typing_is_kept_once_and_dropped_when_emptied(scene):
    presenter, screen = opened(scene, scene.circulate("p2"))
    offer = screen.sheet.primary
    presenter.typed(offer, {})
    assert not scene.desk.stores.outbox.drafts(), "nothing typed, nothing written"
    presenter.typed(offer, {"opinion": "已阅"})
    presenter.typed(offer, {"opinion": "已阅"})
    (draft,) = scene.outbox.drafts()
    assert (draft.key, draft.data) == ("act/1-1/mark_read", {"fields": {"opinion": "已阅"}})
    assert screen.said("show_saved") == [("已保存在本机 09:24", True)]
    presenter.typed(offer, {})
    assert not scene.outbox.drafts()


def test_submit_undo_and_the_words_are_back(scene):
    matter = scene.circulate("p2")
    presenter, screen = opened(scene, matter)
    presenter.typed(screen.sheet.primary, {"opinion": "同意，请抓紧。"})
    presenter.submit(screen.sheet.primary, {"opinion": "同意，请抓紧。"})
    ((done,),) = screen.said("show_done")
    assert (done.words, done.seconds, done.matter) == ("已提交，待上传", 10, matter)
    assert screen.said("tell_finished") == [(matter,)]
    assert not scene.outbox.drafts()
    assert len(scene.outbox.pending()) == 1
    presenter.undo()
    assert not scene.outbox.pending()
    assert [d.key for d in scene.outbox.drafts()] == ["act/1-1/mark_read"]
    assert screen.sheet.draft.data["fields"] == {"opinion": "同意，请抓紧。"}


def test_undo_that_comes_too_late_says_so(scene):
    presenter, screen = opened(scene, scene.circulate("p2"))
    presenter.submit(screen.sheet.primary, {"opinion": "同意"})
    scene.outbox.mark_sent([1])
    presenter.undo()
    assert "不能再撤销" in screen.said("show_refusal")[0][1]
    assert len(scene.outbox.pending()) == 1


def test_a_refusal_says_where_and_keeps_the_draft(scene):
    presenter, screen = opened(scene, scene.circulate("p2"))
    presenter.typed(screen.sheet.primary, {"opinion": "机密★ 请阅"})
    presenter.submit(screen.sheet.primary, {"opinion": "机密★ 请阅"})
    ((field, text),) = screen.said("show_refusal")
    assert field == "opinion"
    assert "国家秘密" in text
    assert len(scene.outbox.drafts()) == 1
    assert not screen.said("tell_finished")


def test_an_opinion_that_is_asked_for_is_missed_at_its_field(scene):
    presenter, screen = opened(scene, scene.circulate("p2"))
    presenter.submit(screen.sheet.primary, {})
    assert screen.said("show_refusal") == [("opinion", "还没有填写“意见”，您写的内容已保存在本机，请填好后再提交。")]


def test_a_broadcast_is_read_by_receipt_and_words_make_an_entry(scene):
    matter = scene.circulate("u2", mode="broadcast", purpose="information")
    presenter, screen = opened(scene, matter)
    offer = screen.sheet.primary
    assert offer.receipt
    presenter.submit(offer, {})
    assert [r.kind for r in scene.outbox.pending_rows(9) if r.kind == "receipt"] == ["receipt"]
    assert not scene.outbox.pending()
    assert screen.said("show_done")[0][0].n is None, "a receipt is not taken back"
    presenter.again()
    assert screen.sheet.receipted
    assert screen.sheet.primary is None

    other, screen = opened(scene, scene.circulate("u2", mode="broadcast", purpose="information"))
    other.submit(screen.sheet.primary, {"opinion": "建议补充电话"})
    assert [p.command.action for p in scene.outbox.pending()] == ["comment"]


def test_two_tasks_of_one_person_can_each_be_taken():
    scene = Scene(me=4)
    matter = scene.circulate("p4", f"o{SECOND_POST}", "p6", mode="parallel")
    presenter, screen = opened(scene, matter)
    first, second = screen.sheet.turns
    assert (first.words, second.words) == ("以本人身份（第 1 项）", "以望春街道办事处民政干事身份")
    presenter.submit(screen.sheet.primary, {"opinion": "按岗位办理"}, second)
    assert scene.outbox.pending()[0].command.track == TrackId(1)
    assert scene.outbox.pending()[0].post == PostId(SECOND_POST)
    presenter.again()
    assert screen.sheet.turns == ()
    presenter.submit(screen.sheet.primary, {"opinion": "本人也阅"})
    assert [p.command.track for p in scene.outbox.pending()] == [1, 0]


def test_what_others_do_meanwhile_is_told_and_my_own_is_not(scene):
    matter = scene.circulate("p2", "p3", mode="parallel")
    presenter, screen = opened(scene, matter)
    scene.act(3, "mark_read", {"opinion": "已阅"}, matter=matter, at=NOW)
    seen = []
    scene.desk.listen(seen.append)
    scene.tell(matter)
    presenter.changed(seen[-1])
    assert screen.said("show_news") == [(f"周建国 09:24 {names.action('circulation', 'mark_read')}；页面已更新。",)]
    assert screen.said("show_sheet")[-1][1] is False, "the same matter again"
    presenter.submit(screen.sheet.primary, {"opinion": "同意"})
    presenter.again()
    assert len(screen.said("show_news")) == 1


def test_changes_of_other_matters_read_nothing(scene):
    presenter, screen = opened(scene, scene.circulate("p2"))
    count = len(screen.calls)
    other = scene.circulate("p3")
    seen = []
    scene.desk.listen(seen.append)
    scene.tell(other)
    presenter.changed(seen[-1])
    assert len(screen.calls) == count


def test_an_unknown_edition_is_read_only(scene):
    _presenter, screen = opened(scene, scene.unknown_edition())
    assert "请升级客户端" in screen.sheet.notice
    assert screen.sheet.primary is None
    assert screen.sheet.others == ()
    assert screen.sheet.entries


def test_a_header_asks_for_the_record(scene):
    matter = scene.header_only()
    _presenter, screen = opened(scene, matter)
    assert not screen.sheet.record.whole
    assert screen.sheet.head.title == "关于报送年度总结的通知"
    assert screen.sheet.primary is None


def test_a_store_that_fails_is_one_sentence_and_can_be_tried_again(scene):
    matter = scene.circulate("p2")
    scene.library.broken = True
    presenter, screen = opened(scene, matter)
    assert screen.said("show_error") == [("这件事项读不出来；本机数据不受影响，请重试。",)]
    scene.library.broken = False
    presenter.again()
    assert screen.sheet.id == matter


def test_a_matter_that_is_gone_says_so(scene):
    _presenter, screen = opened(scene, "5-5")
    assert "没有找到" in screen.said("show_error")[0][0]


def test_a_waiting_entry_is_marked_and_one_the_rule_refuses_says_why(scene):
    matter = scene.circulate("p2", "p3")
    record = scene.desk.record(matter)
    scene.desk.act(record, "mark_read", {"opinion": "同意"}, undo=0)
    waiting = sheet(scene.desk, scene.desk.record(matter)).entries[-1]
    assert (waiting.mark, waiting.received) == ("待上传", False)
    scene.act(1, "recall", {}, matter=matter, at=NOW)
    last = sheet(scene.desk, scene.desk.record(matter)).entries[-1]
    assert last.refused
    assert last.mark.startswith("须重交：")


def test_only_what_i_did_and_the_centre_has_says_so(scene):
    matter = scene.circulate("p2", "p3", mode="parallel")
    scene.act(3, "mark_read", {"opinion": "已阅"}, matter=matter, at=NOW)
    scene.act(2, "mark_read", {"opinion": "同意"}, matter=matter, at=NOW)
    lines = sheet(scene.desk, scene.desk.record(matter)).entries
    assert [line.received for line in lines] == [False, False, True]


def test_a_recall_of_one_reader_needs_the_reader():
    scene = Scene(me=1)
    matter = scene.circulate("p2", "p3", mode="parallel")
    presenter, screen = opened(scene, matter)
    offer = next(o for o in screen.sheet.others if o.action.name == "recall_reader")
    presenter.submit(offer, {})
    assert screen.said("show_refusal")[0][0] == "@track"
    presenter.submit(offer, {"@track": 1})
    assert scene.outbox.pending()[0].command.track == 1


def test_a_dialog_means_the_people_it_showed():
    scene = Scene(me=1)
    matter = scene.circulate("p2", "p3", mode="parallel")
    presenter, screen = opened(scene, matter)
    opened_on = screen.sheet
    offer = next(o for o in opened_on.others if o.action.name == "recall_reader")
    tracks = tuple(replace(t, holder="p4") for t in opened_on.record.matter.tracks)
    others = replace(opened_on.record.matter, tracks=tracks)
    presenter.sheet = replace(opened_on, record=replace(opened_on.record, matter=others))
    presenter.submit(offer, {"@track": 1}, seen=opened_on)
    assert dict(scene.outbox.pending()[0].command.holders) == {1: opened_on.record.matter.track(1).holder}


def test_people_picked_by_number_are_not_taken_from_a_draft():
    scene = Scene(me=1)
    matter = scene.circulate("p2", "p3", mode="parallel")
    presenter, screen = opened(scene, matter)
    offer = next(o for o in screen.sheet.others if o.action.name == "urge_reading")
    presenter.typed(offer, {"tracks": [0, 1], "note": "请今天阅完"})
    assert presenter.draft(offer) == {"note": "请今天阅完"}


def test_words_left_apart_stand_in_the_form_when_the_matter_is_shown_anew_and_not_under_who_is_writing(scene):
    matter = scene.circulate("p2")
    presenter, screen = opened(scene, matter)
    key = scene.desk.words.keep(matter, "circulation", "mark_read", {"opinion": "命令行里写的"}, apart=True)
    presenter.again()
    presenter.typed(screen.sheet.primary, {"opinion": "窗口里写的"})
    assert scene.desk.draft(key).data["fields"] == {"opinion": "命令行里写的"}
    scene.desk.drop_draft(f"act/{matter}/mark_read")
    _presenter, later = opened(scene, matter)
    assert later.sheet.draft.data["fields"] == {"opinion": "命令行里写的"}
    assert scene.desk.draft(key) is None
