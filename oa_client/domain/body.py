"""What the rules look at of a body: that it is short enough, what it says, which version it is.

A body (正文) is structured text that `oa_client.app.body` writes and reads; here it is a text whose words can be found
whatever its blocks are: every string in its JSON, in order. A body that is no JSON
is its own words.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping

INLINE = 32 * 1024
"""Bytes of UTF-8 that a field may carry; a longer body goes as a file of its own, ``<name>_file``."""
MOST = 2 * 1024 * 1024
"""Bytes of the longest body there can be: some seven hundred thousand characters."""
FILE = "_file"
"""Behind the name of a body: the field that holds the file it came as, when it is too long for a field."""
IN = "_in"
"""Behind the name of a body: the field of the state that says in which file it stands, when it stands in one."""
FILE_NAME = "正文.json"
"""What every such file is called. One of another kind that bears the name by chance only travels early."""

DIGEST = "_digest"
"""Behind the name of a body: the field that holds its SHA-256, which names the version an edit was made from."""


PICTURE = "i"
"""In the JSON of a body: what names a picture, by the SHA-256 of its bytes; ``p`` beside it is what stands below it."""
PICTURES = "pictures"
"""The field with the files of the pictures that a body names and the matter does not have yet; nobody fills it in."""
_HASH = re.compile(r"[0-9a-f]{64}")


BASE = "base"
"""The field that says, by its digest, which version of a body an edit was made from."""


class Unreadable(ValueError):
    """It looks like JSON and cannot be read: too deep, or a number out of all bounds."""


def digest(text: str) -> str:
    """What names a version of a body: the same text has the same one."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def fits(text: str) -> bool:
    """Whether it may stand in the field itself."""
    return len(text) <= INLINE and len(text.encode(errors="surrogatepass")) <= INLINE


def as_file(text: str) -> Mapping[str, object]:
    """A body as the file it goes as: its own bytes, so that both ways of sending it name the same version."""
    return {"sha256": digest(text), "name": FILE_NAME, "size": len(text.encode(errors="surrogatepass"))}


def travels_as_text(name: str, size: int) -> bool:
    """Whether a file goes before every attachment, as the words of a record do."""
    return name == FILE_NAME and size <= MOST


def lines(text: str) -> tuple[str, ...]:
    """The words of a body, block by block. Raises `Unreadable`."""
    if not text.lstrip().startswith(("{", "[")):
        return tuple(text.splitlines())
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise Unreadable("too deep") from error
    except ValueError:
        return tuple(text.splitlines())
    return tuple(said for said in _strings(found) if said.strip())


def words(text: str) -> str:
    """The words of a body, a block a line; nothing of one that cannot be read."""
    try:
        return "\n".join(lines(text))
    except Unreadable:
        return ""


def is_hash(value: object) -> bool:
    """Whether it can name a picture."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def shown(caption: str) -> str:
    """A picture as a line among others."""
    return f"［图片：{caption}］" if caption.strip() else "［图片］"


def _strings(value: object) -> Iterator[str]:
    """What names a picture is no word; anything else that stands in its place is."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            waiting += reversed(_said(one))


def _said(block: dict[str, object]) -> list[object]:
    if not is_hash(block.get(PICTURE)) or not isinstance(caption := block.get("p", ""), str):
        return list(block.values())
    return [caption, *(value for name, value in block.items() if name not in {PICTURE, "p"})]
