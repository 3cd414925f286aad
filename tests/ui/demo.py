"""A desk full of believable work, for tests and pictures: a real `Desk` over small stores in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from oa_client.app.desk import Desk, Stores
from oa_client.app.finding import passage
from oa_client.app.ports import Changes, Draft, Pending, Session, Standing
from oa_client.app.reading import Found, Listed, ListName, Mark, Record
from oa_client.app.standing import Phase, SyncState
from oa_client.app.synclog import LogLine
from oa_client.app.terms import Terms, terms_of
from oa_client.domain.calendar import BEIJING, WorkingDays
from oa_client.domain.decision import Command
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Duty, Matter, MatterId, Row, Task
from oa_client.domain.people import (
    Directory,
    Level,
    Person,
    PersonId,
    Post,
    PostId,
    Role,
    Unit,
    UnitId,
    person_scope,
)
from oa_client.store.words import wanted

NOW = int(datetime(2026, 11, 20, 9, 24, tzinfo=BEIJING).timestamp())
HOUR, DAY = 3600, 86400

_UNITS = (
    (1, "明州区人民政府办公室", None, Level.DISTRICT),
    (2, "望春街道办事处", 1, Level.STREET),
    (3, "区应急管理局", 1, Level.DEPARTMENT),
    (4, "区住房和城乡建设局", 1, Level.DEPARTMENT),
    (5, "区卫生健康局", 1, Level.DEPARTMENT),
    (6, "区财政局", 1, Level.DEPARTMENT),
    (7, "消防救援大队", 1, Level.DEPARTMENT),
    (8, "芦港村", 2, Level.VILLAGE),
)
UNITS = {UnitId(n): Unit(UnitId(n), name, UnitId(p) if p else None, level, n) for n, name, p, level in _UNITS}
POSTS = {
    PostId(1): Post(PostId(1), UnitId(2), "收发员", frozenset({Role.CLERK})),
    PostId(2): Post(PostId(2), UnitId(2), "主任", frozenset({Role.LEADER})),
}
PEOPLE = {
    PersonId(1): Person(PersonId(1), "王小明", (PostId(1),)),
    PersonId(2): Person(PersonId(2), "周建国", (PostId(2),)),
}
ME = PersonId(1)
BODY = "望春街道各科室：请对照清单，逐户核实燃气软管更换情况，六月底前报街道城市管理办；逾期未报的由分管领导约谈。"
"""What every matter says."""

_TODO = (
    ("关于做好今年第12号台风防御工作的紧急通知", 3, "明应急〔2026〕41号", "flash", 0.5, 8, True, Mark.NONE),
    (
        "关于立即开展辖区内地下车库和低洼路段积水隐患排查整治情况专项督查的通知",
        1,
        "明政办发〔2026〕87号",
        "flash",
        3,
        -26,
        True,
        Mark.NONE,
    ),
    ("望春街道关于追加老旧小区改造配套资金的请示", 2, "望街〔2026〕63号", "urgent", 5, 54, False, Mark.WAITING),
    (
        "关于报送2026年度城镇老旧小区改造项目完成情况和2027年度改造计划的通知",
        4,
        "明建〔2026〕112号",
        "",
        20,
        30,
        False,
        Mark.NONE,
    ),
    ("关于商请加快望春街道辖区燃气管线迁改工作的函", 4, "明建函〔2026〕58号", "", 26, 100, False, Mark.REFUSED),
    ("关于开展秋冬季流感疫苗接种和流动儿童查漏补种工作的通知", 5, "明卫健〔2026〕39号", "", 44, 150, True, Mark.NONE),
    ("关于做好2027年部门预算编制和存量资金清理工作的通知", 6, "明财预〔2026〕21号", "", 50, -80, False, Mark.NONE),
    ("关于今冬明春火灾防控工作任务分工的通知", 7, "明消安〔2026〕15号", "", 70, 240, False, Mark.NONE),
    ("芦港村关于修缮文化礼堂屋面的申请", 8, "", "", 94, None, False, Mark.SENDING),
    ("关于印发《明州区既有住宅加装电梯工作导则》的通知", 4, "明政办发〔2026〕80号", "", 120, None, False, Mark.NONE),
    ("关于组织参加全区应急物资调运演练的通知", 3, "明应急〔2026〕38号", "", 146, 300, False, Mark.NONE),
    ("关于核查流动人口居住登记信息的通知", 1, "明政办函〔2026〕44号", "", 170, 320, False, Mark.NONE),
)
_TOREAD = (
    (
        "市防汛防台抗旱指挥部办公室关于切实做好强降雨防范应对工作的通知",
        3,
        "甬防指办〔2026〕17号",
        "urgent",
        1,
        None,
        True,
        Mark.NONE,
    ),
    ("明州区城镇老旧小区改造工作领导小组会议纪要", 1, "〔2026〕9号", "", 22, None, True, Mark.NONE),
    ("关于表扬2026年度防汛防台工作先进集体的通报", 1, "明政办发〔2026〕85号", "", 30, None, False, Mark.NONE),
    ("关于2026年三季度消防安全形势的通报", 7, "明消安〔2026〕12号", "", 76, None, False, Mark.NONE),
)
_BULLETIN = (
    ("关于11月25日区行政中心停水检修的公告", 1, "", "", 2, None, True, Mark.NONE),
    ("关于启用新版会议室预约登记办法的公告", 1, "", "", 46, None, False, Mark.NONE),
)
_SENT = (
    ("望春街道关于落实第12号台风防御值班安排的通知", 2, "望街办〔2026〕71号", "urgent", 4, 30, False, Mark.WAITING),
    ("望春街道2026年老旧小区改造现场推进会方案", 2, "望街办〔2026〕69号", "", 48, None, False, Mark.NONE),
    ("关于征求《望春街道抛荒耕地复耕补助办法》意见的函", 2, "望街函〔2026〕22号", "", 96, None, False, Mark.NONE),
)


_INCOMING = (
    # title, stage, step, 来文单位, number, serial, urgency, hours ago, due in hours, unread, over
    (
        "关于做好2026年城镇老旧小区改造项目竣工验收和资料归档工作的通知",
        "delivered",
        "sign_receipt",
        "明州区住房和城乡建设局",
        "明建〔2026〕118号",
        "",
        "",
        1,
        None,
        True,
        False,
    ),
    (
        "关于切实做好寒潮低温雨雪天气防范应对工作的紧急通知",
        "registered",
        "propose",
        "市防汛防台抗旱指挥部办公室",
        "甬防指办电〔2026〕23号",
        "2026-13",
        "top",
        2,
        6,
        False,
        False,
    ),
    (
        "新星社区关于协调解决老旧小区改造期间居民临时停车问题的申请",
        "instructed",
        "dispatch",
        "新星社区居民委员会",
        "",
        "2026-12",
        "",
        26,
        54,
        False,
        False,
    ),
    (
        "关于开展既有住宅加装电梯意见征询情况调查的函",
        "handling",
        "",
        "明州区住房和城乡建设局",
        "明建函〔2026〕61号",
        "2026-11",
        "urgent",
        44,
        -20,
        False,
        False,
    ),
    (
        "关于报送2026年度政务公开工作情况的通知",
        "proposed",
        "",
        "明州区人民政府办公室",
        "明政办函〔2026〕47号",
        "2026-10",
        "",
        50,
        200,
        False,
        False,
    ),
    (
        "关于2026年三季度信访工作情况的通报",
        "reading",
        "",
        "区信访局",
        "明信〔2026〕19号",
        "2026-9",
        "",
        120,
        None,
        False,
        False,
    ),
    (
        "关于核查流动人口居住登记信息的通知",
        "concluded",
        "",
        "市公安局明州分局",
        "明公〔2026〕52号",
        "2026-8",
        "",
        300,
        -100,
        False,
        True,
    ),
)
_EXCHANGE = (
    ("望春街道关于落实第12号台风防御值班安排的通知", "sent", "returned", "望街办〔2026〕71号", 4, 3, 5, False),
    ("望春街道2026年老旧小区改造现场推进会方案", "received", "", "望街办〔2026〕69号", 60, 9, 9, False),
    ("关于征求《望春街道抛荒耕地复耕补助办法》意见的函", "closed", "", "望街函〔2026〕22号", 200, 3, 3, True),
)
_OUTGOING = (
    ("关于开展冬季消防安全专项检查的通知", "draft", "draft", "", 2, "", None),
    ("望春街道关于请求解决老旧小区改造配套资金的请示", "signing", "", "", 20, "flash", None),
    ("关于征求《望春街道抛荒耕地复耕补助办法》意见的函", "consultation", "", "", 50, "", None),
    ("望春街道2026年法治政府建设工作报告", "rechecked", "number", "", 70, "", None),
    ("关于成立望春街道防汛防台指挥部的通知", "distributed", "", "望街发〔2026〕31号", 300, "urgent", "2026-31"),
)
_INSTRUCTION = (
    ("关于老旧小区改造期间居民临时停车问题", "registered", "assign", "p2", "2026-5", 3, None, False),
    ("关于寒潮期间困难群众生活保障", "handling", "", "p2", "2026-4", 30, 60, False),
    ("关于燃气管线迁改进度", "submitted", "", "区委常委、常务副区长 蒋永康", "2026-3", 90, 20, False),
    ("关于抛荒耕地复耕", "acknowledged", "close", "区委常委、常务副区长 蒋永康", "2026-2", 200, -40, False),
    ("关于既有住宅加装电梯", "closed", "", "p2", "2026-1", 400, None, True),
)


def ledger() -> list[Listed]:
    """The registers of a street office."""
    made = []
    for n, (title, stage, step, issuer, number, serial, urgency, hours, due, unread, over) in enumerate(_INCOMING):
        at = NOW - hours * HOUR
        row = Row(title, stage, PersonId(2), UnitId(2), at, at, urgency=urgency, number=number, origin=issuer,
                  due=None if due is None else NOW + due * HOUR, files=1, over=over, serial=serial, dated=at)  # fmt: skip
        made.append(Listed(MatterId(f"7-in{n}"), "incoming", row, step, at, row.due, unread))
    for n, (title, stage, step, number, hours, ended, total, over) in enumerate(_EXCHANGE):
        at = NOW - hours * HOUR
        row = Row(title, stage, ME, UnitId(2), at, at, number=number, ended=ended, total=total, over=over, files=1,
                  origin="望春街道办事处")  # fmt: skip
        made.append(Listed(MatterId(f"7-ex{n}"), "exchange", row, step, at))
    for n, (title, stage, step, number, hours, urgency, serial) in enumerate(_OUTGOING):
        at = NOW - hours * HOUR
        row = Row(title, stage, ME, UnitId(2), at, at, number=number, urgency=urgency, origin="望春街道办事处",
                  serial=serial or "", over=stage == "distributed")  # fmt: skip
        made.append(Listed(MatterId(f"7-out{n}"), "outgoing", row, step, at))
    row = Row("望街发", "open", ME, UnitId(2), NOW - 900 * HOUR, NOW - 3 * HOUR)
    made.append(Listed(MatterId("7-num1"), "numbers", row, "", NOW - 900 * HOUR))
    for n, (title, stage, step, leader, serial, hours, due, over) in enumerate(_INSTRUCTION):
        at = NOW - hours * HOUR
        row = Row(title, stage, ME, UnitId(2), at, at, serial=serial, origin=leader, dated=at, over=over,
                  due=None if due is None else NOW + due * HOUR)  # fmt: skip
        made.append(Listed(MatterId(f"7-ld{n}"), "instruction", row, step, at, row.due))
    return made


def _listed(n: int, item: tuple, name: ListName, kind: str = "circulation") -> Listed:
    title, unit, number, urgency, hours, due, unread, mark = item
    at = NOW - int(hours * HOUR)
    when = None if due is None else NOW + due * HOUR
    row = Row(
        title, "circulating" if kind == "circulation" else "published", PersonId(2), UnitId(unit), at, at,
        urgency=urgency, number=number, due=when, files=n % 2, over=kind == "bulletin",
    )  # fmt: skip
    step = "read" if name in {ListName.TODO, ListName.TOREAD} else ""
    return Listed(MatterId(f"7-{name.value}{n}"), kind, row, step, at, when, unread, mark=mark)


def lists() -> dict[ListName, list[Listed]]:
    """What the desk's lists hold."""
    toread = [_listed(n, item, ListName.TOREAD) for n, item in enumerate(_TOREAD)]
    toread += [_listed(90 + n, item, ListName.TOREAD, "bulletin") for n, item in enumerate(_BULLETIN)]
    return {
        ListName.TODO: [_listed(n, item, ListName.TODO) for n, item in enumerate(_TODO)],
        ListName.TOREAD: sorted(toread, key=lambda x: -x.since),
        ListName.DONE: [_listed(200 + n, item, ListName.DONE) for n, item in enumerate(_TODO[6:])],
        ListName.SENT: [_listed(300 + n, item, ListName.SENT) for n, item in enumerate(_SENT)],
        ListName.LEDGER: ledger(),
    }


