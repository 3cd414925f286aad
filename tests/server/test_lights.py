"""Light copies at the centre: made by a real child from real files, judged by what can still be read; bombs go off inside."""

from __future__ import annotations

import hashlib
import io
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from oa_client.protocol.light import (
    BITS,
    GREY,
    INKS,
    MOST_PAGES,
    NONE,
    BadLight,
    Frames,
    LightPage,
    ending,
    pack,
    unpack,
)
from server_stub import light_page
from server_stub.light_maker import make
from server_stub.problems import Refusal
from tests.fakes import scans
from tests.server.office import Office


@cache
def scan(name: str) -> Image.Image:
    return scans.scanned(scans.PAGES[name](), 1)


@cache
def copy(name: str) -> LightPage:
    return light_page.light(scan(name).resize((1075, 1520), Image.Resampling.BOX), 0, 1)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


# ---------------------------------------------------------------- what a page becomes


@pytest.mark.parametrize(
    ("name", "kind"),
    [("text", BITS), ("red head and seal", BITS), ("shaded table", BITS), ("photograph", GREY), ("pencil", GREY)],
)
def test_a_page_goes_in_one_bit_only_if_that_shows_it(name: str, kind: int) -> None:
    assert copy(name).kind == kind


def test_a_note_in_pencil_on_a_printed_page_is_not_lost() -> None:
    page = scans.text()
    scans.ImageDraw.Draw(page).text((260, 2120), "拟同意，请办公室阅办。", (190, 188, 186), scans.face(20))
    small = scans.scanned(page, 4).resize((1075, 1520), Image.Resampling.BOX)
    assert light_page.light(small, 0, 1).kind == GREY


@pytest.mark.parametrize("name", ["text", "red head and seal", "shaded table"])
def test_every_stroke_is_where_it_was_drawn(name: str) -> None:
    """Against the page before it was scanned: what was ink there is ink here, what was paper is paper."""
    drawn = scans.PAGES[name]().rotate(0.7, Image.Resampling.BICUBIC, fillcolor=scans.PAPER).resize((1075, 1520))
    truth = drawn.convert("L").point(lambda v: 255 if v < 130 else 0)
    found = ImageChops.invert(picture(copy(name).first))
    if copy(name).second:
        found = ImageChops.lighter(found, ImageChops.invert(picture(copy(name).second)))
    missing = ImageChops.subtract(truth, found.filter(ImageFilter.MaxFilter(3)))
    invented = ImageChops.subtract(found, truth.filter(ImageFilter.MaxFilter(5)))
    ink = truth.histogram()[255]
    assert missing.histogram()[255] < ink * 0.02
    assert invented.histogram()[255] < ink * 0.02


def test_the_head_and_the_seal_are_red_and_the_words_are_black() -> None:
    page = copy("red head and seal")
    red, black = ImageChops.invert(picture(page.second)), ImageChops.invert(picture(page.first))
    head, words = (130, 170, 950, 260), (130, 440, 950, 900)
    assert red.crop(head).getbbox() and not black.crop(head).filter(ImageFilter.MinFilter(3)).getbbox()
    assert black.crop(words).getbbox() and not red.crop(words).getbbox()
    assert not copy("text").second
    assert INKS[1][0] > 2 * max(INKS[1][1:])


def test_a_page_of_text_is_small() -> None:
    for name in ("text", "red head and seal", "shaded table"):
        assert len(pack(copy(name))) < 28 * 1024


# ---------------------------------------------------------------- the child, and hostile files


def made(tmp_path: Path, data: bytes, **how: object) -> list[LightPage]:
    file = tmp_path / "given"
    file.write_bytes(data)
    return list(make(file, **how))  # type: ignore[arg-type]


