"""同步中心 counts the seconds until the next attempt, though nobody tells it anything new."""

import pytest

from oa_client.app.standing import Phase, SyncState
from oa_client.ui.bridge import Bridge
from oa_client.ui.centre.page import CentrePage
from tests.ui.matter_desk import NOW, Scene


@pytest.fixture
def page(qtbot):
    scene = Scene()
    bridge = Bridge()
    made = CentrePage(scene.desk, bridge, tuple)
    qtbot.addWidget(made)
    yield made
    bridge.close()


def passes(page, seconds):
    page._clock.at += seconds
    page._count.timeout.emit()


def test_the_seconds_until_the_next_attempt_are_counted_down(page):
    page.show_state(SyncState(Phase.OFFLINE, next_try=page._clock.monotonic() + 30.0), NOW)
    assert page.traffic.text().endswith("30 秒后自动再试")
    passes(page, 12)
    assert page.traffic.text().endswith("18 秒后自动再试")
    passes(page, 18)
    assert "再试" not in page.traffic.text()
    assert not page._count.isActive()


@pytest.mark.parametrize("state", [SyncState(Phase.OFFLINE), SyncState(Phase.IDLE, next_try=NOW + 30.0)])
def test_where_nothing_is_to_be_tried_nothing_is_counted(page, state):
    page.show_state(state, NOW)
    assert "再试" not in page.traffic.text()
    assert not page._count.isActive()
