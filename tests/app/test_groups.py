"""常用分组 over the real stores: kept at once, merged with what the centre has, never too large for it."""

from __future__ import annotations

import pytest

from oa_client.app.groups import KEY, KIND, MOST_BYTES, Groups, TooMuch
from oa_client.store.profile import open_profile
from tests.store.centre import KEY as PROFILE_KEY


@pytest.fixture
def profile(tmp_path):
    made = open_profile(tmp_path / "profile", PROFILE_KEY)
    yield made
    made.close()


@pytest.fixture
def told():
    return []


@pytest.fixture
def groups(profile, told):
    return Groups(profile.outbox, profile.library, told.append)


def theirs(profile, data):
    with profile.replica.page() as page:
        page.put_row(KIND, KEY, data, 5)


def test_a_group_is_kept_and_told(groups, profile, told):
    assert groups.keep("  防汛  联络员 ", ["p2", "p1", "p2"]) == "防汛 联络员"
    assert groups.all() == {"防汛 联络员": ("p2", "p1")}
    assert told[-1].rows == {"settings"}
    assert [(r.kind, r.key, r.data) for r in profile.outbox.pending_rows(9)] == [
        (KIND, KEY, {"防汛 联络员": ["p2", "p1"]})
    ]


def test_a_change_here_leaves_the_groups_made_elsewhere(groups, profile):
    theirs(profile, {"甲": ["p1"], "乙": ["p2"]})
    groups.keep("丙", ["p3"])
    groups.drop("乙")
    assert groups.all() == {"丙": ("p3",), "甲": ("p1",)}
    theirs(profile, {"甲": ["p1"], "乙": ["p2"], "丁": ["p4"]})
    assert list(groups.all()) == ["丁", "丙", "甲"]


def test_renaming_moves_the_members(groups):
    groups.keep("甲", ["p1", "t2"])
    assert groups.rename("甲", "乙") == "乙"
    assert groups.all() == {"乙": ("p1", "t2")}


def test_renaming_to_itself_loses_nobody(groups):
    groups.keep("甲", ["p1"])
    groups.rename("甲", " 甲 ")
    assert groups.all() == {"甲": ("p1",)}


@pytest.mark.parametrize(("name", "members"), [("", ["p1"]), ("   ", ["p1"]), ("甲", [])])
def test_no_name_or_nobody_is_no_group(groups, name, members):
    with pytest.raises(ValueError, match="somebody"):
        groups.keep(name, members)
    assert groups.all() == {}


def test_what_the_centre_would_drop_does_not_leave(groups):
    with pytest.raises(TooMuch):
        groups.keep("全区", [f"p{n}" for n in range(MOST_BYTES)])
    assert groups.all() == {}


def test_what_is_no_group_in_the_row_is_passed_over(groups, profile):
    theirs(profile, {"甲": ["p1", "junk", 5], "乙": "p2", "丙": {}})
    assert groups.all() == {"甲": ("p1",)}
