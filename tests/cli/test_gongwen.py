"""``oa-client gongwen``: the schema, a document from its SPEC, and what is no SPEC, in one sentence with its place."""

import json
import os
import subprocess
import sys

import docx
import msgspec
import pytest

from oa_client.app.gongwen import Gongwen
from oa_client.app.gongwen_spec import BadSpec, choices, decode, encode, schema
from oa_client.wording.gongwen import fault
from tests.export.gongwen_papers import DOWN, PAPERS
from tests.export.measuring import measured
from tests.export.reading import properties, read
from tests.quality.source import ROOT

SPEC = {
    "organs": ["宁波市海曙区人民政府"],
    "title": "关于元旦放假的通知",
    "date": {"year": 2026, "month": 1, "day": 5},
    "number": {"word": "海政", "year": 2026, "n": 1},
    "blocks": [{"text": "元旦放假1天。"}],
}


def run(folder, *words):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OA_PROFILE": str(folder / "none"), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "oa_client", "gongwen", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )


def rendered(folder, spec, *more):
    raw = spec if isinstance(spec, bytes) else json.dumps(spec, ensure_ascii=False).encode()
    (folder / "spec.json").write_bytes(raw)
    return run(folder, "render", "spec.json", "--out", "out.pdf", *more)


# ------------------------------------------------------------------ the command


def test_the_schema_names_every_part_of_a_document(tmp_path):
    told = json.loads(run(tmp_path, "schema").stdout)
    assert set(told["$defs"]["Gongwen"]["properties"]) == {f.name for f in msgspec.inspect.type_info(Gongwen).fields}
    assert not (tmp_path / "none").exists()


def test_a_document_is_rendered_without_a_profile(tmp_path):
    made = rendered(tmp_path, SPEC, "--format", "pdf")
    assert made.returncode == 0 and "out.pdf" in made.stdout and not made.stderr
    assert "元旦放假" in read((tmp_path / "out.pdf").read_bytes())[0].run
    assert not (tmp_path / "none").exists()


def test_its_properties_say_title_number_and_missing_faces(tmp_path):
    rendered(tmp_path, SPEC)
    found = properties((tmp_path / "out.pdf").read_bytes())
    assert found["Title"] == "关于元旦放假的通知" and found["Subject"] == "海政〔2026〕1号"
    assert found["Keywords"].startswith("缺少字体：") and "仿宋_GB2312，以" in found["Keywords"]


def test_as_docx_it_goes_to_a_word_processor(tmp_path):
    (tmp_path / "spec.json").write_text(json.dumps(SPEC, ensure_ascii=False), "utf-8")
    made = run(tmp_path, "render", "spec.json", "--format", "docx", "--out", "out.docx", "--json")
    told = json.loads(made.stdout)
    assert made.returncode == 0 and told["pages"] == 1 and "仿宋" in told["stand_ins"]
    document = docx.Document(str(tmp_path / "out.docx"))
    assert "元旦放假1天。" in [p.text for p in document.paragraphs]
    said = document.core_properties
    assert said.title == "关于元旦放假的通知" and said.subject == "海政〔2026〕1号"
    assert "缺少字体：" in said.comments and "仿宋_GB2312，以" in said.comments


def test_a_docx_keeps_characters_this_machine_cannot_show_and_says_so(tmp_path):
    spec = {**SPEC, "blocks": [{"text": "请\U0002a701街道办理。"}]}
    (tmp_path / "spec.json").write_text(json.dumps(spec, ensure_ascii=False), "utf-8")
    said = run(tmp_path, "render", "spec.json", "--format", "docx", "--out", "out.docx").stdout
    assert "没有“\U0002a701”的字形，文件里保留原字" in said and "〓" not in said and "字体，版面按随附字体排定" in said


def test_a_template_changes_what_the_standard_leaves_free(tmp_path):
    (tmp_path / "own.json").write_text('{"title.size": 20}', "utf-8")
    assert rendered(tmp_path, SPEC, "--template", "own.json").returncode == 0
    (leaf,) = measured((tmp_path / "out.pdf").read_bytes())
    assert abs(leaf.row("关于元旦放假").chars[0].size - 20) < 0.01


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (b"", "不是格式模板"),
        (b"[1]", "不是格式模板"),
        (b'{"title.size": "22"}', "不是格式模板"),
        (b"\xff\xfe{", "不是格式模板"),
        (b"[" * 100_000, "不是格式模板"),
        (b" " * 300_000, "不是格式模板"),
        (b'{"title.colour": 1}', "没有“title.colour”这一格式参数"),
        (b'{"page.head": 30}', "“天头（上白边）”是标准规定的（5.2.1），模板不能改"),
        (b'{"title.size": 90}', "“2号字”（7.3.1）应在 20 至 26pt之间"),
    ],
)
def test_a_bad_template_is_one_chinese_sentence(tmp_path, template, said):
    (tmp_path / "own.json").write_bytes(template)
    made = rendered(tmp_path, SPEC, "--template", "own.json", "--format", "docx")
    assert made.returncode == 1 and made.stderr.startswith("own.json：") and said in made.stderr and not made.stdout
    assert len(made.stderr.strip().splitlines()) == 1 and not (tmp_path / "out.pdf").exists()