@dataclass
class Clock:
    at: int = NOW

    def now(self):
        return self.at

    def monotonic(self):
        return float(self.at)


def _months():
    """Two months of items of supervision: per unit and source what was handed out, closed, in time, …"""
    for month, late in (("2026-10", 0), ("2026-11", 1)):
        lines = [
            [unit, source, 3 + n, 2 + n, 2 + n - (n + late) % 2, 24 + 7 * n, n % 2, (n + 1) % 2, 2 + n, (n + late) % 3]
            for n, (unit, source) in enumerate(
                [
                    (3, "meeting"),
                    (4, "instruction"),
                    (5, "work_report"),
                    (6, "meeting"),
                    (7, "superior"),
                    (2, "proposal"),
                ]
            )
        ]
        yield f"supervision/1/{month}", {"lines": lines}
    yield "supervision/counted/u1", {"at": NOW - 3 * HOUR}


STATISTICS = dict(_months())


class Library:
    """Lists in memory; records have a row and nothing else."""

    def __init__(self, filled=None):
        self.lists = lists() if filled is None else filled
        self.calls = []
        self.broken = False
        self.told = {}

    def rows_under(self, kind, prefix):
        """What the centre told: of who stands in for whom, and its statistics."""
        told = {**{("statistics", key): row for key, row in STATISTICS.items()}, **self.told}
        return {key: row for (of, key), row in told.items() if of == kind and key.startswith(prefix)}

    def _find(self, matter):
        return next((x for rows in self.lists.values() for x in rows if x.matter == matter), None)

    def ids(self, name, *, kind=None, urgency=None):
        self.calls.append(("ids", name, kind, urgency))
        if self.broken:
            raise OSError("disk I/O error")
        return tuple(
            x.matter for x in self.lists.get(name, []) if kind in (None, x.kind) and urgency in (None, x.row.urgency)
        )

    def rows(self, name, ids):
        held = {x.matter: x for x in self.lists.get(name, [])}
        return tuple(held[m] for m in ids if m in held)

    def headed(self, ids):
        found = [x for m in ids if (x := self._find(m)) is not None]
        return tuple(Listed(x.matter, x.kind, x.row, since=x.row.changed_at, due=x.row.due) for x in found)

    def counts(self):
        return {name: len(rows) for name, rows in self.lists.items()}

    def record(self, matter):
        found = self._find(matter)
        if found is None:
            return None
        row = found.row
        if found.kind != "bulletin":
            return Record(matter, found.kind, 1, row, None)
        fields = {"title": row.title, "scope": ["*"], "receipt": True}
        state = Matter(
            matter,
            "bulletin",
            1,
            "published",
            2,
            row.opener,
            PostId(2),
            row.unit,
            row.opened_at,
            row.changed_at,
            fields,
        )
        tasks = (Task(person_scope(ME), Duty.READ, "read", NOW, by_receipt=True),)
        return Record(matter, found.kind, 1, row, state, tasks=tasks)

    def search(self, query, limit=50):
        words = query.casefold().split()
        hits = {
            x.matter
            for name, rows in self.lists.items()
            for x in rows
            if name is not ListName.LEDGER and all(w in (x.row.title + x.row.number + BODY).casefold() for w in words)
        }
        ids = sorted(hits, key=lambda m: -self._find(m).since)
        return Found(tuple(ids[:limit]), len(ids), 1284, 3716)

    def words(self, query):
        return wanted(query).words

    def passages(self, ids, query):
        """What the stand-in for bodies says: every matter from a deadline on bears the same sentence."""
        words = wanted(query).words
        found = (self._find(m) for m in ids)
        made = {x.matter: passage(BODY, words, f"{x.row.title}\n{x.row.number}") for x in found}
        return {m: text for m, text in made.items() if text}

    def handled(self, ids):
        return frozenset(m for m in ids if self._find(m).row.opener == ME or m.startswith("7-done"))

    def of_person(self, person, limit=50):
        rows = {x.matter: x for some in self.lists.values() for x in some if x.row.opener == person}
        return tuple(sorted(rows, key=lambda m: -rows[m].row.changed_at))[:limit]

    def directory(self):
        return Directory(UNITS, POSTS, PEOPLE)

    def row(self, kind, key):
        return self.reminded if (kind, key) == ("digest", "latest") else None

    @property
    def reminded(self):
        """What the centre reminded of this morning: three of the 待办 with the soonest limits, one done since."""
        near = sorted((x for x in self.lists[ListName.TODO] if x.due is not None), key=lambda x: x.due)[:3]
        items = [{"matter": x.matter, "step": x.step, "due": x.due, "lamp": "near"} for x in near]
        done = {"matter": "7-gone", "step": "", "due": NOW, "lamp": "overdue"}
        return {"day": "2026-11-20", "total": 4, "items": [*items, done]} if near else None

    def usage(self):
        return {"matters": 5000, "outbox": 40960}


