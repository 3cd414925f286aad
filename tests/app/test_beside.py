"""What was taken back stands beside what was written meanwhile: every word, every table, nothing in a wrong place."""

from oa_client.app.beside import DIVIDER, beside
from oa_client.app.body import Body, decode, encode
from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.domain.outgoing.table import OUTGOING
from tests.ui.matter_desk import Scene

DRAFT, REVISE = (OUTGOING.action(name).asks for name in ("draft", "revise"))
HEAD = Block(BlockKind.HEADING, "一、总体要求", 1)
TABLE = Block(BlockKind.TABLE, columns=("序号", "事项"), rows=(("1", "排查"),), shares=(1.0, 3.0))
PICTURE = Block(BlockKind.PICTURE, "图1", picture="ab" * 32, width_mm=90.0)
LIST, NAMES = Attachment("清单", (Block(text="甲"),)), Attachment("名单", (TABLE,), apart=True)
OLD = Body((HEAD, TABLE, PICTURE), (LIST, NAMES))
NEW = Body((Block(text="后来改写的一段。"), TABLE), (LIST,))


def joined(newer, older):
    return beside(REVISE, {"body": newer}, {"body": older})["body"]


def test_two_texts_of_a_document_are_one_with_a_line_between_them():
    both = decode(joined(encode(NEW), encode(OLD)))
    assert both.blocks == (*NEW.blocks, Block(text=DIVIDER), *OLD.blocks)
    assert both.attachments == (LIST, NAMES), "the one both have stands once"


def test_the_same_text_stands_once_and_an_empty_one_not_at_all():
    assert joined(encode(OLD), encode(OLD)) == encode(OLD)
    assert joined(encode(Body()), encode(OLD)) == encode(OLD) == joined(encode(OLD), encode(Body()))
    more = Body(OLD.blocks, (NAMES,))
    assert decode(joined(encode(more), encode(OLD))) == Body(OLD.blocks, (NAMES, LIST)), "only attachments differ"


def test_plain_lines_beside_a_text_become_part_of_it():
    found = decode(joined("甲\n乙", encode(OLD)))
    assert found.blocks == (Block(text="甲"), Block(text="乙"), Block(text=DIVIDER), *OLD.blocks)
    assert joined("甲", "乙") == "甲\n乙", "and two plain ones stay plain"


def test_what_is_chosen_or_names_a_version_is_never_two_things_at_once():
    older = {"base": "1" * 64, "genre": "notice", "title": "旧题", "organ": "c2"}
    newer = {"base": "2" * 64, "genre": "letter", "title": "新题", "organ": ""}
    assert beside(DRAFT, newer, older) == {"base": "2" * 64, "genre": "letter", "title": "新题；旧题", "organ": "c2"}


def test_the_files_of_both_are_kept_each_once_and_a_nought_is_an_answer():
    one, two = ({"sha256": n * 64, "name": f"{n}.pdf", "size": 3} for n in "12")
    assert beside(DRAFT, {"files": [two, one]}, {"files": [one]})["files"] == [two, one]
    assert beside(DRAFT, {"files": [two]}, {"files": [one]})["files"] == [two, one]
    assert beside(DRAFT, {"market": False}, {"market": True})["market"] is False


def test_a_revision_taken_back_while_its_form_was_written_on_loses_nothing():
    scene = Scene(me=2)
    head = {"organ": "c2", "issuer": "办事处", "title": "通知", "genre": "notice", "direction": "down"}
    first = {**head, "openness": "proactive", "receivers": ["c3"], "body": encode(Body((Block(text="初稿。"),)))}
    matter = scene.act(2, "draft", first, kind="outgoing")
    record = scene.desk.record(matter)
    base = record.matter.fields["body_digest"]
    kept = scene.desk.act(record, "revise", {"base": base, "body": encode(OLD)})
    scene.desk.save_draft(f"act/{matter}/revise", {"kind": "outgoing", "fields": {"base": base, "body": encode(NEW)}})
    assert scene.desk.undo(kept.n)
    fields = scene.outbox.draft(f"act/{matter}/revise").data["fields"]
    assert fields["base"] == base
    assert decode(fields["body"]).blocks == (*NEW.blocks, Block(text=DIVIDER), *OLD.blocks)
