"""The attachments of what waits for me, out of the encrypted files."""

import hashlib

import pytest

from oa_client.app.lineuse import Original, Originals
from oa_client.domain.decision import Command
from oa_client.store import originals
from oa_client.store.originals import StoredOriginals
from tests.store.centre import ME

PLENTY = 10**12
ME_SCOPE, OTHER = "p1", "p4"


def named(name, size=1000):
    return {"sha256": hashlib.sha256(name.encode()).hexdigest(), "name": name, "size": size}


def original(matter, name, size=1000):
    return Original(named(name)["sha256"], matter, name, size)


def tell(profile, centre, *ids):
    with profile.replica.page() as page:
        for id in ids:
            centre.tell(page, id)


@pytest.fixture
def shelf(profile):
    made: Originals = StoredOriginals(profile.replica._db, lambda: PLENTY)
    return made


def test_what_waits_for_me_flash_first_then_urgent_each_the_newest_first(profile, centre, shelf):
    for id, urgency in (("7-1", "urgent"), ("7-2", ""), ("7-3", "flash"), ("7-4", "urgent"), ("7-5", "flash")):
        extra = {"urgency": urgency} if urgency else {}
        assert centre.circulate(2, id, f"通知{id}", [ME_SCOPE], files=[named(f"{id}.pdf")], **extra)
    assert centre.circulate(2, "7-6", "别人的", [OTHER], files=[named("7-6.pdf")], urgency="flash")
    assert centre.circulate(2, "7-7", "没有附件", [ME_SCOPE], urgency="flash")
    assert centre.circulate(2, "7-8", "阅知", [ME_SCOPE], files=[named("7-8.pdf", 5)], purpose="information")
    tell(profile, centre, *(f"7-{n}" for n in range(1, 9)))
    assert [o.matter for o in shelf.urgent()] == ["7-5", "7-3", "7-4", "7-1"]
    assert shelf.urgent()[0] == original("7-5", "7-5.pdf")
    assert shelf.rest() == (original("7-8", "7-8.pdf", 5), original("7-2", "7-2.pdf"))


def test_what_is_written_by_hand_comes_before_the_attachments(profile, centre, shelf):
    by_hand = named("手写批示.ink", 900)
    centre.circulate(2, "7-1", "通知", [ME_SCOPE], files=[named("a.pdf")], urgency="flash")
    centre.circulate(2, "7-2", "通知", [ME_SCOPE], files=[named("b.pdf"), by_hand], urgency="urgent")
    centre.circulate(2, "7-3", "通知", [ME_SCOPE], files=[named("大.ink", 40 * 1024 * 1024)], urgency="urgent")
    tell(profile, centre, "7-1", "7-2", "7-3")
    assert [(o.matter, o.name) for o in shelf.urgent()] == [
        ("7-2", "手写批示.ink"), ("7-1", "a.pdf"), ("7-3", "大.ink"), ("7-2", "b.pdf"),
    ]  # fmt: skip


def test_what_a_clerk_is_to_put_down_in_words_comes_by_itself(profile, centre, shelf):
    by_hand, scan = named("手写批示.ink", 900), named("扫描件.pdf")
    said = {"title": "桥梁检测", "leader": "p3", "instructed_at": centre.now, "form": "paper"}
    said["files"] = [by_hand, scan]
    assert centre.act(1, Command("7-1", "instruction", "record", said))
    tell(profile, centre, "7-1")
    assert shelf.urgent() == (original("7-1", "手写批示.ink", 900),), "the other file waits as ever"
    assert centre.act(1, Command("7-1", "instruction", "write_words", {"words": "请整改。"}))
    tell(profile, centre, "7-1")
    assert shelf.urgent() == ()


def test_it_follows_the_record(profile, centre, shelf):
    assert shelf.urgent() == ()
    centre.circulate(2, "7-1", "通知", [ME_SCOPE, "p3"], files=[named("a.pdf"), named("b.pdf")], urgency="urgent")
    tell(profile, centre, "7-1")
    assert shelf.urgent() == (original("7-1", "a.pdf"), original("7-1", "b.pdf"))
    assert centre.read(int(ME), "7-1")
    tell(profile, centre, "7-1")
    assert shelf.urgent() == (), "done: it waits for me no more"


def test_what_is_only_here_by_its_title_names_no_files_yet(profile, centre, shelf):
    centre.circulate(2, "7-1", "通知", [ME_SCOPE], files=[named("a.pdf")], urgency="urgent")
    with profile.replica.page() as page:
        page.say_seen("7-1", 1, 1)
        page.put_header(centre.header("7-1", full=True))
    assert shelf.urgent() == ()
    tell(profile, centre, "7-1")
    assert len(shelf.urgent()) == 1


def test_while_the_disk_is_nearly_full_nothing_comes_by_itself(profile, centre):
    centre.circulate(2, "7-1", "通知", [ME_SCOPE], files=[named("a.pdf")], urgency="urgent")
    tell(profile, centre, "7-1")
    left = [originals.LEAST_ROOM - 1]
    shelf = StoredOriginals(profile.replica._db, lambda: left[0])
    assert shelf.urgent() == ()
    left[0] += 1
    assert len(shelf.urgent()) == 1


def test_no_more_than_some_hundred_matters_are_looked_through(profile, centre, shelf, monkeypatch):
    monkeypatch.setattr(originals, "MOST", 3)
    for n in range(5):
        centre.circulate(2, f"7-{n}", "通知", [ME_SCOPE], files=[named(f"{n}.pdf")])
    tell(profile, centre, *(f"7-{n}" for n in range(5)))
    assert [o.matter for o in shelf.rest()] == ["7-4", "7-3", "7-2"]
