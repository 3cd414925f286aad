"""署名, 成文日期, and the room for seals and 签名章 (7.3.5), 附注 (7.3.6): one piece that is never torn.

Nothing red is painted here: a seal is stamped on paper or put there by who keeps it. `Place` tells where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oa_client.app.gongwen import Gongwen, Shape, Signing
from oa_client.layout.breaking import lines, plain
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.setting import ASCENT, EPS, Place, Setting, day
from oa_client.layout.gongwen.title import shaped
from oa_client.layout.tree import Text

SEAL_BELOW = 0.14
"""How far, by its diameter, name and date are below the middle of the seal: 居印章中心偏下; of more lines, half."""
IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Tail:
    """Texts and places as from the first line after the text, which is at 0 from the page's top.

    `high`: to the lowest ink of text or seal; `ends`: the bottom of its last characters.
    """

    texts: tuple[Text, ...] = ()
    places: tuple[Place, ...] = ()
    high: float = 0.0
    ends: float = 0.0


def tail(setting: Setting, document: Gongwen) -> Tail:
    """The end of the document in its way of signing; minutes have none but their 附注."""
    if document.shape is Shape.MINUTES or document.date is None:
        return _annotated(setting, document, Tail(ends=-setting.leading))
    return _annotated(setting, document, _WAYS[document.signing](setting, document))


def _names(document: Gongwen) -> list[str]:
    return [plain(n).replace("\n", "") for n in document.signatures or document.organs]


def _date(document: Gongwen) -> str:
    assert document.date is not None
    return day(document.date.year, document.date.month, document.date.day)


def _annotated(setting: Setting, document: Gongwen, tail: Tail) -> Tail:
    """附注 in brackets below the date."""
    if not document.annotation.strip():
        return tail
    words = plain(document.annotation).replace("\n", "").strip()
    shown = words if words.startswith("（") else f"（{words.strip('()')}）"
    area, indent = setting.area, setting.profile.length("annotation.indent")
    top, texts = tail.ends + setting.leading, list(tail.texts)
    found = lines(shown, area.width, setting.measure(Face.TEXT, setting.size), indent=indent)
    for n, line in enumerate(found):
        texts.append(setting.text(area.left + (0.0 if n else indent), top, line))
        top += setting.pitch
    ends = top - setting.leading
    return replace(tail, texts=tuple(texts), ends=ends, high=max(tail.high, ends))


def torn(setting: Setting, tail: Tail) -> Iterator[Tail]:
    """What no page can hold, row by row: seals with their names, the last name with the date."""
    bands = [(p.y - p.height / 2, p.y + p.height / 2) for p in tail.places]
    bands += [(_top(setting, t), _top(setting, t) + setting.size) for t in tail.texts]
    rows: list[tuple[float, float]] = []
    for top, bottom in sorted(bands):
        if rows and top < rows[-1][1]:
            rows[-1] = (rows[-1][0], max(bottom, rows[-1][1]))
        else:
            rows.append((top, bottom))
    if len(rows) > 1:
        rows[-2:] = [(rows[-2][0], rows[-1][1])]
    for top, bottom in rows:
        texts = tuple(replace(t, y=t.y - top) for t in tail.texts if top - EPS <= _top(setting, t) <= bottom)
        places = tuple(replace(p, y=p.y - top) for p in tail.places if top <= p.y <= bottom)
        yield Tail(texts, places, bottom - top, bottom - top)


def _top(setting: Setting, text: Text) -> float:
    return text.y - ASCENT * setting.size


# ------------------------------------------------------------------ 加盖印章


def _sealed(setting: Setting, document: Gongwen) -> Tail:
    """Rows of organs, one seal each, the last over its name and the date (7.3.5.1); names of a row end on one line."""
    names, said = _names(document), _date(document)
    diameter = setting.profile.length("seal.diameter")
    centre, column = _columns(setting, names, said, diameter)
    apart = diameter + setting.profile.length("seal.gap")
    rows = list(_rows(names))
    texts, places, middle = list[Text](), list[Place](), 0.0
    for n, row in enumerate(rows):
        ends = (said,) if n == len(rows) - 1 else ()
        lined = [shaped(name, column, setting.measure(Face.TEXT, setting.size)) for name in row]
        deep = max(map(len, lined)) + len(ends)
        middle = middle + apart if n else _first(setting, diameter, deep)
        bottom = middle + _below(diameter, deep) + _names_high(setting, deep) / 2
        for at, (name, parts) in enumerate(zip(row, lined, strict=True)):
            x = centre - (len(row) - 1 - at) * apart
            own = (*parts, *ends) if at == len(row) - 1 else (*parts, *("" for _date in ends))
            texts += _upward(setting, x, bottom, own)
            places.append(Place(0, x, middle, diameter, diameter, name))
    ends_at = max(t.y for t in texts) + (1 - ASCENT) * setting.size
    return Tail(tuple(texts), tuple(places), max(middle + diameter / 2, ends_at), ends_at)


def _upward(setting: Setting, x: float, bottom: float, words: Sequence[str]) -> Iterator[Text]:
    """Lines around `x`, the last one's characters ending at `bottom`."""
    for n, line in enumerate(reversed(words)):
        if line:
            top = bottom - setting.size - n * setting.pitch
            yield setting.text(x - setting.wide(line, Face.TEXT, setting.size) / 2, top, line)


