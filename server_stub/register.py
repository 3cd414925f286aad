"""The system administrator's work on people: add, move, disable, reset, list."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from oa_client.domain.handover import Handover
from oa_client.domain.people import Directory, Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from server_stub import tables as t
from server_stub.accounts import end_tokens, kept_password, reset_password, set_account
from server_stub.alike import alike
from server_stub.audit import note
from server_stub.cannot import CannotDo
from server_stub.handover import HandedOver, hand_over
from server_stub.intake import Plan, Planner, wrong_user
from server_stub.keeping import Keeping
from server_stub.naming import PERSON, wrong_name
from server_stub.people import last_given, put_things
from server_stub.pinyin import read_name
from server_stub.post_names import Unknown, meant_post
from server_stub.tabular import read_rows
from server_stub.unit_names import path as unit_path
from server_stub.unit_posts import told
from server_stub.work import Work

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def draw_password() -> str:
    """A password to be handed over: 14 letters and digits that cannot be mistaken, 69 bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(14))


def begin(centre: Keeping, district: str) -> tuple[str, str]:
    """The first unit, post and account of a new centre; the user name and the password."""
    with centre.work() as work:
        unit = Unit(UnitId(1), district, None, Level.DISTRICT)
        post = Post(PostId(1), unit.id, "收发员", frozenset({Role.CLERK}))
        put_things(work, [unit, post, Person(PersonId(1), "管理员", (post.id,))])
        password = draw_password()
        set_account(work, PersonId(1), "admin", password)
    return "admin", password


def add_person(centre: Keeping, name: str, user: str, posts: Iterable[str | int], *, same_name: bool = False) -> str:
    """A new person with an account; the password. Raises `Unknown` for a post there is none of, and `CannotDo`.

    `same_name`: though somebody in the same unit is called the same.
    """
    name = name.strip()
    if wrong := wrong_name(name, PERSON) or wrong_user(user):
        raise CannotDo(f"{wrong}没有改动")
    with centre.work() as work:
        if kept_password(work.connection, user)[0] is not None:
            raise CannotDo(f"账号“{user}”已经有了，没有改动；请给他另起一个，重置密码用 people reset")
        held = _posts(work, posts)
        if not same_name and (others := alike(work.directory, name, held)):
            raise CannotDo(_one_more(work, name, others))
        person = PersonId(last_given(work).person + 1)
        pinyin, initials = read_name(name)
        put_things(work, [Person(person, name, held, pinyin=pinyin, initials=initials, order=person)])
        password = draw_password()
        set_account(work, person, user, password)
        note(work, "people.add", user, person=person)
    return password


def _one_more(work: Work, name: str, others: Sequence[Person]) -> str:
    there = "、".join(f"{_user_of(work, one)}，{_titles(work.directory, one)}" for one in others)
    return (
        f"同一个单位里已经有{name}（{there}），没有改动。确有同名的另一个人，--name 写成“{name}（女）”这样就分得清；"
        "一定要同名的，加 --same-name"
    )


def import_people(centre: Keeping, path: Path, *, dry_run: bool, readmit: bool = False) -> tuple[Plan, dict[str, str]]:
    """Take in the people of a file, all of them or nobody; what that comes to, and the passwords of new accounts.

    Raises `CannotDo`. Where the plan has errors, or for a dry run, nothing is changed. `readmit`: who is out of
    office comes back by being in the file.
    """
    rows = read_rows(path)
    passwords: dict[str, str] = {}
    with centre.work() as work:
        a = t.account.c
        users = {row.user: PersonId(row.person) for row in work.connection.execute(select(a.user, a.person))}
        plan = Planner(work.directory, users, last_given(work), readmit=readmit).plan(rows)
        if not plan.errors and not dry_run:
            put_things(work, [*plan.posts, *plan.people.values()])
            for person, user in plan.accounts.items():
                passwords[user] = draw_password()
                set_account(work, person, user, passwords[user])
            note(work, "people.import", path.name, outcome=plan.told())
    return plan, passwords


def move_person(centre: Keeping, user: str, posts: Iterable[str | int]) -> None:
    """A person holds these posts from now on, the first being the main one."""
    with centre.work() as work:
        person = _person(work, user)
        put_things(work, [replace(person, posts=_posts(work, posts))])
        note(work, "people.move", user, person=person.id)


