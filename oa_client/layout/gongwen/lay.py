"""A 公文 laid out by GB/T 9704-2012: tried until page 1 shows 正文 and no page bears a signature alone.

Where page 1 would show none: a joint mark gets smaller, then 主送 moves to the 版记 (7.3.2), then the mark bears the
host alone (7.2.4). Where seal and date fall on a page of their own: the lines move together or apart (7.3.5.5), and
when nothing helps the last two lines go over with them; 此页无正文 is never written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from oa_client.app.gongwen import Attachment, Gongwen, Shape
from oa_client.layout.breaking import plain
from oa_client.layout.faces import Face, InkFaces, mm
from oa_client.layout.gongwen import body
from oa_client.layout.gongwen.body import Flowing
from oa_client.layout.gongwen.flow import ENOUGH, Flow
from oa_client.layout.gongwen.folio import folio
from oa_client.layout.gongwen.head import Head, head, number_of
from oa_client.layout.gongwen.imprint import Imprint, imprint, painted
from oa_client.layout.gongwen.marks import joint_fits
from oa_client.layout.gongwen.profile import Profile
from oa_client.layout.gongwen.setting import ASCENT, Place, Setting
from oa_client.layout.gongwen.tail import Tail, tail, torn
from oa_client.layout.gongwen.title import shaped
from oa_client.layout.tree import Page, Pages, Text

SMALLER = (1.0, 0.8, 0.65, 0.5)
"""What of its most a joint mark may take, tried in this order."""


class NoText(Exception):
    """Page 1 shows no 正文 whatever is tried (7.3.3), or the 版记 is higher than a page (7.4)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided on the way, for a file whose text flows by itself.

    `begins`: where on page 1 the first line below the title is; `moved`: 主送 stands in the 版记, which is so many
    pages `behind` the last with text; `keep`: the last lines of the text were moved to the page of the signature.
    """

    setting: Setting
    head: Head
    begins: float
    text: Sequence[Flowing]
    attached: Sequence[Sequence[Flowing]] = ()
    moved: bool = False
    imprint: Imprint | None = None
    behind: int = 0
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """The pages; where seals go; what was done that the clerk should know, as codes."""

    pages: Pages
    plan: Plan
    places: tuple[Place, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Try:
    """One way to lay it out."""

    most: float
    host_only: bool = False
    moved: bool = False
    pitch: float = 0.0
    keep: bool = False


def lay(document: Gongwen, faces: InkFaces, profile: Profile | None = None) -> Laid:
    """The whole document. Raises `NoText`."""
    return Layout(document, faces, profile or Profile()).laid()


class Layout:
    """One document on its way to pages: what does not depend on the 行距 is broken into lines once."""

    def __init__(self, document: Gongwen, faces: InkFaces, profile: Profile) -> None:
        self.document = document
        self.profile = profile
        self.setting = Setting(faces, profile)
        self.recipients = body.recipients(self.setting, document.recipients)
        self.text = list(body.flowing(self.setting, document.blocks))
        self.note = body.note(self.setting, document.attachments)
        self.attached = [list(body.flowing(self.setting, a.blocks)) for a in document.attachments]
        who = document.attendance
        self.attendance = list(body.attendance(self.setting, who)) if who else []

    def laid(self) -> Laid:
        """By the first way that will do."""
        tried = ((top, self._showing(top)) for top in self._heads())
        top, flow = next(((top, flow) for top, flow in tried if flow is not None), (None, None))
        if top is None or flow is None:
            raise NoText
        if _thin(flow) or self._gapes(top, flow):
            top, flow = self._together(top)
        remarks = [*_told(top, self.profile["grid.pitch"], self.document), *(["tail_alone"] if _alone(flow) else [])]
        return self._bound(top, flow, remarks)

    def _showing(self, top: Try) -> Flow | None:
        """That way, where page 1 shows 正文."""
        try:
            flow = self._main(top)
        except NoText:
            return None
        return flow if 0 in flow.worded else None

    def _heads(self) -> Iterator[Try]:
        most = self.profile.length("mark.joint.height")
        sizes = SMALLER if len(self.document.organs) > 1 and self.document.shape is Shape.FILE else (1.0,)
        count = len(self.document.organs)
        fitting = [most * s for s in sizes if count == 1 or joint_fits(self.setting, count, most * s)]
        for moved in (False, True) if self.recipients else (False,):
            yield from (Try(m, moved=moved) for m in fitting)
        if count > 1:
            yield Try(most, host_only=True)
            yield Try(most, host_only=True, moved=True)

    def _together(self, top: Try) -> tuple[Try, Flow]:
        """With another 行距, or with the last lines of the text."""
        good: tuple[Try, Flow] | None = None
        for pitch in self.profile.pitches():
            one = replace(top, pitch=pitch)
            flow = self._main(one)
            if 0 in flow.worded and not _thin(flow):
                good = good or (one, flow)
                if not self._gapes(one, flow):
                    return one, flow
        return good or self._kept(top)

    def _kept(self, top: Try) -> tuple[Try, Flow]:
        """With the last lines moved over; where page 1 had no others it keeps them (7.3.3): the signature is alone."""
        kept = replace(top, keep=True)
        flow = self._main(kept)
        return (kept, flow) if 0 in flow.worded else (top, self._main(top))

    def _gapes(self, one: Try, flow: Flow) -> bool:
        """Whether the 版记 would go to a page behind an empty one for want of a little room."""
        if any(a.blocks for a in self.document.attachments):
            return False
        made = imprint(flow.setting, self.document, moved=one.moved)
        return made is not None and _behind(flow, made, self.document) == 2

    def _setting(self, one: Try) -> Setting:
        if not one.pitch:
            return self.setting
        return replace(self.setting, profile=self.profile.at_pitch(one.pitch))

    def _main(self, one: Try) -> Flow:
        """Everything up to the signature."""
        setting, document = self._setting(one), self.document
        above = head(setting, document, most=one.most, host_only=one.host_only)
        flow = Flow(setting, above.items, above.y)
        if document.title.strip():
            _title(flow, document.title, document.organs)
        flow.begins = flow.y
        if self.recipients and not one.moved:
            for line in self.recipients:
                flow.line(line)
        flow.worded.clear()
        made = tail(setting, document)
        flow.text(self.text, follow=self._follow(setting, made) if one.keep else 0.0)
        flow.apart(self.note, setting.profile.length("note.blank"))
        flow.apart([x for lines in self.attendance for x in lines], setting.profile.length("minutes.attendance.blank"))
        flow.tail(made)
        return flow

    def _follow(self, setting: Setting, made: Tail) -> float:
        """How much of what is below the text stands on the page of its last lines: all that a page can hold."""
        note_high = len(self.note) * setting.pitch + setting.profile.length("note.blank") if self.note else 0.0
        room = setting.area.bottom - setting.area.top - ENOUGH * setting.pitch
        whole = note_high + setting.leading + made.high
        if whole > room:
            whole = note_high + setting.leading + next(torn(setting, made)).high
        return min(whole, room)

    def _bound(self, one: Try, flow: Flow, remarks: Sequence[str]) -> Laid:
        """Attachments, 版记, page numbers."""
        setting = flow.setting
        for n, attachment in enumerate(self.document.attachments):
            if attachment.blocks:
                self._attach(flow, n, attachment)
        made = imprint(setting, self.document, moved=one.moved)
        if made is not None and made.high(setting) > setting.area.bottom - setting.area.top:
            raise NoText
        apart, behind = _imprinted(flow, made, self.document) if made else (len(flow.pages), 0)
        wide, high = (setting.profile.length(f"page.{x}") for x in ("width", "height"))
        pages = tuple(
            Page(wide, high, (*items, *(folio(setting, n + 1) if self._numbered(n, apart) else ())))
            for n, items in enumerate(flow.pages)
        )
        title = plain(self.document.title).replace("\n", "") or number_of(self.document)
        above = head(setting, self.document, most=one.most, host_only=one.host_only)
        plan = Plan(setting, above, flow.begins, self.text, self.attached, one.moved, made, behind, one.keep)
        return Laid(Pages(title, pages, number_of(self.document)), plan, tuple(flow.places), tuple(remarks))

    def _numbered(self, page: int, apart: int) -> bool:
        return page < apart and not (page == 0 and self.document.shape is Shape.LETTER)

    def _attach(self, flow: Flow, n: int, attachment: Attachment) -> None:
        """附件 on a new page: its mark, its title on the third line, its text (7.3.7)."""
        flow.turn()
        found = self.attached[n]
        first = found[0] if found else None
        lying = isinstance(first, body.Grid) and first.landscape
        setting = replace(flow.setting, lying=True) if lying else flow.setting
        items = list(self._attachment_head(setting, n, attachment))
        y = items[-1].y + setting.profile["title.size"] * (1 - ASCENT) + setting.leading
        if lying and isinstance(first, body.Grid):
            flow.lie(first, items, y)
            flow.text(found[1:])
            return
        flow.put(*items)
        flow.y = y + setting.profile.length("recipients.blank")
        flow.text(found)

    def _attachment_head(self, setting: Setting, n: int, attachment: Attachment) -> Iterator[Text]:
        area, y = setting.area, setting.area.top
        yield setting.text(area.left, y, attachment_mark(self.document, n), Face.LABEL)
        y += (setting.profile["attachment.title.line"] - 1) * setting.pitch
        yield from _titled(setting, attachment.title, (), y)


def attachment_mark(document: Gongwen, n: int) -> str:
    """附件 with its number where there are several, after the 文号 where it is not bound with the document (7.3.7)."""
    number = str(n + 1) if len(document.attachments) > 1 else ""
    return f"{number_of(document) if document.attachments[n].apart else ''}附件{number}"


def title_lines(setting: Setting, words: str, names: Sequence[str]) -> tuple[str, ...]:
    """How a title breaks."""
    return shaped(words, setting.area.width, setting.measure(Face.TITLE, setting.profile["title.size"]), names)


def _titled(setting: Setting, words: str, names: Sequence[str], y: float) -> Iterator[Text]:
    """A title's lines in the middle, from `y` down."""
    size = setting.profile["title.size"]
    for n, line in enumerate(title_lines(setting, words, names)):
        yield setting.middle(y + n * (size + setting.leading), line, Face.TITLE, size)