def _folk():
    """The demo's people, and a street with its offices, a village with its clerk, and a leader who holds two posts."""
    units = {**UNITS}
    for n, name, parent, level in (
        (9, "党政办公室", 2, Level.DEPARTMENT),
        (10, "应急管理和综合执法办公室", 2, Level.DEPARTMENT),
    ):
        units[UnitId(n)] = Unit(UnitId(n), name, UnitId(parent), level, n)
    posts, people = dict(POSTS), dict(PEOPLE)
    rows = (
        (3, 2, "党工委书记", "沈立新", "shenlixin", "slx", "0574-87010001", "6001", "", 0),
        (4, 2, "党工委副书记、办事处主任", "周建国", "zhoujianguo", "zjg", "0574-87010002", "6002", "13900010002", 1),
        (5, 2, "人大工委主任", "陈国强", "chenguoqiang", "cgq", "0574-87010003", "6003", "", 2),
        (6, 2, "党工委委员、副主任", "罗丽娜", "luolina", "lln", "0574-87010004", "6004", "", 3),
        (7, 9, "主任", "吴桂香", "wuguixiang", "wgx", "0574-87010011", "6011", "13900010011", 1),
        (8, 9, "收发员", "王小明", "wangxiaoming", "wxm", "0574-87010012", "6012", "13900010012", 2),
        (9, 9, "科员", "李芳", "lifang", "lf", "0574-87010013", "", "", 3),
        (10, 10, "主任", "赵铁军", "zhaotiejun", "ztj", "0574-87010021", "6021", "", 1),
        (11, 10, "综合行政执法中队指导员（挂职）", "欧阳文斌", "ouyangwenbin", "oywb", "0574-87010022", "6022", "", 2),
        (12, 8, "文书", "陆阿根", "luagen", "lag", "", "", "13900010031", 1),
    )
    for n, unit, title, name, pinyin, initials, phone, short, mobile, order in rows:
        roles = frozenset({Role.CLERK}) if title == "收发员" else frozenset()
        posts[PostId(n)] = Post(PostId(n), UnitId(unit), title, roles, order)
        who = {"周建国": 2, "王小明": 1}.get(name, n + 10)
        people[PersonId(who)] = Person(
            PersonId(who), name, (PostId(n),), phone, pinyin, initials, order, short=short, mobile=mobile
        )
    posts[PostId(13)] = Post(PostId(13), UnitId(10), "应急管理站站长", frozenset(), 0)
    leader = people[PersonId(16)]
    people[PersonId(16)] = replace(leader, posts=(*leader.posts, PostId(13)))
    return Directory(units, posts, people)


