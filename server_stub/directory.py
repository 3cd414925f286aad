"""The directory (units, posts, people) as rows of the feed, and as the domain's `Directory`.

The rows' owner is everyone (``*``); their JSON, by kind and key (the id as decimal text):

* ``unit``   {"name", "parent": id | null, "level", "order", "closed"?}
* ``post``   {"unit": id, "title", "roles": [..sorted..], "order", "more_roles"?: [..sorted..]}; `more_roles` are those
  that came later: a client that does not know one would leave out the whole post, and what its holder may do
* ``person`` {"name", "posts": [ids, the main one first], "phone", "pinyin", "initials", "order", "active", "short"?,
  "mobile"?}; a mobile number that is not for everybody stands elsewhere (`mobiles`)

A row whose data is null is no more. `to_row` and `from_rows` are each other's inverse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
)

KINDS = ("unit", "post", "person")

LATER = frozenset({Role.PRINCIPAL, Role.SUPERVISOR, Role.FINANCE, Role.FINANCE_HEAD, Role.FINANCE_LEADER})
"""The roles that stand in `more_roles`."""

RowValue = tuple[str, str, dict[str, object]]
"""(kind, key, data)."""


def to_row(thing: Unit | Post | Person) -> RowValue:
    """A unit, a post or a person as a row."""
    if isinstance(thing, Unit):
        data: dict[str, object] = {
            "name": thing.name,
            "parent": thing.parent,
            "level": thing.level.value,
            "order": thing.order,
        }
        if thing.closed:
            data["closed"] = True
        return "unit", str(thing.id), data
    if isinstance(thing, Post):
        data = {"unit": thing.unit, "title": thing.title, "order": thing.order, "roles": _values(thing.roles - LATER)}
        if later := thing.roles & LATER:
            data["more_roles"] = _values(later)
        return "post", str(thing.id), data
    data = {
        "name": thing.name,
        "posts": list(thing.posts),
        "phone": thing.phone,
        "pinyin": thing.pinyin,
        "initials": thing.initials,
        "order": thing.order,
        "active": thing.active,
    }
    data |= {name: value for name, value in (("short", thing.short), ("mobile", thing.mobile)) if value}
    return "person", str(thing.id), data


def _values(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def from_rows(rows: Iterable[tuple[str, str, Mapping[str, object]]]) -> Directory:
    """The directory that these rows make; rows of other kinds are passed over."""
    units: dict[UnitId, Unit] = {}
    posts: dict[PostId, Post] = {}
    people: dict[PersonId, Person] = {}
    for kind, key, data in rows:
        if kind == "unit":
            unit = _unit(UnitId(int(key)), data)
            units[unit.id] = unit
        elif kind == "post":
            post = _post(PostId(int(key)), data)
            posts[post.id] = post
        elif kind == "person":
            person = _person(PersonId(int(key)), data)
            people[person.id] = person
    return Directory(units, posts, people)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _unit(unit: UnitId, data: Mapping[str, object]) -> Unit:
    parent = data.get("parent")
    return Unit(
        unit,
        str(data["name"]),
        UnitId(parent) if isinstance(parent, int) else None,
        Level(data["level"]),
        _int(data.get("order")),
        closed=data.get("closed") is True,
    )


def _post(post: PostId, data: Mapping[str, object]) -> Post:
    named = (*_list(data.get("roles")), *_list(data.get("more_roles")))
    roles = frozenset(Role(role) for role in named)
    return Post(post, UnitId(_int(data["unit"])), str(data["title"]), roles, _int(data.get("order")))


def _person(person: PersonId, data: Mapping[str, object]) -> Person:
    return Person(
        person,
        str(data["name"]),
        tuple(PostId(_int(post)) for post in _list(data.get("posts"))),
        phone=str(data.get("phone", "")),
        pinyin=str(data.get("pinyin", "")),
        initials=str(data.get("initials", "")),
        order=_int(data.get("order")),
        active=data.get("active") is not False,
        short=str(data.get("short", "")),
        mobile=str(data.get("mobile", "")),
    )
