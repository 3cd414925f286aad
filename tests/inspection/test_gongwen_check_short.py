"""Short documents: what is right is told so however little stands on the page, and what is wrong is found all the same.

A document without a full line, a rule or a second page cannot prove where its 版心 ends; then the rule does not apply
and says why.
"""

import io
import shutil
import subprocess
from dataclasses import replace

import docx
import pytest
from docx.shared import Mm, Pt

from oa_client.app.gongwen import (
    Attendance,
    Block,
    BlockKind,
    Day,
    Gongwen,
    Imprint,
    Number,
    Shape,
    Signer,
    Signing,
)
from oa_client.app.gongwen_faults import faults
from oa_client.export.gongwen_docx import typeset
from oa_client.layout.faces import mm
from oa_client.layout.gongwen.profile import FIGURES, Profile, Strength
from oa_client.layout.inspection.inspecting import inspected
from oa_client.layout.inspection.judging import Outcome
from oa_client.system.inspection.opening import read
from tests.export.gongwen_papers import DOWN
from tests.inspection.changed import changed, clean, indent, look, section
from tests.inspection.faulty import FAILS, HINT, bad, figures, findings, is_red, looking, moved, pdf, ruled, said
from tests.inspection.short import drawn

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PRINTED = Imprint(("区城市管理局",), "澜江街道党政办公室", Day(2026, 11, 3))
REPLY = Gongwen(
    organs=("澜江街道办事处",),
    title="关于调整领导小组成员的批复",
    date=Day(2026, 11, 3),
    number=Number("澜街办发", 2026, 7),
    recipients=("北斗社区",),
    blocks=(Block(text="同意。"),),
    imprint=PRINTED,
)
LETTER = replace(REPLY, shape=Shape.LETTER, title="关于报送有关材料的函", blocks=(Block(text="请予支持为盼。"),))
ORDER = Gongwen(
    organs=("澜江街道办事处",),
    shape=Shape.ORDER,
    issue="第3号",
    date=Day(2026, 11, 3),
    blocks=(Block(text="现予公布，自公布之日起施行。"),),
    signing=Signing.STAMPED,
    signers=(Signer("主任", "王小明"),),
    imprint=PRINTED,
)
MINUTES = Gongwen(
    organs=("澜江街道办事处",),
    shape=Shape.MINUTES,
    mark="澜江街道主任办公会议纪要",
    issue="第3期",
    title="第3次主任办公会议纪要",
    blocks=tuple(Block(text=x) for x in ("会议听取了汇报。", "会议同意该方案。", "会议要求抓好落实。")),
    attendance=Attendance(("王小明", "李四")),
    imprint=PRINTED,
)
HEADINGS = replace(
    REPLY,
    title="关于做好冬季防冻保供工作的通知",
    blocks=tuple(Block(BlockKind.HEADING, x, 1) for x in ("总体要求", "重点任务", "保障措施")),
)
TINY = {"reply": REPLY, "letter": LETTER, "order": ORDER, "minutes": MINUTES, "headings": HEADINGS}
ADVISED = {"imprint.there", "signature.alone", "grid.lines"}
"""Hints that some of the drawn documents earn: no 版记, a signature alone, lines moved together for it."""


def unmet(data):
    return {r: how for r, how in bad(data).items() if r not in ADVISED}


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("first", range(0, 100, 20))
def test_whatever_short_document_is_drawn_it_is_told_to_be_clean(first, kind):
    made = {n: drawn(n) for n in range(first, first + 20)}
    assert not any(faults(d) for d in made.values())
    found = {n: unmet(pdf(d) if kind == "pdf" else clean(d)) for n, d in made.items()}
    assert {n: some for n, some in found.items() if some} == {}


@pytest.mark.parametrize("name", TINY)
def test_a_tiny_document_is_clean_in_both_formats(name):
    for document in (TINY[name], replace(TINY[name], imprint=None)):
        assert unmet(pdf(document)) == {} and unmet(clean(document)) == {}


