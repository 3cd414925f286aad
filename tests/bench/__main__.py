"""Measures what design.md §6 asks for: `python -m tests.bench [NAME …] [--json OUT] [--data DIR] [--matters N]`.

Without a name: search, list, start and stalls. crash, kill, machine and simulate run their full counts and take hours;
directory and bulletin take minutes. `weaklink`
has words of its own, see `weaklink --help`. Says of every figure whether it is met; the exit code is 0 all the same, for
a figure missed is an answer too.
"""

import argparse
import sys
import time
from dataclasses import fields
from pathlib import Path

from tests.bench import addresses, broadcast, crash, drafting, machine, search, simulate, windows
from tests.bench.figures import Bench, Extent, Figure, line, write

BENCHES: dict[str, Bench] = {
    "search": search.bench,
    "draft": drafting.bench,
    "list": windows.bench_list,
    "start": windows.bench_start,
    "stalls": windows.bench_stalls,
    "crash": crash.bench,
    "kill": crash.bench_kills,
    "machine": machine.bench,
    "simulate": simulate.bench,
    "directory": addresses.bench,
    "bulletin": broadcast.bench,
}
SOON = ("search", "list", "start", "stalls")
KEPT = Path(__file__).resolve().parents[2] / ".run" / "bench"


def main(words: list[str] | None = None) -> int:
    """Run the benches asked for."""
    asked = sys.argv[1:] if words is None else words
    if asked[:1] == ["weaklink"]:
        from tests.bench.weaklink import command

        return command.main(["--data", str(KEPT), *asked[1:]])
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures there as well")
    parser.add_argument("--data", type=Path, default=KEPT, help="where built profiles and centres are kept")
    for field in fields(Extent)[1:]:
        parser.add_argument(f"--{field.name}", type=int, default=field.default)
    given = parser.parse_args(asked)
    if strange := [name for name in given.names if name not in BENCHES]:
        parser.error(f"no bench {', '.join(strange)}; there are {', '.join(BENCHES)}")
    extent = Extent(**{field.name: getattr(given, field.name) for field in fields(Extent)})
    extent.data.mkdir(parents=True, exist_ok=True)
    figures: list[Figure] = [share_of_a_core()]
    print(line(figures[0]), flush=True)
    for name in given.names or SOON:
        for figure in BENCHES[name](extent):
            figures.append(figure)
            print(line(figure), flush=True)
        if given.json:
            write(given.json, figures)
    missed = sum(figure.met is False for figure in figures)
    print(f"{len(figures)} figures, {sum(f.met is True for f in figures)} met, {missed} missed")
    return 0


def share_of_a_core() -> Figure:
    """How much of a core this machine leaves us: what the times below are to be read by."""
    wall, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < 1:
        pass
    share = (time.process_time() - cpu) / (time.perf_counter() - wall)
    return Figure("machine", "share of a core that was free", 100 * share, "%")


if __name__ == "__main__":
    sys.exit(main())
