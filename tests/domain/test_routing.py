"""行文规则 R01 to R14, each by what breaks it and by what stands beside it and does not (domain.md §1.3)."""

import pytest

from oa_client.domain import body
from oa_client.domain.people import Directory, Level, Scope, Unit
from oa_client.domain.routing import Facts, Place, Severity, facts, findings
from oa_client.wording.routing import sentence, severity

_UNITS = [
    (1, "海曙区人民政府", None, Level.DISTRICT),
    (2, "区住建局", 1, Level.DEPARTMENT),
    (3, "区应急局", 1, Level.DEPARTMENT),
    (4, "月湖街道办事处", 1, Level.STREET),
    (5, "平桥社区", 4, Level.COMMUNITY),
    (6, "高桥镇人民政府", 1, Level.TOWN),
    (7, "区政府办公室", 1, Level.DEPARTMENT),
    (8, "村镇建设科", 2, Level.DEPARTMENT),
    (9, "综合办", 2, Level.DEPARTMENT),
]
DIRECTORY = Directory({i: Unit(i, name, parent, level) for i, name, parent, level in _UNITS})


def found(organ, genre, direction, receivers=(), text=None, tracks=(), **more):
    head = {"organ": f"c{organ}", "genre": genre, "direction": direction, "title": "关于防汛工作的通知", **more}
    head["receivers"] = [f"c{r}" if isinstance(r, int) else r for r in receivers]
    head["copied_to"] = [f"c{r}" for r in more.get("copied_to", ())]
    head["joint_with"] = [f"c{r}" for r in more.get("joint_with", ())]
    return findings(head, text, facts(DIRECTORY, head, tracks))


def codes(*args, **more):
    return [(f.code, f.severity.value, f.place) for f in found(*args, **more)]


def test_r01_a_level_is_not_skipped_unless_it_gets_a_copy():
    assert codes(5, "report", "up", [1]) == [("r01", "block", "receivers")]
    assert codes(5, "report", "up", [1], copied_to=[4]) == []
    assert codes(5, "report", "up", [4]) == []
    assert codes(4, "request", "up", [1]) == []


def test_r02_a_request_has_one_receiver_and_nobody_below_gets_a_copy():
    assert codes(4, "request", "up", [1, 2]) == [("r02", "block", "receivers")]
    assert codes(4, "request", "up", [1], outside_receivers="市应急局") == [("r02", "block", "receivers")]
    assert codes(4, "request", "up", [], outside_receivers="市住建局、市应急局") == [("r02", "block", "receivers")]
    assert codes(4, "report", "up", [1, 2]) == [("r02", "warn", "receivers")], "for a report it is said as 原则上"
    assert codes(4, "request", "up", [1], copied_to=[5]) == [("r02", "block", "copied_to")]
    assert codes(4, "request", "up", [1], copied_to=[2]) == []


def test_r03_a_request_is_about_one_matter():
    two = "关于购置车辆和新建车棚的请示"
    assert codes(4, "request", "up", [1], title=two) == [("r03", "warn", "title")]
    assert codes(4, "report", "up", [1], title="关于购置车辆和新建车棚的报告") == []


def test_r04_a_report_asks_for_nothing():
    assert codes(4, "report", "up", [1], title="关于经费的请示报告") == [("r04", "block", "title")]
    asked = "一、工作情况。二、妥否，请批示。"
    assert codes(4, "report", "up", [1], text=asked) == [("r04", "block", "body")]
    assert codes(4, "report", "up", [1], text="恳请区政府解决经费二十万元。") == [("r04", "warn", "body")]
    assert codes(4, "report", "up", [1], text="已完成全部检查。") == []
    assert codes(4, "request", "up", [1], text=asked) == []
    assert codes(4, "report", "up", [1], body_asks=True) == [("r04", "block", "body")], "as the centre knows it"


def test_r05_it_goes_to_the_organ_and_not_to_its_leader():
    assert ("r05", "block", "receivers") in codes(4, "request", "up", ["p3"])
    assert codes(4, "request", "up", [], outside_receivers="王明区长") == [("r05", "warn", "outside_receivers")]
    assert codes(4, "request", "up", [], outside_receivers="市人民政府") == []


