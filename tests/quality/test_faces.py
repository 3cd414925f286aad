"""The faces printed sheets embed: what they hold, with licence and source, in outlines a PDF can take."""

import pytest
from fontTools.ttLib import TTFont

from tests.quality.source import ROOT, told
from tests.quality.test_fonts import gb2312_hanzi, lacking

FACES = sorted((ROOT / "resources/faces").glob("*.ttf"))
MARKS = "〔〕《》〈〉“”‘’、。，；：？！（）…—·×〓〇％0123456789ABCxyz-—"


@pytest.mark.parametrize("path", FACES, ids=lambda path: path.stem)
def test_a_face_has_gb2312_and_the_marks_of_documents(path):
    missing = lacking(path, gb2312_hanzi() | set(map(ord, MARKS)))
    assert not missing, told(missing[:20], "Cut it again with installer/cut_faces.py.")


@pytest.mark.parametrize("path", FACES, ids=lambda path: path.stem)
def test_its_outlines_are_quadratic(path):
    with TTFont(path, lazy=True) as font:
        assert "glyf" in font and "CFF " not in font


@pytest.mark.parametrize(
    ("name", "kind", "word"),
    [
        ("NotoSerifSC-Bold", "OFL", "SIL Open Font License"),
        ("FandolFang-Regular", "GPL", "GPL font exception"),
    ],
)
def test_a_face_carries_its_licence_and_source(name, kind, word):
    folder = ROOT / "resources/faces"
    assert word in (folder / f"{name}.{kind}.txt").read_text("utf-8")
    assert (folder / f"{name}.SOURCE.txt").read_text("utf-8").startswith(f"{name}.ttf: cut from ")


def test_the_faces_stay_small():
    assert {path.stem for path in FACES} == {"NotoSerifSC-Bold", "FandolFang-Regular"}
    assert sum(path.stat().st_size for path in FACES) <= 12_000_000
