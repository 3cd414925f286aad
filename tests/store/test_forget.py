"""After a forget nothing of a matter stays: not in tables, not in the index, not in the bytes of the pages."""

import hashlib

import pytest

from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PostId
from tests.store.centre import KEY

SECRET = "拆迁补偿底价"


def put_file(files, data, name):
    sha = hashlib.sha256(data).hexdigest()
    files.append(sha, 0, data)
    assert files.finish(sha, len(data))
    return {"sha256": sha, "name": name, "size": len(data)}


def pages_hold(db, needles):
    """Which of these bytes stand in any page, free ones too: each is decrypted by hand."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    data = db.path.read_bytes()
    found = set()
    for at in range(0, len(data), 4096):
        page = data[at : at + 4096]
        start = 16 if at == 0 else 0
        iv = page[4096 - 80 : 4096 - 64]
        plain = Cipher(algorithms.AES(KEY), modes.CBC(iv)).decryptor().update(page[start : 4096 - 80])
        found |= {needle for needle in needles if needle in plain}
    return found


@pytest.fixture
def forgotten(profile, centre):
    shared = put_file(profile.files, b"shared" * 50_000, "附件.pdf")
    own = put_file(profile.files, b"own" * 100_000, f"{SECRET}.pdf")
    centre.circulate(3, "9-1", f"关于{SECRET}的请示", ["p1"], body=f"{SECRET}为五百万元", files=[shared, own])
    centre.circulate(3, "9-2", "其他事项", ["p1"], files=[shared])
    for n in range(3, 30):
        centre.circulate(3, f"9-{n}", f"一般事项{n}", ["p1"], body="正文" * 300)
    with profile.replica.page() as page:
        for id in centre.entries:
            centre.tell(page, id)
        page.put_entry("9-1", 5, centre.entries["9-2"][0])
    profile.replica.index()
    return shared, own


def test_nothing_of_it_stays(profile, forgotten):
    replica = next(db for db in profile._databases if db.which == "replica")
    needles = [SECRET.encode(), SECRET[:2].encode(), SECRET[2:4].encode()]
    replica.tidy()
    assert pages_hold(replica, needles) == set(needles)
    with profile.replica.page() as page:
        page.forget("9-1", 99)
        assert (page.held("9-1").have, page.held("9-1").gone_at) == (0, 99)
    assert profile.library.record(MatterId("9-1")) is None
    assert profile.library.search(SECRET).total == 0
    assert profile.library.search("补偿").total == 0
    profile.tidy()
    assert pages_hold(replica, needles) == set()
    with replica.read() as connection:
        for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                assert SECRET not in str(row)
                assert table == "matter" or "'9-1'" not in str(tuple(row))


def test_only_its_own_file_goes(profile, forgotten):
    shared, own = forgotten
    with profile.replica.page() as page:
        page.forget("9-1", 99)
    profile.tidy()
    assert profile.files.whole(shared["sha256"])
    assert (profile.files.whole(own["sha256"]), profile.files.at(own["sha256"])) == (False, 0)
    with profile.replica.page() as page:
        page.forget("9-2", 99)
    profile.tidy()
    assert not profile.files.whole(shared["sha256"])


def test_a_file_named_again_before_tidying_stays(profile, forgotten, centre):
    _, own = forgotten
    with profile.replica.page() as page:
        page.forget("9-1", 99)
        centre.seq = 100
        centre.tell(page, "9-1")
    profile.tidy()
    assert profile.files.whole(own["sha256"])
    assert profile.library.search(SECRET).ids == ("9-1",)


def test_after_a_wipe_files_stay_until_everything_is_here_again(profile, forgotten, centre):
    shared, own = forgotten
    with profile.replica.page() as page:
        page.wipe(2)
        page.set_walk(("upto", 0, 5), "")
    assert profile.library.search("事项").total == 0
    profile.tidy()
    assert profile.files.whole(own["sha256"])
    with profile.replica.page() as page:
        centre.tell(page, "9-2")
        page.end_walk(("upto", 0, 5))
    profile.tidy()
    assert (profile.files.whole(shared["sha256"]), profile.files.whole(own["sha256"])) == (True, False)


def test_my_own_words_stay_mine(profile, forgotten):
    kept = profile.outbox.queue(
        Command(MatterId("9-1"), "circulation", "mark_read", {"opinion": "不同意"}), PostId(1), 5
    )
    with profile.replica.page() as page:
        page.forget("9-1", 99)
    assert profile.outbox.pending() == (kept,)
