"""Where the documents play: the units and officials of a built district, or of the tables alone."""

from __future__ import annotations

import random
from collections.abc import Sequence

from . import names
from .district import District, Unit
from .document import Issuer
from .places import places


class Setting:
    """Answers which places lie where and who holds which office."""

    def __init__(self, district: District | None = None) -> None:
        self._district = district
        self._units = {u.name: u for u in district.units} if district else {}
        if district:
            local = [u for u in district.units if u.level in ("street", "town")]
            self._inner = {u.name: [c.name for c in district.children(u.id)] for u in local}
        else:
            self._inner = {
                p.name: [f"{c}社区" for c in p.communities] + [f"{v}村" for v in p.villages] for p in places()
            }
        self._above = {inner: outer for outer, names_ in self._inner.items() for inner in names_}

    @property
    def streets(self) -> list[str]:
        """Return the names of streets and towns."""
        return list(self._inner)

    @property
    def inner(self) -> list[str]:
        """Return the names of all communities and villages."""
        return list(self._above)

    def places_of(self, unit: Issuer) -> list[str]:
        """Return the communities and villages of a street or town; a community has itself."""
        return self._inner.get(unit.name, [unit.name] if unit.name in self._above else [])

    def known_leaders(self, unit: Issuer) -> list[tuple[str, str]]:
        """Return names and titles of the unit's leaders, none where they are not known."""
        known = self._units.get(unit.name)
        return self._leaders(known) if known is not None else []

    def parent(self, unit: Issuer) -> str:
        """Return the street or town a unit belongs to, else the district."""
        if unit.level in ("community", "village"):
            return self._above.get(unit.name, self.streets[0])
        return "明州区"

    def parent_organ(self, unit: Issuer) -> str:
        """Return the organ of the street or town above a community or village."""
        return organ_of_place(self.parent(unit))

    def near(self, unit: Issuer, rng: random.Random, *, rural: bool = False) -> tuple[Sequence[str], Sequence[str]]:
        """Return two places of the first order and one or two of the second to speak of in a document."""
        if unit.level in ("street", "town") and unit.name in self._inner:
            inner = self._inner[unit.name]
            return [unit.name], rng.sample(inner, min(2, len(inner)))
        if unit.level in ("community", "village"):
            return [self.parent(unit)], [unit.name]
        towns = [s for s in self.streets if s.endswith("镇")]
        two = rng.sample(towns if rural and len(towns) > 1 else self.streets, 2)
        return two, [rng.choice(self._inner[two[0]])]

    def neighbour(self, unit: Issuer, rng: random.Random) -> str:
        """Return another town (a street where there is none)."""
        own = {unit.name, self.parent(unit)}
        others = [s for s in self.streets if s not in own]
        return "明州区" + rng.choice([s for s in others if s.endswith("镇")] or ["石岭镇"])

    def officials(self, unit: Issuer, rng: random.Random, count: int) -> list[tuple[str, str]]:
        """Return names and titles of leaders of a unit, invented where the district has none."""
        found: list[tuple[str, str]] = []
        known = self._units.get(unit.name)
        if self._district is not None and known is not None:
            found = self._leaders(known)[:count]
        taken = {name for name, _ in found}
        spare = ("主要负责人", "分管负责人", "班子成员", "班子成员", "班子成员")
        while len(found) < count:
            made = names.pick(rng, taken, senior=True)
            taken.add(made.full)
            found.append((made.full, spare[min(len(found), 4)]))
        return found

    def staff(self, unit: Issuer) -> list[tuple[str, str]]:
        """Return names and titles of a unit's section heads (invented where the district has none)."""
        known = self._units.get(unit.name)
        if self._district is None or known is None:
            rng = random.Random(unit.name)
            offices = (
                "党政办主任",
                "党建办主任",
                "平安法治办主任",
                "公共服务办主任",
                "应急管理站站长",
                "综合执法队队长",
            )
            return [(names.pick(rng).full, office) for office in offices]
        posts = {p.id: p for p in self._district.posts if p.unit == known.id}
        rows = sorted(
            (posts[h.post].order, h.person, posts[h.post].title)
            for h in self._district.holdings
            if h.post in posts and posts[h.post].title.endswith(("主任", "站长", "所长", "队长"))
        )
        best: dict[int, str] = {}
        for _, person, title in rows:
            best.setdefault(person, title)
        return [(self._district.persons[p - 1].name, title) for p, title in best.items()]

    def unit(self, name: str) -> Unit | None:
        """Return a unit of the district by its name."""
        return self._units.get(name)

    def _leaders(self, unit: Unit) -> list[tuple[str, str]]:
        assert self._district is not None
        posts = {p.id: p for p in self._district.posts if p.unit == unit.id and "leader" in p.roles}
        rows = sorted(
            (posts[h.post].order, h.person, posts[h.post].title) for h in self._district.holdings if h.post in posts
        )
        best: dict[int, str] = {}
        for _, person, title in rows:
            best.setdefault(person, title)
        return [(self._district.persons[p - 1].name, title) for p, title in best.items()]


def organ_of_place(name: str) -> str:
    """Return the organ of a street or town by its name."""
    return next((p.organ for p in places() if p.name == name), name)
