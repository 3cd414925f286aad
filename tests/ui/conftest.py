"""What the tests of the screen share."""

import pytest

from oa_client.system.preview import ChildPreview
from oa_client.ui import theme
from oa_client.ui.widgets.running import Job
from tests.ui import pictures


@pytest.fixture
def look(qapp):
    """Applies a look, and the standard one afterwards."""

    def wear(**chosen):
        return theme.apply(qapp, theme.Look(**chosen))

    wear()
    yield wear
    theme.apply(qapp, theme.Look())


@pytest.fixture
def open_desktop(qtbot, look):
    """Opens desktops over the demo desk and closes them after the test."""
    opened = []

    def start(**scene):
        made = pictures.desktop(**scene)
        shown = made.__enter__()
        opened.append(made)
        return shown

    yield start
    for made in reversed(opened):
        made.__exit__(None, None, None)


@pytest.fixture(scope="module")
def child():
    """The child that draws pages, one for all tests of a module."""
    made = ChildPreview()
    yield made
    made.close()


class AtOnce:
    """A runner that does the work where it is asked for, at once or when told."""

    def __init__(self, *, held=False):
        self.held, self.waiting, self.names = held, [], []

    def run(self, work, done, failed, *, lane=None, name=""):
        job = Job()
        self.names.append(name)
        self.waiting.append((job, work, done, failed))
        if not self.held:
            self.release()
        return job

    def release(self):
        waiting, self.waiting = self.waiting, []
        for job, work, done, failed in waiting:
            try:
                result = work()
            except Exception as error:
                if not job.cancelled:
                    failed(error)
            else:
                if not job.cancelled:
                    done(result)


@pytest.fixture
def at_once():
    return AtOnce()


@pytest.fixture
def later():
    return AtOnce(held=True)
