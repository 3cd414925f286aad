"""A real desk over memory stores whose matters have real records, for tests and pictures of the matter page."""

from dataclasses import replace
from datetime import datetime

from oa_client.app.desk import Desk, Stores
from oa_client.app.fiscal import purse_of
from oa_client.app.overlay import Rules, confirm, fold
from oa_client.app.ports import Changes, Session, Settlement
from oa_client.app.reading import Listed, ListName
from oa_client.app.standing_in import held_in
from oa_client.domain import rulebook
from oa_client.domain.calendar import BEIJING, WorkingDays
from oa_client.domain.decision import Accepted, Command, Context
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Entry, MatterId, Moment, Row
from oa_client.domain.people import Directory, Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.protocol import record as chain
from oa_client.protocol.messages import Outcome
from tests.fakes.memory import MemoryFiles, MemoryOutbox, MemoryReplica

NOW = int(datetime(2026, 11, 20, 9, 24, tzinfo=BEIJING).timestamp())
HOUR = 3600

_UNITS = [
    (1, "明州区人民政府办公室", None, Level.DISTRICT),
    (2, "望春街道办事处", 1, Level.STREET),
    (3, "区应急管理局", 1, Level.DEPARTMENT),
    (4, "区住房和城乡建设局", 1, Level.DEPARTMENT),
    (5, "芦港村", 2, Level.VILLAGE),
]
_FOLK = [
    # number, name, pinyin, initials, unit, title, roles
    (1, "陈静", "chenjing", "cj", 1, "收发员", {Role.CLERK, Role.SUPERVISOR}),
    (2, "王小明", "wangxiaoming", "wxm", 2, "收发员", {Role.CLERK}),
    (3, "周建国", "zhoujianguo", "zjg", 2, "主任", {Role.LEADER, Role.REVIEWER}),
    (4, "李芳", "lifang", "lf", 2, "科员", {Role.HANDLER}),
    (5, "陆阿根", "luagen", "lag", 5, "文书", {Role.CLERK, Role.HANDLER}),
    (6, "徐志强", "xuzhiqiang", "xzq", 3, "局长", {Role.LEADER}),
    (7, "郑丽华", "zhenglihua", "zlh", 3, "副局长", {Role.LEADER}),
    (8, "沈国栋", "shenguodong", "sgd", 4, "局长", {Role.LEADER}),
    (9, "何敏", "hemin", "hm", 4, "科员", {Role.HANDLER}),
    (10, "蒋永康", "jiangyongkang", "jyk", 1, "副主任", {Role.LEADER}),
]
SECOND_POST = PostId(40)
"""李芳 is 民政干事 beside."""


def directory():
    units = {UnitId(n): Unit(UnitId(n), name, UnitId(up) if up else None, level, n) for n, name, up, level in _UNITS}
    posts = {PostId(n): Post(PostId(n), UnitId(u), t, frozenset(r), n) for n, _, _, _, u, t, r in _FOLK}
    posts[SECOND_POST] = Post(SECOND_POST, UnitId(2), "民政干事", frozenset({Role.HANDLER}), 40)
    people = {
        PersonId(n): Person(
            PersonId(n),
            name,
            (PostId(n), SECOND_POST) if n == 4 else (PostId(n),),
            phone=f"8719{n:04d}",
            pinyin=pinyin,
            initials=initials,
            order=n,
        )
        for n, name, pinyin, initials, *_ in _FOLK
    }
    return Directory(units, posts, people)


class Clock:
    def __init__(self, at=NOW):
        self.at = at

    def now(self):
        return self.at

    def monotonic(self):
        return float(self.at)


class Library:
    """Whole records in memory, my waiting commands folded in."""

    def __init__(self, outbox, kinds, folk, me):
        self.outbox, self.kinds, self.folk, self.me = outbox, kinds, folk, PersonId(me)
        self.entries = {}
        self.headers = {}
        self.rows_kept = {}
        self.broken = False
        self.sent = ()

    def _rules(self):
        return Rules(self.kinds, self.me, self.folk, WorkingDays(), held=held_in(self))

    def record(self, matter):
        if self.broken:
            raise OSError("disk I/O error")
        waiting = [p for p in self.outbox.pending() if p.command.matter == matter]
        entries = self.entries.get(matter, [])
        stored = [chain.write(e) for e in entries]
        head = chain.head(matter, stored).hex() if stored else ""
        confirmed = confirm(self.kinds, entries, head=head) or self.headers.get(matter)
        return fold(self._rules(), confirmed, waiting)

    def headed(self, ids):
        found = [r for m in ids if (r := self.record(m)) is not None]
        return tuple(Listed(r.id, r.kind, r.row, since=r.row.changed_at, due=r.row.due, whole=r.whole) for r in found)

    def stored(self, matter):
        return tuple(chain.write(e) for e in self.entries.get(matter, []))

    def doubted(self, matter):
        return False

    def rows(self, name, ids):
        return self.headed(ids)

    def ids(self, name, *, kind=None, **_):
        if name is ListName.LEDGER:
            return tuple(m for m in reversed(self.entries) if self.record(m).kind == kind)
        return self.sent if name is ListName.SENT else tuple(self.entries)

    def rows_under(self, kind, prefix):
        return {key: row for (of, key), row in self.rows_kept.items() if of == kind and key.startswith(prefix)}

    def row(self, kind, key):
        waiting = [r.data for r in self.outbox.pending_rows(1000) if (r.kind, r.key) == (kind, key)]
        return waiting[-1] if waiting else self.rows_kept.get((kind, key))

    def directory(self):
        return self.folk


