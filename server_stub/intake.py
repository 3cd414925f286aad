"""Taking people in from a file: what each row means against the directory, what is wrong with it, and what it makes.

Whoever stands in the file holds exactly the posts the file gives him, the first row being the main one; whoever does
not stand in it stays as he is. Nothing is taken in while any row is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from oa_client.domain.people import Directory, Person, PersonId, Post, PostId, Unit
from server_stub.alike import told_alike
from server_stub.naming import PERSON, wrong_name
from server_stub.people import NONE_GIVEN, Last
from server_stub.pinyin import read_name
from server_stub.tabular import Faults, Row
from server_stub.unit_names import meant, which
from server_stub.unit_posts import ROLES, unknown_role, words

_USER = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_PHONE = re.compile(r"[+0-9][0-9()（） /、,，转*#-]{4,39}")
_MOBILE = re.compile(r"(\+?86)?1[3-9][0-9]{9}")
_SHORT = re.compile(r"[0-9]{3,8}")


@dataclass(slots=True)
class Plan:
    """What a file comes to. `errors` are sentences; with any of them nothing else counts."""

    posts: list[Post] = field(default_factory=list)
    people: dict[PersonId, Person] = field(default_factory=dict)
    accounts: dict[PersonId, str] = field(default_factory=dict)
    added: set[PersonId] = field(default_factory=set)
    changed: set[PersonId] = field(default_factory=set)
    same: set[PersonId] = field(default_factory=set)
    back: dict[PersonId, str] = field(default_factory=dict)
    """Who had been out of office."""
    alike: list[str] = field(default_factory=list)
    """Of whom there is another with the same name in the same unit: nothing is wrong with that, if it is so."""
    errors: list[str] = field(default_factory=list)

    def told(self) -> str:
        """It in one sentence."""
        counts = f"新增 {len(self.added)} 人，变更 {len(self.changed)} 人，不变 {len(self.same)} 人"
        back = f"，重新在岗 {len(self.back)} 人（{'、'.join(self.back.values())}）" if self.back else ""
        posts = f"（{'、'.join(post.title for post in self.posts)}）" if self.posts else ""
        return f"{counts}{back}，新设岗位 {len(self.posts)} 个{posts}，新开账号 {len(self.accounts)} 个"


class Planner:
    """Goes through the rows of a file once."""

    def __init__(
        self,
        directory: Directory,
        users: Mapping[str, PersonId],
        last: Last = NONE_GIVEN,
        *,
        readmit: bool = False,
    ) -> None:
        """Against the directory and the accounts as they are; what is new is numbered behind `last`, too.

        `readmit`: who is out of office comes back by being in the file; an old list must not do that by itself.
        """
        self._directory, self._users, self._readmit = directory, users, readmit
        self._known_names = {p.name for p in directory.people.values()}
        self._plan = Plan()
        self._new_users: dict[str, PersonId] = {}
        self._posts = {(p.unit, p.title): p for p in directory.posts.values()}
        self._seen: dict[tuple[PersonId, PostId], str] = {}
        self._cards: dict[str, PersonId] = {}
        self._next_post = max((last.post, *directory.posts)) + 1
        self._next_person = max((last.person, *directory.people, *users.values())) + 1

    def plan(self, rows: Iterable[Row]) -> Plan:
        """The change these rows make."""
        given = list(rows)
        faults = Faults(given, "文件里没有一行人员。")
        for row in given:
            faults.note(row, self._wrong(row) or self._take(row))
        self._plan.errors = faults.told()
        if not self._plan.errors:
            self._settle()
        return self._plan

    # one row

    def _wrong(self, row: Row) -> str:
        """What is wrong with its cells as they stand."""
        if row.bad:
            return f"“{row.bad[0]}”是公式而文件里没有存它的值，请在表格软件里打开并保存一次。"
        for column, label in (("name", "姓名"), ("unit", "单位"), ("post", "职务")):
            if not row[column]:
                return f"没有填{label}。"
        wrong = "" if row["name"] in self._known_names else wrong_name(row["name"], PERSON)
        if wrong := wrong or _wrong_numbers(row):
            return wrong
        if row["user"] and (wrong := wrong_user(row["user"])):
            return wrong
        if row["order"] and not row["order"].isdecimal():
            return f"排名“{row['order']}”不是整数。"
        return unknown_role(row["roles"])

    def _take(self, row: Row) -> str:
        units = meant(row["unit"], self._directory.units)
        if len(units) != 1:
            return which(row["unit"], units, self._directory.units)
        person = self._person(row, units[0])
        if isinstance(person, str):
            return person
        post = self._post(row, units[0])
        roles = frozenset(ROLES[word] for word in words(row["roles"]))
        if roles and roles != post.roles:
            return f"岗位“{post.title}”已经有了，角色不同；导入不改已有岗位的角色，请把“角色”一列清空。"
        if (before := self._seen.get((person.id, post.id))) is not None:
            return f"与{before}重复：{row['name']}在{units[0].name}任{post.title}已经写过。"
        self._seen[person.id, post.id] = row.where
        self._plan.people[person.id] = _with(person, row, post.id)
        if row["card"]:
            self._cards[row["card"]] = person.id
        return ""

    def _person(self, row: Row, unit: Unit) -> Person | str:
        """Who is meant, as the file has him so far, or why that cannot be said."""
        known = self._known(row, unit)
        if isinstance(known, str):
            return known
        if known is None:
            known = Person(PersonId(self._next_person), row["name"], ())
            self._next_person += 1
            self._plan.added.add(known.id)
        elif known.id not in self._plan.people:
            if not known.active and not self._readmit:
                return f"{known.name}已停用；确实回来在岗的，加 --readmit 再导入，不是的从文件里删去这一行。"
            if not known.active:
                self._plan.back[known.id] = known.name
            known = replace(known, posts=(), active=True)
        return self._account(known, row["user"]) or self._plan.people.get(known.id, known)

    def _account(self, person: Person, user: str) -> str:
        """Note the account he is to have; why he cannot."""
        if not user or user in self._users:
            return ""
        if person.id in self._users.values() or self._plan.accounts.get(person.id, user) != user:
            return f"{person.name}已经有另一个账号，账号“{user}”不能再给他。"
        self._new_users[user] = person.id
        self._plan.accounts[person.id] = user
        return ""

    def _known(self, row: Row, unit: Unit) -> Person | str | None:
        """By his card or his account where the row has one, else by his name in this unit."""
        people = {**self._directory.people, **self._plan.people}
        if (card := row["card"]) in self._cards:
            return people[self._cards[card]]
        user = row["user"]
        holder = self._users.get(user, self._new_users.get(user)) if user else None
        if holder is not None:
            known = people.get(holder)
            if known is not None and known.name != row["name"]:
                return f"账号“{user}”已经是{known.name}的，这一行写的是{row['name']}。"
            return known
        same = [p for p in people.values() if p.name == row["name"] and self._is_in(p, unit)]
        if user:
            same = [p for p in same if p.id not in {*self._users.values(), *self._new_users.values()}]
        if len(same) > 1:
            return f"{unit.name}有 {len(same)} 个{row['name']}，分不清是哪一个；请在“账号”一列写明。"
        return same[0] if same else None

    def _is_in(self, person: Person, unit: Unit) -> bool:
        posts = {**self._directory.posts, **{p.id: p for p in self._plan.posts}}
        before = self._directory.people.get(person.id)
        held = {*person.posts, *(before.posts if before else ())}
        return any(p in posts and posts[p].unit == unit.id for p in held)

    def _post(self, row: Row, unit: Unit) -> Post:
        """The post of that title in the unit, made where there is none."""
        known = self._posts.get((unit.id, row["post"]))
        if known is None:
            roles = frozenset(ROLES[word] for word in words(row["roles"]))
            known = Post(PostId(self._next_post), unit.id, row["post"], roles, int(row["order"] or self._next_post))
            self._next_post += 1
            self._posts[unit.id, row["post"]] = known
            self._plan.posts.append(known)
        return known

    def _settle(self) -> None:
        """Who of them is another than before."""
        for person in self._plan.people.values():
            if person.id not in self._plan.added:
                same = self._directory.people.get(person.id) == person
                (self._plan.same if same else self._plan.changed).add(person.id)
        users = {**{p: user for user, p in self._users.items()}, **self._plan.accounts}
        self._plan.alike = list(told_alike(self._after(), users, self._plan.added))

    def _after(self) -> Directory:
        """Everybody, if it is taken in."""
        before, plan = self._directory, self._plan
        posts = {**before.posts, **{p.id: p for p in plan.posts}}
        return Directory(before.units, posts, {**before.people, **plan.people})


def _with(person: Person, row: Row, post: PostId) -> Person:
    """Him with what the row says; what it leaves empty stays."""
    pinyin, initials = (person.pinyin, person.initials)
    if row["pinyin"]:
        syllables = row["pinyin"].casefold().split()
        pinyin = "".join(syllables)
        initials = "".join(s[0] for s in syllables) if len(syllables) > 1 else read_name(person.name)[1]
    elif not pinyin:
        pinyin, initials = read_name(person.name)
    order = int(row["order"]) if row["order"] else (person.order or person.id)
    return replace(
        person,
        posts=(*person.posts, post),
        phone=row["phone"] or person.phone,
        mobile=row["mobile"] or person.mobile,
        short=row["short"] or person.short,
        pinyin=pinyin,
        initials=initials,
        order=order,
    )


def wrong_user(user: str) -> str:
    """What is wrong with the name of an account; nothing where it will do."""
    if _USER.fullmatch(user):
        return ""
    return f"账号“{user}”不合规：用 2 到 32 个小写字母、数字、点、横线，以字母或数字开头。"


def _wrong_numbers(row: Row) -> str:
    mobile = re.sub(r"[ -]", "", row["mobile"])
    if row["mobile"] and not _MOBILE.fullmatch(mobile):
        return f"手机号“{row['mobile'][:20]}”不对：要 11 位，以 1 开头。"
    if row["phone"] and not _PHONE.fullmatch(row["phone"]):
        return f"办公电话“{row['phone'][:20]}”不像号码。"
    if row["short"] and not _SHORT.fullmatch(row["short"]):
        return f"短号“{row['short'][:20]}”不对：要 3 到 8 位数字。"
    return ""
