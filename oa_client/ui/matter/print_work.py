"""What there is to print of a matter, and how it is set: its sheet, or the 公文 itself. Without Qt, away from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from oa_client.app.desk import Desk
from oa_client.app.figures import missing
from oa_client.app.forms import Press, Printed, Unsettable
from oa_client.app.gongwen import Gongwen
from oa_client.app.papers import gongwen_in, text_lacks
from oa_client.app.preview import Document
from oa_client.app.reading import Record
from oa_client.app.seals import (
    Organ,
    Seal,
    Sealed,
    SealProvider,
    SealRefused,
    Unsealed,
    is_sealable,
    organ_of,
    own_spots,
)
from oa_client.app.sheets import source_of
from oa_client.assets import _
from oa_client.domain.matter import FileRef, MatterId
from oa_client.ui.matter import handing_out
from oa_client.wording import gongwen as wording
from oa_client.wording import sheets
from oa_client.wording.sentences import sentence


class Paper(Enum):
    """Which of the two papers of a matter."""

    SHEET = "sheet"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted on paper: the sheet, perhaps with the record; the 公文, perhaps with the picture of a seal."""

    paper: Paper = Paper.SHEET
    history: bool = False
    seal: Seal | None = None
    form: str = ""
    """Which sheet, where its kind has several; else its own."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen. `sheet`: what it is called; `document`: whether there is a 公文, `first` which is shown."""

    sheet: str = ""
    document: bool = False
    first: Paper = Paper.SHEET
    seals: tuple[Seal, ...] = ()
    forms: tuple[tuple[str, str], ...] = ()
    """The sheets of a kind that has several, each as a `Wish` names it and as people do."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was set, what a file of it is called, and what should be known of it."""

    printed: Printed
    name: str
    gongwen: Gongwen | None = None
    sealed: Sealed | None = None
    remarks: tuple[str, ...] = ()
    lacking: int = 0
    """So many pictures are frames on it."""

    @property
    def document(self) -> Document:
        """To look at."""
        data = self.printed.data
        return Document(hashlib.sha256(data).hexdigest(), self.name, len(data), lambda: [data])

    @property
    def warning(self) -> str:
        """What the paper lacks."""
        lacking = wording.remark("picture_missing") if self.lacking else ""
        return lacking + sheets.absent(self.printed)

    @property
    def remark(self) -> str:
        """What is good to know."""
        told = [*map(wording.remark, self.remarks), sheets.stand_ins(self.printed)]
        if self.sealed is not None:
            said = _("{mark}；由{who}启用。存成的文件属性里有同样说明。")
            told.insert(0, said.format(mark=self.sealed.mark, who=self.sealed.seal.enabled_by))
        return "".join(told)


class NotMade(Exception):
    """There is nothing to see; the message is a code of `wording.sentences`."""


class PaperWork:
    """Sets what is wanted of a matter; `seals` where pictures of seals may be put."""

    def __init__(self, desk: Desk, press: Press) -> None:
        self._desk, self._press = desk, press
        self.seals: SealProvider | None = None

    def choices(self, matter: MatterId) -> Choices:
        """What there is to print. Raises `NotMade`."""
        record = self._record(matter)
        found = gongwen_in(self._desk, record)
        name = sheets.title_of(record)
        if found is None:
            forms = sheets.choices(record, self._desk.people)
            return Choices(name, forms=forms if len(forms) > 1 else ())
        first = Paper.DOCUMENT if found.number is not None else Paper.SHEET
        return Choices(name, document=True, first=first, seals=self._seals(record, found))

    def make(self, matter: MatterId, wish: Wish) -> Made:
        """Set it. Raises `NotMade`."""
        record = self._record(matter)
        if wish.paper is Paper.SHEET:
            return self._sheet(record, wish)
        try:
            return self._document(record, wish.seal)
        except Unsettable as error:
            raise NotMade("no_text_on_page_1") from error
        except SealRefused as error:
            raise NotMade("seal_refused") from error

    def word(self, made: Made) -> bytes:
        """The 公文 as DOCX."""
        assert made.gongwen is not None
        return self._press.write_docx(made.gongwen).data

    def _record(self, matter: MatterId) -> Record:
        record = self._desk.open(matter)
        if record is None or not record.whole:
            raise NotMade("not_whole_to_print")
        return record

    def _sheet(self, record: Record, wish: Wish) -> Made:
        source, people = source_of(self._desk, record), self._desk.people
        form = sheets.form(source, people, history=wish.history, sheet=wish.form)
        name = handing_out.safe(f"{sheets.title_of(record, wish.form)} {record.row.title}.pdf")
        remarks = ("text_not_here",) if text_lacks(self._desk, record) else ()
        return Made(self._press.print(form), name, remarks=remarks)

    def _document(self, record: Record, seal: Seal | None) -> Made:
        found = gongwen_in(self._desk, record)
        if found is None:
            raise NotMade("cannot_set_document")
        number = str(record.matter.fields.get("number") or "") if record.matter is not None else ""
        name = handing_out.safe(f"{number} {record.row.title}.pdf".strip())
        if seal is None:
            made = self._press.typeset(found)
            return Made(made.printed, name, found, remarks=made.remarks, lacking=missing(found))
        return self._sealed(record, found, seal, name)

    def _sealed(self, record: Record, found: Gongwen, seal: Seal, name: str) -> Made:
        session, organ = self._desk.session, self._organ(record, found)
        if self.seals is None or session is None or organ is None or not is_sealable(record, found):
            raise SealRefused
        laid = self._press.typeset(found, seal.diameter)
        paper = Unsealed(found, laid.printed, own_spots(laid.spots), organ)
        sealed = self.seals.apply(seal, session.person, paper)
        return Made(sealed.printed, name, None, sealed, laid.remarks, missing(found))

    def _seals(self, record: Record, found: Gongwen) -> tuple[Seal, ...]:
        session, organ = self._desk.session, self._organ(record, found)
        if self.seals is None or session is None or organ is None or not is_sealable(record, found):
            return ()
        if all(offer.action.name != "seal" for offer in self._desk.offers(record)):
            return ()
        return self.seals.seals(session.person, organ)

    def _organ(self, record: Record, found: Gongwen) -> Organ | None:
        return organ_of(record, found, self._desk.rules.directory)


def why_not(error: Exception, wish: Wish) -> str:
    """Why there is nothing to see."""
    if isinstance(error, NotMade):
        return sentence(str(error))
    return sentence("cannot_set_document" if wish.paper is Paper.DOCUMENT else "cannot_set_sheet")


def as_word(name: str) -> str:
    """What the DOCX is called beside its PDF."""
    return f"{name.removesuffix('.pdf')}.docx"


def sealing(draft: Mapping[str, object], file: FileRef, sealed: Sealed) -> dict[str, object]:
    """The form of 用印 as it was being filled in, with this file and what was put on it instead of one made before."""
    before, written = draft.get("files"), draft.get("note")
    files = [f for f in before if isinstance(f, dict)] if isinstance(before, list) else []
    files = [f for f in files if f.get("sha256") != file.sha256 and f.get("name") != file.name]
    lines = written.splitlines() if isinstance(written, str) else []
    said = _("{mark}：{seal}，SHA-256 {sha256}").format(mark=sealed.mark, seal=sealed.seal.name, sha256=file.sha256)
    note = "\n".join((said, *(line for line in lines if not line.startswith(sealed.mark))))
    this = {"sha256": file.sha256, "name": file.name, "size": file.size}
    return {**draft, "files": [*files, this], "note": note}