def test_a_scan_of_several_pages_in_reading_order(tmp_path: Path) -> None:
    pages = made(tmp_path, scans.pdf([scan("red head and seal"), scan("photograph"), scan("text")]))
    assert [(p.number, p.pages, p.kind) for p in pages] == [(0, 3, BITS), (1, 3, GREY), (2, 3, BITS)]
    assert picture(pages[0].first).size == pytest.approx((1075, 1520), abs=2)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "BMP"])
def test_a_picture_is_one_page(tmp_path: Path, form: str) -> None:
    (page,) = made(tmp_path, scans.picture(scan("text"), form))
    assert (page.kind, page.pages) == (BITS, 1)


def _object(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)


def _pdf(*bodies: bytes) -> bytes:
    return b"%PDF-1.4\n" + b"".join(_object(n, b) for n, b in enumerate(bodies, 1)) + b"trailer <</Root 1 0 R>>\n"


def _stream(head: bytes, data: bytes) -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (head, len(data), data)


def laughs(depth: int = 12) -> bytes:
    """A page of a few hundred bytes that draws ten to the power of `depth` rectangles."""
    forms = []
    for level in range(depth):
        head = b"/Type /XObject /Subtype /Form /BBox [0 0 600 850]"
        if level + 1 == depth:
            forms.append(_stream(head, b"0 0 m 600 850 l 3 900 l f\n" * 10))
        else:
            head += b" /Resources <</XObject <</X %d 0 R>>>>" % (5 + level)
            forms.append(_stream(head, b"/X Do\n" * 10))
    page = (
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5000 0 R /Resources <</XObject <</X 4 0 R>>>>>>"
    )
    whole = _pdf(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>", page, *forms)
    return whole.replace(b"trailer", _object(5000, _stream(b"", b"/X Do")) + b"trailer")


def blank(pages: int, box: bytes = b"0 0 595 842") -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(pages))
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [%s]>>" % box
    return _pdf(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [%s] /Count %d>>" % (kids, pages), page)


def wide_png(side: int) -> bytes:
    """A picture of `side` by `side` dots in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    press = zlib.compressobj(9)
    rows = b"".join(press.compress(bytes(1 + side * 3)) for _ in range(side)) + press.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


LOCKED = b"<</Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> /P -4>>"


def locked() -> bytes:
    return blank(1).replace(b"trailer <<", _object(9, LOCKED) + b"trailer <</Encrypt 9 0 R /ID [<00> <00>] ")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no page at all", "light_none"),
        (b"\x89PNG and no more", "light_none"),
        (b"%PDF-1.7 and no more", "light_broken"),
        (scans.picture(scans.text())[:9000], "light_broken"),
        (locked(), "light_locked"),
        (blank(MOST_PAGES + 1), "light_too_long"),
        (blank(600), "light_too_long"),
        (wide_png(16_000), "light_too_heavy"),
    ],
    ids=["bytes", "png", "broken", "torn", "locked", "201 pages", "600 pages", "wide"],
)
def test_a_file_without_a_light_copy_says_why(tmp_path: Path, data: bytes, code: str) -> None:
    assert made(tmp_path, data) == [ending(code)]


def test_a_page_as_large_as_a_field_is_drawn_within_bounds(tmp_path: Path) -> None:
    (page,) = made(tmp_path, blank(1, b"0 0 14400 14400"))
    assert page.kind == BITS and max(picture(page.first).size) < 3000


def test_200_pages_are_not_too_many(tmp_path: Path) -> None:
    found = make_first(tmp_path, blank(MOST_PAGES))
    assert (found.number, found.pages, found.kind) == (0, MOST_PAGES, BITS)


def make_first(tmp_path: Path, data: bytes) -> LightPage:
    (tmp_path / "given").write_bytes(data)
    pages = make(tmp_path / "given")
    try:
        return next(pages)
    finally:
        pages.close()


def _child(change: str) -> tuple[str, ...]:
    go = "c.main(sys.stdin.buffer, sys.stdout.buffer)"
    return (sys.executable, "-P", "-c", f"import sys\nimport server_stub.light_child as c\n{change}\n{go}")


def test_a_bomb_of_processor_time_ends_by_its_limit(tmp_path: Path) -> None:
    assert made(tmp_path, laughs(), command=_child("c.SECONDS = 1")) == [ending("light_too_heavy")]


def test_a_child_that_is_silent_is_ended_by_the_clock(tmp_path: Path) -> None:
    assert made(tmp_path, laughs(), patience=1.5) == [ending("light_too_heavy")]


def test_memory_beyond_the_limit_is_refused_to_the_child(tmp_path: Path) -> None:
    hungry = "c.copies = lambda data: (c.ending('light_locked') for _ in [bytearray(c.MEMORY)])"
    assert made(tmp_path, blank(1), command=_child(hungry)) == [ending("light_too_heavy")]
    sated = hungry.replace("c.MEMORY", "1000")
    assert made(tmp_path, blank(1), command=_child(sated)) == [ending("light_locked")]


@pytest.mark.skipif(sys.platform != "linux", reason="the jail's network belongs to Linux")
def test_the_child_has_no_network_and_writes_no_file(tmp_path: Path) -> None:
    place = tmp_path / "written"
    reach = (
        "import socket\ndef copies(data):\n"
        f"  try:\n    open({str(place)!r}, 'wb', 0).write(b'x' * 10)\n    yield c.ending('light_making')\n"
        "  except OSError:\n    pass\n"
        "  try:\n    socket.create_connection(('127.0.0.1', PORT), 2)\n    yield c.ending('light_broken')\n"
        "  except OSError:\n    yield c.ending('light_locked')\nc.copies = copies"
    )
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        change = reach.replace("PORT", str(server.getsockname()[1]))
        assert made(tmp_path, blank(1), command=_child(change)) == [ending("light_locked")]


@pytest.mark.parametrize(
    "said",
    [
        pack(LightPage(1, 2, BITS, b"x")),
        pack(LightPage(0, 2, BITS, b"x")) + pack(LightPage(1, 3, BITS, b"x")),
        b"\xff" * 40,
        b"\0\0\0\1\1" + b"\xff" * 8,
    ],
    ids=["not the first", "another count", "noise", "too large"],
)
def test_a_child_taken_over_is_not_believed(tmp_path: Path, said: bytes) -> None:
    lie = f"c.copies = lambda data: ()\nsys.stdout.buffer.write({said!r})"
    assert made(tmp_path, blank(1), command=_child(lie))[-1] == ending("light_broken")


# ---------------------------------------------------------------- frames


def test_frames_are_found_however_they_are_cut() -> None:
    pages = [LightPage(0, 2, BITS, b"black" * 9, b"red"), LightPage(1, 2, GREY, b"grey"), ending("light_broken", 2)]
    whole = b"".join(pack(p) for p in pages)
    for step in (1, 7, len(whole)):
        frames = Frames()
        assert [p for at in range(0, len(whole), step) for p in frames.feed(whole[at : at + step])] == pages
        assert frames.rest == 0


@pytest.mark.parametrize(
    "bad", [pack(LightPage(0, 1, NONE, b"rm -rf")), pack(LightPage(3, 2, GREY, b"x")), b"", b"x" * 5]
)
def test_what_is_no_frame_is_refused(bad: bytes) -> None:
    with pytest.raises(BadLight):
        unpack(bad)


# ---------------------------------------------------------------- at the centre


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office.open(tmp_path)
    yield office
    office.centre.close()


def send(office: Office, data: bytes, person: int = 9) -> str:
    sha = hashlib.sha256(data).hexdigest()
    for at in range(0, len(data), 1 << 20):
        office.centre.append_file(office.device(person), sha, at, len(data), data[at : at + (1 << 20)])
    return sha


def share(office: Office, sha: str, data: bytes) -> str:
    return office.do(
        9, "write", to=["p1"], title="扫描件", files=[{"sha256": sha, "name": "扫描件.pdf", "size": len(data)}]
    )


def frames(office: Office, sha: str, matter: str, start: int = 0, person: int = 1) -> list[LightPage]:
    return [unpack(f) for f in office.centre.read_light(office.device(person), sha, matter, start)]


def test_a_stored_scan_gets_a_light_copy_and_goes_on_at_a_page(office: Office) -> None:
    data = scans.pdf([scan("red head and seal"), scan("text"), scan("text")])
    sha = send(office, data)
    matter = share(office, sha, data)
    assert office.centre.lights.finished(sha, 60)
    pages = frames(office, sha, matter)
    assert [p.number for p in pages] == [0, 1, 2]
    assert frames(office, sha, matter, 2) == pages[2:]
    assert frames(office, sha, matter, 3) == []


def test_it_is_shown_as_the_file_is_and_refused_alike(office: Office) -> None:
    data = scans.pdf([scan("text")])
    sha = send(office, data)
    matter = share(office, sha, data)
    for person, asked, named in ((3, sha, matter), (1, sha, "404404-1"), (1, "0" * 64, matter), (1, "../x", matter)):
        with pytest.raises(Refusal) as light:
            office.centre.read_light(office.device(person), asked, named, 0)
        with pytest.raises(Refusal) as whole:
            office.centre.read_file(office.device(person), asked, named)
        assert (light.value.status, light.value.problem) == (whole.value.status, whole.value.problem)


def test_the_centre_goes_on_after_a_bomb(office: Office) -> None:
    bomb, good = laughs(), scans.pdf([scan("text")])
    heavy = hashlib.sha256(bomb).hexdigest()
    office.centre.lights._maker = lambda path: make(path, patience=2 if path.name == heavy else 60)
    first, second = send(office, bomb), send(office, good)
    matter = share(office, first, bomb)
    assert office.centre.lights.finished(second, 60)
    assert frames(office, first, matter) == [ending("light_too_heavy")]
    assert b"".join(office.centre.read_file(office.device(1), first, matter)[1]) == bomb
    assert frames(office, second, share(office, second, good))[0].kind == BITS


def test_what_was_stored_before_is_caught_up_with(office: Office, tmp_path: Path) -> None:
    office.centre.lights.close()
    data = scans.pdf([scan("text")])
    sha = send(office, data)
    matter = share(office, sha, data)
    assert frames(office, sha, matter) == [ending("light_making")]
    office.centre.close()
    again = Office.open(tmp_path)
    again.devices = office.devices
    again.centre.lights.catch_up()
    assert again.centre.lights.finished(sha, 60)
    assert [p.kind for p in frames(again, sha, matter)] == [BITS]
    again.centre.close()


def test_pages_go_out_while_the_next_are_made(office: Office) -> None:
    import threading

    page = LightPage(0, 2, BITS, b"x")
    go = threading.Event()

    def slow(path: Path) -> Iterator[LightPage]:
        yield page
        assert go.wait(30)
        yield LightPage(1, 2, BITS, b"y")

    office.centre.lights._maker = slow  # type: ignore[assignment]
    sha = send(office, blank(1))
    coming = office.centre.read_light(office.device(1), sha, share(office, sha, blank(1)), 0)
    assert unpack(next(coming)) == page
    go.set()
    assert [unpack(f).first for f in coming] == [b"y"]


def test_a_point_beside_figures_stays_and_a_speck_on_empty_paper_goes() -> None:
    page = Image.new("RGB", (600, 200), "white")
    draw = ImageDraw.Draw(page)
    for left in (100, 112, 130, 142):  # 12.34, each figure two strokes; the point between 112 and 130
        draw.rectangle((left, 90, left + 1, 106), fill="black")
        draw.rectangle((left, 90, left + 6, 91), fill="black")
    draw.rectangle((123, 105, 124, 106), fill="black")
    draw.rectangle((400, 100, 401, 101), fill="black")
    black, _ = light_page.inks(page)
    assert black.getpixel((123, 105)) == 255
    assert black.getpixel((400, 100)) == 0
