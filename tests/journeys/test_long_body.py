"""A body of a hundred kilobytes over real processes: written without a link, read, found, signed and printed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from tests.journeys.district import Centre, People, district
from tests.journeys.test_outgoing_day import Office, do, stage

pytestmark = pytest.mark.timeout(240)

LINES = [f"第{n}条要求是逐级压实安全防范责任，每日汇总、每周通报，发现问题立即整改并报送结果。" for n in range(900)]
LAST = "本方案由梧桐山应急分队负责解释。"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A district with its departments."""
    with district(tmp_path_factory.mktemp("centre") / "data", people=280, matters=2) as made:
        yield made


@pytest.fixture(scope="module")
def people(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> People:
    return People(centre, tmp_path_factory.mktemp("profiles"))


def test_a_long_body_is_a_body_like_any_other(centre: Centre, people: People, tmp_path: Path) -> None:
    office = Office(people)
    drafter, checker, clerk, leader = office.drafter, office.checker, office.clerk, office.leader
    matter = office.drafts(tmp_path)
    for desk in (checker, clerk):
        desk.must("sync")

    text = tmp_path / "方案.txt"
    text.write_text("\n".join([*LINES, LAST]), "utf-8")
    assert text.stat().st_size > 100_000
    centre.stop()
    code, answer = drafter.run("do", matter, "revise", "--body", str(text))
    assert (code, answer["state"]) == (3, "saved"), answer
    assert LAST in drafter.must("show", matter)["body"]
    centre.start()
    drafter.must("sync")
    drafter.must("do", matter, "submit", "--checker", checker.account.name)

    checker.must("sync")
    shown = checker.must("show", matter)
    assert shown["body"].splitlines()[-1] == LAST and LINES[0] in shown["body"]
    assert shown["files"] == [], "it is the text, no attachment"
    assert [row["id"] for row in checker.must("search", "梧桐山应急分队")["ids"]] == [matter]
    out = tmp_path / "方案.pdf"
    checker.must("document", matter, "--out", str(out))
    said = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out))
    assert LAST in said.replace("\r\n", "")

    do(checker, matter, "pass_check")
    do(clerk, matter, "send_to_sign", "--signers", leader.account.name, "--relief_reviewed", "是")
    do(leader, matter, "sign")
    assert stage(leader, matter) == "signed"
    assert leader.must("record", "verify", matter)["good"]

    marked = tmp_path / "有密级.txt"
    marked.write_text("\n".join([*LINES, "机密★一年"]), "utf-8")
    do(clerk, matter, "check_out")
    code, answer = clerk.run("do", matter, "revise", "--body", str(marked), "--reason", "补正")
    assert (code, answer["code"]) == (1, "secret_marking"), answer
    long = tmp_path / "太长.txt"
    long.write_text("\n".join(LINES * 20), "utf-8")
    code, answer = clerk.run("do", matter, "revise", "--body", str(long), "--reason", "补正")
    assert (code, answer["code"]) == (1, "body_too_large") and "2 MB" in answer["message"], answer
