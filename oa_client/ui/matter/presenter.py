"""What the matter page does, without a screen: showing, keeping what is typed, handing in, taking back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from oa_client.app.acting import UNDO_SECONDS, Answer, Capacity, Offer
from oa_client.app.conflicts import TakenUp
from oa_client.app.desk import Desk
from oa_client.app.directory import FOLK
from oa_client.app.figures import is_figure
from oa_client.app.ports import Changes, Pending
from oa_client.assets import _
from oa_client.domain.decision import Refused
from oa_client.domain.fields import is_empty
from oa_client.domain.matter import FileRef, MatterId, TrackId
from oa_client.domain.people import PostId
from oa_client.domain.tracks import NUMBERED
from oa_client.ui.matter import asks, words
from oa_client.ui.matter.sheet import FileLine, Sheet, draft_key, file_line, news, sheet
from oa_client.ui.matter.strands import Turn
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording import moments

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """What was just handed in and may be taken back for `seconds` (0: not at all)."""

    matter: MatterId
    words: str
    n: int | None = None
    seconds: int = 0
    key: str = ""
    fields: Mapping[str, object] | None = None


class View(Protocol):
    """What the presenter asks of a screen."""

    def show_empty(self) -> None:
        """No matter is chosen."""
        ...

    def show_loading(self) -> None:
        """One was chosen and is being read."""
        ...

    def show_sheet(self, shown: Sheet, *, fresh: bool) -> None:
        """A matter; not `fresh`: the same one again, with whatever is being typed left alone."""
        ...

    def show_error(self, text: str) -> None:
        """It could not be read; what is typed is safe."""
        ...

    def show_news(self, text: str) -> None:
        """Somebody else acted in it meanwhile."""
        ...

    def show_saved(self, text: str, *, good: bool) -> None:
        """Where what is typed stands."""
        ...

    def show_refusal(self, field: str, text: str) -> None:
        """It was not kept, and why; nothing is cleared."""
        ...

    def show_done(self, done: Done) -> None:
        """It was kept; the strip to take it back."""
        ...

    def show_files(self, files: tuple[FileLine, ...]) -> None:
        """The attachments as they stand now."""
        ...

    def tell_finished(self, matter: MatterId) -> None:
        """The list may move on."""
        ...

    def show_away(self, words: str) -> None:
        """A conflict was put away; for a while it can come back."""
        ...

    def open_form(self, offer: Offer) -> None:
        """The form in which words are a draft again."""
        ...


class Presenter:
    """One page's conduct."""

    def __init__(self, desk: Desk, runner: Runner, view: View) -> None:
        """For this desk, on this screen."""
        self._desk, self._runner, self._view = desk, runner, view
        self._matter: MatterId | None = None
        self._turn = 0
        self.sheet: Sheet | None = None
        self.done: Done | None = None
        self._saved: dict[str, Mapping[str, object]] = {}
        self._form: tuple[MatterId, str] | None = None
        self._away: int | None = None

    # showing

    def show(self, matter: MatterId | None) -> None:
        """Another matter, or none."""
        self._matter, self.sheet = matter, None
        self._saved.clear()
        if matter is None:
            self._turn += 1
            self._view.show_empty()
            return
        self._view.show_loading()
        self._load(matter, fresh=True)

    def again(self) -> None:
        """The same matter once more."""
        if self._matter is not None:
            self._load(self._matter, fresh=self.sheet is None)

    def changed(self, changes: Changes) -> None:
        """Something was written somewhere."""
        if self._matter is None or changes.origin == "seen":
            return
        if changes.origin == "light":
            self.look_at_files()
        elif self._matter in changes.matters or changes.rows & FOLK or (changes.outbox and changes.origin == "sync"):
            self.again()

    def _load(self, matter: MatterId, *, fresh: bool) -> None:
        self._turn += 1
        turn = self._turn

        def work() -> Sheet | None:
            if fresh:
                self._desk.words.take_up(matter)
            record = self._desk.open(matter) if fresh else self._desk.record(matter)
            return sheet(self._desk, record) if record else None

        def failed(_error: Exception) -> None:
            if turn == self._turn:
                self._view.show_error(words.told("page_failed"))

        self._runner.run(work, lambda found: self._loaded(turn, found, fresh=fresh), failed, name="matter.show")

    def _loaded(self, turn: int, found: Sheet | None, *, fresh: bool) -> None:
        if turn != self._turn:
            return
        if found is None:
            self.sheet = None
            self._view.show_error(words.told("no_such_matter"))
            return
        before, self.sheet = self.sheet, found
        if fresh and found.draft is not None and found.primary is not None:
            self._saved[draft_key(found.id, found.primary)] = found.draft.data
        self._view.show_sheet(found, fresh=fresh)
        self._open_form(found)
        if not fresh and before is not None and (text := news(before.record.matter, found.record, self._desk)):
            self._view.show_news(text)

    def take_up(self, matter: MatterId, form: str) -> None:
        """Show a matter and open the form of an action, in which words are a draft again."""
        self._form = (matter, form) if form else None
        self.show(matter)

    def _open_form(self, shown: Sheet) -> None:
        if self._form is None or self._form[0] != shown.id:
            return
        form, self._form = self._form[1], None
        offers = (shown.primary, *shown.others)
        offer = next((o for o in offers if o is not None and o.action.name == form and not o.receipt), None)
        if offer is not None:
            self._view.open_form(offer)

    # conflicts

    def put_away(self, n: int) -> None:
        """采用中心的: mine is put away, its words stay in 历史版本; for a while it can come back."""

        def done(taken: Pending | None) -> None:
            if taken is not None:
                self._away = n
                self._view.show_away(_("已采用中心的，您写的内容留在“历史版本”里"))

        self._write(lambda: self._desk.put_away(n), done, self._broke, "conflict.away")

    def rework(self, n: int, theirs: str) -> None:
        """改后再交 or 合并编辑: the words stand in a form again."""

        def done(taken: TakenUp | None) -> None:
            if taken is None or taken.matter != self._matter:
                return
            if not taken.form:
                self._view.show_refusal("", words.told("no_form"))
            self.take_up(taken.matter, taken.form)

        self._write(lambda: self._desk.rework(n, theirs=theirs), done, self._broke, "conflict.rework")

    def _bring_back(self) -> None:
        n, self._away = self._away, None
        if n is not None:
            self._write(lambda: self._desk.bring_back(n), lambda _: None, self._broke, "conflict.back")

    def look_at_files(self) -> None:
        """How much of the attachments is here by now."""
        shown = self.sheet
        if shown is None:
            return

        here, light = self._desk.attachments.here, self._desk.attachments.light

        def work() -> tuple[FileLine, ...]:
            now = ((f, file_line(f.file, here(f.file), light(f.file))) for f in shown.files)
            return tuple(replace(line, by_hand=f.by_hand) for f, line in now)

        def done(files: tuple[FileLine, ...]) -> None:
            self._view.show_files(files)
            whole = {line.file.sha256 for line in shown.files if line.whole}
            if any(f.whole and f.file.sha256 not in whole and is_figure(f.file) for f in files):
                self.again()  # it stands on the pages of the text

        self._runner.run(work, done, self._ignore, name="matter.files")

    def want_light(self, file: FileRef) -> None:
        """A scan is looked at whose original is not here."""
        if (matter := self._matter) is not None:
            done, desk = self.look_at_files, self._desk
            self._runner.run(
                lambda: desk.want_light(matter, file),
                lambda _: done(),
                self._ignore,
                lane=Lane.WRITE,
                name="light.want",
            )

    def want(self, file: FileRef) -> None:
        """Fetch an attachment with the next link."""
        if (matter := self._matter) is not None:
            self._runner.run(
                lambda: self._desk.want(matter, file),
                lambda _: self.look_at_files(),
                self._ignore,
                lane=Lane.WRITE,
                name="file.want",
            )

    def _ignore(self, _error: Exception) -> None:
        """A look that fails changes nothing on the screen; the next one comes."""

    # typing

    def typed(self, offer: Offer, fields: Mapping[str, object]) -> None:
        """Keep what is being typed for an action; the same again writes nothing."""
        if self._matter is None:
            return
        key = draft_key(self._matter, offer)
        data = {"fields": dict(fields)}
        if self._saved.get(key, {"fields": {}}) == data or (key not in self._saved and _blank(fields)):
            return
        self._saved[key] = data
        now = self._desk.clock.now()

        def work() -> None:
            if _blank(fields):
                self._desk.drop_draft(key)
            else:
                self._desk.save_draft(key, data)

        def failed(_error: Exception) -> None:
            self._saved.pop(key, None)
            self._view.show_saved(words.told("draft_failed"), good=False)

        self._write(work, lambda _: self._view.show_saved(saved_words(now), good=True), failed, "draft.save")

    def draft(self, offer: Offer) -> Mapping[str, object]:
        """What was typed for an action before; people are chosen anew, their numbers may mean others by now."""
        found = self._desk.draft(draft_key(self._matter, offer)) if self._matter else None
        numbered = {asks.TARGET, *(a.name for a in offer.action.asks if a.type in NUMBERED)}
        return {k: v for k, v in fields_of(found.data).items() if k not in numbered} if found else {}

    # handing in

    def submit(
        self, offer: Offer, fields: Mapping[str, object], turn: Turn | None = None, seen: Sheet | None = None
    ) -> None:
        """Hand in what was filled in; refused, it stays where it is. `seen`: what it was filled in by, if not the page.

        A dialog stays as it was opened while news come in behind it: its people are those it showed.
        """
        shown = seen or self.sheet
        if shown is None:
            return
        given = {k: v for k, v in fields.items() if not is_empty(v)}
        target = given.pop(asks.TARGET, None)
        if offer.receipt and not given:
            answered = self._answered(shown, offer, given)
            self._write(lambda: self._desk.receipt(shown.record), answered, self._broke, "matter.receipt")
            return
        needs_target = offer.action.target is not None and not offer.action.target.own
        if needs_target and target is None:
            self._view.show_refusal(asks.TARGET, words.told("track_missing"))
            return
        track = TrackId(target) if isinstance(target, int) else (turn.track if turn else offer.track)
        capacity = Capacity(PostId(turn.post), turn.giver) if turn else Capacity(giver=offer.actor.on_behalf)

        def work() -> Answer:
            key = draft_key(shown.id, offer)
            return self._desk.act(shown.record, offer.action.name, given, track=track, capacity=capacity, draft=key)

        self._write(work, self._answered(shown, offer, given), self._broke, "matter.act")

    def _answered(self, shown: Sheet, offer: Offer, fields: Mapping[str, object]) -> Callable[[Answer], None]:
        def done(answer: Answer) -> None:
            if isinstance(answer, Refused):
                self._view.show_refusal(asks.field_of(offer, answer), words.refusal(answer, shown.kind))
                return
            key = draft_key(shown.id, offer)
            self._saved.pop(key, None)
            n = getattr(answer, "n", None)
            self.done = Done(
                matter=shown.id,
                words=_kept_words(offer, central=bool(getattr(answer, "needs_centre", False))),
                n=n,
                seconds=UNDO_SECONDS if n is not None else 0,
                key=key,
                fields=fields,
            )
            self._away = None
            self._view.show_done(self.done)
            self._view.tell_finished(shown.id)

        return done

    def _broke(self, error: Exception) -> None:
        code = "disk_full" if isinstance(error, OSError) else "draft_failed"
        self._view.show_refusal("", words.told(code))

    # taking back

    def undo(self) -> None:
        """Take back what was handed in last; its words return to where they were typed."""
        done = self.done
        if self._away is not None:
            self._bring_back()
            return
        if done is None or done.n is None:
            return
        self.done = None
        n = done.n

        def work() -> bool:
            return bool(self._desk.undo(n))

        def taken(good: bool) -> None:
            if good:
                self.show(done.matter)
            else:
                self._view.show_refusal("", words.told("too_late"))

        self._write(work, taken, self._broke, "matter.undo")

    def _write(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None], name: str
    ) -> None:
        self._runner.run(work, done, failed, lane=Lane.WRITE, name=name)

    def undo_over(self) -> None:
        """The time for it has passed."""
        self.done = self._away = None

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back now."""
        return self._away is not None or (self.done is not None and self.done.n is not None)


def _blank(fields: Mapping[str, object]) -> bool:
    return all(is_empty(v) or v is False for v in fields.values())


def _kept_words(offer: Offer, *, central: bool) -> str:
    if offer.receipt:
        return _("已记阅毕，待上传")
    return _("已提交，待上传；由中心办理后生效") if central else _("已提交，待上传")


def saved_words(at: int) -> str:
    """已保存在本机 09:14."""
    return _("已保存在本机 {time}").format(time=moments.clock(at))


def fields_of(data: Mapping[str, object]) -> Mapping[str, object]:
    """The fields in a draft, whoever wrote it."""
    found = data.get("fields")
    return found if isinstance(found, dict) else {}
