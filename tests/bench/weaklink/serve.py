"""The centre at the server's end: `python -m tests.bench.weaklink.serve FOLDER`, plain HTTP on the line's own address.

The centre itself serves plain HTTP on the loopback only. Here, inside a namespace that holds nothing else, the same
application is bound to the address of the line: a relay in front of it would answer for it and hide how the client
meets a line that does not. `ORDERS` is a datagram socket in the folder through which a client has things happen here:
`load FILE`: what others did meanwhile (server_stub.load).
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server_stub.centre import Centre
from server_stub.load import load, read_lines
from server_stub.serve import Listen, _bound, _run, open_centre
from tests.bench.weaklink.namespaces import SERVER_IP

PORT = 8640
ORDERS, DONE = "orders", "orders-done"


def main(folder: Path, user: str) -> None:
    """Serve until ended."""
    orders = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    (folder / ORDERS).unlink(missing_ok=True)
    with _near(folder) as place:
        orders.bind(place)
    listen = Listen(SERVER_IP, PORT)
    with _bound(listen) as bound:
        centre = open_centre(folder)
        threading.Thread(target=_obey, args=(centre, folder, user, orders), daemon=True).start()
        _run(centre, listen, bound, lambda _: None)
        centre.close()


@contextmanager
def _near(folder: Path) -> Iterator[str]:
    """The socket's place by way of the open folder: a socket's own path may be 107 bytes long."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{opened}/{ORDERS}"
    finally:
        os.close(opened)


def _obey(centre: Centre, folder: Path, user: str, orders: socket.socket) -> None:
    while True:
        word, file = orders.recv(4096).decode().split(" ", 1)
        assert word == "load"
        with Path(file).open("rb") as lines:
            items, deeds = read_lines(lines)
        urgent = len(items) if len(items) < 5 else 2
        done = load(centre, folder, user, items, deeds, on_desk=urgent)
        if done.refused:
            print("refused:", done.refused[:3], file=sys.stderr, flush=True)
        (folder / DONE).write_text(f"{len(done.refused)}\n")


def order(folder: Path, file: Path, *, wait: bool = True) -> None:
    """From the client: have the file's lines happen at the centre, and wait until they have."""
    done = folder / DONE
    done.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one, _near(folder) as place:
        one.sendto(f"load {file}".encode(), place)
    while wait and not done.exists():
        threading.Event().wait(0.05)


if __name__ == "__main__":
    os.umask(0o077)
    main(Path(sys.argv[1]), sys.argv[2])
