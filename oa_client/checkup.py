"""The look at this machine and a profile that each start takes, and the longer one of a release's first start."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import msgspec

from oa_client.app.soundness import Finding
from oa_client.store import soundness as stores
from oa_client.store.tables import HEADS
from oa_client.system import soundness as machine
from oa_client.system import toolkit
from oa_client.system.keyring import Keyring
from oa_client.system.preview import ChildPreview
from oa_client.system.release import release
from oa_client.system.started import Started, read_started, write_started

PREVIEW_PATIENCE = 10.0


def stop_reason(folder: Path) -> Finding | None:
    """Why nothing may be opened at all; None when it may. Takes milliseconds, and changes nothing."""
    return next((one for one in _grave(folder) if one.grave), None)


def _grave(folder: Path) -> Iterator[Finding]:
    yield machine.folder(folder)
    yield machine.data(folder, HEADS)
    yield _parts_there()
    yield stores.cipher()


def _parts_there() -> Finding:
    """That the parts are there; whether they are what they were takes reading them."""
    return machine.parts(release(), read=False)


def is_due(folder: Path) -> bool:
    """Whether this release has not looked at everything here yet."""
    return read_started(folder).checked != release().version


def done(folder: Path) -> None:
    """This release has looked at everything here."""
    write_started(folder, msgspec.structs.replace(read_started(folder), checked=release().version))


def opened(folder: Path) -> None:
    """This release has the profile open, and has brought its files up to date."""
    now = read_started(folder)
    write_started(folder, Started(release().version, dict(HEADS), now.checked))


def whole(folder: Path, keyring: Keyring | None = None) -> tuple[Finding, ...]:
    """Every check, in the order of `Check`; the slow ones beside each other. Changes nothing."""
    this = release()
    with ThreadPoolExecutor(2, "checkup") as pool:
        drawn = pool.submit(_preview)
        tried = pool.submit(toolkit.look)
        answered = pool.submit(machine.keyring, keyring or Keyring())
        quick = (
            machine.folder(folder),
            machine.room(folder),
            machine.data(folder, HEADS),
            machine.parts(this),
            stores.cipher(),
            machine.clock(this, int(time.time())),
            machine.fonts(),
        )
        return (*quick, answered.result(), drawn.result(), tried.result())


def _preview() -> Finding:
    with closing(ChildPreview(patience=PREVIEW_PATIENCE)) as child:
        return machine.preview(child)
