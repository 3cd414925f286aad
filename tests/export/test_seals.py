"""印章图样, measured on the PDF: where it is, how large, what it covers, what the file says of itself."""

import hashlib
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from oa_client.app.seals import Organ, SealRefused, Unsealed, bears_seal, own_spots
from oa_client.domain.people import PersonId, UnitId
from oa_client.export.gongwen import typeset
from oa_client.export.press import PdfPress
from oa_client.export.proof import ProofPress
from oa_client.export.seals import PictureSeals
from oa_client.layout.faces import OwnFonts
from oa_client.layout.tree import Picture
from oa_client.ui.matter.paper import draw
from tests.export.gongwen_papers import DOWN, JOINT3, JOINT12, MINUTES, ORDER, PAPERS, UNSEALED, words
from tests.export.measuring import MM, images, is_red, measured
from tests.ui.issuing import ring, seal, shelf

PRESS = PdfPress(OwnFonts)
KEEPER, ORGAN = PersonId(2), Organ(UnitId(2), "宁波市海曙区人民政府")
SHORT = replace(DOWN, blocks=words(1), annotation="")
LINE = 15.75 / MM * 15 / 8
NEAR = 0.2


def stamped(document, one=None, organ=ORGAN, person=KEEPER, held=None):
    """The file with the seal, as the page's keeper gets it."""
    one = one or seal()
    laid = PRESS.typeset(document, one.diameter)
    paper = Unsealed(document, laid.printed, own_spots(laid.spots), organ)
    return PictureSeals(lambda: held or shelf(one), PRESS).apply(one, person, paper)


def rows(data, page):
    return measured(data)[page].body


@pytest.mark.parametrize("diameter", [30, 42, 45.5, 50])
@pytest.mark.parametrize("form", ["down", "letter", "long", "attached", "joint3", "joint12"])
def test_1999_25_the_picture_is_as_wide_as_the_seal(form, diameter):
    sealed = stamped(PAPERS[form], seal(diameter=float(diameter)))
    (image,), (spot,) = images(sealed.printed.data), sealed.spots
    assert (image.page, (image.left + image.right) / 2) == (spot.page, pytest.approx(spot.x / MM, abs=NEAR))
    assert (image.top + image.bottom) / 2 == pytest.approx(spot.y / MM, abs=NEAR)
    assert image.right - image.left == pytest.approx(diameter, abs=NEAR)
    assert image.bottom - image.top == pytest.approx(diameter, abs=NEAR)


@pytest.mark.parametrize("diameter", [30, 42, 50])
def test_7_3_5_1_name_and_date_are_inside_the_lower_half_of_the_ring(diameter):
    data = stamped(SHORT, seal(diameter=float(diameter))).printed.data
    (image,) = images(data)
    x, y = (image.left + image.right) / 2, (image.top + image.bottom) / 2
    date = next(r for r in rows(data, image.page) if r.text.endswith("2026年1月5日"))
    name = next(r for r in rows(data, image.page) if r.text == "宁波市海曙区人民政府")
    assert x == pytest.approx((date.left + date.right) / 2, abs=NEAR)
    assert 2 <= (name.head + date.foot) / 2 - y <= diameter / 4, "below the middle"
    assert image.top < name.head and date.foot < image.bottom, "all of it inside"


@pytest.mark.parametrize("diameter", [30, 42, 50])
def test_7_3_5_1_the_ring_begins_within_a_line_of_the_text_and_covers_none_of_it(diameter):
    data = stamped(SHORT, seal(diameter=float(diameter))).printed.data
    (image,) = images(data)
    text = [r for r in rows(data, image.page) if r.text.endswith("通知如下。")][-1]
    assert -NEAR <= image.top - text.foot <= LINE


@pytest.mark.parametrize("document", [JOINT3, JOINT12], ids=["three", "twelve"])
def test_of_a_joint_issue_only_the_hosts_own_place_is_filled(document):
    organ = Organ(UnitId(2), document.organs[0])
    data = stamped(document, organ=organ).printed.data
    (image,) = images(data)
    x, y = (image.left + image.right) / 2, (image.top + image.bottom) / 2
    inside = "".join(
        c.words
        for row in rows(data, image.page)
        for c in row.chars
        if ((c.left + c.right) / 2 - x) ** 2 + ((c.top + c.bottom) / 2 - y) ** 2 < 21**2
    )
    assert inside == document.organs[0]


def test_beside_the_picture_the_pages_are_those_without_it():
    plain = PRESS.typeset(SHORT)
    assert plain.printed.data == typeset(SHORT)[0].data, "the one generator"
    sealed = measured(stamped(SHORT).printed.data)
    assert [leaf.text for leaf in sealed] == [leaf.text for leaf in measured(plain.printed.data)]
    assert images(plain.printed.data) == []


