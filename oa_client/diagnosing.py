"""A diagnosis of what is in a folder, asked for by a command line or by the window; what it is made from meets here."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from oa_client import checkup
from oa_client.app.policies import Policies
from oa_client.app.seat import CannotServe
from oa_client.cli.output import Output
from oa_client.cli.policies import dump
from oa_client.diagnosis import bundle
from oa_client.diagnosis.members import Sources
from oa_client.seats import LocalSeat
from oa_client.system.chosen import chosen
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots
from oa_client.system.policies import read_policies
from oa_client.system.ways import read_way
from oa_client.wording.sentences import sentence


def run(folder: Path, wanted: Path | None) -> int:
    """Write one, whether the profile opens or not, and say where it lies; the exit code."""
    try:
        made = bundle.make(sources(folder), wanted, _told)
    except CannotServe as why:
        print(sentence(why.code, why.facts), file=sys.stderr)
        return why.ends
    print(sentence(*made.said))
    return 0


def _told(n: int, of: int, about: str) -> None:
    if about:
        print(f"{n + 1}/{of} {about}", file=sys.stderr)


def export(
    folder: Path, seat: LocalSeat | None, more: str, path: Path, progress: bundle.Progress
) -> tuple[str, Mapping[str, object]]:
    """The same for a window, which has the profile open or not; what tells where it lies. Raises `CannotServe`."""
    return bundle.make(sources(folder, seat, more), path, progress).said


def sources(folder: Path, seat: LocalSeat | None = None, more: str = "") -> Sources:
    """What it is made from: by the open profile, or by what the keyring or OA_PASSWORD opens."""
    laid = read_policies()
    return Sources(
        folder,
        read_way(folder, policies=laid),
        partial(checkup.whole, folder),
        key=partial(KeySlots(folder, Keyring()).peek, os.environ.get("OA_PASSWORD", "")),
        files=seat.look if seat is not None else None,
        policies=partial(_policies, laid, folder),
        more=lambda: more,
    )


def _policies(laid: Policies, folder: Path) -> str:
    """The policies with their faults, as ``--policy-dump --json`` tells them."""
    out = io.StringIO()
    dump(laid, chosen(folder), Output(out, as_json=True))
    return out.getvalue()