def test_a_template_that_is_not_there_is_told(tmp_path):
    made = rendered(tmp_path, SPEC, "--template", "own.json")
    assert made.returncode == 1 and made.stderr.strip() == "打不开 own.json：没有这个文件或文件夹"


def test_with_json_a_program_is_told_pages_faces_and_remarks(tmp_path):
    told = json.loads(rendered(tmp_path, SPEC, "--json").stdout)
    assert told["path"] == "out.pdf" and told["pages"] == 1 and told["absent"] == [] and "仿宋" in told["stand_ins"]


def test_a_file_that_is_there_stays(tmp_path):
    (tmp_path / "out.pdf").write_bytes(b"mine")
    made = rendered(tmp_path, SPEC)
    assert made.returncode == 1 and "已经有这个文件" in made.stderr
    assert (tmp_path / "out.pdf").read_bytes() == b"mine"


def test_a_folder_that_is_not_there_is_told_and_nothing_is_left(tmp_path):
    (tmp_path / "spec.json").write_text(json.dumps(SPEC), "utf-8")
    made = run(tmp_path, "render", "spec.json", "--out", "no/out.pdf")
    assert made.returncode == 1 and "没有写成 no/out.pdf" in made.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["spec.json"]


def test_a_spec_that_is_not_there_is_told(tmp_path):
    made = run(tmp_path, "render", "no.json", "--out", "out.pdf")
    assert made.returncode == 1 and made.stderr.strip() == "打不开 no.json：没有这个文件或文件夹"


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (b"", "不是"),
        (b"{", "不是"),
        (b"\xff\xfe\x00", "不是"),
        (b"[" * 100_000, "不是"),
        (b'{"organs":["\\ud800"]}', "不是"),
        ({**SPEC, "title": 5}, "title：应为文字，现为整数"),
        ({**SPEC, "密级": "机密"}, "密级：没有这一项"),
        ({**SPEC, "title": "A" * 900}, "首页显示不出正文"),
    ],
)
def test_a_bad_spec_is_one_chinese_sentence_and_no_traceback(tmp_path, spec, said):
    made = rendered(tmp_path, spec)
    assert made.returncode == 1 and said in made.stderr and not made.stdout
    assert len(made.stderr.strip().splitlines()) == 1 and "Traceback" not in made.stderr
    assert not (tmp_path / "out.pdf").exists()


# ------------------------------------------------------------------ the SPEC


@pytest.mark.parametrize("name", PAPERS)
def test_every_document_comes_back_from_its_spec(name):
    assert decode(encode(PAPERS[name])) == PAPERS[name]


def changed(**more):
    return json.dumps({**SPEC, **more}, ensure_ascii=False).encode()


def told(raw):
    with pytest.raises(BadSpec) as caught:
        decode(raw)
    return fault(caught.value.faults[0])


