"""Bodies too long for a field: sent as files, found, shown and handed in again as if they stood in their entries."""

import hashlib
from dataclasses import replace

import pytest

from oa_client.app import body as bodies
from oa_client.app.acting import Kept
from oa_client.app.bodies import packed
from oa_client.app.body import Body
from oa_client.app.desk import Desk
from oa_client.app.gongwen import Block
from oa_client.app.lineuse import Original, Rank
from oa_client.app.papers import gongwen_in, text_lacks
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Command, Refused
from oa_client.domain.kinds import Kinds
from oa_client.domain.outgoing.long_text import OUTGOING_2 as OUTGOING
from oa_client.store.profile import open_profile
from oa_client.sync.bulk import Bulk
from oa_client.sync.choosing import Choosing
from oa_client.sync.errands import Fetch
from oa_client.sync.state import Policy
from tests.store.centre import KEY
from tests.sync.office import Clock

HEAD = {
    "organ": "c2",
    "issuer": "望春街道办事处",
    "title": "关于印发防汛预案的通知",
    "genre": "notice",
    "direction": "down",
    "openness": "proactive",
    "receivers": ["c3"],
}


def text(*last):
    """A body of some 60 KiB."""
    blocks = [Block(text=f"第{n}项：" + "各单位要压实防汛责任，加强值守。" * 20) for n in range(60)]
    return bodies.encode(Body((*blocks, *(Block(text=one) for one in last))))


LONG, OTHER = text("末段提到梧桐路泵站。"), text("末段提到银杏路泵站。")
SHORT = bodies.encode(Body((Block(text="一段就够了。"),)))


def sha(said):
    return hashlib.sha256(said.encode()).hexdigest()


def desk_of(profile):
    return Desk(profile.stores, Clock(), Kinds(), WorkingDays())


@pytest.fixture
def desk(profile):
    return desk_of(profile)


def tell(profile, centre, *ids):
    with profile.replica.page() as page:
        for id in ids:
            centre.tell(page, id)
    while profile.replica.index():
        pass


def comes(profile, said):
    """The bytes of a file come down, as the engine keeps them."""
    data = said.encode()
    profile.files.append(sha(said), 0, data)
    assert profile.files.finish(sha(said), len(data))


def drafted(centre, said=LONG):
    assert centre.act(2, Command("7-20", "outgoing", "draft", {**HEAD, "body_file": centre.as_file(said)}))


# ------------------------------------------------------------------ what I write


def test_a_long_text_of_mine_is_kept_as_a_file_and_read_as_the_text_of_its_entry(profile, desk):
    assert len(LONG.encode()) > 32 * 1024
    kept = desk.begin("outgoing", "draft", {**HEAD, "body": LONG})
    assert isinstance(kept, Kept)
    (waiting,) = profile.outbox.pending()
    file = {"sha256": sha(LONG), "name": "正文.json", "size": len(LONG.encode())}
    assert waiting.command.fields["body_file"] == [file] and "body" not in waiting.command.fields
    (upload,) = profile.outbox.uploads()
    assert (upload.file.sha256, upload.at) == (sha(LONG), 0)
    assert profile.outbox.file_bytes(sha(LONG), 0, 1 << 20) == LONG.encode()
    record = desk.record(kept.matter)
    assert record.lines[0].entry.fields["body"] == LONG
    assert record.matter.files == () and record.matter.fields["body_digest"] == sha(LONG)
    assert gongwen_in(desk, record).blocks[-1].text == "末段提到梧桐路泵站。"


