"""A package that lost one of its modules says so in one sentence; from its source a fault stays a fault."""

import sys

import pytest

from oa_client import __main__ as entry


@pytest.fixture
def lost(monkeypatch):
    def run(_words):
        raise ImportError("libffi.so.7: cannot open shared object file", name="_ctypes")

    monkeypatch.setattr(entry, "_run", run)


def test_a_package_without_one_of_its_modules(lost, monkeypatch, capsys):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert entry.main([]) == 23
    told = capsys.readouterr().err
    assert "“_ctypes”" in told and "没有改动" in told and told.count("\n") == 1


def test_from_its_source_the_fault_is_shown_whole(lost):
    with pytest.raises(ImportError, match=r"libffi\.so\.7"):
        entry.main([])
