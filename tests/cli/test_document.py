"""``document``: the 公文 of a matter as PDF or DOCX, whole or not at all, never over a file and never with a seal."""

import io
import shutil
from contextlib import closing
from zipfile import ZipFile

import pytest

from oa_client.app.papers import gongwen_in
from oa_client.app.ports import Session
from oa_client.domain.decision import Command
from oa_client.doors import LocalDoors
from oa_client.export.gongwen import typeset
from oa_client.store.profile import open_profile
from oa_client.system.fonts import find_fonts
from oa_client.system.keyslots import KeySlots
from tests.cli.test_cli import NO_KEYRING, PASSWORD, Line
from tests.export.measuring import images, measured
from tests.fakes.portal import dead_port
from tests.store.centre import ME, Centre
from tests.ui.draft_pictures import FIELDS

HEAD = {**FIELDS, "receivers": ["c3"], "copied_to": []}
STEPS = (
    (1, "submit", {"checker": "p3"}),
    (3, "pass_check", {}),
    (1, "send_to_sign", {"signers": ["p3"], "relief_reviewed": True}),
    (3, "sign", {}),
    (1, "pass_recheck", {}),
    (1, "number", {"series_word": "望街发"}),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A profile with a 发文 that has its number, one that has no text yet, and a circulation."""
    folder = tmp_path_factory.mktemp("document") / "profile"
    profile = open_profile(folder, KeySlots(folder, NO_KEYRING).create(PASSWORD).key)
    profile.outbox.keep_session(Session(f"http://127.0.0.1:{dead_port()}", "wang", ME, "人员1", 7, "token"))
    centre = Centre()
    for who, action, fields in ((1, "draft", HEAD), *STEPS):
        assert centre.act(who, Command("7-20", "outgoing", action, fields)), action
    assert centre.act(1, Command("7-21", "outgoing", "draft", {k: v for k, v in HEAD.items() if k != "body"}))
    centre.circulate(2, "7-22", "防汛值班", ["p1"], body="正文")
    with profile.replica.page() as page:
        page.wipe(1)
        centre.tell_directory(page)
        for id in ("7-20", "7-21", "7-22"):
            centre.tell(page, id)
    profile.replica.take_changes()
    profile.close()
    return folder


@pytest.fixture
def line(template, tmp_path):
    return Line(shutil.copytree(template, tmp_path / "profile"))


def test_it_is_the_pdf_of_the_one_generator(line):
    code, value = line.json("document", "7-20", "--out", "文.pdf")
    assert (code, value["path"], value["absent"]) == (0, "文.pdf", [])
    data = (line.folder / "文.pdf").read_bytes()
    leaves = measured(data)
    assert len(leaves) == value["pages"]
    assert "望街发〔2026〕1号" in leaves[0].text and images(data) == []
    with closing(LocalDoors(line.folder, NO_KEYRING).open(lambda: PASSWORD)) as seat:
        own = gongwen_in(seat.desk, seat.desk.record("7-20"))
    assert data == typeset(own, find_fonts())[0].data


def test_it_is_a_docx_that_says_the_same(line):
    code, text = line.text("document", "7-20", "--format", "docx", "--out", "文.docx")
    assert code == 0 and "已另存为 文.docx，共" in text and "字体" in text
    with ZipFile(io.BytesIO((line.folder / "文.docx").read_bytes())) as word:
        assert "各街道办事处、区级有关部门要对照附件" in word.read("word/document.xml").decode()


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_never_over_a_file(line, kind):
    (line.folder / "文").write_bytes(b"mine")
    code, value = line.json("document", "7-20", "--format", kind, "--out", "文")
    assert (code, value["code"]) == (1, "file_unwritable")
    assert (line.folder / "文").read_bytes() == b"mine"


@pytest.mark.parametrize("id", ["7-21", "7-22"])
def test_what_has_no_document_is_told(line, id):
    code, value = line.json("document", id, "--out", "文.pdf")
    assert (code, value["code"]) == (1, "no_document")
    assert not (line.folder / "文.pdf").exists()


@pytest.mark.parametrize("words", [["7-20"], ["--out", "a.pdf"], ["7-20", "--out", "a", "--format", "ofd"]])
def test_half_a_command_is_wrong_use(line, words):
    assert line.text("document", *words)[0] == 2


def test_the_doctor_says_nothing_of_seals_where_there_are_none(line):
    code, value = line.json("doctor")
    assert (code, value["seals"]) == (0, "")
    assert "印章" not in line.text("doctor")[1]
