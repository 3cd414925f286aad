"""oa-server: the central store on one machine."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from server_stub.plain_words import Parser

PORT = 8640


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it went well, 1 when not, 2 when it was written wrong."""
    parser = _parser()
    given = parser.parse_args(arguments)
    from server_stub.cannot import CannotDo
    from server_stub.register import Unknown
    from server_stub.serve import CannotServe

    try:
        run: Callable[[argparse.Namespace], None] = given.run
        if getattr(given, "begun", False) and not (given.data / "centre.db").exists():
            raise CannotDo(f"{given.data} 里没有中心；请先 oa-server init")
        run(given)
    except (CannotServe, Unknown, CannotDo, FileExistsError) as problem:
        print(f"oa-server：{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="oa-server", description="轮阅的中心库。")
    commands = parser.add_subparsers(required=True, metavar="命令")
    init = _command(commands, "init", "新建一个空的中心，带一个管理员账号", _init)
    init.add_argument("--district", default="明州区", help="第一个单位的名称")
    serve = _command(commands, "serve", "启动中心", _serve)
    serve.add_argument("--host", default="127.0.0.1", help="监听的地址；本机回环以外须给证书")
    serve.add_argument("--port", type=int, default=PORT, help="端口；0 为任选一个空的")
    serve.add_argument("--port-file", type=Path, help="就绪后把端口写进这个文件")
    serve.add_argument("--tls-cert", type=Path, help="证书链，PEM")
    serve.add_argument("--tls-key", type=Path, help="证书的私钥，PEM")
    demo = _command(commands, "demo", "新建一个演示中心，内容都是编造的", _demo)
    demo.add_argument("--people", type=int, default=240, help="多少人")
    demo.add_argument("--matters", type=int, default=600, help="多少件事项")
    demo.add_argument("--seed", type=int, default=7, help="种子；同一个数，同一个区")
    load = _command(commands, "load", "把一个 JSON 行文件里的公文装进中心（测量用）", _load)
    load.add_argument("file", type=Path, help="事项和操作，一行一个 JSON")
    load.add_argument("--for", dest="user", required=True, help="看得见全部的账号")
    load.add_argument("--on-desk", type=int, default=40, help="其中多少件等着这个账号办")
    _people(commands)
    _backups(commands)
    _calendar(commands)
    return parser


if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[Parser]  # noqa: SLF001 - it has no other name


def _command(commands: _Commands, name: str, does: str, run: Callable[[argparse.Namespace], None]) -> Parser:
    parser: Parser = commands.add_parser(name, help=does, description=does)
    parser.add_argument("--data", type=Path, required=True, help="中心的数据文件夹")
    parser.set_defaults(run=run)
    return parser


def _backups(commands: _Commands) -> None:
    backup = _command(commands, "backup", "备份中心，运行中也可以", _backup)
    backup.add_argument("--to", type=Path, required=True, help="备份到的文件夹；只备份数据库的，写 ….db")
    backup.add_argument("--without-key", action="store_true", help="不带 receipt.key：由您另行保管")
    restore = _command(commands, "restore", "从备份恢复；查看或了结恢复", _restore)
    restore.add_argument("act", nargs="?", choices=("status", "close"))
    restore.add_argument("--from", dest="source", type=Path, help="backup 写出的备份")
    for command in (backup, restore):
        command.add_argument("--json", action="store_true", help="输出 JSON")


def _calendar(commands: _Commands) -> None:
    calendar = commands.add_parser("calendar", help="查看、更新工作日历")
    calendar.set_defaults(begun=True)
    acts = calendar.add_subparsers(required=True, metavar="ACT")
    _command(acts, "show", "列出各年的放假安排和依据", _calendar_show)
    take = _command(acts, "announce", "收入一年（或几年）的放假通知，未到期的时限随之重算", _calendar_announce)
    take.add_argument("file", type=Path, help="JSON，格式同 resources/calendar/cn_workdays.json")
    take.add_argument("--by", required=True, help="经办人，写进记录")
    take.add_argument("--note", default="", help="说明，写进记录")
    take.add_argument("--dry-run", action="store_true", help="只看会动几件事项的时限，不改动")


def _people(commands: _Commands) -> None:
    people = commands.add_parser("people", help="人员：新增、调动、停用、重置口令、列出、导入、移交")
    people.set_defaults(begun=True)
    acts = people.add_subparsers(required=True, metavar="办法")
    add = _command(acts, "add", "新增一个人，打印初始口令", _add)
    add.add_argument("--name", required=True, help="姓名")
    move = _command(acts, "move", "调到别的岗位", _move)
    disable = _command(acts, "disable", "停用一个人", _disable)
    reset = _command(acts, "reset", "重置口令，打印新口令", _reset)
    for act in (add, move, disable, reset):
        act.add_argument("--user", required=True, help="账号")
    for act in (add, move):
        act.add_argument("--post", type=int, action="append", required=True, help="岗位号，第一个是主要岗位")
    _command(acts, "list", "列出所有人", _list)
    hand = _command(acts, "handover", "工作移交：把一个人的在办事项交给另一个人", _handover)
    for name, does in (
        ("from", "移交人的账号"),
        ("to", "接手人的账号"),
        ("by", "决定移交的人，写进办理记录"),
    ):
        hand.add_argument(f"--{name}", dest=f"{name}_user", metavar="USER", required=True, help=does)
    hand.add_argument("--reason", required=True, help="移交原因，写进每件办理记录")
    hand.add_argument("--kinds", nargs="+", default=[], metavar="KIND", help="只移交这几类事项")
    hand.add_argument("--dry-run", action="store_true", help="只说有多少件，不改动")
    take = _command(acts, "import", "从 CSV、XLSX、vCard 导入人员；有一行不对就一行也不导入", _import)
    take.add_argument("file", type=Path)
    take.add_argument("--dry-run", action="store_true", help="先看会怎样，不改动")


def _init(given: argparse.Namespace) -> None:
    from server_stub.register import begin
    from server_stub.serve import open_centre

    if (given.data / "centre.db").exists():
        raise FileExistsError(f"{given.data} 里已有一个中心")
    centre = open_centre(given.data)
    user, password = begin(centre, given.district)
    centre.close()
    print(f"user {user}, password {password}")


def _serve(given: argparse.Namespace) -> None:
    from server_stub.serve import Listen, serve

    listen = Listen(given.host, given.port, given.port_file, given.tls_cert, given.tls_key)
    serve(given.data, listen, lambda line: print(line, flush=True))


def _demo(given: argparse.Namespace) -> None:
    from server_stub.demo.build import build

    began = time.monotonic()
    build(given.data, people=given.people, matters=given.matters, seed=given.seed, now=int(time.time()))
    seconds = time.monotonic() - began
    print(f"{given.people} people, {given.matters} matters in {seconds:.1f} s; accounts in {given.data}/accounts.json")


def _load(given: argparse.Namespace) -> None:
    from server_stub.load import load, read_lines
    from server_stub.serve import open_centre

    began = time.monotonic()
    with given.file.open("rb") as lines:
        items, deeds = read_lines(lines)
    centre = open_centre(given.data)
    try:
        done = load(centre, given.data, given.user, items, deeds, on_desk=given.on_desk)
    finally:
        centre.close()
    seconds = time.monotonic() - began
    print(f"{done.items} items, {done.deeds} actions, {len(done.refused)} refused, in {seconds:.1f} s")
    for outcome in done.refused[:5]:
        print(f"refused: {outcome.code} {outcome.facts}", file=sys.stderr)


def _add(given: argparse.Namespace) -> None:
    from server_stub.register import add_person
    from server_stub.serve import open_centre

    centre = open_centre(given.data)
    print(add_person(centre, given.name, given.user, given.post))
    centre.close()


def _import(given: argparse.Namespace) -> None:
    from server_stub.cannot import CannotDo
    from server_stub.register import import_people
    from server_stub.serve import open_centre

    centre = open_centre(given.data)
    try:
        plan, passwords = import_people(centre, given.file, dry_run=given.dry_run)
    except OSError as problem:
        raise CannotDo(f"读不了 {given.file.name}：{problem.strerror}。") from problem
    finally:
        centre.close()
    if plan.errors:
        raise CannotDo("\n".join([f"有 {len(plan.errors)} 行不对，一行也没有导入：", *plan.errors]))
    print(f"{'预览（没有改动）：' if given.dry_run else ''}{plan.told()}")
    for user, password in passwords.items():
        print(f"账号 {user}　初始口令 {password}")


def _handover(given: argparse.Namespace) -> None:
    from server_stub.register import hand_over_work
    from server_stub.serve import open_centre

    centre = open_centre(given.data)
    users = (given.from_user, given.to_user, given.by_user)
    try:
        done = hand_over_work(centre, users, given.reason, given.kinds, dry_run=given.dry_run)
    finally:
        centre.close()
    told = f"{'预览（没有改动）：' if given.dry_run else '已'}移交 {done.matters} 件事项中的 {done.tracks} 项任务"
    left = f"；另有 {done.left} 项不是分给个人的任务（如退回给发起人的），没有移交" if done.left else ""
    print(f"{told}{left}")


def _move(given: argparse.Namespace) -> None:
    from server_stub.register import move_person
    from server_stub.serve import open_centre

    centre = open_centre(given.data)
    move_person(centre, given.user, given.post)
    centre.close()


def _disable(given: argparse.Namespace) -> None:
    from server_stub.register import disable_person
    from server_stub.serve import open_centre

    centre = open_centre(given.data)
    disable_person(centre, given.user)
    centre.close()


def _reset(given: argparse.Namespace) -> None:
    from server_stub.register import reset_person
    from server_stub.serve import open_centre

    centre = open_centre(given.data)
    print(reset_person(centre, given.user))
    centre.close()


def _list(given: argparse.Namespace) -> None:
    from server_stub.register import list_people
    from server_stub.serve import open_centre

    centre = open_centre(given.data)
    for line in list_people(centre):
        print(line)
    centre.close()


def _calendar_show(given: argparse.Namespace) -> None:
    from server_stub.calendar_commands import shown

    print(shown(given))


def _calendar_announce(given: argparse.Namespace) -> None:
    from server_stub.calendar_commands import announced

    print(announced(given))


def _backup(given: argparse.Namespace) -> None:
    from server_stub.restore_commands import backed_up

    print(backed_up(given))


def _restore(given: argparse.Namespace) -> None:
    from server_stub.restore_commands import restored

    print(restored(given))


if __name__ == "__main__":
    sys.exit(main())
