"""Nothing goes along without its licence, nor under one that asks more of those who get it than the project does."""

import zipfile

import pytest
from packing.licences import CUTTERS, EXCEPTION, WITH_EXCEPTION, font_of, library_of, permitted
from packing.sources import CannotBuild
from packing.wheels import Wheel

from tests.quality.source import ROOT

FONTS = sorted((ROOT / "resources").rglob("*.ttf"))


def wheel(tmp_path, says, **texts):
    """A wheel that says so of its licence and brings those texts, and what becomes of it."""
    file = tmp_path / "it-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("it/__init__.py", "")
        packed.writestr("it-1.0.dist-info/METADATA", f"Name: it\n{says}\n\nIt does things.\n")
        for name, text in texts.items():
            packed.writestr(f"it-1.0.dist-info/{name.replace('__', '/')}", text)
    common, place = tmp_path / "common", tmp_path / "place"
    for folder in (common, place):
        folder.mkdir()
    for name in ("LGPL-3", "GPL-3"):
        (common / name).write_text(f"text of {name}")
    made = library_of(Wheel("it", "1.0", "0" * 64), file, place, common)
    return made, {path.name: path.read_text() for path in (place / "it").iterdir()}


def test_a_wheel_with_its_text(tmp_path):
    made, kept = wheel(tmp_path, "License-Expression: MIT", LICENSE="MIT says")
    assert (made.licence, made.version) == ("MIT", "1.0")
    assert kept == {"LICENSE": "MIT says"}


def test_every_text_of_the_folder_for_them_is_kept_whatever_its_name(tmp_path):
    _made, kept = wheel(tmp_path, "License: BSD", licenses__LICENSES__png="a", licenses__zlib="b", licenses__="")
    assert kept == {"licenses_LICENSES_png": "a", "licenses_zlib": "b"}


def test_a_wheel_that_names_the_lesser_gpl_gets_both_texts_and_says_where_its_source_is(tmp_path):
    _made, kept = wheel(tmp_path, "License: LGPL-3.0-only OR GPL-2.0-only")
    assert (kept["LGPL-3.txt"], kept["GPL-3.txt"]) == ("text of LGPL-3", "text of GPL-3")
    assert "https://" in kept["SOURCE.txt"] and "LGPL-3.0-only" in kept["METADATA"]


@pytest.mark.parametrize("says", ["License-Expression: MIT", "Summary: none", "License: GPL-2.0-only OR MIT"])
def test_a_wheel_without_a_text_is_refused(tmp_path, says):
    with pytest.raises(CannotBuild, match="it 没有许可证文本"):
        wheel(tmp_path, says, RECORD="")


@pytest.mark.parametrize(
    "says",
    [
        "License-Expression: GPL-3.0-or-later",
        "License-Expression: AGPL-3.0-only",
        "License: GPLv2",
        "License-Expression: GPL-2.0-only OR AGPL-3.0-only",
        "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
        "Classifier: License :: OSI Approved :: GNU Affero General Public License v3",
    ],
)
def test_a_wheel_under_the_gpl_is_refused(tmp_path, says):
    with pytest.raises(CannotBuild, match="it 的许可证不允许随包分发"):
        wheel(tmp_path, says, LICENSE="text")


@pytest.mark.parametrize(
    "licence",
    ["MIT", "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", "GNU Lesser General Public License v3", "LGPL-3.0-only",
     "GPLv2-or-later with a special exception which allows to use it", WITH_EXCEPTION, "GPL-2.0-only OR MIT"],
)  # fmt: skip
def test_what_may_go_along(licence):
    assert permitted(licence)


def face(tmp_path, **papers):
    """A font with those papers beside it, by what stands in their names."""
    (tmp_path / "place").mkdir()
    (tmp_path / "Face.ttf").write_bytes(b"outlines")
    for name, text in papers.items():
        (tmp_path / f"Face.{name}.txt").write_text(text)
    return font_of(tmp_path / "Face.ttf", tmp_path / "place")


def test_a_font_with_its_papers(tmp_path):
    assert face(tmp_path, OFL="free", SOURCE="from there").licence == "OFL-1.1"
    assert {path.name for path in (tmp_path / "place/Face").iterdir()} == {"Face.OFL.txt", "Face.SOURCE.txt"}


@pytest.mark.parametrize(
    "papers",
    [{}, {"SOURCE": "x"}, {"OFL": "free"}, {"OFL": "a", "GPL": "b", "SOURCE": "x"}],
)
def test_a_font_without_licence_or_source_or_with_two_licences_is_refused(tmp_path, papers):
    with pytest.raises(CannotBuild, match=r"Face\.ttf 旁边要有"):
        face(tmp_path, **papers)


@pytest.mark.parametrize(
    "papers", [{"GPL": "GNU GENERAL PUBLIC LICENSE"}, {"NONFREE": "for private use"}, {"AGPL": EXCEPTION}]
)
def test_a_font_that_would_bind_what_is_printed_is_refused(tmp_path, papers):
    with pytest.raises(CannotBuild, match="不允许随包分发"):
        face(tmp_path, SOURCE="x", **papers)


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_the_fonts_of_the_project_may_go_along(tmp_path, font):
    made = font_of(font, tmp_path)
    kept = {path.name for path in (tmp_path / font.stem).iterdir()}
    assert made.licence in {"OFL-1.1", WITH_EXCEPTION}
    assert (made.licence == WITH_EXCEPTION) == font.stem.startswith("Fandol") == ({c.name for c in CUTTERS} <= kept)
    assert "cut from" in (tmp_path / font.stem / f"{font.stem}.SOURCE.txt").read_text("utf-8")


def test_where_the_source_of_the_font_under_the_gpl_is_obtained_stands_beside_it(tmp_path):
    (font,) = (font for font in FONTS if font.stem.startswith("Fandol"))
    font_of(font, tmp_path)
    said = (tmp_path / font.stem / f"{font.stem}.SOURCE.txt").read_text("utf-8")
    assert "https://ctan.org/pkg/fandol" in said and "cut_faces.py" in said
