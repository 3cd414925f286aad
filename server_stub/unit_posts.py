"""The posts a unit usually has, and posts as an administrator writes them: ``收发员；主任=领导+承办人``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from oa_client.domain.people import Level, Role

ROLES = {
    "收发员": Role.CLERK,
    "领导": Role.LEADER,
    "承办人": Role.HANDLER,
    "审核人": Role.REVIEWER,
    "主要负责人": Role.PRINCIPAL,
    "财政业务科室": Role.FINANCE,
    "财政局长": Role.FINANCE_HEAD,
    "分管财政领导": Role.FINANCE_LEADER,
    "督查员": Role.SUPERVISOR,
}
Posts = Mapping[str, frozenset[Role]]
"""The roles of each post, by its title, in order."""

_ORGAN: Posts = {
    "收发员": frozenset({Role.CLERK}),
    "主要负责人": frozenset({Role.LEADER, Role.PRINCIPAL}),
    "负责人": frozenset({Role.LEADER}),
    "审核人": frozenset({Role.REVIEWER}),
    "经办人": frozenset({Role.HANDLER}),
}
_BASE: Posts = {title: _ORGAN[title] for title in ("收发员", "主要负责人", "经办人")}
_SECTION: Posts = {
    "收发员": frozenset({Role.CLERK}),
    "科室负责人": frozenset({Role.HANDLER, Role.REVIEWER}),
    "经办人": frozenset({Role.HANDLER}),
}


class BadPosts(ValueError):
    """Posts that cannot be taken as they are written; the text says why."""


def usual(level: Level, *, section: bool) -> Posts:
    """The posts a new unit is given."""
    if section:
        return _SECTION
    return _BASE if level in {Level.COMMUNITY, Level.VILLAGE} else _ORGAN


def read_posts(text: str) -> Posts:
    """Posts as they are written; one of the usual titles may stand alone. Raises `BadPosts`."""
    found: dict[str, frozenset[Role]] = {}
    for one in (part.strip() for part in re.split(r"[;\uff1b\n]", text)):
        if not one:
            continue
        title, bar, said = (part.strip() for part in re.match(r"([^=\uff1d]*)([=\uff1d]?)(.*)", one).groups())  # type: ignore[union-attr]
        if title in found:
            raise BadPosts(f"岗位“{title}”写了两次。")
        found[title] = _roles(title, said) if bar else _alone(title)
    return found


def words(text: str) -> list[str]:
    """The roles written in a cell, one by one."""
    return [word for word in re.split(r"[+\uff0b、,，/\s]+", text) if word]


def told(roles: frozenset[Role]) -> str:
    """Roles as they are written."""
    return "、".join(name for name, role in ROLES.items() if role in roles) or "没有角色"


def unknown_role(text: str) -> str:
    """Why the roles of a cell cannot be taken; empty when they can."""
    unknown = [word for word in words(text) if word not in ROLES]
    return f"不认识角色“{unknown[0]}”，只能填：{'、'.join(ROLES)}。" if unknown else ""


def _roles(title: str, said: str) -> frozenset[Role]:
    if wrong := unknown_role(said):
        raise BadPosts(wrong)
    if not title or not words(said):
        return _alone(title)
    return frozenset(ROLES[word] for word in words(said))


def _alone(title: str) -> frozenset[Role]:
    known = {**_ORGAN, **_SECTION}.get(title)
    if known is None:
        raise BadPosts(f"岗位“{title}”没有写角色，请写成“{title}=承办人”这样；角色可填：{'、'.join(ROLES)}。")
    return known
