"""Installs the central store's package on clean machines and lives through what an administrator may meet.

    .venv/bin/python installer/test_store.py PACKAGE.deb --previous REV --before REV [--suite SUITE] [--out DIR]

Needs root, systemd-nspawn, and a built PACKAGE. On a machine of each suite: the units are verified; a centre is begun,
a certificate made, units and people imported; a client of the checkout syncs over TLS; the backup's unit runs; the
package of an earlier revision is upgraded to this one with its data; a later one whose step fails and then does not,
and the way back from it; data made by a revision from before versions; removal and purge. Each step prints a line with
what was seen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from packing.children import Stopped, stopping
from packing.freeze import ROOT
from packing.sources import CannotBuild
from store_drill import beginning, mistakes, postgres, removal, upgrades
from store_drill.ground import Drill, NotSo
from store_drill.machine import PLAIN, Machine, fresh_root
from store_drill.planting import LATER, OLD


def story(drill: Drill, package: Path, old: Path, later: Path, before: str) -> None:
    """All of it, in order."""
    beginning.set_up(drill, old)
    beginning.exposure(drill)
    beginning.serve_with_tls(drill)
    beginning.attach(drill)
    beginning.back_up(drill)
    upgrades.upgrade(drill, package)
    beginning.exposure(drill)
    mistakes.all_of_them(drill)
    upgrades.fail(drill, later, package)
    upgrades.go_back(drill, later, package)
    upgrades.older_data(drill, before)
    removal.remove(drill)


def on_machine(out: Path, suite: str, packages: Sequence[str], tell: Callable[[Drill], None]) -> None:
    """Tell a story on a machine of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lunyue-store-", dir=out) as place:
        desk = Path(place) / "desk"
        desk.mkdir()
        root = fresh_root(out / "roots", suite, Path(place) / "root", packages)
        with Machine(root, f"lunyue-store-{os.getpid()}") as machine:
            tell(Drill(machine, desk))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 when something is not so, 128 + a signal when somebody ended it."""
    parser = argparse.ArgumentParser(prog="test_store.py")
    parser.add_argument("package", type=Path)
    parser.add_argument("--suite", choices=("bullseye", "bookworm"))
    parser.add_argument("--previous", required=True, help="the revision the older package is built from")
    parser.add_argument("--before", required=True, help="a revision from before data had versions")
    parser.add_argument("--out", type=Path, default=ROOT / "dist/drill")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache/lunyue-build")
    given = parser.parse_args(arguments)
    try:
        with stopping():
            _drill(given)
    except Stopped as stopped:
        return 128 + stopped.number
    except (NotSo, CannotBuild) as problem:
        print(f"  ✗ {problem}", file=sys.stderr)
        return 1
    return 0


def _drill(given: argparse.Namespace) -> None:
    later = LATER.package(given.out, given.cache, "HEAD")
    old = OLD.package(given.out, given.cache, given.previous)
    package: Path = given.package
    for suite in (given.suite,) if given.suite else ("bullseye", "bookworm"):
        print(f"{suite}：{package.name}", flush=True)
        on_machine(given.out, suite, PLAIN, lambda drill: story(drill, package, old, later, given.before))
        on_machine(given.out, suite, postgres.PACKAGES, lambda drill: postgres.story(drill, package))


if __name__ == "__main__":
    sys.exit(main())
