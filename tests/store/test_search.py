import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oa_client.app.reading import Found
from oa_client.domain.decision import Command
from oa_client.domain.instruction import INSTRUCTION
from oa_client.domain.matter import Matter, MatterId, Moment
from oa_client.domain.people import PersonId, PostId, UnitId
from oa_client.protocol.messages import Header
from oa_client.store import search
from oa_client.store.profile import open_profile
from oa_client.store.projections import involved
from oa_client.store.replica import INDEX_STEP
from oa_client.store.words import normalise, wanted
from tests.store.centre import KEY

HAN = "海曙区街道办事处关于做好防汛安全生产的通知请示报告〇々𠮷"
REST = ["12", "2026", "A", "OA", "5G", "，", "。", "〔2026〕", "（试行）", " ", "\n", "\uff18", "covid19", "、", "é"]


def write(rng, length):
    return "".join(rng.choice(REST) if rng.random() < 0.25 else rng.choice(HAN) for _ in range(length))


@pytest.fixture
def index(profile):
    """put(number, title), find(query): the numbers found."""
    db = profile._databases[1]

    def put(texts):
        with db.write() as connection:
            search.put(connection, texts, old=texts)
            for number in texts:
                connection.exec_driver_sql(
                    "INSERT OR REPLACE INTO matter (k, id, doc, shown, changed_at) VALUES (?, ?, ?, 2, ?)",
                    (number, str(number), number, number),
                )

    def find(query, limit=10_000):
        with db.read() as connection:
            return {int(id) for id in search.find(connection, wanted(query), limit).ids}

    return put, find


def behind(profile):
    """How many texts are not in the index yet."""
    with profile._databases[1].read() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM unindexed").scalar()


def index_all(profile):
    while profile.replica.index():
        pass


@pytest.mark.parametrize(("seed", "steps"), [(0, 0), (1, 2), (2, 99)])
def test_recall_and_precision_are_those_of_looking_at_every_text(index, profile, seed, steps):
    """However far the index has come."""
    put, find = index
    rng = random.Random(seed)
    texts = {n: write(rng, rng.randint(1, 40)) for n in range(1, 151)}
    put(texts)
    for _ in range(steps):
        profile.replica.index()
    assert behind(profile) == max(0, 150 - steps * INDEX_STEP)
    plain = {n: normalise(text) for n, text in texts.items()}
    queries = {write(rng, rng.randint(1, 4)) for _ in range(150)}
    for text in texts.values():
        at = rng.randrange(len(text))
        queries |= {text[at : at + k] for k in (1, 2, 3, 5)}
        queries |= {text[-1:], text[-2:], text[:1]}
    for query in queries:
        words = wanted(query)
        expected = {n for n, text in plain.items() if words.words and words.holds(text)}
        assert find(query) == expected, query


@pytest.mark.parametrize(
    ("text", "query", "there"),
    [
        ("关于海", "海", True),
        ("海", "海", True),
        ("加强防汛。海", "海", True),
        ("第12号", "12号", True),
        ("第112号", "12号", False),
        ("海政发〔2026〕12号", "12号", True),
        ("海政发〔2026〕12号", "2026", True),
        ("海政发〔2026〕12号", "〔2026〕12号", True),
        ("海政发〔2026〕12号", "[2026]12号", True),
        ("海政发〔2026〕12号", "（2026）12号", True),
        ("海政发〔2026〕12号", "海政发2026 12", True),
        ("海政发〔2026〕12号", "海政发〔2026〕12号", True),
        ("海政发〔2026〕12号", "海政发〔2026〕1", True),
        ("海政发〔2026〕12号", "海政发〔2025〕12号", False),
        ("海政〔2026〕12号", "海政﹝２０２６﹞１２号", True),
        ("海政〔2026〕12号", "海政〔2026〕 12 号", True),
        ("海政〔2026〕12号", "海政 [2026] 第12号", True),
        ("海政〔2026〕12号", "海政（2026）第 12号", True),
        ("海政〔2026〕112号", "海政〔2026〕第12号", False),
        ("海政〔2026〕第12号", "海政〔2026〕第12号", True),
        ("批次20261215号", "批次20261215号", True),
        ("A区综合整治", "A区", True),
        ("A区综合整治", "a区", True),
        ("A区综合整治", "区", True),
        ("A区综合整治", "Ａ区", True),
        ("联系电话87654321", "8765", True),
        ("联系电话87654321", "4321", False),
        ("ＯＡ系统升级", "oa系统", True),
        ("通知（试行）的说明", "通知试行", True),
        ("𠮷野家", "𠮷", True),
        ("王𬀩同志", "王𬀩", True),
        ("防汛、防台", "汛防", False),
        ("防汛 防台", "防汛 防台", True),
        ("防汛", "……", False),
    ],
)
def test_what_officials_type_finds_what_they_mean(index, text, query, there):
    put, find = index
    put({900: text})
    assert (900 in find(query)) == there


