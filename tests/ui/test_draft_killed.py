"""A process that is killed while somebody writes: what was typed more than a second before is there again."""

import pytest

from oa_client.app.body import decode, pictures_of
from oa_client.app.gongwen import BlockKind
from tests.app.test_figures import heavy
from tests.ui.killed import found, killed

PER_SECOND = 20

WRITES = """
from oa_client.app.body import pictures_of
from oa_client.ui.outgoing.page import DraftPage

page = DraftPage(desk_of(2), Bridge(), "outgoing")
page.show()
if len(sys.argv) > 2:
    page.body.edit.taking.emit((Path(sys.argv[2]),), page.body.edit.textCursor())
typed = []

def type_one():
    typed.append(str(len(typed) % 10))
    page.body.edit.insertPlainText(typed[-1])
    return len(typed)

keys = every(50, type_one)

def begin():
    if not keys.isActive() and (len(sys.argv) == 2 or pictures_of(page.body.body())):
        keys.start()

page.looked.connect(begin)
page.body.changed.connect(begin)
"""


@pytest.mark.parametrize("size", [0, 1_500_000], ids=["words", "beside a picture of 1.5 MB"])
def test_a_killed_process_loses_no_more_than_a_second_of_typing(tmp_path, size):
    shown = [tmp_path / "图.png"] if size else []
    for path in shown:
        path.write_bytes(heavy(size))
    typed = killed(WRITES, tmp_path / "profile", 3 * PER_SECOND, *shown)
    with found(tmp_path / "profile") as outbox:
        body = decode(outbox.draft("new/outgoing/1").data["fields"]["body"])
        kept = [outbox.file_bytes(sha, 0, 2 * size) for sha in pictures_of(body)]
    assert kept == [path.read_bytes() for path in shown]
    said = next(block.text for block in body.blocks if block.kind is BlockKind.PARAGRAPH)
    assert said == ("0123456789" * 20)[: len(said)]
    assert len(said) >= typed - PER_SECOND
