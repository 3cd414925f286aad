import ast
import itertools
import shutil
import tomllib

import pytest

from tests.quality.source import PACKAGES, ROOT, modules, name_of, run, told

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
SHARED_FOLDERS_OF_UI = {"shell", "widgets", "matter"}

pytestmark = pytest.mark.timeout(300)


def lint_imports(cwd=ROOT):
    return run("-c", LINT_IMPORTS, "--no-cache", cwd=cwd)


def test_import_contracts():
    result = lint_imports()
    assert result.returncode == 0, told(
        (result.stdout + result.stderr).splitlines(),
        "The directions are design.md, section 3; move the code, not the contract.",
    )


@pytest.mark.parametrize(
    ("where", "what", "broken"),
    [
        ("oa_client/domain/bad.py", "import msgspec", "The rulebook is standard library only"),
        ("oa_client/app/bad.py", "def act(): import oa_client.store", "An arrow never points left"),
        ("oa_client/extra/__init__.py", "", "An arrow never points left"),
        ("oa_client/ui/circulation/bad.py", "import oa_client.ui.bulletin", "Features of the screen"),
        ("oa_client/ui/circulation/presenter.py", "import PySide6", "A presenter has no Qt"),
        ("oa_client/cli/bad.py", "import PySide6", "The command line never loads Qt"),
        ("oa_client/sync/bad.py", "import sqlalchemy", "Sync reaches neither"),
        ("server_stub/bad.py", "import oa_client.app", "The centre knows domain and protocol"),
        ("oa_client/bad.py", "import server_stub", "The client never imports the centre"),
    ],
)
def test_a_wrong_import_is_found(tmp_path, where, what, broken):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path in modules():
        if path.name in (
            "__init__.py",
            "__main__.py",
            "starting.py",
            "bootstrap.py",
            "diagnosing.py",
            "checkup.py",
            "doors.py",
            "seats.py",
            "papers.py",
            "assets.py",
        ):
            target = tmp_path / name_of(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("", "utf-8")
    bad = tmp_path / where
    bad.parent.mkdir(exist_ok=True)
    bad.write_text(what + "\n", "utf-8")
    result = lint_imports(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert any(broken in line and "BROKEN" in line for line in unwrapped(result.stdout)), result.stdout


def unwrapped(text):
    """The contracts' lines, long names joined again."""
    lines = text.splitlines()
    return [*lines, *(f"{a} {b}" for a, b in itertools.pairwise(lines))]


def features_missing(folders, listed):
    return {f"oa_client.ui.{name}" for name in folders if name not in SHARED_FOLDERS_OF_UI} ^ set(listed)


def test_ui_features_are_in_the_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    listed = next(contract["modules"] for contract in contracts if contract["id"] == "features")
    folders = {path.parent.name for path in (ROOT / "oa_client/ui").glob("*/__init__.py")}
    wrong = features_missing(folders, listed)
    assert not wrong, told(
        sorted(wrong),
        "The contract `features` in pyproject.toml lists every folder of oa_client/ui but the shared ones.",
    )


def test_a_feature_left_out_of_the_contract_is_found():
    assert features_missing({"shell", "mail"}, []) == {"oa_client.ui.mail"}
    assert features_missing({"shell"}, ["oa_client.ui.mail"]) == {"oa_client.ui.mail"}
    assert not features_missing({"shell", "mail"}, ["oa_client.ui.mail"])


def is_empty(text):
    """Nothing but a docstring, comments and __version__."""
    return all(
        (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.Assign) and [getattr(t, "id", "") for t in node.targets] == ["__version__"])
        for node in ast.parse(text).body
    )


def test_init_files_are_empty():
    full = [name_of(path) for path in modules() if path.name == "__init__.py" and not is_empty(path.read_text("utf-8"))]
    assert not full, told(
        full, "The centre and the command line import through these; name the module you want instead."
    )


def test_a_full_init_file_is_found():
    assert is_empty('"""轮阅."""\n__version__ = "0.1.0"\n')
    assert not is_empty("from oa_client.ui import shell\n")


def test_every_folder_with_code_is_a_package():
    bare = {name_of(path.parent) for path in modules() if not (path.parent / "__init__.py").exists()}
    bare -= {name for name in bare if name.startswith("oa_client/store/migrations")}
    assert not bare, told(sorted(bare), f"A folder without __init__.py is invisible to the contracts of {PACKAGES}.")
