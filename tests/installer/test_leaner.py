"""Copies of a system's libraries are left out, and whatever asked for a copy loads with the system's."""

import subprocess
import sys
from pathlib import Path

import PIL
import pytest
from packing import leaner
from packing.elf import needing, needs

PILLOW = Path(PIL.__file__).parent
BROUGHT = PILLOW.with_name(leaner.COPIES)


def brought(name: str) -> Path:
    """The copy of a library that Pillow's wheel brings."""
    (path,) = leaner.copies(PILLOW.parent, [name])
    return path


def loads(library: Path, *first: Path) -> bool:
    """Whether a library loads into a new process once others have."""
    words = "import ctypes, sys; [ctypes.CDLL(path) for path in sys.argv[1:]]"
    done = subprocess.run([sys.executable, "-c", words, *map(str, first), str(library)], check=False)
    return done.returncode == 0


@pytest.fixture
def folder(tmp_path):
    """The folder of copies as a frozen program has it."""
    place = tmp_path / leaner.COPIES
    place.mkdir()
    for path in BROUGHT.iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_a_copy_is_called_in_a_system_as_its_own_name_says():
    assert leaner.system_name("libxcb-9065bb12.so.1.1.0") == "libxcb.so.1"
    assert leaner.system_name("libXau-154567c4.so.6.0.0") == "libXau.so.6"
    with pytest.raises(ValueError, match=r"libxcb\.so\.1"):
        leaner.system_name("libxcb.so.1")


def test_the_copies_go_and_who_asked_for_them_asks_for_the_systems(folder):
    tiff = folder / leaner.COPIES / brought("tiff").name
    before = needs(tiff.read_bytes())

    assert leaner.main([str(folder), "lzma", "zstd"]) == 0

    after = needs(tiff.read_bytes())
    assert leaner.copies(folder, ["lzma", "zstd"]) == []
    assert [name for name in after.libraries if name not in before.libraries] == ["libzstd.so.1", "liblzma.so.5"]
    assert len(after.libraries) == len(before.libraries)
    assert (after.name, after.paths, after.versions) == (before.name, before.paths, before.versions)


def test_nothing_in_the_file_moves_but_the_name(folder):
    data = brought("tiff").read_bytes()
    own = brought("zstd").name
    made = needing(data, own, "libzstd.so.1")

    assert len(made) == len(data)
    at = data.index(own.encode() + b"\0")
    assert made[at : at + len(own)] == b"libzstd.so.1".ljust(len(own), b"\0")
    assert made[:at] + made[at + len(own) :] == data[:at] + data[at + len(own) :]


def test_what_asks_for_another_library_loads_with_it_and_not_without(folder):
    """A copy of zstd's library under the name a system has for it stands in for the system's."""
    place = folder / leaner.COPIES
    stand_in = place / "libzstd.so.1"
    stand_in.write_bytes(brought("zstd").read_bytes())
    tiff = place / brought("tiff").name
    tiff.write_bytes(needing(tiff.read_bytes(), brought("zstd").name, stand_in.name))
    (place / brought("zstd").name).unlink()

    assert loads(tiff, place / brought("lzma").name)

    tiff.write_bytes(needing(tiff.read_bytes(), stand_in.name, "libnone.so.1"))
    assert not loads(tiff, place / brought("lzma").name)


def test_a_version_asked_of_a_library_is_asked_of_the_other_one():
    """`version needs` name the library too: the loader refuses a file where the two do not agree."""
    data = brought("lcms2").read_bytes()
    made = needing(data, "libm.so.6", "libM.so.6")
    assert made.count(b"libM.so.6\0") >= 1 and b"libm.so.6\0" not in made


def test_a_name_that_is_longer_is_refused():
    with pytest.raises(ValueError, match="longer"):
        needing(brought("tiff").read_bytes(), "libc.so.6", "libc-other.so.6")


def test_what_is_no_library_stays_as_it_is():
    assert needing(b"\x7fELF of another machine", "a", "b") == b"\x7fELF of another machine"
