"""The administrator's argument parser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from oa_client.protocol.command_line import ChineseParser, said


class Parser(ChineseParser):
    """Speaks Chinese; ends the process with 2 as argparse does."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong."""
        self.exit(2, f"{self.format_usage()}{self.prog}：{said(message)}\n")


def setting(name: str) -> str | None:
    """What the packaged service's settings say (/etc/oa-server/oa-server.env), for what the line does not say."""
    return os.environ.get(f"OA_SERVER_{name}") or None


if TYPE_CHECKING:
    import argparse

    Commands = argparse._SubParsersAction[Parser]  # noqa: SLF001 - it has no other name


def command(commands: Commands, name: str, does: str, run: str) -> Parser:
    """A command on a centre. `run` names what answers it, ``module:function`` of this package, loaded when asked."""
    parser: Parser = commands.add_parser(name, help=does, description=does)
    data = setting("DATA")
    parser.add_argument("--data", type=Path, default=data, required=data is None, help="中心的数据文件夹")
    parser.set_defaults(run=run)
    return parser