def _title(flow: Flow, words: str, names: Sequence[str]) -> None:
    """The title and the empty line below it."""
    setting = flow.setting
    size = setting.profile["title.size"]
    found = list(_titled(setting, words, names, flow.y))
    if found and found[-1].y > setting.area.bottom:
        raise NoText
    flow.put(*found)
    flow.y += len(found) * (size + setting.leading) + setting.profile.length("recipients.blank")


def _alone(flow: Flow) -> bool:
    """Whether the page with the signature has no text."""
    return flow.page not in flow.worded


def _thin(flow: Flow) -> bool:
    """Whether it has hardly any, where the first page has the rest."""
    return flow.page > 0 and flow.worded[flow.page] < ENOUGH


def _told(one: Try, pitch: float, document: Gongwen) -> Iterator[str]:
    if one.host_only:
        yield "host_only"
    if one.moved and document.recipients:
        yield "recipients_moved"
    if one.keep or (one.pitch and one.pitch != pitch):
        yield "pitch_changed" if not one.keep else "lines_moved"


def _behind(flow: Flow, made: Imprint, document: Gongwen) -> int:
    """How many pages after the last one the 版记 stands: an even page where the organ has it so."""
    setting = flow.setting
    even = bool(setting.profile["imprint.even"]) and document.shape is not Shape.LETTER
    behind = 0 if flow.low + mm(2) <= setting.area.bottom - made.high(setting) else 1
    return behind + 1 if even and (len(flow.pages) + behind) % 2 else behind


def _imprinted(flow: Flow, made: Imprint, document: Gongwen) -> tuple[int, int]:
    """Put the 版记 on the last page; gives how many pages bear numbers, and how many were added.

    An empty page before it, and it, bear none.
    """
    before, behind = len(flow.pages), _behind(flow, made, document)
    for _page in range(behind):
        flow.turn()
    flow.put(*painted(flow.setting, made))
    return before if behind > 1 else len(flow.pages), behind