def test_a_text_that_fits_goes_in_its_field_whatever_stood_there_before(desk, profile):
    action = OUTGOING.action("revise")
    before = {"body": SHORT, "body_file": [{"sha256": sha(LONG), "name": "正文.json", "size": 9}]}
    assert packed(action, before) == {"body": SHORT}
    assert packed(action, {**before, "body": None}) == {**before, "body": None}, "nothing given, nothing changed"
    kept = desk.begin("outgoing", "draft", {**HEAD, "body": SHORT})
    assert profile.outbox.pending()[0].command.fields["body"] == SHORT
    assert profile.outbox.uploads() == ()
    kept = desk.act(desk.record(kept.matter), "revise", {"body": LONG, "base": sha(SHORT)})
    assert isinstance(kept, Kept)
    record = desk.record(kept.matter)
    assert [one.entry.fields.get("body") for one in record.lines] == [SHORT, LONG]
    assert record.matter.texts["body"] == 2


@pytest.mark.parametrize(
    ("said", "code"),
    [(text("机密★一年"), "secret_marking"), (text("一\u202e二"), "bad_characters"), ("甲" * 800_000, "body_too_large")],
)
def test_what_the_rule_refuses_of_a_long_text_is_said_at_once_and_nothing_is_kept(desk, profile, said, code):
    answer = desk.begin("outgoing", "draft", {**HEAD, "body": said})
    assert isinstance(answer, Refused)
    assert (answer.code, answer.facts["field"]) == (code, "body")
    assert profile.outbox.pending() == () and profile.outbox.file_bytes(sha(said), 0, 1) is None


def test_what_is_taken_back_stands_in_its_form_as_it_was_written(desk):
    kept = desk.begin("outgoing", "draft", {**HEAD, "body": LONG})
    assert desk.undo(kept.n) is not None
    (draft,) = desk.drafts()
    assert draft.data["fields"] == {**HEAD, "body": LONG}


def test_what_came_back_refused_stands_in_its_form_as_it_was_written(desk, profile, centre):
    from oa_client.app.ports import Settlement
    from oa_client.protocol.messages import Outcome

    drafted(centre)
    tell(profile, centre, "7-20")
    comes(profile, LONG)
    kept = desk.begin("outgoing", "draft", {**HEAD, "body": OTHER})
    profile.outbox.mark_sent([kept.n])
    profile.outbox.settle([Settlement(kept.n, outcome=Outcome(kept.n, "r", code="secret_marking"))])
    assert desk.rework(kept.n) is not None
    assert next(d for d in desk.drafts() if d.key.startswith("new/")).data["fields"] == {**HEAD, "body": OTHER}


def test_a_draft_of_any_length_is_kept_as_it_is_typed(desk):
    whole = {"kind": "outgoing", "fields": {**HEAD, "body": text("三" * 900_000)}}
    desk.save_draft("new/outgoing/1", whole)
    assert desk.draft("new/outgoing/1").data == whole


# ------------------------------------------------------------------ what comes down


def test_until_it_is_here_a_text_is_lacking_and_not_empty_and_comes_by_itself(profile, desk, centre):
    drafted(centre)
    tell(profile, centre, "7-20")
    record = desk.record("7-20")
    assert text_lacks(desk, record) and gongwen_in(desk, record) is None
    assert profile.originals.texts() == (Original(sha(LONG), "7-20", "正文.json", len(LONG.encode())),)
    assert desk.search("梧桐路").total == 0 and desk.search("防汛预案").total == 1
    comes(profile, LONG)
    with profile.replica.page() as page:
        page.reread(("7-20",))
    assert profile.replica.take_changes().matters == {"7-20"}
    while profile.replica.index():
        pass
    assert profile.originals.texts() == ()
    assert desk.search("梧桐路").ids == ("7-20",)
    assert "梧桐路" in profile.library.passages(("7-20",), "梧桐路")["7-20"]
    record = desk.record("7-20")
    assert not text_lacks(desk, record)
    assert gongwen_in(desk, record).blocks[-1].text == "末段提到梧桐路泵站。"
    assert desk.verify("7-20").good, "the record itself says what the centre chained"