def test_r06_what_a_lower_organ_asks_goes_up_with_ones_own_opinion():
    title = "关于转报平桥社区修缮用房的请示"
    assert codes(4, "request", "up", [1], title=title, text="现将原文转报如下。") == [("r06", "warn", "body")]
    assert codes(4, "request", "up", [1], title=title, text="我街道认为确有必要，建议安排资金。") == []


def test_r07_the_other_superior_gets_a_copy_where_there_is_one():
    organ = Place("区气象局", Level.DEPARTMENT, ("海曙区人民政府",), Level.DISTRICT)
    up = Place("海曙区人民政府", Level.DISTRICT)
    head = {"genre": "report", "direction": "up"}
    two = Facts(organ, (up,), other_superiors=("市气象局",))
    assert [(f.code, f.severity) for f in findings(head, None, two)] == [("r07", Severity.HINT)]
    told = Facts(organ, (up,), (Place("市气象局", Level.DEPARTMENT),), other_superiors=("市气象局",))
    assert findings(head, None, told) == ()


def test_r08_what_is_important_and_goes_down_is_copied_to_the_superior():
    assert codes(4, "notice", "down", [5], important=True) == [("r08", "warn", "copied_to")]
    assert codes(4, "notice", "down", [5], important=True, copied_to=[1]) == []
    assert codes(4, "notice", "down", [5]) == []


@pytest.mark.parametrize("receiver", [4, 6])
def test_r09_a_department_gives_no_orders_to_a_street_or_a_town(receiver):
    assert codes(2, "notice", "down", [receiver]) == [("r09", "block", "receivers")]
    assert codes(7, "notice", "down", [receiver]) == [], "the office may, authorised"
    assert codes(1, "notice", "down", [receiver]) == []
    assert codes(2, "letter", "parallel", [receiver]) == []
    agreed = {"government_agreed": True}
    assert codes(2, "notice", "down", [receiver], **agreed) == []
    assert codes(2, "notice", "down", [receiver], text="现就有关事项通知如下。", **agreed) == [("r09", "warn", "body")]
    assert codes(2, "notice", "down", [receiver], text="经区政府同意，现通知如下。", **agreed) == []


def test_r09_binds_coordinating_bodies_too():
    named = {"issuer": "区防汛抗旱指挥部"}
    assert codes(1, "notice", "down", [4], **named) == [("r09", "block", "issuer")]
    assert codes(1, "notice", "down", [4], issuer="海曙区人民政府") == []


def test_r10_a_department_writes_to_departments():
    assert codes(2, "notice", "parallel", [3]) == []


def test_r11_who_has_not_agreed_does_not_write_downwards():
    from oa_client.domain.matter import Track, TrackId

    against = (Track(TrackId(0), Scope("c3"), "disagreed", role="consult"),)
    silent = (Track(TrackId(0), Scope("c3"), "silent", role="consult"),)
    assert codes(2, "notice", "down", [8], tracks=against) == [("r11", "block", "receivers")]
    assert codes(1, "notice", "down", [4], tracks=against) == [("r11", "warn", "receivers")]
    assert codes(2, "notice", "down", [8], tracks=silent) == []


def test_r12_only_organs_of_one_level_issue_jointly():
    assert codes(2, "notice", "parallel", [], joint_with=[3]) == []
    assert codes(2, "notice", "parallel", [], joint_with=[3, 4]) == []
    assert codes(2, "notice", "parallel", [], joint_with=[1]) == [("r12", "block", "joint_with")]
    assert codes(4, "letter", "parallel", [], joint_with=[5]) == [("r12", "block", "joint_with")]


def test_r13_no_section_but_the_office_issues_outwards():
    assert codes(8, "letter", "parallel", [3]) == [("r13", "block", "organ")]
    assert codes(9, "letter", "parallel", [3]) == []
    assert codes(7, "letter", "parallel", [3]) == []