class Folk(Library):
    """The same lists with an address book worth looking at, and two groups."""

    def __init__(self, *, nobody=False):
        super().__init__()
        self.folk = Directory() if nobody else _folk()
        self.kept = {} if nobody else {"党工委班子": ["p13", "p2", "p15", "p16"], "防汛联络员": ["p20", "p22", "c9"]}

    def directory(self):
        return self.folk

    def row(self, kind, key):
        return self.kept if (kind, key) == ("settings", "directory.groups") else None


@dataclass
class Outbox:
    """What this person said; nothing of it leaves."""

    waiting: list[Pending] = field(default_factory=list)
    back: list[Pending] = field(default_factory=list)
    away: list[Pending] = field(default_factory=list)
    rows: list[tuple] = field(default_factory=list)
    drafts_held: dict = field(default_factory=dict)
    person: Session | None = field(
        default_factory=lambda: Session("https://oa.example.gov.cn", "wangxm", ME, "王小明", 7, "t")
    )

    def session(self):
        return self.person

    def pending(self):
        return tuple(self.waiting)

    def refused(self):
        return tuple(self.back)

    def queue_row(self, kind, key, data):
        self.rows.append((kind, key, data))

    def withdraw(self, n):
        found = next((p for p in self.waiting if p.n == n and p.standing is Standing.QUEUED), None)
        if found is not None:
            self.waiting.remove(found)
        return (found,) if found is not None else ()

    def ask_back(self, n):
        asked = next((p for p in self.waiting if p.n == n and p.standing is Standing.SENT), None)
        if asked is not None:
            back = replace(asked, standing=Standing.TAKING_BACK)
            self.waiting = [back if p is asked else p for p in self.waiting]
        return asked

    def put_away(self, n):
        self.away += [p for p in self.back if p.n == n]
        self.back = [p for p in self.back if p.n != n]

    def bring_back(self, n):
        found = [p for p in self.away if p.n == n]
        self.away = [p for p in self.away if p.n != n]
        self.back += found
        return bool(found)

    def versions(self, matter):
        return tuple(p for p in reversed(self.away) if p.command.matter == matter)

    def save_draft(self, key, data, at):
        self.drafts_held[key] = data

    def draft(self, key):
        return Draft(key, self.drafts_held[key], NOW) if key in self.drafts_held else None

    def drafts(self):
        return tuple(Draft(key, data, NOW) for key, data in self.drafts_held.items())

    def move_draft(self, key, to):
        free = key in self.drafts_held and to not in self.drafts_held
        if free:
            self.drafts_held[to] = self.drafts_held.pop(key)
        return free

    def drop_draft(self, key):
        self.drafts_held.pop(key, None)


