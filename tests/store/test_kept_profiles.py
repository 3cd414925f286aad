"""Every profile an earlier version wrote opens with this one, with all its words."""

import hashlib
import json
import shutil

import pytest

from oa_client.domain.matter import MatterId
from oa_client.store.profile import open_profile
from tests.bench.fixture import PROFILES
from tests.store.centre import archived

KEPT = sorted(PROFILES.iterdir())


def test_there_is_at_least_one():
    assert KEPT


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_a_kept_profile_opens_with_all_its_words(kept, tmp_path):
    story = json.loads((kept / "story.json").read_text("utf-8"))
    folder = shutil.copytree(kept, tmp_path / "profile")
    profile = open_profile(folder, bytes.fromhex(story["key"]))
    assert profile.set_aside == ()
    outbox, library = profile.outbox, profile.library
    pending = [[p.n, p.standing.value, p.command.action, dict(p.command.fields)] for p in outbox.pending()]
    assert pending == story["pending"]
    assert [[p.n, p.code, dict(p.command.fields)] for p in outbox.refused()] == story["refused"]
    assert [[p.n, p.receipt, dict(p.command.fields)] for p in archived(outbox)] == story["archive"]
    assert {d.key: dict(d.data) for d in outbox.drafts()} == story["drafts"]
    assert [[r.kind, r.key, dict(r.data)] for r in outbox.pending_rows(99)] == story["rows"]
    own = story["own"]
    parts = (outbox.file_bytes(own["sha256"], at, 1 << 18) for at in range(0, own["size"], 1 << 18))
    assert hashlib.sha256(b"".join(parts)).hexdigest() == own["sha256"]
    assert [u.file.sha256 for u in outbox.uploads()] == [own["sha256"]]
    assert hashlib.sha256(b"".join(profile.files.read(story["came"]))).hexdigest() == story["came"]
    for id, (title, head) in story["matters"].items():
        record = library.record(MatterId(id))
        assert (record.row.title, record.head) == (title, head)
        assert library.search(title).total >= 1
    assert len(library.directory().people) == story["people"]
    assert list(profile.replica.feed().position) == story["position"]
    assert outbox.session().name == "王小明"
    assert outbox.queue(outbox.pending()[0].command, outbox.pending()[0].post, 1).n == 8
    profile.close()


def test_an_index_cut_by_another_version_is_made_anew(tmp_path):
    folder = shutil.copytree(KEPT[0], tmp_path / "profile")
    key = bytes.fromhex(json.loads((folder / "story.json").read_text("utf-8"))["key"])
    profile = open_profile(folder, key)
    with profile._databases[1].write() as connection:
        connection.exec_driver_sql("INSERT INTO search (search) VALUES ('delete-all')")
        connection.exec_driver_sql("UPDATE meta SET value = '1' WHERE key = 'cut'")
    assert profile.library.search("工作的通知").total < 30
    profile.close()
    again = open_profile(folder, key)
    assert again.library.search("海政2026").total == 30
    assert again.library.search("工作的通知").total == 30
    again.close()
