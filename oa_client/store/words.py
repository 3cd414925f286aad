"""How texts and queries are normalised and cut for search (design.md decision 19). Pure.

A text is folded (NFKC, casefold), brackets are dropped so that ``〔2026〕12号``, ``[2026]12号`` and ``2026 12号`` are
one, and every run of letters or digits begins with a mark: a query's word is found where its runs begin, so ``12号``
finds 12号 and not 112号, and ``2026`` finds 20261018. Chinese is found anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from operator import add

from oa_client.app.finding import BRACKETS, RUN
from oa_client.domain.numbers import without_ordinal

CUT = "3"
"""The way texts are cut below; an index cut in another way is made anew from the stored texts."""

MARK = RUN
_BRACKETS = re.compile(rf"[{re.escape(BRACKETS)}]+")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
_IDEO = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts written without spaces: Han (with 々 and 〇), kana, hangul."""

SELECTIVE = 4
"""A longer prefix is worth asking the index for beside other tokens; of a shorter one there are too many."""

BUCKETS = 1 << 14
_PRIVATE, _LAST = 0xF0000, BUCKETS - 1

_RUNS = re.compile(rf"(?P<ideo>[{_IDEO}]+)|(?P<digits>\d+)|(?P<letters>[^\W\d_{_IDEO}]+)")
_IDEOGRAPH = re.compile(f"[{_IDEO}]")
_MARKED = re.compile(rf"\d+|[^\W\d_{_IDEO}]+")


def normalise(text: str) -> str:
    """The text as it is compared: folded, without brackets, runs of letters and digits marked."""
    folded = _nfkc(_nfkc(text).casefold())
    plain = _SPACE.sub(" ", _BRACKETS.sub(_joint, folded)).strip()
    return _MARKED.sub(lambda run: MARK + run.group(), plain)


_WIDE = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，：；（）！？…\u3000")
"""What stands in every Chinese text and is folded: changed by itself, the rest is mostly folded already."""


def _nfkc(text: str) -> str:
    """As `unicodedata.normalize`: none of `_WIDE` grows together with what follows it."""
    for wide, plain in _WIDE:
        text = text.replace(wide, plain)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _joint(brackets: re.Match[str]) -> str:
    """Nothing, but a space where two figures would grow together."""
    before, after = brackets.string[: brackets.start()][-1:], brackets.string[brackets.end() :][:1]
    return " " if before.isascii() and before.isalnum() and after.isascii() and after.isalnum() else ""


def indexed(normalised: str) -> str:
    """The tokens of a normalised text, each once.

    Of ideographs each pair, each three and the last one; every other run, alone and with the ideograph behind it.
    """
    found: set[str] = set()
    threes: set[int] = set()
    for one in _RUNS.finditer(normalised):
        run = one.group()
        if one.lastgroup == "ideo":
            found.update(map(add, run, run[1:]))
            found.add(run[-1])
            threes.update(_threes(run))
        else:
            found.add(run)
            found.add(_with_next(run, normalised, one.end()))
    return " ".join((*sorted(found), *map(chr, sorted(threes))))


def _with_next(run: str, text: str, at: int) -> str:
    """``12号``: numbers are asked for with what they count, and by themselves they are everywhere."""
    return run + text[at] if _IDEOGRAPH.match(text, at) else run


def _threes(run: str) -> list[int]:
    """For each three characters in a row a private one out of `BUCKETS`: they tell texts with all pairs apart."""
    codes = [*map(ord, run)]
    mixed = zip(codes, codes[1:], codes[2:], strict=False)
    return [_PRIVATE + ((a * 7919 + b * 104_729 + c * 1_299_709 >> 3) & _LAST) for a, b, c in mixed]


def _cover(run: str) -> list[str]:
    """Pairs that hold every character of a run of two and more."""
    starts = {*range(0, len(run) - 1, 2), len(run) - 2} if len(run) > 1 else ()
    return [run[i : i + 2] for i in sorted(starts)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query: `words` must all stand in the normalised text; `match` is what to ask the index.

    `exact`: what the index finds holds the words for sure. A word of punctuation alone is none.
    """

    words: tuple[str, ...]
    match: str
    exact: bool

    @property
    def is_vague(self) -> bool:
        """Whether it is the beginning of many tokens and nothing else."""
        return len(self.words) == 1 and self.exact and self.match.endswith("*")

    def holds(self, normalised: str) -> bool:
        """Whether a text holds every word."""
        return all(word in normalised for word in self.words)


def wanted(query: str) -> Wanted:
    """What a query asks for."""
    words = tuple(dict.fromkeys(w for w in normalise(without_ordinal(query)).split() if _RUNS.search(w)))
    sure: list[str] = []
    vague: list[str] = []
    exact = True
    for word in words:
        whole, prefixes, alone = _cut(word)
        sure += whole
        vague += prefixes
        exact = exact and alone
    kept = [p for p in vague if len(p) > SELECTIVE or not sure]
    terms = [*(f'"{t}"' for t in dict.fromkeys(sure)), *(f'"{t}"*' for t in dict.fromkeys(kept))]
    return Wanted(words, " AND ".join(terms), exact and len(kept) == len(vague))


def _cut(word: str) -> tuple[list[str], list[str], bool]:
    """Tokens every text with this word has, prefixes of tokens it has, and whether they say all the word says."""
    runs = [(m.lastgroup, m.group(), m.end()) for m in _RUNS.finditer(word)]
    whole: list[str] = []
    prefixes: list[str] = []
    for group, run, end in runs:
        if group == "ideo":
            whole += [*map(chr, _threes(run)), *_cover(run)]
            prefixes += [run] if len(run) == 1 else []
        elif end == len(word):
            prefixes.append(run)
        else:
            whole.append(_with_next(run, word, end))
    letters = word.replace(MARK, "")
    simple = len(runs) == 1 and runs[0][1] == letters and (runs[0][0] != "ideo" or len(letters) <= 2)
    return whole, prefixes, simple


def texts(values: Iterable[object]) -> str:
    """Several texts as one, apart from each other."""
    return "\n".join(str(v) for v in values if v)
