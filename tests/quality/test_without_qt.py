import pytest

from tests.quality.source import WITHOUT_QT, run

IMPORT_ALL = """
import importlib, pkgutil
def load(name):
    package = importlib.import_module(name)
    for found in pkgutil.walk_packages(package.__path__, name + "."):
        if not found.name.endswith(".__main__"):
            importlib.import_module(found.name)
"""
HELP = """
import runpy, sys
sys.argv = ["{0}", "--help"]
runpy.run_module("{0}", run_name="__main__", alter_sys=True)
"""

pytestmark = pytest.mark.timeout(120)


def without_qt(program):
    return run("-c", WITHOUT_QT + program)


def test_cli_without_qt():
    loaded = without_qt(IMPORT_ALL + "load('oa_client.cli')")
    assert loaded.returncode == 0, f"a module of oa_client.cli needs Qt to be imported:\n{loaded.stderr}"
    helped = without_qt(HELP.format("oa_client"))
    assert helped.returncode == 0, f"`python -m oa_client --help` fails where there is no Qt:\n{helped.stderr}"
    assert helped.stdout.strip(), "`python -m oa_client --help` says nothing"


def test_server_without_qt():
    loaded = without_qt(IMPORT_ALL + "load('server_stub')")
    assert loaded.returncode == 0, f"a module of server_stub needs Qt to be imported:\n{loaded.stderr}"
    helped = without_qt(HELP.format("server_stub"))
    assert helped.returncode == 0, f"`python -m server_stub --help` fails where there is no Qt:\n{helped.stderr}"


def test_a_program_that_loads_qt_is_found():
    result = without_qt("import PySide6.QtCore")
    assert result.returncode == 1
    assert "where there is no Qt" in result.stderr