def test_the_file_says_what_it_is_not_and_its_hash_is_told():
    sealed = stamped(SHORT)
    said = pypdfium2.PdfDocument(sealed.printed.data).get_metadata_dict()
    assert said["Subject"] == "海政〔2026〕1号　印章图样，非电子签章"
    assert said["Keywords"].startswith("印章图样，非电子签章；缺少字体：")
    assert sealed.sha256 == hashlib.sha256(sealed.printed.data).hexdigest()
    without = pypdfium2.PdfDocument(PRESS.typeset(SHORT).printed.data).get_metadata_dict()
    assert "印章" not in without["Subject"] + without["Keywords"]


def test_the_same_seal_gives_the_same_bytes():
    assert stamped(SHORT).sha256 == stamped(SHORT).sha256


def test_what_is_clear_in_the_picture_stays_clear():
    """Drawn by the reader: red on the ring, the date black under what is clear."""
    one = seal()
    data = stamped(SHORT, one, held=shelf(one, picture=ring(star=False))).printed.data
    (image,) = images(data)
    before, after = (_drawn(d, image.page) for d in (PRESS.typeset(SHORT).printed.data, data))
    x, y = (image.left + image.right) / 2, (image.top + image.bottom) / 2
    date = next(r for r in rows(data, image.page) if r.text.endswith("2026年1月5日"))
    box = [round(v * 10) for v in (x - 8, date.head, x + 8, date.foot)]
    pairs = zip(before.crop(box).tobytes(), after.crop(box).tobytes(), strict=True)
    assert max(abs(was - now) for was, now in pairs) <= 2
    assert is_red(after.getpixel((round((image.left + 0.5) * 10), round(y * 10))))


def test_black_shows_through_the_red_as_it_does_on_paper():
    data = stamped(SHORT).printed.data
    (image,) = images(data)
    before, after = (_drawn(d, image.page).convert("L") for d in (PRESS.typeset(SHORT).printed.data, data))
    x, y = round((image.left + image.right) * 5), round((image.top + image.bottom) * 5)
    star = (x - 40, y - 40, x + 40, y + 40)
    was, now = before.crop(star).tobytes(), after.crop(star).tobytes()
    dark = [n for n, grey in enumerate(was) if grey < 40]
    assert len(dark) > 50, "the name runs through the star"
    assert all(now[n] < 45 for n in dark)


def _drawn(data, page):
    return pypdfium2.PdfDocument(data)[page].render(scale=10 * 25.4 / 72).to_pil().convert("RGB")


def test_the_screen_draws_the_picture_where_the_pdf_has_it(qapp):
    proof = ProofPress(OwnFonts).lay(SHORT)
    (place,) = proof.laid.places
    page = proof.laid.pages.pages[place.page]
    high = place.width
    picture = Picture(place.x - high / 2, place.y - high / 2, high, high, ring())
    pixels = draw(replace(page, items=(*page.items, picture)), 2100, ProofPress(OwnFonts))
    shown = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.data, "raw", "BGRX")
    red = shown.split()[1].point(lambda green: 255 if green < 60 else 0)
    mask = Image.composite(red, Image.new("L", shown.size), shown.split()[0].point(lambda r: 255 if r > 180 else 0))
    (image,) = images(stamped(SHORT).printed.data)
    box = tuple(round(v * 10) for v in (image.left, image.top, image.right, image.bottom))
    found = mask.crop((box[0] - 30, box[1] - 30, box[2] + 30, box[3] + 30)).getbbox()
    assert all(abs(a - b) <= 3 for a, b in zip(found, (30, 30, 450, 450), strict=True))


@pytest.mark.parametrize(
    "case",
    [
        {"person": PersonId(3)},
        {"organ": Organ(UnitId(3), "区应急管理局")},
        {"held": shelf()},
        {"held": shelf(seal(name="已更换"))},
        {"document": UNSEALED},
    ],
    ids=["no keeper", "another organ's", "laid down no more", "another seal now", "no place for it"],
)
def test_a_seal_that_may_not_be_used_is_refused(case):
    with pytest.raises(SealRefused):
        stamped(**{"document": SHORT, **case})


def test_a_seal_by_name_is_for_what_stands_on_the_page():
    named = seal(unit=None, organ="中共望春街道工作委员会")
    other = Organ(UnitId(2), "望春街道办事处")
    asked = PictureSeals(lambda: shelf(named), PRESS)
    assert asked.seals(KEEPER, other) == ()
    assert asked.seals(KEEPER, replace(other, name="中共望春街道工作委员会")) == (named,)


def test_minutes_orders_and_what_is_not_sealed_bear_no_picture():
    assert [bears_seal(d) for d in (SHORT, JOINT3, MINUTES, ORDER, UNSEALED)] == [True, True, False, False, False]
