import pytest
from fontTools.ttLib import TTFont

from tests.quality.source import ROOT, told

FONTS = sorted((ROOT / "resources/fonts").glob("*.ttf"))
MARKS = "〔〕《》“”‘’、。，；：？！（）…—×·①②③⑩↑↓←→⚠✓●○★※℃￥％〇"
GBK_HANZI = range(0x4E00, 0x9FA6)


def gb2312_hanzi():
    both = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return {ord(char) for code in both for char in code.decode("gb2312", "ignore")}


def lacking(path, wanted):
    with TTFont(path, lazy=True) as font:
        has = font.getBestCmap()
    return [f"{path.name} lacks U+{code:04X} {chr(code)}" for code in sorted(wanted) if code not in has]


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_a_face_has_its_hanzi_and_marks(path):
    hanzi = set(GBK_HANZI) if path.stem.endswith("Regular") else gb2312_hanzi()
    missing = lacking(path, hanzi | set(map(ord, MARKS)))
    assert not missing, told(missing[:20], "Cut it again with installer/cut_fonts.py.")


def test_a_missing_mark_is_found():
    assert lacking(FONTS[0], {ord("⟳")}), "the face has ⟳ now: it may be used, and this line go"


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_a_face_carries_its_licence_and_source(path):
    assert "SIL Open Font License" in path.with_suffix(".OFL.txt").read_text("utf-8")
    assert path.with_suffix(".SOURCE.txt").read_text("utf-8").startswith(f"{path.name}: cut from ")


def test_the_faces_stay_small():
    assert len(gb2312_hanzi()) == 6_763
    assert {path.stem for path in FONTS} >= {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    assert sum(path.stat().st_size for path in FONTS) <= 14_000_000
