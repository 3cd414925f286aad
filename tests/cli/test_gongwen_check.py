"""``oa-client gongwen check``: the report for people and for programs, exit codes, and no profile."""

import json
from dataclasses import replace

from oa_client.layout.gongwen.profile import Profile
from tests.cli.test_gongwen import run
from tests.export.gongwen_papers import DOWN, ORDER, UP
from tests.inspection.changed import changed, indent, say
from tests.inspection.faulty import pdf, said

FAULTY = said("〔2026〕", "[2026]", kept=0.5)


def checked(folder, data, name, *more):
    (folder / name).write_bytes(data)
    return run(folder, "check", name, *more)


def test_a_clean_file_is_told_in_one_sentence_and_the_exit_code_is_nought(tmp_path):
    made = checked(tmp_path, pdf(DOWN), "a.pdf")
    assert made.returncode == 0 and not made.stderr
    assert made.stdout.startswith("a.pdf：没有不符合规定的地方")
    assert "条符合" in made.stdout and "条不适用" in made.stdout
    assert not (tmp_path / "none").exists()


def test_a_fault_of_a_pdf_is_told_with_clause_place_and_figures(tmp_path):
    made = checked(tmp_path, pdf(DOWN, change=FAULTY), "a.pdf")
    assert made.returncode == 1 and not made.stderr
    lines = made.stdout.splitlines()
    assert lines[0].startswith("a.pdf：1 条规定不符合")
    at = lines.index("  发文字号年份括号〔7.2.5，规定〕")
    assert lines[at + 1] == "    第1页第5行“海政[2026]1号”：现为“[]”，年份应用六角括号〔〕括入"


def test_a_fault_of_a_docx_is_told_by_its_paragraph(tmp_path):
    made = checked(tmp_path, changed(DOWN, indent("为深入贯彻", firstLine=0)), "a.docx")
    assert made.returncode == 1
    assert "正文每自然段左空〔7.3.3，规定〕" in made.stdout
    assert "段“为深入贯彻落实党中央" in made.stdout and "现为 0 字，应左空 2 字" in made.stdout


def test_a_hint_alone_is_no_failure(tmp_path):
    made = checked(tmp_path, changed(DOWN, say("000001", "000001", "001")), "a.docx")
    assert made.returncode == 0 and "另有 1 条提示" in made.stdout
    assert "份号〔7.2.1，一般〕" in made.stdout


def test_with_json_a_program_gets_every_rule(tmp_path):
    made = checked(tmp_path, pdf(UP, change=said("〔2026〕", "[2026]")), "a.pdf", "--json")
    value = json.loads(made.stdout)
    assert made.returncode == 1 and value["counts"]["不符合"] == 1
    assert len(value["rules"]) == sum(value["counts"].values()) > 100
    (bad,) = [r for r in value["rules"] if r["outcome"] == "不符合"]
    assert (bad["rule"], bad["clause"], bad["strength"]) == ("number.brackets", "7.2.5", "规定")
    (place,) = bad["places"]
    assert place["page"] == 1 and place["measured"] == "[]" and place["wanted"] == "〔〕"
    assert {"符合", "不适用"} <= {r["outcome"] for r in value["rules"]}


def test_what_cannot_be_checked_is_one_sentence(tmp_path):
    made = checked(tmp_path, b"", "a.pdf")
    assert made.returncode == 1 and not made.stdout
    assert made.stderr.strip() == "a.pdf：文件是空的（0 字节），没有可核对的内容；请检查原文件，或请对方重发。"
    told = json.loads(checked(tmp_path, b"", "b.docx", "--json").stdout)
    assert told["state"] == "refused" and told["message"].startswith("b.docx：文件是空的")


def test_a_file_that_is_not_there_is_told(tmp_path):
    made = run(tmp_path, "check", "no.pdf")
    assert made.returncode == 1 and made.stderr.strip() == "打不开 no.pdf：没有这个文件或文件夹"


def test_help_says_what_is_what(tmp_path):
    made = run(tmp_path, "check", "--help")
    assert made.returncode == 0 and "只有“规定”可判不符合" in made.stdout.replace("\n", "").replace(" ", "")


def test_a_stand_in_is_said_once_with_its_places(tmp_path):
    made = checked(tmp_path, pdf(DOWN), "a.pdf")
    assert made.stdout.count("看不出原定字体") == 1
    (line,) = [x for x in made.stdout.splitlines() if x.startswith("    页码字体〔7.5，一般〕")]
    assert line.endswith("：第1页、第2页")


def test_a_template_is_what_it_is_judged_by(tmp_path):
    (tmp_path / "t.json").write_text('{"title.size": 26}')
    data = pdf(DOWN, profile=Profile().with_template({"title.size": 26}))
    assert "标题字号〔7.3.1，一般〕" in checked(tmp_path, data, "a.pdf").stdout
    made = checked(tmp_path, data, "a.pdf", "--template", "t.json")
    assert made.returncode == 0 and "标题字号" not in made.stdout and not made.stderr


def test_a_template_may_not_say_what_is_prescribed(tmp_path):
    (tmp_path / "t.json").write_text('{"page.bind": 20}')
    made = checked(tmp_path, pdf(DOWN), "a.pdf", "--template", "t.json")
    assert made.returncode == 1 and made.stderr.startswith("t.json：") and not made.stdout
    made = checked(tmp_path, pdf(DOWN), "a.pdf", "--template", "none.json")
    assert made.returncode == 1 and made.stderr.strip() == "打不开 none.json：没有这个文件或文件夹"


def test_what_could_not_be_measured_is_said_with_what_is_wanting(tmp_path):
    made = checked(tmp_path, pdf(replace(ORDER, imprint=None)), "a.pdf")
    assert "没有量到天头（上白边）：第二面起没有从版心第一行排起的正文。" in made.stdout
    value = json.loads(checked(tmp_path, pdf(replace(ORDER, imprint=None)), "a.pdf", "--json").stdout)
    (head,) = [r for r in value["rules"] if r["rule"] == "page.head"]
    assert head["outcome"] == "不适用" and head["reason"] == "第二面起没有从版心第一行排起的正文"


def test_a_file_without_a_mark_is_said_to_have_been_checked_as_a_draft(tmp_path):
    made = checked(tmp_path, pdf(DOWN, change=said("宁波市海曙区人民政府文件", "")), "a.pdf")
    assert "没有找到发文机关标志" in made.stdout
