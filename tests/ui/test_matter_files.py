import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oa_client.domain.fields import safe_name
from oa_client.domain.matter import FileRef
from oa_client.ui.matter import handing_out
from oa_client.ui.matter.file_hands import FileHands
from tests.ui.matter_desk import Now, Scene

HOSTILE = [
    "../../etc/passwd", "..\\..\\x.docx", "C:\\boot.ini", "a\x00b.pdf", "a\nb.pdf", "\u202efdp.exe", "CON", "con.txt",
    "LPT1.pdf",
    "a.pdf:stream", ".hidden", "...", "", " ", "文" * 200 + ".pdf", "x." + "y" * 400, "a.pdf. . .", "~/.bashrc",
    "\u2066x\u2069.pdf", "a\u200bb.pdf", "/", "\\\\host\\x.png", "|", "NUL.tar.gz", "\ud800.pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_leads_nowhere(name, tmp_path):
    inside(name, tmp_path)


@given(st.text(max_size=300))
def test_any_name_leads_nowhere(name):
    made = handing_out.safe(name)
    assert safe_name(made), made
    assert os.path.basename(made) == made  # noqa: PTH119 - the plain rule of the system
    assert len(made.encode()) <= handing_out.MOST_BYTES


def inside(name, tmp_path):
    made = handing_out.safe(name)
    assert (tmp_path / made).resolve().parent == tmp_path.resolve()
    assert safe_name(made)
    assert made.split(".")[0].upper() not in {"CON", "LPT1", "NUL"}


def test_good_names_stay_as_they_are():
    for name in ("关于防汛的通知（盖章）.pdf", "附件1：清单.xlsx", "a b.ofd"):
        assert handing_out.safe(name) == name


@pytest.fixture
def scene():
    return Scene()


def ref(scene, name, data):
    named = scene.file(name, data)
    return FileRef(named["sha256"], named["name"], named["size"])


def test_a_copy_for_other_programs_is_private_and_goes(scene):
    outside = handing_out.Outside()
    path = outside.copy(scene.desk, ref(scene, "清单.xlsx", b"abc"))
    assert path.name == "清单.xlsx"
    assert path.read_bytes() == b"abc"
    assert stat.S_IMODE(path.stat().st_mode) == 0o400, "what is changed in it would be lost"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    outside.close()
    assert not path.exists()


def test_copies_for_other_programs_lie_where_the_next_start_clears_them(scene, tmp_path):
    path = handing_out.Outside(tmp_path).copy(scene.desk, ref(scene, "清单.xlsx", b"abc"))
    assert path.is_relative_to(tmp_path)


def test_bytes_that_do_not_hash_to_their_name_are_not_handed_out(scene, tmp_path):
    file = ref(scene, "a.pdf", b"abc")
    scene.files._data[file.sha256] = b"abd"
    with pytest.raises(handing_out.BadBytes):
        handing_out.Outside().copy(scene.desk, file)
    with pytest.raises(handing_out.BadBytes):
        handing_out.save(scene.desk, file, tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_saving_is_whole_or_not_at_all(scene, tmp_path):
    file = ref(scene, "a.pdf", b"abc")
    handing_out.save(scene.desk, file, tmp_path / "b.pdf")
    assert (tmp_path / "b.pdf").read_bytes() == b"abc"
    with pytest.raises(FileNotFoundError):
        handing_out.save(scene.desk, file, tmp_path / "gone" / "b.pdf")
    assert [p.name for p in tmp_path.iterdir()] == ["b.pdf"]


@pytest.mark.parametrize("name", ["run.EXE", "a.desktop", "看我.sh", "x.pdf.lnk", "y.bat"])
def test_what_the_system_might_run_is_never_opened(qtbot, scene, name, monkeypatch):
    from PySide6.QtGui import QDesktopServices
    from PySide6.QtWidgets import QWidget

    opened, said = [], []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    parent = QWidget()
    qtbot.addWidget(parent)
    hands = FileHands(scene.desk, Now(), parent)
    hands.said.connect(lambda role, text: said.append(text))
    hands.open(ref(scene, name, b"x"))
    assert not opened
    assert "可能是程序" in said[0]
    hands.open(ref(scene, "盖章版.ofd", b"o"))
    assert opened[0].toLocalFile().endswith("盖章版.ofd")
    hands.save_to(ref(scene, "b.pdf", b"y"), "/nowhere/at/all.pdf")
    assert "写不到" in said[-1]
