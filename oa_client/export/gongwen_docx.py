"""A 公文 as DOCX: what the layout decided stands where it put it; the text runs on as paragraphs to go on writing in.

Title lines, 署名, the place of the 版记 and the 行距 are the layout's; where the lines of the text end is the word
processor's affair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from oa_client.app.forms import Printed
from oa_client.app.gongwen import Attachment, Block, Gongwen, Shape, Signing
from oa_client.export import docx_rows
from oa_client.export.docx_imprint import imprint
from oa_client.export.docx_package import packed
from oa_client.export.docx_rows import Column
from oa_client.export.docx_sections import Section
from oa_client.export.docx_shapes import inline
from oa_client.export.docx_tables import table
from oa_client.export.docx_words import Paragraph, Words
from oa_client.export.faces import FontFiles
from oa_client.export.pdf import missing, printed
from oa_client.layout.breaking import plain
from oa_client.layout.faces import Face, OwnFonts
from oa_client.layout.gongwen import body
from oa_client.layout.gongwen.body import Flowing, Grid, Hung
from oa_client.layout.gongwen.figure import MISSING, Figure
from oa_client.layout.gongwen.flow import ENOUGH
from oa_client.layout.gongwen.lay import Laid, attachment_mark, lay, title_lines
from oa_client.layout.gongwen.profile import Profile
from oa_client.layout.gongwen.tail import tail
from oa_client.layout.tree import BLACK


@dataclass(slots=True)
class Story:
    """What a DOCX says, section by section."""

    section: Section
    ended: list[Section] = field(default_factory=list)
    parts: list[Paragraph | str] = field(default_factory=list)
    begun: bool = False

    def say(self, *parts: Paragraph | str) -> None:
        """Go on."""
        self.parts += parts
        self.begun = self.begun or bool(parts)

    def turn(self, section: Section) -> None:
        """Go on on a new page, of another kind."""
        if self.begun:
            last = self.parts[-1]
            end = last if isinstance(last, Paragraph) and not last.section else TINY
            self.parts[-1:] = [] if end is last else [last]
            self.parts.append(replace(end, section=self.section.xml))
            self.ended.append(self.section)
        self.section, self.begun = section, False

    def end(self) -> None:
        """A section in which nothing is said is none."""
        last = self.parts[-1]
        if not self.begun and isinstance(last, Paragraph):
            self.parts[-1] = replace(last, section="")
            self.section, self.begun = self.ended.pop(), True

    @property
    def xml(self) -> str:
        """All of it."""
        parts = (p.xml if isinstance(p, Paragraph) else p for p in self.parts)
        return f"{''.join(parts)}{self.section.xml}"


SHORT = 3
"""Lines of a paragraph that may go to another page whole."""
TINY = Paragraph(mark=(Face.TEXT, 1.0), line=1.0)
"""A paragraph that takes no room: a section ends in it, a frame hangs on it."""


def typeset(document: Gongwen, own: OwnFonts | None = None, profile: Profile | None = None) -> tuple[Printed, Laid]:
    """The DOCX, laid out with the fonts of this machine before ours. Raises `NoText`."""
    return typeset_in(document, FontFiles(own), profile)


def typeset_in(document: Gongwen, faces: FontFiles, profile: Profile | None = None) -> tuple[Printed, Laid]:
    """The DOCX, laid out in these faces. Raises `NoText`."""
    laid = lay(document, faces, profile)
    data = Writer(document, laid).written(missing(laid.pages, faces))
    return printed(data, laid.pages, faces), laid


class Writer:
    """One document on its way."""

    def __init__(self, document: Gongwen, laid: Laid) -> None:
        self.document, self.laid, self.plan = document, laid, laid.plan
        self.setting = setting = laid.plan.setting
        self.pictures: list[bytes] = []
        self.story = Story(Section(setting, silent=document.shape is Shape.LETTER))

    def written(self, comments: str) -> bytes:
        """From the 版头 to the 版记."""
        document, plan, story = self.document, self.plan, self.story
        self._head()
        self._text(document.blocks, plan.text)
        self._below()
        for n, attachment in enumerate(document.attachments):
            if attachment.blocks:
                self._attach(n, attachment, plan.attached[n])
        self._imprint()
        story.end()
        pages = self.laid.pages
        said = pages.title, pages.about, comments
        return packed(story.xml, [*story.ended, story.section], said, self.pictures)

    def _head(self) -> None:
        """Everything above the text."""
        setting, document = self.setting, self.document
        column = Column(setting, self.story.section.top)
        docx_rows.head(column, self.plan.head.items)
        if document.title.strip():
            _titled(column, title_lines(setting, document.title, document.organs), self.plan.head.y)
        column.to(self.plan.begins - setting.leading / 2)
        self.story.say(*column.made)
        if document.recipients and not self.plan.moved:
            self.story.say(self._plain(body.addressed(document.recipients), 0))

    def _plain(self, words: str, chars: int) -> Paragraph:
        size = self.setting.size
        return Paragraph((Words(words, Face.TEXT, size),), first=chars * size, chars=chars, align="both")

    # text

    def _text(self, blocks: Sequence[Block], laid: Sequence[Flowing]) -> None:
        half = self.setting.leading / 2
        after_table = False
        found = list(body.passages(blocks))
        for one, after, made in zip(found, [*found[1:], None], laid, strict=True):
            if isinstance(one, Block) and isinstance(made, Grid):
                self._table(one, made)
                after_table = True
            elif isinstance(made, Figure):
                self.story.say(*self._figure(made))
                after_table = False
            elif not isinstance(one, Block):
                paragraph = replace(
                    self._passage(one), keep=False if one.level and not body.heads(one, after) else None
                )
                self.story.say(replace(paragraph, before=half) if after_table else paragraph)
                after_table = False

    def _passage(self, one: body.Passage) -> Paragraph:
        size = self.setting.size
        words = tuple(Words(r.words, r.face, size) for r in one.runs)
        style = f"Heading{one.level}" if one.level else ""
        return Paragraph(words, style=style, first=2 * size, chars=2, align="both")

    def _figure(self, one: Figure) -> Iterator[Paragraph]:
        """A picture in a paragraph as high as the lines it takes, its caption kept with it."""
        setting, keep = self.setting, bool(one.caption)
        room = one.rows(setting) * setting.pitch
        if one.data:
            self.pictures.append(one.data)
            drawn = inline(one, len(self.pictures))
            yield Paragraph(align="center", at_least=room, keep=keep, shapes=drawn)
        else:
            frame = tuple((side, 4, BLACK, 1) for side in ("top", "left", "bottom", "right"))
            inset = (setting.area.width - one.width) / 2
            said = (Words(MISSING, Face.TEXT, setting.size),)
            yield Paragraph(said, align="center", at_least=room, left=inset, right=inset, rules=frame, keep=keep)
        for n, words in enumerate(one.caption):
            more = n < len(one.caption) - 1
            yield Paragraph((Words(words, Face.TEXT, setting.size),), align="center", keep=True if more else None)

    def _table(self, block: Block, grid: Grid) -> None:
        made = table(grid, block.columns, block.rows, self.setting.profile["table.size"])
        if not grid.landscape:
            last = self.story.parts[-1] if self.story.parts else None
            if isinstance(last, Paragraph) and self.story.begun:
                self.story.parts[-1] = replace(last, after=self.setting.leading / 2)
            self.story.say(made)
            return
        if not self.story.section.lying:
            self.story.turn(Section(replace(self.setting, lying=True)))
        self.story.say(made)
        self.story.turn(Section(self.setting))

    def _below(self) -> None:
        """附件说明, 出席, 署名, 附注."""
        setting, document, p = self.setting, self.document, self.setting.profile
        self._hold()
        notes = [self._hung(one) for one in body.noted(setting, document.attachments)]
        who = document.attendance
        there = [self._hung(one) for one, _names in body.present(setting, who)] if who else []
        for found, blank in ((notes, p["note.blank"]), (there, p["minutes.attendance.blank"])):
            if found:
                self.story.say(*(Paragraph() for _line in range(round(blank))), *found)
        signed = tail(setting, replace(document, annotation="")).texts
        self.story.say(*docx_rows.tail(setting, signed, hung=document.signing is Signing.UNSEALED))
        if document.annotation.strip():
            last = self.story.parts[-1]
            if isinstance(last, Paragraph) and document.shape is not Shape.MINUTES:
                self.story.parts[-1] = replace(last, keep=True)
            self.story.say(self._plain(annotated(document.annotation), 2))

    def _hold(self) -> None:
        """The last lines of the text stay with what is below them where the layout moved them there (7.3.5.5).

        Not where page 1 would have none left (7.3.3). By a break where the layout has it: LibreOffice takes a whole
        paragraph along to what it is kept with. The lines behind it are a paragraph without indent: LibreOffice would
        indent them behind a break in the middle.
        """
        last, laid = self.story.parts[-1], self.plan.text[-1] if self.plan.text else ()
        if not isinstance(last, Paragraph) or isinstance(laid, Grid | Figure) or last.section:
            return
        if not self.plan.keep:
            others = any(_stays(one) for one in self.plan.text[:-1])
            if len(laid) <= SHORT or not others:
                self.story.parts[-1] = replace(last, keep=others)
        elif len(laid) <= ENOUGH:
            self.story.parts[-1] = replace(last, turn=True)
        else:
            moved = sum(len(r.words.replace(" ", "")) for line in laid[-ENOUGH:] for r in line.runs)
            before, behind = turned(last.words, moved)
            self.story.parts[-1:] = [
                replace(last, words=before),
                replace(last, words=behind, turn=True, first=0, chars=0),
            ]

    def _hung(self, one: Hung) -> Paragraph:
        size = self.setting.size
        words = (Words(one.label.words, one.label.face, size), Words(one.words, Face.TEXT, size))
        return Paragraph(words, left=one.hang, first=one.x - one.hang, align="both")

    # attachments and 版记

    def _attach(self, n: int, attachment: Attachment, laid: Sequence[Flowing]) -> None:
        first = laid[0] if laid else None
        lying = isinstance(first, Grid) and first.landscape
        setting = replace(self.setting, lying=True) if lying else self.setting
        if lying or self.story.section.lying:
            self.story.turn(Section(setting))
        column = Column(setting, setting.area.top - setting.leading / 2)
        mark = Paragraph((Words(attachment_mark(self.document, n), Face.LABEL, setting.size),), turn=self.story.begun)
        column.put(mark, column.at, setting.pitch)
        top = setting.area.top + (setting.profile["attachment.title.line"] - 1) * setting.pitch
        _titled(column, title_lines(setting, attachment.title, ()), top)
        column.to(column.at + (setting.leading if lying else setting.profile.length("recipients.blank")))
        self.story.say(*column.made)
        self._text(attachment.blocks, laid)

    def _imprint(self) -> None:
        plan = self.plan
        if plan.imprint is None:
            return
        if plan.behind:
            even = plan.setting.profile["imprint.even"] and self.document.shape is not Shape.LETTER
            numbered = plan.behind < 2
            self.story.turn(Section(self.setting, "evenPage" if even else "nextPage", numbered))
        self.story.say(*imprint(self.setting, plan.imprint), TINY)


def _stays(one: Flowing) -> bool:
    """Whether it is more than a heading, which goes with what it heads."""
    return isinstance(one, (Grid, Figure)) or not all(line.keep for line in one)


def _titled(column: Column, lines: Sequence[str], top: float) -> None:
    setting = column.setting
    size = setting.profile["title.size"]
    words = (Words("\n".join(lines), Face.TITLE, size),)
    one = Paragraph(words, style="Title", align="center", line=size + setting.leading)
    docx_rows.title(column, one, top, size, len(lines))


def turned(words: Sequence[Words], count: int) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """The same in two: the last so many characters, spaces not counted, go to a new page."""
    before, behind, left = list[Words](), list[Words](), count
    for word in reversed(words):
        own = len(word.text.replace(" ", ""))
        at = next((n for n in range(len(word.text), -1, -1) if len(word.text[n:].replace(" ", "")) == left), 0)
        behind += [replace(word, text=word.text[at:])] if left > 0 else []
        before += [replace(word, text=word.text[:at])] if left < own else []
        left = max(0, left - own)
    return tuple(x for x in reversed(before) if x.text), tuple(x for x in reversed(behind) if x.text)


def annotated(words: str) -> str:
    """附注 in its brackets."""
    bare = plain(words).replace("\n", "").strip()
    return bare if bare.startswith("（") else f"（{bare.strip('()')}）"
