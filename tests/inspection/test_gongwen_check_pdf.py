"""Every planted fault of a PDF is found by the rule of its clause, and by no other that it is not a fault of."""

from dataclasses import replace

import pytest

from oa_client.app.gongwen import Attachment, Block
from oa_client.export.pdf import paint
from oa_client.layout.faces import Face, mm
from oa_client.layout.gongwen.lay import lay
from oa_client.layout.gongwen.profile import FIGURES, Strength
from oa_client.layout.tree import Page, Rule, Text
from tests.export.gongwen_papers import (
    BODY,
    DOWN,
    LETTER,
    LONG,
    MINUTES,
    ORDER,
    UNSEALED,
    UP,
    UP3,
    heading,
    words,
)
from tests.inspection.faulty import FACES, FAILS, HINT, bad, figures, findings, is_red, looking, moved, pdf, ruled, said

TWO = replace(DOWN, annotation="", attachments=(Attachment("任务分解表", BODY), Attachment("考核办法", BODY)))
LONE = replace(UNSEALED, signatures=("宁波市海曙区人民政府办公室",))
"""So long a name is elsewhere when it is sealed."""
ONE = replace(DOWN, annotation="", attachments=(Attachment("考核办法", BODY),))

# a wrong figure of the profile: the document, the figure, what it is instead, what else that makes wrong
FIGURED = [
    ("page.width", DOWN, 216, {}),
    ("page.height", DOWN, 279, {}),
    ("page.head", DOWN, 45, {}),
    ("page.bind", DOWN, 33, {}),
    ("area.width", DOWN, 148, {"grid.chars": HINT}),
    ("copy.digits", DOWN, 4, {}),
    ("mark.top", DOWN, 45, {}),
    ("mark.top", UP, 28, {}),
    ("number.blank", DOWN, 4, {}),
    ("number.blank", UP, 0, {}),
    ("number.indent", UP, 4, {}),
    ("signatory.indent", UP, 4, {}),
    ("rule.below", DOWN, 8, {}),
    ("rule.thickness", DOWN, 2, {}),
    ("title.size", DOWN, 18, {}),
    ("title.blank", DOWN, 4, {}),
    ("title.blank", UP, 1, {}),
    ("recipients.blank", DOWN, 0, {}),
    ("recipients.blank", DOWN, 2, {}),
    ("paragraph.indent", DOWN, 4, {}),
    ("paragraph.indent", UP, 0, {}),
    ("note.blank", ONE, 2, {}),
    ("note.blank", ONE, 0, {}),
    ("note.indent", ONE, 0, {}),
    ("date.indent", DOWN, 7, {}),
    ("unsealed.blank", LONE, 3, {}),
    ("unsealed.indent", LONE, 5, {}),
    ("stamp.indent", ORDER, 8, {}),
    ("annotation.indent", DOWN, 0, {}),
    ("attachment.title.line", ONE, 5, {}),
    ("imprint.size", DOWN, 16, {}),
    ("imprint.indent", DOWN, 3, {"imprint.right": FAILS}),
    ("imprint.thick", DOWN, 0.9, {}),
    ("imprint.thin", DOWN, 0.6, {}),
    ("folio.size", DOWN, 10.5, {}),
    ("folio.below", DOWN, 11, {}),
    ("folio.indent", DOWN, 3, {}),
    ("letter.mark.top", LETTER, 36, {}),
    ("letter.rule.below", LETTER, 9, {}),
    ("letter.rule.foot", LETTER, 14, {}),
    ("letter.rule.width", LETTER, 164, {}),
    ("letter.number.below", LETTER, 2, {}),
    ("letter.title.blank", LETTER, 4, {}),
    ("order.mark.top", ORDER, 30, {}),
    ("order.number.blank", ORDER, 4, {}),
    ("order.text.blank", ORDER, 0, {}),
    ("minutes.mark.top", MINUTES, 45, {}),
    ("minutes.attendance.blank", MINUTES, 3, {}),
    ("minutes.attendance.indent", MINUTES, 4, {}),
]


@pytest.mark.parametrize(("key", "document", "value", "more"), FIGURED)
def test_a_wrong_figure_is_found_by_its_own_rule(key, document, value, more):
    wrong = findings(pdf(document, profile=figures(**{key.replace(".", "__"): value})))
    own = FIGURES[key]
    found = {k: f.outcome for k, f in wrong.items() if f.outcome in {FAILS, HINT}}
    assert found == {key: FAILS if own.strength is Strength.MUST else HINT, **more}
    assert wrong[key].clause == own.clause and wrong[key].places


def title(text):
    return replace(DOWN, title=text)


SEVEN = (Block(text="各单位要切实提高思想认识，压实工作责任。"),) * 7
"""As many lines of text as page 1 holds."""