def pendings() -> list[Pending]:
    def one(n, matter, action, **more):
        command = Command(MatterId(matter), "circulation", action, more.pop("fields", {}))
        return Pending(n, command, PostId(1), NOW - n * 700, **more)

    title = {"title": "望春街道关于落实第12号台风防御值班安排的通知"}
    return [
        one(11, "7-todo2", "mark_read", standing=Standing.QUEUED, fields={"opinion": "拟同意，请财政所核算。"}),
        one(12, "7-sent300", "circulate", standing=Standing.QUEUED, fields=title),
        one(13, "7-todo8", "mark_read", standing=Standing.SENT, tries=2),
    ]


def refusals() -> list[Pending]:
    """One that came back for what it is."""
    command = Command(MatterId("7-todo4"), "circulation", "mark_read", {"opinion": "请城建办对接。"})
    facts = {"action": "mark_read"}
    return [Pending(9, command, PostId(1), NOW - 5000, Standing.REFUSED, code="not_allowed", facts=facts)]


def clashing() -> list[Pending]:
    """One whose matter had moved on."""
    command = Command(MatterId("7-todo1"), "circulation", "mark_read", {"opinion": "请相关科室研究办理。"})
    facts = {"action": "mark_read", "stage": "recalled"}
    return [Pending(8, command, PostId(1), NOW - 9000, Standing.REFUSED, code="wrong_stage", facts=facts, seen=1)]


