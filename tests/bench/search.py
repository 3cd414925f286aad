"""Search and lists over many matters: `python -m tests.bench.search COUNT [CORPUS FOLDER] [PROFILE]` (design.md §6).

Fills a profile through the store's own pages, then measures the first 50 hits, the whole answer, recall against reading
every text, and the lists. A profile given and filled already is used again.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from oa_client.app.ports import ListName
from oa_client.store import search
from oa_client.store.profile import open_profile
from oa_client.store.words import wanted
from tests.bench.office import KEY, chinese, fill, quantiles, texts

MUST = {"1": 60.0, "2": 1.0, "3": 5.0, "4": 5.0, "2+2": 5.0}


def queries(rng: random.Random, stored: list[str]) -> dict[str, list[str]]:
    """Forty queries of each sort."""
    sorts: dict[str, Callable[[], str]] = {str(k): (lambda k=k: chinese(rng, stored, k)) for k in (1, 2, 3, 4)}
    sorts["2+2"] = lambda: f"{chinese(rng, stored, 2)} {chinese(rng, stored, 2)}"
    made = {name: [make() for _ in range(40)] for name, make in sorts.items()}
    made["number"] = [f"〔2026〕{rng.randint(1, 300)}号" for _ in range(20)]
    made["digits"] = [str(rng.randint(10, 9999)) for _ in range(20)]
    made["office"] = ["垃圾分类", "防汛", "预算执行", "数字城管", "社区服务", "应急值守", "望春街道", "陈伟"] * 3
    return made


def main(count: int, corpus: str, where: str) -> None:
    folder = Path(where)
    profile = open_profile(folder, KEY)
    if profile.library.usage()["matters"] < count:
        spent = fill(profile, texts(Path(corpus), 7, count), report=10_000)
        print(f"{count} matters applied in {spent:.1f} s, {spent / count * 1000:.2f} ms each")
        began = time.perf_counter()
        profile.replica.merge(1_000_000)
        print(f"index put together in {time.perf_counter() - began:.1f} s")
        profile.close()
        profile = open_profile(folder, KEY)
    print(f"replica.db {(folder / 'replica.db').stat().st_size / 2**20:.0f} MB")
    db = profile._databases[1]
    rng = random.Random(3)
    with db.read() as connection:
        docs = connection.exec_driver_sql("SELECT doc, text FROM words").all()
        stored = [text for _, text in docs]
        for name, made in queries(rng, stored).items():
            words = [wanted(query) for query in made]
            first, busy, whole, missed, total = [], [], [], 0, 0
            for one in words:
                began, cpu = time.perf_counter(), time.thread_time()
                search.first(connection, one, 50)
                first.append(time.perf_counter() - began)
                busy.append(time.thread_time() - cpu)
            for one in words:
                began = time.perf_counter()
                search.find(connection, one, 50)
                whole.append(time.perf_counter() - began)
            for one in words[:8]:
                found = set(search.first(connection, one, 10**9))
                right = {doc for doc, text in docs if one.holds(text)}
                missed, total = missed + len(right ^ found), total + len(right)
            must = f", must {MUST[name]:.0f}" if name in MUST else ""
            wrong = f"{missed} wrong of {total}"
            spent = f"{quantiles(first)} (cpu {quantiles(busy)}){must}"
            print(f"{name:>7}: first 50 ms {spent}; whole answer ms {quantiles(whole)}; {wrong}")
    lists(profile)
    print(f"process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB (texts of the recall check in it)")
    profile.close()


def lists(profile) -> None:
    """How long the lists take."""
    for name in ListName:
        began = time.perf_counter()
        ids = profile.library.ids(name)
        spent = time.perf_counter() - began
        pages = []
        for at in range(0, min(len(ids), 20_000), 1000):
            began = time.perf_counter()
            profile.library.rows(name, ids[at : at + 200])
            pages.append(time.perf_counter() - began)
        rows = quantiles(pages) if pages else "-"
        print(f"{name.value:>7}: {len(ids)} ids in {spent * 1000:.0f} ms; 200 rows ms {rows}")
    began = time.perf_counter()
    profile.library.counts()
    print(f" counts: {(time.perf_counter() - began) * 1000:.0f} ms")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as elsewhere:
        main(
            int(sys.argv[1]) if len(sys.argv) > 1 else 20_000,
            sys.argv[2] if len(sys.argv) > 2 else "bench",
            sys.argv[3] if len(sys.argv) > 3 else f"{elsewhere}/profile",
        )
