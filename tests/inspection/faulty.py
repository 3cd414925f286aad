"""公文 with one thing wrong each, made without the checker: by a wrong figure, by changed items of the layout."""

from dataclasses import replace

from oa_client.export.faces import FontFiles
from oa_client.export.pdf import paint
from oa_client.layout.gongwen.lay import lay
from oa_client.layout.gongwen.profile import FIGURES, Profile
from oa_client.layout.inspection.inspecting import inspected
from oa_client.layout.inspection.judging import Outcome
from oa_client.layout.tree import Page, Rule, Text
from oa_client.system.inspection.opening import read

FAILS, HINT = Outcome.FAILS, Outcome.HINT
FACES = FontFiles()


def figures(**values):
    """A profile with these figures, also where a template may say nothing."""
    own = dict(FIGURES)
    for name, value in values.items():
        key = name.replace("__", ".")
        own[key] = replace(own[key], value=value)
    return Profile(own)


def pdf(document, *, change=None, profile=None):
    """The document as PDF. `change` gives for every item of every page what stands there instead."""
    pages = lay(document, FACES, profile).pages
    if change is not None:
        made = tuple(
            Page(p.width, p.height, tuple(new for item in p.items for new in change(n + 1, item)))
            for n, p in enumerate(pages.pages)
        )
        pages = replace(pages, pages=made)
    return paint(pages, FACES).data


def said(old, new, *, pages=None, kept=0.0):
    """Other words wherever a line of text has these; `kept`: 0 keeps its beginning where it is, 0.5 its middle, 1 its end."""

    def change(page, item):
        if isinstance(item, Text) and old in item.words and (pages is None or page in pages):
            words = item.words.replace(old, new)
            item = replace(item, words=words, x=item.x + kept * (_wide(item, item.words) - _wide(item, words)))
        if not isinstance(item, Text) or item.words:
            yield item

    return change


def _wide(item, words):
    return sum(FACES.advance(item.face, c) for c in words) * item.size * item.stretch


def moved(words, *, x=0.0, y=0.0):
    """The lines with these words elsewhere, in points."""

    def change(_page, item):
        hit = isinstance(item, Text) and words in item.words
        yield replace(item, x=item.x + x, y=item.y + y) if hit else item

    return change


def looking(words, **look):
    """The lines with these words in another face, size or colour."""

    def change(_page, item):
        yield replace(item, **look) if isinstance(item, Text) and words in item.words else item

    return change


def ruled(which, **other):
    """Rules of which `which` is true otherwise; None leaves them out."""

    def change(page, item):
        if not isinstance(item, Rule) or not which(page, item):
            yield item
        elif other:
            yield replace(item, **{k: v(item) if callable(v) else v for k, v in other.items()})

    return change


def is_red(_page, rule):
    return rule.colour != (0, 0, 0)


def findings(data):
    """What the checker says, by its rules."""
    return {f.rule: f for f in inspected(read(data)).findings}


def bad(data):
    """The rules that are not met, with how that is said."""
    return {f.rule: f.outcome for f in findings(data).values() if f.outcome in {FAILS, HINT}}
