"""In what format a paper leaves: as it is asked for, else as its file's name ends; never one under the other's name."""

from __future__ import annotations

from pathlib import PurePath

from oa_client.cli.plain_words import Wrong

KNOWN = ("pdf", "docx")


def kind_of(name: str, said: str | None) -> str:
    """``pdf`` or ``docx``. Raises `Wrong` where the name says another than was asked for, or one nobody writes."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    if said is not None and ending in {*KNOWN, ""} and ending not in {said, ""}:
        msg = f"--format {said} 与文件名 {name} 不一致，请改成一样"
        raise Wrong(msg)
    if said is None and ending and ending not in KNOWN:
        msg = f"只能存成 .pdf 或 .docx：{name}"
        raise Wrong(msg)
    return said or ending or "pdf"
