"""The words of the command line. A new kind of matter needs nothing here: `new KIND` and `do` take its own fields."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

from oa_client.app.reading import ListName


class Wrong(Exception):
    """The command line does not make sense; the text says how."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise Wrong(f"{message}\n{self.format_usage()}")


def _shared() -> _Parser:
    shared = _Parser(add_help=False)
    kept = argparse.SUPPRESS
    shared.add_argument("--profile", metavar="DIR", default=kept, help="本机数据目录（或用环境变量 OA_PROFILE）")
    shared.add_argument("--json", action="store_true", default=kept, help="输出 JSON")
    return shared


def parser() -> _Parser:
    """The whole grammar."""
    shared = _shared()
    top = _Parser(prog="oa-client", description="轮阅：不带子命令时打开桌面窗口", parents=[shared])
    top.add_argument("--server", metavar="URL", help="桌面窗口登录时的中心地址")
    top.add_argument("--user", metavar="NAME", help="桌面窗口登录时的账号")
    commands = top.add_subparsers(dest="command", metavar="命令", parser_class=_Parser)

    login = commands.add_parser("login", parents=[shared], help="登录（口令取自 OA_PASSWORD 或标准输入）")
    login.add_argument("--server", required=True, metavar="URL")
    login.add_argument("--user", required=True, metavar="NAME")

    commands.add_parser("sync", parents=[shared], help="与中心同步")
    listing = commands.add_parser("list", parents=[shared], help="列出事项")
    listing.add_argument("name", choices=[n.value for n in ListName])
    show = commands.add_parser("show", parents=[shared], help="看一件事项")
    show.add_argument("id")
    save = commands.add_parser("save", parents=[shared], help="把附件另存到文件")
    save.add_argument("id")
    save.add_argument("file", type=int, help="附件序号，从 1 起")
    save.add_argument("path")

    do = commands.add_parser("do", parents=[shared], help="办理一件事项")
    do.add_argument("id")
    do.add_argument("action")
    do.add_argument("--to", metavar="甲,乙", help="人员：姓名或代号；单位名即其收发岗")
    do.add_argument("--task", type=int, metavar="N", help="传阅任务号")
    do.add_argument("--attach", action="append", default=[], metavar="FILE")
    do.add_argument("--ink", metavar="FILE.ink", help="手写签批（也可不另打字，由收发岗录入）")
    do.add_argument("--no-sync", action="store_true", help="只存本机，不立即上传")

    new = commands.add_parser("new", parents=[shared], help="新建事项")
    new.add_argument("kind")
    new.add_argument("--to", metavar="甲,乙|丙", help="人员，| 分组；单位名即其收发岗")
    new.add_argument("--body", metavar="FILE", help="正文文本文件")
    new.add_argument("--attach", action="append", default=[], metavar="FILE")
    new.add_argument("--ink", metavar="FILE.ink")
    new.add_argument("--no-sync", action="store_true")

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
    _gongwen(commands, shared)
    mine = commands.add_parser("outbox", parents=[shared], help="本人未了的操作：列出、收回、改后再交、放下")
    mine.add_argument("verb", nargs="?", default="list", choices=["list", "undo", "rework", "put-away"])
    mine.add_argument("n", nargs="?", type=int, metavar="号", help="list 列出的号")
    commands.add_parser("calendar", parents=[shared], help="工作日历：各年放假安排的依据，哪年还是推算")
    commands.add_parser("digest", parents=[shared], help="中心今天（或最近一次）提醒的期限")
    commands.add_parser("doctor", parents=[shared], help="检查本机数据与环境")
    return top