class Scene:
    """A desk of one person, and the pen of everybody else."""

    def __init__(self, me=2, tables=None, folk=None):
        self.folk = folk or directory()
        self.kinds = Kinds(tables) if tables else Kinds()
        self.clock = Clock()
        post = self.folk.people[PersonId(me)].posts[0]
        self.outbox = MemoryOutbox(Session("https://oa.test", "wxm", PersonId(me), "", 7, "token"))
        self.library = Library(self.outbox, self.kinds, self.folk, me)
        self.replica = MemoryReplica(PersonId(me))
        self.files = MemoryFiles()
        self.post = post
        self.desk = Desk(
            Stores(self.outbox, self.replica, self.files, self.library), self.clock, self.kinds, WorkingDays()
        )

    def act(self, person, action, fields=None, *, matter=None, kind="circulation", track=None, at=None, post=None,
            cause=None, centre=False):  # fmt: skip
        """Somebody acts and the centre has numbered it, as what followed from `cause`; the matter's id comes back."""
        made = MatterId(f"1-{len(self.library.entries) + 1}") if matter is None else matter
        entries = self.library.entries.setdefault(made, [])
        process = self.kinds.newest(kind)
        state = None
        for entry in entries:
            state = rulebook.evolve(process, state, entry)
        actor = self.folk.actor(PersonId(person), PostId(post) if post else None)
        now = Moment(at if at is not None else NOW - HOUR)
        command = Command(made, kind, action, fields or {}, track, process.edition, cause=cause)
        money = purse_of(self.library.row)
        known = Context(actor, now, self.folk, WorkingDays(), at_centre=centre, purse=money, given=self._given)
        decision = rulebook.decide(process, state, command, known)
        assert isinstance(decision, Accepted), decision
        for new in decision.entries:
            v = len(entries) + 1
            entries.append(Entry(made, v, new.type, now, actor.person, actor.post, actor.unit, new.data))
        return made

    def _given(self, _registry, series):
        """How many numbers of a series were given."""
        entries = (e for some in self.library.entries.values() for e in some)
        found = (one for e in entries for one in e.data.get("found", {}).values() if isinstance(one, dict))
        return sum(one.get("series") == series for one in found)

    def circulate(self, *readers, mode="sequential", purpose="action", at=None, **fields):
        """陈静 sends something round."""
        groups = [[r] for r in readers] if mode == "sequential" else [list(readers)]
        given = {"title": "关于做好防御工作的通知", "mode": mode, "purpose": purpose, "readers": groups, **fields}
        return self.act(1, "circulate", given, at=at)

    def header_only(self, title="关于报送年度总结的通知"):
        from oa_client.app.overlay import Confirmed

        made = MatterId("9-9")
        row = Row(title, "circulating", PersonId(1), UnitId(1), Moment(NOW), Moment(NOW))
        self.library.headers[made] = Confirmed(made, "circulation", 1, row, None, whole=False)
        return made

    def unknown_edition(self):
        made = self.circulate("p2")
        first = self.library.entries[made][0]
        self.library.entries[made] = [replace(first, data={**first.data, "edition": 99})]
        return made

    def file(self, name, data, *, here=True):
        """An attachment as a field names it; its bytes came down, or not."""
        import hashlib

        sha = hashlib.sha256(data).hexdigest()
        if here:
            self.files.append(sha, 0, data)
            assert self.files.finish(sha, len(data))
        return {"sha256": sha, "name": name, "size": len(data)}

    def come_back(self, kept, code, **facts):
        """The centre refuses what was sent."""
        self.outbox.mark_sent([kept.n])
        self.outbox.settle([Settlement(kept.n, outcome=Outcome(kept.n, "r", code=code, facts=facts))])

    def tell(self, matter, origin="sync"):
        self.desk.tell(Changes(matters=frozenset({matter}), origin=origin))


class Now:
    """A runner that does everything at once."""

    def __init__(self):
        self.names = []

    def run(self, work, done, failed, *, lane=None, name=""):
        from oa_client.ui.widgets.running import Job

        self.names.append(name)
        try:
            result = work()
        except Exception as error:
            failed(error)
        else:
            done(result)
        return Job()
