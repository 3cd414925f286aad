import io
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from oa_client.app.preview import Document
from oa_client.system.preview import ChildPreview
from oa_client.system.showing import ofd
from oa_client.system.showing.curves import steps
from oa_client.system.showing.seals import picture_of
from oa_client.system.showing.unreadable import Unreadable
from tests.system.showing_files import (
    LAUGHS,
    OUTSIDE,
    answered,
    document,
    spoiled,
    stands,
    text_of,
    with_member,
    zipped,
)

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "ofd"
NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PAGE = "Doc_0/Pages/Page_0/Content.xml"


def png(colour, size=(20, 20)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def der(tag, body):
    size = len(body)
    head = bytes((size,)) if size < 128 else b"\x83" + size.to_bytes(3, "big")
    return bytes((tag,)) + head + body


def seal(kind, data):
    """What of GB/T 38540 is around the picture: header, ids, properties, then kind, file, width, height."""
    picture = der(0x30, der(0x16, kind) + der(0x04, data) + der(0x02, b"\x28") + der(0x02, b"\x28"))
    head = der(0x30, der(0x16, b"ES") + der(0x02, b"\x04") + der(0x16, b"maker"))
    return der(0x30, der(0x30, head + der(0x16, b"id") + der(0x30, der(0x02, b"\x01")) + picture))


def paper(objects, *, pages=1, res="", members=None, box="0 0 100 50", body="", common=""):
    """An OFD with these objects on its pages."""
    found = "".join(f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(pages))
    parts = {
        "OFD.xml": f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox>"
        f"</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{common}</ofd:CommonData>"
        f"<ofd:Pages>{found}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {NS} BaseLoc="Res">{res}</ofd:Res>',
    }
    for n in range(pages):
        parts[f"Doc_0/Pages/Page_{n}/Content.xml"] = (
            f'<ofd:Page {NS}><ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return zipped(parts | (members or {}))


def text(said, **attributes):
    more = " ".join(f'{k}="{v}"' for k, v in attributes.items())
    return (
        '<ofd:TextObject ID="5" Boundary="10 10 80 10" Font="3" Size="5">'
        f'<ofd:TextCode X="0" Y="5" {more}>{said}</ofd:TextCode></ofd:TextObject>'
    )


def square(x, y, side, colour, more=""):
    return (
        f'<ofd:PathObject ID="6" Boundary="{x} {y} {side} {side}" Stroke="false" Fill="true" {more}>'
        f'<ofd:FillColor Value="{colour}"/><ofd:AbbreviatedData>M 0 0 L {side} 0 L {side} {side} L 0 {side} C</ofd:AbbreviatedData>'
        "</ofd:PathObject>"
    )


def sealed(data):
    """A page with a seal at (60, 10), 20 mm each way."""
    signature = (
        f"<ofd:Signature {NS}><ofd:SignedInfo>"
        '<ofd:StampAnnot ID="1" PageRef="1" Boundary="60 10 20 20"/>'
        "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo></ofd:Signature>"
    )
    return paper(
        text("关于印章的函"),
        body="<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>",
        members={
            "Doc_0/Signs/Signatures.xml": f'<ofd:Signatures {NS}><ofd:Signature ID="1" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>',
            "Doc_0/Signs/Sign_0/Signature.xml": signature,
            "Doc_0/Signs/Sign_0/Seal.esl": data,
        },
    )


def colours(preview, data, *places, wide=1000):
    """Red, green and blue at places given in millimetres on a page of 100 × 50, under whatever strip stands on it."""
    found = preview.page(Document(str(hash(data)), "x.ofd", len(data), lambda: [data]), 0, wide)
    picture = Image.frombytes("RGB", (found.width, found.height), found.data, "raw", "BGRX")
    top = found.height - round(found.width / 2)
    return [picture.getpixel((round(x * wide / 100), top + round(y * wide / 100))) for x, y in places]


@pytest.fixture
def preview():
    made = ChildPreview()
    yield made
    made.close()


def test_a_page_has_its_size_and_its_words():
    made = ofd.pages(paper(text("关于防汛的函", DeltaX="g 5 5"), pages=2))
    assert [page.split("\n") for page in text_of(made)] == [["关于防汛的函"]] * 2


def test_paths_are_filled_where_they_say(preview):
    data = paper(square(10, 10, 20, "255 0 0") + square(50, 20, 10, "0 0 255"))
    assert colours(preview, data, (20, 20), (55, 25), (45, 25)) == [(255, 0, 0), (0, 0, 255), (255, 255, 255)]


def test_a_colour_is_of_its_own_words_else_of_what_they_refer_to(preview):
    res = (
        '<ofd:DrawParams><ofd:DrawParam ID="40"><ofd:FillColor Value="0 128 0"/></ofd:DrawParam>'
        '<ofd:DrawParam ID="41" Relative="40" LineWidth="3"/></ofd:DrawParams>'
    )
    bare = square(10, 10, 20, "x", 'DrawParam="41"').replace('<ofd:FillColor Value="x"/>', "")
    assert colours(preview, paper(bare, res=res), (20, 20)) == [(0, 128, 0)]


def test_half_seen_through_is_half_white(preview):
    found = colours(preview, paper(square(10, 10, 20, "0 0 0", 'Alpha="128"')), (20, 20))[0]
    assert all(abs(part - 127) <= 2 for part in found)


def test_a_picture_stands_upright_where_its_matrix_puts_it(preview):
    picture = Image.new("RGB", (2, 2), "white")
    picture.putpixel((0, 0), (255, 0, 0))
    out = io.BytesIO()
    picture.resize((40, 40), Image.Resampling.NEAREST).save(out, "PNG")
    data = paper(
        '<ofd:ImageObject ID="7" Boundary="20 10 30 30" CTM="30 0 0 30 0 0" ResourceID="12"/>',
        res='<ofd:MultiMedias><ofd:MultiMedia ID="12" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>',
        members={"Doc_0/Res/a.png": out.getvalue()},
    )
    assert colours(preview, data, (25, 15), (45, 15), (25, 35)) == [(255, 0, 0), (255, 255, 255), (255, 255, 255)]


def test_what_cannot_be_drawn_is_counted_and_said():
    lost = '<ofd:ImageObject ID="7" Boundary="20 10 30 30" ResourceID="99"/>'
    assert "本页有 2 处未能画出，以原件为准。" in text_of(ofd.pages(paper(text("正文") + lost * 2)))[0]


def test_an_area_outside_its_clip_is_not_drawn(preview):
    clip = (
        '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 10 10">'
        "<ofd:AbbreviatedData>M 0 0 L 10 0 L 10 10 L 0 10 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
    )
    data = paper(square(10, 10, 20, "255 0 0").replace("</ofd:PathObject>", clip + "</ofd:PathObject>"))
    assert colours(preview, data, (15, 15), (25, 25)) == [(255, 0, 0), (255, 255, 255)]


def test_a_template_lies_under_the_page(preview):
    data = paper(
        square(10, 10, 10, "255 0 0"),
        common='<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/>',
        members={
            "Doc_0/Tpls/Tpl_0/Content.xml": f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{square(5, 5, 30, '0 0 255')}</ofd:Layer></ofd:Content></ofd:Page>"
        },
    )
    data = with_member(
        data, PAGE, lambda d: d.replace(b"<ofd:Content>", b'<ofd:Template TemplateID="2"/><ofd:Content>')
    )
    assert colours(preview, data, (15, 15), (30, 30)) == [(255, 0, 0), (0, 0, 255)]


def test_a_seal_is_drawn_hides_no_words_and_is_said_not_to_be_verified(preview):
    data = sealed(seal(b"PNG", png("red")))
    assert colours(preview, data, (70, 20), (50, 20)) == [(255, 0, 0), (255, 255, 255)]
    assert "本页有 1 处签章，未验证，以原件为准。" in text_of(ofd.pages(data))[0]
    white = sealed(seal(b"png", png("white")))
    over = with_member(
        white, PAGE, lambda d: d.replace(b"</ofd:Layer>", square(65, 15, 10, "0 0 0").encode() + b"</ofd:Layer>")
    )
    assert colours(preview, over, (70, 20)) == [(0, 0, 0)]


def test_a_seal_that_is_an_ofd_itself_is_drawn(preview):
    data = sealed(seal(b"ofd", paper(square(0, 0, 100, "255 0 0"))))
    assert colours(preview, data, (70, 20)) == [(255, 0, 0)]


@pytest.mark.parametrize(
    "inside", [b"", b"\x30\x84\xff\xff\xff\xff", seal(b"png", b"no picture"), seal(b"ofd", b"PK\x03\x04no")]
)
def test_a_seal_without_a_picture_leaves_its_place_and_says_so(inside):
    assert "此处有签章，未画出" in text_of(ofd.pages(sealed(inside)))[0]


def test_the_picture_of_a_seal_is_found_by_its_shape():
    found = picture_of(seal(b"PNG", b"\x89PNG"))
    assert found is not None
    assert (found.kind, found.data) == ("png", b"\x89PNG")
    assert picture_of(der(0x30, b"") * 5000) is None


def test_a_quarter_of_a_circle_goes_through_its_middle():
    (what, n), *rest = list(steps("M 10 0 A 10 10 0 0 1 0 10"))[1:]
    assert what == "curve" and not rest
    x, y = ((10 + 3 * n[0] + 3 * n[2] + n[4]) / 8, (0 + 3 * n[1] + 3 * n[3] + n[5]) / 8)
    assert abs((x * x + y * y) ** 0.5 - 10) < 0.01
    assert n[4:] == pytest.approx((0, 10))
    assert [s for s, _ in steps("M 0 0 Q 1 1 2 0 B 1 2 3 4 5 6 C ? L 1 1")] == [
        "move",
        "curve",
        "curve",
        "close",
        "line",
    ]


@pytest.mark.parametrize("member", ["OFD.xml", "Doc_0/Document.xml", "Doc_0/PublicRes.xml", PAGE])
@pytest.mark.parametrize("prolog", [LAUGHS, OUTSIDE])
def test_entities_are_refused_wherever_they_stand(member, prolog):
    with pytest.raises(Unreadable, match="unsafe_file"):
        ofd.pages(with_member(paper(text("函")), member, lambda d: prolog.encode() + d))


def test_a_bomb_is_one_code():
    with pytest.raises(Unreadable, match="unsafe_file"):
        ofd.pages(with_member(paper(text("函")), PAGE, lambda d: d + bytes(40 << 20)))


def test_units_inside_themselves_end(preview):
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="70" Width="9" Height="9"><ofd:Content>'
        '<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="70"/><ofd:CompositeObject Boundary="0 0 9 9" ResourceID="70"/>'
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    data = paper('<ofd:CompositeObject ID="1" Boundary="0 0 9 9" ResourceID="70"/>', res=unit)
    assert answered(preview, data) == ""


def test_paths_that_lead_out_lead_nowhere(preview):
    res = '<ofd:MultiMedias><ofd:MultiMedia ID="12"><ofd:MediaFile>../../../../etc/passwd</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    data = paper('<ofd:ImageObject ID="7" Boundary="0 0 9 9" ResourceID="12"/>' + text("函"), res=res)
    assert "本页有 1 处未能画出" in text_of(ofd.pages(data))[0]


def test_a_page_that_cannot_be_read_does_not_hide_the_next():
    data = with_member(paper(text("函"), pages=2), PAGE, lambda d: d[:50])
    first, second = text_of(ofd.pages(data))
    assert "这一页读不出来。" in first
    assert "函" in second


def with_bad_sum(data, name):
    """The same zip, where one member is not what its sum says."""
    made = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        wanted = found.getinfo(name).CRC.to_bytes(4, "little")
    while (at := made.find(wanted)) >= 0:
        made[at] ^= 0xFF
    return bytes(made)


def test_a_picture_that_is_broken_does_not_hide_the_words():
    data = paper(
        '<ofd:ImageObject ID="7" Boundary="20 10 30 30" CTM="30 0 0 30 0 0" ResourceID="12"/>' + text("函"),
        res='<ofd:MultiMedias><ofd:MultiMedia ID="12" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>',
        members={"Doc_0/Res/a.png": png("red")},
    )
    (said,) = text_of(ofd.pages(with_bad_sum(data, "Doc_0/Res/a.png")))
    assert "函" in said
    assert "本页有 1 处未能画出" in said


def test_a_seal_that_is_broken_does_not_hide_the_page():
    data = with_bad_sum(sealed(seal(b"png", png("red"))), "Doc_0/Signs/Sign_0/Seal.esl")
    assert "此处有签章，未画出" in text_of(ofd.pages(data))[0]


def test_a_document_of_more_pages_than_are_shown_says_so(monkeypatch):
    monkeypatch.setattr(ofd, "MOST_PAGES", 3)
    made = text_of(ofd.pages(paper(text("函"), pages=5)))
    assert len(made) == 4
    assert "后面还有 2 页" in made[-1]
    assert not any("后面还有" in page for page in text_of(ofd.pages(paper(text("函"), pages=3))))


def test_pages_that_take_long_are_shown_as_far_as_there_is_time(monkeypatch):
    monkeypatch.setattr(ofd, "SECONDS", 0.0)
    first, last = text_of(ofd.pages(paper(text("函"), pages=5)))
    assert "函" in first
    assert "后面还有 4 页" in last


def test_a_spoiled_ofd_costs_one_answer(preview):
    good = sealed(seal(b"png", png("red", (64, 64))))
    for bad in spoiled(good, flips=80):
        stands(preview, bad, good)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples lie beside the sources only where they were given")
def test_the_code_on_a_tax_invoice_is_drawn(preview):
    """8.5 mm from the left and 3.5 from the top, 20 wide: three finders of a QR code stand in its corners."""
    data = (SAMPLES / "1.ofd").read_bytes()
    assert "未能画出" not in text_of(ofd.pages(data))[0]
    shown = preview.page(document(data), 0, 2100)
    picture = Image.frombytes("RGB", (shown.width, shown.height), shown.data, "raw", "BGRX").convert("L")
    top = shown.height - 1400
    dark = picture.crop((85, top + 35, 285, top + 235)).point(lambda v: 255 if v < 128 else 0)
    left, upper, right, lower = dark.getbbox()
    assert right - left > 150 and abs((right - left) - (lower - upper)) <= 2
    for corner in ((left + 2, upper + 2), (right - 3, upper + 2), (left + 2, lower - 3)):
        assert dark.getpixel(corner) == 255
    assert 0.3 < dark.histogram()[255] / (right - left) / (lower - upper) < 0.7


@pytest.mark.parametrize("size", [(0, 0), (100_000, 100_000), (10, 10)])
def test_a_picture_of_one_bit_that_makes_no_sense_is_counted_or_white(preview, size):
    page = (0).to_bytes(4, "big") + b"\x30\x00\x01" + (19).to_bytes(4, "big")
    page += size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big") + bytes(11)
    bad = b"\x97JB2\r\n\x1a\n\x01\x00\x00\x00\x01" + page + b"\xff" * 40
    res = '<ofd:MultiMedias><ofd:MultiMedia ID="12"><ofd:MediaFile>a.jb2</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    data = paper(
        '<ofd:ImageObject ID="7" Boundary="0 0 9 9" ResourceID="12"/>', res=res, members={"Doc_0/Res/a.jb2": bad}
    )
    assert answered(preview, data) == ""
    assert ("未能画出" in text_of(ofd.pages(data))[0]) == (size != (10, 10))


NAMES = ("1", "999", "AddAttachment", "AddWatermarkAnnot", "SESV4SignDoc", "chineseDir", "doc1File", "draw_param_ref")
NAMES += ("helloworld", "keyword", "namespace_no_std", "testPathFillOpacity", "z")


def words_in(data):
    """All characters the content of an OFD's pages names, as its XML says."""
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        pages = [n for n in found.namelist() if re.search(r"Pages/Page_\d+/Content\.xml$", n)]
        said = "".join(found.read(n).decode() for n in pages)
    return re.findall(r"<ofd:TextCode[^>]*>([^<]*)<", said)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples lie beside the sources only where they were given")
@pytest.mark.parametrize("name", NAMES)
def test_real_ofds_show_the_words_their_pages_name(preview, name):
    data = (SAMPLES / f"{name}.ofd").read_bytes()
    layout = preview.layout(document(data))
    wanted = {c for words in words_in(data) for c in words if "\u4e00" <= c <= "\u9fff"}
    made = text_of(ofd.pages(data))
    assert len(layout.sizes) == len(made)
    assert wanted <= set("".join(made))
    shown = preview.page(document(data), 0, 400)
    assert len(set(zip(*[iter(shown.data)] * 4, strict=True))) > 2, "there is something on the page"


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples lie beside the sources only where they were given")
def test_a_real_ofd_that_is_spoiled_costs_one_answer(preview):
    good = (SAMPLES / "SESV4SignDoc.ofd").read_bytes()
    for bad in spoiled(good, flips=40):
        stands(preview, bad, good)
