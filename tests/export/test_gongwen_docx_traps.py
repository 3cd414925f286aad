"""What a DOCX falls into in Word and WPS, seen in its XML (domain.md, 2.1); LibreOffice forgives some of it."""

import io
import zipfile
from dataclasses import replace

import docx as word
import pytest
from lxml import etree

from oa_client.app.gongwen import Block
from oa_client.export.gongwen_docx import typeset
from oa_client.layout.faces import STANDARD, Face
from tests.export.gongwen_papers import ATTACHED, DOWN, FULL, JOINT12, LETTER, LONG, PAPERS, docx, heading, table, words

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TABLED = replace(ATTACHED, blocks=(*DOWN.blocks, table(3)))
ALL = {**PAPERS, "tabled": TABLED}
OFFICE = {"方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"}


def w(name):
    return f"{{{W}}}{name}"


def parts(document):
    with zipfile.ZipFile(io.BytesIO(docx(document))) as file:
        return {n: file.read(n) for n in file.namelist()}


def trees(document):
    return {n: etree.fromstring(d) for n, d in parts(document).items() if n.endswith(".xml")}


def body(document):
    return trees(document)["word/document.xml"]


@pytest.mark.parametrize("name", ALL)
def test_no_style_run_or_setting_points_to_a_themes_fonts(name):
    for tree in trees(ALL[name]).values():
        for element in tree.iter(w("rFonts")):
            assert not [a for a in element.attrib if a.endswith("Theme")]


def test_the_theme_itself_names_a_face_of_the_office():
    theme = etree.fromstring(parts(DOWN)["word/theme/theme1.xml"])
    a = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    fonts = [f.get("typeface") for kind in ("latin", "ea") for f in theme.iter(f"{a}{kind}")]
    assert len(fonts) == 4 and set(fonts) == {"仿宋_GB2312"}


@pytest.mark.parametrize("name", ALL)
def test_every_run_and_style_names_its_east_asian_face(name):
    for part in ("word/document.xml", "word/styles.xml"):
        found = list(trees(ALL[name])[part].iter(w("rFonts")))
        assert found and all(f.get(w("eastAsia")) == f.get(w("ascii")) == f.get(w("hAnsi")) for f in found)
        assert {f.get(w("eastAsia")) for f in found} <= OFFICE
    runs = [r for r in body(ALL[name]).iter(w("r")) if r.find(w("t")) is not None]
    assert runs and all(r.find(f"{w('rPr')}/{w('rFonts')}") is not None for r in runs)


def test_the_faces_are_those_of_the_offices_by_task():
    tree = body(DOWN)
    face = {"".join(r.itertext()): r.find(f"{w('rPr')}/{w('rFonts')}").get(w("eastAsia")) for r in tree.iter(w("r"))}
    assert face["宁波市海曙区人民政府文件"] == "方正小标宋简体" and face["一、总体要求"] == "黑体"
    assert face["（一）提高政治站位。"] == "楷体_GB2312" and face["1.落实责任"] == "仿宋_GB2312"


def test_what_stands_in_for_a_face_is_said_to_the_word_processor():
    fonts = {f.get(w("name")): f.find(w("altName")).get(w("val")) for f in trees(DOWN)["word/fontTable.xml"]}
    assert fonts["仿宋_GB2312"] == "仿宋,FangSong,STFangsong" and fonts["楷体_GB2312"] == "楷体,KaiTi"
    assert {names[0] for names in STANDARD.values()} == set(fonts) == OFFICE


@pytest.mark.parametrize("document", [TABLED, ATTACHED], ids=["upright", "lying"])
def test_a_table_says_the_width_of_every_column_and_every_cell(document):
    for made in body(document).iter(w("tbl")):
        columns = [int(c.get(w("w"))) for c in made.iter(w("gridCol"))]
        assert len(columns) == 4 and sum(columns) == int(made.find(f"{w('tblPr')}/{w('tblW')}").get(w("w")))
        for row in made.iter(w("tr")):
            assert [int(c.get(w("w"))) for c in row.iter(w("tcW"))] == columns


def test_a_tables_head_is_said_again_on_every_page():
    (made,) = body(ATTACHED).iter(w("tbl"))
    rows = list(made.iter(w("tr")))
    assert rows[0].find(f"{w('trPr')}/{w('tblHeader')}") is not None
    assert all(r.find(f"{w('trPr')}/{w('tblHeader')}") is None for r in rows[1:])


def test_no_line_in_a_table_has_an_exact_height():
    lines = [
        s.get(w("lineRule")) for t in body(TABLED).iter(w("tbl")) for s in t.iter(w("spacing")) if s.get(w("line"))
    ]
    assert lines and set(lines) == {"atLeast"}


@pytest.mark.parametrize("name", ALL)
def test_the_mark_of_every_paragraph_has_a_size(name):
    """An empty one is as high as its mark."""
    for tree in (body(ALL[name]), trees(ALL[name])["word/footer1.xml"]):
        for paragraph in tree.iter(w("p")):
            assert paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('sz')}") is not None


