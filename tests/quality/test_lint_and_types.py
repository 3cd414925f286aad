import pytest

from tests.quality.source import run, told

pytestmark = pytest.mark.timeout(300)


def test_ruff():
    result = run("-m", "ruff", "check", "--output-format=concise", ".")
    assert result.returncode == 0, told(
        result.stdout.splitlines(),
        "`ruff check --fix` cures much of it; a `# noqa: CODE - reason` states the rest.",
    )


def test_ruff_finds_a_missing_docstring_and_a_latin_lookalike():
    bad = 'def act(x: int) -> str:\n    return "Α" * x\n'
    result = run(
        "-m",
        "ruff",
        "check",
        "--output-format=concise",
        "--stdin-filename=oa_client/app/bad.py",
        "-",
        stdin=bad,
    )
    assert {"D103", "RUF001"} <= {word for line in result.stdout.splitlines() for word in line.split()}
    good = '"""Titles."""\n\nTITLE = "〔2026〕12号：《关于“轮阅”的通知》，请于今日办结……"\n'
    assert run("-m", "ruff", "check", "--stdin-filename=oa_client/app/good.py", "-", stdin=good).returncode == 0


def test_mypy_strict():
    result = run("-m", "mypy")
    assert result.returncode == 0, told(
        result.stdout.splitlines() + result.stderr.splitlines(),
        "mypy --strict covers all of oa_client and server_stub; no module is exempt.",
    )


def test_mypy_finds_an_untyped_function(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("def act(x):\n    return x\n", "utf-8")
    result = run("-m", "mypy", f"--cache-dir={tmp_path / 'cache'}", str(bad))
    assert "no-untyped-def" in result.stdout
