"""A spreadsheet as tables: a heading a sheet, cells as people see them, and no more rows than anybody reads."""

from __future__ import annotations

import posixpath
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.system.showing.cells import MOST_COLUMNS, MOST_ROWS, Sheet, read_sheet
from oa_client.system.showing.grid import Grid, table, widths
from oa_client.system.showing.looks import Looks, read_looks, shared_texts
from oa_client.system.showing.paper import A4, MARGIN, Full, Paper
from oa_client.system.showing.tree import each, parsed, under
from oa_client.system.showing.unreadable import Unreadable
from oa_client.system.showing.zipped import Zipped

MAIN = "xl/workbook.xml"
MOST_SHEETS = 60
MOST_CELLS = 8000
"""Of all sheets before the last: a full sheet takes two seconds to set."""
FLAT = 0.7
"""How high a page is that is as wide as its table."""


def pages(data: bytes) -> bytes:
    """The workbook as a PDF of plain pages. Raises `Unreadable`."""
    zipped = Zipped(data)
    book = parsed(zipped.read(MAIN))
    looks = read_looks(zipped, from_1904=_dates_from_1904(book))
    texts = shared_texts(zipped)
    sheets = _sheets(zipped, book)
    if not sheets:
        raise Unreadable("broken_file")
    paper = Paper()
    try:
        filled = 0
        for number, (name, hidden, path) in enumerate(sheets):
            if number >= MOST_SHEETS or filled > MOST_CELLS:
                raise Full
            sheet = _read(zipped, path, looks, texts)
            filled += sum(bool(text) for row in sheet.texts for text in row) if sheet is not None else 0
            _set(paper, name, sheet, hidden=hidden)
    except Full:
        return paper.finish(cut=True)
    return paper.finish()


def _read(zipped: Zipped, path: str, looks: Looks, texts: list[str]) -> Sheet | None:
    """A sheet; None when it alone cannot be read."""
    try:
        return read_sheet(zipped.read(path), looks, texts)
    except Unreadable as error:
        if str(error) != "broken_file":
            raise
        return None


def _set(paper: Paper, name: str, sheet: Sheet | None, *, hidden: bool) -> None:
    grid = Grid(sheet.texts, sheet.reach, sheet.numbers) if sheet is not None else Grid(())
    wide = widths(grid)
    width = max(A4[0], sum(wide) + 2 * MARGIN)
    paper.begin_page(width, A4[1] if width == A4[0] else max(A4[0], width * FLAT))
    paper.heading(name + ("（已隐藏的表）" if hidden else ""), 2)
    if sheet is None:
        paper.note("这张表读不出来。")
    elif not grid.columns:
        paper.note("这张表是空的。" if not sheet.uncounted else "这张表的公式未计算。")
    else:
        for said in _said(sheet):
            paper.note(said)
        table(paper, grid, wide)


def _said(sheet: Sheet) -> list[str]:
    """What of a sheet is not shown."""
    found = []
    if sheet.rows > MOST_ROWS:
        found.append(f"只显示前 {MOST_ROWS} 行，这张表到第 {sheet.rows} 行。")
    if sheet.columns > MOST_COLUMNS:
        found.append(f"只显示前 {MOST_COLUMNS} 列，这张表到第 {sheet.columns} 列。")
    if sheet.uncounted:
        found.append(f"有 {sheet.uncounted} 处公式没有算好的结果，标为“公式未计算”；用办公软件打开后可见。")
    return found


def _dates_from_1904(book: Element) -> bool:
    found = under(book, "workbookPr")
    return found is not None and found.get("date1904", "0") in {"1", "true"}


def _sheets(zipped: Zipped, book: Element) -> list[tuple[str, bool, str]]:
    """Name, whether it is hidden, and where it lies, in the order of the tabs."""
    parts = {}
    if "xl/_rels/workbook.xml.rels" in zipped:
        parts = {r.get("Id", ""): r.get("Target", "") for r in parsed(zipped.read("xl/_rels/workbook.xml.rels"))}
    found = []
    for number, one in enumerate(each(under(book, "sheets"), "sheet"), 1):
        target = parts.get(one.get("id", ""), f"worksheets/sheet{number}.xml")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if "chartsheet" not in path:
            found.append((one.get("name", "")[:80], one.get("state", "visible") != "visible", path))
    return found
