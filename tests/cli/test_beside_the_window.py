"""A command line that the open desktop carries out: what stands in the window's forms and its own words both stay."""

import json
import shutil

import pytest

from oa_client.bootstrap import LocalDoors, serve_cli
from oa_client.system.instance import Ask
from tests.cli.test_cli import NO_KEYRING, PASSWORD
from tests.cli.test_desk_of_a_clerk import template  # noqa: F401 - the profile of a clerk, made once

FORM = "act/7-20/submit"
NEW = ("new", "supervision", "--title", "冬季安全检查", "--mode", "政府督查")


class Beside:
    """A desktop over a profile, and the command lines it carries out."""

    def __init__(self, folder):
        self.seat = LocalDoors(folder, NO_KEYRING).open(lambda: PASSWORD)
        self.desk = self.seat.desk
        self._serve = serve_cli(self.seat, None, lambda: None)

    def types(self, key, **fields):
        """Somebody goes on writing in the window: it writes what stands in its form."""
        self.desk.save_draft(key, {"fields": fields})

    def text(self, *argv):
        return self._serve(Ask(argv)).out

    def line(self, *argv):
        return json.loads(self.text(*argv, "--json"))

    def drafts(self):
        return {one.key: dict(one.data["fields"]) for one in self.desk.drafts()}


@pytest.fixture
def beside(template, tmp_path):  # noqa: F811
    made = Beside(shutil.copytree(template, tmp_path / "profile"))
    yield made
    made.seat.close()


def test_refused_words_become_a_draft_of_their_own_beside_those_of_the_open_form(beside):
    beside.types(FORM, opinion="窗口里写了一半")
    told = beside.line("do", "7-20", "submit", "--opinion", "请尽快。", "--no-sync")
    beside.types(FORM, opinion="窗口里写完了。")
    assert beside.drafts() == {FORM: {"opinion": "窗口里写完了。"}, told["draft"]: {"opinion": "请尽快。"}}
    assert beside.text("drafts", "show", told["draft"]).startswith(f"{told['draft']}　送核")


def test_a_form_in_which_nothing_is_written_yet_does_not_write_over_them_either(beside):
    told = beside.line("do", "7-20", "submit", "--opinion", "请尽快。", "--no-sync")
    beside.types(FORM, opinion="窗口里写的。")
    assert beside.drafts()[told["draft"]] == {"opinion": "请尽快。"}


def test_they_stand_in_the_form_when_it_is_shown_anew_and_is_empty(beside):
    beside.types(FORM, opinion="窗口里写完了。")
    told = beside.line("do", "7-20", "submit", "--opinion", "请尽快。", "--no-sync")
    beside.desk.words.take_up("7-20")
    assert beside.drafts()[FORM] == {"opinion": "窗口里写完了。"}, "it is not handed in yet"
    beside.desk.drop_draft(FORM)
    beside.desk.words.take_up("7-20")
    assert beside.drafts() == {FORM: {"opinion": "请尽快。"}}
    assert told["draft"] != FORM


def test_a_new_matter_is_not_written_over_by_the_empty_form_of_another(beside):
    told = beside.line(*NEW)
    beside.types("new/supervision/1", title="窗口里的另一件")
    drafts = beside.drafts()
    assert drafts.pop("new/supervision/1") == {"title": "窗口里的另一件"}
    assert drafts[told["draft"]]["title"] == "冬季安全检查"


def test_what_a_command_line_takes_back_stands_beside_too(beside):
    told = beside.line("do", "7-20", "submit", "--opinion", "请尽快。", "--checker", "人员3", "--no-sync")
    beside.types(FORM, opinion="窗口里写了一半")
    beside.line("outbox", "undo", str(told["n"]))
    beside.types(FORM, opinion="窗口里写完了。")
    drafts = beside.drafts()
    assert drafts.pop(FORM) == {"opinion": "窗口里写完了。"}
    assert [one["opinion"] for one in drafts.values()] == ["请尽快。"]


def test_done_after_all_it_leaves_nothing_of_its_own_behind(beside):
    beside.line("do", "7-20", "submit", "--opinion", "请尽快。", "--no-sync")
    beside.line("do", "7-20", "submit", "--opinion", "请尽快。", "--checker", "人员3", "--no-sync")
    assert beside.drafts() == {}
