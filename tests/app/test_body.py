import json

import pytest

from oa_client.app import recognition
from oa_client.app.body import BadBody, Body, count, decode, encode, words
from oa_client.app.gongwen import Attachment, Block, BlockKind
from oa_client.app.pasted import from_html, from_text
from oa_client.app.redline import Mark, Run, plain, redline, runs
from oa_client.domain.body import INLINE, fits

P, H, T = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TABLE
BODY = Body(
    (
        Block(H, "一、总体要求", 1),
        Block(H, "（一）加强领导。", 2, "各单位要压实责任。"),
        Block(P, "第一行\n第二行"),
        Block(T, columns=("序号", "事项"), rows=(("1", "甲"), ("2", "")), shares=(1.0, 3.0), landscape=True),
    ),
    (Attachment("任务清单", (Block(P, "附件正文"),), apart=True), Attachment("只有名称")),
)


def test_a_body_goes_to_text_and_back():
    assert decode(encode(BODY)) == BODY
    assert encode(decode(encode(BODY))) == encode(BODY)
    assert decode(encode(Body())) == Body()
    assert not Body()
    assert not Body((Block(P, "  "),))


def test_the_text_is_short_for_it_goes_up_with_every_version():
    text = "字" * 5000
    spent = len(encode(Body(tuple(Block(P, text[n : n + 100]) for n in range(0, 5000, 100)))).encode())
    assert spent < 15_000 + 50 * 10 + 20, "ten bytes a paragraph beside its words"
    assert json.loads(encode(Body((Block(H, "一、甲", 1),)))) == {"v": 1, "b": [{"p": "一、甲", "h": 1}]}


def test_what_fits_into_a_field_is_told_in_bytes():
    room = INLINE - len(encode(Body((Block(P, ""),))).encode())
    inside = encode(Body((Block(P, "x" * (room - len('"p":""'))),)))
    assert len(inside.encode()) == INLINE
    assert fits(inside)
    assert not fits(inside + " ")
    assert not fits("字" * (INLINE // 3 + 1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "正文",
        '{"v":2}',
        '{"v":1,"b":[{"q":1}]}',
        '{"v":1,"b":3}',
        "[" * 100_000,
        '{"v":1,"b":["\ud800"]}',
    ],
)
def test_what_is_no_body_is_told(text):
    with pytest.raises(BadBody):
        decode(text)


def test_words_and_count_leave_out_what_is_not_the_text():
    assert words(BODY).split("\n") == [
        "一、总体要求", "（一）加强领导。各单位要压实责任。", "第一行", "第二行", "序号\t事项", "1\t甲", "2\t", "任务清单",
        "附件正文", "只有名称",
    ]  # fmt: skip
    assert count(BODY) == len("一、总体要求（一）加强领导。各单位要压实责任。第一行第二行序号事项1甲2")
    assert count(Body((Block(P, "2026 年\u3000第 1 季度"),))) == len("2026年第1季度")


# ------------------------------------------------------------------ recognition


@pytest.mark.parametrize(
    ("line", "level", "text", "after"),
    [
        ("一、总体要求", 1, "一、总体要求", ""),
        ("  十二、附则 ", 1, "十二、附则", ""),
        ("（一）加强领导", 2, "（一）加强领导", ""),
        ("(二)压实责任。各单位要落实。", 2, "（二）压实责任。", "各单位要落实。"),
        ("（三）、抓好落实", 2, "（三）抓好落实", ""),
        ("1.建立台账", 3, "1.建立台账", ""),
        ("3、建立台账", 3, "3.建立台账", ""),
        ("4．建立台账", 3, "4.建立台账", ""),
        ("（1）按月报送", 4, "（1）按月报送", ""),
        ("(2)按月报送", 4, "（2）按月报送", ""),
    ],
)
def test_headings_are_known_by_their_numbers(line, level, text, after):
    assert recognition.block(line) == Block(H, text, level, after)


@pytest.mark.parametrize(
    "line",
    ["1.5万元已拨付", "一是加强领导", "2026年1月", "一、", "十、" + "长" * 60 + "。", "3、5号楼停水", "100、200元两档"],
)
def test_what_only_looks_like_one_is_text(line):
    assert recognition.block(line) == Block(P, line)