@pytest.mark.parametrize(
    ("more", "place", "said"),
    [
        ({"organs": []}, "organs", "没有发文机关"),
        ({"organs": ["甲局", "甲局"]}, "organs", "两次"),
        ({"organs": [" "]}, "organs[0]", "不能为空"),
        ({"organs": [f"第{n}局" for n in range(31)]}, "organs", "超过 30 项"),
        ({"title": ""}, "title", "不能为空"),
        ({"organs": ["甲\n局"]}, "organs[0]", "不能换行"),
        ({"signing": "签名章", "signers": [{"title": "局\n长"}]}, "signers[0].title", "不能换行"),
        ({"title": "甲\u0000乙"}, "title", "控制字符"),
        ({"date": None}, "date", "没有成文日期"),
        ({"date": {"year": 2026, "month": 2, "day": 30}}, "date", "没有2026年2月30日"),
        ({"date": {"year": 2026, "month": 2}}, "date.day", "缺少"),
        ({"number": {"word": "海政〔", "year": 2026, "n": 1}}, "number.word", "机关代字"),
        ({"number": {"word": "海政", "year": 26, "n": 1}}, "number.year", "四位"),
        ({"number": {"word": "海政", "year": 2026, "n": 0}}, "number.n", "从 1 起"),
        ({"number": {"word": "海政", "year": 2026, "n": "001"}}, "number.n", "应为整数，现为文字"),
        ({"urgency": "平急"}, "urgency", "特急、加急"),
        ({"sensitivity": "机密"}, "sensitivity", "内部、工作秘密"),
        ({"shape": "电报"}, "shape", "文件、信函、命令、纪要"),
        ({"upward": True}, "signatories", "应当标注签发人"),
        ({"signatories": ["王小明"]}, "signatories", "只有上行文"),
        ({"upward": True, "signatories": ["王"], "shape": "信函"}, "upward", "用文件格式"),
        ({"copy": 1000000}, "copy", "999999"),
        ({"issue": "第3号"}, "issue", "命令"),
        ({"blocks": []}, "blocks", "没有正文"),
        ({"blocks": [{"text": " "}]}, "blocks[0].text", "不能为空"),
        ({"blocks": [{"kind": "map", "text": "x"}]}, "blocks[0].kind", "heading、paragraph、table"),
        ({"blocks": [{"kind": "heading", "text": "甲", "level": 5}]}, "blocks[0].level", "1 至 4 级"),
        ({"blocks": [{"kind": "table"}]}, "blocks[0].columns", "栏"),
        ({"blocks": [{"kind": "table", "columns": ["甲"], "rows": [["1", "2"]]}]}, "blocks[0].rows[0]", "有 2 格"),
        ({"blocks": [{"kind": "table", "columns": ["甲"], "shares": [0]}]}, "blocks[0].shares", "大于 0"),
        ({"blocks": [{"text": "秘密★1年"}]}, "blocks[0].text", "国家秘密"),
        ({"title": "机密"}, "title", "国家秘密"),
        ({"annotation": "绝密★"}, "annotation", "国家秘密"),
        ({"signing": "签名章"}, "signers", "职务"),
        ({"attachments": [{"title": ""}]}, "attachments[0].title", "不能为空"),
        ({"attachments": [{"title": "甲", "apart": True}], "number": None}, "attachments[0].apart", "发文字号"),
        ({"imprint": {"date": {"year": 2026, "month": 1, "day": 6}}}, "imprint.office", "不能为空"),
        ({"imprint": {"office": "办", "date": {"year": 2026, "month": 1, "day": 4}}}, "imprint.date", "早于"),
        ({"attendance": {"present": ["甲"]}}, "attendance", "只用于纪要"),
        ({"imprint": {"抄送": []}}, "imprint.抄送", "没有这一项"),
        ({"blocks": [{"txt": "x"}]}, "blocks[0].txt", "没有这一项"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused_with_its_place(more, place, said):
    sentence = told(changed(**more))
    assert sentence.startswith(f"{place}：") and said in sentence, sentence
    assert sentence.endswith("。")


def test_a_place_of_few_words_says_which():
    assert choices("urgency") == ("特急", "加急") and choices("blocks[...].kind") == (
        "heading",
        "paragraph",
        "table",
        "picture",
    )
    assert choices("title") == ()


def test_work_secret_and_internal_are_no_state_secrets():
    assert decode(changed(sensitivity="工作秘密")).sensitivity.value == "工作秘密"
    assert decode(changed(blocks=[{"text": "依法保护国家秘密和商业秘密。"}]))


def test_the_schema_is_that_of_the_document():
    assert schema()["$ref"] == "#/$defs/Gongwen"
    assert decode(encode(DOWN)) == DOWN


def test_a_picture_is_named_by_its_place_beside_the_spec(tmp_path):
    from PIL import Image

    from tests.export.measuring import images

    (tmp_path / "图").mkdir()
    Image.new("RGB", (300, 200), "blue").save(tmp_path / "图" / "一.png")
    (tmp_path.parent / "外面.png").write_bytes((tmp_path / "图" / "一.png").read_bytes())
    (tmp_path / "坏.png").write_bytes((tmp_path / "图" / "一.png").read_bytes()[:60])
    for name, said in (
        ("图/一.png", ""),
        ("../外面.png", "同一个文件夹"),
        (str(tmp_path / "图" / "一.png"), "同一个文件夹"),
        ("没有.png", "没有这个文件"),
        ("坏.png", "不是 PNG 或 JPEG"),
    ):
        block = {"kind": "picture", "picture": name, "width_mm": 90, "text": "图1"}
        (tmp_path / "s.json").write_text(json.dumps({**SPEC, "blocks": [*SPEC["blocks"], block]}), "utf-8")
        done = run(tmp_path, "render", "s.json", "--format", "pdf", "--out", "a.pdf")
        assert (done.returncode, said in done.stderr) == (1 if said else 0, True), done.stderr
        if not said:
            (image,) = images((tmp_path / "a.pdf").read_bytes())
            assert abs(image.right - image.left - 90) < 0.2
            (tmp_path / "a.pdf").unlink()
        assert not (tmp_path / "a.pdf").exists()
