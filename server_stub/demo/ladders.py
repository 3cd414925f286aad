"""Which posts a unit of a given size has, in the order in which they are filled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice

from .places import organ_of


@dataclass(frozen=True)
class Rung:
    """One place to fill: roles are letters (l leader, c clerk, h handler); `also` is a second post.

    The first leaders of an organ are its principal ones; whoever heads a section checks what it drafts.
    """

    title: str
    roles: str
    order: int
    also: str = ""
    shared: bool = False

    @property
    def letters(self) -> str:
        """Its roles with p, principal leader, and r, who checks drafts."""
        principal = "p" if "l" in self.roles and self.order <= LAST_PRINCIPAL else ""
        return self.roles + principal + ("r" if "h" in self.roles and self.order <= LAST_HEAD else "")


LAST_PRINCIPAL, LAST_HEAD = 2, 49
"""The order of a post up to which its holder is a principal leader, or heads a section."""
_ROOT = (
    Rung("区委书记", "l", 1),
    Rung("区长", "l", 2, also="区委副书记"),
    Rung("常务副区长", "l", 5, also="区委常委"),
    Rung("区委专职副书记", "l", 4),
    Rung("副区长", "l", 10),
    Rung("副区长", "l", 11),
    Rung("副区长", "l", 12),
    Rung("区委常委、副区长", "l", 7),
    Rung("副区长", "l", 8),
    Rung("副区长", "l", 13),
    Rung("区收发室收发员", "c", 90, shared=True),
)
_STREET = (
    Rung("党工委书记", "l", 1),
    Rung("办事处主任", "l", 2, also="党工委副书记"),
    Rung("党政办收发员", "c", 60, shared=True),
    Rung("党政办主任", "ch", 20),
    Rung("平安法治办科员", "h", 70, shared=True),
    Rung("办事处副主任", "l", 6),
    Rung("城市管理办主任", "h", 24),
    Rung("公共服务办主任", "h", 25),
    Rung("人大工委主任", "l", 4),
    Rung("党工委副书记、政法委员", "l", 3),
    Rung("经济发展办主任", "h", 26),
    Rung("平安法治办主任", "h", 23),
    Rung("党建办主任", "h", 22),
    Rung("党政办收发员", "c", 60, shared=True),
    Rung("纪工委书记", "l", 5),
    Rung("应急管理站站长", "h", 28),
    Rung("综合执法队队长", "h", 29),
    Rung("财政所所长", "h", 27),
    Rung("办事处副主任", "l", 7),
    Rung("组织委员", "l", 8),
    Rung("人武部部长", "l", 9),
)
_STREET_DESKS = (
    "公共服务办科员",
    "城市管理办科员",
    "应急管理站科员",
    "综合执法队队员",
    "党建办科员",
    "经济发展办科员",
    "平安法治办科员",
    "党政办科员",
    "财政所科员",
)
_TOWN = (*_STREET[:8], Rung("农业农村办主任", "h", 26), *_STREET[8:])
_TOWN_WORDS = {
    "办事处主任": "镇长",
    "党工委书记": "镇党委书记",
    "党工委副书记": "镇党委副书记",
    "办事处副主任": "副镇长",
    "人大工委主任": "镇人大主席",
    "纪工委书记": "镇纪委书记",
    "党工委副书记、政法委员": "镇党委副书记、政法委员",
    "城市管理办主任": "村镇建设办主任",
    "城市管理办科员": "村镇建设办科员",
}
_COMMUNITY = (
    Rung("社区党委书记", "lh", 1, also="居委会主任"),
    Rung("文书", "ch", 20),
    Rung("社区党委副书记", "lh", 3),
    Rung("居委会副主任", "h", 4),
    Rung("专职网格员", "h", 30, shared=True),
    Rung("民政专干", "h", 21),
    Rung("综治专干", "h", 22),
    Rung("专职网格员", "h", 30, shared=True),
    Rung("城建专干", "h", 23),
)
_VILLAGE_WORDS = {
    "社区党委书记": "村党组织书记",
    "居委会主任": "村委会主任",
    "社区党委副书记": "村党组织副书记",
    "居委会副主任": "村委会副主任",
    "专职网格员": "村级网格员",
    "城建专干": "村务监督委员会主任",
}


def _department(name: str) -> tuple[Rung, ...]:
    organ = organ_of(name)
    assert organ is not None
    head = organ.head
    inner = organ.sections
    heads = [Rung(_chief(s), "h", 30 + i) for i, s in enumerate(inner)]
    office = Rung("办公室主任", "ch", 20)
    if inner[0] in ("综合科", "综合室", "办公室", "秘书科", "指挥室"):
        office = replace(heads.pop(0), roles="ch")
    heads += [Rung("机关党委专职副书记", "h", 40)] * (not heads)
    return (
        Rung(head, "l", 1),
        Rung("收发员", "c", 60, shared=True),
        Rung(f"{inner[-1]}科员", "h", 70, shared=True),
        Rung(f"副{head}", "l", 3),
        office,
        heads[0],
        Rung(f"副{head}", "l", 4),
        *heads[1:],
        Rung("收发员", "c", 60, shared=True),
    )


def _chief(section: str) -> str:
    for tail, title in (("科", "科长"), ("大队", "大队长"), ("队", "队长"), ("办公室", "主任"), ("室", "主任")):
        if section.endswith(tail):
            return section + title
    return section + "负责人"


def _rungs(level: str, name: str) -> tuple[tuple[Rung, ...], tuple[str, ...]]:
    """Return the named posts in the order they are filled, and the desks beyond them."""
    if level == "district":
        return _ROOT[:2] + _ROOT[-1:] + _ROOT[2:-1], ("区政府党组成员",)
    if level == "department":
        organ = organ_of(name)
        return _department(name), tuple(f"{s}科员" for s in organ.sections) if organ else ()
    if level in ("street", "town"):
        return (_STREET, _STREET_DESKS) if level == "street" else (_TOWN, (*_STREET_DESKS, "农业农村办科员"))
    return _COMMUNITY, ("社区工作者" if level == "community" else "村级网格员",)


def ladder(level: str, name: str, size: int) -> Iterator[Rung]:
    """Yield `size` rungs for a unit; past the named posts come desks that several people share."""
    rungs, desks = _rungs(level, name)
    words = {"town": _TOWN_WORDS, "village": _VILLAGE_WORDS}.get(level, {})
    more = (Rung(d, "h", 80 + i, shared=True) for i, d in cycle(list(enumerate(desks))))
    for rung in islice((r for part in (rungs, more) for r in part), size):
        yield replace(rung, title=words.get(rung.title, rung.title), also=words.get(rung.also, rung.also))
