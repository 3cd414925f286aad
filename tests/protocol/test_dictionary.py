"""Messages with a dictionary: smaller, exact, and as hard to harm by as those without."""

import hashlib

import pytest
import zstandard

from oa_client.protocol import codec, dictionary
from oa_client.protocol.codec import BadBody, pack, unpack
from oa_client.protocol.dictionary import DICTIONARY, held
from oa_client.protocol.messages import CommandUp, SyncReply, SyncRequest

REQUEST = SyncRequest(
    5_000_000_000_000_001,
    (91, 9, ""),
    [CommandUp(3, "7-12", "circulation", "mark_read", 14, 1_790_000_111, track=2, edition=1, base=4)],
)


def test_the_shipped_bytes_never_change():
    """Both ends know them by their number alone."""
    data = held(32_769).as_bytes()
    assert hashlib.sha256(data).hexdigest() == "9f2c9a87aae6f79317aeae9eb90cf618812555f287960558d06dd3f150adf3e1"
    assert held(32_769).dict_id() == DICTIONARY == 32_769


def test_a_small_message_takes_half_and_says_the_same():
    with_it, without = pack(REQUEST, 19, DICTIONARY), pack(REQUEST, 19)
    assert len(with_it) * 2 < len(without)
    assert unpack(with_it, SyncRequest) == unpack(without, SyncRequest) == REQUEST


def test_a_large_message_and_one_for_a_number_not_held_go_without():
    large = SyncRequest(5, commands=REQUEST.commands * 1000)
    for body in (pack(large, 19, DICTIONARY), pack(REQUEST, 19, DICTIONARY + 1), pack(REQUEST, 19, 0)):
        assert zstandard.get_frame_parameters(body).dict_id == 0


@pytest.mark.parametrize(
    ("text", "number"), [("32769", 32_769), ("32770", 0), ("", 0), ("x", 0), ("٣٢٧٦٩", 0), ("9" * 5000, 0), ("-1", 0)]
)
def test_only_a_number_that_is_held_is_heard(text, number):
    assert dictionary.named(text) == number


@pytest.mark.parametrize("more", [b"\0", b"x" * 700, pack(REQUEST)])
def test_a_message_with_anything_behind_it_is_not_used(more):
    for number in (0, DICTIONARY):
        with pytest.raises(BadBody):
            unpack(pack(REQUEST, 19, number) + more, SyncRequest)


def test_nothing_of_a_message_torn_at_any_byte_is_used():
    body = pack(REQUEST, 19, DICTIONARY)
    for at in range(len(body)):
        with pytest.raises(BadBody):
            unpack(body[:at], SyncRequest)


def test_a_dictionary_that_is_not_held_is_refused():
    strange = zstandard.ZstdCompressionDict(
        held(DICTIONARY).as_bytes()[:4] + (40_000).to_bytes(4, "little") + held(DICTIONARY).as_bytes()[8:]
    )
    body = zstandard.ZstdCompressor(dict_data=strange).compress(codec.encode(REQUEST))
    assert zstandard.get_frame_parameters(body).dict_id == 40_000
    with pytest.raises(BadBody, match="not held"):
        unpack(body, SyncRequest)


def test_a_bomb_with_the_dictionary_is_refused():
    packer = zstandard.ZstdCompressor(level=3, dict_data=zstandard.ZstdCompressionDict(held(DICTIONARY).as_bytes()))
    body = packer.compress(b'"' + b"0" * (40 << 20) + b'"')
    assert zstandard.get_frame_parameters(body).dict_id == DICTIONARY
    with pytest.raises(BadBody, match="too large"):
        unpack(body, str)


def test_replies_come_the_same_way():
    reply = SyncReply(5, 0, 2, (2, 9, ""), (1, 9, ""))
    assert unpack(pack(reply, 19, DICTIONARY), SyncReply) == reply
