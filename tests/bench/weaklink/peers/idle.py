"""Mail as a mail program has it open: one connection loads, another waits in IDLE and is told at once.

`python -m tests.bench.weaklink.peers.idle serve|C|F`, against the dovecot of imap.py. No COMPRESS: imaplib has none.
"""

from __future__ import annotations

import imaplib
import sys
import threading
import time

from tests.bench.weaklink.line import mark
from tests.bench.weaklink.peers import common, imap

TAG = b"W1"
SILENCE = 900.0
"""Seconds without a byte after which a connection is given up; dovecot says something every two minutes."""


def connected() -> tuple[imaplib.IMAP4, int]:
    """A connection with the box open, and how many messages are in it."""
    box = imaplib.IMAP4(common.server(), imap.PORT, timeout=SILENCE)
    box.login("u", "pw")
    _, (count,) = box.select("INBOX")
    assert isinstance(count, bytes)
    return box, int(count)


def begin(box: imaplib.IMAP4) -> None:
    """Wait in IDLE from now on."""
    box.send(TAG + b" IDLE\r\n")
    if not box.readline().startswith(b"+"):
        raise imaplib.IMAP4.error("IDLE was refused")


def told_of(box: imaplib.IMAP4) -> int:
    """Wait until something new is announced, and leave IDLE; its number."""
    while not (line := box.readline()).endswith(b" EXISTS\r\n"):
        if not line:
            raise imaplib.IMAP4.abort("the connection ended while it waited")
    end(box)
    return int(line.split()[1])


def end(box: imaplib.IMAP4) -> None:
    """Leave IDLE."""
    box.send(b"DONE\r\n")
    while not (line := box.readline()).startswith(TAG):
        if not line:
            raise imaplib.IMAP4.abort("the connection ended while it waited")


def urgent() -> None:
    """C: the attachment on one connection; the urgent message is told of on the other and fetched there."""
    imap.deliver("1900000000.big.oa", imap.message(common.items()[7], common.large()))
    (loader, large), (waiter, _) = connected(), connected()
    mark("C")
    began = time.monotonic()
    loading = threading.Thread(target=_load, args=(loader, large, began), daemon=True)
    loading.start()
    begin(waiter)
    arrives = ("1900000050.urgent.oa", imap.message(common.urgent()))
    threading.Timer(common.URGENT_AT, imap.deliver, arrives).start()
    new = told_of(waiter)
    waiter.fetch(str(new), "(BODY.PEEK[])")
    common.say(urgent=time.monotonic() - began - common.URGENT_AT)
    if not common.only_urgent():
        loading.join()
    mark("end")


def _load(box: imaplib.IMAP4, number: int, began: float) -> None:
    _, found = box.fetch(str(number), "(BODY.PEEK[])")
    message = found[0]
    assert isinstance(message, tuple)
    assert len(message[1]) > len(common.large()), "not the one with the attachment"
    common.say(file=time.monotonic() - began)


def nothing() -> None:
    """F: one connection in IDLE."""
    box, _ = connected()
    begin(box)
    time.sleep(common.SETTLING)
    mark("F")
    time.sleep(common.idle())
    mark("end")
    end(box)


def main(words: list[str]) -> None:
    if words[0] == "serve":
        imap.serve(words[1])
    {"C": urgent, "F": nothing}[words[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
