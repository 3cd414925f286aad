"""A district of any size for tests of choosing people."""

from oa_client.domain.people import Directory, Level, Person, PersonId, Post, PostId, Role, Unit, UnitId

SURNAMES = "陈王周李陆张林徐沈郑胡何施蒋应"
SPELLED = "chen wang zhou li lu zhang lin xu shen zheng hu he shi jiang ying".split()
GIVEN = [
    ("建国", "jianguo"),
    ("小明", "xiaoming"),
    ("芳", "fang"),
    ("静", "jing"),
    ("阿根", "agen"),
    ("志强", "zhiqiang"),
]
PLACES = [
    "鼓楼街道",
    "望春街道",
    "江厦街道",
    "月湖街道",
    "南门街道",
    "西门街道",
    "段塘街道",
    "白云街道",
    "高桥镇",
    "集士港镇",
]


def district(people=1800):
    """区府办 with ten streets of a dozen communities each, and as many people as asked."""
    units = {UnitId(1): Unit(UnitId(1), "海曙区人民政府", None, Level.DISTRICT)}
    for n, name in enumerate(PLACES):
        street = UnitId(10 + n)
        units[street] = Unit(
            street, f"{name}办事处" if name.endswith("街道") else f"{name}人民政府", UnitId(1), Level.STREET, n
        )
        for c in range(12):
            unit = UnitId(100 + n * 20 + c)
            units[unit] = Unit(unit, f"{name[:2]}第{c + 1}社区", street, Level.COMMUNITY, c)
    posts, folk = {}, {}
    places = list(units)
    for n in range(1, people + 1):
        unit = places[n % len(places)]
        title, roles = [("主任", {Role.LEADER}), ("收发员", {Role.CLERK}), ("科员", {Role.HANDLER})][
            n // len(places) % 3
        ]
        posts[PostId(n)] = Post(PostId(n), unit, title, frozenset(roles), n)
        at = n % len(SURNAMES)
        given, spelled = GIVEN[n // 7 % len(GIVEN)]
        folk[PersonId(n)] = Person(
            PersonId(n),
            SURNAMES[at] + given,
            (PostId(n),),
            phone=f"0574-8719{n:04d}",
            pinyin=SPELLED[at] + spelled,
            initials=SPELLED[at][0] + spelled[0] + (spelled[-4] if len(given) > 1 else ""),
        )
    return Directory(units, posts, folk)
