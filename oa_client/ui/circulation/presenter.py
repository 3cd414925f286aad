"""A list of matters without its screen: what is loaded when, what an empty one says, what many rows undergo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from oa_client.app.acting import Kept, actors
from oa_client.app.desk import Desk
from oa_client.app.ports import Changes
from oa_client.app.reading import ListName
from oa_client.assets import _
from oa_client.domain.decision import Refused
from oa_client.domain.matter import MatterId
from oa_client.domain.people import Role
from oa_client.ui.circulation import ledgers
from oa_client.ui.circulation.ledgers import Asking, Found, Heads, Ledger
from oa_client.ui.circulation.model import select
from oa_client.ui.widgets.choice import CHIP_WORDS, Chip, Choice
from oa_client.ui.widgets.running import Job, Lane, Runner
from oa_client.wording import names
from oa_client.wording.lines import origin
from oa_client.wording.sentences import sentence


class ListView(Protocol):
    """The screen of a list."""

    def show_ids(self, ids: Sequence[MatterId], heads: Heads = ()) -> None:
        """These, in this order."""
        ...

    def show_counts(self, text: str) -> None:
        """How all that stand there stand; nothing where that is not told."""
        ...

    def show_loading(self) -> None:
        """They are on their way."""
        ...

    def show_empty(self, text: str, act: str) -> None:
        """None, and what next."""
        ...

    def show_trouble(self, text: str, detail: str) -> None:
        """They could not be read."""
        ...

    def finish(self, matters: Sequence[MatterId]) -> None:
        """These need nothing more: their rows go, the next one is stood on."""
        ...

    def show_done(self, text: str, can_undo: bool) -> None:
        """What was just done with rows."""
        ...

    def show_refusal(self, text: str) -> None:
        """Why something was not done."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What doing the same with several came to."""

    done: tuple[MatterId, ...]
    numbers: tuple[int, ...]
    refused: Refused | None
    asked: int = 0


class ListPresenter:
    """One list."""

    def __init__(
        self, desk: Desk, runner: Runner, view: ListView, name: ListName, ledger: Ledger | None = None
    ) -> None:
        self._desk, self._runner, self._view = desk, runner, view
        self._name, self._ledger = name, ledger
        self._title = names.list_name(name) if ledger is None else names.kind(ledger.kind)
        self.choice = Choice()
        self._job: Job | None = None
        self.loaded = False
        """Whether the list was read since the choice was made."""
        self._undo: tuple[int, ...] = ()

    def choose(self, choice: Choice) -> None:
        """Another filter or order."""
        self.choice = choice
        self.loaded = False
        self.load()

    def load(self) -> None:
        """Read the list again; a reading under way is dropped."""
        if self._job is not None:
            self._job.cancel()
        if not self.loaded:
            self._view.show_loading()
        self._job = self._runner.run(self._reading(), self._on_found, self._on_failed, name=f"list.{self._name.value}")

    def _reading(self) -> Callable[[], Found]:
        """What reads the list as it is chosen now, away from the screen."""
        desk, name, ledger, choice = self._desk, self._name, self._ledger, self.choice

        def read() -> Found:
            now = desk.clock.now()
            if ledger is None:
                return Found(select(desk, name, choice, now))
            overseers = _overseers(desk)
            asking = Asking(
                now,
                lambda row: origin(row, desk.rules.directory),
                desk.calendar,
                lambda row: row.row.unit in overseers or row.row.opener == desk.rules.me or row.step in OVERSEEING,
            )
            return ledgers.select(desk, ledger, choice, asking)

        return read

    def _on_found(self, found: Found) -> None:
        self.loaded = True
        self._view.show_counts(_counted(found))
        if found.ids:
            self._view.show_ids(found.ids, found.heads)
        else:
            self._view.show_empty(*self._nothing())

    def _on_failed(self, error: Exception) -> None:
        self.loaded = False
        text = _("“{name}”暂时读不出来；已保存和待上传的内容不受影响。").format(name=self._title)
        self._view.show_trouble(text, f"{type(error).__name__}: {error}")

    def _nothing(self) -> tuple[str, str]:
        title = self._title
        if self.choice.text:
            return _("没有找到“{text}”。可换标题、单位或文号中的字词。").format(text=self.choice.text), _("查看全部")
        if self.choice.chip is not Chip.ALL:
            word = _(CHIP_WORDS[self.choice.chip])
            return _("没有{word}的{title}。").format(word=word, title=title), _("查看全部")
        if self._ledger is not None:
            return _(self._ledger.empty), ""
        if self._name in {ListName.TODO, ListName.TOREAD}:
            return _("没有{title}，都办完了。").format(title=title), _("查看已办")
        if self._name is ListName.SENT:
            return _("还没有发出过公文。点上方“新建”可发起轮阅。"), ""
        return _("还没有办过的事项。"), _("查看待办")

    def concerned(self, changes: Changes) -> bool:
        """Whether a change may touch this list."""
        return bool(changes)

    def mark_read(self, matters: Sequence[MatterId]) -> None:
        """阅毕 without words on all of these, by receipt or by action; what asks for words is left alone."""
        desk = self._desk
        self._runner.run(
            lambda: read_all(desk, tuple(matters)), self._on_marked, self._on_failed, lane=Lane.WRITE, name="mark_read"
        )

    def urge(self, matters: Sequence[MatterId]) -> None:
        """催办 whoever has not signed, read or done his part, in each of these where that may be done."""
        desk = self._desk
        self._runner.run(
            lambda: urge_all(desk, tuple(matters)), self._on_urged, self._on_failed, lane=Lane.WRITE, name="urge"
        )

    def _on_urged(self, outcome: Outcome) -> None:
        self._undo = outcome.numbers
        why = sentence(outcome.refused.code, outcome.refused.facts) if outcome.refused is not None else ""
        if outcome.done:
            left = outcome.asked - len(outcome.done)
            more = why or (_("另有 {n} 件没有可催的人。").format(n=left) if left else "")
            text = _("催办 {n} 件，已提交，待上传。").format(n=len(outcome.done))
            self._view.show_done(f"{text}{more}", can_undo=bool(outcome.numbers))
        else:
            self._view.show_refusal(why or _("所选各件都没有可催的人。"))

    def _on_marked(self, outcome: Outcome) -> None:
        self._undo = outcome.numbers
        if outcome.done:
            self._view.finish(outcome.done)
            text = _("阅毕 {n} 件，已提交，待上传。").format(n=len(outcome.done))
            self._view.show_done(text, bool(outcome.numbers))
        if outcome.refused is not None:
            self._view.show_refusal(sentence(outcome.refused.code, outcome.refused.facts))

    def undo(self) -> bool:
        """Take back what was just marked, while it has not left."""
        numbers, self._undo = self._undo, ()
        if numbers:
            desk = self._desk
            self._runner.run(
                lambda: [desk.undo(n) for n in numbers], self._on_undone, self._on_failed, lane=Lane.WRITE, name="undo"
            )
        return bool(numbers)

    def _on_undone(self, taken: Sequence[object]) -> None:
        late = sum(not t for t in taken)
        text = _("已撤销。") if not late else _("有 {n} 件已经上传，不能撤销。").format(n=late)
        self._view.show_done(text, can_undo=False)


