"""What the command line answers before a first sync, without a link, and when the centre does not take something."""

import io
import shutil
from dataclasses import replace

import pytest
from openpyxl import Workbook

from oa_client.app.ports import Session, Settlement
from oa_client.app.seat import SyncReport
from oa_client.cli.run import run
from oa_client.domain.people import Level, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.doors import LocalDoors
from oa_client.protocol.messages import Outcome
from oa_client.store.profile import open_profile
from oa_client.system.keyslots import KeySlots
from tests.cli.test_cli import NO_KEYRING, PASSWORD, Line
from tests.fakes.portal import dead_port
from tests.store.centre import ME, Centre

NEW = ["new", "circulation", "--title", "停电通知", "--mode", "parallel", "--purpose", "action", "--to"]
HEAD = ("编号", "上级编号", "工作任务", "工作要求", "主办单位", "协办单位", "完成时限", "反馈周期", "督查领导")


def profile_in(folder, *, synced):
    profile = open_profile(folder, KeySlots(folder, NO_KEYRING).create(PASSWORD).key)
    profile.outbox.keep_session(Session(f"http://127.0.0.1:{dead_port()}", "wang", ME, "人员1", 7, "token"))
    if synced:
        with profile.replica.page() as page:
            page.wipe(1)
            office().tell_directory(page)
        profile.replica.take_changes()
    profile.close()
    return folder


def office():
    """The clerk of a street supervises too; under the street there is a village."""
    centre = Centre()
    folk = centre.directory
    folk.units[UnitId(9)] = Unit(UnitId(9), "新村", UnitId(2), Level.COMMUNITY)
    folk.posts[PostId(20)] = Post(PostId(20), UnitId(2), "督查专干", frozenset({Role.SUPERVISOR}))
    folk.posts[PostId(21)] = Post(PostId(21), UnitId(9), "文书", frozenset({Role.CLERK}))
    folk.people[PersonId(1)] = replace(folk.people[PersonId(1)], posts=(PostId(1), PostId(20)))
    folk.people[PersonId(8)] = replace(folk.people[PersonId(8)], posts=(PostId(21),))
    return centre


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return profile_in(tmp_path_factory.mktemp("answers") / "profile", synced=True)


@pytest.fixture
def here(template, tmp_path):
    return shutil.copytree(template, tmp_path / "profile")


class Answering(LocalDoors):
    """A centre that answers at once: it takes nothing and says why not, or takes everything (no code)."""

    def __init__(self, folder, code):
        super().__init__(folder, NO_KEYRING)
        self.code = code

    def open(self, password):
        seat = super().open(password)
        seat.sync = lambda _patience=0.0: self._settled(seat.desk.stores.outbox)
        return seat

    def _settled(self, outbox):
        numbers = [p.n for p in outbox.pending()]
        outbox.mark_sent(numbers)
        answers = [Outcome(n, "r", code=self.code) if self.code else Outcome(n, "a") for n in numbers]
        outbox.settle([Settlement(o.n, shown=not self.code, outcome=o) for o in answers])
        return SyncReport()


def answered(folder, code, *argv):
    out = io.StringIO()
    doors = Answering(folder, code)
    done = run(argv, doors=doors, password=lambda: PASSWORD, out=out, err=io.StringIO(), folder=str(folder))
    return int(done), out.getvalue()


def sheet(folder, *titles):
    book = Workbook()
    book.active.append(HEAD)
    for n, title in enumerate(titles, 1):
        book.active.append([n, "", title, "按月报送。", "新村", "", "2099-12-31", "每月", "人员3"])
    book.save(folder / "分解.xlsx")
    return ["supervision", "import", "分解.xlsx"]


def test_before_the_first_sync_it_says_to_sync_first(tmp_path):
    line = Line(profile_in(tmp_path / "profile", synced=False))
    for whom in ("人员3", "p3"):
        code, found = line.json(*NEW, whom, "--no-sync")
        assert (code, found["code"]) == (1, "not_synced")
        assert "请先联网同步" in found["message"]


@pytest.mark.parametrize(
    ("server", "code"),
    [
        ("http://127.0.0.1:{port}", "first_needs_link"),
        ("foo", "bad_address"),
        ("http://192.0.2.1", "not_secure"),
        ("http://", "bad_address"),
    ],
)
def test_who_never_signed_in_here_is_not_told_that_he_can_work_without_a_link(tmp_path, server, code):
    line = Line(tmp_path / "profile")
    status, found = line.json("login", "--server", server.format(port=dead_port()), "--user", "wang")
    assert (status, found["code"]) == (1, code)
    assert "可以离线工作" not in found["message"]


def test_what_the_centre_does_not_take_is_not_said_as_if_it_had(here):
    code, said = answered(here, "not_allowed", *NEW, "人员3")
    kept, told = said.splitlines()
    assert (code, kept) == (1, "已保存在本机")
    assert told.startswith("中心没有受理，内容留在本机（见 outbox list）：")
    assert answered(here, "", *NEW, "人员3")[1].splitlines()[1].startswith("中心已收")


def test_what_is_brought_in_from_a_table_goes_to_the_centre_as_every_act_does(here):
    line = Line(here)
    code, found = line.json(*sheet(here, "口袋公园"))
    assert (code, found["state"], len(found["kept"])) == (3, "saved", 1), "there is no link"
    assert found["code"] not in {"", "not_tried"}, "but it was tried"
    code, found = line.json(*sheet(here, "污水设施"), "--no-sync")
    assert (code, found["code"]) == (3, "not_tried")
    assert answered(here, "", *sheet(here, "道路养护")) == (0, "已保存在本机\n已拟立项 1 件，中心已收。\n")
    code, said = answered(here, "not_allowed", *sheet(here, "路灯", "井盖"))
    assert code == 1
    assert "中心没有受理 2 件" in said


def test_a_table_that_is_not_there_was_not_brought_in(here):
    code, found = Line(here).json("supervision", "import", "没有.xlsx", "--dry-run")
    assert (code, found["code"]) == (1, "sheet_unreadable")
    assert "没有导入" in found["message"]
