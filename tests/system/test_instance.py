"""One process a profile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from oa_client.system.instance import Answered, Ask, Held, Instance, ask, socket_path

TAKE = "import sys,pathlib,os;from oa_client.system.instance import *\nmine=Instance(pathlib.Path(sys.argv[1]))"


def test_a_second_process_cannot_take_a_held_profile(tmp_path: Path) -> None:
    first = Instance(tmp_path)
    first.take()
    code = f"{TAKE}\ntry: mine.take()\nexcept Held: sys.exit(7)"
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 7
    first.let_go()
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 0


def test_a_killed_holder_has_let_go(tmp_path: Path) -> None:
    code = f"{TAKE}\nmine.take(); os.kill(os.getpid(), 9)"
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == -9
    mine = Instance(tmp_path)
    mine.take()
    mine.let_go()


def test_the_holder_carries_out_what_others_ask(tmp_path: Path) -> None:
    holder = Instance(tmp_path)
    holder.take()
    holder.serve(lambda a: Answered(3, out=f"{a.argv} {a.folder}", err=a.password))
    try:
        assert ask(tmp_path, Ask(("list", "todo"), "口令", "/x")) == Answered(3, "('list', 'todo') /x", "口令")
    finally:
        holder.let_go()
    assert ask(tmp_path, Ask(())) is None


def test_a_folder_too_deep_for_a_socket_gets_another_place(tmp_path: Path) -> None:
    deep = tmp_path / ("很深" * 20) / ("文件夹" * 10)
    deep.mkdir(parents=True)
    assert len(str(socket_path(deep)).encode()) < 100
    holder = Instance(deep)
    holder.take()
    holder.serve(lambda _: Answered(0))
    try:
        assert ask(deep, Ask(())) == Answered(0)
    finally:
        holder.let_go()


def test_taking_twice_in_one_process_is_refused_too(tmp_path: Path) -> None:
    first = Instance(tmp_path)
    first.take()
    with pytest.raises(Held):
        Instance(tmp_path).take()
    first.let_go()
