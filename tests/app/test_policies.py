"""The schema of policies is the one list of them, and says no more than the client can check."""

import json

import pytest

from oa_client.app.policies import KEYWORDS, wrong_with
from oa_client.assets import resource
from oa_client.wording import policies as wording
from tests.quality.source import ROOT, modules

SCHEMA = json.loads(resource("policies/schema.json").read_text("utf-8"))
POLICIES = {name: one for name, one in SCHEMA["$defs"].items() if name != "stated"}
ABOUT = {"title", "description", "default", "x-lockable", "x-own", "x-since"}


def test_each_policy_may_stand_in_a_file_plain_or_with_its_state():
    def form(name):
        value = {"$ref": f"#/$defs/{name}"}
        return {"anyOf": [value, {"$ref": "#/$defs/stated", "properties": {"value": value}}]}

    assert SCHEMA["properties"] == {"$schema": {"type": "string"}, **{name: form(name) for name in POLICIES}}
    assert list(wording.rules()) == list(POLICIES)


@pytest.mark.parametrize("name", POLICIES)
def test_the_schema_says_no_more_than_is_checked_and_tells_a_person_all(name):
    one = POLICIES[name]
    assert one.keys() >= ABOUT and one.keys() - ABOUT <= KEYWORDS
    assert one.get("items", {"type": "string"}).keys() <= KEYWORDS
    assert one["description"].endswith("。") and one["title"] and isinstance(one["x-lockable"], bool)
    assert wrong_with({k: v for k, v in one.items() if k in KEYWORDS}, one["default"]) == ""


def test_what_has_no_effect_yet_says_so():
    assert "目前的版本没有自动更新" in POLICIES["UpdateMode"]["description"]


@pytest.mark.parametrize("name", [name for name in POLICIES if name != "UpdateMode"])
def test_each_policy_is_used_by_the_client(name):
    users = [path for path in modules("oa_client") if f'"{name}"' in path.read_text("utf-8")]
    assert {path.relative_to(ROOT).parts[1] for path in users} - {"wording"}, f"{name} does nothing"


def test_the_table_in_the_readme_is_that_of_the_schema(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "installer"))
    from policy_table import current

    text = (ROOT / "README.md").read_text("utf-8")
    assert text == current(text), "run: python3 installer/policy_table.py"
    assert all(f"| `{name}` " in text for name in POLICIES)


@pytest.mark.parametrize(
    ("checks", "good", "bad"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 3}, [1, 3], [0, 4, True, 1.0, "1", None]),
        ({"type": "string", "enum": ["a", "b"]}, ["a"], ["c", "A", ["a"]]),
        ({"type": "string", "pattern": "^a+$", "maxLength": 3}, ["aaa"], ["aaaa", "b", "a\n", "xa"]),
        ({"type": "boolean"}, [True, False], [0, 1, "true", None]),
        ({"type": "array", "maxItems": 1, "items": {"type": "string"}}, [[], ["x"]], [["x", "y"], [1], "x", {}]),
    ],
)
def test_a_value_is_judged_as_the_schema_says(checks, good, bad):
    assert [wrong_with(checks, value) for value in good] == [""] * len(good)
    assert all(wrong_with(checks, value) for value in bad)
