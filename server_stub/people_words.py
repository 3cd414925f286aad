"""How people and their accounts stand after a restore, and whose devices have not been here since, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from oa_client.domain.calendar import BEIJING
from server_stub.coming_back import ComingBack
from server_stub.people_kept import Kept, PeopleKept

_MOST_PLACES = 20
LATER = "以后来的，事项此后没有人办过的照样接回，有人办过的退回本人重交（文字不丢），编过的号可能已给了别人"

_WHAT = {
    "added": "备份之后新增，账号照旧能用",
    "disabled": "备份之后停用，仍不能登录",
    "enabled": "备份时停用、后来复职，没有放他进来，确实在岗的用 people import --readmit 再收入一次",
    "password": "备份之后密码改过或重置过，新密码有效，原来的作废",
    "user": "备份之后账号改过，用新账号登录",
    "moved": "备份之后调动过，以现在的岗位为准",
    "details": "资料以恢复前的为准",
}


def moment(at: int) -> str:
    """A moment in Beijing's time, to the minute."""
    there = datetime.fromtimestamp(at, UTC).astimezone(BEIJING)
    return f"{there.year}年{there.month}月{there.day}日 {there:%H:%M}"


def of_people(people: PeopleKept) -> Iterator[str]:
    """What an administrator has to know of accounts before he lets anybody in."""
    if people.kept is None:
        yield _as_backed_up(people.day)
        return
    if people.kept:
        yield f"人员和账号照恢复前的接着用，备份以来有变动的 {len(people.kept)} 人，请核对："
        yield from map(_one, people.kept)
    else:
        yield "人员和账号与恢复前一样。"
    if people.renamed:
        named = "、".join(f"{now}（备份时叫{then}）" for then, now in people.renamed[:_MOST_PLACES])
        more = f"等 {len(people.renamed)} 个" if len(people.renamed) > _MOST_PLACES else ""
        yield f"备份之后改名的单位用新名：{named}{more}。"
    if people.places:
        named = "、".join(people.places[:_MOST_PLACES])
        more = f"等 {len(people.places)} 处" if len(people.places) > _MOST_PLACES else ""
        yield f"备份之后新增的单位、岗位照旧；原有的除名称外停在备份的时候，此后改过的请用 units 重做：{named}{more}。"


def _as_backed_up(day: int) -> str:
    since = f"停在 {moment(day)}（备份里的最后一笔）" if day else "停在备份的时候"
    return (
        f"人员和账号{since}，恢复前的数据读不出来，没法比对：此后停用的人又能登录，改过、重置过的密码又是原来的，"
        "新增、调动的都没有了。让人登录之前，请对照 people list 重做 people disable、reset、move、add。"
    )


def _one(kept: Kept) -> str:
    what = "；".join(_WHAT[one] for one in kept.what)
    holds = f"；现任{'、'.join(kept.posts) or '（没有岗位）'}" if {"added", "moved"} & set(kept.what) else ""
    return f"{kept.name}（{kept.user or '没有账号'}）：{what}{holds}。"


def of_devices(coming: ComingBack, *, closed: bool, blind: bool) -> Iterator[str]:
    """Whom to wait for. `blind`: what signed in after the backup is not known."""
    unknown = "；备份之后才登录的终端不在其内" if blind else ""
    shut_out = f"；另有 {coming.shut_out} 台是停用的人的，不会来补交" if coming.shut_out else ""
    if closed and coming.people:
        yield f"了结时还没有回来的：{'、'.join(coming.people)}{unknown}{shut_out}。{LATER}。"
    if closed:
        return
    if not coming.devices:
        yield f"备份以来没有在岗的人登录过的终端，不用等人补交{unknown}{shut_out}。"
        return
    came = f"备份以来登录过的 {coming.devices} 台终端，恢复之后已回来 {coming.came} 台"
    if not coming.people:
        yield f"{came}，都来过了{unknown}{shut_out}。"
        return
    yield f"{came}，还没有来的：{'、'.join(coming.people)}{unknown}{shut_out}。"
    yield f"他们手里可能还有中心缺的记录，最好等他们联网同步过再了结；现在了结也行：{LATER}。"
