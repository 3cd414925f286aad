"""The desk: everything a surface, window or command line, may ask of one profile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from oa_client.app import searching
from oa_client.app.acting import OWN, UNDO_SECONDS, Acting, Answer, Capacity, Offer
from oa_client.app.attachments import Attachments
from oa_client.app.bodies import Texts
from oa_client.app.checking import Verdict, verify
from oa_client.app.conflicts import Conflict, TakenUp, conflict, is_conflict, words_for
from oa_client.app.directory import FOLK, People, addressed
from oa_client.app.figures import shown_in
from oa_client.app.fiscal import purse_of
from oa_client.app.groups import Groups
from oa_client.app.kept_words import KeptWords
from oa_client.app.numbers import series_at
from oa_client.app.overlay import Rules
from oa_client.app.ports import Changes, Clock, Draft, Files, Outbox, Pending, Session
from oa_client.app.reading import Found, Library, Listed, ListName, Record
from oa_client.app.replica import Replica
from oa_client.app.standing_in import away_in, held_in
from oa_client.app.terms import FREE, Terms
from oa_client.app.together import Together
from oa_client.app.urges import digest
from oa_client.app.workdays import CALENDAR, KEY, in_force
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import FileRef, MatterId, TrackId
from oa_client.domain.people import Actor, PersonId, Scope, scope_person
from oa_client.domain.standing_in import StandIn
from oa_client.protocol.digest import Digest
from oa_client.protocol.standing_in import AWAY, HELD


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores of an open profile."""

    outbox: Outbox
    replica: Replica
    files: Files
    library: Library


Listener = Callable[[Changes], None]


