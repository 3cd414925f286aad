"""What cells of a workbook share: the forms of their numbers, and their texts."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.system.showing.number_forms import BUILT_IN, GENERAL
from oa_client.system.showing.tree import each, parsed, under
from oa_client.system.showing.zipped import Zipped

MOST_TEXT = 4000
"""Characters of one cell."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The form of a number by the style of its cell."""

    forms: tuple[str, ...]
    from_1904: bool = False

    def form(self, style: str) -> str:
        """The form a style stands for."""
        n = int(style) if style.isdecimal() and len(style) < 7 else 0
        return self.forms[n] if n < len(self.forms) else GENERAL


def read_looks(zipped: Zipped, *, from_1904: bool) -> Looks:
    """Of a workbook; without any all numbers are as they are."""
    if "xl/styles.xml" not in zipped:
        return Looks((), from_1904)
    styles = parsed(zipped.read("xl/styles.xml"))
    own = {f.get("numFmtId", ""): f.get("formatCode", GENERAL)[:200] for f in each(under(styles, "numFmts"), "numFmt")}
    return Looks(tuple(_form(x.get("numFmtId", "0"), own) for x in each(under(styles, "cellXfs"), "xf")), from_1904)


def _form(number: str, own: dict[str, str]) -> str:
    if number in own:
        return own[number]
    return BUILT_IN.get(int(number), GENERAL) if number.isdecimal() and len(number) < 6 else GENERAL


def shared_texts(zipped: Zipped) -> list[str]:
    """The texts that cells name by number."""
    if "xl/sharedStrings.xml" not in zipped:
        return []
    return [text_in(one) for one in each(parsed(zipped.read("xl/sharedStrings.xml")), "si")]


def text_in(part: Element) -> str:
    """The text of a part, whatever its runs look like, without how it is read aloud."""
    found = []
    for one in part:
        if one.tag == "t":
            found.append(one.text or "")
        elif one.tag == "r":
            found += [t.text or "" for t in each(one, "t")]
    return "".join(found)[:MOST_TEXT]
