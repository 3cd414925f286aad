"""The administrator's argument parser."""

from __future__ import annotations

from typing import NoReturn

from oa_client.protocol.command_line import ChineseParser, said


class Parser(ChineseParser):
    """Speaks Chinese; ends the process with 2 as argparse does."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong."""
        self.exit(2, f"{self.format_usage()}{self.prog}：{said(message)}\n")
