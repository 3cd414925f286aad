"""Qt is tried in a process of its own: what is lacking is named, and a process that ends is told too."""

import json
import sys

import pytest

from oa_client.app.libraries import PACKAGES
from oa_client.app.soundness import Check, Finding, exit_code
from oa_client.system import toolkit
from oa_client.wording.soundness import TRIALS, said
from tests.quality.source import ROOT


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


@pytest.mark.parametrize(
    ("said_last", "name", "package"),
    [
        ("ImportError: libGL.so.1: cannot open shared object file: No such file or directory", "libGL.so.1", "libgl1"),
        ("libxcb-cursor.so.0: cannot open shared object file", "libxcb-cursor.so.0", "libxcb-cursor0"),
        ("系统缺少 libEGL.so.1（软件包 libegl1），窗口打不开", "libEGL.so.1", "libegl1"),
    ],
)
def test_a_library_the_system_lacks_is_named_with_its_package(said_last, name, package):
    found = toolkit.look(child(f"import sys; print({said_last!r}, file=sys.stderr); sys.exit(1)"))
    assert (found.code, exit_code([found])) == ("library_missing", 29)
    assert f"系统缺少 {name}（软件包 {package}）" in said(found)
    assert f"apt-get install -y {package}。" in said(found)


@pytest.mark.parametrize("said_last", ["libours.so.1: cannot open shared object file", "libGL.so.1: undefined symbol"])
def test_what_else_does_not_load_is_not_blamed_on_the_system(said_last):
    found = toolkit.look(child(f"import sys; print({said_last!r}, file=sys.stderr); sys.exit(1)"))
    assert found.code == "toolkit_silent"


def test_every_library_a_package_of_ours_asks_the_system_for_has_its_package_here():
    sys.path.insert(0, str(ROOT / "installer"))
    try:
        from packing import system_libraries
    finally:
        sys.path.pop(0)
    for package, names in system_libraries.PACKAGES.items():
        known = {PACKAGES[name] for name in names if name in PACKAGES}
        assert known <= {package.split()[0]}
        assert known or package.startswith("libc6")


def test_a_process_that_hangs_is_ended():
    assert toolkit.look(child("input = open(0).read; import threading; threading.Event().wait()"), patience=0.3) == (
        Finding(Check.TOOLKIT, good=False, code="toolkit_silent", facts={"why": "TimeoutExpired"})
    )


def test_a_frozen_program_begins_anew_in_it():
    around = toolkit.surroundings({"_PYI_ARCHIVE_FILE": "/opt/x", "_PYI_PARENT_PROCESS_LEVEL": "0", "LANG": "zh_CN"})
    assert around.pop("PYTHONPATH")
    assert around == {"LANG": "zh_CN", "QT_QPA_PLATFORM": "offscreen"}
