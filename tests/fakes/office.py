"""A small office for tests: a district, a street under it, a village under that, and their people."""

from __future__ import annotations

from oa_client.domain.people import Directory, Level, Person, PersonId, Post, PostId, Role, Unit, UnitId

DISTRICT, STREET, VILLAGE = UnitId(1), UnitId(2), UnitId(3)

UNITS = {
    DISTRICT: Unit(DISTRICT, "明州区人民政府办公室", None, Level.DISTRICT),
    STREET: Unit(STREET, "望春街道办事处", DISTRICT, Level.STREET, 1),
    VILLAGE: Unit(VILLAGE, "芦港村", STREET, Level.VILLAGE, 2),
}

POSTS = {
    PostId(1): Post(PostId(1), DISTRICT, "收发员", frozenset({Role.CLERK})),
    PostId(2): Post(PostId(2), STREET, "收发员", frozenset({Role.CLERK}), 2),
    PostId(3): Post(PostId(3), STREET, "主任", frozenset({Role.LEADER}), 1),
    PostId(4): Post(PostId(4), STREET, "科员", frozenset({Role.HANDLER}), 3),
    PostId(5): Post(PostId(5), VILLAGE, "文书", frozenset({Role.CLERK, Role.HANDLER})),
}


def _person(number: int, name: str, pinyin: str, initials: str, *posts: int) -> Person:
    return Person(PersonId(number), name, tuple(PostId(p) for p in posts), pinyin=pinyin, initials=initials)


PEOPLE = [
    _person(1, "陈静", "chenjing", "cj", 1),
    _person(2, "王小明", "wangxiaoming", "wxm", 2),
    _person(3, "周建国", "zhoujianguo", "zjg", 3),
    _person(4, "李芳", "lifang", "lf", 4, 2),
    _person(5, "陆阿根", "luagen", "lag", 5),
]

OFFICE = Directory(UNITS, POSTS, {p.id: p for p in PEOPLE})
"""陈静 (district clerk), 王小明 and 李芳 (street clerks, 李芳 also 科员), 周建国 (street leader), 陆阿根 (village clerk)."""
