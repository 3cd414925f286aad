"""Pictures in a 公文, measured on what came out by readers that are not ours; hostile ones; ones that are not here."""

import io
import struct
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.app.gongwen_faults import faults
from oa_client.app.pictures import Size, size_of, wrong_with
from oa_client.export.pictures import BadPicture, cleaned
from tests.export.gongwen_papers import DOWN, docx, heading, leaves, set_, words
from tests.export.measuring import images
from tests.inspection.faulty import bad, pdf

TENTH, MM_EMU = 0.2, 36_000
CAPTION = "转移路线示意图"
CHAR = 15.75 / 72 * 25.4
LINE = CHAR * 15 / 8


def drawn(width=900, height=500, kind="PNG"):
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").resize((width, height)).save(out, kind)
    return out.getvalue()


PNG, JPEG = drawn(300, 200), drawn(300, 200, "JPEG")


def picture(data=PNG, width=110.0, caption=CAPTION):
    return Block(BlockKind.PICTURE, caption, picture="图.png", width_mm=width, data=data)


def with_(*blocks, **more):
    return replace(DOWN, blocks=blocks, imprint=None, attachments=(), **more)


def shown(paper):
    """The pictures of its PDF."""
    return images(set_(paper)[1].data)


SHORT = Block(text="各单位要压实责任。")


@pytest.mark.parametrize("data", [PNG, JPEG], ids=["png", "jpeg"])
def test_a_picture_is_as_wide_as_asked_in_its_proportions_and_in_the_middle_of_the_type_area(data):
    (image,) = shown(with_(SHORT, picture(data), SHORT))
    assert abs(image.right - image.left - 110) <= TENTH
    assert abs((image.bottom - image.top) - 110 * 2 / 3) <= TENTH
    assert abs((image.left + image.right) / 2 - 106) <= TENTH


@pytest.mark.parametrize("wide", [0.0, 156.0])
def test_none_is_wider_than_the_type_area_or_higher_than_a_page_beside_its_caption(wide):
    for data in (drawn(4000, 300), drawn(300, 4000)):
        (image,) = shown(with_(SHORT, heading(1, "现场照片"), picture(data, wide), SHORT))
        assert image.left >= 28 - TENTH and image.right <= 184 + TENTH
        assert image.top >= 37 - TENTH and image.bottom <= 262 + TENTH


def test_the_lines_below_a_picture_stand_where_lines_of_text_would():
    """Down from the first line of the text every line is a whole number of lines away."""
    for wide in (30.0, 47.0, 71.0, 110.0):
        paper = with_(*(SHORT for _n in range(16)), picture(width=wide), SHORT, SHORT)
        leaf = next(p for p in leaves(paper) if CAPTION in p.text)
        (image,) = [i for i in shown(paper) if i.page == leaves(paper).index(leaf)]
        caption = leaf.row(CAPTION)
        first, *below = [r for r in leaf.rows if r.text == caption.text or SHORT.text in r.text]
        assert len(below) >= 2
        line = below[0].head - first.head
        assert abs(line - LINE) <= 1, "two lines of text above it; the signature may have moved the 行距 a little"
        for row in below:
            lines = (row.head - first.head) / line
            assert abs(lines - round(lines)) * line <= TENTH, wide
        assert image.bottom <= caption.head + TENTH, "the caption is below it"


def test_a_picture_its_caption_and_the_heading_over_it_are_on_one_page():
    for before in range(0, 22, 3):
        paper = with_(*(SHORT for _n in range(before + 1)), heading(1, "现场照片"), picture(), SHORT)
        pages = leaves(paper)
        (image,) = shown(paper)
        assert CAPTION in pages[image.page].text, before
        assert "现场照片" in pages[image.page].text, before


def test_the_largest_picture_leaves_room_for_its_heading():
    tall = picture(drawn(300, 4000), 0.0)
    paper = with_(SHORT, heading(1, "现场照片"), tall, SHORT)
    (image,) = shown(paper)
    assert "现场照片" in leaves(paper)[image.page].text and CAPTION in leaves(paper)[image.page].text


def test_one_that_is_not_here_is_a_frame_that_says_so():
    paper = with_(SHORT, picture(b""), SHORT)
    assert shown(paper) == []
    leaf = next(p for p in leaves(paper) if CAPTION in p.text)
    said = leaf.row("图片尚未下载")
    sides = [s for s in leaf.black() if s.right - s.left < 0.5 or s.bottom - s.top < 0.5]
    left, right = min(s.left for s in sides), max(s.right for s in sides)
    assert left < said.left and said.right < right and abs((left + right) / 2 - 106) <= TENTH
    with zipfile.ZipFile(io.BytesIO(docx(paper))) as word:
        assert "图片尚未下载" in word.read("word/document.xml").decode()
        assert not [n for n in word.namelist() if n.startswith("word/media/")]


