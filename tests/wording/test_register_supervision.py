"""督查台账: whose number it is, how far each item is, and only what its organ granted the units it charged."""

from dataclasses import replace

from oa_client.app.sheets import source_of
from oa_client.domain.people import PostId, Role
from oa_client.wording.register import register
from tests.ui.matter_desk import NOW, Scene
from tests.ui.supervision_pictures import DAY, act, broken_down, folk, issued, what


def lines(scene, *matters):
    """The lines of the register, each by the labels of its columns."""
    sources = [source_of(scene.desk, scene.desk.record(matter)) for matter in matters]
    made = register("supervision", sources, scene.desk.people, "望春街道办事处")
    return [dict(zip((c.label for c in made.columns), line.cells, strict=True)) for line in made.lines]


def supervising():
    """The people of the desk, 李芳 a 督查员 of the street besides."""
    known = folk()
    post = known.posts[PostId(4)]
    return replace(known, posts={**known.posts, post.id: replace(post, roles=post.roles | {Role.SUPERVISOR})})


def in_house(scene):
    """The street's own, inside its house, which got the same number in its own series."""
    fields = {"mode": "internal", "lead": "c5", "assist": [], "approver": "p3", "slips": False}
    given = what(**fields)
    matter = scene.act(4, "propose", given, kind="supervision", at=NOW - 400 * 3600, centre=True)
    scene.act(3, "approve", {}, matter=matter, kind="supervision", at=NOW - 399 * 3600, centre=True)
    handed = {name: given[name] for name in ("lead", "due")}
    scene.act(4, "issue", handed, matter=matter, kind="supervision", at=NOW - 398 * 3600, centre=True)
    return matter


def test_the_same_number_of_two_organs_says_whose_it_is():
    scene = Scene(me=2, folk=supervising())
    district, street = lines(scene, issued(scene), in_house(scene))
    assert (district["督查号"], street["督查号"]) == ("督查〔2026〕1号", "督办〔2026〕1号")
    assert district["督查机关"] == "明州区人民政府办公室"
    assert street["督查机关"] == "望春街道办事处（内部督办）"


def test_progress_is_the_leads_else_what_those_below_have_told():
    scene, matter = broken_down()
    assert lines(scene, matter)[0]["进展"] == "55%"
    scene = Scene(me=2, folk=folk())
    matter = issued(scene)
    act(scene, matter, 2, "accept", {}, 490, track=0)
    for n, (whom, person, progress) in enumerate((("c5", 5, 50), ("p4", 4, 30)), 2):
        act(scene, matter, 2, "break_down", {"part": "摸底", "holders": [whom], "due": NOW + DAY}, 480, track=0)
        act(scene, matter, person, "accept", {}, 470, track=n)
        act(scene, matter, person, "report", {"progress": progress, "opinion": "在办。"}, 460, track=n)
    assert lines(scene, matter)[0]["进展"] == "分解30%～50%"


def test_an_extension_inside_the_house_of_a_unit_is_none_of_the_item():
    scene, matter = broken_down()
    asked = {"new_due": NOW + 3 * DAY, "reason": "外出务工户周末才回。"}
    act(scene, matter, 5, "request_extension", asked, 19, track=2)
    act(scene, matter, 2, "grant_extension", {"new_due": NOW + 3 * DAY}, 18, track=2)
    assert lines(scene, matter)[0]["延期"] == ""
    act(scene, matter, 1, "grant_extension", {"new_due": NOW + 12 * DAY}, 17, track=0)
    assert lines(scene, matter)[0]["延期"] == 1
