"""How words and paragraphs of a DOCX look, after defaults, styles and what is said at the place itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.layout.inspection.facts import BLACK, Colour
from oa_client.system.showing.tree import each, under

MOST_BASES = 12
_SLOTS = ("eastAsia", "ascii", "hAnsi", "cs")
_SANE = 100_000.0

Said = dict[str, dict[str, str]]
"""What elements say, by their names: their attributes."""


@dataclass(frozen=True, slots=True)
class Look:
    """A run: the font of its hanzi and of its other characters; `apart` follows each character, in points."""

    hanzi: str = ""
    latin: str = ""
    size: float = 10.5
    colour: Colour = BLACK
    apart: float = 0.0
    stretch: float = 1.0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A paragraph, in points: `said` is all that was said of it, `tabs` its stops as (place, kind)."""

    said: Said
    tabs: tuple[tuple[float, str], ...] = ()
    style: str = ""

    def get(self, name: str, attribute: str = "val", default: str = "") -> str:
        """One attribute of what was said."""
        return self.said.get(name, {}).get(attribute, default)

    def points(self, name: str, attribute: str, per: float = 20.0) -> float:
        """A length."""
        return number(self.get(name, attribute), 0.0) / per

    def is_on(self, name: str) -> bool:
        """Whether a switch is on."""
        return name in self.said and self.get(name, default="1") not in {"0", "false", "off"}

    @property
    def align(self) -> str:
        """``left``, ``center``, ``right`` or ``both``."""
        return {"start": "left", "end": "right", "distribute": "both"}.get(own := self.get("jc", default="both"), own)


def number(text: str, default: float) -> float:
    """A figure as a file says it, within sense."""
    try:
        found = float(text)
    except ValueError:
        return default
    return found if -_SANE < found < _SANE else default


class Styles:
    """Resolves looks by the style sheet and the theme's fonts."""

    def __init__(self, sheet: Element | None, theme: Element | None) -> None:
        """Of the parts, where the file has them."""
        self._styles = {s.get("styleId", ""): s for s in each(sheet, "style")}
        self._default = next((k for k, s in self._styles.items() if _is_default(s)), "")
        self._runs = under(sheet, "docDefaults", "rPrDefault", "rPr")
        self._paras = under(sheet, "docDefaults", "pPrDefault", "pPr")
        self._theme = dict(_theme(theme))

    def form(self, para: Element) -> Form:
        """A paragraph."""
        own = para.find("pPr")
        named = under(own, "pStyle")
        style = named.get("val", "") if named is not None else self._default
        said: Said = {}
        tabs: dict[float, str] = {}
        for part in (self._paras, *(under(s, "pPr") for s in self._chain(style)), own):
            _say(said, part)
            for one in each(under(part, "tabs"), "tab"):
                tabs[number(one.get("pos", ""), 0.0) / 20] = one.get("val", "left")
        stops = tuple(sorted((at, kind) for at, kind in tabs.items() if kind != "clear"))
        return Form(said, stops, style)

    def look(self, form: Form, run: Element | None) -> Look:
        """A run of a paragraph; None: the mark at its end."""
        said: Said = {}
        own = under(run, "rPr")
        named = under(own, "rStyle")
        chains = [*self._chain(form.style), *(self._chain(named.get("val", "")) if named is not None else ())]
        for part in (self._runs, *(under(s, "rPr") for s in chains), own):
            _say(said, part)
        return self._looked(said)

    def mark(self, form: Form, para: Element) -> Look:
        """The end of a paragraph, which is all an empty one has."""
        said: Said = {}
        for part in (self._runs, *(under(s, "rPr") for s in self._chain(form.style)), under(para, "pPr", "rPr")):
            _say(said, part)
        return self._looked(said)

    def _looked(self, said: Said) -> Look:
        fonts = said.get("rFonts", {})
        size = number(said.get("sz", {}).get("val", ""), 20.0) / 2
        return Look(
            self._font(fonts, "eastAsia"),
            self._font(fonts, "ascii"),
            size if 1 <= size <= 400 else 10.0,
            _colour(said.get("color", {}).get("val", "")),
            number(said.get("spacing", {}).get("val", ""), 0.0) / 20,
            max(0.05, number(said.get("w", {}).get("val", ""), 100.0) / 100),
            "vanish" in said and said["vanish"].get("val", "1") not in {"0", "false"},
        )

    def _font(self, fonts: dict[str, str], slot: str) -> str:
        themed = fonts.get(f"{slot}Theme", "")
        return self._theme.get(themed, "") or fonts.get(slot, "")

    def _chain(self, style: str) -> list[Element]:
        """A style after those it is based on."""
        found: list[Element] = []
        while style in self._styles and len(found) < MOST_BASES:
            found.insert(0, self._styles[style])
            base = under(self._styles[style], "basedOn")
            style = base.get("val", "") if base is not None else ""
        return found


def _is_default(style: Element) -> bool:
    return style.get("type") == "paragraph" and style.get("default") in {"1", "true"}


def _say(said: Said, part: Element | None) -> None:
    """What a part says, over what was said before."""
    for one in part if part is not None else ():
        if one.tag == "rFonts":
            _say_fonts(said.setdefault("rFonts", {}), one)
        elif one.tag == "pBdr":
            for side in one:
                said[f"pBdr.{side.tag}"] = dict(side.attrib)
        elif one.tag not in {"rPr", "tabs", "sectPr", "pStyle"}:
            said[one.tag] = {**said.get(one.tag, {}), **one.attrib}


def _say_fonts(fonts: dict[str, str], one: Element) -> None:
    """A name takes the place of a theme's font named before, and the other way round."""
    for slot in _SLOTS:
        if slot in one.attrib or f"{slot}Theme" in one.attrib:
            fonts.pop(slot, None)
            fonts.pop(f"{slot}Theme", None)
    fonts.update(one.attrib)


def _theme(theme: Element | None) -> Iterator[tuple[str, str]]:
    scheme = under(theme, "themeElements", "fontScheme")
    for kind in ("major", "minor"):
        part = under(scheme, f"{kind}Font")
        hans = next((f.get("typeface", "") for f in each(part, "font") if f.get("script") == "Hans"), "")
        asian, latin = under(part, "ea"), under(part, "latin")
        yield f"{kind}EastAsia", (asian.get("typeface", "") if asian is not None else "") or hans
        for slot in ("Ascii", "HAnsi"):
            yield f"{kind}{slot}", latin.get("typeface", "") if latin is not None else ""


def _colour(told: str) -> Colour:
    """``auto`` is black."""
    if len(told) != 6:
        return BLACK
    try:
        whole = int(told, 16)
    except ValueError:
        return BLACK
    return whole >> 16, whole >> 8 & 255, whole & 255


def colour(told: str) -> Colour:
    """A colour as files name it, with or without #."""
    named = {"red": "FF0000", "black": "000000"}
    return _colour(named.get(told.split(" ", maxsplit=1)[0].lower(), told.split(" ", maxsplit=1)[0].lstrip("#")))
