"""Every planted fault of a DOCX is found by the rule of its clause, and by no other that it is not a fault of."""

from dataclasses import replace

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from oa_client.app.gongwen import Attachment
from oa_client.layout.gongwen.profile import FIGURES, Strength
from tests.export.gongwen_papers import ATTACHED, BODY, DOWN, LETTER, MINUTES, ORDER, UP, heading, words
from tests.inspection.changed import (
    align,
    blanks,
    border,
    both,
    changed,
    figured,
    foot,
    indent,
    look,
    only,
    say,
    section,
    where,
)
from tests.inspection.faulty import FAILS, HINT, bad, figures, findings

TWO = replace(DOWN, annotation="", attachments=(Attachment("任务分解表", BODY), Attachment("考核办法", BODY)))
ONE = replace(DOWN, annotation="", attachments=(Attachment("考核办法", BODY),))

# a wrong figure of the profile: the document, the figure, what it is instead, what else that makes wrong
FIGURED = [
    ("mark.top", DOWN, 45, {}),
    ("mark.top", UP, 28, {}),
    ("number.blank", DOWN, 4, {}),
    ("rule.below", DOWN, 9, {}),
    ("rule.thickness", DOWN, 2, {}),
    ("title.blank", DOWN, 4, {}),
    ("recipients.blank", DOWN, 3, {}),
    ("letter.mark.top", LETTER, 36, {}),
    ("letter.rule.below", LETTER, 9, {}),
    ("letter.rule.foot", LETTER, 14, {}),
    ("letter.rule.width", LETTER, 164, {}),
    ("letter.number.below", LETTER, 2, {}),
    ("letter.title.blank", LETTER, 4, {}),
    ("order.mark.top", ORDER, 30, {}),
    ("order.number.blank", ORDER, 4, {}),
    ("order.text.blank", ORDER, 4, {}),
    ("minutes.mark.top", MINUTES, 45, {}),
]


@pytest.mark.parametrize(("key", "document", "value", "more"), FIGURED)
def test_a_wrong_figure_is_found_by_its_own_rule(key, document, value, more):
    wrong = findings(figured(document, figures(**{key.replace(".", "__"): value})))
    own = FIGURES[key]
    found = {k: f.outcome for k, f in wrong.items() if f.outcome in {FAILS, HINT}}
    assert found == {key: FAILS if own.strength is Strength.MUST else HINT, **more}
    assert wrong[key].clause == own.clause and wrong[key].places


def plain_foot(paragraph, _odd):
    for text in paragraph._p.iter(qn("w:t")):
        text.text = text.text.replace("—", "")


def other_side(paragraph, odd):
    own = paragraph._p.pPr
    only(own, "w:ind").attrib.clear()
    only(own, "w:jc").set(qn("w:val"), "left" if odd else "right")
    own.find(qn("w:ind")).set(qn("w:left" if odd else "w:right"), "280")


def deep_in(paragraph, odd):
    own = only(paragraph._p.pPr, "w:ind")
    own.attrib.clear()
    own.set(qn("w:right" if odd else "w:left"), "1120")


def of_size(size):
    def change(paragraph, _odd):
        for half in paragraph._p.iter(qn("w:sz")):
            half.set(qn("w:val"), str(size * 2))

    return change


def in_face(font):
    def change(paragraph, _odd):
        for fonts in paragraph._p.iter(qn("w:rFonts")):
            for slot in ("w:ascii", "w:eastAsia", "w:hAnsi"):
                fonts.set(qn(slot), font)

    return change


def lower_feet(found):
    for one in found.sections:
        one._sectPr.find(qn("w:pgMar")).set(qn("w:footer"), "850")


def same_feet(found):
    """Odd and even pages alike, the number at the right."""
    settings = found.settings._element
    settings.remove(settings.find(qn("w:evenAndOddHeaders")))


def shorter(found):
    """Paper 18 mm shorter at its foot."""
    for one in found.sections:
        for name in ("page_height", "bottom_margin", "footer_distance"):
            setattr(one, name, getattr(one, name) - Mm(18))


def lower(found):
    """The 版心 6 mm lower."""
    for one in found.sections:
        one.top_margin += Mm(6)
        one.bottom_margin -= Mm(6)


def stop_of(words):
    """What ends at a tab stop ends 20 mm before it."""

    def change(found):
        stop = next(where(found, words)._p.iter(qn("w:tab")))
        stop.set(qn("w:pos"), str(int(stop.get(qn("w:pos"))) - 1134))

    return change


def no_feet(found):
    for one in found.sections:
        for reference in list(one._sectPr.findall(qn("w:footerReference"))):
            one._sectPr.remove(reference)


