import contextlib
import copy
import json
import re

import pytest

from oa_client.domain import table_json
from oa_client.domain.circulation import CIRCULATION
from oa_client.domain.table_json import BadTable
from tests.domain.office import TABLE_FILES

PLAIN = json.loads(json.dumps(table_json.dump(CIRCULATION)))
DEEP: list[object] = ["not", ["always"]]
for _ in range(2000):
    DEEP = ["not", DEEP]


def change(*path, to):
    """A change of one place of the table."""

    def changed(value):
        for step in path[:-1]:
            value = value[step]
        if to is ...:
            del value[path[-1]]
        else:
            value[path[-1]] = to

    return changed


MARK_READ, READ_TASK = ("actions", 1), ("tasks", 0)


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (change("kind", to=...), "table: "),
        (change("kind", to=7), "table.kind: 7 is not str"),
        (change("edition", to="1"), "table.edition"),
        (change("edition", to=True), "table.edition"),
        (change("edition", to=0), "edition"),
        (change("colour", to="red"), "table: unknown words ['colour']"),
        (change("stages", to="circulating"), "table.stages: a list"),
        (change("stages", 0, to="Im Umlauf"), "'Im Umlauf' is no name"),
        (change("over", to=["gone"]), "over: unknown 'gone'"),
        (change("open_tracks", to=["delivered"]), "open_tracks: 'pending' is missing"),
        (change("actions", to={}), "table.actions: a list"),
        (change("actions", 1, to=None), "table.actions[1]: an object"),
        (change("actions", 1, "name", to="circulate"), "'circulate' twice"),
        (
            change(*MARK_READ, "who", to=["holder", "asleep"]),
            "mark_read.who: holder: 'asleep' is no track state",
        ),
        (change(*MARK_READ, "who", to=["boss"]), "mark_read.who: unknown word 'boss'"),
        (change(*MARK_READ, "who", to=[]), "mark_read.who: unknown word None"),
        (change(*MARK_READ, "who", to="holder"), "table.actions[1].who: a list"),
        (change(*MARK_READ, "who", to=["role", "king"]), "'king' is no role"),
        (change(*MARK_READ, "who", to=["role"]), "'role' takes ['role+']"),
        (change(*MARK_READ, "who", to=["all", "sees"]), "'sees' is no condition"),
        (change(*MARK_READ, "who", to=["not"]), "'not' takes"),
        (change(*MARK_READ, "who", to=["sees", "x"]), "'sees' takes []"),
        (change(*MARK_READ, "who", to=["given", "colour"]), "'colour' is no field"),
        (change(*MARK_READ, "who", to=["count_in", -1, "read"]), "-1 is no amount"),
        (change(*MARK_READ, "who", to=["count_in", True, "read"]), "True is no amount"),
        (change(*MARK_READ, "who", to=["passed", "opinion"]), "'opinion' is no moment"),
        (change(*MARK_READ, "who", to=["clock_running", "statutory"]), "'statutory' is no clock"),
        (change(*MARK_READ, "who", to=[{"a": 1}]), "table.actions[1].who[0]"),
        (change(*MARK_READ, "who", to=["is", "mode", 1.5]), "table.actions[1].who[2]"),
        (change(*MARK_READ, "who", to=DEEP), "too deep"),
        (change(*MARK_READ, "states", to=["nowhere"]), "mark_read.states: unknown 'nowhere'"),
        (change(*MARK_READ, "states", to=[]), "mark_read.states: never"),
        (change(*MARK_READ, "refusals", to={"nowhere": "x"}), "mark_read.refusals: unknown 'nowhere'"),
        (change(*MARK_READ, "refusals", to={"recalled": 1}), "table.actions[1].refusals"),
        (change(*MARK_READ, "target", "states", to=["asleep"]), "mark_read.target.states: unknown 'asleep'"),
        (change(*MARK_READ, "target", "own", to=1), "table.actions[1].target.own"),
        (
            change(*MARK_READ, "asks", 0, "type", to="blob"),
            "table.actions[1].asks[0].type: 'blob' is not one of",
        ),
        (change(*MARK_READ, "asks", 0, "type", to=[]), "table.actions[1].asks[0].type"),
        (change(*MARK_READ, "asks", 0, "type", to="choice"), "asks opinion: choices"),
        (change(*MARK_READ, "asks", 0, "limit", to=0), "asks opinion: choices or limit"),
        (change(*MARK_READ, "asks", 0, "required", to=["opener"]), "'opener' looks at who acts"),
        (change(*MARK_READ, "effects", 0, "name", to="explode"), "effects[0]: unknown word 'explode'"),
        (change(*MARK_READ, "effects", 0, "args", to=["asleep"]), "'asleep' is no track state"),
        (change(*MARK_READ, "effects", 0, "args", to=[]), "'end_track' takes"),
        (change(*MARK_READ, "effects", 1, "when", to=["not", ["system"]]), "'system' looks at who acts"),
        (
            change(*MARK_READ, "guards", to=[{"must": ["stage", "nowhere"], "refusal": "x"}]),
            "guards[0]: stage: 'nowhere'",
        ),
        (change(*MARK_READ, "guards", to=[{"must": ["always"]}]), "table.actions[1].guards[0]"),
        *(
            (
                change(*MARK_READ, "guards", to=[{"must": ["always"], "refusal": "x", "instead": other}]),
                f"guards[0].instead: {other!r} cannot take its place",
            )
            for other in ("nowhere", "mark_read", "circulate", "forward")
        ),
        (
            change(*MARK_READ, "claims", to=[{"registry": "x", "key": ["colour"]}]),
            "claims[0]: unknown 'colour'",
        ),
        (change(*MARK_READ, "claims", to=[{"registry": "x", "key": []}]), "claims[0].key: empty"),
        (
            change(*MARK_READ, "follow_ups", to=[{"kind": "x", "action": "y", "fields": {"a": "b"}}]),
            "unknown 'b'",
        ),
        (change("actions", 0, "opens", to=False), "actions: none opens"),
        (change("actions", 0, "effects", to=[]), "an opening moves to a stage"),
        (change("actions", 0, "target", to={"own": True, "states": []}), "nothing is open yet"),
        (change(*READ_TASK, "duty", to="sleep"), "table.tasks[0].duty"),
        (change(*READ_TASK, "states", to=["asleep"]), "tasks[0].states: unknown 'asleep'"),
        (change(*READ_TASK, "holders", to=["colleagues"]), "tasks[0].holders: unknown word 'colleagues'"),
        (change(*READ_TASK, "holders", to=["field", "colour"]), "'colour' is no field"),
        (change(*READ_TASK, "when", to=["sees"]), "tasks[0].when: 'sees' looks at who acts"),
        (change("audience", 0, "scopes", to=["all"]), "audience[0].scopes: unknown word 'all'"),
        (change("timers", to=[{"name": "x", "moment": "title", "action": "close"}]), "'title' is no moment"),
        (
            change("timers", to=[{"name": "x", "moment": "due", "action": "burn"}]),
            "timers[0] x.action: unknown 'burn'",
        ),
        (change("clocks", to=[{"name": "x", "amount": 1, "unit": "moons"}]), "clocks[0] x: 1 'moons'"),
    ],
)
def test_a_bad_table_is_refused_with_the_place(spoil, place):
    value = copy.deepcopy(PLAIN)
    spoil(value)
    with pytest.raises(BadTable, match=re.escape(place)):
        table_json.load(value)


@pytest.mark.parametrize("value", [None, [], "x", 1, {}, {"kind": "x"}])
def test_what_is_no_table_is_refused(value):
    with pytest.raises(BadTable, match="table"):
        table_json.load(value)


def test_any_place_may_hold_anything_and_loading_raises_nothing_else():
    values = [json.loads(p.read_text("utf-8")) for p in TABLE_FILES] + [PLAIN]
    for value in values:
        for path in list(_paths(value))[::23]:
            for junk in (None, 1, "junk", [], {}, [["junk"]], 1.5):
                broken = copy.copy(value)
                _put(broken, path, junk)
                with contextlib.suppress(BadTable):
                    table_json.load(broken)


def _paths(value, path=()):
    for key in value if isinstance(value, dict) else range(len(value)):
        yield (*path, key)
        if isinstance(value[key], (dict, list)):
            yield from _paths(value[key], (*path, key))


def _put(value, path, junk):
    for step in path[:-1]:
        value[step] = copy.copy(value[step])
        value = value[step]
    value[path[-1]] = junk