def body(*blocks):
    return replace(DOWN, blocks=blocks)


def on(wanted, change):
    """Only on one page."""

    def only(page, item):
        yield from change(page, item) if page == wanted else (item,)

    return only


def swapped(page, item):
    """Numbers of pages at the other side."""
    if isinstance(item, Text) and item.words.startswith("— "):
        item = replace(item, x=mm(190) - item.x if page % 2 else mm(150))
    yield item


def imprint_up(page, item):
    """The whole 版记 5 mm too high."""
    if page == 2 and mm(230) < item.y < mm(263):
        item = replace(item, y=item.y - mm(5), **({"to_y": item.to_y - mm(5)} if isinstance(item, Rule) else {}))
    yield item


def office_of_a_letter(page, item):
    """One more line of 版记: who printed it, and when."""
    if page == 2 and mm(245) < item.y < mm(263):
        item = replace(item, y=item.y - mm(10))
    yield item
    if page == 2 and isinstance(item, Text) and "抄送" in item.words:
        yield replace(item, y=mm(261.5), words="宁波市海曙区人民政府办公室")
        date = replace(item, y=mm(261.5), words="2026年1月6日印发")
        yield replace(date, x=mm(184) - item.size - sum(FACES.advance(item.face, c) for c in date.words) * item.size)


def nothing_says_so(words, page=None):
    def change(at, item):
        if not (isinstance(item, Text) and words in item.words and page in {None, at}):
            yield item

    return change


def added(text, *, page=2, x=28.0, y=200.0, size=15.75, face=Face.TEXT):
    """One more line of text on a page."""
    done = []

    def change(at, item):
        yield item
        if at == page and not done:
            done.append(1)
            yield Text(mm(x), mm(y), text, face, size)

    return change


def thick_for_thin(_page, item):
    if isinstance(item, Rule) and item.colour != (0, 0, 0):
        item = replace(item, thickness=mm(0.3) if item.thickness > mm(0.6) else mm(0.9))
    yield item


def one_line_of_two(_page, item):
    if not (isinstance(item, Rule) and item.colour != (0, 0, 0) and item.thickness < mm(0.5)):
        yield item


def corner_swapped(page, item):
    swap = {"内部": "特急", "特急": "内部"}
    yield replace(item, words=swap[item.words]) if isinstance(item, Text) and item.words in swap else item


def nothing_below(page, item):
    """Page 1 ends with 主送机关."""
    if page > 1 or not isinstance(item, Text) or not mm(188) < item.y < mm(263):
        yield item


def no_note(page, item):
    if page > 2 or not (isinstance(item, Text) and item.words in {"附件：", "考核办法"}):
        yield item


def ruled_imprint(page, item):
    yield item
    if page == 2 and isinstance(item, Text) and "抄送" in item.words:
        yield Rule(mm(28), item.y - mm(7), mm(184), item.y - mm(7), 1.0)


