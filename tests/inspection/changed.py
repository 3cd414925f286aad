"""DOCX with one thing wrong each: a clean one, changed in its XML by python-docx and by hand."""

import io
from functools import cache

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor

from oa_client.export.gongwen_docx import typeset


@cache
def clean(document):
    """As our writer makes it."""
    return typeset(document)[0].data


def figured(document, profile):
    """As it makes it with other figures."""
    return typeset(document, profile=profile)[0].data


def changed(document, change):
    """The document with its DOCX changed."""
    found = docx.Document(io.BytesIO(clean(document)))
    change(found)
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def all_of(found):
    """Its paragraphs, also those that hold others beside them."""
    return found.paragraphs


def where(found, words, n=0):
    """The n-th paragraph that says this."""
    return [p for p in all_of(found) if words in p.text.replace("\t", "").replace("\n", "")][n]


def only(part, tag):
    """A child of an element, made where there is none."""
    own = part.find(qn(tag))
    if own is None:
        own = OxmlElement(tag)
        part.append(own)
    return own


def say(words, old, new, n=0):
    """Other words in a paragraph."""

    def change(found):
        runs = [r for r in where(found, words, n).runs if old in r.text]
        for text in runs[0]._r.iter(qn("w:t")):
            text.text = text.text.replace(old, new)

    return change


def look(words, n=0, *, size=None, font=None, colour=None, run=None):
    """Another look of a paragraph's runs, or of one of them."""

    def change(found):
        runs = where(found, words, n).runs
        for one in runs if run is None else runs[run : run + 1]:
            if size is not None:
                one.font.size = Pt(size)
            if colour is not None:
                one.font.color.rgb = RGBColor(*colour)
            if font is not None:
                fonts = only(one._r.get_or_add_rPr(), "w:rFonts")
                for slot in ("w:ascii", "w:eastAsia", "w:hAnsi", "w:cs"):
                    fonts.set(qn(slot), font)

    return change


def indent(words, n=0, **said):
    """Other indents, as attributes of w:ind; whatever else it says goes."""

    def change(found):
        own = where(found, words, n)._p.get_or_add_pPr()
        old = only(own, "w:ind")
        old.attrib.clear()
        for name, value in said.items():
            old.set(qn(f"w:{name}"), str(value))

    return change


def align(words, kind, n=0):
    """Another alignment, without indents."""

    def change(found):
        own = where(found, words, n)._p.get_or_add_pPr()
        only(own, "w:ind").attrib.clear()
        only(own, "w:jc").set(qn("w:val"), kind)

    return change


def blanks(words, count, n=0):
    """So many empty paragraphs more before a paragraph, or fewer."""

    def change(found):
        own = where(found, words, n)._p
        for _one in range(count):
            own.addprevious(OxmlElement("w:p"))
        for _one in range(-count):
            before = own.getprevious()
            assert not "".join(before.itertext()).strip()
            before.getparent().remove(before)

    return change


def border(words, side="bottom", n=0, *, gone=False, **said):
    """Another border of a paragraph."""

    def change(found):
        borders = where(found, words, n)._p.pPr.find(qn("w:pBdr"))
        own = borders.find(qn(f"w:{side}"))
        if gone:
            borders.remove(own)
        for name, value in said.items():
            own.set(qn(f"w:{name}"), str(value))

    return change


def section(**said):
    """Other measures of every section, in millimetres."""

    def change(found):
        for one in found.sections:
            for name, value in said.items():
                setattr(one, name, Mm(value))

    return change


def foot(change_):
    """Something done to the paragraph with the page's number, of odd pages and of even ones."""

    def change(found):
        for one in found.sections:
            for part in (one.footer, one.even_page_footer):
                for paragraph in part.paragraphs:
                    if any("PAGE" in (i.text or "") for i in paragraph._p.iter(qn("w:instrText"))):
                        change_(paragraph, part is one.footer)

    return change


def both(*changes):
    """One after the other."""

    def change(found):
        for one in changes:
            one(found)

    return change
