import collections
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from server_stub.demo import names
from server_stub.demo.district import build

SIZES = (60, 61, 83, 137, 300, 640, 1100, 1800)


@pytest.fixture(scope="module", params=SIZES)
def district(request):
    return build(request.param, seed=7)


def digest(district):
    posts = [(p.id, p.unit, p.title, sorted(p.roles), p.order) for p in district.posts]
    parts = (district.units, posts, district.persons, district.holdings)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def members(district):
    """Who holds a post in which unit."""
    unit_of = {post.id: post.unit for post in district.posts}
    found = collections.defaultdict(set)
    for held in district.holdings:
        found[unit_of[held.post]].add(held.person)
    return found


def test_it_has_the_people_asked_for(district):
    assert len(district.persons) in SIZES
    assert [p.id for p in district.persons] == list(range(1, len(district.persons) + 1))
    assert {held.person for held in district.holdings} == {p.id for p in district.persons}


def test_ids_and_parents_hold_together(district):
    units = {u.id: u for u in district.units}
    assert len(units) == len(district.units)
    assert [u.level for u in district.units if u.parent is None] == ["district"]
    above = {"department": "district", "street": "district", "town": "district"}
    for unit in district.units[1:]:
        assert units[unit.parent].level == above.get(unit.level, units[unit.parent].level)
        if unit.level in ("community", "village"):
            assert units[unit.parent].level in ("street", "town")
    assert {p.unit for p in district.posts} == set(units)
    assert {held.post for held in district.holdings} == {p.id for p in district.posts}


def test_names_and_number_words_of_units_are_their_own(district):
    for what in ("name", "organ", "code", "order"):
        values = [getattr(u, what) for u in district.units]
        assert len(set(values)) == len(values), [v for v, n in collections.Counter(values).items() if n > 1]


def test_every_unit_has_a_clerk_and_a_leader(district):
    for unit in district.units:
        assert district.people_of(unit.id, "clerk"), unit.name
        assert district.people_of(unit.id, "leader"), unit.name


def test_every_street_and_town_can_run_a_circulation(district):
    for unit in district.units:
        if unit.level in ("street", "town"):
            assert len(district.people_of(unit.id, "leader")) >= 2
            assert len(district.people_of(unit.id, "clerk")) >= 2
            assert district.people_of(unit.id, "handler")


def test_nobody_shares_a_name_within_a_unit(district):
    for unit, persons in members(district).items():
        names = [district.persons[p - 1].name for p in persons]
        assert len(set(names)) == len(names), (unit, names)


def test_logins_are_unique_ascii(district):
    logins = [p.login for p in district.persons]
    assert len(set(logins)) == len(logins)
    assert all(login.isascii() and login.isalnum() and login.islower() for login in logins)


def test_numbers_belong_to_nobody(district):
    assert all(p.phone.startswith("120") and len(p.phone) == 11 for p in district.persons)
    assert all(p.office_phone.startswith("990") and len(p.office_phone) == 8 for p in district.persons)
    assert len({p.phone for p in district.persons}) == len(district.persons)
    assert len({names.short(p.id) for p in district.persons}) == len(district.persons)


def test_posts_with_several_holders_are_desks(district):
    holders = collections.Counter(held.post for held in district.holdings)
    for post in district.posts:
        if holders[post.id] > 1:
            assert post.title.endswith(("收发员", "科员", "队员", "文书", "网格员", "工作者", "党组成员")), post.title
            assert not post.roles & {"leader"} or "党组" in post.title
    once = [(p.unit, p.title) for p in district.posts]
    twice = {key for key, n in collections.Counter(once).items() if n > 1}
    assert all(title.startswith(("副", "办事处副", "居委会副", "村委会副")) for _, title in twice), twice


def test_some_hold_two_posts_and_some_serve_two_units(district):
    posts = collections.Counter(held.person for held in district.holdings)
    assert any(n > 1 for n in posts.values())
    both = {p.title for p in district.posts if any(h.post == p.id and posts[h.person] > 1 for h in district.holdings)}
    assert {"办事处主任", "党工委副书记"} <= both
    homes = collections.defaultdict(set)
    for unit, persons in members(district).items():
        for person in persons:
            homes[person].add(unit)
    assert any(len(units) > 1 for units in homes.values())


def test_names_are_plausible(district):
    for person in district.persons:
        assert 2 <= len(person.name) <= 4
        assert person.pinyin.replace(" ", "") == person.login.rstrip("0123456789")
        assert person.initials == "".join(part[0] for part in person.pinyin.split())
        person.name.encode("gb18030")


def test_a_large_district_has_the_proportions_of_one():
    district = build(1800, 7)
    levels = collections.Counter(u.level for u in district.units)
    assert levels["street"] == 9
    assert levels["town"] == 8
    assert levels["department"] > 40
    assert levels["community"] + levels["village"] > 120
    sizes = collections.Counter(p.unit for p in district.persons)
    of = {u.id: u.level for u in district.units}
    usual = collections.defaultdict(list)
    for unit, size in sizes.items():
        usual[of[unit]].append(size)
    assert min(usual["street"]) > max(usual["community"])
    assert len(set(usual["department"])) > 3  # organs are not all of one size
    leaders = [p.id for p in district.posts if "leader" in p.roles]
    assert 0.15 < len(leaders) / len(district.persons) < 0.55


def test_a_few_names_recur_across_a_large_district():
    names = collections.Counter(p.name for p in build(1800, 7).persons)
    shared = sum(n - 1 for n in names.values())
    assert 3 <= shared <= 60
    assert max(names.values()) <= 4


def test_logins_read_as_the_dictionary_reads():
    pypinyin = pytest.importorskip("pypinyin")
    surnames = {"乐": "yue"}
    for person in build(1800, 3).persons:
        expected = pypinyin.lazy_pinyin(person.name, v_to_u=False, errors="ignore")
        expected[0] = surnames.get(person.name[0], expected[0])
        got = person.pinyin.split()
        wrong = [(c, g, e) for c, g, e in zip(person.name, got, expected, strict=True) if g != e]
        assert not [w for w in wrong if w[0] not in "长行乐任曾单"], wrong


def test_the_same_seed_gives_the_same_district():
    assert build(300, 1) == build(300, 1)
    assert build(300, 1) != build(300, 2)


def test_it_does_not_depend_on_the_order_of_sets():
    code = (
        "import hashlib, tests.server.test_demo_district as t\nfrom server_stub.demo.district import build\n"
        "print(t.digest(build(300, 5)))"
    )
    root = Path(__file__).resolve().parents[2]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert seen == {digest(build(300, 5))}


@pytest.mark.parametrize("people", [0, 59])
def test_too_few_people_are_refused(people):
    with pytest.raises(ValueError, match="60"):
        build(people, 1)
