"""The folder of a scanner: half written, vanished, empty, unreadable; put away and never deleted."""

from pathlib import Path

from oa_client.app.scans import Scan, ScanState
from oa_client.system import scans
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


def seen(folder, place):
    """What two looks find."""
    folder.look(str(place))
    return {scan.name: scan for scan in folder.look(str(place)).scans}


def test_what_is_registered_goes_beside_and_replaces_nothing(tmp_path):
    folder = WatchedFolder()
    for text in (b"1", b"2"):
        (tmp_path / "扫描.pdf").write_bytes(text)
        assert folder.put_away(seen(folder, tmp_path)["扫描.pdf"])
    kept = {path.name: path.read_bytes() for path in (tmp_path / DONE).iterdir()}
    assert kept == {"扫描.pdf": b"1", "扫描（2）.pdf": b"2"}
    gone = Scan(tmp_path / "没有.pdf", 1, 0, ScanState.READY)
    assert not folder.put_away(gone)
    assert len(list((tmp_path / DONE).iterdir())) == 2


def test_what_was_put_away_comes_back_over_nothing(tmp_path):
    folder, scan = WatchedFolder(), tmp_path / "扫描.pdf"
    scan.write_bytes(b"1")
    lies = folder.put_away(seen(folder, tmp_path)["扫描.pdf"])
    assert lies == tmp_path / DONE / "扫描.pdf"
    scan.write_bytes(b"2")
    assert not folder.bring_back(lies, scan)
    assert scan.read_bytes() == b"2"
    scan.unlink()
    assert folder.bring_back(lies, scan)
    assert scan.read_bytes() == b"1"
    assert not folder.bring_back(lies, scan)


def test_another_paper_the_scanner_saved_under_the_same_name_stays(tmp_path):
    folder = WatchedFolder()
    (tmp_path / "image001.jpg").write_bytes(b"first paper")
    scan = seen(folder, tmp_path)["image001.jpg"]
    (tmp_path / "image001.jpg").write_bytes(b"the second paper")
    assert not folder.stands(scan)
    assert not folder.put_away(scan)
    assert (tmp_path / "image001.jpg").read_bytes() == b"the second paper"


def test_what_another_desk_puts_away_at_the_same_moment_is_not_replaced(tmp_path, monkeypatch):
    (tmp_path / DONE).mkdir()
    (tmp_path / "扫描.pdf").write_bytes(b"mine")
    folder = WatchedFolder()
    scan = seen(folder, tmp_path)["扫描.pdf"]
    there, theirs = Path.exists, set()

    def looked(path):
        """Between our look for a free name and our move another desk takes it."""
        found = there(path)
        if path.parent.name == DONE and not found:
            path.write_bytes(b"theirs")
            theirs.add(path)
        return found

    monkeypatch.setattr(Path, "exists", looked)
    looked(tmp_path / DONE / "扫描.pdf")
    assert folder.put_away(scan)
    monkeypatch.undo()
    assert {path.read_bytes() for path in theirs} == {b"theirs"}
    assert b"mine" in {path.read_bytes() for path in (tmp_path / DONE).iterdir()}


def test_a_link_that_leads_elsewhere_cannot_be_registered(tmp_path):
    place = tmp_path / "扫描"
    place.mkdir()
    (tmp_path / "私人.pdf").write_bytes(b"not for anybody")
    (place / "扫描.pdf").symlink_to(tmp_path / "私人.pdf")
    folder = WatchedFolder()
    scan = seen(folder, place)["扫描.pdf"]
    assert scan.state is ScanState.UNREADABLE
    assert not folder.stands(scan)


def test_of_a_folder_of_thousands_only_what_is_shown_is_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(scans, "MOST", 3)
    for n in range(9):
        (tmp_path / f"{n}.pdf").write_bytes(b"x")
    folder, opened, really = WatchedFolder(), [], Path.open
    folder.look(str(tmp_path))
    monkeypatch.setattr(Path, "open", lambda path, *a: opened.append(path) or really(path, *a))
    assert len(folder.look(str(tmp_path)).scans) == len(opened) == 3
