"""Addresses of matters: one form and nothing else, whatever is handed in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oa_client.app.links import BadLink, address_of, is_link, matter_of
from oa_client.domain.matter import MatterId

HOSTILE = [
    "oa://--profile=/etc",
    "oa://matter/--profile=/etc",
    "oa://matter/7-12?do=mark_read",
    "oa://matter/7-12#x",
    "oa://matter/7-12%00",
    "oa://matter/7-12\0",
    "oa://matter/7-12\n",
    "oa://matter/7-12\nexec rm",
    "oa://matter/../7-12",
    "oa://matter/7-12/../../x",
    "oa://matter/7-12//",
    "oa://matter/７-12",
    "oa://matter/" + "7" * 5000 + "-1",
    "oa://matter/7-12" + "." * 200,
    "oa://matter/",
    "oa://user:password@matter/7-12",
    "oa://matter:80/7-12",
    "oa:matter/7-12",
    "oa://do/7-12/mark_read",
    "https://matter/7-12",
    "7-12",
    "",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_nothing_else_is_taken_for_an_address(address):
    with pytest.raises(BadLink):
        matter_of(address)


@pytest.mark.parametrize("matter", ["7-12", "0-1", "7-12.1", "7-12.3.10", "123456789-1"])
def test_an_address_leads_back_to_its_matter(matter):
    assert matter_of(address_of(MatterId(matter))) == matter
    assert matter_of(address_of(MatterId(matter)).replace("oa://matter", "OA://Matter") + "/") == matter


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(max_codepoint=0x2FF) | st.sampled_from("0123456789-./"), max_size=40))
def test_what_is_taken_is_always_an_id_and_never_anything_longer(rest):
    try:
        found = matter_of("oa://matter/" + rest)
    except BadLink:
        return
    assert rest.rstrip("/") == found
    assert set(found) <= set("0123456789-.")


@pytest.mark.parametrize(
    ("word", "claims"), [("oa://x", True), ("OA:", True), ("oaf:", False), ("", False), ("oa", False)]
)
def test_a_word_that_claims_to_be_an_address_is_known(word, claims):
    assert is_link(word) is claims
