"""What a desktop is told of the program: its entry, its links, its icons, and beginning by itself."""

import configparser
import json
import shutil
import subprocess
from pathlib import Path

import draw_icons
import pytest
from packing import tree
from packing.stamp import stamp
from PySide6.QtGui import QImage

from oa_client import starting
from oa_client.app.links import SCHEME
from oa_client.system import autostart, release, soundness
from oa_client.system.release import Release

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = ROOT / "installer/packing/entries"
PROGRAM = f"/{tree.HOME}/files/oa-client"


def entry(path):
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str
    found.read(path, "utf-8")
    assert found.sections() == ["Desktop Entry"]
    return dict(found["Desktop Entry"])


@pytest.mark.parametrize("path", sorted(ENTRIES.glob("*/*.desktop")), ids=lambda p: p.parent.name)
def test_entries_are_as_the_desktops_want_them(path):
    found = entry(path)
    assert path.name == f"{tree.APP}.desktop" == autostart.ENTRY
    assert found["TryExec"] == PROGRAM and found["Exec"].split()[0] == PROGRAM
    assert any("\u4e00" <= c <= "\u9fff" for c in found["Name"] + found["Comment"])
    if (validator := shutil.which("desktop-file-validate")) is not None:
        subprocess.run([validator, str(path)], check=True)


def test_the_entry_takes_our_links_and_its_windows_are_known_by_its_name():
    found = entry(ENTRIES / f"applications/{tree.APP}.desktop")
    assert found["MimeType"] == f"x-scheme-handler/{SCHEME};" and found["Exec"].endswith(" %u")
    assert found["StartupWMClass"] == starting.APP == tree.APP
    assert "公文" in found["Keywords"] and found["Keywords"].endswith(";")


def test_what_begins_with_a_session_asks_first_whether_it_is_wanted():
    assert entry(ENTRIES / f"autostart/{tree.APP}.desktop")["Exec"] == f"{PROGRAM} --autostart"


@pytest.mark.parametrize("size", draw_icons.SIZES)
def test_icons_are_the_drawings_of_today(qapp, size):
    kept = QImage(str(draw_icons.place(size)))
    drawn = draw_icons.drawn(size)
    assert (kept.width(), kept.height()) == (size, size)
    apart = sum(
        any(abs(a - b) > 8 for a, b in zip(one.getRgb(), other.getRgb(), strict=True))
        for x in range(size)
        for y in range(size)
        for one, other in [(kept.pixelColor(x, y), drawn.pixelColor(x, y))]
    )
    assert apart <= size * size // 100, "run installer/draw_icons.py"


def test_the_scalable_icon_is_the_drawing():
    assert (draw_icons.ICONS / f"scalable/apps/{tree.APP}.svg").read_bytes() == (
        draw_icons.DRAWINGS / "lunyue.svg"
    ).read_bytes()


@pytest.fixture
def laid(tmp_path):
    """The tree of a package over a frozen client of one file."""
    frozen, papers = tmp_path / "frozen", tmp_path / "papers"
    for folder in (frozen, papers):
        folder.mkdir()
    (frozen / "oa-client").write_bytes(b"program")
    tree.lay_client(frozen, ROOT / "resources", papers, tree.Release("1.2.3", 1_764_000_000), tmp_path / "tree")
    return tmp_path / "tree"


def test_the_generic_package_brings_icons_entry_and_autostart_where_every_desktop_looks(laid):
    assert not (laid / "etc").exists() and not (laid / "usr").exists()
    tree.add_generic(laid)
    assert (laid / f"etc/xdg/autostart/{autostart.ENTRY}").is_file()
    assert (laid / "DEBIAN/conffiles").read_text() == f"/etc/xdg/autostart/{autostart.ENTRY}\n"
    assert {p.parent.parent.name for p in laid.glob("usr/share/icons/hicolor/*/apps/*.png")} >= {
        "16x16",
        "48x48",
        "256x256",
    }
    assert autostart.is_offered((laid / "etc/xdg/autostart",)) and not autostart.is_offered((laid / "none",))


def test_a_package_knows_its_release_and_every_part_of_it(laid, monkeypatch):
    kept = laid / tree.HOME / "files/resources"
    monkeypatch.setattr(release, "resource", lambda name: kept / name)
    monkeypatch.setattr(soundness, "resource", lambda name: kept / name)
    release.release.cache_clear()
    try:
        this = release.release()
    finally:
        release.release.cache_clear()
    assert (this.version, this.built, this.packaged) == ("1.2.3", 1_764_000_000, True)
    assert soundness.parts(this).good and len(this.files) > 60
    (kept / "qss/base.qss").write_text("x")
    assert soundness.parts(this).code == "parts_altered"
    (kept / "qss/base.qss").unlink()
    assert soundness.parts(this).code == "parts_missing"


def test_a_stamp_is_the_same_wherever_it_is_written(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.svg").write_text("1")
        stamp(tmp_path / name, "1.0", 7)
    assert (tmp_path / "a/release.json").read_bytes() == (tmp_path / "b/release.json").read_bytes()
    assert list(json.loads((tmp_path / "a/release.json").read_text())["files"]) == ["x.svg"]
    assert not Release().packaged
