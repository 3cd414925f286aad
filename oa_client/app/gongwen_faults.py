"""What a 公文 cannot be: each finding with its place in the structure and a code that has a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date

from oa_client.app.gongwen import Block, BlockKind, Day, Gongwen, Number, Shape, Signing
from oa_client.app.pictures import wrong_with
from oa_client.domain.secrecy import find_marking

MOST_ORGANS, MOST_BLOCKS, MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 30, 5000, 20_000, 20, 200_000
"""Beyond these it is no document of an office but an attack or an accident."""
MOST_WIDE = 156
"""How wide the text is, in millimetres (5.2.1): no picture is wider."""
_WORD = re.compile(r"[^\s〔〕\[\]()（）【】﹝﹞0-9第号]{1,20}")
_MANY_LINES = re.compile(r"^title$|^attachments\[\d+\]\.title$|\.(text|after)$|\.rows\[")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a document cannot be set."""

    place: str
    code: str
    facts: dict[str, object] = field(default_factory=dict)


def picture_outside(name: str) -> Fault:
    """A picture that is named beyond the folder of its SPEC."""
    return Fault(name, "picture_outside")


def faults(document: Gongwen) -> tuple[Fault, ...]:
    """All that stands against setting it."""
    return (
        *_organs(document),
        *_head(document),
        *_body(document.blocks, "blocks"),
        *_tail(document),
        *_attachments(document),
        *_marks(document),
    )


def _organs(document: Gongwen) -> Iterator[Fault]:
    if not document.organs:
        yield Fault("organs", "no_organ")
    if len(document.organs) > MOST_ORGANS:
        yield Fault("organs", "too_many", {"most": MOST_ORGANS})
    for n, name in enumerate(document.organs):
        if not name.strip():
            yield Fault(f"organs[{n}]", "empty")
    if len(set(document.organs)) < len(document.organs):
        yield Fault("organs", "twice")


def _head(document: Gongwen) -> Iterator[Fault]:
    if document.shape is not Shape.ORDER and not document.title.strip():
        yield Fault("title", "empty")
    if document.upward and document.shape is not Shape.FILE:
        yield Fault("upward", "upward_is_a_file")
    if document.upward and not document.signatories:
        yield Fault("signatories", "upward_needs_signatory")
    if document.signatories and not document.upward:
        yield Fault("signatories", "signatory_only_upward")
    if document.copy is not None and not 0 < document.copy <= 999_999:
        yield Fault("copy", "copy_number")
    if document.number is not None:
        yield from _number(document.number)
    if document.issue and document.shape in {Shape.FILE, Shape.LETTER}:
        yield Fault("issue", "issue_of_order_or_minutes")


def _number(number: Number) -> Iterator[Fault]:
    if not _WORD.fullmatch(number.word):
        yield Fault("number.word", "number_word")
    if not 1949 <= number.year <= 2999:
        yield Fault("number.year", "number_year")
    if number.n < 1:
        yield Fault("number.n", "number_n")


def _body(blocks: tuple[Block, ...], place: str) -> Iterator[Fault]:
    if len(blocks) > MOST_BLOCKS:
        yield Fault(place, "too_many", {"most": MOST_BLOCKS})
        return
    for n, block in enumerate(blocks):
        yield from _block(block, f"{place}[{n}]")


def _block(block: Block, place: str) -> Iterator[Fault]:
    if block.kind is BlockKind.TABLE:
        yield from _table(block, place)
        return
    if block.kind is BlockKind.PICTURE:
        yield from _picture(block, place)
    elif not block.text.strip():
        yield Fault(f"{place}.text", "empty")
    if len(block.text) > MOST_TEXT:
        yield Fault(f"{place}.text", "too_long", {"most": MOST_TEXT})
    if block.kind is BlockKind.HEADING and not 1 <= block.level <= 4:
        yield Fault(f"{place}.level", "level")


def _picture(block: Block, place: str) -> Iterator[Fault]:
    """One whose bytes are not at hand is shown as a frame; that is no fault of the document."""
    if not block.picture.strip():
        yield Fault(f"{place}.picture", "empty")
    if not 0 <= block.width_mm <= MOST_WIDE:
        yield Fault(f"{place}.width_mm", "picture_wide", {"most": MOST_WIDE})
    if block.data and (code := wrong_with(block.data)) is not None:
        yield Fault(f"{place}.picture", code)


def _table(block: Block, place: str) -> Iterator[Fault]:
    wide = len(block.columns)
    if not 1 <= wide <= MOST_COLUMNS:
        yield Fault(f"{place}.columns", "columns", {"most": MOST_COLUMNS})
    if len(block.rows) > MOST_ROWS:
        yield Fault(f"{place}.rows", "too_many", {"most": MOST_ROWS})
    for n, row in enumerate(block.rows):
        if len(row) != wide:
            yield Fault(f"{place}.rows[{n}]", "row_width", {"has": len(row), "wants": wide})
            return
    if block.shares and (len(block.shares) != wide or min(block.shares) <= 0):
        yield Fault(f"{place}.shares", "shares")


def _tail(document: Gongwen) -> Iterator[Fault]:
    if not document.blocks:
        yield Fault("blocks", "no_text")
    if document.date is None:
        if document.shape is not Shape.MINUTES:
            yield Fault("date", "no_date")
    else:
        yield from _day(document.date, "date")
    if document.signing is Signing.STAMPED and not document.signers and document.shape is not Shape.MINUTES:
        yield Fault("signers", "no_signer")
    if document.imprint is not None and document.imprint.date is not None:
        yield from _day(document.imprint.date, "imprint.date")
        if not document.imprint.office.strip():
            yield Fault("imprint.office", "empty")
        elif document.date is not None and _key(document.imprint.date) < _key(document.date):
            yield Fault("imprint.date", "printed_before_signed")
    if document.attendance is not None and document.shape is not Shape.MINUTES:
        yield Fault("attendance", "attendance_of_minutes")


def _key(day: Day) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _day(day: Day, place: str) -> Iterator[Fault]:
    try:
        date(day.year, day.month, day.day)
    except ValueError:
        yield Fault(place, "no_such_day", {"year": day.year, "month": day.month, "day": day.day})


def _attachments(document: Gongwen) -> Iterator[Fault]:
    for n, one in enumerate(document.attachments):
        if not one.title.strip():
            yield Fault(f"attachments[{n}].title", "empty")
        if one.apart and document.number is None:
            yield Fault(f"attachments[{n}].apart", "apart_needs_number")
        yield from _body(one.blocks, f"attachments[{n}].blocks")


def _marks(document: Gongwen) -> Iterator[Fault]:
    """A marking of a state secret anywhere, and characters that no paper shows."""
    for place, words in _words(document, ""):
        if find_marking(words) is not None:
            yield Fault(place, "state_secret")
        if _CONTROL.search(words):
            yield Fault(place, "bad_characters")
        if "\n" in words and not _MANY_LINES.search(place):
            yield Fault(place, "one_line")


def _words(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Every text of the document with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for n, one in enumerate(value):
            yield from _words(one, f"{place}[{n}]")
    elif is_dataclass(value):
        for part in fields(value):
            yield from _words(getattr(value, part.name), f"{place}.{part.name}" if place else part.name)