def _rows(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Three in a row, the first row short when they do not come out even, so that the last stands over the date."""
    first = len(names) % IN_A_ROW or IN_A_ROW
    yield names[:first]
    for at in range(first, len(names), IN_A_ROW):
        yield names[at : at + IN_A_ROW]


def _columns(setting: Setting, names: Sequence[str], said: str, diameter: float) -> tuple[float, float]:
    """The middle of the date and so of the last seal, and how wide a name may be there."""
    right = setting.area.right
    wide = setting.wide(said, Face.TEXT, setting.size)
    centre = right - setting.profile.length("date.indent") - wide / 2
    if len(names) > 1:
        return min(centre, right - diameter / 2), diameter
    name = min(setting.wide(names[0], Face.TEXT, setting.size), setting.area.width)
    return min(centre, right - max(name, diameter) / 2), setting.area.width


def _first(setting: Setting, diameter: float, deep: int) -> float:
    """The middle of the first seal: its names on the grid, its top about half a line below the text."""
    names = _names_high(setting, deep) / 2 - _below(diameter, deep)
    wished = diameter / 2 + setting.pitch / 2 - setting.leading
    return max(0, round((wished - names) / setting.pitch)) * setting.pitch + names


def _below(diameter: float, deep: int) -> float:
    """How far the middle of so many lines is below the middle of their seal."""
    return diameter * (SEAL_BELOW if deep <= 2 else SEAL_BELOW / 2)


def _names_high(setting: Setting, deep: int) -> float:
    return (deep - 1) * setting.pitch + setting.size


# ------------------------------------------------------------------ 不加盖印章


def _unsealed(setting: Setting, document: Gongwen) -> Tail:
    """Names below each other, the date on the next line, two characters further in (7.3.5.2)."""
    p, right, size = setting.profile, setting.area.right, setting.size
    names, said = _names(document), _date(document)
    longest = max(setting.wide(n, Face.TEXT, size) for n in names)
    date_wide, shift = setting.wide(said, Face.TEXT, size), p.length("unsealed.date")
    start = right - p.length("unsealed.indent") - longest
    if date_wide > longest:
        start = right - p.length("unsealed.indent") - date_wide - shift
    start = max(start, setting.area.left)
    top = p.length("unsealed.blank")
    texts = []
    for name in names:
        texts.append(setting.text(start, top, name))
        top += setting.pitch
    texts.append(setting.text(start + shift, top, said))
    return Tail(tuple(texts), (), top + size, top + size)


# ------------------------------------------------------------------ 签名章


def _stamped(setting: Setting, document: Gongwen) -> Tail:
    """The title before the room for the stamp, one organ below the other, then the date (7.3.5.3)."""
    p, area = setting.profile, setting.area
    wide, high = p.length("stamp.width"), p.length("stamp.height")
    edge, top = area.right - p.length("stamp.indent"), p.length("stamp.blank")
    texts, places = list[Text](), list[Place]()
    for signer in document.signers:
        middle = top + high / 2
        places.append(Place(0, edge - wide / 2, middle, wide, high, plain(signer.title)))
        title_edge = edge - wide - p.length("stamp.title")
        texts.append(setting.right(title_edge, middle - setting.size / 2, plain(signer.title)))
        top += high + setting.leading
    top += p.length("stamp.date")
    texts.append(setting.right(edge, top, _date(document)))
    return Tail(tuple(texts), tuple(places), top + setting.size, top + setting.size)


_WAYS: Mapping[Signing, Callable[[Setting, Gongwen], Tail]] = {
    Signing.SEALED: _sealed,
    Signing.UNSEALED: _unsealed,
    Signing.STAMPED: _stamped,
}
