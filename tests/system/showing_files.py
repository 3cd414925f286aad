"""Files to be shown: good ones as offices make them, and what a stranger may send instead."""

import io
import random
import zipfile
import zlib

import pypdfium2

from oa_client.app.preview import Document, Unshowable

SAID = frozenset(
    {"broken_file", "encrypted_file", "preview_failed", "too_big_to_show", "too_many_pages", "unsafe_file"}
)
"""What may be said of a file somebody spoiled."""
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


def document(data, name="x.bin"):
    return Document(f"{zlib.crc32(data):08x}{len(data)}", name, len(data), lambda: [data])


def zipped(members, *, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def with_member(data, name, change):
    """The same zip with one member changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        members = {n: found.read(n) for n in found.namelist()}
    members[name] = change(members[name])
    return zipped(members)


def text_of(pdf):
    """The words of each page."""
    found = pypdfium2.PdfDocument(pdf)
    return ["\n".join(page.get_textpage().get_text_range().split("\r\n")) for page in found]


def spoiled(data, *, flips=40, seed=7):
    """Cut at every kilobyte, and with bits turned over here and there."""
    for at in range(0, len(data), 1024):
        yield data[:at]
    dice = random.Random(seed)
    for _ in range(flips):
        made = bytearray(data)
        for _ in range(dice.choice((1, 4, 30))):
            made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
        yield bytes(made)


def answered(preview, data):
    """The code a file is answered with; empty when its first page is drawn. Anything else is a fault."""
    try:
        preview.page(document(data), 0, 200)
    except Unshowable as error:
        return error.code
    return ""


def stands(preview, data, good):
    """Whatever a file does, it has one answer and the next file is shown."""
    code = answered(preview, data)
    assert not code or code in SAID, code
    assert answered(preview, good) == ""
    return code
