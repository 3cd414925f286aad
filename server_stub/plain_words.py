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


_PREFIX = "OA_SERVER_"
SETTINGS = ("DATA", "DATABASE", "HOST", "PORT", "TLS_CERT", "TLS_KEY", "BACKUP_TO", "BACKUP_KEEP")


def mistaken() -> str | None:
    """What is wrong with the names of the settings, in a sentence: one misspelled would do nothing, and say nothing."""
    given = (name.removeprefix(_PREFIX) for name in os.environ if name.startswith(_PREFIX))
    unknown = sorted(set(given) - set(SETTINGS))
    known = "、".join(SETTINGS)
    return f"设置里没有 {_PREFIX}{unknown[0]} 这一项，没有改动；OA_SERVER_ 后面可写：{known}" if unknown else None


def setting(name: str) -> str | None:
    """What the packaged service's settings say (/etc/oa-server/oa-server.env), for what the line does not say."""
    return os.environ.get(f"{_PREFIX}{name}") or None


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
