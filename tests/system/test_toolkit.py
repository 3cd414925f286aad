"""Qt is tried in a process of its own: what is lacking is named, and a process that ends is told too."""

import json
import sys

import pytest

from oa_client.app.soundness import Check, Finding, exit_code
from oa_client.system import toolkit
from oa_client.wording.soundness import TRIALS, said


def child(program):
    """A process in the place of that which tries."""
    return (sys.executable, "-c", program)


def saying(**tried):
    return child(f"print({json.dumps(tried)!r})")


def test_all_is_there_in_this_environment():
    assert toolkit.look() == Finding(Check.TOOLKIT, told=str(len(TRIALS)))


def test_what_is_lacking_is_named():
    found = toolkit.look(saying(words=True, sorting=False, converting=False))
    assert (found.good, found.code, exit_code([found])) == (False, "toolkit_lacks", 29)
    assert "GB18030 转换、拼音排序；" in said(found) and "中文按钮" not in said(found)


@pytest.mark.parametrize("answer", ["yes", 1, None])
def test_only_yes_is_yes(answer):
    assert toolkit.look(saying(words=answer)).facts == {"lacking": ("words",)}


@pytest.mark.parametrize(
    "argv",
    [child("raise SystemExit(1)"), child("import os; os.abort()"), child("print('{')"), child("print('[]')"),
     child("print('{}')"), child("pass"), ("/nowhere/oa-client",)],
)  # fmt: skip
def test_a_process_that_says_nothing(argv):
    found = toolkit.look(argv)
    assert (found.good, found.code) == (False, "toolkit_silent")
    assert said(found).endswith("重新安装。")


def test_a_process_that_hangs_is_ended():
    assert toolkit.look(child("input = open(0).read; import threading; threading.Event().wait()"), patience=0.3) == (
        Finding(Check.TOOLKIT, good=False, code="toolkit_silent", facts={"why": "TimeoutExpired"})
    )


def test_a_frozen_program_begins_anew_in_it():
    around = toolkit.surroundings({"_PYI_ARCHIVE_FILE": "/opt/x", "_PYI_PARENT_PROCESS_LEVEL": "0", "LANG": "zh_CN"})
    assert around.pop("PYTHONPATH")
    assert around == {"LANG": "zh_CN", "QT_QPA_PLATFORM": "offscreen"}
