"""The carrier against a stranger on the other end of a socket: portals, silence, drips, cuts, bombs."""

import contextlib
import logging
import socket
import threading
import time
from functools import partial

import pytest
import zstandard

from oa_client.protocol import codec
from oa_client.protocol.messages import FileState, MattersRequest, Problem, StreamPart, SyncReply, SyncRequest, Woken
from oa_client.sync import movers
from oa_client.sync.errands import Fetch, SendPart, Stream, Trouble, Turn, Wait
from oa_client.sync.movers import Carrier, Failed
from oa_client.sync.pace import Line, Pace
from oa_client.sync.sockets import Adapter, Traffic

TURN = Turn(SyncRequest(5, (1, 9, "")))
REPLY = SyncReply(5, 0, 2, (2, 9, ""), (1, 9, ""))
SHA = "a" * 64


def http(body=b"", status="200 OK", **headers):
    """A genuine reply as bytes."""
    given = {"X-OA": "1", "Content-Encoding": "zstd", "Content-Length": str(len(body))} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    lines = "".join(f"{k}: {v}\r\n" for k, v in given.items() if v is not None)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


class Stranger:
    """Answers each request by the next of these: bytes, or a function of the socket."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.seen = []
        self.sockets = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self.listening.accept()
                self.sockets.append(peer)
                with contextlib.suppress(OSError):
                    self.talk(peer)

    def talk(self, peer):
        while self.answers:
            request = self.read(peer)
            if not request:
                return
            self.seen.append(request)
            answer = self.answers.pop(0)
            if callable(answer):
                answer(peer)
                return
            peer.sendall(answer)

    @staticmethod
    def read(peer):
        data = b""
        while b"\r\n\r\n" not in data:
            if not (got := peer.recv(65_536)):
                return b""
            data += got
        head, _, body = data.partition(b"\r\n\r\n")
        length = next((int(x[15:]) for x in head.split(b"\r\n") if x.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += peer.recv(65_536)
        return head + b"\r\n\r\n" + body

    def close(self):
        for one in [*self.sockets, self.listening]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.thread.join(2)


@pytest.fixture
def meet(monkeypatch):
    """A carrier facing a stranger that answers so; with short patience."""
    monkeypatch.setattr(movers, "STALL_SECONDS", 0.3)
    monkeypatch.setattr(movers, "THINK_SECONDS", 0.6)
    opened = []

    def met(*answers):
        stranger = Stranger(*answers)
        carrier = Carrier(stranger.url, "token")
        opened.extend([carrier, stranger])
        return carrier, stranger

    yield met
    for one in opened:
        one.close()


def fault(carrier, call=TURN, arrived=lambda _: None):
    with pytest.raises(Failed) as failed:
        carrier.carry(call, arrived)
    return failed.value.fault


def test_a_turn_and_its_bytes_are_counted(meet):
    answer = http(codec.pack(REPLY))
    carrier, stranger = meet(answer, answer)
    assert carrier.carry(TURN, lambda _: None) == REPLY
    assert carrier.carry(TURN, lambda _: None) == REPLY
    assert carrier.traffic.up == sum(map(len, stranger.seen))
    assert carrier.traffic.down == 2 * len(answer)
    assert len(stranger.sockets) == 1, "the connection is kept"
    assert b"Authorization: Bearer token" in stranger.seen[0]


@pytest.mark.parametrize(
    "answer",
    [
        http(b"<html>login</html>", X_OA=None, Content_Encoding=None),
        http(b"", "302 Found", X_OA=None, Location="http://127.0.0.1:1/"),
        http(b"", "511 Network Authentication Required", X_OA=None),
        http(codec.pack(REPLY), X_OA="0"),
    ],
)
def test_somebody_elses_answer_is_a_portal(meet, answer):
    carrier, stranger = meet(answer)
    assert fault(carrier).trouble is Trouble.PORTAL
    assert len(stranger.seen) == 1, "no redirect is followed"


def test_a_head_that_breaks_off_is_a_cut_line_and_no_portal(meet, caplog):
    head = http(codec.pack(REPLY)).split(b"\r\n\r\n")[0]
    for at in range(0, len(head), 7):
        carrier, _ = meet(lambda peer, at=at: (peer.sendall(head[:at]), peer.close()))
        with caplog.at_level(logging.WARNING):  # urllib3 warns of it
            assert fault(carrier).trouble in {Trouble.LINK, Trouble.TORN}, head[:at]


def test_the_centres_refusal_is_told(meet):
    problem = codec.pack(Problem("busy", {"x": 1}))
    carrier, _ = meet(http(problem, "503 Busy", Retry_After="7"))
    found = fault(carrier)
    assert (found.trouble, found.status, found.code, found.facts, found.after) == (
        Trouble.PROBLEM,
        503,
        "busy",
        {"x": 1},
        7.0,
    )


def test_nothing_of_a_reply_cut_at_any_byte_is_used(meet):
    body = codec.pack(REPLY)
    for at in range(0, len(body), 3):
        carrier, _ = meet(lambda peer, at=at: (peer.sendall(http(body)[: -len(body) + at]), peer.close()))
        assert fault(carrier).trouble in {Trouble.LINK, Trouble.TORN}


@pytest.mark.parametrize("body", [b"", b"not zstd", zstandard.compress(b'{"epoch":'), codec.pack({"epoch": "five"})])
def test_what_the_protocol_does_not_say_is_torn(meet, body):
    carrier, _ = meet(http(body))
    assert fault(carrier).trouble is Trouble.TORN


def test_a_bomb_is_not_unpacked(meet):
    carrier, _ = meet(http(zstandard.compress(b" " * (codec.MOST_PLAIN + 10))))
    assert fault(carrier).trouble is Trouble.TORN


@pytest.mark.parametrize("sent", [b"", http(codec.pack(REPLY))[:-5]])
def test_silence_ends_an_errand(meet, sent):
    def silent(peer):
        peer.sendall(sent)
        time.sleep(1.2)

    carrier, _ = meet(silent)
    began = time.monotonic()
    assert fault(carrier).trouble is Trouble.LINK
    assert time.monotonic() - began < 1.5


def test_a_drip_ends_an_errand(meet):
    def drip(peer):
        peer.sendall(http(b"x" * 500)[:-500])
        for _ in range(60):
            peer.sendall(b"x")
            time.sleep(0.1)

    carrier, _ = meet(drip)
    began = time.monotonic()
    assert fault(carrier).code == "cut"
    assert time.monotonic() - began < 3


def test_nobody_there(meet):
    carrier, stranger = meet()
    stranger.close()
    assert fault(carrier).code == "unreachable"


def test_a_connection_closed_in_between_is_opened_anew(meet):
    answer = http(codec.pack(REPLY))

    def and_leave(peer):
        peer.sendall(answer)
        peer.close()

    carrier, stranger = meet(and_leave, answer, answer)
    for _ in range(3):
        assert carrier.carry(TURN, lambda _: None) == REPLY
        time.sleep(0.05)
    assert len(stranger.sockets) == 2


def test_a_stream_is_handed_on_as_it_comes_and_a_cut_one_is_a_fault(meet):
    pack = zstandard.ZstdCompressor().compressobj()
    first = pack.compress(codec.encode(StreamPart(5, "a")) + b"\n") + pack.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    second = pack.compress(codec.encode(StreamPart(5, end=True)) + b"\n") + pack.flush()
    ask = Stream(MattersRequest(5, [("a", 0)]))
    carrier, _ = meet(http(first + second), http(first))
    got = []
    assert carrier.carry(ask, got.extend) is None
    assert [(p.m, p.end) for p in got] == [("a", False), ("", True)]
    assert fault(carrier, ask, got.extend).code == "cut"
    assert [p.m for p in got] == ["a", "", "a"]


def test_a_file_comes_from_an_offset_and_never_more_than_its_size(meet):
    ranged = {"Content_Encoding": None, "Content_Range": "bytes 3-9/10"}
    good = http(b"3456789", "206 Partial Content", **ranged)
    carrier, stranger = meet(
        good, http(b"0123456789", Content_Encoding=None), http(b"x" * 20, "206 Partial Content", **ranged)
    )
    got = []
    assert carrier.carry(Fetch(SHA, "m", 3, 10), got.append) is None
    assert b"".join(got) == b"3456789"
    assert b"Range: bytes=3-\r\n" in stranger.seen[0]
    assert fault(carrier, Fetch(SHA, "m", 3, 10)).trouble is Trouble.TORN
    assert fault(carrier, Fetch(SHA, "m", 3, 10)).trouble is Trouble.TORN


def test_a_part_at_the_wrong_offset_tells_the_right_one(meet):
    carrier, _ = meet(http(codec.pack(FileState(7, 10)), "409 Conflict"))
    assert fault(carrier, SendPart(SHA, 3, 10, b"abc")).state == FileState(7, 10)


def test_a_wait_rings_or_ends_quietly(meet):
    carrier, stranger = meet(
        http(codec.pack(Woken(urgent=True))), http(b"", "204 No Content", Content_Encoding=None, Content_Length=None)
    )
    assert carrier.carry(Wait(5, (1, 9, ""), 1), lambda _: None) == Woken(urgent=True)
    assert carrier.carry(Wait(5, (1, 9, ""), 1), lambda _: None) is None
    assert stranger.seen[0].startswith(b"GET /v1/wait?epoch=5&position=")


def test_a_wait_in_which_nothing_happened_keeps_its_connection(meet):
    quiet = http(b"", "204 No Content", Content_Encoding=None, Content_Length=None)
    carrier, stranger = meet(quiet, quiet, quiet)
    for _ in range(3):
        assert carrier.carry(Wait(5, (1, 9, ""), 1), lambda _: None) is None
    assert len(stranger.sockets) == 1


def test_the_stall_limit_knows_the_line_and_not_how_long_the_centre_thought(meet):
    body = codec.pack(REPLY)

    def thinks(peer):
        time.sleep(0.4)  # six times that would be 2.4 s
        peer.sendall(http(body)[:-3])
        time.sleep(2)

    carrier, _ = meet(thinks)
    began = time.monotonic()
    assert fault(carrier).trouble is Trouble.LINK
    assert time.monotonic() - began < 1.5


def test_little_is_on_the_way_of_a_line_that_was_seen_to_be_slow(meet):
    def window(pace, rtt):
        pace.line.rtt = rtt
        return pace.window

    pace, read = rushing(1.0)
    assert window(pace, 0.4) == 0, "nothing is known"
    for size in (500, 16_000, 0, 9_000):  # the sender was slow now and then
        read(size)
    pace.over()
    assert window(pace, 0.1) == 12 * 1024
    assert window(pace, 1.0) == 32_000, "two round trips of the best second"
    assert window(pace, 0.01) == 0, "nothing is far"
    fast, read = rushing(0.1)
    for _ in range(20):
        read(60_000)
    fast.over()
    assert window(fast, 0.4) == 0
    answer = http(codec.pack(REPLY))
    carrier, _ = meet(answer)
    carrier.pace.line.rate, carrier.pace.line.rtt = 16_000.0, 0.2
    carrier.carry(TURN, lambda _: None)
    (opened,) = carrier._adapter.sockets
    assert opened.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) <= 2 * 12 * 1024


def coming(line, *reads):
    """A reply whose parts, sizes and seconds between, are read on a line."""
    now = [0.0]

    def read(size, seconds):
        now[0] += seconds
        return bytes(size)

    pace = Pace(lambda: now[0], line)
    for size, seconds in reads:
        pace.reading(partial(read, size, seconds))
    pace.over()


def test_a_short_reply_is_enough_to_know_a_thin_line_by():
    """And the other connections know it before they open: what they ask for is not poured onto it."""
    line = Line(rtt=0.4)
    coming(line, (1400, 0.0), *[(1400, 0.0875)] * 5)
    assert line.rate == pytest.approx(16_000)
    assert Pace(time.monotonic, line).window == int(2 * 16_000 * 0.4)


def test_waiting_for_a_far_centre_says_nothing_of_the_line():
    line = Line(rtt=0.7)
    coming(line, (14_000, 0.0), (14_000, 0.65), *[(2000, 0.005)] * 4)
    assert line.rate == pytest.approx(400_000)
    assert Pace(time.monotonic, line).window == 0
    nothing = Line(rtt=0.7)
    coming(nothing, (14_000, 0.0), (14_000, 0.65), (5_000, 0.1))
    assert nothing.rate == 0, "too little"


def test_a_measured_rate_stays_until_a_longer_look():
    line = Line(rate=90_000.0, rtt=0.4)
    coming(line, (1400, 0.0), *[(1400, 0.0875)] * 5)
    assert line.rate == 90_000
    coming(line, (1400, 0.0), *[(1400, 0.0875)] * 30)
    assert line.rate == pytest.approx(16_000, rel=0.1)


def test_a_cut_does_not_stumble_over_connections_that_are_let_go_meanwhile():
    adapter, others = Adapter(Traffic()), []

    class Closed:
        def fileno(self):
            return -1

        def shutdown(self, _):
            others.append(threading.Thread(target=adapter.limit, args=(4.0,)))
            others[-1].start()
            others[-1].join(0.2)

    adapter.sockets = {Closed(), Closed()}
    adapter.cut()
    for other in others:
        other.join(5)
    assert len(others) == 2
    assert not adapter.sockets


def test_an_errand_can_be_cut_from_another_thread(meet):
    carrier, _ = meet(lambda _: time.sleep(1.2))
    threading.Timer(0.2, carrier.abort).start()
    began = time.monotonic()
    assert fault(carrier, Wait(5, (1, 9, ""), 60)).trouble is Trouble.LINK
    assert time.monotonic() - began < 1.0


# ---------------------------------------------------------------- how hard the centre is to compress


def rushing(seconds_each):
    """A pace whose every read takes so long."""
    now = [0.0]

    def read(size):
        now[0] += seconds_each
        return bytes(size)

    pace = Pace(lambda: now[0])
    return pace, lambda size: pace.reading(lambda: read(size))


@pytest.mark.parametrize(
    ("seconds", "sizes", "slow"),
    [
        (0.2, [60_000] * 10, False),  # 300 kB/s
        (0.3, [60_000] * 10, True),  # 200 kB/s
        (0.001, [60_000] * 5, True),  # too little to judge by
    ],
)
def test_a_line_is_fast_only_once_much_came_fast(seconds, sizes, slow):
    pace, read = rushing(seconds)
    assert pace.slow
    for size in sizes:
        read(size)
    pace.over()
    assert pace.slow is slow


def test_the_last_larger_transfer_counts_and_two_small_ones_are_none():
    pace, read = rushing(0.0)
    read(600_000)
    pace.over()
    assert not pace.slow
    for _ in range(2):
        read(300_000)
        pace.over()
    assert not pace.slow
    pace, read = rushing(0.0)
    for _ in range(2):
        read(300_000)
        pace.over()
    assert pace.slow


def test_the_centre_is_asked_to_press_hard_until_the_line_was_seen_to_be_fast(meet):
    stream = Stream(MattersRequest(5, []))
    end = http(zstandard.compress(codec.encode(StreamPart(1, end=True)) + b"\n"))
    data = bytes(600_000)
    file = http(data, Content_Encoding=None)
    carrier, stranger = meet(end, file, end)
    carrier.carry(stream, lambda _: None)
    carrier.carry(Fetch(SHA, "1-1", 0, len(data)), lambda _: None)
    carrier.carry(stream, lambda _: None)
    assert [seen.split(b" ")[1] for seen in stranger.seen] == [
        b"/v1/matters?slow=1",
        b"/v1/files/" + SHA.encode() + b"?matter=1-1",
        b"/v1/matters",
    ]


# ---------------------------------------------------------------- a centre of another age


def dictionary_in(seen):
    head, _, body = seen.partition(b"\r\n\r\n")
    return b"X-OA-Dict: 32769\r\n" in head + b"\r\n", zstandard.get_frame_parameters(body).dict_id


def test_turns_go_up_with_the_dictionary_and_come_down_with_or_without(meet):
    carrier, stranger = meet(http(codec.pack(REPLY, 19, 32_769)), http(codec.pack(REPLY)))
    for _ in range(2):
        assert carrier.carry(TURN, lambda _: None) == REPLY
    assert [dictionary_in(seen) for seen in stranger.seen] == [(True, 32_769)] * 2


def test_a_centre_too_old_for_the_dictionary_is_asked_once_more_and_from_then_on_plainly(meet):
    cannot = http(codec.pack(Problem("bad_request")), "400 Bad Request")
    carrier, stranger = meet(cannot, http(codec.pack(REPLY)), http(codec.pack(REPLY)))
    for _ in range(2):
        assert carrier.carry(TURN, lambda _: None) == REPLY
    assert [dictionary_in(seen) for seen in stranger.seen] == [(True, 32_769), (False, 0), (False, 0)]


def test_a_turn_refused_both_ways_is_refused_and_says_nothing_of_the_dictionary(meet):
    wrong = http(codec.pack(Problem("bad_request")), "400 Bad Request")
    carrier, stranger = meet(wrong, wrong, http(codec.pack(REPLY)))
    assert fault(carrier).status == 400
    assert carrier.carry(TURN, lambda _: None) == REPLY
    assert [dictionary_in(seen)[1] for seen in stranger.seen] == [32_769, 0, 32_769]