@pytest.mark.parametrize("indexed", ["neither", "first", "both"])
def test_a_text_replaced_is_found_by_its_new_words_only(index, profile, indexed):
    put, find = index
    put({5: "老旧小区改造"})
    if indexed != "neither":
        index_all(profile)
    put({5: "垃圾分类"})
    if indexed == "both":
        index_all(profile)
    assert (find("小区"), find("垃圾")) == (set(), {5})
    with profile._databases[1].write() as connection:
        search.drop(connection, 5)
    assert (find("垃圾"), behind(profile)) == (set(), 0)


def test_what_was_not_indexed_before_the_end_is_found_and_indexed_after_the_next_start(profile, centre, tmp_path):
    centre.circulate(3, "9-1", "老旧小区", ["p1"])
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
    profile.close()
    again = open_profile(profile.folder, KEY)
    assert (again.library.search("小区").ids, behind(again)) == (("9-1",), 1)
    again.tidy()
    assert (again.library.search("小区").ids, behind(again)) == (("9-1",), 0)
    again.close()


@pytest.mark.parametrize("steps", [0, 20, 99])
def test_newest_first_with_an_honest_count(index, profile, steps):
    put, _ = index
    put({n: f"防汛第{n}号" for n in range(1, 1101)})
    for _ in range(steps):
        profile.replica.index()
    found = profile.library.search("防汛")
    assert found.ids == tuple(str(n) for n in range(1100, 1050, -1))
    assert found.total == search.COUNTED + 1
    few = profile.library.search("109", limit=5)
    assert (few.ids, few.total) == (("1099", "1098", "1097", "1096", "1095"), 11)
    assert profile.library.search("防汛 1100号") == Found(("1100",), 1, 1100, 0)


def test_the_last_changed_comes_first_whatever_its_number(profile, centre):
    for n in range(1, 4):
        centre.circulate(3, f"9-{n}", "老旧小区", ["p1", "p4"])
    centre.read(4, "9-1", "同意改造")
    with profile.replica.page() as page:
        for id in centre.entries:
            centre.tell(page, id)
    assert profile.library.search("小区").ids == ("9-1", "9-3", "9-2")
    assert profile.library.search("改造").ids == ("9-1",)
    assert profile.library.search("小区 改造").total == 1


def test_opinions_bodies_and_file_names_are_found_and_holders_are_not(profile, centre):
    files = [{"sha256": "a" * 64, "name": "汛情附图.pdf", "size": 5}]
    centre.circulate(3, "9-1", "通知", ["p1"], body="正文之中", files=files)
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
    for query, there in (("正文", 1), ("附图", 1), ("pdf", 1), ("p1", 0), ("aaaa", 0), ("parallel", 0)):
        assert profile.library.search(query).total == there, query


def test_a_structured_body_is_found_by_its_words_and_by_nothing_of_how_it_is_written(profile, centre):
    text = '{"v":1,"b":[{"h":1,"p":"总体要求"},{"t":[["泵站","台数"],["濠河","12"]]},{"p":"压实责任"}]}'
    head = {"title": "通知", "issuer": "区政府", "genre": "notice", "direction": "down", "openness": "proactive"}
    assert centre.act(1, Command(MatterId("9-1"), "outgoing", "draft", {**head, "organ": "c2", "body": text}))
    digest = centre.matters["9-1"].fields["body_digest"]
    again = {"body": text.replace("压实", "落实"), "base": digest}
    assert centre.act(1, Command(MatterId("9-1"), "outgoing", "revise", again))
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
    wanted_of = {"总体要求": 1, "濠河": 1, "泵站": 1, "落实责任": 1, "压实责任": 1}
    for query, there in (*wanted_of.items(), ("v1", 0), ('"p"', 0), (digest[:12], 0)):
        assert profile.library.search(query).total == there, query


