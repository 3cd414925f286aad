"""Search over 100,000 documents: the first 50 hits, the whole answer, and recall against reading every text."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import Connection

from oa_client.store import search
from oa_client.store.engine import Database
from oa_client.store.profile import open_profile
from oa_client.store.words import Wanted, wanted
from tests.bench.figures import Extent, Figure, percentile
from tests.bench.large import KEY, Paper, large_profile, papers

MUST = {"1 character": 60, "2 characters": 1, "3 characters": 5, "4 characters": 5, "two terms": 5}
EACH = 100
CHECKED = 8
WARM = 5
COLD = 20
ADDED = 20
MEGABYTE = 2**20


def bench(extent: Extent) -> Iterator[Figure]:
    """On the profile that is kept."""
    profile = open_profile(large_profile(extent.data / f"matters-{extent.matters}", extent.matters), KEY)
    database = profile._databases[1]
    made = queries(random.Random(3), extent.matters)
    with database.read() as connection:
        yield from cold(connection, database, queries(random.Random(4), extent.matters))
        warm(database)
        for name, words in made.items():
            yield from timed(connection, name, words)
        yield from recalled(connection, {name: words[:CHECKED] for name, words in made.items()})
        yield from sizes(connection, database)
    answers = [spent(partial(profile.library.search, said))[0] for said in said_of(made)]
    yield Figure("search", "whole answer as the window asks it, p95", percentile(answers, 0.95), "ms")
    yield Figure("search", "one document added, p50", percentile(added(database), 0.5), "ms")
    profile.close()


def queries(rng: random.Random, matters: int) -> dict[str, list[Wanted]]:
    """Adjacent characters out of random texts, and what people ask for besides."""

    def chinese(length: int) -> str:
        while True:
            (paper,) = papers(rng.randrange(matters), 1)
            text = rng.choice(paper.body)
            at = rng.randrange(max(1, len(text) - length))
            found = text[at : at + length]
            if len(found) == length and all("\u4e00" <= c <= "\u9fff" for c in found):
                return found

    sorts: dict[str, Callable[[], str]] = {
        "1 character": lambda: chinese(1),
        "2 characters": lambda: chinese(2),
        "3 characters": lambda: chinese(3),
        "4 characters": lambda: chinese(4),
        "two terms": lambda: f"{chinese(2)} {chinese(2)}",
        "a document number": lambda: f"〔2026〕{rng.randint(1, 997)}号",
        "figures": lambda: str(rng.randint(1, 30)),
    }
    return {name: [wanted(make()) for _ in range(EACH + WARM)] for name, make in sorts.items()}


def said_of(made: dict[str, list[Wanted]]) -> list[str]:
    """Some of each sort as words."""
    return [" ".join(one.words) for words in made.values() for one in words[:10]]


def spent(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock and on the processor."""
    began, worked = time.perf_counter(), time.thread_time()
    act()
    return (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000


def cold(connection: Connection, database: Database, made: dict[str, list[Wanted]]) -> Iterator[Figure]:
    """The first queries after the machine has started: what they take is the disk's; no figure is asked of them."""
    if not hasattr(os, "posix_fadvise"):
        return
    with database.path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    for name in ("2 characters", "3 characters"):
        first = [spent(partial(search.first, connection, one, 50))[0] for one in made[name][:COLD]]
        yield Figure("search", f"{name}: first 50 from a cold disk, p95", percentile(first, 0.95), "ms")


def warm(database: Database) -> None:
    """Have the system hold the file, as it does once it was read: the figures asked are the client's, not the disk's."""
    with database.path.open("rb") as file:
        while file.read(4 * MEGABYTE):
            pass


def timed(connection: Connection, name: str, words: list[Wanted]) -> Iterator[Figure]:
    """The first 50 hits of each query, each asked for the first time."""
    for one in words[:WARM]:
        search.first(connection, one, 50)
    both = [spent(partial(search.first, connection, one, 50)) for one in words[WARM:]]
    first, worked = ([pair[n] for pair in both] for n in (0, 1))
    bound = MUST.get(name)
    yield Figure("search", f"{name}: first 50, p50", percentile(first, 0.5), "ms")
    yield Figure("search", f"{name}: first 50, p95", percentile(first, 0.95), "ms", f"<= {bound}" if bound else None)
    yield Figure("search", f"{name}: on the processor, p95", percentile(worked, 0.95), "ms")


def recalled(connection: Connection, made: dict[str, list[Wanted]]) -> Iterator[Figure]:
    """What is found against what reading every text finds."""
    words = [one for some in made.values() for one in some]
    right: list[set[int]] = [set() for _ in words]
    for doc, text in connection.exec_driver_sql("SELECT doc, text FROM words"):
        for n, one in enumerate(words):
            if one.holds(text):
                right[n].add(doc)
    found = [set(search.first(connection, one, 10**9)) for one in words]
    held = sum(map(len, right))
    hit = sum(len(a & b) for a, b in zip(right, found, strict=True))
    wrong = sum(len(b - a) for a, b in zip(right, found, strict=True))
    yield Figure("search", "hits checked by reading every text", held, "")
    yield Figure("search", "recall", 100 * hit / held if held else 100, "%", ">= 100")
    yield Figure("search", "hits that are none", wrong, "", "<= 0")


def sizes(connection: Connection, database: Database) -> Iterator[Figure]:
    """What the index takes."""
    texts, characters = connection.exec_driver_sql("SELECT count(*), sum(length(text)) FROM words").one()
    blocks = connection.exec_driver_sql("SELECT sum(length(block)) FROM search_data").scalar() or 0
    yield Figure("search", "documents", texts, "")
    yield Figure("search", "characters", characters / 1e6, "million")
    yield Figure("search", "index", blocks / MEGABYTE, "MB")
    yield Figure("search", "replica.db, all in all", database.path.stat().st_size / MEGABYTE, "MB")


def added(database: Database) -> list[float]:
    """One document after the other, each durable; taken out again."""
    number = search.UNNUMBERED << 1
    some: list[Paper] = list(papers(10**7, ADDED))
    found = []
    for n, paper in enumerate(some):
        began = time.perf_counter()
        with database.write() as connection:
            search.put(connection, {number + n: "\n".join((paper.title, paper.docno, *paper.body))})
        found.append((time.perf_counter() - began) * 1000)
    with database.write() as connection:
        for n in range(len(some)):
            search.drop(connection, number + n)
    return found
