"""`oa-server load`: given papers go through the rulebook, one user sees them all, a few wait on that user's desk."""

import json

import pytest
from sqlalchemy import select

from oa_client.domain.people import PersonId
from server_stub import tables as t
from server_stub.__main__ import main
from server_stub.access import mine
from server_stub.commands import Caller
from server_stub.headers import my_open_task
from server_stub.load import read_map
from server_stub.serve import open_centre
from tests.bench.weaklink.corpus import Corpus, line

COUNT = 30
PAPER = {
    "id": "i1", "type": "通知", "title": "关于值班", "docno": "", "sender": "u0001", "sender_name": "甲", "unit": "办公室",
    "recipients": ["u0002"], "urgency": "", "created": "2026-01-01T00:00:00", "body": "正文",
}  # fmt: skip


@pytest.fixture
def loaded(tmp_path):
    """A centre's folder with papers in it, and the papers."""
    assert main(["init", "--data", str(tmp_path / "centre"), "--district", "明州区"]) == 0
    corpus = Corpus(seeds="做好防汛防台各项工作。确保人民群众生命财产安全，加强值班值守。落实主体责任，及时报送信息。")
    papers = corpus.papers(COUNT)
    load(tmp_path, papers, "--on-desk", "5")
    return tmp_path / "centre", papers, corpus


def load(folder, lines, *words):
    file = folder / "lines.jsonl"
    file.write_text("".join(map(line, lines)), "utf-8")
    assert main(["load", str(file), "--for", "admin", "--data", str(folder / "centre"), *words]) == 0


def everything(folder):
    """What the admin sees: matters, open tasks, and the entries of each matter."""
    centre = open_centre(folder)
    with centre.database.read() as c:
        me = mine(c, PersonId(1))
        seen = set(c.scalars(select(t.matter.c.id).where(me.sees())))
        tasks = list(
            c.scalars(select(t.task.c.matter).join(t.matter, t.matter.c.id == t.task.c.matter).where(my_open_task(me)))
        )
        entries = {
            m: list(c.scalars(select(t.entry.c.data).where(t.entry.c.matter == m).order_by(t.entry.c.v))) for m in seen
        }
    centre.close()
    return seen, tasks, {m: [json.loads(bytes(d)) for d in rows] for m, rows in entries.items()}


def test_every_paper_is_a_matter_that_the_user_sees_with_its_own_words(loaded):
    folder, papers, _ = loaded
    seen, tasks, entries = everything(folder)
    matters = read_map(folder)
    assert seen == {matters[paper["id"]] for paper in papers}
    assert len(tasks) == 5
    for paper in papers:
        first = entries[matters[paper["id"]]][0]["fields"]
        assert (first["title"], first["body"]) == (paper["title"], paper["body"])
    kinds = {entries[matters[p["id"]]][0]["kind"] for p in papers if p["type"] == "电子公告"}
    assert "bulletin" in kinds


def test_a_later_load_adds_words_to_what_is_there(loaded, tmp_path):
    folder, papers, corpus = loaded
    day = corpus.day(papers, new=3, pull=20, push=0)
    load(tmp_path, [*day.new, *day.pull], "--on-desk", "1")
    seen, tasks, entries = everything(folder)
    assert len(seen) == COUNT + 3
    assert len(tasks) == 6
    said = sum(one["action"] in {"add_note", "answer"} for rows in entries.values() for one in rows)
    assert said == 20


def test_an_attachment_comes_along(loaded, tmp_path):
    folder, papers, _ = loaded
    (tmp_path / "表.pdf").write_bytes(b"%PDF-1.5 x")
    paper = {**papers[0], "id": "with-file", "file": str(tmp_path / "表.pdf")}
    load(tmp_path, [paper], "--on-desk", "1")
    matter = read_map(folder)["with-file"]
    centre = open_centre(folder)
    caller = Caller(PersonId(1), centre.new_device(PersonId(1)).device)
    _, _, entries = everything(folder)
    (file,) = entries[matter][0]["fields"]["files"]
    size, data = centre.read_file(caller, file["sha256"], matter)
    assert (file["name"], b"".join(data)[:size]) == ("表.pdf", b"%PDF-1.5 x")
    centre.close()


def test_an_unknown_user_is_told(tmp_path, capsys):
    main(["init", "--data", str(tmp_path / "centre"), "--district", "明州区"])
    (tmp_path / "none").write_bytes(b"")
    assert main(["load", str(tmp_path / "none"), "--for", "nobody", "--data", str(tmp_path / "centre")]) == 1
    assert "nobody" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line_",
    [b'{"item": 3}', b"hello", b"\xff\xfe{}", json.dumps({**PAPER, "sender": "x"}).encode(), b'{"id": "i1"}'],
)
def test_a_line_that_is_neither_is_named_and_nothing_is_loaded(tmp_path, capsys, line_):
    """It is the file that is wrong; the database is as sound as before and is not to be restored."""
    main(["init", "--data", str(tmp_path / "centre"), "--district", "明州区"])
    (tmp_path / "lines").write_bytes(json.dumps(PAPER).encode() + b"\n" + line_ + b"\n")
    capsys.readouterr()
    assert main(["load", str(tmp_path / "lines"), "--for", "admin", "--data", str(tmp_path / "centre")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("oa-server：第 2 行不是")
    assert said.endswith("没有改动\n")
    assert "restore" not in said
    assert read_map(tmp_path / "centre") == {}


def test_nobody_s_number_is_taken_in_a_centre_that_was_restored(tmp_path, capsys):
    """Behind the numbers it leaves free begin those of a load: whoever is added there would become one of its people."""
    folder = tmp_path / "centre"
    main(["init", "--data", str(folder), "--district", "明州区"])
    main(["backup", "--data", str(folder), "--to", str(tmp_path / "copy")])
    (folder / "centre.db").unlink()
    main(["restore", "--data", str(folder), "--from", str(tmp_path / "copy")])
    main(["people", "add", "--data", str(folder), "--name", "钱力", "--user", "qianli", "--post", "1"])
    before = everyone(folder)
    papers = [{**PAPER, "sender": f"u{number:04}"} for number in range(4)]
    (tmp_path / "lines").write_text("\n".join(map(json.dumps, papers)), "utf-8")
    capsys.readouterr()
    assert main(["load", str(tmp_path / "lines"), "--for", "admin", "--data", str(folder)]) == 1
    assert "请另建一个专为测量的中心" in capsys.readouterr().err
    assert everyone(folder) == before


def everyone(folder):
    centre = open_centre(folder)
    people = centre.directory().people
    centre.close()
    return people