def hand_over_work(
    centre: Keeping, users: tuple[str, str, str], reason: str, kinds: Sequence[str], *, dry_run: bool
) -> HandedOver:
    """The first user's open work goes to the second; the third had it done. Raises `Unknown`, `CannotDo`."""
    with centre.work() as work:
        giver, taker, by = (_person(work, user) for user in users)
        if giver.id == taker.id or not taker.active:
            raise CannotDo(f"不能移交给{taker.name}：接手的人要另有其人，而且在岗。")
        if unknown := sorted(set(kinds) - set(work.kinds.names())):
            raise CannotDo(f"没有“{unknown[0]}”这类事项；有：{'、'.join(work.kinds.names())}。")
        told = f"{giver.name}的工作移交{taker.name}，由{by.name}办理。原因：{reason}"
        wish = Handover(giver.id, taker.id, by.id, told)
        done = hand_over(work, wish, kinds, dry_run=dry_run)
        if not dry_run:
            note(work, "people.handover", f"{users[0]}>{users[1]}", person=by.id, outcome=f"{done.tracks}")
    return done


def disable_person(centre: Keeping, user: str) -> Person:
    """A person is out of office: signed out everywhere, sees nothing; how he was before.

    Raises `Unknown`, and `CannotDo` for the last in office who can sign in: nobody would be left to be named as `--by`.
    """
    with centre.work() as work:
        person = _person(work, user)
        if person.active and not _others(work, person):
            raise CannotDo(
                f"{person.name}（{user}）是最后一个在岗、能登录的人，没有停用：否则谁也登录不了，--by 也没有人可写。"
                "请先用 people add 或 people import 加上接替的人；只是怕密码泄露的，用 people reset"
            )
        put_things(work, [replace(person, active=False)])
        end_tokens(work, person.id)
        note(work, "people.disable", user, person=person.id)
    return person


def reset_person(centre: Keeping, user: str) -> str:
    """A new password."""
    password = draw_password()
    with centre.work() as work:
        person = _person(work, user)
        reset_password(work, user, password)
        note(work, "people.reset", user, person=person.id)
    return password


def person_of(centre: Keeping, user: str) -> Person:
    """Whose account this is. Raises `Unknown`."""
    with centre.work() as work:
        return _person(work, user)


def list_people(centre: Keeping) -> Iterator[str]:
    """A line for each account: user, name, unit with its superiors, posts with their roles."""
    directory = centre.directory()
    with centre.database.read() as connection:
        a = t.account.c
        users = {row.person: row.user for row in connection.execute(select(a.person, a.user))}
    for person in sorted(directory.people.values(), key=lambda p: p.id):
        posts = [directory.posts[p] for p in person.posts if p in directory.posts]
        places = "、".join(_place(directory, p) for p in posts)
        state = "" if person.active else "\t已停用"
        yield f"{users.get(person.id, '-')}\t{person.name}\t{places}{state}"


def _place(directory: Directory, post: Post) -> str:
    unit = directory.units[post.unit]
    return f"{unit_path(unit, directory.units)} {post.title} ({post.id})［{told(post.roles)}］"


def _others(work: Work, person: Person) -> bool:
    """Whether somebody else is in office and has an account."""
    accounts = work.connection.execute(select(t.account.c.person)).scalars()
    people = work.directory.people
    return any(
        PersonId(one) != person.id and PersonId(one) in people and people[PersonId(one)].active for one in accounts
    )


def _user_of(work: Work, person: Person) -> str:
    user = work.connection.execute(select(t.account.c.user).where(t.account.c.person == person.id)).scalar()
    return f"账号 {user}" if user else "没有账号"


def _titles(directory: Directory, person: Person) -> str:
    return "、".join(directory.posts[p].title for p in person.posts if p in directory.posts)


def _person(work: Work, user: str) -> Person:
    a = t.account.c
    found = work.connection.execute(select(a.person).where(a.user == user)).scalar()
    person = None if found is None else work.directory.people.get(PersonId(found))
    if person is None:
        raise Unknown(f"没有账号“{user}”")
    return person


def _posts(work: Work, said: Iterable[str | int]) -> tuple[PostId, ...]:
    return tuple(meant_post(str(one), work.directory) for one in said)
