"""Real kills in the middle of syncing over a bad line: `python -m tests.crash.sync_kills FOLDER COUNT SEED [SPEED [DEFECT]]`.

A person acts on a first sync that has just begun, on a line as `flaky`, while somebody else acts on the same matters
over a fine one. The desktop's engine runs with its three connections; the process is killed again and again at random
moments. What it had said was saved came through a pipe. At the end the line is fine; then the centre is opened and asked:
is everything there, once, and does the device hold what the centre does? Prints one JSON object. Two defects can be
planted, which the judge must see: `early` says that something is saved before it is, `again` hands in what still waits once
more at each start.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import select as rows_of

from oa_client.app.acting import Answer, Kept
from oa_client.app.desk import Desk
from oa_client.app.reading import ListName
from oa_client.cli.filling import attach
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import MatterId
from oa_client.doors import LocalDoors, working_days
from oa_client.seats import LocalSeat, drive
from oa_client.store.profile import open_profile
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots
from server_stub import tables as t
from server_stub.serve import open_centre
from tests.crash.killing import forked, kill_one
from tests.crash.record import ROOT, Ack, ack
from tests.journeys.district import Account, Centre

LEAST, LONGEST = 0.1, 1.5
MOST_ACTS = 3
"""A kill waits for so many acts at most, however slow the machine."""
SAID = b'"said"'
"""What an act that is kept acknowledges; one that is refused, for the people are not here yet, says only its draft."""
PAUSE = 0.15
MATTERS, PEOPLE = 160, 60
PATIENCE = 240.0
OLD = 0.8
"""How often a person acts on something that is there rather than begin something."""
SIZES = (900, 30_000, 90_000)
LISTS = (ListName.TODO, ListName.TOREAD, ListName.DONE)


# --- the person -----------------------------------------------------------------------------------


def work(folder: Path, key: bytes, token: str, stop: Callable[[], bool], defect: str = "") -> None:
    """Sync, and act on whatever is here; each thing said is unique by `token` and a number."""
    seat = LocalSeat(open_profile(folder, key), None, Kinds(), working_days())
    driver = drive(seat)
    driver.start()
    print("ready", flush=True)
    if defect == "again":
        for pending in seat.desk.pending():
            note(seat.desk, pending.command.matter, str(pending.command.fields.get("opinion")))
    rng = random.Random(token)
    for number in itertools.count():
        if stop():
            break
        act(seat.desk, rng, f"{token}.{number};", folder, early=defect == "early")
        time.sleep(rng.uniform(0.0, 2 * PAUSE))
    driver.stop()
    seat.close()


def act(desk: Desk, rng: random.Random, words: str, folder: Path, *, early: bool) -> None:
    """A draft, then a note on something that is here, or a new matter with a file; acknowledged once it is kept."""
    desk.save_draft("act/x/add_note", {"opinion": words})
    ack(draft=words)
    if early:
        ack(said=words)
        time.sleep(PAUSE)
    here = [m for name in LISTS for m in desk.ids(name)]
    kept = note(desk, rng.choice(here), words) if here and rng.random() < OLD else None
    kept = kept or begun(desk, rng, words, folder)
    if isinstance(kept, Kept):
        ack(said=words)


def note(desk: Desk, matter: MatterId, words: str) -> Answer | None:
    """A note on a circulation; None on anything else."""
    record = desk.record(matter)
    if record is None or record.matter is None or record.kind != "circulation":
        return None
    return desk.act(record, "add_note", {"opinion": words}, undo=0)


def begun(desk: Desk, rng: random.Random, words: str, folder: Path) -> Answer:
    """A new circulation with a file, small or larger."""
    path = folder.parent / f"{words.strip(';')}.txt"
    path.write_bytes(rng.randbytes(rng.choice(SIZES)))
    files = attach(desk, [path])
    fields = {"title": words, "mode": "parallel", "purpose": "information", "readers": [["p2"]], "attachments": files}
    return desk.begin("circulation", "circulate", fields, undo=0)


# --- the killer -----------------------------------------------------------------------------------


@contextmanager
def neighbour(folder: Path, key: bytes) -> Iterator[None]:
    """Somebody else at work on the same matters until the end."""
    stopping: list[bool] = []

    def job() -> None:
        signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
        work(folder, key, "n", lambda: bool(stopping))

    child, reader = forked(job)
    try:
        yield
    finally:
        os.kill(child, signal.SIGTERM)
        while os.read(reader, 1 << 16):
            pass
        os.waitpid(child, 0)
        os.close(reader)


@contextmanager
def flaky(port: int, seed: int, speed: float) -> Iterator[tuple[str, Callable[[], None]]]:
    """A bad line to the centre: where it begins, and what mends it."""
    words = [sys.executable, "-m", "tests.fakes.flaky", "127.0.0.1", str(port), str(seed), str(speed)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            url = f"http://127.0.0.1:{int(process.stdout.readline())}"
            yield url, lambda: process.send_signal(signal.SIGUSR1)
        finally:
            process.kill()


def signed_in(folder: Path, url: str, account: Account) -> bytes:
    """A profile that has just been signed in, empty; its key."""
    nobody = Keyring(lambda: None)
    folder.parent.mkdir(parents=True)
    LocalDoors(folder, nobody).sign_in(url, account.user, account.password).close()
    return KeySlots(folder, nobody).open_with(account.password).key


def behind(url: str, folder: Path, key: bytes) -> None:
    """From now on this profile reaches its centre by this address."""
    profile = open_profile(folder, key)
    session = profile.outbox.session()
    assert session is not None
    profile.outbox.keep_session(replace(session, server=url))
    profile.close()


def brought_to_rest(folder: Path, key: bytes) -> bool:
    """Sync until nothing is left on either side."""
    seat = LocalSeat(open_profile(folder, key), None, Kinds(), working_days())
    driver = drive(seat)
    driver.start()
    rest = driver.wait_for(lambda state: state.settled, PATIENCE)
    driver.stop()
    seat.close()
    return rest


# --- the judge ------------------------------------------------------------------------------------


def heads(folder: Path, key: bytes) -> dict[str, str]:
    """Of each matter in full on the device, the head of its record."""
    profile = open_profile(folder, key)
    seat = LocalSeat(profile, None, Kinds(), working_days())
    found = {m: r.head for name in LISTS for m in seat.desk.ids(name) if (r := seat.desk.record(m)) and r.matter}
    drafts = {d.key: d.data for d in seat.desk.drafts()}
    seat.close()
    return found | {"draft": str(drafts.get("act/x/add_note", ""))}


def judge(centre: Path, device: dict[str, str], acks: list[Ack]) -> dict[str, object]:
    """What the centre and the device say of what was acknowledged."""
    said = {str(a.fields["said"]) for a in acks if "said" in a.fields}
    opened = open_centre(centre)
    with opened.database.read() as connection:
        entries = connection.execute(rows_of(t.entry.c.matter, t.entry.c.v, t.entry.c.data, t.entry.c.hash)).all()
    opened.close()
    words = Counter(w for e in entries for w in said if w.encode() in bytes(e.data))
    last = {e.matter: bytes(e.hash).hex() for e in sorted(entries, key=lambda e: e.v)}
    drafts = [str(a.fields["draft"]) for a in acks if "draft" in a.fields]
    return {
        "acknowledged": len(said),
        "lost": len(said - words.keys()),
        "duplicated": sum(n > 1 for n in words.values()),
        "apart": sum(head != last.get(matter) for matter, head in device.items() if matter != "draft"),
        "matters": len(device) - 1,
        "draft_lost": bool(drafts) and drafts[-1] not in device["draft"],
    }


def main(root: str, count: str, seed: str, speed: str = "8", defect: str = "") -> int:
    """Kill `count` times."""
    rng, folder = random.Random(int(seed)), Path(root)
    centre = Centre(folder / "centre")
    centre.build(PEOPLE, MATTERS, int(seed))
    centre.start()
    me = centre.pick("street", "clerk")
    other = centre.pick("district", "clerk", but=frozenset({me.user}))
    mine, theirs = folder / "mine" / "profile", folder / "theirs" / "profile"
    acks: list[Ack] = []
    with flaky(centre.port, int(seed), float(speed)) as (url, mend):
        key, key2 = signed_in(mine, centre.url, me), signed_in(theirs, centre.url, other)
        behind(url, mine, key)
        with neighbour(theirs, key2):
            for number in range(int(count)):
                after, moment = rng.randint(0, MOST_ACTS), rng.uniform(LEAST, LONGEST)
                acks += kill_one(partial(work, mine, key, f"k{number}", lambda: False, defect), moment, after, SAID)
        mend()
        rest = brought_to_rest(mine, key)
    centre.stop()
    total = {"kills": int(count), "rest": rest, **judge(centre.data, heads(mine, key), acks)}
    print(json.dumps(total, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
