"""A seat at the desktop: what an upgrade makes to be worked out anew is done by its chores, and every page hears of it."""

from __future__ import annotations

import shutil

import pytest

from oa_client.bootstrap import LocalDoors
from oa_client.store import rereading
from tests.cli.test_cli import NO_KEYRING, PASSWORD
from tests.cli.test_desk_of_a_clerk import template  # noqa: F401 - the profile of a clerk, made once


@pytest.fixture
def upgraded(template, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(rereading, "STEP", 1)
    folder = shutil.copytree(template, tmp_path / "profile")
    monkeypatch.setattr(rereading, "VIEWS", (*rereading.VIEWS, frozenset({"circulation", "incoming", "outgoing"})))
    return folder


def left(seat):
    with seat._profile._databases[1].read() as connection:
        return rereading.noted(connection)


def test_the_desktop_leaves_it_to_its_chores_and_tells_of_each(upgraded):
    seat = LocalDoors(upgraded, NO_KEYRING, by_and_by=True).open(lambda: PASSWORD)
    heard = []
    seat.desk.listen(lambda changes: heard.extend(changes.matters))
    assert left(seat) is not None
    seat.chore()
    first = list(heard)
    while seat.chore():
        pass
    assert left(seat) is None
    assert 0 < len(first) < len(set(heard)) == len(heard)
    seat.close()


def test_a_command_line_finds_it_done(upgraded):
    seat = LocalDoors(upgraded, NO_KEYRING).open(lambda: PASSWORD)
    assert left(seat) is None
    seat.close()