@pytest.mark.skipif(OFFICE is None, reason="there is no LibreOffice here")
def test_what_libreoffice_prints_of_short_documents_is_clean(tmp_path):
    made = {f"s{n}": drawn(n) for n in range(12)} | TINY
    for name, document in made.items():
        (tmp_path / f"{name}.docx").write_bytes(clean(document))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [str(tmp_path / f"{name}.docx") for name in made]
    words = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(words, check=True, capture_output=True, timeout=250)
    found = {name: findings((tmp_path / f"{name}.pdf").read_bytes()) for name in made}
    assert {n: r for n, some in found.items() for r, f in some.items() if f.outcome is FAILS} == {}


@pytest.mark.parametrize("seed", [11, 24, 59, 114])
def test_text_that_goes_with_the_signature_never_leaves_page_1_without_any(seed):
    """7.3.3 is prescribed; that no signature stands alone is practice."""
    for data in (pdf(drawn(seed)), clean(drawn(seed))):
        assert findings(data)["text.first"].outcome is Outcome.MEETS


def test_the_names_of_several_organs_below_each_other_are_judged():
    document = replace(REPLY, organs=("海曙区财政局", "海曙区交通运输局"), signing=Signing.UNSEALED)
    assert unmet(pdf(document)) == {} and findings(pdf(document))["signature.place"].outcome is Outcome.MEETS
    for rule, figure in (("unsealed.indent", {"unsealed__indent": 5}), ("unsealed.blank", {"unsealed__blank": 2})):
        assert findings(pdf(document, profile=figures(**figure)))[rule].outcome is FAILS


# ------------------------------------------------------------------ what is wrong

WITH_COPY = replace(REPLY, copy=7)
PLANTED = [
    ("page.bind", REPLY, {"figures": {"page__bind": 33}}),
    ("page.bind", REPLY, {"figures": {"page__bind": 20}}),
    ("page.bind", LETTER, {"figures": {"page__bind": 20}}),
    ("page.bind", ORDER, {"figures": {"page__bind": 20}}),
    ("page.bind", MINUTES, {"figures": {"page__bind": 35}}),
    ("page.bind", HEADINGS, {"figures": {"page__bind": 22}}),
    ("page.head", WITH_COPY, {"figures": {"page__head": 45}}),
    ("page.head", WITH_COPY, {"figures": {"page__head": 25}}),
    ("mark.top", REPLY, {"figures": {"mark__top": 45}}),
    ("number.blank", REPLY, {"figures": {"number__blank": 4}}),
    ("rule.below", HEADINGS, {"figures": {"rule__below": 8}}),
    ("title.blank", HEADINGS, {"figures": {"title__blank": 4}}),
    ("recipients.blank", REPLY, {"figures": {"recipients__blank": 3}}),
    ("title.size", REPLY, {"figures": {"title__size": 18}}),
    ("imprint.size", REPLY, {"figures": {"imprint__size": 16}}),
    ("folio.below", REPLY, {"figures": {"folio__below": 11}}),
    ("letter.mark.top", LETTER, {"figures": {"letter__mark__top": 36}}),
    ("letter.rule.width", LETTER, {"figures": {"letter__rule__width": 160}}),
    ("order.mark.top", ORDER, {"figures": {"order__mark__top": 30}}),
    ("order.text.blank", ORDER, {"figures": {"order__text__blank": 0}}),
    ("minutes.attendance.indent", MINUTES, {"figures": {"minutes__attendance__indent": 4}}),
    ("text.size", REPLY, {"change": looking("同意。", size=12)}),
    ("text.colour", REPLY, {"change": looking("同意。", colour=(0, 0, 200))}),
    ("number.brackets", REPLY, {"change": said("〔2026〕", "[2026]", kept=0.5)}),
    ("title.centred", REPLY, {"change": moved("领导小组", x=-40)}),
    ("recipients.left", REPLY, {"change": moved("北斗社区：", x=31.5)}),
    ("rule.width", REPLY, {"change": ruled(is_red, to_x=lambda r: r.to_x - mm(12))}),
    ("imprint.width", REPLY, {"change": ruled(lambda p, r: r.y > mm(245) and r.y < mm(258), to_x=mm(150))}),
    ("signature.place", REPLY, {"change": moved("2026年11月3日", x=-80)}),
    ("date.zero", REPLY, {"change": said("2026年11月3日", "2026年11月03日", kept=0.5)}),
]


