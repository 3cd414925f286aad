"""The office's own fonts are found by family, whatever their files are called; broken files harm nobody."""

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection

from oa_client.export.faces import FontFiles
from oa_client.layout.faces import Face
from oa_client.system.fonts import find_fonts


def square(pen):
    pen.moveTo((0, 0))
    for corner in ((0, 900), (900, 900), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen


def font(family, *, cubic=False):
    made = FontBuilder(1000, isTTF=not cubic)
    made.setupGlyphOrder([".notdef", "one"])
    made.setupCharacterMap({ord("字"): "one"})
    if cubic:
        drawn = {name: square(T2CharStringPen(1000, None)).getCharString() for name in (".notdef", "one")}
        made.setupCFF("Test", {}, drawn, {})
    else:
        made.setupGlyf({name: square(TTGlyphPen(None)).glyph() for name in (".notdef", "one")})
    made.setupHorizontalMetrics({".notdef": (1000, 0), "one": (1000, 0)})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": {"en": "Test", "zh": family}, "styleName": "Regular", "psName": "Test-Regular"})
    made.setupOS2()
    made.setupPost()
    return made.font


def test_a_font_is_found_by_its_chinese_name(tmp_path):
    (tmp_path / "deep").mkdir()
    font("仿宋_GB2312").save(tmp_path / "deep" / "x1.TTF")
    found = find_fonts([tmp_path])
    assert [f.path.name for f in found.faces[Face.TEXT]] == ["x1.TTF"]
    assert found.faces[Face.TITLE] == ()
    faces = FontFiles(found)
    assert Face.TITLE in faces.stand_ins and Face.TEXT not in faces.stand_ins
    assert faces.advance(Face.TEXT, "字") == 1.0


def test_what_stands_in_for_the_offices_face_is_known_by_its_name(tmp_path):
    font("仿宋").save(tmp_path / "simfang.ttf")
    font("KaiTi_GB2312").save(tmp_path / "kai.ttf")
    made = FontFiles(find_fonts([tmp_path]))
    assert made.missing[Face.TEXT] == ("仿宋_GB2312", "仿宋") and Face.TEXT not in made.stand_ins
    assert Face.KAI not in made.missing
    assert made.missing[Face.TITLE] == ("方正小标宋简体", "NotoSerifSC-Bold")


def test_the_better_of_two_goes_first_whatever_the_files_are_called(tmp_path):
    font("华文中宋").save(tmp_path / "a.ttf")
    font("方正小标宋简体").save(tmp_path / "z.ttf")
    assert [f.path.name for f in find_fonts([tmp_path]).faces[Face.TITLE]] == ["z.ttf", "a.ttf"]


def test_a_font_inside_a_collection_is_found_by_its_place(tmp_path):
    both = TTCollection()
    both.fonts = [font("别的"), font("黑体")]
    both.save(tmp_path / "x.ttc")
    (one,) = find_fonts([tmp_path]).faces[Face.LABEL]
    assert one.index == 1


def test_cubic_outlines_are_left_alone(tmp_path):
    font("仿宋", cubic=True).save(tmp_path / "x.ttf")
    assert find_fonts([tmp_path]).faces[Face.TEXT] == ()


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x00\x00", b"ttcf" + b"\xff" * 40, b"\xff" * 300, b"OTTO" + b"\x00" * 90]
)
def test_a_file_that_makes_no_sense_is_passed_over(tmp_path, data):
    (tmp_path / "bad.ttf").write_bytes(data)
    assert not any(find_fonts([tmp_path, tmp_path / "nowhere"]).faces.values())


def test_a_torn_font_is_passed_over_and_the_text_is_set_in_another(tmp_path):
    """Also where its name can still be read and only the drawing of its characters is gone."""
    font("仿宋").save(tmp_path / "whole.ttf")
    whole = (tmp_path / "whole.ttf").read_bytes()
    assert Face.TEXT not in FontFiles(find_fonts([tmp_path])).stand_ins
    for cut in (*range(0, len(whole), 37), len(whole) - 4):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / "x.ttf").write_bytes(whole[:cut])
        faces = FontFiles(find_fonts([folder]))
        assert faces.advance(Face.TEXT, "字") == 1.0, cut
        assert Face.TEXT in faces.stand_ins, cut
