"""What measures right is told so: every form as PDF and as DOCX, and the DOCX as LibreOffice prints it."""

import shutil
import subprocess
from dataclasses import replace

import pytest

from oa_client.layout.gongwen.profile import FIGURES
from oa_client.layout.inspection.inspecting import rules
from oa_client.layout.inspection.judging import Outcome
from oa_client.system.inspection.opening import read
from oa_client.wording import inspection as wording
from tests.export.gongwen_papers import DOWN, PAPERS
from tests.inspection import foreign
from tests.inspection.changed import clean
from tests.inspection.faulty import bad, findings, pdf

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
JUDGED = {"down": 85, "up": 85, "letter": 70, "order": 45, "minutes": 45, "attached": 90, "unsealed": 75, "long": 70}
"""How many rules say something of such a document at least: silence is no praise."""


@pytest.mark.parametrize("name", PAPERS)
def test_a_clean_pdf_of_every_form_is_told_to_be_one(name):
    assert bad(pdf(PAPERS[name])) == {}


@pytest.mark.parametrize("name", PAPERS)
def test_a_clean_docx_of_every_form_is_told_to_be_one(name):
    assert bad(clean(PAPERS[name])) == {}


@pytest.mark.parametrize("name", JUDGED)
def test_the_rules_that_concern_a_form_do_speak(name):
    for data in (pdf(PAPERS[name]), clean(PAPERS[name])):
        spoken = [f for f in findings(data).values() if f.outcome is Outcome.MEETS]
        assert len(spoken) >= JUDGED[name], name


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Every form as DOCX, printed by LibreOffice in one go."""
    folder = tmp_path_factory.mktemp("printed")
    made = {**{name: clean(document) for name, document in PAPERS.items()}, "foreign": foreign.written()}
    for name, data in made.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{name}.docx") for name in made]
    words = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(words, check=True, capture_output=True, timeout=250)
    return folder


@pytest.mark.skipif(OFFICE is None, reason="there is no LibreOffice here")
@pytest.mark.parametrize("name", [*PAPERS, "foreign"])
def test_a_docx_that_libreoffice_printed_is_within_the_tolerances(printed, name):
    found = findings((printed / f"{name}.pdf").read_bytes())
    assert {r: f.places for r, f in found.items() if f.outcome is Outcome.FAILS} == {}


def test_a_docx_written_by_hand_in_another_way_is_clean_too():
    found = findings(foreign.written())
    assert {r: f.places for r, f in found.items() if f.outcome in {Outcome.FAILS, Outcome.HINT}} == {}
    assert sum(f.outcome is Outcome.MEETS for f in found.values()) >= 85


# ------------------------------------------------------------------ what the rules are


def test_every_rule_has_its_words_and_no_words_are_left_over():
    assert set(wording.RULES) == {rule.code for rule in rules()}


def test_a_rule_about_a_figure_has_its_clause_and_strength():
    for rule in rules():
        if rule.code in FIGURES:
            assert (rule.clause, rule.strength) == (FIGURES[rule.code].clause, FIGURES[rule.code].strength)


def test_only_what_is_prescribed_can_be_unmet():
    document = replace(DOWN, title="关于做好安全生产工作。", copy=1)
    for finding in findings(pdf(document)).values():
        assert finding.outcome is not Outcome.FAILS or finding.strength.value == "规定"


def test_a_finding_tells_page_line_and_words():
    def change(_page, item):
        words = getattr(item, "words", "")
        yield replace(item, words=words.replace("〔2026〕", "[2026]")) if "〔" in words else item

    (place,) = findings(pdf(DOWN, change=change))["number.brackets"].places
    assert (place.page, place.words, place.measured, place.wanted) == (1, "海政[2026]1号", "[]", "〔〕")
    assert place.line == 5, "份号, 内部, 特急 and the mark stand above it"


def test_a_docx_tells_the_paragraph():
    assert read(clean(DOWN)).flowing and not read(pdf(DOWN)).flowing