def test_what_waits_in_the_outbox_is_found_too(profile, centre):
    centre.circulate(3, "9-1", "望春街道请示", ["p1"])
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
    said = Command(MatterId("9-1"), "circulation", "mark_read", {"opinion": "同意拨付资金"})
    profile.outbox.queue(said, PostId(1), centre.now + 5)
    fields = {"title": "资金安排", "mode": "parallel", "purpose": "action", "readers": [["p4"]]}
    new = profile.outbox.queue(
        Command(MatterId(""), "circulation", "circulate", fields, edition=1), PostId(1), centre.now + 9
    )
    found = profile.library.search("资金")
    assert found == Found((new.command.matter, MatterId("9-1")), 2, 1, 0)
    assert profile.library.search("望春 资金").ids == ("9-1",)
    assert profile.library.search("望春").total == 1


def test_title_only_matters_are_counted_apart_and_found_by_title(profile, centre):
    centre.circulate(3, "9-1", "垃圾分类", ["p1"], body="正文")
    centre.circulate(3, "9-2", "垃圾分类", ["p1"], body="正文")
    with profile.replica.page() as page:
        centre.tell(page, "9-1")
        page.say_seen("9-2", 1, 1)
        page.put_header(centre.header("9-2"))
    assert profile.library.search("垃圾") == Found((MatterId("9-2"), MatterId("9-1")), 2, 1, 1)
    assert profile.library.search("正文").ids == ("9-1",)


def test_an_index_written_in_many_pieces_is_put_together(profile, centre, monkeypatch):
    from oa_client.store import replica

    monkeypatch.setattr(replica, "LOOSE", 10)

    def pieces():
        with profile._databases[1].read() as connection:
            return connection.exec_driver_sql("SELECT count(DISTINCT segid) FROM search_idx").scalar()

    for id in centre.some(15):
        with profile.replica.page() as page:
            centre.tell(page, id)
        profile.replica.index()
    assert pieces() > 1
    profile.tidy()
    assert pieces() == 1
    assert profile.library.search("通知").total == len(centre.entries)
    profile.tidy()
    with profile.replica.page() as page:
        centre.tell(page, id)
    profile.tidy()
    assert pieces() <= 2


def tell_all(profile, centre):
    with profile.replica.page() as page:
        for id in centre.entries:
            centre.tell(page, id)


def test_a_passage_shows_what_is_said_round_the_word_the_title_lacks(profile, centre):
    body = "各社区：\n请对照清单，逐户核实燃气软管更换情况，六月底前报街道。" + "其他要求另行通知。" * 20
    centre.circulate(3, "9-1", "安全检查通知", ["p1"], body=body)
    centre.circulate(3, "9-2", "燃气软管更换通知", ["p1"], body="见附件")
    tell_all(profile, centre)
    found = profile.library.passages(("9-1", "9-2"), "通知 软管")
    assert set(found) == {"9-1"}
    assert "核实燃气软管更换" in found["9-1"]
    assert found["9-1"].startswith("…")
    assert found["9-1"].endswith("…")
    assert "各社区" not in found["9-1"]


def test_a_passage_is_also_shown_of_words_that_still_wait(profile, centre):
    centre.circulate(3, "9-1", "望春街道请示", ["p1"])
    tell_all(profile, centre)
    said = Command(MatterId("9-1"), "circulation", "mark_read", {"opinion": "同意拨付资金"})
    profile.outbox.queue(said, PostId(1), centre.now + 5)
    assert profile.library.passages((MatterId("9-1"),), "拨付") == {"9-1": "同意拨付资金"}


