"""The packages that are written, read back with the standard library; build.py has each read by an old dpkg-deb."""

import io
import lzma
import os
import shutil
import tarfile

import pytest
from packing import pack
from packing.deb import joined, members, parted, write_deb, xz
from packing.sources import CannotBuild

EPOCH = 1_780_000_000
CONTROL = (
    "Package: org.lunyue.client\nVersion: 0.1.0\nArchitecture: amd64\nMaintainer: a <a@b.invalid>\nDescription: x\n"
)
CODE = b"\x7fELF" + bytes(range(256)) * 40


def tree_in(place, *, outside=False):
    """A small package's tree."""
    home = place / "opt/apps/org.lunyue.client/files"
    (home / "lib").mkdir(parents=True)
    (place / "DEBIAN").mkdir()
    (place / "DEBIAN/control").write_text(CONTROL)
    (home / "oa-client").write_bytes(CODE)
    (home / "oa-client").chmod(0o755)
    (home / "lib/b.so").write_bytes(CODE + b"x")
    (home / "lib/公文.txt").write_text("轮阅\n" * 300, "utf-8")
    if outside:
        (place / "usr/bin").mkdir(parents=True)
        (place / "usr/bin/oa-client").symlink_to("/opt/apps/org.lunyue.client/files/oa-client")
    return place


@pytest.fixture
def kept(tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


def data_of(package):
    return dict(members(package.read_bytes()))["data.tar.xz"]


def test_a_package_holds_what_the_tree_holds(tmp_path, kept):
    tree = tree_in(tmp_path / "tree", outside=True)
    write_deb(tree, tmp_path / "it.deb", EPOCH, kept)
    read = dict(members((tmp_path / "it.deb").read_bytes()))
    assert list(read) == ["debian-binary", "control.tar.xz", "data.tar.xz"]
    assert read["debian-binary"] == b"2.0\n"
    with tarfile.open(fileobj=io.BytesIO(read["control.tar.xz"])) as control:
        assert control.extractfile("./control").read().decode() == CONTROL
    with tarfile.open(fileobj=io.BytesIO(read["data.tar.xz"])) as data:
        inside = {member.name: member for member in data}
        files = "./opt/apps/org.lunyue.client/files"
        assert data.extractfile(f"{files}/oa-client").read() == CODE
        assert data.extractfile(f"{files}/lib/公文.txt").read().decode() == "轮阅\n" * 300
    assert inside["./usr/bin/oa-client"].linkname == "/opt/apps/org.lunyue.client/files/oa-client"
    assert {(one.uid, one.gid, one.uname, one.gname, one.mtime) for one in inside.values()} == {
        (0, 0, "root", "root", EPOCH)
    }
    assert inside[f"{files}/oa-client"].mode & 0o777 == 0o755
    assert not any("DEBIAN" in name for name in inside)


def test_each_folder_comes_before_what_is_in_it(tmp_path):
    tree = tree_in(tmp_path / "tree", outside=True)
    seen = {tree}
    for path in (path for part in parted(tree) for path in part):
        assert path.parent in seen
        seen.add(path)
    assert seen == {path for path in [tree, *tree.rglob("*")] if "DEBIAN" not in path.parts}


def test_libraries_go_first_and_what_one_flavour_adds_last(tmp_path):
    code, data, outside = parted(tree_in(tmp_path / "tree", outside=True))
    assert [path.name for path in code if path.is_file()] == ["b.so"]
    assert [path.name for path in data] == ["oa-client", "公文.txt"]
    assert [path.name for path in outside] == ["usr", "bin", "oa-client"]


def test_a_second_flavour_presses_only_what_it_adds(tmp_path, kept):
    tree = tree_in(tmp_path / "tree")
    write_deb(tree, tmp_path / "uos.deb", EPOCH, kept)
    pressed = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    shutil.rmtree(tree)
    write_deb(tree_in(tmp_path / "tree", outside=True), tmp_path / "generic.deb", EPOCH, kept)
    again = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert pressed.items() <= again.items()
    assert len(again) == len(pressed) + 1


def test_the_bytes_do_not_tell_where_or_when_it_was_built(tmp_path, kept):
    made = []
    for name, mask, time in (("here", 0o022, 1), ("somewhere/else", 0o077, 2**31)):
        old = os.umask(mask)
        try:
            tree = tree_in(tmp_path / name)
        finally:
            os.umask(old)
        for path in tree.rglob("*"):
            os.utime(path, (time, time))
        pack.settle(tree, EPOCH)
        write_deb(tree, tmp_path / "it.deb", EPOCH, kept)
        made.append((tmp_path / "it.deb").read_bytes())
    assert made[0] == made[1]


def test_many_blocks_are_one_stream(tmp_path):
    parts = [b"a" * 70_000, CODE * 3, "轮阅".encode() * 900]
    streams = [xz(part, code=part is parts[1]) for part in parts]
    reader = lzma.LZMADecompressor(lzma.FORMAT_XZ)
    assert reader.decompress(joined(streams)) == b"".join(parts)
    assert reader.eof
    assert reader.unused_data == b""


def test_a_damaged_block_is_found(tmp_path):
    stream = bytearray(joined([xz(CODE), xz(b"b" * 999)]))
    stream[40] ^= 1
    with pytest.raises(lzma.LZMAError):
        lzma.decompress(bytes(stream))


def test_rights_do_not_hang_on_the_umask(tmp_path):
    tree = tree_in(tmp_path / "tree")
    library = tree / "opt/apps/org.lunyue.client/files/lib/b.so"
    library.chmod(0o775)
    (library.parent / "公文.txt").chmod(0o666)
    pack.settle(tree, EPOCH)
    rights = {path.name: path.stat().st_mode & 0o7777 for path in tree.rglob("*") if path.is_file()}
    assert rights == {"control": 0o644, "oa-client": 0o755, "b.so": 0o644, "公文.txt": 0o644}
    assert {path.stat().st_mode & 0o7777 for path in tree.rglob("*") if path.is_dir()} == {0o755}
    assert {path.stat().st_mtime for path in tree.rglob("*")} == {EPOCH}


def test_a_package_is_laid_down_whole_or_not_at_all(tmp_path):
    made = tmp_path / "made.deb"
    made.write_bytes(b"new")
    (tmp_path / "out").write_text("a file stands where the folder should be")
    with pytest.raises(CannotBuild, match="放不进"):
        pack.put(made, tmp_path / "out/it.deb")
    pack.put(made, tmp_path / "dist/it.deb")
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["it.deb"]
    assert (tmp_path / "dist/it.deb").read_bytes() == b"new"


def test_who_stops_it_while_a_package_is_laid_down_finds_no_half_of_it(tmp_path, monkeypatch):
    made = tmp_path / "made.deb"
    made.write_bytes(b"new")

    def stopped(_made, partial):
        partial.write_bytes(b"ne")
        raise KeyboardInterrupt

    monkeypatch.setattr(pack.shutil, "copyfile", stopped)
    with pytest.raises(KeyboardInterrupt):
        pack.put(made, tmp_path / "dist/it.deb")
    assert list((tmp_path / "dist").iterdir()) == []
    assert made.read_bytes() == b"new"
