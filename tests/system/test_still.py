"""A large address book is set aside from the collector of cycles, once; a small one is not."""

import gc

import pytest

from oa_client.system.still import MANY, Still
from tests.ui import demo


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_a_large_one_is_set_aside_once(thawed):
    still, before = Still(), gc.get_freeze_count()
    still(MANY - 1)
    assert gc.get_freeze_count() == before
    still(MANY)
    frozen = gc.get_freeze_count()
    assert frozen > before
    kept = [[] for _ in range(100)]
    still(MANY)
    assert gc.get_freeze_count() <= frozen
    assert len(kept) == 100


def test_the_desk_says_how_many_people_it_read_once_for_each_directory():
    desk, told = demo.desk(), []
    desk.when_people_read = told.append
    assert desk.people is desk.people
    assert told == [len(desk.people.directory.people)]