def test_handled_is_what_i_opened_acted_in_or_am_about_to(profile, centre):
    for n in range(1, 5):
        centre.circulate(1 if n == 1 else 3, f"9-{n}", "通知", ["p1", "p4"])
    centre.read(1, "9-2", "已阅")
    centre.read(4, "9-3", "已阅")
    tell_all(profile, centre)
    ids = tuple(MatterId(f"9-{n}") for n in range(1, 5))
    assert profile.library.handled(ids) == {"9-1", "9-2"}
    profile.outbox.queue(Command(MatterId("9-4"), "circulation", "mark_read", {}), PostId(1), centre.now + 5)
    assert profile.library.handled(ids) == {"9-1", "9-2", "9-4"}


def test_a_persons_matters_are_those_he_opened_and_those_that_wait_for_him(profile, centre):
    centre.circulate(4, "9-1", "他发的", ["p1"])
    centre.circulate(3, "9-2", "等他办的", ["p1", "p4"])
    centre.circulate(3, "9-3", "与他无关", ["p1"])
    centre.circulate(3, "9-4", "他已阅毕", ["p1", "p4"])
    centre.read(4, "9-4", "已阅")
    tell_all(profile, centre)
    assert set(profile.library.of_person(4)) == {"9-1", "9-2", "9-4"}
    assert profile.library.of_person(4, 1) == ("9-4",)
    assert set(profile.library.of_person(3)) == {"9-2", "9-3", "9-4"}


def test_who_is_named_in_a_field_of_one_is_found_by_it():
    """An instruction on paper: its leader never acted in it; whoever handles it is its track's holder."""
    fields = {"leader": "p7", "registry": "c3", "words": "p8", "assist": ["p9"], "leader_name": "p6"}
    found = Matter(
        MatterId("m"),
        "instruction",
        1,
        "registered",
        1,
        PersonId(5),
        PostId(1),
        UnitId(3),
        Moment(1),
        Moment(2),
        fields,
        acted=frozenset({PersonId(5)}),
    )
    assert involved(INSTRUCTION, found) == {5, 7}
    assert involved(None, found) == set()
    assert involved(INSTRUCTION, None) == set()


@given(st.text(alphabet="，：；（）！？…\u3000a<=.一\u0301\u0338\u0308\u3099ｶﾞＡ①㈱한", max_size=30))
def test_folding_is_what_the_standard_says(text):
    assert normalise(text) == normalise(unicodedata.normalize("NFKC", text))


TYPED = (
    "督查〔2026〕1号",
    "督查[2026]1号",
    "督查(2026)1号",
    "督查（2026）1号",
    "督查【2026】１号",
    "督查２０２６１号",
    "督查 〔2026〕 1 号",
    "督查2026 1",
    "督查2026-1",
    "督查〔2026〕第1号",
    "督查〔2026〕1",
)


def numbered(page, id, kind, serial, **row):
    said = {"title": f"事项{id}", "stage": "handling", "opener": 1, "unit": 2, "opened_at": 5, "changed_at": 7}
    page.put_header(Header(id, 1, 100 + int(id[2:]), kind, 1, {**said, "serial": serial, **row}))


@pytest.mark.parametrize("typed", TYPED)
def test_the_number_of_a_register_is_found_as_people_type_it_and_no_other(profile, typed):
    with profile.replica.page() as page:
        numbered(page, "9-1", "supervision", "2026-1", mode="government")
        numbered(page, "9-2", "supervision", "2026-1", mode="internal")
        numbered(page, "9-3", "supervision", "2026-11", mode="government")
        numbered(page, "9-4", "incoming", "2026-1")
        numbered(page, "9-5", "supervision", "2025-1", mode="government")
    found = profile.library.search(typed)
    assert (found.ids, found.total) == (("9-1",), 1)
    assert profile.library.search(typed.replace("督查", "督办")).ids == ("9-2",)
    assert profile.library.search(typed.replace("督查", "收")).ids == ("9-4",)


def test_what_quotes_the_number_of_a_register_stands_behind_what_bears_it(profile, centre):
    centre.circulate(3, "9-7", "关于督查〔2026〕1号的说明", ["p1"])
    with profile.replica.page() as page:
        centre.tell(page, "9-7")
        numbered(page, "9-1", "supervision", "2026-1", mode="government")
    found = profile.library.search("督查[2026]1号")
    assert (found.ids, found.total) == (("9-1", "9-7"), 2)