def test_plain_text_comes_in_clean_with_its_tables():
    text = "\u3000\u3000各单位：\r\n\r\n\u200b一、要求\r\n序号\t事项\r\n1\t甲\r\n2\r\n完\u00a0毕\u202e"
    assert from_text(text).blocks == (
        Block(P, "各单位："),
        Block(H, "一、要求", 1),
        Block(T, columns=("序号", "事项"), rows=(("1", "甲"),)),
        Block(P, "2"),
        Block(P, "完 毕"),
    )


def test_a_rare_character_of_a_name_stays_and_the_bullet_of_a_symbol_font_does_not():
    assert from_text("\uf0b7\u3000王\ue863").blocks == (Block(P, "王\ue863"),)


WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta charset=utf-8><title>关于</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style>p.MsoNormal{font-family:"仿宋_GB2312";mso-ascii-theme-font:minor-latin}</style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<p class=MsoNormal style='text-indent:32.0pt;line-height:28.0pt'><span style='font-size:16.0pt;font-family:
黑体'>一、总体<br>
</span></p>
<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-36.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:楷体'><span style='mso-list:Ignore'>（一）<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]><span style='font-family:楷体'>加强组织领导。</span><span lang=EN-US>2026</span>年起，各
单位要&ldquo;压实&rdquo;责任<span style='mso-hide:all;display:none'>内部话</span><del cite="a">删去的</del><ins>加上的</ins>。<o:p></o:p></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoNormal><span lang=EN-US><!--[if gte vml 1]><v:shape id="p"><v:imagedata src="file:///C:/clip_image001.png"/></v:shape><![endif]--><![if !vml]><img
width=553 height=311 src="file:///C:/clip_image002.jpg" v:shapes="p"><![endif]></span></p>
<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse'>
 <tr style='height:20pt'><td width=284 valign=top><p class=MsoNormal><b>序号</b></p></td><td colspan=2><p
 class=MsoNormal>责任<br>单位</p></td></tr>
 <tr><td rowspan=2><p class=MsoNormal>1</p></td><td><p class=MsoNormal>区府办</p><p class=MsoNormal>区发改委</p></td><td><p>甲</p></td></tr>
 <tr><td><p class=MsoNormal>区财政局</p></td><td><p class=MsoNormal><o:p></o:p></p></td></tr>
