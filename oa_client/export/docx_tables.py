"""Tables of a DOCX: w:gridCol and every cell's width said, no exact lines in them, the head again on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oa_client.export.docx_words import Paragraph, Words, twips
from oa_client.layout.breaking import plain
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.body import WHOLE, Grid
from oa_client.layout.grid import FRAME, INNER, PAD, Cell, Row

LEAST = 1.4
"""From line to line in a cell, by the size; more where a face asks for it."""


def table(grid: Grid, columns: Sequence[str], rows: Sequence[Sequence[str]], size: float) -> str:
    """The table with what its cells say, as wide and as centred as the layout has them."""
    wide = [twips(c.width) for c in grid.head.cells]
    widths = "".join(f'<w:gridCol w:w="{w}"/>' for w in wide)
    filled = zip(grid.rows, rows, strict=True)
    return "".join(
        (
            f"<w:tbl><w:tblPr>{_properties(sum(wide))}</w:tblPr>",
            f"<w:tblGrid>{widths}</w:tblGrid>",
            _row(grid.head, columns, wide, size, head=True),
            *(_row(row, said, wide, size) for row, said in filled),
            "</w:tbl>",
        )
    )


def _properties(wide: int) -> str:
    """Centred in a width of its own: whether its edge or its text is at the margin is then no question."""
    sides = (
        ("top", FRAME),
        ("left", FRAME),
        ("bottom", FRAME),
        ("right", FRAME),
        ("insideH", INNER),
        ("insideV", INNER),
    )
    borders = "".join(_border(side, thickness) for side, thickness in sides)
    margins = "".join(f'<w:{s} w:w="{twips(PAD)}" w:type="dxa"/>' for s in ("top", "left", "bottom", "right"))
    return (
        f'<w:tblW w:w="{wide}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
    )


def _border(side: str, thickness: float) -> str:
    return f'<w:{side} w:val="single" w:sz="{round(thickness * 8)}" w:space="0" w:color="000000"/>'


def _row(row: Row, said: Sequence[str], wide: Sequence[int], size: float, *, head: bool = False) -> str:
    whole = "<w:cantSplit/>" if row.high <= WHOLE else ""
    height = f'<w:trHeight w:val="{twips(row.least)}" w:hRule="atLeast"/>'
    again = "<w:tblHeader/>" if head else ""
    cells = zip(row.cells, said, wide, strict=True)
    made = "".join(_cell(c, words, w, size, Face.LABEL if head else Face.TEXT) for c, words, w in cells)
    return f"<w:tr><w:trPr>{whole}{height}{again}</w:trPr>{made}</w:tr>"


def _cell(cell: Cell, said: str, wide: int, size: float, face: Face) -> str:
    properties = f'<w:tcW w:w="{wide}" w:type="dxa"/><w:vAlign w:val="center"/>'
    inside = "".join(p.xml for p in _paragraphs(cell, plain(said), size, face))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def _paragraphs(cell: Cell, said: str, size: float, face: Face) -> Iterator[Paragraph]:
    align = "center" if len(cell.strips) == 1 and cell.strips[0][0].x > 0 else "left"
    for part in said.split("\n"):
        words = (Words(part, face, size),) if part else ()
        yield Paragraph(words, mark=(face, size), align=align, at_least=LEAST * size)
