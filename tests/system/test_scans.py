"""The folder of a scanner: half written, vanished, empty, unreadable; put away and never deleted."""

from oa_client.app.scans import ScanState
from oa_client.system.scans import DONE, WatchedFolder


def states(inbox):
    return {scan.name: scan.state for scan in inbox.scans}


def test_a_file_waits_until_two_looks_find_the_same(tmp_path):
    folder = WatchedFolder()
    scan = tmp_path / "扫描0001.pdf"
    scan.write_bytes(b"%PDF")
    assert states(folder.look(str(tmp_path))) == {scan.name: ScanState.WRITING}
    scan.write_bytes(b"%PDF-1.7 more")
    assert states(folder.look(str(tmp_path))) == {scan.name: ScanState.WRITING}
    seen = folder.look(str(tmp_path))
    assert states(seen) == {scan.name: ScanState.READY}
    assert seen.ready == 1


def test_nothing_there_nothing_wrong(tmp_path):
    assert WatchedFolder().look("").trouble == ""
    assert WatchedFolder().look(str(tmp_path)).scans == ()


def test_a_vanished_folder_is_said_and_looked_for_again(tmp_path):
    folder, place = WatchedFolder(), tmp_path / "扫描"
    assert folder.look(str(place)).trouble == "scan_folder_gone"
    place.mkdir()
    assert folder.look(str(place)).trouble == ""
    assert folder.look(str(tmp_path / "x.pdf")).trouble == "scan_folder_gone"
    (tmp_path / "x.pdf").write_bytes(b"x")
    assert folder.look(str(tmp_path / "x.pdf")).trouble == "scan_folder_unreadable"


def test_an_empty_or_unreadable_file_leaves_the_rest_alone(tmp_path):
    (tmp_path / "空.pdf").touch()
    (tmp_path / "好.pdf").write_bytes(b"x")
    (tmp_path / "断.pdf").symlink_to(tmp_path / "没有.pdf")
    (tmp_path / "~半.pdf").write_bytes(b"x")
    (tmp_path / "半.part").write_bytes(b"x")
    (tmp_path / DONE).mkdir()
    folder = WatchedFolder()
    folder.look(str(tmp_path))
    assert states(folder.look(str(tmp_path))) == {
        "空.pdf": ScanState.EMPTY,
        "好.pdf": ScanState.READY,
        "断.pdf": ScanState.UNREADABLE,
    }


def test_what_is_registered_goes_beside_and_replaces_nothing(tmp_path):
    folder = WatchedFolder()
    for text in (b"1", b"2"):
        (tmp_path / "扫描.pdf").write_bytes(text)
        assert folder.put_away(tmp_path / "扫描.pdf")
    kept = {path.name: path.read_bytes() for path in (tmp_path / DONE).iterdir()}
    assert kept == {"扫描.pdf": b"1", "扫描（2）.pdf": b"2"}
    assert not folder.put_away(tmp_path / "没有.pdf")


def test_what_was_put_away_comes_back_over_nothing(tmp_path):
    folder, scan = WatchedFolder(), tmp_path / "扫描.pdf"
    scan.write_bytes(b"1")
    lies = folder.put_away(scan)
    assert lies == tmp_path / DONE / "扫描.pdf"
    scan.write_bytes(b"2")
    assert not folder.bring_back(lies, scan)
    assert scan.read_bytes() == b"2"
    scan.unlink()
    assert folder.bring_back(lies, scan)
    assert scan.read_bytes() == b"1"
    assert not folder.bring_back(lies, scan)