</table>
<!--EndFragment--></body></html>"""


def test_what_word_puts_on_the_clipboard_keeps_its_words_and_tables_only():
    found = from_html(WORD)
    assert found.blocks == (
        Block(H, "一、总体", 1),
        Block(H, "（一）加强组织领导。", 2, "2026年起，各单位要“压实”责任加上的。"),
        Block(
            T,
            columns=("序号", "责任单位", ""),
            rows=(("1", "区府办\n区发改委", "甲"), ("", "区财政局", "")),
        ),
    )
    assert found.pictures == 1


WPS = """<html><head><meta charset="UTF-8"><meta name="Generator" content="WPS Office"><style>@font-face{font-family:"仿宋_GB2312";}
p.MsoNormal{mso-style-name:正文;}</style></head><body style="tab-interval:21pt;"><!--StartFragment--><p class="MsoNormal"
style="text-indent:32pt;mso-char-indent-count:2.0000;" ><span style="mso-spacerun:'yes';font-family:仿宋_GB2312;font-size:16pt;"
>各街道，</span><b><span style="mso-spacerun:'yes';">区属</span></b><span>各单位：</span><span><o:p></o:p></span></p><p
class="MsoNormal"><span>1、</span><span>报送名单</span></p><!--EndFragment--></body></html>"""


def test_what_wps_puts_on_the_clipboard():
    assert from_html(WPS).blocks == (Block(P, "各街道，区属各单位："), Block(H, "1.报送名单", 3))


def test_cells_of_a_spreadsheet_and_a_page_of_a_browser():
    excel = "<body><table><!--StartFragment--><col width=72><tr><td>单位</td><td>数</td></tr><tr><td>甲</td><td>3</td></tr><!--EndFragment--></table></body>"
    assert from_html(excel).blocks == (Block(T, columns=("单位", "数"), rows=(("甲", "3"),)),)
    web = "<h2>要求</h2><ol><li>甲</li><li>乙</li></ol><ul><li>丙</li></ul><script>x()</script>文"
    assert from_html(web).blocks == (
        Block(H, "要求", 2),
        Block(H, "1.甲", 3),
        Block(H, "2.乙", 3),
        Block(P, "丙"),
        Block(P, "文"),
    )


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<td>x", (Block(P, "x"),)),
        (
            "<table><tr><td>1<table><tr><td>2</td></tr></table></td></tr></table>",
            (Block(P, "1\n2"),),
        ),
        ("甲</td></table></p>乙", (Block(P, "甲"), Block(P, "乙"))),
        ("<" * 999, (Block(P, "<" * 999),)),
        ("<table>" * 500 + "x", ()),
        (
            "<table><tr><td colspan=99999999>1<td>2",
            (Block(P, "1 2"),),
        ),
    ],
    ids=["cell", "nested", "ends", "brackets", "deep", "span"],
)  # fmt: skip
def test_what_broken_html_says_comes_in(html, blocks):
    assert from_html(html).blocks == blocks


def test_a_table_no_page_can_hold_comes_in_row_by_row():
    """Also one that would be far larger than the text that says it: a few wide cells above a thousand short rows."""
    wide = "<tr>" + "<td colspan=40>甲</td>" * 2000 + "</tr>"
    found = from_html(f"<table>{wide}{'<tr><td>乙</td></tr>' * 1000}</table>").blocks
    assert [b.text for b in found] == [" ".join(["甲"] * 2000), *["乙"] * 1000]
    tabs = "\n".join("\t".join(["丙"] * 50) for _row in range(2))
    assert [b.text for b in from_text(tabs).blocks] == [" ".join(["丙"] * 50)] * 2
    assert from_text("\n".join(["1\t2"] * 1500)).blocks[0].kind is T, "a table of sixty pages is one"


# ------------------------------------------------------------------ 花脸稿


def test_a_redline_says_what_came_and_went_where_it_stood():
    old = Body((Block(P, "请各单位于12月1日前报送名单。"), Block(P, "此件下发到街道。"), Block(P, "联系人：张三")))
    new = Body((Block(P, "请各单位于12月15日前报送名单和总结。"), Block(P, "联系人：张三"), Block(P, "特此通知。")))
    kept, gone, come = Mark.KEPT, Mark.REMOVED, Mark.ADDED
    told = [[(r.mark, r.text) for r in line.runs] for line in redline(old, new)]
    assert told == [
        [(kept, "请各单位于12月1"), (come, "5"), (kept, "日前报送名单"), (come, "和总结"), (kept, "。")],
        [(gone, "此件下发到街道。")],
        [(kept, "联系人：张三")],
        [(come, "特此通知。")],
    ]


def test_a_line_too_long_to_compare_sign_by_sign_is_one_change_between_what_stayed():
    old = "第一段开头。" + "甲乙" * 400 + "丙" + "甲乙" * 400 + "结尾。"
    new = "第一段开头。" + "乙甲" * 400 + "丁" + "甲乙" * 300 + "新的结尾。"
    found = runs(old, new)
    assert [r.mark for r in found] == [Mark.KEPT, Mark.REMOVED, Mark.ADDED, Mark.KEPT]
    assert (found[0].text, found[-1].text) == ("第一段开头。", "结尾。")
    assert "".join(r.text for r in found if r.mark is not Mark.ADDED) == old
    assert "".join(r.text for r in found if r.mark is not Mark.REMOVED) == new
    assert runs("甲" * 600, "甲" * 601) == [Run(Mark.KEPT, "甲" * 600), Run(Mark.ADDED, "甲")]


def test_a_paragraph_of_two_thousand_characters_is_still_compared_sign_by_sign():
    old = "".join(chr(0x4E00 + n * 37 % 4000) for n in range(2000))
    new = old[:500] + "改" + old[501:1500] + "动" + old[1501:]
    assert [r.mark for r in runs(old, new)].count(Mark.KEPT) == 3


def test_both_versions_can_be_read_out_of_a_redline():
    old, new = "建立健全长效机制，定期通报。", "完善长效管理机制，按月通报情况。"
    found = runs(old, new)
    assert "".join(r.text for r in found if r.mark is not Mark.ADDED) == old
    assert "".join(r.text for r in found if r.mark is not Mark.REMOVED) == new


def test_a_clean_copy_bears_no_marks_and_names_its_attachments():
    told = ["".join(r.text for r in line.runs) for line in plain(BODY)]
    assert told[-3:] == ["附件1：任务清单", "附件正文", "附件2：只有名称"]
    assert not any(line.changed for line in plain(BODY))
    assert redline(BODY, BODY) == plain(BODY)