def test_two_matters_with_one_body_say_its_words_when_it_has_come_once(profile, desk, centre):
    drafted(centre)
    assert centre.act(2, Command("7-21", "outgoing", "draft", {**HEAD, "body_file": centre.as_file(LONG)}))
    tell(profile, centre, "7-20", "7-21")
    assert [one.sha256 for one in profile.originals.texts()] == [sha(LONG)] * 2
    comes(profile, LONG)
    choosing = Choosing(profile.outbox, profile.files, Clock(), profile.originals)
    bulk = Bulk(profile.outbox, profile.replica, profile.files, Policy(), choosing)
    bulk.done(Fetch(sha(LONG), "7-20", 0, len(LONG.encode()), Rank.TEXT))
    assert profile.replica.take_changes().matters == {"7-20", "7-21"}, "whoever shows one of them hears of it"
    while profile.replica.index():
        pass
    assert set(desk.search("梧桐路").ids) == {"7-20", "7-21"}
    assert profile.originals.texts() == ()


def test_words_that_came_when_the_program_ended_are_read_in_when_it_starts(profile, centre, folder):
    drafted(centre)
    tell(profile, centre, "7-20")
    comes(profile, LONG)
    profile.close()
    again = open_profile(folder, KEY)
    while again.replica.index():
        pass
    assert desk_of(again).search("梧桐路").ids == ("7-20",)
    again.close()


def test_a_text_whose_cache_was_lost_comes_again_when_somebody_looks(profile, desk, centre, folder):
    drafted(centre)
    comes(profile, LONG)
    tell(profile, centre, "7-20")
    assert profile.originals.texts() == ()
    profile.close()
    (folder / "files.db").write_bytes(b"x" * 9000)
    again = open_profile(folder, KEY)
    assert again.set_aside == ("files",)
    assert desk_of(again).open("7-20") is not None
    assert [one.sha256 for one in again.originals.texts()] == [sha(LONG)]
    again.close()


def test_earlier_versions_are_wanted_when_somebody_looks_and_the_newest_comes_first(profile, desk, centre):
    drafted(centre)
    fields = {"base": sha(LONG), "body_file": centre.as_file(OTHER)}
    assert centre.act(2, Command("7-20", "outgoing", "revise", fields))
    tell(profile, centre, "7-20")
    assert [one.sha256 for one in profile.originals.texts()] == [sha(OTHER)], "by itself only what it says now"
    assert profile.originals.is_text(sha(LONG)) and not profile.originals.is_text("0" * 64)
    assert profile.files.wanted() == ()
    desk.open("7-20")
    assert [one for one, _, _ in profile.files.wanted()] == [sha(OTHER), sha(LONG)]


def test_a_short_text_after_a_long_one_lacks_nothing(profile, desk, centre):
    drafted(centre)
    assert centre.act(2, Command("7-20", "outgoing", "revise", {"base": sha(LONG), "body": SHORT}))
    tell(profile, centre, "7-20")
    record = desk.record("7-20")
    assert not text_lacks(desk, record)
    assert [block.text for block in gongwen_in(desk, record).blocks] == ["一段就够了。"]


def test_a_suggestion_as_long_says_its_words_too(profile, desk, centre):
    drafted(centre)
    fields = {"base": "0" * 64, "body_file": centre.as_file(OTHER)}
    assert centre.act(2, Command("7-20", "outgoing", "revise", fields)).action == "suggest"
    comes(profile, LONG)
    comes(profile, OTHER)
    tell(profile, centre, "7-20")
    record = desk.record("7-20")
    assert [one.entry.fields["body"] for one in record.lines] == [LONG, OTHER]
    assert gongwen_in(desk, record).blocks[-1].text == "末段提到梧桐路泵站。", "the text stays as it is"


def test_a_file_that_only_bears_the_name_is_an_attachment(profile, desk, centre):
    named = {"sha256": "a" * 64, "name": "正文.json", "size": 100}
    centre.circulate(2, "7-1", "通知", ["p1"], files=[named])
    tell(profile, centre, "7-1")
    record = desk.record("7-1")
    assert [f.name for f in record.matter.files] == ["正文.json"] and not text_lacks(desk, record)
    assert profile.originals.texts() == ()
    assert replace(record) == profile.library.record("7-1")
