"""What writing a new matter does, without a screen: the draft, what is to be mended, sending, taking back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from oa_client.app import fiscal, registers
from oa_client.app.acting import UNDO_SECONDS, Answer
from oa_client.app.desk import Desk
from oa_client.app.ports import Draft
from oa_client.app.reading import Listed, Record
from oa_client.assets import _
from oa_client.domain.decision import Refused
from oa_client.domain.document import names_two_matters
from oa_client.domain.fields import is_empty
from oa_client.domain.matter import MatterId
from oa_client.domain.money.purse import Line
from oa_client.domain.usual import USUAL
from oa_client.ui.matter import asks, words
from oa_client.ui.matter.asks import Ask, Finding
from oa_client.ui.matter.presenter import Done, fields_of, saved_words
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording import moments, money, serials


class ComposeView(Protocol):
    """What the presenter asks of a screen."""

    def show_values(self, values: dict[str, object], restored: str) -> None:
        """A draft; `restored` says since when, when it is an old one."""
        ...

    def show_saved(self, text: str, *, good: bool) -> None:
        """Where what is written stands."""
        ...

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """What is to be mended first."""
        ...

    def show_advice(self, text: str, matter: MatterId | None) -> None:
        """What is worth a look, with the matter it speaks of; nothing, when the text is empty."""
        ...

    def show_done(self, done: Done) -> None:
        """It was kept; the strip to take it back."""
        ...

    def tell_finished(self, matter: str) -> None:
        """A matter was opened."""
        ...

    def tell_taken_back(self, done: Done) -> None:
        """It was taken back; everything is in the form again."""
        ...


@dataclass(frozen=True, slots=True)
class Task:
    """What is written: a new matter of a kind, or an action on one that is there."""

    kind: str
    record: Record | None = None
    action: str = ""


class ComposePresenter:
    """One form, for a new matter by the first action that opens it, or for an action that wants a page of its own."""

    def __init__(self, desk: Desk, runner: Runner, view: ComposeView, task: Task | str) -> None:
        """For this desk, on this screen."""
        task = Task(task) if isinstance(task, str) else task
        kind, self.record = task.kind, task.record
        kinds = desk.rules.kinds
        process = kinds.newest(kind) if task.record is None else kinds.get(kind, task.record.edition)
        assert process is not None
        self._desk, self._runner, self._view, self._kind = desk, runner, view, kind
        self._process = process
        opening = registers.beginning(desk.rules, kind) or process.opening[0]
        self.action = process.action(task.action) or opening
        self.asks: tuple[Ask, ...] = asks.asks_of(desk, kind, self.action, task.record)
        self._usual = _as_offered(self.asks)
        self._advised: tuple[object, ...] = ()
        self._key = self._place(1)
        self._saved: Mapping[str, object] = {}
        self._sending = False
        self.done: Done | None = None

    @property
    def key(self) -> str:
        """Where the draft lies."""
        return self._key

    def _place(self, number: int) -> str:
        if self.record is not None:
            return f"act/{self.record.id}/{self.action.name}"
        return f"new/{self._kind}/{number}"

    def begin(self, draft: str | None) -> None:
        """From a named draft, or the last one of this kind; else an empty form."""

        def work() -> Draft | None:
            if self.record is not None:
                self._desk.words.take_up(self.record.id)
            if draft or self.record is not None:
                return self._desk.draft(draft or self._place(1))
            begun = (d for d in self._desk.drafts() if d.key.startswith(f"new/{self._kind}/"))
            return next(begun, None)

        def found(kept: Draft | None) -> None:
            self._key = draft or (kept.key if kept else self._place(1))
            written = dict(fields_of(kept.data)) if kept else {}
            fields = written or dict(self._usual)
            self._saved = fields
            since = moments.full(kept.saved_at, self._desk.clock.now()) if kept and written else ""
            text = _("已恢复未送出的内容（{time} 保存）").format(time=since) if since else ""
            self._view.show_values(fields, text)

        self._runner.run(work, found, self._unread, name="draft.read")

    def _unread(self, _error: Exception) -> None:
        self._view.show_saved(words.told("page_failed"), good=False)

    def typed(self, fields: Mapping[str, object]) -> None:
        """Keep what was filled in; the same again writes nothing."""
        if fields == self._saved or self._sending:
            return
        self._saved = dict(fields)
        key, now = self._key, self._desk.clock.now()
        empty = all(is_empty(v) or v == self._usual.get(name) for name, v in fields.items())

        def work() -> None:
            if empty:
                self._desk.drop_draft(key)
            else:
                self._desk.save_draft(key, {"kind": self._kind, "action": self.action.name, "fields": dict(fields)})

        def failed(_error: Exception) -> None:
            self._saved = {}
            self._view.show_saved(words.told("draft_failed"), good=False)

        def done(_nothing: None) -> None:
            self._view.show_saved(saved_words(now), good=True)

        self._runner.run(work, done, failed, lane=Lane.WRITE, name="draft.save")

    def needed(self, fields: Mapping[str, object]) -> frozenset[str]:
        """The fields that must be filled in, as things stand."""
        return asks.needed_in(self._process, self.record.matter if self.record else None, self.action, fields)

    def drop(self) -> None:
        """Throw the draft away."""
        self._saved = {}
        key = self._key
        self._runner.run(lambda: self._desk.drop_draft(key), self._dropped, self._unread, lane=Lane.WRITE)

    def _dropped(self, _nothing: None) -> None:
        self._view.show_values(dict(self._usual), "")
        self._view.show_saved("", good=True)

    def advise(self, fields: Mapping[str, object]) -> None:
        """What is worth a look before it is sent, and hinders nobody: registered already, two matters in one 请示."""
        if self._kind == "fiscal":
            self._view.show_advice(self._passes(fields), None)
            return
        if self._kind == "budget_line":
            self._advise_line(fields)
            return
        known = tuple(fields.get(name) for name in ("title", "genre", "issuer", "number"))
        if known == self._advised:
            return
        self._advised = known
        title, genre, issuer, number = (str(value or "") for value in known)
        two = genre == "request" and names_two_matters(title)
        words = _("请示应一文一事：标题像是说了两件事，请核对。") if two else ""
        if self._kind != "incoming" or not (issuer and number):
            self._view.show_advice(words, None)
            return

        def told(found: Listed | None) -> None:
            if known == self._advised:
                self._view.show_advice(words if found is None else _alike(found), found.matter if found else None)

        desk = self._desk
        self._runner.run(lambda: registers.registered(desk, issuer, number), told, self._unread, name="registered")

    def _advise_line(self, fields: Mapping[str, object]) -> None:
        desk = self._desk

        def told(found: Line | None) -> None:
            self._view.show_advice(money.given_already(found, desk.people) if found is not None else "", None)

        self._runner.run(lambda: fiscal.alike(desk.stores.library, fields), told, self._unread, name="line.alike")

    def _passes(self, fields: Mapping[str, object]) -> str:
        """Whom an application will pass, by the rules as known here; nothing while that cannot be said."""
        desk = self._desk
        amount, line, fund = (fields.get(name) for name in ("amount", "line", "fund"))
        chain = fiscal.chain_for(desk.stores.library, amount, line, fund, desk.clock.now())
        return _("审批环节：{chain}").format(chain=money.passes(chain, desk.people)) if chain else ""

    def submit(self, fields: Mapping[str, object]) -> None:
        """Send it; what the rule would refuse is said before anything is kept."""
        if self._sending:
            return
        found = () if self.record else asks.findings(self._desk, self._kind, self.action, fields)
        self._view.show_findings(found)
        if found:
            return
        self._sending = True
        given = {k: v for k, v in fields.items() if not is_empty(v)}
        key, record = self._key, self.record

        def work() -> Answer:
            if record is not None:
                return self._desk.act(record, self.action.name, given, draft=key)
            return self._desk.begin(self._kind, self.action.name, given, draft=key)

        def answered(answer: Answer) -> None:
            self._sending = False
            self._answered(answer, given)

        def failed(error: Exception) -> None:
            self._sending = False
            self._failed(error)

        self._runner.run(work, answered, failed, lane=Lane.WRITE, name="matter.begin")

    def _answered(self, answer: Answer, given: Mapping[str, object]) -> None:
        if isinstance(answer, Refused):
            where = answer.facts.get("field")
            finding = Finding(where if isinstance(where, str) else "", words.refusal(answer, self._kind))
            self._view.show_findings((finding,))
            return
        self._saved = {}
        text = _("已提交，待上传")
        n = getattr(answer, "n", None)
        self.done = Done(answer.matter, text, n, UNDO_SECONDS, self._key, given)
        self._view.show_values(dict(self._usual), "")
        self._view.show_saved("", good=True)
        self._view.show_done(self.done)
        self._view.tell_finished(answer.matter)

    def _failed(self, error: Exception) -> None:
        code = "disk_full" if isinstance(error, OSError) else "draft_failed"
        self._view.show_findings((Finding("", words.told(code)),))

    def undo(self) -> None:
        """Take back what was sent; everything is in the form again."""
        done, self.done = self.done, None
        if done is None or done.n is None:
            return
        n = done.n

        def work() -> bool:
            return bool(self._desk.undo(n))

        def taken(good: bool) -> None:
            if good:
                self._view.tell_taken_back(done)
                self.begin(done.key)
            else:
                self._view.show_findings((Finding("", words.told("too_late")),))

        self._runner.run(work, taken, self._failed, lane=Lane.WRITE, name="matter.undo")

    def undo_over(self) -> None:
        """The time for it has passed."""
        self.done = None


def _as_offered(asks: tuple[Ask, ...]) -> dict[str, object]:
    """What stands in a form before anybody typed."""
    offered: dict[str, object] = {ask.name: ask.value for ask in asks if ask.value is not None}
    counted = [ask.usual.value for ask in asks if ask.counted and ask.usual is not None]
    return {**offered, USUAL: counted[0]} if counted else offered


def _alike(found: Listed) -> str:
    number = serials.listed_serial(found.kind, found.row) or _("待编号")
    return _("本单位已登记过：{number}《{title}》").format(number=number, title=found.row.title)
