"""What the windows count on of Qt: each trial fails where the thing it tries is not there."""

import sys
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCollator
from PySide6.QtWidgets import QPushButton

from oa_client.ui import toolkit
from oa_client.wording.soundness import TRIALS


def test_every_trial_has_a_name_for_people():
    assert set(toolkit.TRIALS) == set(TRIALS)


def test_words_that_are_not_there_are_missed(qapp, monkeypatch):
    monkeypatch.setattr(toolkit, "WORDS", "qtbase_nowhere")
    assert not toolkit.speak_chinese(qapp)


def test_buttons_in_another_language_are_not_chinese(qapp, monkeypatch):
    monkeypatch.setattr(toolkit.QDialogButtonBox, "button", lambda *_: QPushButton("OK"))
    assert not toolkit.words()


def test_the_order_of_code_points_is_not_that_of_pinyin(monkeypatch):
    class Plain(QCollator):
        def sortKey(self, text):
            return text

    assert toolkit.sorting()
    monkeypatch.setattr(toolkit, "QCollator", Plain)
    assert not toolkit.sorting()


@pytest.mark.parametrize("encoding", ["GB18030", "GBK", "Big5"])
def test_a_text_read_as_another_encoding_is_not_what_it_says(encoding, monkeypatch):
    assert toolkit.converting()
    monkeypatch.setitem(toolkit._SAID, encoding, "文")
    real = toolkit._read
    monkeypatch.setattr(toolkit, "_read", lambda said, code: real("", code) if code == encoding else real(said, code))
    assert not toolkit.converting()


def test_a_library_that_does_not_load_is_named(tmp_path, monkeypatch):
    assert toolkit.missing() == [], "from its source there is nothing to look through"
    real = next(Path(PySide6.__path__[0]).glob("QtCore*.so"))
    (tmp_path / "libgood.so").symlink_to(real)
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins/libbad.so.6").write_bytes(b"no library")
    (tmp_path / "libcupsprintersupport.so").write_bytes(b"asks for what is not there")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert toolkit.missing() == ["libbad.so.6"]


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_makes_nothing_does_not_print(qapp, monkeypatch):
    from PySide6.QtPrintSupport import QPrinter

    assert toolkit.printing()
    monkeypatch.setattr(QPrinter, "setOutputFileName", lambda *_: None)
    assert not toolkit.printing()


def test_a_kind_of_picture_less_is_missed(monkeypatch):
    assert toolkit.pictures()
    monkeypatch.setattr(toolkit, "PICTURES", toolkit.PICTURES | {b"none"})
    assert not toolkit.pictures()