LOG = (
    LogLine(NOW - 2 * DAY, "pass", {"items": 46}, {"turn": 31_400, "record": 212_000}),
    LogLine(NOW - DAY, "cut", {"code": "unreachable"}, {"turn": 2_100}),
    LogLine(NOW - DAY + 40 * 60, "back", {}, {"turn": 900}),
    LogLine(NOW - DAY + 41 * 60, "refused", {"n": 1}, {}),
    LogLine(NOW - 2 * HOUR, "pass", {"items": 12}, {"turn": 8_200, "record": 40_900, "file": 1_838_337}),
    LogLine(NOW - 12 * 60, "quiet", {}, {"wait": 1_240}),
)


class Files:
    """Two attachments on their way."""

    def wanted(self):
        return (("a" * 64, MatterId("7-todo0"), 4_900_000), ("b" * 64, MatterId("7-todo1"), 640_000))

    def at(self, sha256):
        return 1_700_000 if sha256.startswith("a") else 0


class Link:
    """An engine that only says how it stands."""

    def __init__(self, state):
        self._state, self._listeners, self.wishes = state, [], []

    def state(self):
        return self._state

    def listen(self, listener):
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def stand(self, state):
        self._state = state
        for listener in list(self._listeners):
            listener(state)

    def sync_now(self):
        self.wishes.append("sync")

    def pause(self, *, paused):
        self.wishes.append("pause" if paused else "resume")

    def hold_files(self, *, held):
        self.wishes.append("hold" if held else "let")
        self.stand(replace(self._state, files_held=held))

    def use(self, use):
        self.wishes.append(use)

    def log(self):
        return LOG


ONLINE = SyncState(Phase.IDLE, last_full_pass=NOW - 12 * 60, today=1_887_437)
OFFLINE = replace(ONLINE, phase=Phase.OFFLINE, problem="unreachable")


def desk(library=None, outbox=None, policies=None, lease=None) -> Desk:
    stores = Stores(outbox or Outbox(), None, Files(), library or Library())
    terms = terms_of(policies, lease) if policies else Terms(lease=lease)
    return Desk(stores, Clock(), Kinds(), WorkingDays(), terms)


def full_outbox() -> Outbox:
    return Outbox(pendings(), refusals())


CHANGED = Changes(matters=frozenset({MatterId("7-todo0")}), origin="sync")