@pytest.mark.parametrize(("rule", "document", "how"), PLANTED)
def test_a_fault_of_a_short_pdf_is_found(rule, document, how):
    data = pdf(document, change=how.get("change"), profile=figures(**how["figures"]) if "figures" in how else None)
    found = findings(data)[rule]
    must = found.strength is Strength.MUST
    assert found.outcome is (FAILS if must else HINT), bad(data)


WRITTEN = [
    ("page.bind", REPLY, section(left_margin=20)),
    ("page.head", HEADINGS, section(top_margin=20)),
    ("area.height", LETTER, section(bottom_margin=15)),
    ("title.size", REPLY, look("领导小组", size=18)),
    ("title.face", REPLY, look("领导小组", font="黑体")),
    ("text.face", REPLY, look("同意。", font="楷体_GB2312")),
    ("text.size", REPLY, look("同意。", size=12)),
    ("paragraph.indent", ORDER, indent("现予公布", firstLine=0)),
    ("number.centred", REPLY, indent("澜街办发〔", firstLine=800)),
]


@pytest.mark.parametrize(("rule", "document", "change"), WRITTEN)
def test_a_fault_of_a_short_docx_is_found(rule, document, change):
    found = findings(changed(document, change))[rule]
    assert found.outcome is (FAILS if found.strength is Strength.MUST else HINT)


def plain_pages(left, top):
    """Words without any look, as a program of an office leaves them, with margins in millimetres."""
    made = docx.Document()
    for one in made.sections:
        one.page_width, one.page_height = Mm(210), Mm(297)
        one.left_margin = one.right_margin = Mm(left)
        one.top_margin = one.bottom_margin = Mm(top)
    for words in ("关于测试的通知", "各社区：", "一、内容", "请办理。", "街道", "2026年1月1日"):
        made.add_paragraph().add_run(words).font.size = Pt(16)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.skipif(OFFICE is None, reason="there is no LibreOffice here")
def test_margins_of_20_mm_are_found_on_a_page_that_libreoffice_printed(tmp_path):
    (tmp_path / "a.docx").write_bytes(plain_pages(20, 20))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    for data in ((tmp_path / "a.pdf").read_bytes(), (tmp_path / "a.docx").read_bytes()):
        found = findings(data)
        assert found["page.bind"].outcome is FAILS and found["page.bind"].places[0].measured == pytest.approx(
            20, abs=0.3
        )
        assert found["page.head"].outcome is FAILS


def test_what_a_page_does_not_show_is_not_judged():
    found = findings(pdf(replace(ORDER, imprint=None)))
    assert {found[r].outcome for r in ("page.head", "area.width", "grid.chars")} == {Outcome.NOT_APPLICABLE}


# ------------------------------------------------------------------ an organ's template

FREE = [
    (f.key, x) for f in FIGURES.values() if f.strength is not Strength.MUST for x in {f.low, f.high} - {f.value, None}
]


@pytest.mark.parametrize(("key", "value"), FREE)
def test_a_file_made_with_a_template_is_judged_by_it(key, value):
    profile = Profile().with_template({key: value})
    for data in (pdf(REPLY, profile=profile), typeset(REPLY, profile=profile)[0].data, pdf(DOWN, profile=profile)):
        found = inspected(read(data), profile).findings
        assert [f.rule for f in found if f.outcome in {FAILS, HINT}] == []


def test_without_the_template_its_figures_are_hints():
    profile = Profile().with_template({"title.size": 26})
    assert bad(pdf(REPLY, profile=profile)) == {"title.size": HINT}
