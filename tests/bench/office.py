"""A replica of many matters with texts like those of an office, written through the store's own pages."""

import importlib.util
import random
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from oa_client.app.ports import Session
from oa_client.domain.matter import Entry, EntryType, MatterId, Moment
from oa_client.domain.people import PersonId, PostId, UnitId
from oa_client.protocol import record
from oa_client.protocol.messages import Header, WireEntry
from oa_client.store.profile import Profile

KEY = bytes(range(32))
ME = PersonId(1)
PAGE = 200


def texts(folder: Path, seed: int, count: int) -> Iterator[Mapping[str, str]]:
    """Items of the corpus in `folder` (corpus.py with its seed texts): title, docno, body, unit."""
    spec = importlib.util.spec_from_file_location("corpus", folder / "corpus.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus"] = module
    spec.loader.exec_module(module)
    made = module.Corpus(seed, str(folder.parent / "samples" / "articles"))
    yield from (made.item(n) for n in range(count))


def opened(id: str, n: int, item: Mapping[str, str]) -> WireEntry:
    """The opening entry of a circulation with an item's words."""
    fields = {
        "title": item["title"],
        "number": item["docno"],
        "body": item["body"],
        "mode": "parallel",
        "purpose": "action" if n % 3 else "information",
        "readers": [[f"p{ME}" if n % 2 == 0 else "p9", "p8"]],
    }
    data = {"kind": "circulation", "edition": 1, "action": "circulate", "fields": fields}
    opener = ME if n % 5 == 0 else PersonId(2 + n % 5)
    stored = record.write(
        Entry(MatterId(id), 1, EntryType.OPENED, Moment(1_700_000_000 + 60 * n), opener, PostId(1), UnitId(1), data)
    )
    return WireEntry(msgspec.Raw(stored.envelope), msgspec.Raw(stored.data))


def fill(profile: Profile, items: Iterator[Mapping[str, str]], report: int = 0) -> float:
    """Apply pages of matters until there are no more; the seconds it took without making the texts."""
    profile.outbox.keep_session(Session("https://centre.example", "wang", ME, "王小明", 7, "t"))
    with profile.replica.page() as page:
        page.wipe(1)
        page.put_row("unit", "1", {"name": "街道", "parent": None, "level": "street", "order": 0}, 1)
        page.put_row("post", "1", {"unit": 1, "title": "文书", "roles": ["clerk"], "order": 0}, 1)
        page.put_row("person", str(ME), {"name": "王小明", "posts": [1]}, 1)
    spent, batch = 0.0, []
    for n, item in enumerate(items, 1):
        batch.append((f"9-{n}", n, opened(f"9-{n}", n, item)))
        if len(batch) == PAGE:
            spent += _apply(profile, batch)
            batch = []
            if report and n % report == 0:
                print(f"  {n} matters, {spent:.0f} s", flush=True)
    return spent + _apply(profile, batch)


def _apply(profile: Profile, batch: list[tuple[str, int, WireEntry]]) -> float:
    began = time.perf_counter()
    with profile.replica.page() as page:
        for id, n, wire in batch:
            page.say_seen(id, n, 1)
            page.put_header(Header(m=id, v=1, number=n, kind="circulation", edition=1, full=True))
            page.put_entry(id, 1, wire)
    return time.perf_counter() - began


def quantiles(values: list[float]) -> str:
    """p50 and p95 of seconds, as milliseconds."""
    ordered = sorted(values)
    return f"p50 {ordered[len(ordered) // 2] * 1000:.2f} p95 {ordered[int(len(ordered) * 0.95)] * 1000:.2f}"


def chinese(rng: random.Random, texts: list[str], length: int) -> str:
    """Adjacent characters out of a random text."""
    while True:
        text = rng.choice(texts)
        at = rng.randrange(max(1, len(text) - length))
        found = text[at : at + length]
        if len(found) == length and all("\u4e00" <= c <= "\u9fff" for c in found):
            return found