def test_empty_lines_are_as_high_as_any():
    empty = [p for p in body(DOWN).iter(w("p")) if not "".join(p.itertext())]
    marks = [p.find(f"{w('pPr')}/{w('rPr')}/{w('sz')}").get(w("val")) for p in empty]
    assert marks.count("32") >= 5


def test_an_indent_is_said_in_characters_and_in_twips():
    for paragraph in (p for p in body(DOWN).iter(w("p")) if "为深入贯彻" in "".join(p.itertext())):
        indent = paragraph.find(f"{w('pPr')}/{w('ind')}")
        assert indent.get(w("firstLineChars")) == "200" and indent.get(w("firstLine")) == "630"
    date = next(p for p in body(DOWN).iter(w("p")) if "".join(p.itertext()) == "2026年1月5日")
    assert date.find(f"{w('pPr')}/{w('ind')}").get(w("rightChars")) == "400"


def test_margins_grid_and_lines_are_the_software_coordinates():
    """GB/T 33476.2: 34.58 and 32.58 mm, 28 and 26 mm, lines of exactly 29.5 pt; lines are all the grid has."""
    section = body(LONG).find(f"{w('body')}/{w('sectPr')}")
    margins, grid = section.find(w("pgMar")), section.find(w("docGrid"))
    told = {side: int(margins.get(w(side))) / 56.6929 for side in ("top", "bottom", "left", "right")}
    wanted = {"top": 34.58, "bottom": 32.58, "left": 28, "right": 26}
    assert all(abs(told[side] - figure) < 0.02 for side, figure in wanted.items())
    assert (
        grid.get(w("type")) == "lines"
        and grid.get(w("linePitch")) in {"590", "591"}
        and grid.get(w("charSpace")) is None
    )
    normal = next(s for s in trees(LONG)["word/styles.xml"].iter(w("style")) if s.get(w("styleId")) == "Normal")
    spacing = normal.find(f"{w('pPr')}/{w('spacing')}")
    assert (spacing.get(w("line")), spacing.get(w("lineRule"))) == ("590", "exact")


def test_lines_that_the_layout_moved_together_are_so_in_word_too():
    found = set()
    for count in range(28 * 8, 28 * 36, 28):
        made = replace(DOWN, annotation="", copy=None, blocks=(Block(text=FULL[:count]),))
        laid = typeset(made)[1]
        style = next(s for s in trees(made)["word/styles.xml"].iter(w("style")) if s.get(w("styleId")) == "Normal")
        line = int(style.find(f"{w('pPr')}/{w('spacing')}").get(w("line"))) / 20
        assert 0 <= laid.plan.setting.pitch - line <= 0.1
        found.add(line)
    assert len(found) > 1


def test_a_character_of_size_3_is_15_75_points_wide():
    """Word has no 15.75 pt: 16 pt, a quarter of a point closer."""
    run = next(r for r in body(DOWN).iter(w("r")) if "为深入" in "".join(r.itertext()))
    assert run.find(f"{w('rPr')}/{w('sz')}").get(w("val")) == "32"
    assert run.find(f"{w('rPr')}/{w('spacing')}").get(w("val")) == "-5"


def test_the_text_is_running_paragraphs_headings_and_tables_not_placed_lines():
    document = word.Document(io.BytesIO(docx(TABLED)))
    texts = [p.text for p in document.paragraphs]
    assert DOWN.blocks[0].text in texts
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == ["一、总体要求"] * 2
    assert document.tables[0].cell(0, 1).text == "任务" and len(document.tables) == 2
    placed = [p for p in body(TABLED).iter(w("p")) if p.find(f"{w('pPr')}/{w('framePr')}") is not None]
    assert ["".join(p.itertext())[:3] for p in placed] == ["抄送：", "宁波市"]


def test_an_annotation_stays_with_the_date():
    date = next(p for p in body(DOWN).iter(w("p")) if "".join(p.itertext()) == "2026年1月5日")
    assert date.find(f"{w('pPr')}/{w('keepNext')}") is not None


def test_a_title_is_one_paragraph_with_the_layouts_lines():
    title = next(p for p in word.Document(io.BytesIO(docx(DOWN))).paragraphs if p.style.name == "Title")
    assert title.text == "宁波市海曙区人民政府关于\n开展冬季安全生产专项整治行动的通知"


def test_the_imprint_behind_an_empty_page_is_in_a_section_that_begins_on_an_even_one_without_number():
    last = body(ATTACHED).find(f"{w('body')}/{w('sectPr')}")
    assert last.find(w("type")).get(w("val")) == "evenPage"
    relations = etree.fromstring(parts(ATTACHED)["word/_rels/document.xml.rels"])
    used = {r.get(f"{{{R}}}id") for r in last.iter(w("footerReference"))}
    targets = [r.get("Target") for r in relations if r.get("Id") in used]
    assert len(targets) == 2 and all(not trees(ATTACHED)[f"word/{t}"].findall(f".//{w('instrText')}") for t in targets)


