import hashlib

import pytest

from oa_client.domain.matter import MatterId
from oa_client.store.profile import open_profile
from tests.store.centre import KEY

DATA = bytes(range(251)) * 4000
SHA = hashlib.sha256(DATA).hexdigest()
M = MatterId("9-1")


def test_bytes_come_in_any_steps_and_are_there_after_closing(profile, folder):
    at = 0
    for step in (1, 65_536, 300_000, 262_144, 10, len(DATA)):
        at = profile.files.append(SHA, at, DATA[at : at + step])
    assert at == profile.files.at(SHA) == len(DATA)
    assert profile.files.append(SHA, 5, b"again") == len(DATA)
    with pytest.raises(KeyError):
        profile.files.read(SHA)
    assert profile.files.finish(SHA, len(DATA))
    profile.close()
    again = open_profile(folder, KEY)
    assert b"".join(again.files.read(SHA)) == DATA
    assert again.files.append(SHA, len(DATA), b"more") == len(DATA)
    again.close()


def test_wrong_bytes_are_thrown_away(profile):
    profile.files.append(SHA, 0, DATA[:-1] + b"x")
    assert not profile.files.finish(SHA, len(DATA))
    assert (profile.files.at(SHA), profile.files.whole(SHA)) == (0, False)
    assert profile.files.append(SHA, 0, DATA) == len(DATA)
    assert profile.files.finish(SHA, len(DATA))


def test_what_is_wanted_newest_first_until_it_is_here(profile):
    profile.files.want("a" * 64, M, 10)
    profile.files.want(SHA, M, len(DATA))
    assert [sha for sha, _, _ in profile.files.wanted()] == [SHA, "a" * 64]
    profile.files.want("a" * 64, M, 10)
    assert profile.files.wanted() == (("a" * 64, M, 10), (SHA, M, len(DATA)))
    profile.files.append(SHA, 0, DATA)
    profile.files.finish(SHA, len(DATA))
    assert [sha for sha, _, _ in profile.files.wanted()] == ["a" * 64]