BLACK = (0, 0, 0)
# what is wrong in words or looks: the rule, its clause, the document, how it was changed
PLANTED = [
    ("number.brackets", "7.2.5", DOWN, said("〔2026〕", "[2026]", kept=0.5)),
    ("number.brackets", "7.2.5", UP, said("〔2026〕", "（2026）")),
    ("number.brackets", "7.2.5", LETTER, said("〔2026〕", "【2026】", kept=1)),
    ("number.year", "7.2.5", DOWN, said("〔2026〕", "〔26〕")),
    ("number.leading", "7.2.5", DOWN, said("〕1号", "〕01号")),
    ("number.di", "7.2.5", DOWN, said("〕1号", "〕第1号")),
    ("number.hao", "7.2.5", DOWN, said("〕1号", "〕1")),
    ("number.centred", "7.2.5", DOWN, moved("〔2026〕", x=60)),
    ("mark.colour", "7.2.4", DOWN, looking("人民政府文件", colour=BLACK)),
    ("mark.centred", "7.2.4", DOWN, moved("人民政府文件", x=-25)),
    ("signatory.there", "7.2.6", title("关于提前下达资金的请示"), None),
    ("signatory.only", "7.2.6", replace(UP, title="关于做好有关工作的通知", annotation=""), None),
    ("signatory.colon", "7.2.6", UP, said("签发人：", "签发人:")),
    ("rule.there", "7.2.7", DOWN, ruled(is_red)),
    ("rule.colour", "7.2.7", DOWN, ruled(is_red, colour=BLACK)),
    ("rule.width", "7.2.7", DOWN, ruled(is_red, x=lambda r: r.x + mm(15), to_x=lambda r: r.to_x - mm(15))),
    ("rule.width", "7.2.7", DOWN, ruled(is_red, to_x=lambda r: r.to_x - mm(12))),
    ("title.centred", "7.3.1", title("关于元旦放假的通知"), moved("关于元旦放假的通知", x=-60)),
    ("title.shape", "7.3.1", title("宁波市海曙区人民政府关于做好\n冬季安全生产\n专项整治行动有关工作的通知"), None),
    ("title.break", "7.3.1", title("宁波市海曙区人民政府关于做好冬季安全生产\n的通知"), None),
    ("recipients.colon", "7.3.2", DOWN, said("区级机关各部门：", "区级机关各部门:")),
    ("recipients.colon", "7.3.2", DOWN, said("区级机关各部门：", "区级机关各部门")),
    ("recipients.left", "7.3.2", DOWN, moved("区级机关各部门：", x=31.5)),
    ("text.colour", "5.2.4", DOWN, looking("一、总体要求", colour=(0, 0, 200))),
    ("secrecy", "条例第二十六条", DOWN, said("内部", "机密★10年")),
    ("note.colon", "7.3.4", ONE, said("附件：", "附件:")),
    ("note.punctuation", "7.3.4", ONE, said("考核办法", "考核办法。", pages=(1, 2))),
    ("note.same", "7.3.7", ONE, said("考核办法", "考核办法（试行）", pages=(3, 4), kept=0.5)),
    ("note.numbers", "7.3.4", TWO, said("2.", "2、", pages=(2,), kept=1)),
    ("date.arabic", "7.3.5.4", DOWN, said("2026年1月5日", "二〇二六年一月五日", kept=0.5)),
    ("date.zero", "7.3.5.4", DOWN, said("2026年1月5日", "2026年01月05日", kept=1)),
    ("date.year", "7.3.5.4", DOWN, said("2026年1月5日", "26年1月5日", kept=1)),
    ("signature.place", "7.3.5.1、7.3.5.2", DOWN, moved("2026年1月5日", x=-80)),
    ("annotation.brackets", "7.3.6", DOWN, said("（此件公开发布）", "此件公开发布")),
    ("annotation.below", "7.3.6", DOWN, moved("此件公开发布", y=29.5)),
    ("attachment.colon", "7.3.7", TWO, said("附件1", "附件1：", pages=(3,))),
    ("attachment.left", "7.3.7", ONE, on(3, moved("附件", x=31.5))),
    ("attachment.centred", "7.3.7", ONE, on(3, moved("考核办法", x=-100))),
    ("copies.colon", "7.4.2", DOWN, said("抄送：", "抄送:")),
    ("copies.end", "7.4.2", DOWN, said("各人民团体。", "各人民团体")),
    ("imprint.printed", "7.4.3", DOWN, said("1月6日印发", "1月6日", kept=1)),
    ("imprint.date", "7.4.3", DOWN, said("1月6日印发", "01月06日印发", kept=1)),
    ("imprint.lines", "7.4.1", DOWN, ruled(lambda p, r: p == 2 and r.y < mm(240))),
    ("imprint.between", "7.4.1", DOWN, ruled(lambda p, r: p == 2 and mm(245) < r.y < mm(258))),
    ("imprint.width", "7.4.1", DOWN, ruled(lambda p, r: p == 2 and mm(245) < r.y < mm(258), to_x=mm(150))),
    ("imprint.foot", "7.4.1", DOWN, imprint_up),
    ("folio.form", "7.5", DOWN, said("—", "", pages=(1,), kept=1)),
    ("folio.side", "7.5", DOWN, swapped),
    ("folio.order", "7.5", LONG, said("— 3 —", "— 7 —")),
    ("folio.there", "7.5", LONG, nothing_says_so("— 3 —")),
    ("letter.mark.words", "10.1", replace(LETTER, mark="海曙区政府文件"), None),
    ("letter.rule.double", "10.1", LETTER, thick_for_thin),
    ("letter.rule.double", "10.1", LETTER, one_line_of_two),
    ("letter.number.right", "10.1", LETTER, moved("〔2026〕", x=-60)),
    ("letter.folio", "10.1", LETTER, added("— 1 —", page=1, x=163, y=270, size=14)),
    ("letter.imprint", "10.1", LETTER, office_of_a_letter),
    ("order.number.form", "10.2", ORDER, said("第3号", "第03号")),
    ("order.number.centred", "10.2", ORDER, moved("第3号", x=50)),
    ("minutes.attendance.colon", "10.3", MINUTES, said("出席：", "出席:")),
    ("corner.order", "7.2.3", DOWN, corner_swapped),
    ("urgency.word", "条例第九条", DOWN, said("特急", "平急")),
    ("number.there", "7.2.5", replace(DOWN, number=None), None),
    ("signatory.line", "7.2.6", UP3, moved("〔2026〕", y=-29.53)),
    ("text.first", "7.3.3", body(*SEVEN, *words(2)), nothing_below),
    ("note.there", "7.3.4", ONE, no_note),
    ("date.there", "7.3.5", DOWN, nothing_says_so("2026年1月5日")),
    ("letter.rule.centred", "10.1", LETTER, ruled(is_red, x=lambda r: r.x + mm(6), to_x=lambda r: r.to_x + mm(6))),
    ("letter.unruled", "10.1", LETTER, ruled_imprint),
    ("stamp.title", "7.3.5.3", ORDER, nothing_says_so("区长")),
]

