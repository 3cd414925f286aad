"""vCards (2.1, 3.0, 4.0) as rows of people: one for each post on a card."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

_LINE = re.compile(
    r"(?:(?P<group>[A-Za-z0-9-]+)\.)?(?P<name>[A-Za-z-]+)(?P<params>(?:;[^:;\"]*(?:\"[^\"]*\")?)*):(?P<value>.*)"
)
Line = tuple[str, str, str, str]
"""Group, name and parameters, in capitals; value as written."""


def read_vcards(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The cards' people; a row's number is that of its card in the file."""
    number, lines = 0, list[Line]()
    for line in _unfolded(text):
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        name, value = found["name"].upper(), found["value"]
        if name == "BEGIN":
            number, lines = number + 1, []
        elif name == "END":
            yield from ((number, cells) for cells in _people(lines))
        else:
            lines.append(((found["group"] or "").upper(), name, found["params"].upper(), value))


def _unfolded(text: str) -> Iterator[str]:
    """The lines as they were before they were folded, quoted-printable ones put together too."""
    whole = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        if line[:1] in {" ", "\t"}:
            whole += line[1:]
        elif whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper():
            whole = whole[:-1] + line
        else:
            yield whole
            whole = line
    yield whole


def _people(lines: list[Line]) -> Iterator[dict[str, str]]:
    person = {"name": _first(lines, "FN") or _named(_first(lines, "N", raw=True))}
    for _group, name, params, value in lines:
        if name == "TEL":
            kind = "mobile" if "CELL" in params or _is_mobile(value) else "phone"
            person.setdefault(kind, _value(params, value).removeprefix("tel:"))
        elif name == "NOTE" and (short := re.fullmatch(r"短号\s*([0-9]+)", _value(params, value))):
            person["short"] = short[1]
    for unit, post in _places(lines) or [("", "")]:
        yield {**person, "unit": unit, "post": post}


def _places(lines: list[Line]) -> list[tuple[str, str]]:
    """Unit and post, group by group; what is in no group belongs together."""
    groups = dict.fromkeys(group for group, name, _p, _v in lines if name in {"ORG", "TITLE"})
    found = []
    for group in groups:
        mine = [line for line in lines if line[0] == group]
        unit = "/".join(part for part in _split(_first(mine, "ORG", raw=True)) if part)
        found.append((unit, _first(mine, "TITLE")))
    return found


def _first(lines: list[Line], wanted: str, *, raw: bool = False) -> str:
    for _group, name, params, value in lines:
        if name == wanted:
            return _printed(params, value) if raw else _value(params, value)
    return ""


def _printed(params: str, value: str) -> str:
    if "QUOTED-PRINTABLE" not in params:
        return value
    return quopri.decodestring(value.encode()).decode("gb18030" if "CHARSET=GB" in params else "utf-8", "replace")


def _value(params: str, value: str) -> str:
    return _plain(_printed(params, value))


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text).strip()


def _split(text: str) -> list[str]:
    """The parts of a value between semicolons that are not escaped."""
    return [_plain(part) for part in re.split(r"(?<!\\);", text)]


def _named(text: str) -> str:
    """Surname and given name as one; the rest of N does not belong to a Chinese name."""
    return "".join(_split(text)[:2])


def _is_mobile(value: str) -> bool:
    digits = "".join(c for c in value if c.isdigit())
    return re.fullmatch(r"(86)?1[3-9][0-9]{9}", digits) is not None
