"""What may be written after ``oa-server``; each command names the function that answers it."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

from server_stub.plain_words import Parser, command, setting

if TYPE_CHECKING:
    from server_stub.plain_words import Commands

PORT = 8640


def parser() -> Parser:
    """The whole of it."""
    whole = Parser(prog="oa-server", description="轮阅的中心库。")
    commands = whole.add_subparsers(required=True, metavar="命令")
    _centre(commands)
    _units(commands)
    _people(commands)
    _backups(commands)
    _tls(commands)
    _calendar(commands)
    return whole


def _port(said: str) -> int:
    """Of TCP. Raises ArgumentTypeError."""
    if not (said.isascii() and said.isdigit() and int(said) < 1 << 16):
        raise ArgumentTypeError(f"端口要 0 到 65535 的整数：{said}")
    return int(said)


def _centre(commands: Commands) -> None:
    init = command(commands, "init", "新建一个空的中心，带一个管理员账号", "centre_commands:begun")
    init.add_argument("--district", required=True, help="区的名称，如 海东区")
    serve = command(commands, "serve", "启动中心", "centre_commands:served")
    host, port = setting("HOST") or "127.0.0.1", setting("PORT") or str(PORT)
    serve.add_argument("--host", default=host, help="监听的地址；本机回环以外须有证书")
    serve.add_argument("--port", type=_port, default=port, help="端口；0 为任选一个空的")
    serve.add_argument("--port-file", type=Path, help="就绪后把端口写进这个文件")
    own = "不写就用 tls init 做的，没有就是明文"
    serve.add_argument("--tls-cert", type=Path, default=setting("TLS_CERT"), help=f"证书链，PEM；{own}")
    serve.add_argument("--tls-key", type=Path, default=setting("TLS_KEY"), help="证书的私钥，PEM")
    demo = command(commands, "demo", "新建一个演示中心，内容都是编造的", "centre_commands:demonstrated")
    demo.add_argument("--people", type=int, default=240, help="多少人")
    demo.add_argument("--matters", type=int, default=600, help="多少件事项")
    demo.add_argument("--seed", type=int, default=7, help="种子；同一个数，同一个区")
    load = command(commands, "load", "把一个 JSON 行文件里的公文装进中心（测量用）", "centre_commands:loaded")
    load.add_argument("file", type=Path, help="事项和操作，一行一个 JSON")
    load.add_argument("--for", dest="user", required=True, help="看得见全部的账号")
    load.add_argument("--on-desk", type=int, default=40, help="其中多少件等着这个账号办")


def _backups(commands: Commands) -> None:
    backup = command(commands, "backup", "备份中心，运行中也可以", "restore_commands:backed_up")
    to = setting("BACKUP_TO")
    backup.add_argument(
        "--to",
        type=Path,
        required=to is None,
        help="备份到的文件夹；只备份数据库的，写 ….db；不写就按设置里的，每日一份",
    )
    backup.add_argument("--keep", type=int, help="--to 里按日期放，新的核验打得开之后只留最近几份")
    backup.add_argument("--without-key", action="store_true", help="不带 receipt.key 和证书私钥：由您另行保管")
    back = command(commands, "rollback", "装回旧程序之后，退回升级前的数据", "restore_commands:rolled_back")
    back.add_argument("--yes", action="store_true", help="副本已过七天、或此后办过事的，看清楚之后确认")
    restore = command(commands, "restore", "从备份恢复；查看或了结恢复", "restore_commands:restored")
    restore.add_argument("act", nargs="?", choices=("status", "close", "put-away", "begin"))
    restore.add_argument("--from", dest="source", type=Path, help="backup 写出的备份")
    restore.add_argument("--before", help="begin：恢复前的数据库改成了什么名称，人员和账号照它接着用")
    restore.add_argument("--yes", action="store_true", help="put-away、begin：不能收回，看清楚之后确认")
    _putting_away(restore)
    for one in (backup, restore, back):
        one.add_argument("--json", action="store_true", help="输出 JSON")
    rebuild = command(
        commands, "rebuild", "按办理记录重建列表、任务、文号、额度各表，须先停下中心", "centre_commands:rebuilt"
    )
    rebuild.set_defaults(begun=True)


def _putting_away(restore: Parser) -> None:
    for_it = restore.add_argument_group("put-away：了结之后仍接不上、再也接不上的一步，写明原因放下")
    for_it.add_argument("--matter", help="事项号，见 restore status")
    for_it.add_argument("--entry", type=int, metavar="N", help="第几条，见 restore status")
    for_it.add_argument("--by", help="经办人的姓名或账号，留在记录里")
    for_it.add_argument("--reason", help="为什么放下，留在记录里")


def _tls(commands: Commands) -> None:
    tls = commands.add_parser("tls", help="本单位自己的根证书和中心的证书")
    acts = tls.add_subparsers(required=True, metavar="办法")
    init = command(acts, "init", "建根证书，给中心签一份证书", "tls_commands:begun")
    init.add_argument("--organisation", default="本区", help="根证书上的单位名称")
    renew = command(acts, "renew", "用同一个根证书给中心签一份新的；各终端不用动", "tls_commands:renewed")
    for one in (init, renew):
        one.add_argument(
            "--name", action="append", default=[], required=one is init,
            help="各终端连中心时用的主机名或 IP 地址，可写几个；续期时不写就照旧",
        )  # fmt: skip
    command(acts, "show", "证书给哪些名称、到什么时候、根证书的指纹", "tls_commands:shown")
    export = command(acts, "export", "输出根证书，发给各终端", "tls_commands:exported")
    export.add_argument("--to", type=Path, help="存成文件")


def _calendar(commands: Commands) -> None:
    calendar = commands.add_parser("calendar", help="查看、更新工作日历")
    calendar.set_defaults(begun=True)
    acts = calendar.add_subparsers(required=True, metavar="ACT")
    command(acts, "show", "列出各年的放假安排和依据", "calendar_commands:shown")
    take = command(
        acts, "announce", "收入一年（或几年）的放假通知，未到期的时限随之重算", "calendar_commands:announced"
    )
    take.add_argument("file", type=Path, help="JSON，格式同 resources/calendar/cn_workdays.json")
    take.add_argument("--by", required=True, help="经办人，写进记录")
    take.add_argument("--note", default="", help="说明，写进记录")
    take.add_argument("--dry-run", action="store_true", help="只看会动几件事项的时限，不改动")


def _units(commands: Commands) -> None:
    units = commands.add_parser("units", help="单位：列出、新增、导入、岗位、改名、撤销")
    units.set_defaults(begun=True)
    acts = units.add_subparsers(required=True, metavar="办法")
    command(acts, "list", "列出所有单位和它们的岗位、角色", "unit_commands:listed")
    add = command(acts, "add", "新增一个单位，带上常用岗位", "unit_commands:added")
    add.add_argument("--name", required=True, help="单位名称")
    add.add_argument("--level", required=True, help="部门、街道、镇、社区、村、科室")
    add.add_argument("--parent", default="", help="上级单位；不写就是区")
    add.add_argument("--order", default="", help="在同级里排第几")
    add.add_argument("--posts", default="", help="岗位，如：收发员；主任=领导+主要负责人。不写就给常用的")
    posts = command(acts, "posts", "给一个单位增加岗位，或改岗位的角色", "unit_commands:posted")
    posts.add_argument("--posts", required=True, help="如：督查专员=督查员；预算科=承办人+财政业务科室")
    rename = command(acts, "rename", "单位改名；原来的办理记录也显示新名称", "unit_commands:renamed")
    rename.add_argument("--name", required=True, help="新名称")
    close = command(acts, "close", "撤销一个已经没有人、没有任务的单位；记录照留", "unit_commands:closed")
    for one in (posts, rename, close):
        one.add_argument("--unit", required=True, help="单位名称；重名的写上级/单位")
    take = command(acts, "import", "从 CSV、XLSX 导入单位和岗位；有一行不对就一行也不导入", "unit_commands:imported")
    take.add_argument("file", type=Path, help="表头：单位、层级，另可有上级、排序、岗位")
    take.add_argument("--dry-run", action="store_true", help="先看会怎样，不改动")


def _people(commands: Commands) -> None:
    people = commands.add_parser("people", help="人员：新增、调动、停用、重置密码、列出、导入、移交")
    people.set_defaults(begun=True)
    acts = people.add_subparsers(required=True, metavar="办法")
    add = command(acts, "add", "新增一个人，打印初始密码", "people_commands:added")
    add.add_argument("--name", required=True, help="姓名")
    add.add_argument("--same-name", action="store_true", help="同一个单位里已有同名的人，确实是另一个人")
    move = command(acts, "move", "调到别的岗位", "people_commands:moved")
    disable = command(acts, "disable", "停用一个人", "people_commands:disabled")
    reset = command(acts, "reset", "重置密码，打印新密码", "people_commands:reset")
    for act in (add, move, disable, reset):
        act.add_argument("--user", required=True, help="账号")
    for act in (add, move):
        act.add_argument(
            "--post", action="append", required=True, metavar="岗位",
            help="岗位的名称（几个单位都有的写 单位/岗位）或岗位号（见 units list）；可写几个，第一个是主要岗位",
        )  # fmt: skip
    command(acts, "list", "列出所有人和他们的单位、岗位、角色", "people_commands:listed")
    _handover(acts)
    take = command(acts, "import", "从 CSV、XLSX、vCard 导入人员；有一行不对就一行也不导入", "people_commands:imported")
    take.add_argument("file", type=Path)
    take.add_argument("--dry-run", action="store_true", help="先看会怎样，不改动")
    take.add_argument("--readmit", action="store_true", help="文件里已停用的人重新在岗；不写的，有这样的人就不导入")


def _handover(acts: Commands) -> None:
    hand = command(acts, "handover", "工作移交：把一个人的在办事项交给另一个人", "people_commands:handed_over")
    for name, does in (
        ("from", "移交人的账号"),
        ("to", "接手人的账号"),
        ("by", "决定移交的人，写进办理记录"),
    ):
        hand.add_argument(f"--{name}", dest=f"{name}_user", metavar="USER", required=True, help=does)
    hand.add_argument("--reason", required=True, help="移交原因，写进每件办理记录")
    hand.add_argument("--kinds", nargs="+", default=[], metavar="KIND", help="只移交这几类事项")
    hand.add_argument("--dry-run", action="store_true", help="只说有多少件，不改动")