R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_a_letters_first_page_has_a_foot_of_its_own():
    section = body(LETTER).find(f"{w('body')}/{w('sectPr')}")
    assert section.find(w("titlePg")) is not None
    assert {r.get(w("type")) for r in section.iter(w("footerReference"))} == {"default", "even", "first"}


@pytest.mark.parametrize("name", ["down", "joint12", "attached"])
def test_the_same_document_gives_the_same_bytes(name):
    assert typeset(PAPERS[name])[0].data == docx(PAPERS[name])


def test_it_says_what_it_is_and_which_faces_were_not_there():
    said = word.Document(io.BytesIO(docx(DOWN))).core_properties
    assert said.title == DOWN.title and said.subject == "海政〔2026〕1号"
    assert "仿宋_GB2312，以FandolFang-Regular代替" in said.comments and "方正小标宋简体，以" in said.comments


def test_nothing_of_the_template_it_was_made_from_is_left():
    names = set(parts(DOWN))
    assert not [n for n in names if "thumbnail" in n or "customXml" in n or "WithEffects" in n]
    assert b"Macintosh" not in parts(DOWN)["docProps/app.xml"]
    assert b"python-docx" not in parts(DOWN)["docProps/core.xml"]


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs kinsoku wordWrap"
    " overflowPunct topLinePunct autoSpaceDE autoSpaceDN adjustRightInd snapToGrid spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b i color spacing w kern position sz szCs lang",
    "sectPr": "headerReference footerReference type pgSz pgMar cols titlePg docGrid",
    "tblPr": "tblStyle tblpPr tblOverlap tblW jc tblInd tblBorders tblLayout tblCellMar",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tcPr": "tcW vAlign",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang",
    "style": "name basedOn qFormat pPr rPr tblPr",
    "font": "altName charset family pitch",
}


@pytest.mark.parametrize("name", ALL)
def test_everything_stands_in_the_order_of_the_schema(name):
    """Word takes a file in another order for damaged."""
    for tree in trees(ALL[name]).values():
        for kind, order in ORDER.items():
            for element in tree.iter(w(kind)):
                told = [order.split().index(etree.QName(child).localname) for child in element]
                assert told == sorted(told), (kind, [etree.QName(c).localname for c in element])


def test_shapes_have_their_names_where_word_looks_for_them():
    """mc:Choice goes by the prefix wps, which its part has to know."""
    for document, part in ((LETTER, "word/document.xml"), (ATTACHED, "word/footer3.xml")):
        choices = list(
            trees(document)[part].iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice")
        )
        assert choices and all(c.get("Requires") == "wps" and "wps" in c.nsmap for c in choices)


# ------------------------------------------------------------------ bad input


def test_characters_in_no_face_are_told_and_stay_in_the_text():
    printed, _laid = typeset(replace(DOWN, blocks=(Block(text="请\U0002a701街道办理。"),)))
    assert printed.absent == ("\U0002a701",)
    assert "\U0002a701" in "".join(p.text for p in word.Document(io.BytesIO(printed.data)).paragraphs)


def test_300_headings_are_numbered_and_all_there():
    many = replace(DOWN, annotation="", blocks=tuple(heading(1, f"第{n}项要求") for n in range(1, 301)))
    texts = [p.text for p in word.Document(io.BytesIO(docx(many))).paragraphs if p.style.name == "Heading 1"]
    assert len(texts) == 300 and texts[0] == "一、第1项要求" and texts[-1] == "三百、第300项要求"


def test_signs_of_xml_are_words_like_others():
    made = replace(DOWN, blocks=(Block(text='<w:p> & "引号" ]]>'), *words(1)))
    assert '<w:p> & "引号" ]]>' in [p.text for p in word.Document(io.BytesIO(docx(made))).paragraphs]


def test_twelve_organs_stand_in_a_mark_that_can_be_written_in():
    texts = [p.text for p in word.Document(io.BytesIO(docx(JOINT12))).paragraphs]
    assert texts[: len(JOINT12.organs)].count("文件") <= 1 and set(JOINT12.organs) <= set(texts)


def test_every_line_moved_to_the_signatures_page_is_moved_here_too():
    """A break where the layout has it: only in a document where it says so."""
    breaks = {}
    for count in range(28 * 8, 28 * 36, 28):
        made = replace(DOWN, annotation="", copy=None, blocks=(Block(text=FULL[:count]),))
        remarks = typeset(made)[1].remarks
        breaks.setdefault("lines_moved" in remarks, []).append(
            b"<w:pageBreakBefore/>" in parts(made)["word/document.xml"]
        )
    assert not any(breaks[False]) and all(breaks.get(True, [True]))


def test_faces_are_named_for_every_task():
    assert set(STANDARD) == set(Face)