def _papers(commands: argparse._SubParsersAction[_Parser], shared: _Parser) -> None:
    """What becomes paper, or a file for another program."""
    sheet = commands.add_parser("sheet", parents=[shared], help="把处理单（传阅单、处理笺、批示单）存成 PDF")
    sheet.add_argument("id")
    sheet.add_argument("--out", required=True, metavar="FILE.pdf")
    sheet.add_argument("--history", action="store_true", help="附上办理记录")
    document = commands.add_parser("document", parents=[shared], help="把发文的公文本身存成 PDF 或 DOCX")
    document.add_argument("id")
    document.add_argument("--format", choices=["pdf", "docx"], default="pdf")
    document.add_argument("--out", required=True, metavar="FILE")
    kept = "把收文登记簿、发文登记簿、用印登记表、领导批示台账存成 PDF 或 XLSX"
    register = commands.add_parser("register", parents=[shared], help=kept)
    register.add_argument("kind", choices=["incoming", "outgoing", "seals", "instruction"])
    register.add_argument("--year", type=int, metavar="2026")
    register.add_argument("--from", dest="first", type=_day, metavar="2026-01-01", help="自这一天起")
    register.add_argument("--to", dest="last", type=_day, metavar="2026-12-31", help="到这一天止（含）")
    register.add_argument("--out", required=True, metavar="FILE.pdf|FILE.xlsx")
    numbers = commands.add_parser("numbers", parents=[shared], help="文号登记：空号、作废、预留、持号、倒号")
    numbers.add_argument("word", nargs="?", metavar="代字", help="只看这一个；不写为本单位全部")
    numbers.add_argument("--year", type=int, metavar="2026")
    numbers.add_argument("--all", action="store_true", help="连已编的号一并列出")
    numbers.add_argument("--out", metavar="FILE.xlsx", help="把一个代字的全部号存成表格")


def _gongwen(commands: argparse._SubParsersAction[_Parser], shared: _Parser) -> None:
    """What needs no profile: 公文 by GB/T 9704, and files of handwriting."""
    _ink(commands, shared)
    verbs = commands.add_parser("gongwen", help="公文排版（GB/T 9704-2012），不需登录").add_subparsers(
        dest="verb", metavar="动作", parser_class=_Parser, required=True
    )
    verbs.add_parser("schema", parents=[shared], help="打印 SPEC 的 JSON Schema")
    render = verbs.add_parser("render", parents=[shared], help="把结构化公文排成可印发的版面")
    render.add_argument("spec", metavar="SPEC.json")
    render.add_argument("--format", choices=["pdf", "docx"], default="pdf")
    render.add_argument("--template", metavar="FILE.json", help="本机关的格式参数，只能改标准留有余地的")
    render.add_argument("--out", required=True, metavar="FILE")
    check = verbs.add_parser(
        "check",
        parents=[shared],
        help="按 GB/T 9704-2012 核对一个 DOCX 或 PDF",
        description="逐条说明符合、不符合、提示、未能判定或不适用，附条款、位置和量得的数值。只有“规定”可判不符合；"
        "没有不符合时退出码为 0，有不符合或文件不能核对时为 1。",
    )
    check.add_argument("file", metavar="FILE", help="DOCX 或 PDF，本系统或别人排的都可以")


def _ink(commands: argparse._SubParsersAction[_Parser], shared: _Parser) -> None:
    """Handwriting; it needs no profile."""
    verbs = commands.add_parser("ink", help="手写文件，不需登录").add_subparsers(
        dest="verb", metavar="动作", parser_class=_Parser, required=True
    )
    show = verbs.add_parser("show", parents=[shared], help="看一份手写文件：几笔、多久，或存成图")
    show.add_argument("file", metavar="FILE.ink")
    show.add_argument("--out", metavar="FILE.svg")


def _day(text: str) -> date:
    """A day as it is written in a command; what it is not becomes wrong use."""
    return date.fromisoformat(text)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments; what `do` and `new` are given beyond them, ``--field value``, is in `fields`. Raises `Wrong`."""
    found, rest = parser().parse_known_args(list(argv))
    if rest and found.command not in {"do", "new"}:
        msg = f"不认识的参数：{' '.join(rest)}"
        raise Wrong(msg)
    found.fields = _fields(rest)
    return found


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
