"""Pictures in the text of a draft: files of the matter, named by their hash in the text that is signed for."""

import io
import random

import pytest
from PIL import Image

from oa_client.app import pictures
from oa_client.app.body import BadBody, Body, count, decode, encode, words
from oa_client.app.figures import Figures, missing, pictures_in
from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.app.papers import gongwen_in
from oa_client.app.redline import Mark, redline
from oa_client.domain.body import digest, lines
from oa_client.export.pictures import safe
from tests.ui.draft_pictures import FIELDS
from tests.ui.matter_desk import Scene

PIC = BlockKind.PICTURE
ONE, OTHER = "a1" * 32, "b2" * 32
TEXT = Body(
    (Block(text="现将图样印发你们。"), Block(PIC, "图1 泵站位置", picture=ONE, width_mm=120.0)),
    (Attachment("清单", (Block(PIC, picture=OTHER),)),),
)


def png(colour="red", size=(30, 20)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def heavy(least):
    """A picture that nothing makes smaller."""
    side = 1
    while side * side * 3 < least:
        side += 1
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(7).randbytes(side * side * 3)).save(out, "PNG")
    return out.getvalue()


def showing(sha, caption="图1 泵站位置"):
    return Body((Block(text="现将图样印发你们。"), Block(PIC, caption, picture=sha, width_mm=80.0)))


def test_a_picture_goes_to_text_and_back_by_its_hash_alone():
    assert decode(encode(TEXT)) == TEXT
    assert pictures_in(encode(TEXT)) == (ONE, OTHER)
    assert len(encode(TEXT)) < 400
    assert Body((Block(PIC, picture=ONE),)), "a picture alone is something written"
    assert count(Body((Block(PIC, "四字说明", picture=ONE),))) == 4


@pytest.mark.parametrize(
    "block",
    ['{"i":"../../etc/passwd"}', '{"i":"A1"}', f'{{"i":"{ONE}","w":-1}}', f'{{"i":"{ONE}","w":1e300}}'],
)
def test_what_cannot_be_a_picture_is_no_body(block):
    with pytest.raises(BadBody):
        decode(f'{{"v":1,"b":[{block}]}}')


def test_its_caption_is_found_and_its_hash_is_no_word():
    assert lines(encode(TEXT)) == ("现将图样印发你们。", "图1 泵站位置", "清单"), "a caption stands alone"
    assert words(TEXT).splitlines()[1] == "图1 泵站位置"
    assert lines('{"b":[{"i":"机密★一年"}]}') == ("机密★一年",), "what hides where a hash should be is a word"


def test_a_picture_exchanged_is_one_taken_out_and_one_put_in():
    before, after = showing(ONE), showing(OTHER)
    marks = [[(r.mark, r.text) for r in line.runs] for line in redline(before, after)]
    line = "［图片：图1 泵站位置］"
    assert sorted(marks[1:], key=str) == sorted([[(Mark.REMOVED, line)], [(Mark.ADDED, line)]], key=str)
    assert [line.changed for line in redline(before, before)] == [False, False]
    assert redline(Body(before.blocks[:1]), before)[1].runs[0].mark is Mark.ADDED
    assert digest(encode(before)) != digest(encode(after))


def test_what_is_sent_names_the_files_of_its_pictures_once():
    scene = Scene(me=2)
    sha = scene.desk.texts.figures.keep(png())
    kept = scene.desk.begin("outgoing", "draft", {**FIELDS, "body": encode(showing(sha))})
    command = scene.outbox.pending()[0].command
    assert [f["sha256"] for f in command.fields["pictures"]] == [sha]
    assert [u.file.sha256 for u in scene.outbox.uploads()] == [sha]
    record = scene.desk.record(kept.matter)
    assert [f.sha256 for f in record.matter.document_files] == [sha], "who receives the document has it"
    scene.desk.act(
        record, "revise", {"body": encode(showing(sha, "图二")), "base": record.matter.fields["body_digest"]}
    )
    assert "pictures" not in scene.outbox.pending()[1].command.fields
    assert [f.sha256 for f in scene.desk.record(kept.matter).matter.files] == [sha]
    assert missing(gongwen_in(scene.desk, scene.desk.record(kept.matter))) == 0


def test_one_that_is_not_here_is_fetched_and_a_frame_till_then():
    scene = Scene(me=2)
    data = png("blue")
    named = scene.file("正文图片.png", data, here=False)
    fields = {**FIELDS, "body": encode(showing(named["sha256"])), "pictures": [named]}
    matter = scene.act(4, "draft", fields, kind="outgoing")
    record = scene.desk.open(matter)
    assert missing(gongwen_in(scene.desk, record)) == 1
    assert [sha for sha, _, _ in scene.files.wanted()] == [named["sha256"]]
    scene.file("正文图片.png", data)
    found = gongwen_in(scene.desk, scene.desk.record(matter))
    assert missing(found) == 0 and found.blocks[1].data == data


def huge():
    """A header that promises more than any paper has."""
    data = bytearray(png())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(data)


@pytest.mark.parametrize("data", [huge(), b"<svg/>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", png() * 90_000])
def test_a_hostile_one_is_a_frame_and_is_never_unpacked(data):
    scene = Scene(me=2)
    named = scene.file("正文图片.png", data)
    figures = Figures(scene.outbox, scene.files)
    assert figures.read(named["sha256"]) == pictures.UNREADABLE


def test_one_that_begins_well_and_is_cut_leaves_a_page_with_a_frame():
    scene = Scene(me=2)
    named = scene.file("正文图片.png", png(size=(400, 300))[:60])
    matter = scene.act(
        4, "draft", {**FIELDS, "body": encode(showing(named["sha256"])), "pictures": [named]}, kind="outgoing"
    )
    found = safe(gongwen_in(scene.desk, scene.desk.record(matter)))
    assert found.blocks[1].data == pictures.UNREADABLE and missing(found) == 1
