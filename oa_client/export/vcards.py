"""People as vCards, 3.0 (RFC 2426) for telephones and 4.0 (RFC 6350): one a person, with all his posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oa_client.app.directory import Format, Staff
from oa_client.domain.people import Person, PersonId

FOLD = 75
"""Octets a line holds."""


def vcards(staff: Iterable[Staff], form: Format) -> str:
    """The cards one after another, each person once however many lines he has."""
    together: dict[PersonId, list[Staff]] = {}
    for one in staff:
        together.setdefault(one.person.id, []).append(one)
    lines = (line for held in together.values() for line in _card(held, form is Format.VCARD4))
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _card(held: list[Staff], newer: bool) -> Iterator[str]:
    person = held[0].person
    yield "BEGIN:VCARD"
    yield f"VERSION:{'4.0' if newer else '3.0'}"
    yield f"FN:{escaped(person.name)}"
    sort = f";SORT-AS={person.pinyin}" if newer and person.pinyin.isalnum() else ""
    yield f"N{sort}:{escaped(person.name)};;;;"
    if not newer and person.pinyin:
        yield f"SORT-STRING:{escaped(person.pinyin)}"
    for number, one in enumerate(held, 1):
        group = f"item{number}." if len(held) > 1 else ""
        yield f"{group}ORG:{escaped(one.unit.name)}"
        yield f"{group}TITLE:{escaped(one.title)}"
    yield from _numbers(person, newer)
    yield "END:VCARD"


def _numbers(person: Person, newer: bool) -> Iterator[str]:
    work, cell = ("work,voice", "cell") if newer else ("WORK,VOICE", "CELL")
    if newer:
        work = f'"{work}"'
    if person.phone:
        yield f"TEL;TYPE={work}:{escaped(person.phone)}"
    if person.mobile:
        yield f"TEL;TYPE={cell}:{escaped(person.mobile)}"
    if person.short:
        yield f"NOTE:短号 {escaped(person.short)}"


def escaped(text: str) -> str:
    """A value that ends nowhere but at its end."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> str:
    """A line cut after at most so many octets, never inside a character; what follows begins with a space."""
    parts, now, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > FOLD:
            parts.append(now)
            now, size = " ", 1
        now, size = now + character, size + octets
    return "\r\n".join((*parts, now))