class Desk:
    """One person's desk on one device. Writes return after they are durable; who listens hears what changed.

    Methods may be called from any thread; the ones that say so are not for the GUI thread.
    """

    def __init__(self, stores: Stores, clock: Clock, kinds: Kinds, calendar: WorkingDays, terms: Terms = FREE) -> None:
        """A desk over open stores, on these terms."""
        self.terms = terms
        self.stores = stores
        self.clock = clock
        self.kinds = kinds
        self._shipped = calendar
        self._days: WorkingDays | None = None
        self.attachments = Attachments(stores.outbox, stores.files, terms.allowed.attachment)
        self.groups = Groups(stores.outbox, stores.library, self.tell)
        self.texts = Texts(stores.outbox, stores.files)
        series = partial(series_at, stores.library)
        told = (stores.outbox, clock, self._only_light, series)
        self._acting = Acting(*told, texts=self.texts, kinds=kinds, barred=lambda: terms.refusal)
        self.together = Together(self._acting, stores.outbox, clock, lambda: self.rules, self.tell)
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()
        self._rules: Rules | None = None
        self._people: People | None = None
        self.when_people_read: Callable[[int], None] = lambda _count: None
        """Hears how many people were read; from whichever thread read them."""

    # who

    @property
    def session(self) -> Session | None:
        """Who is signed in here."""
        return self.stores.outbox.session()

    @property
    def rules(self) -> Rules:
        """What the rules know on this device: read once, again after the directory changed."""
        with self._lock:
            if self._rules is None:
                session = self.session
                me = session.person if session else PersonId(0)
                device = session.device if session else 0
                library = self.stores.library
                days, held, purse = self._in_force(), held_in(library), purse_of(library.row)
                self._rules = Rules(self.kinds, me, library.directory(), days, device, self.texts.read, held, purse)
            return self._rules

    @property
    def calendar(self) -> WorkingDays:
        """The working days of the district, as this device knows them."""
        with self._lock:
            return self._in_force()

    def _in_force(self) -> WorkingDays:
        if self._days is None:
            self._days = in_force(self._shipped, self.stores.library.row(CALENDAR, KEY))
        return self._days

    @property
    def people(self) -> People:
        """Everybody, prepared for choosing."""
        rules = self.rules
        with self._lock:
            if self._people is None or self._people.directory is not rules.directory:
                self._people = People(rules.directory, rules.me)
                self._people.away = away_in(self.stores.library, self.clock.now())
                self.when_people_read(len(rules.directory.people))
            return self._people

    # what changed

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call this after every change, from the thread that made it; the result stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, changes: Changes) -> None:
        """Something was written (by the engine, or here)."""
        if not changes:
            return
        if changes.rows & {*FOLK, HELD, AWAY, CALENDAR} or changes.feed:
            with self._lock:
                self._rules = self._days = None
                if self._people is not None and AWAY in changes.rows:
                    self._people.away = away_in(self.stores.library, self.clock.now())
        for listener in list(self._listeners):
            listener(changes)

    # reading

    def ids(self, name: ListName, *, kind: str | None = None, urgency: str | None = None) -> tuple[MatterId, ...]:
        """A list's matters, newest first. Not for the GUI thread."""
        return self.stores.library.ids(name, kind=kind, urgency=urgency)

    def rows(self, name: ListName, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
        """These rows of a list."""
        return self.stores.library.rows(name, ids)

    def headed(self, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
        """These matters as rows of no list in particular."""
        return self.stores.library.headed(ids)

    def counts(self) -> Mapping[ListName, int]:
        """How many in each list: the badges. Not for the GUI thread."""
        return self.stores.library.counts()

    def digest(self) -> Digest | None:
        """What the centre reminded me of last, as far as it is still open. Not for the GUI thread."""
        return digest(self.stores.library)

    def open(self, matter: MatterId) -> Record | None:
        """A matter to look at: marks it read and, when only its header is here, asks for its record."""
        record = self.record(matter)
        if record is None:
            return None
        self._want_texts(record)
        if not record.whole:
            self.stores.replica.want_full(matter)
            self.tell(Changes(outbox=True, origin="want"))
        if self.stores.library.row("read", matter) is None:
            self._acting.seen(matter)
            self.tell(Changes(matters=frozenset({matter}), outbox=True, origin="seen"))
        return record

    def want_light(self, matter: MatterId, file: FileRef) -> None:
        """Somebody looks at a scan whose original is not here: its light copy comes first."""
        if self.attachments.want_light(matter, file):
            self.tell(Changes(outbox=True, origin="want"))

    def want(self, matter: MatterId, file: FileRef) -> None:
        """Fetch an attachment as soon as there is a link."""
        self.attachments.want(matter, file)
        self.tell(Changes(outbox=True, origin="want"))

    def record(self, matter: MatterId) -> Record | None:
        """A matter as it stands, without touching anything."""
        record = self.stores.library.record(matter)
        return self.texts.of(record) if record is not None else None

    def _want_texts(self, record: Record) -> None:
        """The bodies of a matter somebody looks at that came as files: the versions before this one too."""
        self._want_pictures(record)
        absent = self.texts.absent(record)
        if not absent:
            return
        with self.stores.replica.page() as page:
            page.reread((record.id,))  # also where they were here once and the cache was lost
        for file in absent:
            self.stores.files.want(file.sha256, record.id, file.size)
        self.tell(Changes(outbox=True, origin="want"))

    def _want_pictures(self, record: Record) -> None:
        """Those of the text as it stands: its pages are not whole without them."""
        shown = set(shown_in(record))
        absent = [f for f in record.matter.files if f.sha256 in shown] if record.matter is not None else []
        for file in absent:
            self.attachments.want(record.id, file)

    def search(self, query: str, limit: int = 50) -> Found:
        """Matters that hold every word, and of a person named those that hold the others. Not for the GUI thread."""
        return searching.find(self.stores.library, self.people, query, limit)

    def verify(self, matter: MatterId) -> Verdict:
        """Whether its record still says what the centre chained."""
        return verify(self.stores.library, matter)

    # acting

    def offers(self, record: Record) -> tuple[Offer, ...]:
        """What this person may do with it now: the action bar."""
        return self._acting.offers(self.rules, record)

    def act(
        self,
        record: Record,
        action: str,
        fields: Mapping[str, object],
        *,
        track: TrackId | None = None,
        capacity: Capacity = OWN,
        undo: int = UNDO_SECONDS,
        draft: str | None = None,
    ) -> Answer:
        """Do it, for himself or for another: kept on this device at once, or refused with nothing lost."""
        acting = self._acting
        return self._told(
            acting.act(self.rules, record, action, fields, track=track, capacity=capacity, undo=undo, draft=draft)
        )

    def begin(
        self,
        kind: str,
        action: str,
        fields: Mapping[str, object],
        *,
        capacity: Capacity = OWN,
        undo: int = UNDO_SECONDS,
        draft: str | None = None,
    ) -> Answer:
        """Open a new matter."""
        acting = self._acting
        return self._told(acting.begin(self.rules, kind, action, fields, capacity=capacity, undo=undo, draft=draft))

    def deputising(self, kind: str) -> tuple[Actor, ...]:
        """In whose names and posts this person may act for others in matters of a kind now."""
        return tuple(self._acting.deputising(self.rules, kind))

    @property
    def stand_ins(self) -> tuple[StandIn, ...]:
        """The delegations this person has given or holds that last now."""
        return tuple(one for one in self.rules.held if one.lasts(self.clock.now()))

    def away(self, scope: Scope) -> StandIn | None:
        """Who stands in for a person now, where he is away."""
        one = self.people.away.get(scope_person(scope) or PersonId(0))
        return one if one is not None and one.lasts(self.clock.now()) else None

    def receipt(self, record: Record) -> Answer:
        """阅毕 without words, where a receipt is what is asked."""
        return self._told(self._acting.receipt(record))

    def _only_light(self, record: Record) -> bool:
        return self.attachments.only_light(record.matter.files if record.matter else ())

    def _told(self, answer: Answer) -> Answer:
        matter = getattr(answer, "matter", None)
        if matter is not None:
            self.tell(Changes(matters=frozenset({matter}), outbox=True, origin="act"))
        return answer

    @property
    def words(self) -> KeptWords:
        """What was written for acts that did not come about: kept as drafts of their forms."""
        return self._acting.words

    def undo(self, n: int, *, apart: bool = False) -> tuple[Pending, ...]:
        """Take back what was not sent yet, first, with all that named what it opened or acted on it; none: too late."""
        taken = self._acting.undo(n, apart=apart)
        self._tell_outbox(*taken)
        return taken

    def take_back(self, n: int) -> Pending | None:
        """Ask the centre never to carry out what was sent; it comes back as 须重交 once the centre says so."""
        asked = self._acting.take_back(n)
        self._tell_outbox(asked)
        return asked

    def rework(self, n: int, *, theirs: str = "", apart: bool = False) -> TakenUp | None:
        """Take up a command that came back as a draft, with somebody else's words under mine where given.

        None when there is no such, or its matter is not on this device: a draft there would be seen by nobody.
        """
        mine = self._come_back(n)
        if mine is None:
            return None
        record = self.record(mine.command.matter)
        if record is None and not self._acting.opens(mine):
            return None
        form = self._acting.form_of(self.rules, record, mine.command)
        process = self.kinds.get(record.kind, record.edition) if record is not None else None
        fields = words_for(process, mine.command, form, theirs)
        opens = mine.command.kind if self._acting.opens(mine) else ""
        self._tell_outbox(self._acting.rework(n, form, fields, apart=apart))
        return TakenUp(mine.command.matter, form, opens)

    def put_away(self, n: int) -> Pending | None:
        """A command that came back needs nothing more; its words stay in 历史版本."""
        taken = self._come_back(n)
        self.stores.outbox.put_away(n)
        self._tell_outbox(taken)
        return taken

    def bring_back(self, n: int) -> bool:
        """Let what was put away stand as it came back."""
        good = self.stores.outbox.bring_back(n)
        if good:
            self._tell_outbox(self._come_back(n))
        return good

    def _come_back(self, n: int) -> Pending | None:
        return next((self._told_whole(p) for p in self.stores.outbox.refused() if p.n == n), None)

    def _told_whole(self, pending: Pending) -> Pending:
        """A command with its bodies as texts, as its author wrote them."""
        command = pending.command
        return replace(pending, command=replace(command, fields=self.texts.unpacked(command.fields)))

    def _tell_outbox(self, *taken: Pending | None) -> None:
        if matters := frozenset(one.command.matter for one in taken if one is not None):
            self.tell(Changes(matters=matters, outbox=True, origin="outbox"))

    def pending(self) -> tuple[Pending, ...]:
        """待上传, oldest first."""
        return self.stores.outbox.pending()

    def refused(self) -> tuple[Pending, ...]:
        """须重交, oldest first: what came back for what it is."""
        return tuple(p for p in self.stores.outbox.refused() if not is_conflict(p))

    def conflicting(self) -> tuple[Pending, ...]:
        """What came back because its matter had moved on, oldest first."""
        return tuple(self._told_whole(p) for p in self.stores.outbox.refused() if is_conflict(p))

    def conflicts(self, matter: MatterId | None = None) -> tuple[Conflict, ...]:
        """The same with both sides, of one matter or of all. Not for the GUI thread."""
        these = (p for p in self.conflicting() if matter in {None, p.command.matter})
        return tuple(conflict(p, self.record(p.command.matter)) for p in these)

    def versions(self, matter: MatterId) -> tuple[Pending, ...]:
        """历史版本: what I wrote on a matter and put away, newest first."""
        return tuple(self._told_whole(p) for p in self.stores.outbox.versions(matter))

    # drafts

    def save_draft(self, key: str, data: Mapping[str, object]) -> None:
        """Keep what is being typed; durable when it returns."""
        self.stores.outbox.save_draft(key, data, self.clock.now())

    def draft(self, key: str) -> Draft | None:
        """What was being typed there."""
        return self.stores.outbox.draft(key)

    def drafts(self) -> tuple[Draft, ...]:
        """Everything begun and not handed in, newest first."""
        return self.stores.outbox.drafts()

    def begin_to(self, kind: str, scope: Scope) -> str:
        """A draft of a new matter addressed to somebody; its key. One begun to him before is left as it is."""
        key = f"new/{kind}/to-{scope}"
        if self.draft(key) is None:
            process = self.kinds.newest(kind)
            assert process is not None
            action = process.opening[0]
            self.save_draft(key, {"kind": kind, "action": action.name, "fields": addressed(action, scope)})
        return key

    def drop_draft(self, key: str) -> None:
        """The author threw it away."""
        self.stores.outbox.drop_draft(key)
