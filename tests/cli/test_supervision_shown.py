"""``show`` of a 督查: what the leader who approves it has to know, every task with its number, what each act was about."""

import pytest

from oa_client.app.seat import CannotServe
from oa_client.cli import views
from oa_client.wording.sentences import sentence
from tests.ui.matter_desk import NOW, Scene
from tests.ui.supervision_pictures import DAY, act, broken_down, issued
from tests.ui.supervision_pictures import folk as people


def text(scene, matter):
    return "\n".join(views.shown_text(scene.desk, scene.desk.record(matter)))


def test_who_approves_it_sees_how_from_where_and_who_is_charged():
    scene = Scene(me=10, folk=people())
    matter = issued(scene)
    shown = text(scene, matter)
    for said in (
        "督查号 督查〔2026〕1号",
        "督查方式：政府督查",
        "督查来源：工作报告分解",
        "主办单位：望春街道办事处收发岗",
        "协办单位：区住房和城乡建设局收发岗",
        "反馈周期：每月",
    ):
        assert said in shown, said


def test_every_task_bears_its_number_and_the_unit_sees_its_own_part_and_day():
    scene, matter = broken_down(me=5)
    shown = text(scene, matter).splitlines()
    assert "任务 0　主办　望春街道办事处收发岗　55%　11月26日 正常　申请延至12月6日" in shown
    assert "　任务 2　芦港村入户摸底登记　芦港村收发岗　60%　11月22日 临期　承办中（我的）" in shown
    assert "我的任务：芦港村入户摸底登记　11月22日 临期" in shown


def test_the_record_says_what_was_asked_for_granted_and_found():
    scene, matter = broken_down(me=1)
    granted = {"new_due": NOW + 12 * DAY, "opinion": "同意顺延。"}
    act(scene, matter, 1, "grant_extension", granted, 10, track=0)
    shown = text(scene, matter)
    for said in (
        "存在问题：两个小区管线迁改未协调到位。",
        "新的时限：2026年12月6日 09:24",
        "新的时限：2026年12月2日 09:24",
        "分解事项：管线迁改协调；承办单位（人）：李芳",
        "主办单位：望春街道办事处收发岗；协办单位：区住房和城乡建设局收发岗；办结时限：2026年11月26日 09:24",
    ):
        assert said in shown, said


def test_an_act_about_the_first_task_names_its_unit_as_one_about_another_does():
    scene, matter = broken_down(me=1)
    act(scene, matter, 1, "urge", {"note": "请抓紧。"}, 9, track=0)
    act(scene, matter, 1, "urge", {"note": "请抓紧。"}, 8, track=1)
    record = scene.desk.record(matter)
    first, second = (views.details(scene.desk, record, line) for line in record.lines[-2:])
    assert (first, second) == ("望春街道办事处收发岗", "区住房和城乡建设局收发岗")


def test_the_finding_and_the_grade_stand_in_the_record():
    scene = Scene(me=1, folk=people())
    matter = issued(scene, assist=[])
    for person, action, fields in (
        (2, "accept", {}),
        (2, "apply_completion", {"opinion": "已完工。"}),
        (1, "pass_completion", {}),
        (1, "close", {"conclusion": "属实，予以销号。"}),
        (2, "object", {"reason": "评议得分有误。"}),
        (10, "recheck", {"finding": "revise", "opinion": "按复核得分计。"}),
        (1, "evaluate", {"grade": "fair"}),
    ):
        track = 0 if action in {"accept", "apply_completion", "pass_completion", "object"} else None
        act(scene, matter, person, action, fields, 5, **({} if track is None else {"track": track}))
    shown = text(scene, matter)
    head, record = shown.rsplit("\n\n", 1)
    assert "复核结论：变更结论" in record
    assert "评价等次：较好" in record
    assert "属实，予以销号。" in head


def test_a_task_that_is_not_there_is_answered_with_those_that_are():
    scene, matter = broken_down(me=1)
    assert views.task_of(scene.desk.record(matter), 3) == 3
    with pytest.raises(CannotServe) as told:
        views.task_of(scene.desk.record(matter), 99)
    assert sentence(told.value.code, told.value.facts).startswith("没有第 99 号任务；有：0、1、2、3")
