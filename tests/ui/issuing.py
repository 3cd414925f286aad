"""A 发文 of 望春街道办事处 on its way to 用印, at the desk of its clerk, for tests and pictures of what is printed of it."""

import io

from PIL import Image, ImageDraw

from oa_client.app.seals import PictureSeal, Seal, Shelf
from oa_client.domain.people import PersonId, UnitId
from tests.ui.draft_pictures import FIELDS
from tests.ui.matter_desk import HOUR, NOW, Scene

STEPS = (
    # who, what, with what
    (2, "submit", {"checker": "p3"}),
    (3, "pass_check", {}),
    (2, "send_to_sign", {"signers": ["p3"], "relief_reviewed": True}),
    (3, "sign", {}),
    (2, "pass_recheck", {}),
    (2, "number", {"series_word": "望街发"}),
    (2, "typeset", {"print_date": NOW - HOUR}),
    (2, "proofread", {}),
)


def issuing(upto="proofread", *, me=2, fields=None, joint=()):
    """The desk of `me`, and the matter after the step named; the heads of the joint organs sign after the host's."""
    scene = Scene(me=me)
    matter = scene.act(2, "draft", {**FIELDS, **(fields or {})}, kind="outgoing")
    for who, action, given in STEPS:
        fields = {**given, "signers": ["p3", *(f"p{n}" for n in joint)]} if action == "send_to_sign" else given
        for actor in (who, *joint) if action == "sign" else (who,):
            scene.act(actor, action, fields, matter=matter, kind="outgoing", centre=True)
        if action == upto:
            break
    return scene, matter


def ring(side=420, *, ground=(0, 0, 0, 0), margin=0, size=None, star=True):
    """A made-up seal: a red ring to the edges, something in its middle, clear beside."""
    image = Image.new("RGBA", size or (side, side), ground)
    pen = ImageDraw.Draw(image)
    box = (margin, margin, image.width - 1 - margin, image.height - 1 - margin)
    pen.ellipse(box, outline=(230, 0, 18, 255), width=max(1, side // 30))
    if star:
        middle = side // 2
        pen.regular_polygon((middle, middle, side // 6), 5, fill=(230, 0, 18, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def seal(name="望春街道办事处印", *, unit=2, organ="", keeper=2, diameter=42.0):
    return Seal(name, UnitId(unit) if unit else None, organ, PersonId(keeper), diameter, "钱卫东")


def shelf(*seals, picture=None):
    return Shelf(tuple(PictureSeal(s, picture or ring()) for s in seals))
