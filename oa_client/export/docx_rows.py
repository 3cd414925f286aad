"""What the layout put at a place, as paragraphs down the page: 版头, title, 署名. Where one has no room: a frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from oa_client.export.docx_shapes import drawn
from oa_client.export.docx_words import SNUG, Frame, Paragraph, Words, baseline
from oa_client.layout.gongwen.setting import ASCENT, EPS, Setting
from oa_client.layout.tree import Rule, Text

SLACK = 4.0
"""What a frame is wider than its words, lest another machine's face break them."""
TOUCH = 3.0
"""So many points of two lines may cross where neither has ink."""


@dataclass(slots=True)
class Column:
    """Paragraphs one below the other: `at` is where the next begins. All in points from the top of the page."""

    setting: Setting
    at: float
    made: list[Paragraph] = field(default_factory=list)

    def put(self, paragraph: Paragraph, top: float, high: float) -> None:
        """A paragraph of lines `high` together, the first of them at `top`: empty lines before it, then space."""
        apart = max(0.0, top - self.at)
        if self.made:
            empty = int((apart + EPS) / self.setting.pitch)
            self.made += (Paragraph(mark=(paragraph.mark[0], self.setting.size)) for _line in range(empty))
            apart -= empty * self.setting.pitch
        self.made.append(replace(paragraph, before=apart + paragraph.before))
        self.at = max(top, self.at) + high

    def to(self, top: float) -> None:
        """Empty lines down to `top`, where a line of the grid begins; what is left over below the last."""
        apart = max(0.0, top - self.at)
        empty = int((apart + EPS) / self.setting.pitch)
        self.made += (Paragraph() for _line in range(empty))
        self.at = top
        self.made[-1] = replace(self.made[-1], after=apart - empty * self.setting.pitch)


def rows(texts: Iterable[Text]) -> Iterator[tuple[Text, ...]]:
    """Texts by their baselines, each from the left."""
    found: dict[float, list[Text]] = {}
    for text in texts:
        found.setdefault(round(text.y, 1), []).append(text)
    for y in sorted(found):
        yield tuple(sorted(found[y], key=lambda t: t.x))


def head(column: Column, items: Sequence[object]) -> None:
    """版头: rows of text; one red rule is the border of the last of them, those of a letter stand by themselves."""
    texts = [i for i in items if isinstance(i, Text)]
    rules = [i for i in items if isinstance(i, Rule)]
    joint = len({t.y for t in texts if any(t.colour)}) > 1
    found = list(rows(texts))
    for row in found:
        top, line = _span(row)
        if top < column.at - EPS or (joint and any(row[0].colour)) or _beside(row, found):
            column.made += (framed(column.setting, t, line) for t in row)
        else:
            column.put(replace(placed(column.setting, row), line=line), top, line)
    if len(rules) == 1:
        _ruled(column, rules[0])
    elif rules:
        shapes = "".join(drawn(rule, n) for n, rule in enumerate(rules, 1))
        column.made[-1] = replace(column.made[-1], shapes=shapes)


def _span(row: Sequence[Text]) -> tuple[float, float]:
    """Where its line begins, and how high it is."""
    line = SNUG * row[0].size
    return row[0].y - 0.8 * line, line


def _beside(row: Sequence[Text], others: Iterable[Sequence[Text]]) -> bool:
    """Whether another row is at the same height: the words on a page do not flow beside each other."""
    top, high = _span(row)
    spans = (_span(other) for other in others if other is not row)
    return any(top < at + line - TOUCH and at + TOUCH < top + high for at, line in spans)


def _ruled(column: Column, rule: Rule) -> None:
    """The rule as the lower border of the last row; it is as wide as the text."""
    space = round(rule.y - rule.thickness / 2 - column.at)
    eighths = round(rule.thickness * 8)
    column.made[-1] = replace(column.made[-1], rules=(("bottom", eighths, rule.colour, space),))
    column.at += space + eighths / 8


def framed(setting: Setting, text: Text, line: float) -> Paragraph:
    """A line at its own place."""
    wide = _wide(setting, text) + SLACK
    frame = Frame(text.x, text.y - 0.8 * line, wide, line)
    return Paragraph((_words(text),), frame=frame, line=line)


def placed(setting: Setting, row: Sequence[Text]) -> Paragraph:
    """A row: alone in the middle, from the left or from the right; of several the last ends where it is to end.

    One that fills its line may reach a character further to both sides, lest another machine's face break it.
    """
    area, words = setting.area, tuple(_words(t) for t in row)
    left, right = row[0].x - area.left, area.right - row[-1].x - _wide(setting, row[-1])
    size = row[0].size
    if len(row) > 1:
        return _several(setting, row, words, left, right)
    if abs(left - right) < 1.0:
        over = -size if left < size else 0.0
        return Paragraph(words, align="center", left=over, right=over)
    if left <= right:
        return Paragraph(words, first=left, chars=_whole(left, size))
    return Paragraph(words, right=right, right_chars=_whole(right, size), align="right")


def _begun(setting: Setting, row: Sequence[Text]) -> Paragraph:
    """A row that goes by its first character, however wide figures are on another machine."""
    return Paragraph(tuple(_words(t) for t in row), first=row[0].x - setting.area.left)


def _several(setting: Setting, row: Sequence[Text], words: Sequence[Words], left: float, right: float) -> Paragraph:
    """Words one behind the other, by tabs where there is room between them."""
    said, tabs = [words[0]], list[tuple[float, str]]()
    for before, text, word in zip(row, row[1:], words[1:], strict=False):
        apart = text.x - before.x - _wide(setting, before) > 1.0
        said.append(replace(word, text=f"\t{word.text}") if apart else word)
        if apart:
            tabs.append((text.x - setting.area.left, "left"))
    if said[-1].text.startswith("\t"):
        tabs[-1] = (setting.area.width - right, "right")
    return Paragraph(tuple(said), first=left, chars=_whole(left, row[0].size), tabs=tabs)


def _whole(indent: float, size: float) -> float:
    """An indent in characters when it is so many whole ones."""
    count = round(indent / size)
    return count if abs(indent - count * size) < 0.1 else 0.0


def _wide(setting: Setting, text: Text) -> float:
    return (setting.wide(text.words, text.face, text.size) + text.spacing * (len(text.words) - 1)) * text.stretch


def _words(text: Text) -> Words:
    return Words(text.words, text.face, text.size, text.colour, text.spacing * text.stretch, text.stretch)


def tail(setting: Setting, texts: Sequence[Text], *, hung: bool = False) -> list[Paragraph]:
    """署名 and 成文日期, from the first line below the text; `hung`: the date goes by the name's begin (7.3.5.2)."""
    column = Column(setting, -setting.leading / 2, [Paragraph()])
    found = list(rows(texts))
    ends = [row[-1].x + _wide(setting, row[-1]) for row in found]
    for n, row in enumerate(found):
        top = row[0].y - ASCENT * setting.size - setting.leading / 2
        below = hung and n == len(found) - 1 and ends[n] < max(ends) - EPS
        column.put(_begun(setting, row) if below else placed(setting, row), top, setting.pitch)
    made = column.made[1:]
    return [replace(p, keep=True if n < len(made) - 1 else None) for n, p in enumerate(made)]


def title(column: Column, paragraph: Paragraph, top: float, size: float, count: int) -> None:
    """A title with its first characters at `top`."""
    line = paragraph.line
    column.put(paragraph, top + ASCENT * size - baseline(line, size), count * line)
