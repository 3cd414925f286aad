import pytest

from oa_client.domain.calendar import LAST_MOMENT
from oa_client.domain.fields import MEMBERS_LIMIT, check_fields, safe_name
from oa_client.domain.table import Field, FieldType
from tests.domain.explorer import HOSTILE

FILE = {"sha256": "a" * 64, "name": "通知.docx", "size": 10}


def code(type_, value, **more):
    ask = Field("x", type_, choices=("a", "b") if type_ in {FieldType.CHOICE, FieldType.CHOICES} else (), **more)
    found = check_fields((ask,), {"x": value}, lambda _: False)
    return found.code if found else None


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (FieldType.LINE, "关于𠮷林的通知", None),
        (FieldType.LINE, "a\nb", "bad_characters"),
        (FieldType.LINE, "gnp\u202etxt", "bad_characters"),
        (FieldType.LINE, "\u061cx", "bad_characters"),
        (FieldType.LINE, "a" * 201, "too_long"),
        (FieldType.LINE, "机密★10年", "secret_marking"),
        (FieldType.TEXT, "一\n二\t三 <b>", None),
        (FieldType.TEXT, "\r\n", None),
        (FieldType.TEXT, "一\r\n二", "bad_characters"),
        (FieldType.TEXT, "字" * 11_000, "too_long"),
        (FieldType.TEXT, "\ud800", "bad_characters"),
        (FieldType.TEXT, ["x"], "bad_value"),
        (FieldType.FLAG, False, None),
        (FieldType.FLAG, 1, "bad_value"),
        (FieldType.NUMBER, 1 << 53, "bad_value"),
        (FieldType.NUMBER, True, "bad_value"),
        (FieldType.MONEY, -1, "amount_negative"),
        (FieldType.MOMENT, LAST_MOMENT, "bad_value"),
        (FieldType.CHOICE, "c", "bad_value"),
        (FieldType.CHOICE, ["a"], "bad_value"),
        (FieldType.CHOICES, ["a", "b"], None),
        (FieldType.CHOICES, ["a", "c"], "bad_value"),
        (FieldType.CHOICES, ["a", "a"], "bad_value"),
        (FieldType.CHOICES, "a", "bad_value"),
        (FieldType.HOLDER, "p1", None),
        (FieldType.HOLDER, "p01", "bad_value"),
        (FieldType.HOLDER, "p" + "9" * 5000, "bad_value"),
        (FieldType.HOLDER, "p\uff11", "bad_value"),
        (FieldType.HOLDERS, "p1", "bad_value"),
        (FieldType.HOLDERS, ["p1"] * (MEMBERS_LIMIT + 1), "too_many"),
        (FieldType.GROUPS, [["p1"] * 300, ["p2"] * 300], "too_many"),
        (FieldType.GROUPS, [["p1"], []], "bad_value"),
        (FieldType.GROUPS, [["p1", ["p2"]]], "bad_value"),
        (FieldType.TRACKS, [0, 1], None),
        (FieldType.TRACKS, [True], "bad_value"),
        (FieldType.FILES, [FILE], None),
        (FieldType.FILES, [FILE] * 101, "bad_value"),
        (FieldType.FILES, [{**FILE, "size": 0}], "empty_file"),
        (FieldType.FILES, [{**FILE, "sha256": "A" * 64}], "bad_value"),
        (FieldType.FILES, [{**FILE, "name": "../x"}], "bad_file_name"),
        (FieldType.FILES, [{**FILE, "name": "【机密】x.pdf"}], "secret_marking"),
        (FieldType.FILES, [{**FILE, "extra": 1}], "bad_value"),
        (FieldType.MATTER, "7-12.3", None),
        (FieldType.MATTER, "../7", "bad_value"),
    ],
)
def test_a_value_is_taken_or_refused_with_its_code(type_, value, expected):
    assert code(type_, value) == expected


def test_a_number_has_its_limit():
    assert code(FieldType.NUMBER, 11, limit=10) == "too_large"


@pytest.mark.parametrize("type_", FieldType)
def test_no_hostile_value_raises(type_):
    for value in HOSTILE:
        code(type_, value)
        code(type_, [value])
        code(type_, [[value]])


def test_a_field_nobody_asked_for_is_refused_and_its_name_is_not_repeated_when_strange():
    for name, said in (("title", "title"), ("\ud800", ""), ("a" * 99, "")):
        found = check_fields((), {name: 1}, lambda _: False)
        assert (found.code, found.facts) == ("unknown_field", {"field": said})


@pytest.mark.parametrize("name", ["通知.docx", "附件1：名单.xlsx", "a b.txt", ".hidden", "𠮷.txt"])
def test_ordinary_file_names_are_safe(name):
    assert safe_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        " a",
        "a ",
        "a.",
        "a/b",
        "a\\b",
        "a:b",
        "a\x00",
        "a\u202eb",
        "a\u200bb",
        "\ud800",
        "con",
        "NUL.txt",
        "字" * 67,
        "a\nb",
        "com1.docx",
    ],
)
def test_tricky_file_names_are_not(name):
    assert not safe_name(name)
