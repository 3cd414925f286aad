"""What an administrator does with a centre as a whole on the command line: begin it, serve it, fill it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from oa_client.domain.people import Person
from server_stub import tables as t
from server_stub.cannot import CannotDo
from server_stub.centre import Centre
from server_stub.naming import UNIT, wrong_name
from server_stub.register import begin
from server_stub.serve import Listen, alone, beside, open_centre, serve
from server_stub.whereabouts import need_none, need_own
from server_stub.work import Work

LEAST = 60
"""People of an invented district: fewer do not fill its units."""


@contextmanager
def opened(folder: Path, *, begun: bool = True) -> Iterator[Centre]:
    """The centre in a folder, for one command; `begun`: or a new one there."""
    with beside(folder):
        centre = open_centre(folder, begun=begun)
        try:
            yield centre
        finally:
            centre.close()


def in_office(work: Work, by: str) -> Person:
    """Whom a name or an account means. Raises `CannotDo`."""
    account = work.connection.execute(select(t.account.c.person).where(t.account.c.user == by)).scalar()
    found = [p for p in work.directory.people.values() if p.active and (p.name == by or p.id == account)]
    if not found:
        raise CannotDo(f"没有在岗的“{by}”，没有改动；--by 请写经办人的姓名或账号。")
    return found[0]


def begun(given: argparse.Namespace) -> str:
    """A new centre; its first account. Raises FileExistsError, `CannotDo`."""
    need_none(given.data)
    district = given.district.strip()
    if not district:
        raise CannotDo("--district 要写区的名称")
    if wrong := wrong_name(district, UNIT):
        raise CannotDo(f"{wrong}没有新建")
    with opened(given.data, begun=False) as centre:
        user, password = begin(centre, district)
    return f"账号 {user}　初始密码 {password}"


def served(given: argparse.Namespace) -> str:
    """Serve until interrupted. Raises `CannotServe`."""
    listen = Listen(given.host, given.port, given.port_file, given.tls_cert, given.tls_key)
    serve(given.data, listen, _say)
    return ""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def rebuilt(given: argparse.Namespace) -> str:
    """Make the tables anew from the entries, while nobody serves. Raises `CannotServe`, `CannotDo`."""
    began = time.monotonic()
    with alone(given.data), opened(given.data) as centre:
        done = centre.rebuild(_progress)
    return f"已按 {done} 条办理记录重建各表，用时 {time.monotonic() - began:.1f} 秒；办理记录没有动。"


def _progress(done: int, of: int) -> None:
    """A line to look at for each tenth."""
    if done * 10 // of > (done - 1) * 10 // of:
        sys.stderr.write(f"已重建 {done}/{of} 条\n")


def demonstrated(given: argparse.Namespace) -> str:
    """A centre of examples. Raises FileExistsError."""
    from server_stub.demo.build import build  # noqa: PLC0415 - the examples load only where they are asked for

    need_own(given.data)
    need_none(given.data)
    if given.people < LEAST:
        raise CannotDo(f"演示区至少要 {LEAST} 人。")
    began = time.monotonic()
    build(given.data, people=given.people, matters=given.matters, seed=given.seed, now=int(time.time()))
    seconds = time.monotonic() - began
    return f"{given.people} 人、{given.matters} 件事项，用时 {seconds:.1f} 秒；账号和密码在 {given.data}/accounts.json"


def loaded(given: argparse.Namespace) -> str:
    """Load a file of papers. Raises `CannotDo`."""
    from server_stub.load import load, read_lines  # noqa: PLC0415 - only where it is asked for

    began = time.monotonic()
    try:
        with given.file.open("rb") as lines:
            items, deeds = read_lines(lines)
    except OSError as problem:
        raise CannotDo(unreadable(given.file, problem)) from problem
    with opened(given.data) as centre:
        done = load(centre, given.data, given.user, items, deeds, on_desk=given.on_desk)
    refused = [f"被拒：{outcome.code} {outcome.facts}" for outcome in done.refused[:5]]
    told = f"装入 {done.items} 件、{done.deeds} 个操作，被拒 {len(done.refused)} 个"
    return "\n".join([f"{told}，用时 {time.monotonic() - began:.1f} 秒", *refused])


def unreadable(file: Path, problem: OSError) -> str:
    """Why a file cannot be read, in a sentence."""
    why = {
        FileNotFoundError: "没有这个文件",
        IsADirectoryError: "这是一个文件夹",
        PermissionError: "没有读它的权限",
    }.get(type(problem), "读的时候出错")
    return f"读不了 {file.name}：{why}；没有改动。"
