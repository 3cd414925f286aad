"""The words of the command line. A new kind of matter needs nothing here: `new KIND` and `do` take its own fields."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from oa_client.app.reading import ListName
from oa_client.cli.dates import day
from oa_client.cli.plain_words import Parser, Wrong

__all__ = ["Wrong", "parse", "parser"]

_FIELDS_OF = "各类事项的项写成 --项 值，见 oa-client help 种类"


def _shared() -> Parser:
    shared = Parser(add_help=False)
    kept = argparse.SUPPRESS
    shared.add_argument("--profile", metavar="DIR", default=kept, help="本机数据目录（或用环境变量 OA_PROFILE）")
    shared.add_argument("--json", action="store_true", default=kept, help="输出 JSON")
    return shared


def parser() -> Parser:
    """The whole grammar."""
    shared = _shared()
    top = Parser(prog="oa-client", description="轮阅：不带子命令时打开桌面窗口", parents=[shared])
    _without_command(top)
    commands = top.add_subparsers(dest="command", metavar="命令", parser_class=Parser)

    _signing_in(commands, shared)
    commands.add_parser("sync", parents=[shared], help="与中心同步")
    listing = commands.add_parser("list", parents=[shared], help="列出事项")
    listing.add_argument("name", choices=[n.value for n in ListName])
    show = commands.add_parser("show", parents=[shared], help="看一件事项")
    show.add_argument("id")
    save = commands.add_parser("save", parents=[shared], help="把附件另存到文件")
    save.add_argument("id")
    save.add_argument("file", type=int, help="附件序号，从 1 起")
    save.add_argument("path")

    do = commands.add_parser("do", parents=[shared], help="办理一件事项", epilog=_FIELDS_OF)
    do.add_argument("id", metavar="事项")
    do.add_argument("action", metavar="办法", help="如 mark_read，或界面上的名称：阅毕；show 的末行列出可办的")
    do.add_argument("--to", metavar="甲,乙", help="人员（发文即主送）：姓名或代号；单位名即其收发岗")
    do.add_argument("--for", dest="giver", metavar="姓名", help="代谁办理（凭他的委托）")
    do.add_argument("--task", type=int, metavar="N", help="任务号，show 里列出")
    _brought(do)
    do.add_argument("--no-sync", action="store_true", help="只存本机，不立即上传")

    new = commands.add_parser("new", parents=[shared], help="新建事项", epilog=_FIELDS_OF)
    new.add_argument("kind", metavar="种类")
    new.add_argument("--to", metavar="甲,乙|丙", help="人员（发文即主送），| 分组；单位名即其收发岗")
    new.add_argument("--for", dest="giver", metavar="姓名", help="代谁办理（凭他的委托）")
    new.add_argument("--body", metavar="FILE", help="正文文本文件")
    _brought(new)
    new.add_argument("--no-sync", action="store_true", help="只存本机，不立即上传")

    search = commands.add_parser("search", parents=[shared], help="检索")
    search.add_argument("query")
    directory = commands.add_parser("directory", parents=[shared], help="通讯录")
    directory.add_argument("text", nargs="?", help="姓名、拼音、首字母、电话或单位")
    directory.add_argument("--out", metavar="FILE", help="存成文件：.xlsx、.csv 或 .vcf")
    directory.add_argument("--gb18030", action="store_true", help="CSV 用 GB18030（旧软件）")
    record = commands.add_parser("record", parents=[shared], help="办理记录")
    record.add_argument("verb", choices=["verify"])
    record.add_argument("id")
    _papers(commands, shared)
    _supervision(commands, shared)
    _gongwen(commands, shared)
    _unfinished(commands, shared)
    about = commands.add_parser("help", parents=[shared], help="各类事项有哪些项、哪些办法；不需登录")
    about.add_argument("kind", nargs="?", metavar="种类")
    about.add_argument("action", nargs="?", metavar="办法")
    commands.add_parser("calendar", parents=[shared], help="工作日历：各年放假安排的依据，哪年还是推算")
    commands.add_parser("digest", parents=[shared], help="中心今天（或最近一次）提醒的期限")
    commands.add_parser("doctor", parents=[shared], help="检查本机数据与环境")
    _looking(commands, shared)
    return top


def _looking(commands: argparse._SubParsersAction[Parser], shared: Parser) -> None:
    """What looks at this machine, or leads into the window, and needs nobody signed in."""
    commands.add_parser("self-test", parents=[shared], help="检查本机环境和程序是否完好；不需登录")
    opened = commands.add_parser("open", parents=[shared], help="在窗口里打开链接指的事项")
    opened.add_argument("address", metavar="oa://matter/编号")


def _without_command(top: Parser) -> None:
    """What is said to the desktop, and what is asked of this machine without a profile."""
    top.add_argument("--server", metavar="URL", help="桌面窗口登录时的中心地址")
    top.add_argument("--user", metavar="NAME", help="桌面窗口登录时的账号")
    dumped = "列出每项策略的值和来处、策略文件里的错误；不需登录"
    top.add_argument("--autostart", action="store_true", help="登录系统时自动启动（管理员或本人打开了才启动）")
    top.add_argument(
        "--diagnose", nargs="?", const="", metavar="FILE.zip", help="导出诊断：一个压缩包，不含公文内容、姓名和密码"
    )
    top.add_argument("--policy-dump", action="store_true", help=dumped)


def _unfinished(commands: argparse._SubParsersAction[Parser], shared: Parser) -> None:
    """What of mine is not done."""
    mine = commands.add_parser("outbox", parents=[shared], help="本人未了的操作：列出、收回、改后再交、放下")
    mine.add_argument("verb", nargs="?", default="list", choices=["list", "undo", "rework", "put-away"])
    mine.add_argument("n", nargs="?", type=int, metavar="号", help="list 列出的号")
    words = commands.add_parser("drafts", parents=[shared], help="草稿：写了没有交的，列出、看、丢弃")
    words.add_argument("verb", nargs="?", default="list", choices=["list", "show", "discard"])
    words.add_argument("key", nargs="?", metavar="名称", help="list 列出的名称，如 act/7-12/mark_read")


def _signing_in(commands: argparse._SubParsersAction[Parser], shared: Parser) -> None:
    login = commands.add_parser("login", parents=[shared], help="登录（密码取自 OA_PASSWORD 或标准输入）")
    login.add_argument("--server", default="", metavar="URL", help="中心地址；管理员设了的不用写")
    login.add_argument("--user", required=True, metavar="NAME")
    words = "改本人的登录密码，要连上中心（现在的取自 OA_PASSWORD，新的取自 OA_NEW_PASSWORD，没有就依次问）"
    commands.add_parser("password", parents=[shared], help=words)


def _papers(commands: argparse._SubParsersAction[Parser], shared: Parser) -> None:
    """What becomes paper, or a file for another program."""
    sheet = commands.add_parser("sheet", parents=[shared], help="把处理单（传阅单、处理笺、批示单）存成 PDF")
    sheet.add_argument("id")
    sheet.add_argument("--out", required=True, metavar="FILE.pdf")
    sheet.add_argument("--history", action="store_true", help="附上办理记录")
    kinds = ["feedback", "extension"]
    sheet.add_argument("--form", choices=kinds, help="督查事项的另一种表：反馈表、延期申请表（不写为督查通知单）")
    sheet.add_argument("--task", type=int, metavar="N", help="延期申请表：哪一项任务的申请（不写为最近的一次）")
    document = commands.add_parser("document", parents=[shared], help="把发文的公文本身存成 PDF 或 DOCX")
    document.add_argument("id")
    document.add_argument("--format", choices=["pdf", "docx"], help="不写时以 --out 的结尾为准，再不然是 pdf")
    document.add_argument("--out", required=True, metavar="FILE")
    kept = "把收文登记簿、发文登记簿、用印登记表、领导批示台账、督查台账、财政审批台账存成 PDF 或 XLSX"
    register = commands.add_parser("register", parents=[shared], help=kept)
    register.add_argument("kind", choices=["incoming", "outgoing", "seals", "instruction", "supervision", "fiscal"])
    register.add_argument("--year", type=int, metavar="2026")
    register.add_argument("--from", dest="first", type=day, metavar="2026-01-01", help="自这一天起")
    register.add_argument("--to", dest="last", type=day, metavar="2026-12-31", help="到这一天止（含）")
    register.add_argument("--out", required=True, metavar="FILE.pdf|FILE.xlsx")
    numbers = commands.add_parser("numbers", parents=[shared], help="文号登记：空号、作废、预留、持号、倒号")
    numbers.add_argument("word", nargs="?", metavar="代字", help="只看这一个；不写为本单位全部")
    numbers.add_argument("--year", type=int, metavar="2026")
    numbers.add_argument("--all", action="store_true", help="连已编的号一并列出")
    numbers.add_argument("--out", metavar="FILE.xlsx", help="把一个代字的全部号存成表格")
    told = commands.add_parser("statistics", parents=[shared], help="督查统计：按单位、来源、月份，数字与图")
    told.add_argument("period", nargs="?", metavar="2026|2026-Q4|2026-11", help="不写为最近一年")
    told.add_argument("--by", choices=("unit", "source", "month"), default="unit", help="怎样分")
    told.add_argument("--out", metavar="FILE.xlsx|FILE.pdf", help="另存为表格，或图和表一起的 PDF")
    money = commands.add_parser("fiscal", parents=[shared], help="预算指标的余额；财政审批权限")
    money.add_argument("what", choices=["budget", "rules"], help="budget：预算指标；rules：谁审批多少")
    money.add_argument("--out", metavar="FILE.xlsx", help="把预算指标执行情况存成表格")


def _supervision(commands: argparse._SubParsersAction[Parser], shared: Parser) -> None:
    """督查 beside what every kind has."""
    verbs = commands.add_parser("supervision", help="督查：从工作报告分解表批量立项").add_subparsers(
        dest="verb", metavar="动作", parser_class=Parser, required=True
    )
    bring = verbs.add_parser("import", parents=[shared], help="从 XLSX 分解表拟立项；有一行不对就一行也不导入")
    bring.add_argument("file", nargs="?", metavar="FILE.xlsx")
    bring.add_argument("--dry-run", action="store_true", help="只看会怎样，逐行说明")
    bring.add_argument("--good-only", action="store_true", help="只导入没有问题的行")
    bring.add_argument("--approver", metavar="姓名", help="表里没写的，督查领导是谁")
    ways = "表里没写的：政府督查或内部督办；不写，区级为政府督查，街道、镇为内部督办"
    bring.add_argument("--mode", choices=["government", "internal"], default="", help=ways)
    bring.add_argument("--plan", metavar="TEXT", help="督查方案（计划）")
    bring.add_argument("--template", metavar="FILE.xlsx", help="另存一份空白分解表")
    bring.add_argument("--no-sync", action="store_true", help="只存本机，不立即上传")


def _gongwen(commands: argparse._SubParsersAction[Parser], shared: Parser) -> None:
    """What needs no profile: 公文 by GB/T 9704, and files of handwriting."""
    _ink(commands, shared)
    verbs = commands.add_parser("gongwen", help="公文排版（GB/T 9704-2012），不需登录").add_subparsers(
        dest="verb", metavar="动作", parser_class=Parser, required=True
    )
    verbs.add_parser("schema", parents=[shared], help="打印 SPEC 的 JSON Schema")
    render = verbs.add_parser("render", parents=[shared], help="把结构化公文排成可印发的版面")
    render.add_argument("spec", metavar="SPEC.json")
    render.add_argument("--format", choices=["pdf", "docx"], help="不写时以 --out 的结尾为准，再不然是 pdf")
    render.add_argument("--template", metavar="FILE.json", help="本机关的格式参数，只能改标准留有余地的")
    render.add_argument("--out", required=True, metavar="FILE")
    check = verbs.add_parser(
        "check",
        parents=[shared],
        help="按 GB/T 9704-2012 核对一个 DOCX 或 PDF",
        description="逐条说明符合、不符合、提示、未能判定或不适用，附条款、位置和量得的数值。只有“规定”可判不符合；"
        "没有不符合时退出码为 0，有不符合或文件不能核对时为 1。",
    )
    check.add_argument("--template", metavar="FILE.json", help="本机关的格式参数，与 render 所用的相同；按它核对")
    check.add_argument("file", metavar="FILE", help="DOCX 或 PDF，本系统或别人排的都可以")


def _brought(command: Parser) -> None:
    """The files that are given with an act."""
    command.add_argument("--attach", action="append", default=[], metavar="FILE")
    command.add_argument("--ink", metavar="FILE.ink", help="手写签批（也可不另打字，由收发岗录入）")


def _ink(commands: argparse._SubParsersAction[Parser], shared: Parser) -> None:
    """Handwriting; it needs no profile."""
    verbs = commands.add_parser("ink", help="手写文件，不需登录").add_subparsers(
        dest="verb", metavar="动作", parser_class=Parser, required=True
    )
    show = verbs.add_parser("show", parents=[shared], help="看一份手写文件：几笔、多久，或存成图")
    show.add_argument("file", metavar="FILE.ink")
    show.add_argument("--out", metavar="FILE.svg")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments; what `do` and `new` are given beyond them, ``--field value``, is in `fields`. Raises `Wrong`."""
    found, rest = parser().parse_known_args(_about_a_kind(list(argv)))
    if rest and found.command not in {"do", "new"}:
        msg = f"不认识的参数：{' '.join(rest)}"
        raise Wrong(msg)
    found.fields = _fields(rest)
    return found


def _about_a_kind(argv: list[str]) -> list[str]:
    """``new KIND --help`` tells of the kind."""
    asked = len(argv) > 2 and argv[0] == "new" and not argv[1].startswith("-") and {"-h", "--help"} & set(argv[2:])
    return ["help", argv[1]] if asked else argv


def _fields(rest: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    words = list(rest)
    while words:
        name = words.pop(0)
        if not name.startswith("--"):
            msg = f"不认识的参数：{name}"
            raise Wrong(msg)
        name, equals, value = name[2:].partition("=")
        if not equals:
            flag = not words or words[0].startswith("--")
            value = "true" if flag else words.pop(0)
        fields[name.replace("-", "_")] = value
    return fields
