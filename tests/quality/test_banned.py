import ast

import pytest

from tests.quality.source import calls, findings, last_name, modules, told

THEME = "oa_client/ui/theme.py"
LOOP_STARTERS = {"oa_client/starting.py"}
CODE_FROM_DATA = {"eval", "exec", "compile", "__import__"}
SHELLS = {("os", "system"), ("os", "popen"), ("subprocess", "getoutput"), ("subprocess", "getstatusoutput")}
SERIALISERS = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle"}


def style_sheets(module, name):
    """Find style sheets set anywhere but in the theme."""
    if name != THEME:
        yield from (f"{call.lineno} setStyleSheet" for call, called in calls(module) if called == "setStyleSheet")


def test_style_sheet_only_in_theme():
    found = findings(style_sheets, modules("oa_client"))
    assert not found, told(
        found, f"{THEME} sets one sheet on the application; choose a variant by a property (role=…)."
    )


def test_a_style_sheet_elsewhere_is_found():
    bad = ast.parse("self.setStyleSheet('color: red')")
    assert list(style_sheets(bad, "oa_client/ui/shell/page.py"))
    assert not list(style_sheets(bad, THEME))


def banned(module, name):
    """Find calls that re-enter the event loop, block it, or turn data into code."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and "QThread" in map(last_name, node.bases):
            yield f"{node.lineno} class {node.name}(QThread): use ui/bridge.py"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            roots = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            for root in {root.split(".")[0] for root in roots} & SERIALISERS:
                yield f"{node.lineno} import {root}: data of others would run as code; use the codec"
    for call, called in calls(module):
        method = isinstance(call.func, ast.Attribute)
        if called == "processEvents":
            yield f"{call.lineno} processEvents: re-enters the loop; do the work in a thread by ui/bridge.py"
        elif method and called in {"exec", "exec_"} and name not in LOOP_STARTERS:
            yield f"{call.lineno} .{called}(): blocks the loop; use open(), show() or popup() and a signal"
        elif not method and called in CODE_FROM_DATA:
            yield f"{call.lineno} {called}(): turns data into code"
        elif method and (last_name(call.func.value), called) in SHELLS:
            yield f"{call.lineno} {called}(): a shell; pass a list to subprocess.run"
        elif any(keyword.arg == "shell" and getattr(keyword.value, "value", True) for keyword in call.keywords):
            yield f"{call.lineno} shell=True: a shell; pass a list"


def test_no_banned_calls():
    found = findings(banned, modules("oa_client", "server_stub", "installer"))
    assert not found, told(found, "Each line says what to use instead.")


@pytest.mark.parametrize(
    "bad",
    [
        "QApplication.processEvents()",
        "class Work(QThread): pass",
        "class Work(QtCore.QThread): pass",
        "dialog.exec()",
        "menu.exec_(point)",
        "eval(text)",
        "exec(text)",
        "import pickle",
        "from marshal import loads",
        "os.system('ls')",
        "subprocess.run('ls', shell=True)",
    ],
)
def test_a_banned_call_is_found(bad):
    assert list(banned(ast.parse(bad), "oa_client/ui/shell/bad.py"))


def test_starting_the_loop_and_compiling_a_pattern_pass():
    assert not list(banned(ast.parse("app.exec()"), "oa_client/starting.py"))
    assert not list(banned(ast.parse("re.compile('x'); dialog.open()"), "oa_client/ui/shell/good.py"))