OVERSEEING = frozenset({"fill_in", "approve", "issue", "close", "resume", "recheck", "cancel"})
"""Steps of whoever supervises, also of an item the centre opened by itself."""


def _overseers(desk: Desk) -> frozenset[int]:
    """The units whose supervision this person's posts make his: he supervises there, or leads."""
    posts = (actor for actor in actors(desk.rules) if actor.roles & {Role.SUPERVISOR, Role.LEADER})
    return frozenset(actor.unit for actor in posts)


def _counted(found: Found) -> str:
    """How what stands in a register of two sides stands: 在办, 临期, 超期."""
    if found.counts is None:
        return ""
    going, near, late = found.counts
    return _("在办 {going} 件　临期 {near} 件　超期 {late} 件").format(going=going, near=near, late=late)


def read_all(desk: Desk, matters: Sequence[MatterId]) -> Outcome:
    """Mark each as read where that needs no words."""
    done: list[MatterId] = []
    numbers: list[int] = []
    refused: Refused | None = None
    for matter in matters:
        record = desk.record(matter)
        if record is None:
            continue
        offers = desk.offers(record)
        receipt = any(o.receipt for o in offers)
        answer = desk.receipt(record) if receipt else desk.act(record, "mark_read", {})
        if isinstance(answer, Refused):
            refused = answer
        else:
            done.append(matter)
            if isinstance(answer, Kept):
                numbers.append(answer.n)
    return Outcome(tuple(done), tuple(numbers), refused)


_URGING = ("urge", "urge_reading")


def urge_all(desk: Desk, matters: Sequence[MatterId]) -> Outcome:
    """Urge in each where there is somebody to urge; the others are passed over."""
    done: list[MatterId] = []
    numbers: list[int] = []
    refused: Refused | None = None
    for matter in matters:
        record = desk.record(matter)
        offered = {o.action.name for o in desk.offers(record)} if record is not None else set()
        action = next((name for name in _URGING if name in offered), None)
        if record is None or action is None:
            continue
        answer = desk.act(record, action, {})
        if isinstance(answer, Refused):
            refused = answer
        elif isinstance(answer, Kept):
            done.append(matter)
            numbers.append(answer.n)
    return Outcome(tuple(done), tuple(numbers), refused, len(matters))
