"""Which post is meant: by its number, or by its title, with its unit before it where several bear it."""

from __future__ import annotations

import re

from oa_client.domain.people import Directory, Post, PostId
from server_stub.unit_names import BARS, meant, path

_SHOWN = 3


class Unknown(LookupError):
    """There is no such user or post, or more than one."""


def meant_post(text: str, directory: Directory) -> PostId:
    """The post that a number, ``收发员`` or ``海东街道/收发员`` means. Raises `Unknown`."""
    said = text.strip()
    if said.isascii() and said.isdecimal():
        if PostId(int(said)) in directory.posts:
            return PostId(int(said))
        raise Unknown(f"没有 {said} 号岗位，没有改动；岗位号和名称见 units list")
    found = [p for p in directory.posts.values() if p.title == said and not directory.units[p.unit].closed]
    found = found or [p for bar in re.finditer(f"[{BARS}]", said) for p in _in_unit(said, bar, directory)]
    if len(found) == 1:
        return found[0].id
    if not found:
        raise Unknown(f"没有叫“{said}”的岗位，没有改动；各单位的岗位见 units list")
    named = "；".join(f"{path(directory.units[p.unit], directory.units)}/{p.title}" for p in found[:_SHOWN])
    more = " 等" if len(found) > _SHOWN else ""
    told = f"有 {len(found)} 个岗位叫“{said}”，没有改动；请写上单位，如：{named}{more}"
    raise Unknown(f"{told}，或写岗位号（见 units list）")


def _in_unit(said: str, bar: re.Match[str], directory: Directory) -> list[Post]:
    """Those titled as what stands behind this bar; a title may hold one, too."""
    units = {unit.id for unit in meant(said[: bar.start()], directory.units)}
    title = said[bar.end() :].strip()
    return [p for p in directory.posts.values() if p.unit in units and p.title == title]