def every_foot(found):
    """The first page has the number of the others."""
    own = found.sections[0]._sectPr
    own.remove(own.find(qn("w:titlePg")))


def no_turn(found):
    for tag in ("w:pageBreakBefore",):
        for one in list(found.element.body.iter(qn(tag))):
            one.getparent().remove(one)


def red_lines(change_):
    def change(found):
        for shape in found.element.body.iter("{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp"):
            change_(shape)

    return change


def thick_for_thin(shape):
    pen = next(shape.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}ln"))
    pen.set("w", "10800" if int(pen.get("w")) > 20_000 else "32400")


def frames_up(found):
    for frame in found.element.body.iter(qn("w:framePr")):
        frame.set(qn("w:y"), str(int(frame.get(qn("w:y"))) - 340))


def black(shape):
    next(shape.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}srgbClr")).set("val", "000000")


MANY = tuple(f"宁波市海曙区{n}街道办事处" for n in "甲乙丙丁") + ("区级机关各部门",)
NUMBER, ORGAN, DATE = "〔2026〕1号", "宁波市海曙区人民政府", "2026年1月5日"
PLANTED = [
    ("page.width", "5.1", DOWN, section(page_width=216, right_margin=32)),
    ("page.height", "5.1", DOWN, shorter),
    ("page.head", "5.2.1", MINUTES, lower),
    ("page.bind", "5.2.1", DOWN, section(left_margin=33, right_margin=21)),
    ("area.width", "5.2.1", MINUTES, section(right_margin=33)),
    ("area.height", "5.2.1", DOWN, section(bottom_margin=25)),
    ("text.colour", "5.2.4", DOWN, look("一、总体要求", colour=(0, 0, 200))),
    ("secrecy", "条例第二十六条", DOWN, say("内部", "内部", "机密★10年")),
    ("folio.there", "7.5", DOWN, no_feet),
    ("folio.form", "7.5", DOWN, foot(plain_foot)),
    ("folio.side", "7.5", DOWN, foot(other_side)),
    ("folio.side", "7.5", DOWN, same_feet),
    ("folio.indent", "7.5", DOWN, foot(deep_in)),
    ("folio.below", "7.5", DOWN, lower_feet),
    ("mark.colour", "7.2.4", DOWN, look("人民政府文件", colour=(0, 0, 0))),
    ("mark.centred", "7.2.4", replace(DOWN, mark="海曙区文件"), align("海曙区文件", "left")),
    ("number.brackets", "7.2.5", DOWN, say(NUMBER, "〔2026〕", "[2026]")),
    ("number.brackets", "7.2.5", UP, say(NUMBER, "〔2026〕", "（2026）")),
    ("number.brackets", "7.2.5", LETTER, say(NUMBER, "〔2026〕", "【2026】")),
    ("number.year", "7.2.5", DOWN, say(NUMBER, "〔2026〕", "〔26〕")),
    ("number.leading", "7.2.5", DOWN, say(NUMBER, "〕1号", "〕01号")),
    ("number.di", "7.2.5", DOWN, say(NUMBER, "〕1号", "〕第1号")),
    ("number.hao", "7.2.5", DOWN, say(NUMBER, "〕1号", "〕1")),
    ("number.blank", "7.2.5", DOWN, blanks(NUMBER, 1)),
    ("number.centred", "7.2.5", DOWN, align(NUMBER, "left")),
    ("number.indent", "7.2.5", UP, indent(NUMBER, firstLine=1260)),
    ("signatory.there", "7.2.6", replace(DOWN, title="关于提前下达资金的请示"), lambda _found: None),
    ("signatory.only", "7.2.6", replace(UP, title="关于做好有关工作的通知", annotation=""), lambda _found: None),
    ("signatory.colon", "7.2.6", UP, say("签发人", "：", ":")),
    ("signatory.face", "7.2.6", UP, look("王小明", font="仿宋_GB2312")),
    ("rule.there", "7.2.7", DOWN, border(NUMBER, gone=True)),
    ("rule.colour", "7.2.7", DOWN, border(NUMBER, color="000000")),
    ("rule.width", "7.2.7", DOWN, both(indent(NUMBER, left=850, right=850))),
    ("title.blank", "7.3.1", DOWN, blanks("专项整治行动的通知", 2)),
    ("title.centred", "7.3.1", replace(DOWN, title="关于元旦放假的通知"), align("关于元旦放假", "left")),
    (
        "title.shape",
        "7.3.1",
        replace(DOWN, title="宁波市海曙区人民政府关于做好\n冬季安全生产\n专项整治行动有关工作的通知"),
        None,
    ),
    ("title.break", "7.3.1", replace(DOWN, title="宁波市海曙区人民政府关于做好冬季安全生产\n的通知"), None),
    ("recipients.colon", "7.3.2", DOWN, say("区级机关各部门", "：", ":")),
    ("recipients.colon", "7.3.2", DOWN, say("区级机关各部门", "：", "")),
    ("recipients.left", "7.3.2", DOWN, indent("区级机关各部门", firstLineChars=200)),
    ("recipients.blank", "7.3.2", DOWN, blanks("区级机关各部门", 1)),
    ("paragraph.indent", "7.3.3", DOWN, indent("为深入贯彻", firstLine=0)),
    ("paragraph.indent", "7.3.3", DOWN, indent("为深入贯彻", firstLineChars=400)),
    ("paragraph.turn", "7.3.3", DOWN, indent("为深入贯彻", left=640, firstLine=0)),
    ("note.colon", "7.3.4", ONE, say("附件：", "附件：", "附件:")),
    ("note.blank", "7.3.4", ONE, blanks("附件：", 1)),
    ("note.blank", "7.3.4", TWO, blanks("附件：", -1)),
    ("note.indent", "7.3.4", ONE, indent("附件：", left=0, firstLine=0)),
    ("note.punctuation", "7.3.4", ONE, say("附件：", "考核办法", "考核办法。")),
    ("note.numbers", "7.3.4", TWO, say("2.考核办法", "2.", "2、")),
    ("note.same", "7.3.7", ONE, say("考核办法", "考核办法", "考核办法（试行）", 1)),
    ("date.arabic", "7.3.5.4", DOWN, say(DATE, DATE, "二〇二六年一月五日")),
    ("date.zero", "7.3.5.4", DOWN, say(DATE, DATE, "2026年01月05日")),
    ("date.year", "7.3.5.4", DOWN, say(DATE, DATE, "26年1月5日")),
    ("signature.place", "7.3.5.1、7.3.5.2", DOWN, align(DATE, "left")),
    ("signature.below", "7.3.5.1、7.3.5.2", DOWN, blanks(DATE, 2)),
    ("annotation.brackets", "7.3.6", DOWN, say("此件公开", "（此件公开发布）", "此件公开发布")),
    ("annotation.indent", "7.3.6", DOWN, indent("此件公开", firstLine=0)),
    ("annotation.below", "7.3.6", DOWN, blanks("此件公开", 2)),
    ("attachment.colon", "7.3.7", TWO, say("附件1", "附件1", "附件1：")),
    ("attachment.face", "7.3.7", TWO, look("附件2", font="宋体")),
    ("attachment.left", "7.3.7", TWO, indent("附件2", firstLine=640)),
    ("attachment.page", "7.3.7", ONE, no_turn),
    ("attachment.number", "7.3.7", TWO, say("附件2", "附件2", "附件3")),
    ("attachment.title.line", "7.3.7", ONE, blanks("考核办法", 2, 1)),
    ("attachment.centred", "7.3.7", ONE, align("考核办法", "left", 1)),
    ("imprint.size", "7.4.2", DOWN, look("抄送", size=16)),
    ("imprint.face", "7.4.2", DOWN, look("抄送", font="黑体")),
    ("imprint.indent", "7.4.2", DOWN, indent("抄送", left=1680, right=280, hanging=840)),
    ("copies.colon", "7.4.2", DOWN, say("抄送", "：", ":")),
    ("copies.end", "7.4.2", DOWN, say("抄送", "人民团体。", "人民团体")),
    ("copies.hang", "7.4.2", DOWN, indent("抄送", left=280, right=280)),
    ("imprint.printed", "7.4.3", DOWN, say("日印发", "日印发", "日")),
    ("imprint.date", "7.4.3", DOWN, say("日印发", "1月6日", "01月06日")),
    ("imprint.lines", "7.4.1", DOWN, border("抄送", "top", gone=True)),
    ("imprint.between", "7.4.1", DOWN, border("日印发", "top", gone=True)),
    ("imprint.foot", "7.4.1", DOWN, frames_up),
    ("letter.rule.double", "10.1", LETTER, red_lines(thick_for_thin)),
    ("letter.number.right", "10.1", LETTER, stop_of(NUMBER)),
    ("letter.folio", "10.1", LETTER, every_foot),
    ("letter.mark.words", "10.1", replace(LETTER, mark="海曙区政府文件"), None),
    ("order.number.form", "10.2", ORDER, say("第3号", "第3号", "第03号")),
    ("order.number.centred", "10.2", ORDER, align("第3号", "left")),
    ("stamp.indent", "7.3.5.3", ORDER, align(DATE, "right")),
    ("minutes.attendance.colon", "10.3", MINUTES, say("请假", "：", ":")),
    ("minutes.attendance.blank", "10.3", MINUTES, blanks("出席", 2)),
    ("minutes.attendance.indent", "10.3", MINUTES, indent("请假", left=0, firstLine=0)),
    ("imprint.right", "7.4.3", DOWN, stop_of("日印发")),
    ("recipients.hang", "7.3.2", replace(DOWN, recipients=MANY), indent("区级机关", left=640, hanging=640)),
    ("note.hang", "7.3.4", ATTACHED, indent("附件：", left=0, firstLine=640)),
    ("urgency.word", "条例第九条", DOWN, say("特急", "特急", "特提")),
    ("number.there", "7.2.5", replace(DOWN, number=None), None),
]
ALSO = {
    # 页码 and 版记 have places of their own and stay where the 版心 was
    "page.head": {"folio.below": FAILS, "imprint.foot": FAILS},
    "page.bind": {"imprint.indent": FAILS, "imprint.right": FAILS},
    "area.width": {"grid.chars": HINT, "imprint.right": FAILS},
    "date.arabic": {"signature.place": FAILS},
    "signatory.there": {"recipients.one": HINT, "annotation.contact": HINT},
}
"""What else such a fault makes wrong, by the standard."""


