"""A profile with 100,000 matters of office prose, built once and kept for the benches."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random

import msgspec

from oa_client.app.ports import Session
from oa_client.domain.matter import Entry, EntryType, MatterId, Moment
from oa_client.domain.people import PersonId, PostId, UnitId
from oa_client.protocol.messages import END, Header, WireEntry
from oa_client.protocol.record import write
from oa_client.store.profile import Profile, open_profile
from server_stub.demo.prose import Prose
from tests.fakes.office import OFFICE

KEY = bytes(range(32))
PAGE = 500
START = 1_735_700_000
ME = PersonId(2)
VERSION = "1"


def large_profile(folder: Path, matters: int) -> Path:
    """The profile in `folder`, built if it is not there yet for this many matters."""
    stamp = folder / "built"
    if not stamp.exists() or stamp.read_text() != f"{VERSION} {matters}":
        shutil.rmtree(folder, ignore_errors=True)
        started = time.monotonic()
        profile = open_profile(folder, KEY)
        fill(profile, matters)
        profile.close()
        stamp.write_text(f"{VERSION} {matters}")
        print(f"built {matters} matters in {time.monotonic() - started:.0f} s")
    return folder


def fill(profile: Profile, matters: int) -> None:
    """People first, then the matters, newest last, a few of them on my desk."""
    profile.outbox.keep_session(Session("http://127.0.0.1", "wxm", ME, "王小明", 7, "token"))
    with profile.replica.page() as page:
        page.wipe(1)
        for kind, things in (("unit", OFFICE.units), ("post", OFFICE.posts), ("person", OFFICE.people)):
            for number, thing in things.items():
                page.put_row(kind, str(number), _plain(thing), 1)
    for first in range(0, matters, PAGE):
        with profile.replica.page() as page:
            for number, entry in texts(first, min(PAGE, matters - first)):
                matter = f"9-{number}"
                page.say_seen(matter, number + 1, 1)
                page.put_header(Header(matter, 1, number + 1))
                page.put_entry(matter, 1, entry)
            page.set_position((first + PAGE, END, ""))


def _plain(thing: object) -> dict[str, object]:
    value = msgspec.json.decode(msgspec.json.encode(asdict(thing)))  # type: ignore[call-overload]
    assert isinstance(value, dict)
    return value


def texts(first: int, count: int) -> Iterator[tuple[int, WireEntry]]:
    """Opening entries of circulations with real-looking bodies; every hundredth is on my desk, the rest I only see."""
    prose, rng = Prose(Random(first)), Random(first)
    for number in range(first, first + count):
        document = prose.circulation("明州区人民政府办公室", "district")
        mine = number % 100 == 0
        fields = {
            "title": document.title,
            "number": document.number,
            "mode": "parallel" if mine else "broadcast",
            "purpose": "action" if mine else "information",
            "readers": [["p2"]] if mine else [["t1"]],
            "body": document.body,
        }
        if document.urgency:
            fields["urgency"] = {"加急": "urgent", "特急": "flash"}[document.urgency]
        data = {"kind": "circulation", "edition": 1, "action": "circulate", "fields": fields}
        at = Moment(START + number * 300 + rng.randrange(200))
        entry = Entry(MatterId(f"9-{number}"), 1, EntryType.OPENED, at, PersonId(1), PostId(1), UnitId(1), data)
        stored = write(entry)
        yield number, WireEntry(msgspec.Raw(stored.envelope), msgspec.Raw(stored.data))
