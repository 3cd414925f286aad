"""Ctrl+C and a reader that has seen enough: a word, and no trace of the program's inside."""

import os
import signal
import subprocess
import sys

import pytest

from tests.quality.source import ROOT

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")
SLOW = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"  # a shell's background has it ignored
    " from oa_client import __main__ as m; m._run = lambda argv: print('ready', flush=True) or input();"
    " raise SystemExit(m.main(['x']))"
)
MUCH = "from oa_client import __main__ as m; m._run = lambda argv: print('字' * 10**7) or 0; raise SystemExit(m.main(['x']))"


@posix
def test_ctrl_c_says_what_is_kept():
    with subprocess.Popen(
        [sys.executable, "-c", SLOW],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stdout.readline() == "ready\n"
        running.send_signal(signal.SIGINT)
        said = running.communicate()[1]
    assert said.strip() == "已中断。说过“已保存”的都在；没说过的，请再办一次。"
    assert running.returncode == 130


@posix
def test_a_reader_that_goes_is_no_failure():
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", MUCH], cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")
