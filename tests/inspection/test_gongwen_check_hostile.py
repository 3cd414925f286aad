"""Files that are none, or mean harm: one sentence each, in bounded time and memory, read only in the jailed child."""

import contextlib
import io
import random
import resource
import sys
import zipfile

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from oa_client.layout.inspection.inspecting import Report, Uninspectable
from oa_client.system.inspector import inspect
from oa_client.wording import inspection as wording
from tests.export.gongwen_papers import DOWN
from tests.inspection.changed import clean
from tests.inspection.faulty import pdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def told(data, **how):
    with pytest.raises(Uninspectable) as caught:
        inspect(data, **how)
    sentence = wording.cannot(caught.value.code)
    assert caught.value.code in wording.CANNOT and sentence.endswith("。") and "；" in sentence
    return caught.value.code


def package(document, **others):
    """A zip that says it is a DOCX."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", document)
        for name, data in others.items():
            made.writestr(f"word/{name}.xml", data)
    return out.getvalue()


def body(inside):
    return f'<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'


def scan():
    """Pages that are pictures."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawInlineImage(_picture(), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _picture():
    from PIL import Image

    return Image.new("L", (60, 80), 200)


def locked():
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", ownerPassword="other", canPrint=0))
    canvas.drawString(100, 100, "text")
    canvas.save()
    return out.getvalue()


def claims(size):
    """A member that says of itself to unpack to so much, in the headers only."""
    data = bytearray(package(body("")))
    at = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 1)
    data[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(data)


HOSTILE = {
    "nothing": (b"", "empty_file"),
    "noughts": (bytes(1000), "empty_file"),
    "words": ("关于放假的通知".encode(), "not_document"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_document"),
    "another zip": (package("x").replace(b"word/document", b"word/nocument"), "not_document"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "old_word"),
    "rich text": (b"{\\rtf1 a}", "old_word"),
    "locked word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted_file"),
    "locked pdf": (locked(), "encrypted_file"),
    "scan": (scan(), "no_text"),
    "cut pdf": (pdf(DOWN)[:-3000], "cut_file"),
    "pdf of nothing": (b"%PDF-1.7\n%%EOF\n", "broken_file"),
    "cut docx": (clean(DOWN)[:-3000], "broken_file"),
    "head of a zip": (b"PK\x03\x04", "broken_file"),
    "docx of no xml": (package("no xml at all"), "broken_file"),
    "docx of no words": (package(body("<w:p/>")), "no_text"),
    "entities": (package('<!DOCTYPE a [<!ENTITY b "c">]>' + body("<w:p/>")), "unsafe_file"),
    "deep": (package(body("<w:sdt>" * 5000 + "</w:sdt>" * 5000)), "unsafe_file"),
    "bomb": (package(body("<w:p/>"), styles=bytes(60 << 20)), "unsafe_file"),
    "large member": (package(body("<w:p/>"), styles=bytes(70 << 20)), "unsafe_file"),
    "many members": (package(body("<w:p/>"), **{f"m{n}": "" for n in range(2100)}), "unsafe_file"),
    "more than it says": (claims(200 << 20), "unsafe_file"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_checked_is_one_sentence(name):
    data, code = HOSTILE[name]
    assert told(data) == code


def test_a_file_too_large_is_not_even_sent():
    assert told(bytes((64 << 20) + 1), argv=("/nowhere",)) == "too_big_to_show"


def test_a_child_that_cannot_start_or_talks_nonsense_is_told():
    assert told(b"x", argv=("/nowhere/child",)) == "check_failed"
    assert told(b"x", argv=(sys.executable, "-c", "print('{}')")) == "check_failed"
    silent = "import struct,sys;d=b'{}';sys.stdout.buffer.write(struct.pack('>I',len(d))+d)"
    assert told(b"x", argv=(sys.executable, "-c", silent)) == "check_failed"


def test_a_child_without_end_is_ended():
    assert told(b"x", argv=(sys.executable, "-c", "import time; time.sleep(60)"), patience=0.3) == "too_late"


def words(rng, count):
    """Text no packer makes much smaller."""
    return "".join(chr(rng.randrange(0x4E00, 0x9FA0)) for _one in range(count))


def of_paragraphs(count):
    rng = random.Random(7)
    return package(body("".join(f"<w:p><w:r><w:t>{words(rng, 300)}</w:t></w:r></w:p>" for _one in range(count))))


def of_tables(rows):
    rng = random.Random(7)
    row = (f"<w:tc><w:p><w:r><w:t>{words(rng, 12)}</w:t></w:r></w:p></w:tc>" * 8 for _row in range(rows))
    grid = "<w:tblGrid><w:gridCol w:w='900'/></w:tblGrid>"
    return package(body(f"<w:tbl>{grid}{''.join(f'<w:tr>{cells}</w:tr>' for cells in row)}</w:tbl>"))


@pytest.mark.parametrize("data", [of_paragraphs(2500), of_tables(2500)], ids=["paragraphs", "tables"])
def test_a_very_long_document_is_answered_for(data):
    """Whatever it is, an answer comes: the jail bounds processor time and memory."""
    with contextlib.suppress(Uninspectable):
        assert isinstance(inspect(data), Report)


def test_odd_figures_in_a_document_do_no_harm():
    odd = (
        "<w:p><w:pPr><w:spacing w:line='99999999999' w:lineRule='exact' w:before='-9999999'/><w:ind w:left='1e400'"
        " w:firstLineChars='nan'/><w:pBdr><w:bottom w:val='single' w:sz='x' w:color='zzzzzz'/></w:pBdr>"
        "<w:framePr w:y='inf' w:vAnchor='page'/><w:numPr><w:ilvl w:val='-3'/><w:numId w:val='7'/></w:numPr></w:pPr>"
        "<w:r><w:rPr><w:sz w:val='0'/><w:w w:val='-5'/><w:spacing w:val='-99999'/></w:rPr><w:t>国家机关</w:t>"
        "<w:tab/><w:t>甲</w:t></w:r></w:p><w:sectPr><w:pgSz w:w='0' w:h='x'/><w:pgMar w:top='9e99'/></w:sectPr>"
    )
    assert isinstance(inspect(package(body(odd))), Report)


def test_the_check_opens_nothing_in_this_process():
    """The parent's own memory does not grow by what the file holds."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    inspect(pdf(DOWN))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
