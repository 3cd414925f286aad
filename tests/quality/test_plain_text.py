"""Text of other people must never be read as markup: Qt guesses, and one place switches the guess off."""

import ast

import pytest

from tests.quality.source import calls, findings, last_name, modules, told

FACTORY = "oa_client/ui/widgets/plain.py"
WRITES_ITSELF = {"oa_client/ui/outgoing/body_edit.py": "BodyEdit"}
"""A QTextEdit that lets nothing in but through its own door: pasting makes blocks, and only plain words are put in."""
GUESSING = {
    "QLabel",
    "QTextEdit",
    "QTextBrowser",
    "QMessageBox",
    "QErrorMessage",
    "QProgressDialog",
    "QInputDialog",
}
MARKUP = {"setHtml", "insertHtml", "appendHtml", "setMarkdown", "setTextFormat", "fromMarkdown"}
TIPS = {"setToolTip", "setWhatsThis", "setStatusTip", "showText"}
ROLES = {"ToolTipRole", "WhatsThisRole"}
ADVICE = f"Make labels, boxes and tips by {FACTORY}, which fixes plain text; a tip may be a literal."


def from_the_factory(module):
    """The names this module has from the factory."""
    names = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if node.module.endswith("widgets.plain") or (
                    node.module.endswith("ui.widgets") and alias.name == "plain"
                ):
                    names.add(alias.asname or alias.name)
    return names


def renamed(module):
    """Qt classes this module knows under another name."""
    return {
        alias.asname: alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }


def is_plain(node, factory):
    """Whether an argument cannot carry foreign markup: a literal, _() of one, the factory's own."""
    if isinstance(node, ast.Constant):
        return not (isinstance(node.value, str) and "<" in node.value)
    if isinstance(node, ast.IfExp):
        return is_plain(node.body, factory) and is_plain(node.orelse, factory)
    if isinstance(node, ast.Call):
        if last_name(node.func) == "_":
            return bool(node.args) and isinstance(node.args[0], ast.Constant) and is_plain(node.args[0], factory)
        root = node.func
        while isinstance(root, ast.Attribute):
            root = root.value
        return isinstance(root, ast.Name) and root.id in factory
    return False


def rich_text(module, name):
    """Find what lets Qt take somebody's text for markup."""
    if name == FACTORY:
        return
    factory, other_names = from_the_factory(module), renamed(module)
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                if WRITES_ITSELF.get(name) == node.name:
                    continue
                if other_names.get(last_name(base), last_name(base)) in GUESSING:
                    yield f"{node.lineno} class {node.name} is a {last_name(base)}, which guesses"
        elif isinstance(node, ast.Attribute) and node.attr in ROLES and not factory:
            yield f"{node.lineno} {node.attr} without the factory: a tip guesses whether text is markup"
    for call, written in calls(module):
        called = other_names.get(written, written)
        texts = call.args[1:] if called == "showText" else call.args[:1]
        if isinstance(call.func, ast.Attribute) and last_name(call.func.value) in GUESSING:
            yield f"{call.lineno} {last_name(call.func.value)}.{called}(…)"
        elif called in GUESSING | MARKUP:
            yield f"{call.lineno} {called}(…)"
        elif called in TIPS and not all(is_plain(text, factory) for text in texts[:1]):
            yield f"{call.lineno} {called} of text that is not a literal"


def test_plain_text():
    found = findings(rich_text, modules("oa_client"))
    assert not found, told(found, ADVICE)


@pytest.mark.parametrize(
    "bad",
    [
        "label = QLabel(title)",
        "self.label = QtWidgets.QLabel()",
        "from PySide6.QtWidgets import QLabel as L\nL('x')",
        "class Title(QLabel): pass",
        "QMessageBox.warning(self, 'x', reason)",
        "view.setHtml(body)",
        "button.setToolTip(name)",
        "button.setToolTip(f'{name}')",
        "button.setToolTip('<b>x</b>')",
        "button.setToolTip(_(name))",
        "QToolTip.showText(point, name)",
        "if role == Qt.ItemDataRole.ToolTipRole: text = title",
    ],
)
def test_a_way_into_markup_is_found(bad):
    assert list(rich_text(ast.parse(bad), "oa_client/ui/shell/bad.py"))


@pytest.mark.parametrize(
    "good",
    [
        "from oa_client.ui.widgets import plain\nlabel = plain.label(title)\nlabel.setText(title)",
        "from oa_client.ui.widgets import plain\nbutton.setToolTip(plain.tip(name))",
        "from oa_client.ui.widgets.plain import tip\nif role == Qt.ToolTipRole: x = tip(title)",
        "button.setToolTip(_('置顶'))",
        "button.setToolTip('置顶' if pinned else _('取消置顶'))",
        "QToolTip.showText(point, '置顶')",
        "edit = QPlainTextEdit(text)",
    ],
)
def test_plain_ways_pass(good):
    assert not list(rich_text(ast.parse(good), "oa_client/ui/shell/good.py"))
