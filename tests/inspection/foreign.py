"""公文 as offices write them by hand in WPS: right by the standard, and in nothing like our own writer's DOCX.

Margins 37/35/28/26 mm, lines of exactly 28.95 pt, indents by two wide blanks or by characters, the red line a drawn
shape, 版记 a table ruled across, 成文日期 by right indent, the page number by a field in a foot.
"""

import io

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Mm, Pt, RGBColor

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
PITCH = 28.95
TEXT = (
    "根据市委、市政府关于做好岁末年初安全生产工作的部署要求，为切实抓好我区各项防范措施的落实，确保人民群众生命财产"
    "安全，现就有关事项通知如下，请认真贯彻执行。"
)


def paragraph(document, text="", *, size=16, font="仿宋_GB2312", align=None, colour=None, line=PITCH, before=0):
    made = document.add_paragraph()
    form = made.paragraph_format
    form.line_spacing, form.space_before, form.space_after = Pt(line), Pt(before), Pt(0)
    made.alignment = align
    run(made, text, size=size, font=font, colour=colour)
    return made


def run(made, text, *, size=16, font="仿宋_GB2312", colour=None):
    one = made.add_run(text)
    one.font.size, one.font.name = Pt(size), font
    one._r.rPr.rFonts.set(qn("w:eastAsia"), font)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-5" if size == 16 else "0")
    one._r.rPr.append(spacing)
    if colour:
        one.font.color.rgb = RGBColor(*colour)
    return one


def empty(document, count):
    for _one in range(count):
        made = paragraph(document)
        size = OxmlElement("w:sz")
        size.set(qn("w:val"), "32")
        mark = OxmlElement("w:rPr")
        mark.append(size)
        made._p.get_or_add_pPr().append(mark)


def red_line(made, *, down):
    """A drawn line so many millimetres below the top of its paragraph, as wide as the text."""
    wide, weight = (156 * 36000), 12700 * 2
    xml = (
        f'<w:r {SPACES}><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2"'
        ' behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{round(down * 36000)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{wide}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        '<wp:docPr id="7" name="line"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/>'
        f'</a:prstGeom><a:ln w="{weight}"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr>'
        "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )
    made._p.append(parse_xml(xml))


def foot(part, align, edge):
    """— 1 — with a field, one character in from the edge."""
    part.is_linked_to_previous = False
    made = part.paragraphs[0]
    made.alignment = align
    setattr(made.paragraph_format, edge, Pt(14))
    made.paragraph_format.line_spacing = Pt(16)
    run(made, "— ", size=14, font="宋体")
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("t", "1"), ("end", "")):
        one = run(made, "", size=14, font="宋体")
        tag = {"": "w:instrText", "t": "w:t"}.get(kind, "w:fldChar")
        element = OxmlElement(tag)
        if tag == "w:fldChar":
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        one._r.append(element)
    run(made, " —", size=14, font="宋体")


def imprint(document):
    """A table of two rows ruled across: 抄送, and who printed it when; its last rule at the foot of the 版心."""
    table = document.add_table(2, 1)
    table.autofit = False
    own = table._tbl.tblPr
    own.append(
        parse_xml(
            f'<w:tblBorders {SPACES}><w:top w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
            '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
            '<w:insideH w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:tblBorders>'
        )
    )
    own.append(parse_xml(f'<w:tblInd {SPACES} w:w="0" w:type="dxa"/>'))
    own.append(
        parse_xml(
            f'<w:tblCellMar {SPACES}><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        )
    )
    for row, text in zip(table.rows, ("抄送：区委办公室，区人大常委会办公室，区政协办公室。", ""), strict=True):
        cell = row.cells[0]
        cell.width = Mm(156)
        made = cell.paragraphs[0]
        made.paragraph_format.left_indent = made.paragraph_format.right_indent = Pt(14)
        made.paragraph_format.line_spacing, made.paragraph_format.space_after = Pt(28.9), Pt(0)
        run(made, text, size=14)
        if not text:
            made.paragraph_format.right_indent = Pt(0)
            made.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(14), docx.enum.text.WD_TAB_ALIGNMENT.RIGHT)
            run(made, "海曙区人民政府办公室\t2026年1月6日印发", size=14)


def letterhead(document):
    mark = paragraph(document, size=48, font="方正小标宋简体", align=WD_ALIGN_PARAGRAPH.CENTER, line=60, before=95)
    run(mark, "海曙区人民政府文件", size=48, font="方正小标宋简体", colour=(255, 0, 0))
    empty(document, 2)
    number = paragraph(document, "海政发〔2026〕3号", align=WD_ALIGN_PARAGRAPH.CENTER)
    red_line(number, down=PITCH / 72 * 25.4 - 2.3 + 4.3)
    empty(document, 2)


def written():
    """A 通知 with headings, 附件说明, 署名, an attachment and 版记."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(297 - 269 - 2.7)
    document.settings.odd_and_even_pages_header_footer = True
    foot(section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right_indent")
    foot(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left_indent")
    letterhead(document)
    for line in ("关于做好岁末年初安全生产", "工作的通知"):
        paragraph(document, line, size=22, font="方正小标宋简体", align=WD_ALIGN_PARAGRAPH.CENTER, line=35)
    empty(document, 1)
    paragraph(document, "各街道办事处，区级机关各部门：")
    body(document)
    empty(document, 1)
    note = paragraph(document, "附件：岁末年初安全生产重点任务清单")
    chars(note, 200)
    empty(document, 3)
    name = paragraph(document, "海曙区人民政府", align=WD_ALIGN_PARAGRAPH.RIGHT)
    name.paragraph_format.right_indent = Pt(16 * 4 - 9)
    date = paragraph(document, "2026年1月5日", align=WD_ALIGN_PARAGRAPH.RIGHT)
    date.paragraph_format.right_indent = Pt(64)
    turn = paragraph(document)
    turn.runs[0].add_break(WD_BREAK.PAGE)
    run(turn, "附件", font="黑体")
    empty(document, 1)
    paragraph(document, "岁末年初安全生产重点任务清单", size=22, font="方正小标宋简体", align=WD_ALIGN_PARAGRAPH.CENTER)
    empty(document, 1)
    body(document)
    paragraph(document, line=54)
    imprint(document)
    paragraph(document, line=1)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def chars(made, count):
    """An indent as Word says it: in characters, with a length for others."""
    own = made._p.get_or_add_pPr()
    ind = OxmlElement("w:ind")
    ind.set(qn("w:firstLineChars"), str(count))
    ind.set(qn("w:firstLine"), str(count * 16 * 20 // 100))
    own.append(ind)


def body(document):
    """Paragraphs in both ways of standing in."""
    paragraph(document, "　　" + TEXT)
    first = paragraph(document, font="黑体")
    run(first, "一、提高思想认识", font="黑体")
    chars(first, 200)
    second = paragraph(document, "")
    run(second, "（一）压实工作责任。", font="楷体_GB2312")
    run(second, TEXT)
    chars(second, 200)
    for text in (TEXT, TEXT):
        chars(paragraph(document, text), 200)
