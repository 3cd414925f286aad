"""What is new in a file: exact, small, and refused where it would harm."""

import random

import pytest
import zstandard

from oa_client.protocol import patch
from oa_client.protocol.codec import BadBody

OLD = random.Random(1).randbytes(2_000_000)


@pytest.mark.parametrize(
    "new",
    [OLD, OLD[:900_000] + b"word" + OLD[900_000:], OLD[5:], OLD[1_000_000:] + OLD[:1_000_000], OLD + OLD[:9]],
    ids=["same", "inserted", "cut", "turned", "longer"],
)
def test_a_patch_makes_the_new_version_to_the_byte_and_is_small(new):
    packed = patch.make(OLD, new)
    assert patch.apply(OLD, packed) == new
    assert len(packed) < 1000


def test_what_gains_nothing_is_no_patch():
    assert patch.make(OLD, random.Random(2).randbytes(100_000)) is None
    assert patch.make(b"", OLD) is None
    assert patch.make(OLD, b"") is None


def test_what_two_of_cannot_lie_in_memory_is_no_patch(monkeypatch):
    monkeypatch.setattr(patch, "MOST", len(OLD) - 1)
    assert patch.make(OLD, OLD[:-9]) is None
    assert patch.make(OLD[:-9], OLD) is None


def test_a_patch_that_does_not_prove_itself_is_none(monkeypatch):
    monkeypatch.setattr(patch, "apply", lambda old, packed: b"another")
    assert patch.make(OLD, OLD[5:]) is None


def test_a_torn_patch_never_makes_the_file():
    new = OLD[:900_000] + b"word" + OLD[900_000:]
    packed = patch.make(OLD, new)
    for at in range(0, len(packed), 3):
        try:
            assert patch.apply(OLD, packed[:at]) != new
        except BadBody:
            pass


def test_bombs_and_windows_beyond_the_limit_are_refused():
    with pytest.raises(BadBody, match="too much"):
        patch.apply(OLD, zstandard.compress(bytes(patch.MOST + 1)))
    wide = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    with pytest.raises(BadBody):
        patch.apply(OLD, packer.compress(b"x" * 100) + packer.flush())
