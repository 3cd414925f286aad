"""Which release runs, and whether another has come to lie in its place."""

import json

import pytest

from oa_client.system.release import Release, lying, replaced

OLD = Release("0.1.0", 1_790_000_000, "a1", {"qss/base.qss": "00"})


def laid(place, **said):
    place.write_text(json.dumps({"version": "0.1.0", "built": 1_790_000_000, "revision": "a1", **said}), "utf-8")
    return place


def test_another_release_in_its_place_is_seen(tmp_path):
    place = tmp_path / "release.json"
    assert replaced(OLD, laid(place, version="0.1.1", files={"qss/base.qss": "01"})) == "0.1.1"


def test_the_same_built_anew_is_another(tmp_path):
    assert replaced(OLD, laid(tmp_path / "release.json", files={"qss/base.qss": "01"})) == "0.1.0"


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"version": 3}'])
def test_while_it_is_being_replaced_or_gone_nothing_is_said(tmp_path, text):
    place = tmp_path / "release.json"
    if text is not None:
        place.write_text(text, "utf-8")
    assert replaced(OLD, place) == ""


def test_the_one_that_runs_is_none_other_and_a_checkout_is_never_replaced(tmp_path):
    place = laid(tmp_path / "release.json", files={"qss/base.qss": "00"})
    assert replaced(OLD, place) == ""
    assert replaced(Release("0.0.9"), place) == ""


def test_what_lies_there_is_judged_by_what_it_says_of_itself(tmp_path):
    """A window that goes on after an upgrade must not take the new files for damaged old ones."""
    place = laid(tmp_path / "release.json", version="0.1.1", files={"qss/base.qss": "01"})
    assert lying(OLD, place).files == {"qss/base.qss": "01"}
    place.write_text("half of i", "utf-8")
    assert lying(OLD, place) == OLD
    assert lying(Release("0.0.9"), place) == Release("0.0.9")
