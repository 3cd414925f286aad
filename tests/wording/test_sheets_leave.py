"""请假条: what stands on it comes from the record."""

from oa_client.app.forms import Line, Tall
from oa_client.app.sheets import source_of
from oa_client.wording import sheets
from tests.ui.matter_desk import HOUR, NOW, Scene


def test_the_slip_says_who_is_away_of_what_kind_and_who_allowed_it():
    scene = Scene(me=10)
    asked = {"leave_type": "sick", "from": NOW, "until": NOW + 48 * HOUR, "deputy": "p4", "unit_head": "p10"}
    asked["in_charge"] = "p6"
    matter = scene.act(3, "apply", asked, kind="leave", at=NOW - HOUR)
    scene.act(10, "approve", {"opinion": "同意，注意休息。"}, matter=matter, kind="leave", at=NOW - 60)
    form = sheets.form(source_of(scene.desk, scene.desk.record(matter)), scene.desk.people)
    said = {blank.label: blank.value for part in form.parts if isinstance(part, Line) for blank in part.blanks}
    assert (said["请假人"], said["请假类别"], said["代办人"]) == ("周建国", "病假", "李芳")
    allowed = next(part for part in form.parts if isinstance(part, Tall) and part.label == "审批意见")
    assert [(one.words, one.name) for one in allowed.signed] == [("同意，注意休息。", "蒋永康")]
