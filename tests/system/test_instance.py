"""One process a profile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from oa_client.system.instance import WINDOW, Answered, Ask, Held, Instance, ask, is_served, socket_path

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


def test_the_window_has_a_hold_of_its_own_beside_that_of_the_stores(tmp_path: Path) -> None:
    stores, window = Instance(tmp_path), Instance(tmp_path, WINDOW)
    stores.take()
    window.take()
    window.serve(lambda a: Answered(0, out="窗口"))
    try:
        assert ask(tmp_path, Ask(()), name=WINDOW) == Answered(0, "窗口")
        assert ask(tmp_path, Ask(())) is None
        assert (is_served(tmp_path, WINDOW), is_served(tmp_path)) == (True, False)
        with pytest.raises(Held):
            Instance(tmp_path, WINDOW).take()
    finally:
        window.let_go()
        stores.let_go()
    assert not is_served(tmp_path, WINDOW)


def test_the_socket_of_a_killed_window_is_nobodys_and_is_taken_over(tmp_path: Path) -> None:
    code = f"{TAKE}\nmine=Instance(mine._folder, WINDOW); mine.take(); mine.serve(print); os.kill(os.getpid(), 9)"
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == -9
    assert socket_path(tmp_path, WINDOW).exists()
    assert ask(tmp_path, Ask(()), name=WINDOW) is None
    again = Instance(tmp_path, WINDOW)
    again.take()
    again.serve(lambda _: Answered(5))
    try:
        assert ask(tmp_path, Ask(()), name=WINDOW) == Answered(5)
    finally:
        again.let_go()