def test_r14_not_every_organ_may_use_every_genre():
    for organ in (2, 4, 5):
        assert ("r14", "block", "genre") in codes(organ, "order", "down"), organ
    assert codes(1, "order", "down", [4]) == []
    assert codes(6, "order", "down") == []
    assert codes(4, "bill", "up", [1]) == [("r14", "block", "genre")]
    assert codes(1, "resolution", "down", [4]) == [("r14", "warn", "genre")]
    assert codes(4, "public_announcement", "down") == [("r14", "warn", "genre")]


def test_r14_a_community_writes_applications_and_reports_to_its_street():
    assert codes(5, "request", "up", [4]) == [("r14", "block", "genre")]
    assert codes(5, "other", "up", [4]) == []
    assert codes(5, "report", "up", [4]) == []
    assert codes(5, "notice", "down") == [("r14", "warn", "genre")]


@pytest.mark.parametrize(
    ("genre", "way", "good"),
    [("request", "down", False), ("report", "parallel", False), ("reply", "up", False), ("letter", "down", False)]
    + [("opinion", way, True) for way in ("up", "down", "parallel")]
    + [("notice", "parallel", True), ("reply", "down", True), ("letter", "parallel", True)],
)
def test_a_genre_goes_its_way(genre, way, good):
    assert (("way", "block", "direction") not in codes(1, genre, way)) == good


def test_a_secret_marking_is_found_in_title_and_body():
    assert ("secret", "block", "title") in codes(1, "notice", "down", title="机密★关于某事的通知")
    assert ("secret", "block", "body") in codes(1, "notice", "down", text="机密★10年\n正文")


def test_what_lays_reporting_on_those_below_is_pointed_out():
    asks = "请各街道于12月底前报送贯彻落实情况。"
    assert codes(1, "notice", "down", [4], text=asks) == [("relief", "warn", "body")]


def test_every_finding_has_a_sentence_that_names_its_clause():
    broken = [
        *found(5, "request", "up", [1, 2], title="关于购置车辆和新建车棚的请示", copied_to=[5]),
        *found(4, "report", "up", ["p3"], text="妥否，请批示。", outside_receivers="王区长"),
        *found(4, "report", "up", [1], text="恳请解决经费。"),
        *found(4, "request", "up", [1], title="关于转报某事的请示", text="原文如下"),
        *found(4, "notice", "down", [5], important=True, copied_to=[5]),
        *found(2, "notice", "down", [4]),
        *found(1, "notice", "down", [4], issuer="区防汛指挥部"),
        *found(2, "notice", "down", [4], government_agreed=True, text="通知如下"),
        *found(8, "order", "up", joint_with=[1]),
        *found(1, "notice", "down", text="机密★\n请报送落实情况"),
    ]
    assert len({f.code for f in broken}) > 10
    for one in broken:
        text = sentence(one)
        assert text.endswith(f"（{one.clause}）。")
        assert "{" not in text
        assert "（未说明）" not in text
        assert severity(one)


def test_a_head_that_is_none_is_read_as_one_that_says_nothing():
    """And what the text itself says is found all the same."""
    names = ("organ", "title", "genre", "direction", "receivers", "copied_to", "joint_with")
    for value in (None, 3, ["p" * 9], {"a": 1}, [None], [[["c1"]]]):
        head = dict.fromkeys(names, value)
        told = [f.code for f in findings(head, "机密★10年\n正文", facts(DIRECTORY, head))]
        assert told == ["secret"], value


def test_the_words_of_a_body_are_found_whatever_its_blocks_are():
    text = '{"v":1,"b":[{"h":1,"p":"一、总体"},{"t":[["项目","数"],["泵站","12"]]},{"p":"plain ascii"}]}'
    assert body.words(text) == "一、总体\n项目\n数\n泵站\n12\nplain ascii", "figures are words too"
    assert body.words("不是 JSON\n第二行") == "不是 JSON\n第二行"
    assert body.words("[" * 40_000) == ""
    assert body.words('{"broken') == '{"broken'
