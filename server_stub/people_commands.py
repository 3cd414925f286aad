"""What an administrator does with people on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence

from oa_client.domain.people import Directory, Person
from server_stub import register
from server_stub.cannot import CannotDo
from server_stub.centre_commands import opened, unreadable
from server_stub.intake import Plan
from server_stub.vacancies import left_empty

_MOST_ALIKE = 20


def added(given: argparse.Namespace) -> str:
    """A new person; the slip with his password. Raises `Unknown`, `CannotDo`."""
    with opened(given.data) as centre:
        password = register.add_person(centre, given.name, given.user, given.post, same_name=given.same_name)
        return _slip(centre.directory(), register.person_of(centre, given.user), given.user, password)


def imported(given: argparse.Namespace) -> str:
    """Take in a file of people; what it came to, and the passwords of new accounts. Raises `CannotDo`."""
    with opened(given.data) as centre:
        before = centre.directory()
        try:
            plan, passwords = register.import_people(centre, given.file, dry_run=given.dry_run, readmit=given.readmit)
        except OSError as problem:
            raise CannotDo(unreadable(given.file, problem)) from problem
        now = centre.directory()
        after = [*_slips(now, plan, passwords), *left_empty(before, now)]
    if plan.errors:
        raise CannotDo("\n".join([f"有 {len(plan.errors)} 行不对，一行也没有导入：", *plan.errors]))
    told = f"{'预览（没有改动）：' if given.dry_run else ''}{plan.told()}"
    return "\n".join([told, *_alike(plan.alike, dry_run=given.dry_run), *after])


def _alike(told: Sequence[str], *, dry_run: bool) -> Iterator[str]:
    """Nothing that keeps a file out, but something to look at before letters are sealed."""
    if told:
        more = f"等 {len(told)} 处" if len(told) > _MOST_ALIKE else ""
        wish = "；要分得清，先在文件里把姓名写成“李芳（女）”这样" if dry_run else ""
        named = "；".join(told[:_MOST_ALIKE])
        yield f"请核对同一单位里同名的，是不是把一个人写了两次：{named}{more}。确是两个人的照样能用{wish}。"


def _slips(directory: Directory, plan: Plan, passwords: Mapping[str, str]) -> Iterator[str]:
    """A line for each new account in the file's order, to be cut off and handed over: whose it is stands behind it."""
    users = {user: person for person, user in plan.accounts.items()}
    for user, password in passwords.items():
        yield _slip(directory, directory.people[users[user]], user, password)


def _slip(directory: Directory, person: Person, user: str, password: str, what: str = "初始密码") -> str:
    held = (directory.posts[post] for post in person.posts if post in directory.posts)
    places = "、".join(f"{directory.units[post.unit].name}{post.title}" for post in held)
    return f"账号 {user}　{what} {password}　{person.name}（{places}）"


def handed_over(given: argparse.Namespace) -> str:
    """Hand somebody's work to another. Raises `Unknown`, `CannotDo`."""
    users = (given.from_user, given.to_user, given.by_user)
    with opened(given.data) as centre:
        done = register.hand_over_work(centre, users, given.reason, given.kinds, dry_run=given.dry_run)
    told = f"{'预览（没有改动）：' if given.dry_run else '已'}移交 {done.matters} 件事项中的 {done.tracks} 项任务"
    left = f"；另有 {done.left} 项不是分给个人的任务（如退回给发起人的），没有移交" if done.left else ""
    return f"{told}{left}"


def moved(given: argparse.Namespace) -> str:
    """To other posts; what nobody holds any more. Raises `Unknown`."""
    with opened(given.data) as centre:
        before = centre.directory()
        register.move_person(centre, given.user, given.post)
        return "\n".join(left_empty(before, centre.directory()))


def disabled(given: argparse.Namespace) -> str:
    """Out of office; who it was, and what nobody holds any more. Raises `Unknown`, `CannotDo`."""
    with opened(given.data) as centre:
        before = centre.directory()
        person = register.disable_person(centre, given.user)
        empty = left_empty(before, centre.directory())
    if not person.active:
        return f"{person.name}（{given.user}）原来就是停用的。"
    told = f"{person.name}（{given.user}）已停用，各处退出登录；办过的记录都在。回来在岗的用 people import --readmit。"
    return "\n".join([told, *empty])


def reset(given: argparse.Namespace) -> str:
    """The slip with a new password. Raises `Unknown`."""
    with opened(given.data) as centre:
        password = register.reset_person(centre, given.user)
        return _slip(centre.directory(), register.person_of(centre, given.user), given.user, password, "新密码")


def listed(given: argparse.Namespace) -> str:
    """Everybody."""
    with opened(given.data) as centre:
        return "\n".join(register.list_people(centre))