@pytest.mark.parametrize(("rule", "clause", "document", "change"), PLANTED)
def test_what_is_wrong_is_found_by_its_rule(rule, clause, document, change):
    data = changed(document, change or (lambda _found: None))
    assert bad(data) == {rule: FAILS, **ALSO.get(rule, {})}
    assert findings(data)[rule].clause == clause


def body(*blocks):
    return replace(DOWN, blocks=blocks)


# what practice or the standard only advises is said, and is no 不符合
ADVISED = [
    ("text.size", DOWN, look("为深入贯彻", size=14)),
    ("text.face", DOWN, look("为深入贯彻", font="宋体")),
    ("folio.size", DOWN, foot(of_size(9))),
    ("folio.face", DOWN, foot(in_face("Times New Roman"))),
    ("mark.face", DOWN, look("人民政府文件", font="黑体")),
    ("title.size", DOWN, look("专项整治行动的通知", size=18)),
    ("title.face", DOWN, look("专项整治行动的通知", font="黑体")),
    ("heading.face", DOWN, look("一、总体要求", font="仿宋_GB2312")),
    ("heading.face", DOWN, look("（一）提高", font="黑体", run=0)),
    ("heading.form", DOWN, say("一、总体要求", "一、", "一.")),
    ("heading.order", body(*words(), heading(2, "责任"), *words()), None),
    ("heading.count", body(*words(), heading(1, "一、甲乙"), heading(1, "三、丙丁"), *words()), None),
    ("title.punctuation", replace(DOWN, title="关于做好安全生产工作的通知。"), None),
    ("title.genre", replace(DOWN, title="关于做好安全生产工作"), None),
    ("recipients.one", replace(UP, recipients=("宁波市人民政府", "宁波市财政局")), None),
    ("annotation.contact", replace(UP, annotation="此件公开发布"), None),
    ("copy.digits", DOWN, say("000001", "000001", "001")),
    ("copy.place", DOWN, indent("000001", firstLine=640)),
    ("urgency.face", DOWN, look("特急", font="仿宋_GB2312")),
    ("urgency.place", DOWN, indent("特急", firstLine=640)),
    ("imprint.later", DOWN, say("日印发", "1月6日", "1月4日")),
    ("imprint.thick", DOWN, border("抄送", "top", sz=24)),
    ("imprint.thin", DOWN, border("日印发", "top", sz=16)),
    ("date.indent", DOWN, both(indent(ORGAN, 2, right=1900), indent(DATE, right=2500))),
    ("minutes.attendance.face", MINUTES, look("请假", font="仿宋_GB2312")),
    ("text.nothing", DOWN, say("此件公开", "此件公开发布", "此页无正文")),
]


@pytest.mark.parametrize(("rule", "document", "change"), ADVISED)
def test_what_is_not_prescribed_is_only_a_hint(rule, document, change):
    assert bad(changed(document, change or (lambda _found: None))) == {rule: HINT}


def test_there_are_enough():
    assert len({r for r, *_rest in FIGURED} | {r for r, *_rest in PLANTED}) >= 60
    assert len(FIGURED) + len(PLANTED) + len(ADVISED) >= 100
