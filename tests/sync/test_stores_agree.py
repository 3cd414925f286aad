"""The machine again, each store in memory and in encrypted files at once: both must say the same at every step."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.store.building import in_files
from tests.sync.mirror import MirrorOutbox, MirrorReplica
from tests.sync.office import Device, Killed
from tests.sync.test_machine import Machine, run

OPERATIONS = 2_000


class BothStores(Machine):
    """Devices over mirrored stores, from a template."""

    budget, pages = 700, 4

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="lunyue-both-"))
        self.office.devices = [self.mirrored(n, d) for n, d in enumerate(self.office.devices)]

    def mirrored(self, number, device):
        built = in_files(self.folder / str(number))
        outbox, replica = MirrorOutbox(device.outbox, built.outbox), MirrorReplica(device.replica, built.replica)
        outbox.killed = Killed
        built.outbox.keep_session(device.outbox.session())
        self.built = [*getattr(self, "built", []), built]
        return Device(device.person, device.link, device.clock, device.policy, outbox, replica)

    def teardown(self):
        try:
            super().teardown()
        finally:
            for built in self.built:
                while built._opened:
                    built._opened.pop().close()
            shutil.rmtree(self.folder)


@pytest.mark.timeout(300)
def test_memory_and_files_say_the_same():
    done, seed = Counter(), 0
    while sum(done.values()) < OPERATIONS:
        done += run(BothStores, 3, seed=seed)
        seed += 1
    assert sum(done.values()) >= OPERATIONS
