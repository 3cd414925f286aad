"""What nobody is left to do: roles whose last holder went, told to whoever took him out of office or moved him."""

from __future__ import annotations

from collections.abc import Iterator

from oa_client.domain.people import Directory, Role, UnitId
from server_stub.unit_names import path
from server_stub.unit_posts import ROLES

_MOST = 5


def left_empty(before: Directory, now: Directory) -> Iterator[str]:
    """One sentence, where a unit has nobody in office any more for a role somebody had there."""
    gone = sorted(_held(before) - _held(now), key=lambda one: (one[0], list(Role).index(one[1])))
    if not gone:
        return
    words = {role: word for word, role in ROLES.items()}
    named = "、".join(f"{path(now.units[unit], now.units)}的{words[role]}" for unit, role in gone[:_MOST])
    more = f"等 {len(gone)} 处" if len(gone) > _MOST else ""
    yield (
        f"请注意，从此没有在岗的人担任：{named}{more}；轮到他们办的，在客户端里没有人办得了。"
        "请用 people add 加人，或用 people move 调人去；oa-server 命令照样能用。"
    )


def _held(directory: Directory) -> set[tuple[UnitId, Role]]:
    posts = (directory.posts[p] for one in directory.people.values() if one.active for p in one.posts)
    return {(post.unit, role) for post in posts for role in post.roles}