def test_the_docx_holds_each_picture_at_the_same_size_centred_with_its_caption_kept_to_it():
    other = picture(JPEG, 60.0, "图2　泵站")
    paper = with_(SHORT, picture(), SHORT, other, SHORT)
    with zipfile.ZipFile(io.BytesIO(docx(paper))) as word:
        tree = ET.fromstring(word.read("word/document.xml"))
        media = sorted(n for n in word.namelist() if n.startswith("word/media/"))
        assert [word.read(n) for n in media] == [PNG, JPEG]
        relations = word.read("word/_rels/document.xml.rels").decode()
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    wp = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
    a = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    embed = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
    held = [p for p in tree.iter(f"{w}p") if p.find(f".//{wp}inline") is not None]
    sizes = [int(p.find(f".//{wp}inline/{wp}extent").get("cx")) / MM_EMU for p in held]
    assert [abs(found - wanted) <= TENTH for found, wanted in zip(sizes, (110, 60), strict=True)] == [True, True]
    assert all(p.find(f"{w}pPr/{w}jc").get(f"{w}val") == "center" for p in held)
    assert all(p.find(f"{w}pPr/{w}keepNext") is not None for p in held)
    for paragraph in held:
        assert f'Id="{paragraph.find(f".//{a}blip").get(embed)}"' in relations


def test_the_docx_as_the_office_suite_prints_it_has_the_caption_on_the_page_of_its_picture(pages):
    paper = with_(*words(1), picture(), *words(1))
    printed = pages(paper)
    assert len(printed) == len(leaves(paper))
    assert [CAPTION in p.text for p in printed] == [CAPTION in p.text for p in leaves(paper)]


def test_the_checker_faults_no_page_with_a_picture():
    for paper in (
        replace(DOWN, blocks=(*words(1), picture(), *words(1))),
        replace(DOWN, blocks=(*words(1), picture(b""), *words(2))),
        replace(DOWN, attachments=(Attachment("现场照片", (picture(width=156.0), *words(1))),)),
    ):
        assert bad(pdf(paper)) == {}


# ------------------------------------------------------------------ what may be one


def test_what_it_measures_is_read_from_its_first_bytes():
    assert (size_of(PNG), size_of(JPEG)) == (Size(300, 200), Size(300, 200))
    assert size_of(b"GIF89a" + b"\0" * 30) is None and size_of(b"") is None and size_of(PNG[:20]) is None


def bomb(width, height):
    """A PNG that says it is so large, in a few bytes."""
    return PNG[:16] + struct.pack(">II", width, height) + PNG[24:]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bomb(60_000, 60_000), "picture_many"),
        (bomb(9_000, 9_000), "picture_many"),
        (bomb(0, 10), "no_picture"),
        (b"%PDF-1.4", "no_picture"),
        (b"\xff\xd8\xff\xe0\x00\x00" * 9, "no_picture"),
        (PNG + b"\0" * 2_097_152, "picture_large"),
    ],
)
def test_what_cannot_be_one_is_a_fault_at_its_place_before_anything_is_unpacked(data, code):
    assert wrong_with(data) == code
    paper = with_(SHORT, picture(data))
    assert [(f.place, f.code) for f in faults(paper)] == [("blocks[1].picture", code)]
    with pytest.raises(BadPicture):
        cleaned(paper)


@pytest.mark.parametrize("data", [PNG[:400], bomb(5, 5)[:60], JPEG[:300], PNG[:33] + b"\xff" * 300])
def test_what_only_begins_like_one_is_refused_when_it_is_unpacked(data):
    with pytest.raises(BadPicture):
        cleaned(with_(picture(data)))


def test_what_is_set_holds_the_points_and_nothing_that_was_written_beside_them():
    out, note = io.BytesIO(), b"where it was taken"
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", note.decode())
    Image.new("RGB", (40, 30), "red").save(out, "PNG", pnginfo=info)
    assert note in out.getvalue()
    (block,) = cleaned(with_(picture(out.getvalue()))).blocks
    assert note not in block.data and Image.open(io.BytesIO(block.data)).getpixel((5, 5)) == (255, 0, 0)


def test_a_picture_needs_a_name_and_a_width_that_can_be():
    block = replace(picture(), picture=" ", width_mm=157.0)
    assert [f.code for f in faults(with_(SHORT, block))] == ["empty", "picture_wide"]
