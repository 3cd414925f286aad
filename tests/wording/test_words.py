"""Every code, state, action and choice has words, and the words keep to design.md §5 and practice.md §3."""

import ast
import re

import pytest

from oa_client.app.reading import ListName, Mark
from oa_client.app.standing import Phase
from oa_client.domain.kinds import Kinds
from oa_client.domain.people import Level, Role
from oa_client.domain.table import FieldType
from oa_client.wording import names
from oa_client.wording.gongwen import FAULTS
from oa_client.wording.sentences import SENTENCES, sentence
from tests.quality.source import ROOT, calls, last_name, modules, tree

KINDS = Kinds()
TABLES = [t for name in KINDS.names() if (t := KINDS.newest(name))]
RAISERS = {"Refused", "CannotServe", "Problem"}
OUTSIDE = ("oa_client/sync", "oa_client/bootstrap.py", "oa_client/doors.py", "oa_client/seats.py")
FACTS = {
    "action": "mark_read",
    "stage": "closed",
    "field": "title",
    "name": "通知.pdf",
    "limit": 200,
    "marking": "机密★",
    "which": "replica.db",
}
FORBIDDEN = ("成功", "已送达", "失败", "冲突", "摆渡", "密级", "被退回")


def literal(node):
    """A code written out; sentences for whoever starts the programs are none."""
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return text if re.fullmatch(r"[a-z_]+", text) else None


def codes_in(module):
    for call, called in calls(module):
        at = 1 if called in {"Refusal", "Fault"} else 0
        if called in RAISERS | {"Refusal", "Fault"} and len(call.args) > at and (code := literal(call.args[at])):
            yield from [code] if code.isidentifier() else []
        if called == "get" and isinstance(call.func, ast.Attribute) and last_name(call.func.value) == "refusals":
            yield from (code for arg in call.args[1:] if (code := literal(arg)))
    for node in ast.walk(module):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
            code, facts = node.value.elts
            if literal(code) and isinstance(facts, ast.Dict):
                yield literal(code)


def table_codes():
    for table in TABLES:
        for action in table.actions:
            yield from (g.refusal for g in action.guards)
            yield from getattr(action, "refusals", {}).values()
            if action.target:
                yield from action.target.refusals.values()


OF_PAPER = "gongwen_"


def all_codes():
    found = set(table_codes())
    for path in modules(
        "oa_client/domain", "oa_client/app", "oa_client/cli", "oa_client/system", "server_stub", *OUTSIDE
    ):
        if not path.name.startswith(OF_PAPER):
            found |= set(codes_in(tree(path)))
    return found | {phase.value for phase in Phase} - {Phase.IDLE.value}


def test_every_code_has_a_sentence():
    missing = sorted(all_codes() - set(SENTENCES))
    assert not missing, f"oa_client/wording/sentences.py lacks {missing}"


def test_every_fault_of_a_paper_has_a_sentence():
    """What is wrong with a 公文 is told with its place and clause: its words stand beside the checks of it."""
    found = {
        code for path in modules("oa_client/app") if path.name.startswith(OF_PAPER) for code in codes_in(tree(path))
    }
    assert len(found) > 20
    assert found <= set(FAULTS)


def test_a_code_without_words_is_found():
    made = ast.parse('def f(): return Refused("no_words_for_this", {})\ndef g(): return "nor_this", {"limit": 1}')
    assert set(codes_in(made)) == {"no_words_for_this", "nor_this"}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_whole(code):
    for facts in (FACTS, {}):
        text = sentence(code, facts)
        assert text.endswith("。")
        assert "{" not in text
        assert "，。" not in text
        assert not any(word in text for word in FORBIDDEN)
        assert 8 <= len(text) <= 90


def test_an_unknown_code_says_that_nothing_is_lost():
    assert "已保存在本机" in sentence("from_the_future", {"x": object()})


def test_hostile_facts_stay_text():
    assert "{kept}" in sentence("unknown_name", {"name": "{kept}<b>"})


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.kind)
def test_every_name_of_a_table_has_a_word(table):
    lacking = [f"stage {s}" for s in table.stages if names.stage(table.kind, s) == s]
    lacking += [f"track {s}" for s in table.track_states if names.track_state(table.kind, s) == s]
    lacking += [f"step {t.step}" for t in table.tasks if names.step(table.kind, t.step) == t.step]
    for action in table.actions:
        lacking += [f"action {action.name}"] if names.action(table.kind, action.name) == action.name else []
        for ask in action.asks:
            lacking += [f"field {ask.name}"] if not names.field_name(ask.name) else []
            if ask.type in {FieldType.CHOICE, FieldType.CHOICES}:
                lacking += [f"choice {ask.name} {c}" for c in ask.choices if names.choice(ask.name, c) == c]
    assert table.kind in names.KINDS
    assert not lacking, lacking


def test_a_name_without_a_word_shows_itself():
    assert names.action("circulation", "no_such_action") == "no_such_action"
    assert names.field_name("no_such_field") == ""


def test_lists_marks_roles_and_levels_have_words():
    assert [names.list_name(n) for n in ListName] == ["待办", "待阅", "已办", "我发出的", "台账"]
    assert [names.mark(m) for m in Mark] == ["", "待上传", "上传中", "须重交", "冲突"]
    assert names.mark("waiting") == "待上传"
    assert all(names.role(r) for r in Role)
    assert set(names.LEVELS) == set(Level)


def test_no_word_promises_what_only_the_centre_can():
    tables = (names.KINDS, names.STAGES, names.TRACK_STATES, names.ACTIONS, names.FIELDS, names.CHOICES)
    words = [w for table in tables for w in table.values()]
    assert not [w for w in words if any(f in w for f in FORBIDDEN)]


def test_reading_the_source_finds_what_it_should():
    assert last_name(ast.parse("a.b.c").body[0].value) == "c"
    assert {"not_allowed", "missing_field", "bad_value", "wrong_stage", "track_over", "not_whole"} <= all_codes()


@pytest.mark.parametrize(("size", "text"), [(0, "0 字节"), (900, "900 字节"), (1536, "1.5 KB"), (15_000, "15 KB")])
def test_bytes_as_people_read_them(size, text):
    assert names.amount(size) == text


@pytest.mark.parametrize(("kind", "who"), [("supervision", "审批人"), ("fiscal", "单位负责人"), ("incoming", "作批示")])
def test_who_is_no_leader_is_named_as_the_form_names_him(kind, who):
    assert who in sentence("not_a_leader", {"kind": kind})


def test_who_corrects_an_item_number_reads_that_it_stands_and_what_to_do():
    said = sentence("archived_already", {})
    fields = [names.field_name(name, "incoming") for name in ("archive_year", "retention", "item_number")]
    for name in (*fields, names.action("incoming", "add_note")):
        assert name
        assert name in said


def test_what_somebody_signs_in_with_has_one_name():
    """密码 on every side; the other word is known to what strikes passwords out of foreign text, and to the drill that
    reads what an older package says."""
    said = {
        path.name
        for path in modules("oa_client", "server_stub", "installer")
        if "口令" in path.read_text("utf-8")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "口令" in node.value
    }
    assert said <= {"redaction.py", "beginning.py"}
    assert "口令" not in (ROOT / "README.md").read_text("utf-8")