ALSO = {
    "date.arabic": {"date.indent": HINT},
    "signatory.there": {"recipients.one": HINT, "annotation.contact": HINT},
}
"""What else such a fault makes wrong, by the standard."""


@pytest.mark.parametrize(("rule", "clause", "document", "change"), PLANTED)
def test_what_is_wrong_in_words_or_looks_is_found_by_its_rule(rule, clause, document, change):
    data = pdf(document, change=change)
    assert bad(data) == {rule: FAILS, **ALSO.get(rule, {})}
    assert findings(data)[rule].clause == clause


def nothing_above_the_signature(page, item):
    if page == 1 or not isinstance(item, Text) or item.y > mm(155):
        yield item


ON_ODD = replace(DOWN, annotation="", attachments=(Attachment("考核办法", BODY[:2]),))
"""Its attachment is page 3, where its 版记 has room; the profile puts it on page 4."""


# what practice or the standard only advises is said, and is no 不符合
ADVISED = [
    ("title.punctuation", title("关于做好安全生产工作的通知。"), None),
    ("title.genre", title("关于做好安全生产工作"), None),
    ("recipients.one", replace(UP, recipients=("宁波市人民政府", "宁波市财政局")), None),
    ("annotation.contact", replace(UP, annotation="此件公开发布"), None),
    ("heading.order", body(*words(), heading(2, "责任"), *words()), None),
    ("heading.form", DOWN, said("一、总体要求", "一.总体要求")),
    ("heading.count", body(*words(), heading(1, "一、甲乙"), heading(1, "三、丙丁"), *words()), None),
    ("text.nothing", DOWN, added("（此页无正文）", y=205)),
    ("imprint.later", DOWN, said("1月6日印发", "1月4日印发")),
    ("imprint.there", replace(DOWN, imprint=None), None),
    ("minutes.attendance.there", replace(MINUTES, attendance=None), None),
    ("signature.alone", DOWN, nothing_above_the_signature),
]


@pytest.mark.parametrize(("rule", "document", "change"), ADVISED)
def test_what_is_not_prescribed_is_only_a_hint(rule, document, change):
    assert bad(pdf(document, change=change)) == {rule: HINT}


# figures that only practice has, and what stands behind the 版记
PRACTISED = [
    ("mark.size", replace(DOWN, organs=("海曙区委",)), {"mark__height__most": 34, "mark__width__most": 26}),
    ("grid.lines", LONG, {"grid__pitch": 33}),
    ("grid.lines", LONG, {"grid__pitch": 27}),
    ("imprint.even", ON_ODD, {"imprint__even": 0}),
]


@pytest.mark.parametrize(("rule", "document", "wrong"), PRACTISED)
def test_a_figure_that_is_not_prescribed_is_only_a_hint(rule, document, wrong):
    assert bad(pdf(document)) == {} and bad(pdf(document, profile=figures(**wrong))) == {rule: HINT}


@pytest.mark.parametrize(
    ("rule", "clause", "words"),
    [("imprint.last", "7.4", ("补充说明",)), ("attachment.before", "7.3.7", ("附件", "考核办法"))],
)
def test_a_page_behind_the_imprint_is_found(rule, clause, words):
    pages = lay(DOWN, FACES).pages
    texts = tuple(Text(mm(28), mm(42 + 10 * n), said, Face.TEXT, 15.75) for n, said in enumerate(words))
    more = Page(pages.pages[0].width, pages.pages[0].height, texts)
    found = findings(paint(replace(pages, pages=(*pages.pages, more)), FACES).data)
    assert (found[rule].outcome, found[rule].clause) == (FAILS, clause)
    assert found["imprint.size"].outcome is not FAILS, "what stands behind it is no part of it"


# the faces of the fonts: what a font calls itself, changed in the file
NAMED = [
    ("signatory.face", UP, Face.TEXT, "SimSun", FAILS),
]


def test_there_are_enough():
    assert len({r for r, *_rest in FIGURED} | {r for r, *_rest in PLANTED}) >= 60
    assert len(FIGURED) + len(PLANTED) + len(ADVISED) >= 100
