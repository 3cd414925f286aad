"""Reading the project's own source for the checks in this folder."""

import ast
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("oa_client", "server_stub")


# Put before a program: from then on importing Qt fails as on a machine that has none.
WITHOUT_QT = """
import sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(f"{name} was imported where there is no Qt")
sys.meta_path.insert(0, NoQt())
"""


@cache
def modules(*folders: str) -> tuple[Path, ...]:
    """Every Python file of the given folders, of both packages when none is named."""
    return tuple(sorted(path for folder in folders or PACKAGES for path in (ROOT / folder).rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def findings(check: Callable[[ast.Module, str], Iterable[str]], paths: Iterable[Path]) -> list[str]:
    """Run a check over files; each finding is `file:line what`."""
    return [f"{name_of(path)}:{found}" for path in paths for found in check(tree(path), name_of(path))]


def last_name(node: ast.expr) -> str:
    """The last word of a dotted name: `QLabel` of `QtWidgets.QLabel`; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def calls(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call, with the last word of what is called."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield node, last_name(node.func)


def told(found: Iterable[str], advice: str) -> str:
    """The text of a failure: what was found, then what to do."""
    return "\n  ".join(["", *found]) + f"\n{advice}"


def run(*command: str, cwd: Path = ROOT, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program of the project's environment, by module, and keep what it says."""
    env = {**os.environ, "PYTHONPATH": str(cwd), "NO_COLOR": "1", "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )


def load_script(path: Path):
    """Load a script that belongs to no package, such as those of installer/."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
