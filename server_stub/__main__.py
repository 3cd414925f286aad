"""oa-server: the central store on one machine."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from server_stub.cannot import REFUSED, WRONG, CannotDo, DoneBut, NoPlace, no_place
from server_stub.grammar import parser
from server_stub.plain_words import mistaken


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it went well, 2 when it was written wrong, else by `cannot` why it could not be done."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == ["--light-child"]:
        from server_stub import light_child

        light_child.main(sys.stdin.buffer, sys.stdout.buffer)
        return 0
    if wrong := mistaken():
        print(f"oa-server：{wrong}", file=sys.stderr)
        return WRONG
    given = parser().parse_args(words)
    from server_stub.post_names import Unknown

    if arguments is None:
        os.umask(0o077)  # what a centre writes, its backups too, is for its owner alone, whoever typed the command
    try:
        if told := _answer(given):
            print(told)
    except (Unknown, CannotDo, FileExistsError) as problem:
        if isinstance(problem, DoneBut):
            print(problem.told, flush=True)
        print(f"oa-server：{problem}", file=sys.stderr)
        return getattr(problem, "code", REFUSED)
    except KeyboardInterrupt:
        pass
    except Exception as problem:
        kept = _kept_out(problem, given)
        if kept is None:
            raise
        print(f"oa-server：{kept}", file=sys.stderr)
        return kept.code
    return 0


def _answer(given: Namespace) -> str:
    """What the command says. Raises what it raises."""
    _as_owner(given)
    if getattr(given, "begun", False):
        _need_centre(given.data)
    module, _, name = given.run.partition(":")
    return str(getattr(import_module(f"server_stub.{module}"), name)(given))


def _need_centre(folder: Path) -> None:
    from server_stub.whereabouts import is_begun

    if not is_begun(folder):
        raise CannotDo(f"{folder} 里没有中心；请先 oa-server init")


def _as_owner(given: Namespace) -> None:
    """Do as the owner of the data what root asks for. Raises `NoPlace` for another, who may not."""
    from server_stub.owner import at_hand, become, may_work, owner_of

    owner = owner_of(given.data)
    if owner and os.geteuid() == 0:
        if getattr(given, "file", None) is not None:
            given.file = at_hand(given.file, owner)
        become(owner)
        given.instead_of_root = owner
    elif not may_work(given.data):
        raise NoPlace(
            f"您没有权限动 {given.data} 里的数据，没有改动；请以 root 或数据所有者的身份执行：sudo oa-server …"
        )


def _kept_out(problem: Exception, given: Namespace) -> CannotDo | None:
    """A disk that is full or a right that is missing, in a sentence; None: it is something else.

    Whose right counts is told to root, who believes that he has them all.
    """
    from server_stub.owner import name_of

    why = no_place(problem)
    where = f"：{problem.filename}" if isinstance(problem, OSError) and problem.filename else ""
    owner = getattr(given, "instead_of_root", None)
    if owner is not None and isinstance(problem, PermissionError):
        who = name_of(owner)
        why = f"root 的命令以数据所有者 {who} 的身份办，而 {who} 没有权限"
        where = f"{where}；请放到他进得去的地方（如 /var/backups/oa-server 下），归他所有（chown -R {who}）"
    return NoPlace(f"{why}{where}；没有写完的都没有生效") if why else None


if __name__ == "__main__":
    sys.exit(main())
