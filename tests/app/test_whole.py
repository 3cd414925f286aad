"""Files that leave the client: whole or not at all, over nothing that is not meant."""

import errno
import os
import resource
import signal
import sys

import pytest

from oa_client.app import whole

BYTES = "关于防汛值班的通知".encode() * 4000
linux = pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are of POSIX")


@pytest.fixture(params=[whole.put, whole.put_new])
def put(request):
    return request.param


@pytest.fixture
def small_disk():
    """Files of this process cannot grow beyond 16 KiB, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def is_full(error):
    """Whatever language the machine says it in."""
    return error.errno == errno.EFBIG


def without_links(monkeypatch):
    def refuse(*_args, **_more):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)


def test_it_is_there_whole_and_nothing_beside_it(tmp_path, put):
    put(tmp_path / "清单.xlsx", BYTES)
    assert (tmp_path / "清单.xlsx").read_bytes() == BYTES
    assert [p.name for p in tmp_path.iterdir()] == ["清单.xlsx"]


def test_what_was_there_is_replaced_only_where_that_is_meant(tmp_path):
    place = tmp_path / "清单.xlsx"
    place.write_bytes(b"before")
    with pytest.raises(FileExistsError):
        whole.put_new(place, BYTES)
    assert place.read_bytes() == b"before"
    whole.put(place, BYTES)
    assert place.read_bytes() == BYTES
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_meanwhile_is_not_written_over(tmp_path, monkeypatch, links):
    place, sync = tmp_path / "清单.xlsx", os.fsync

    def somebody_saves(descriptor):
        sync(descriptor)
        place.write_bytes(b"of somebody else")

    monkeypatch.setattr(os, "fsync", somebody_saves)
    if not links:
        without_links(monkeypatch)
    with pytest.raises(FileExistsError):
        whole.put_new(place, BYTES)
    assert place.read_bytes() == b"of somebody else"
    assert [p.name for p in tmp_path.iterdir()] == ["清单.xlsx"]


def test_a_file_system_without_links_will_do(tmp_path, monkeypatch):
    without_links(monkeypatch)
    whole.put_new(tmp_path / "清单.xlsx", BYTES)
    assert (tmp_path / "清单.xlsx").read_bytes() == BYTES
    assert len(list(tmp_path.iterdir())) == 1


@linux
def test_a_full_disk_leaves_what_was_there(tmp_path, small_disk):
    place = tmp_path / "清单.xlsx"
    place.write_bytes(b"before")
    with pytest.raises(OSError, check=is_full):
        whole.put(place, BYTES)
    assert place.read_bytes() == b"before"
    assert len(list(tmp_path.iterdir())) == 1


@linux
def test_a_full_disk_leaves_nothing_where_nothing_was(tmp_path, small_disk):
    with pytest.raises(OSError, check=is_full):
        whole.put_new(tmp_path / "清单.xlsx", BYTES)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_is_told(tmp_path, put):
    with pytest.raises(FileNotFoundError):
        put(tmp_path / "已拔出的优盘" / "清单.xlsx", BYTES)


def test_a_folder_that_goes_meanwhile_is_told(tmp_path, monkeypatch, put):
    folder, sync = tmp_path / "优盘", os.fsync
    folder.mkdir()

    def pulled_out(descriptor):
        sync(descriptor)
        folder.rename(tmp_path / "elsewhere")

    monkeypatch.setattr(os, "fsync", pulled_out)
    with pytest.raises(FileNotFoundError):
        put(folder / "清单.xlsx", BYTES)
    assert not folder.exists()
