"""The client's argument parser: a line that makes no sense is told as any other failure is."""

from __future__ import annotations

from oa_client.protocol.command_line import ChineseParser, said


class Wrong(Exception):
    """The command line does not make sense; the text says how."""


class Parser(ChineseParser):
    """Raises `Wrong` where argparse would end the process."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Say in Chinese what is wrong, and how it is used."""
        raise Wrong(f"{said(message)}\n{self.format_usage()}")
