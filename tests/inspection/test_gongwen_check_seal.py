"""A seal on a PDF: over name and date, no farther from the text than a line (7.3.5.1)."""

import io

import pypdfium2
import pytest

from tests.export.gongwen_papers import DOWN, set_
from tests.inspection.faulty import FAILS, bad, findings, pdf

MM = 72 / 25.4


def stamped(document, *, right=0.0, down=0.0):
    """The document with a picture of a seal where the layout has its place, moved by so many millimetres."""
    (place,) = set_(document)[2].places
    file = pypdfium2.PdfDocument(pdf(document))
    page = file[place.page]
    image = pypdfium2.PdfImage.new(file)
    bitmap = pypdfium2.PdfBitmap.new_native(40, 40, 3)
    bitmap.fill_rect((200, 0, 0, 255), 0, 0, 40, 40)
    image.set_bitmap(bitmap)
    x, y = place.x - place.width / 2 + right * MM, page.get_height() - place.y - place.height / 2 - down * MM
    image.set_matrix(pypdfium2.PdfMatrix(place.width, 0, 0, place.height, x, y))
    page.insert_obj(image)
    page.gen_content()
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def test_a_seal_at_its_place_is_right():
    data = stamped(DOWN)
    found = findings(data)
    assert bad(data) == {}
    assert found["seal.above"].outcome.value == found["seal.over"].outcome.value == "符合"


@pytest.mark.parametrize(
    ("moved", "rules"),
    [
        ({"right": -35.0}, {"seal.over": FAILS}),
        ({"down": 25.0}, {"seal.over": FAILS, "seal.above": FAILS}),
    ],
)
def test_a_seal_elsewhere_is_found(moved, rules):
    assert bad(stamped(DOWN, **moved)) == rules


def test_without_a_picture_nothing_is_said_of_a_seal():
    assert findings(pdf(DOWN))["seal.over"].outcome.value == "不适用"
