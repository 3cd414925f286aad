"""A window whose program was upgraded says so, once for each release."""

from PySide6.QtCore import QObject

from oa_client.ui.shell.renewal import Renewal


def test_it_is_told_once_for_each_release_and_never_of_its_own(qtbot):
    parent, there, told = QObject(), [""], []
    renewal = Renewal(parent, lambda: there[0], told.append)
    renewal.look()
    assert told == []
    there[0] = "0.1.1"
    renewal.look()
    renewal.look()
    assert len(told) == 1
    assert "0.1.1" in told[0]
    there[0] = "0.1.2"
    renewal.look()
    assert "0.1.2" in told[1]
