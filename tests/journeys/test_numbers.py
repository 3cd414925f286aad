"""持号: a clerk takes the series along where there is no link, numbers two documents there, and gives it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oa_client.app import numbers
from oa_client.app.acting import Kept
from oa_client.app.desk import Desk
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import TABLES, Kinds
from oa_client.domain.matter import MatterId
from oa_client.store.profile import open_profile
from oa_client.wording.sentences import sentence
from tests.fakes.dispatch import DISPATCH, REGISTRY
from tests.store.centre import KEY
from tests.sync import office as small
from tests.sync.office import DAY, Device

KINDS = Kinds((*TABLES, DISPATCH))
YEAR = 2026


class Office(small.Office):
    """Persons 1 and 2 hold the post of the clerk of unit 2."""

    kinds = KINDS

    def __init__(self) -> None:
        super().__init__(budget=65_536)
        self.posts[2] = 1
        self.centre.put([self.person(2)])


class Clerk:
    """A person at a profile of his own on disk, with an engine that is carried by hand."""

    def __init__(self, office: Office, person: int, folder: Path) -> None:
        self.office, self.folder, self.person = office, folder, person
        self.link = office.device(person).link
        self.open()

    def open(self) -> None:
        """The program starts over the files that are there."""
        office = self.office
        self.profile = open_profile(self.folder, KEY, kinds=KINDS)
        stores = self.profile.outbox, self.profile.replica, self.profile.files
        self.device = Device(self.person, self.link, office.clock, office.policy, *stores, kinds=KINDS)
        self.desk = Desk(self.profile.stores, office.clock, KINDS, WorkingDays())

    def begin(self, kind: str, action: str, **fields: object) -> MatterId:
        kept = self.desk.begin(kind, action, fields, undo=0)
        assert isinstance(kept, Kept), kept
        self.device.engine.look()
        return kept.matter

    def act(self, matter: MatterId, action: str, **fields: object) -> int:
        record = self.desk.open(matter)
        assert record is not None
        kept = self.desk.act(record, action, fields, undo=0)
        assert isinstance(kept, Kept), kept
        self.device.engine.look()
        return kept.n

    def number(self, matter: MatterId) -> object:
        record = self.desk.record(matter)
        assert record is not None
        assert record.matter is not None
        return record.matter.fields.get("doc_number")

    def write(self, title: str) -> MatterId:
        return self.begin("dispatch", "write", title=title, word="东街发")

    def register(self) -> numbers.Register:
        (found,) = numbers.registers(self.desk.stores.library, self.desk.stores.outbox, YEAR)
        return found

    def states(self) -> list[tuple[int, str]]:
        return [(one.n, one.state) for one in self.register().numbers]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def clerk(office: Office, tmp_path: Path) -> Iterator[Callable[[int], Clerk]]:
    made: list[Clerk] = []

    def make(person: int) -> Clerk:
        made.append(Clerk(office, person, tmp_path / f"p{person}-{len(made)}"))
        return made[-1]

    yield make
    for one in made:
        one.profile.close()


def kept_series(office: Office, *clerks: Clerk) -> MatterId:
    """The first of them opens the series, and all know it."""
    office.rest(*(c.device for c in clerks))
    series = clerks[0].begin("numbers", "open", title="东街发", of=REGISTRY, word="东街发")
    office.rest(*(c.device for c in clerks))
    return series


def test_the_holder_numbers_two_documents_offline_and_both_stand_while_a_colleague_is_told_who_holds(
    office: Office, clerk: Callable[[int], Clerk]
) -> None:
    holder, colleague = clerk(1), clerk(2)
    series = kept_series(office, holder, colleague)
    holder.act(series, "hold", opinion="下乡三天")
    office.rest(holder.device, colleague.device)
    papers = [holder.write(title) for title in ("关于防汛值班的通知", "关于山洪转移的通知")]
    for paper in papers:
        holder.act(paper, "number")
    assert [holder.number(p) for p in papers] == ["2026-1", "2026-2"], "at once, before the centre knows"
    assert holder.states() == [(1, "drawn"), (2, "drawn")]

    theirs = colleague.write("关于文明创建的通知")
    office.rest(colleague.device)
    n = colleague.act(theirs, "number")
    assert colleague.number(theirs) is None
    office.clock.seconds += 3 * DAY
    office.rest(colleague.device)
    (refused,) = colleague.desk.refused()
    assert (refused.n, refused.code) == (n, "number_held")
    words = sentence(refused.code, refused.facts)
    assert "由人1持号" in words
    assert "2026年9月21日" in words

    office.rest(holder.device, colleague.device)
    assert [holder.number(p) for p in papers] == [colleague.number(p) for p in papers] == ["2026-1", "2026-2"]
    holder.act(series, "release")
    office.rest(holder.device, colleague.device)
    colleague.act(theirs, "number")
    office.rest(colleague.device, holder.device)
    assert colleague.number(theirs) == "2026-3"
    assert colleague.states() == holder.states() == [(1, "assigned"), (2, "assigned"), (3, "assigned")]
    assert colleague.register().turned == ()


def test_a_number_is_drawn_once_however_its_command_ends_and_whenever_the_program_starts(
    office: Office, clerk: Callable[[int], Clerk]
) -> None:
    holder = clerk(1)
    series = kept_series(office, holder)
    holder.act(series, "hold")
    office.rest(holder.device)
    papers = [holder.write(f"通知{n}") for n in range(3)]
    holder.act(papers[0], "number")
    n = holder.act(papers[1], "number")
    assert holder.desk.undo(n) is not None
    holder.profile.close()
    holder.open()
    holder.act(papers[2], "number")
    assert [holder.number(p) for p in papers] == ["2026-1", None, "2026-3"]
    holder.act(papers[1], "number")
    assert holder.number(papers[1]) == "2026-2", "a document that drew a number gets its own again"
    office.rest(holder.device)
    assert [holder.number(p) for p in papers] == ["2026-1", "2026-2", "2026-3"]
    assert holder.desk.refused() == ()


def test_windows_and_command_lines_of_one_profile_never_draw_the_same_number(
    office: Office, clerk: Callable[[int], Clerk]
) -> None:
    holder = clerk(1)
    series = kept_series(office, holder)
    holder.act(series, "hold")
    office.rest(holder.device)
    papers = [holder.write(f"通知{n}") for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda paper: holder.act(paper, "number"), papers))
    assert sorted(str(holder.number(p)).partition("-")[2] for p in papers) == sorted(map(str, range(1, 13)))


def test_a_number_drawn_for_nothing_is_a_gap_that_the_register_shows(
    office: Office, clerk: Callable[[int], Clerk]
) -> None:
    holder, colleague = clerk(1), clerk(2)
    series = kept_series(office, holder, colleague)
    holder.act(series, "hold")
    office.rest(holder.device, colleague.device)
    papers = [holder.write(f"通知{n}") for n in range(2)]
    n = holder.act(papers[0], "number")
    holder.desk.undo(n)
    holder.act(papers[1], "number")
    holder.act(series, "release")
    theirs = holder.write("交回以后")
    holder.act(theirs, "number")
    assert holder.number(theirs) is None, "given back: it waits for the centre"
    office.rest(holder.device, colleague.device)
    assert holder.number(theirs) == "2026-3"
    assert colleague.states() == [(1, "gap"), (2, "assigned"), (3, "assigned")]
    assert colleague.register().jumps == ((1, 1),)


def test_a_lost_device_that_is_found_again_brings_its_documents_under_their_numbers(
    office: Office, clerk: Callable[[int], Clerk]
) -> None:
    holder, colleague = clerk(1), clerk(2)
    series = kept_series(office, holder, colleague)
    holder.act(series, "hold")
    office.rest(holder.device, colleague.device)
    paper = holder.write("灾情报告")
    holder.act(paper, "number")
    office.clock.seconds += 90 * DAY / 3
    colleague.act(series, "write_off", last=3, reason="电脑进水，按登记本核到三号")
    theirs = colleague.write("关于评优的通知")
    office.rest(colleague.device)
    colleague.act(theirs, "number")
    office.rest(colleague.device)
    assert colleague.number(theirs) == "2026-4"
    assert colleague.states() == [(1, "unknown"), (2, "unknown"), (3, "unknown"), (4, "assigned")]
    office.rest(holder.device, colleague.device)
    assert colleague.states() == [(1, "assigned"), (2, "unknown"), (3, "unknown"), (4, "assigned")]
    assert (holder.number(paper), holder.desk.refused()) == ("2026-1", ())
    later = holder.write("还想接着编")
    holder.act(later, "number")
    assert holder.number(later) is None, "it has heard that its holding is over"


def test_a_block_leaves_numbers_out_of_order_and_the_register_says_so(
    office: Office, clerk: Callable[[int], Clerk]
) -> None:
    holder, colleague = clerk(1), clerk(2)
    series = kept_series(office, holder, colleague)
    holder.act(series, "hold", block=2)
    office.rest(holder.device, colleague.device)
    theirs = colleague.write("先发的")
    office.rest(colleague.device)
    colleague.act(theirs, "number")
    office.rest(colleague.device)
    office.clock.seconds += 2 * DAY
    paper = holder.write("后发的")
    holder.act(paper, "number")
    office.rest(holder.device, colleague.device)
    assert colleague.states() == [(1, "assigned"), (2, "held"), (3, "assigned")]
    (turned,) = colleague.register().turned
    assert (turned.n, turned.before) == (3, 1)
