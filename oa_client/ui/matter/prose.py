"""A body's text as it is read: paragraphs begin two characters in, and a gap that stood for a new one becomes one.

Tables made with tabs and signatures pushed to the right keep the blanks their author gave them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GAP = re.compile(r"[\u3000]{2,}[ \u3000\u00a0]*")
"""Two full-width blanks or more inside a line: where a paragraph began in the text this one was copied from."""
_BLANK = " \t\u00a0\u3000"
_PUSHED = 6
"""So many full-width blanks at its beginning are no indent: the line was put to the right."""
_ADDRESS = ("：", ":")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph without the blanks around it; `indented`: its first line begins two characters in."""

    text: str
    indented: bool


def prose(body: str) -> Iterator[Paragraph]:
    """The paragraphs of a body in their order. Only the sight changes: no letter is added, moved or left out.

    The one addressed (主送机关, the first paragraph when it ends in a colon) begins at the edge, as in print.
    """
    first = True
    for line in body.split("\n") if body else ():
        if _is_placed(line):
            yield Paragraph(line.rstrip(_BLANK), indented=False)
            first = False
            continue
        for part in _GAP.split(line.strip(_BLANK)):
            text = part.strip(_BLANK)
            addressed = first and text.endswith(_ADDRESS)
            first = first and not text
            yield Paragraph(text, indented=bool(text) and not addressed)


def _is_placed(line: str) -> bool:
    """Whether its blanks say where its words stand: a table's row, a signature."""
    before = len(line) - len(line.lstrip(_BLANK))
    return "\t" in line.strip(_BLANK) or before >= _PUSHED
