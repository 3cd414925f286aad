import io
import os
import resource
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest

from oa_client.app.preview import MOST_PREVIEWED, Document, Unshowable, has_light, has_pages
from oa_client.system import preview_child
from oa_client.system.preview import ChildPreview

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "Test3.pdf"


def document(data, name="x.pdf", key=None):
    return Document(key or f"{zlib.crc32(data):08x}{len(data)}", name, len(data), lambda: [data[:100], data[100:]])


def pdf(pages=3, *, encrypt=None, colour=(0.8, 0.1, 0.1)):
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=(595, 842), encrypt=encrypt)
    for n in range(pages):
        paper.setFillColorRGB(*colour)
        paper.rect(0, 0, 595, 842, fill=1, stroke=0)
        paper.setFillColorRGB(0, 0, 0)
        paper.drawString(72, 700, f"page {n + 1}")
        paper.showPage()
    paper.save()
    return out.getvalue()


def png(wide, high, *, claims=None):
    """A grey picture; `claims` are the sides its header lies about."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", *(claims or (wide, high)), 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * wide for _ in range(high)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def preview():
    made = ChildPreview()
    yield made
    made.close()


def test_pages_of_a_pdf_come_as_pixels(preview):
    paper = document(pdf(3))
    assert preview.layout(paper).sizes == ((595.0, 842.0),) * 3
    first = preview.page(paper, 0, 595)
    assert (first.width, first.height) == (595, 842)
    assert first.data[:3] == bytes((26, 26, 204)), "blue, green, red of the page's ground"
    assert preview.page(paper, 2, 1190).width == 1190


def test_a_picture_is_one_page(preview):
    picture = document(png(200, 100), "x.png")
    assert preview.layout(picture).sizes == ((150.0, 75.0),)
    shown = preview.page(picture, 0, 400)
    assert (shown.width, shown.height) == (400, 200)
    assert set(shown.data[:3]) == {0x80}


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample lies beside the sources only where it was given")
def test_a_real_document(preview):
    paper = document(SAMPLE.read_bytes())
    assert len(preview.layout(paper).sizes) == 4
    shown = preview.page(paper, 0, 780)
    assert len({shown.data[i] for i in range(0, len(shown.data), 997)}) > 10, "there is something on the page"


def thin(wide, high, *, pages):
    """A PDF whose pages under one another are longer than a screen can count."""
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=(wide, high))
    for _ in range(pages):
        paper.showPage()
    paper.save()
    return out.getvalue()


def hostile():
    good = pdf(1)
    huge = good.replace(b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ 0 0 9999999 9999999 ]")
    return {
        "nothing": b"",
        "only a head": b"%PDF-1.7\n",
        "cut short": good[: len(good) // 3],
        "zeros": b"%PDF-1.4" + bytes(50_000),
        "endless side": huge if huge != good else good[:80],
        "a lying picture": png(4, 4, claims=(60_000, 60_000)),
        "a cut picture": png(50, 50)[:60],
        "text": "关于做好防汛工作的通知".encode(),
        "a program": b"\x7fELF" + bytes(4096),
        "svg that reads a file": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        b'<image href="file:///etc/passwd"/></svg>',
        "a page like a thread": thin(0.01, 14_400, pages=200),
    }


@pytest.mark.parametrize("name", hostile())
def test_a_hostile_file_is_one_code_and_the_next_file_is_shown(preview, name):
    with pytest.raises(Unshowable) as raised:
        preview.page(document(hostile()[name]), 0, 800)
    assert raised.value.code in {"broken_file", "too_big_to_show", "preview_failed"}
    assert preview.page(document(pdf(1)), 0, 100).width == 100


def test_an_encrypted_file_says_so(preview):
    with pytest.raises(Unshowable, match="encrypted_file"):
        preview.layout(document(pdf(1, encrypt="secret")))


def test_a_file_too_large_is_not_even_read(preview):
    def read():
        raise AssertionError("its bytes were asked for")

    with pytest.raises(Unshowable, match="too_big_to_show"):
        preview.layout(Document("k", "x.pdf", MOST_PREVIEWED + 1, read))


def test_a_file_that_is_not_here_yet_says_so(preview):
    def read():
        raise KeyError("k")

    with pytest.raises(Unshowable, match="file_not_here"):
        preview.layout(Document("k", "x.pdf", 10, read))


def test_a_page_that_would_be_a_bomb_is_drawn_smaller(preview):
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=(100, 14_000))
    paper.drawString(10, 10, "tall")
    paper.save()
    shown = preview.page(document(out.getvalue()), 0, 5000)
    assert shown.width * shown.height <= preview_child.MOST_PIXELS * 1.01


def test_a_child_killed_between_pages_is_replaced(preview):
    paper = document(pdf(2))
    preview.page(paper, 0, 100)
    os.kill(preview._child.process.pid, signal.SIGKILL)
    assert preview.page(paper, 1, 100).width == 100


def test_a_child_killed_in_the_middle_of_a_page_is_replaced(preview):
    paper = document(pdf(2))
    preview.layout(paper)
    pid = preview._child.process.pid
    os.kill(pid, signal.SIGSTOP)
    killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    killer.start()
    assert preview.page(paper, 1, 120).width == 120
    killer.join()


def test_a_child_that_hangs_is_ended_and_its_file_not_tried_again(tmp_path):
    script = tmp_path / "hang.py"
    script.write_text("import time\ntime.sleep(60)\n", "utf-8")
    preview = ChildPreview((sys.executable, str(script)), patience=0.3)
    started = time.monotonic()
    for _ in range(2):
        with pytest.raises(Unshowable, match="preview_failed"):
            preview.layout(document(pdf(1)))
    assert time.monotonic() - started < 5
    preview.close()


def test_a_child_whose_processor_time_is_spent_is_not_given_as_much_again(tmp_path):
    script, note = tmp_path / "spend.py", tmp_path / "started"
    script.write_text(
        "import pathlib, resource, sys\n"
        f"with pathlib.Path({str(note)!r}).open('a') as out: out.write('x')\n"
        "sys.stdin.buffer.read(1)\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (1, 5))\n"
        "while True: pass\n",
        "utf-8",
    )
    preview = ChildPreview((sys.executable, str(script)), patience=60)
    with pytest.raises(Unshowable, match="preview_failed"):
        preview.layout(document(pdf(1)))
    assert note.read_text() == "x"
    preview.close()


@pytest.mark.parametrize(
    "says",
    [
        "b'\\xff' * 64",
        "b'\\x00\\x00\\x00\\x02{}'",
        "frame({'sizes': [[1, 2], 'x']})",
        "frame({'sizes': [[1, 1e300]]})",
        "frame({'sizes': []})",
        "frame({'sizes': [[10, 10]], 'width': 4, 'height': 4, 'bytes': 3}) + b'abc'",
        "frame({'code': '<b>look</b>'})",
        "frame({'sizes': [[10, 10]], 'bytes': 1 << 62})",
        "struct.pack('>I', 400_000) + b'[' * 400_000",
    ],
)
def test_a_child_taken_over_can_only_fail(tmp_path, says):
    script = tmp_path / "liar.py"
    script.write_text(
        "import json, struct, sys\n"
        "def frame(head):\n"
        "    text = json.dumps({'bytes': 0, **head}).encode()\n"
        "    return struct.pack('>I', len(text)) + text\n"
        f"for _ in range(2): sys.stdout.buffer.write({says}); sys.stdout.buffer.flush()\n"
        "sys.stdin.buffer.read()\n",
        "utf-8",
    )
    preview = ChildPreview((sys.executable, str(script)), patience=0.5)
    with pytest.raises(Unshowable) as raised:
        preview.page(document(pdf(1)), 0, 100)
    assert raised.value.code in {"broken_file", "preview_failed"}
    preview.close()


def test_the_child_is_bounded_and_off_the_network(preview):
    preview.layout(document(pdf(1)))
    pid = preview._child.process.pid
    assert resource.prlimit(pid, resource.RLIMIT_AS) == (preview_child.MEMORY,) * 2
    assert resource.prlimit(pid, resource.RLIMIT_NOFILE)[1] == preview_child.OPEN_FILES
    assert resource.prlimit(pid, resource.RLIMIT_FSIZE) == (0, 0)
    assert resource.prlimit(pid, resource.RLIMIT_CPU)[0] <= preview_child.SECONDS + 5
    assert "NoNewPrivs:\t1" in Path(f"/proc/{pid}/status").read_text("utf-8")
    allowed = subprocess.run(["unshare", "--user", "--net", "true"], check=False, stderr=subprocess.DEVNULL)
    apart = Path(f"/proc/{pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()
    assert apart == (allowed.returncode == 0), "wherever the system allows it"


def test_nothing_is_shown_after_close_and_the_child_is_gone(preview):
    preview.layout(document(pdf(1)))
    process = preview._child.process
    preview.close()
    assert process.poll() is not None
    with pytest.raises(Unshowable):
        preview.page(document(pdf(2)), 0, 100)


def test_the_end_does_not_wait_for_a_page_that_takes_its_time(tmp_path):
    script, note = tmp_path / "hang.py", tmp_path / "started"
    script.write_text(f"import pathlib, time\npathlib.Path({str(note)!r}).touch()\ntime.sleep(600)\n", "utf-8")
    preview, told = ChildPreview((sys.executable, str(script)), patience=60), []

    def look():
        with pytest.raises(Unshowable) as raised:
            preview.layout(document(pdf(1)))
        told.append(raised.value.code)

    looking, closing = threading.Thread(target=look), threading.Thread(target=preview.close)
    looking.start()
    while not note.exists():
        assert looking.is_alive()
    closing.start()
    closing.join(20)
    waits = closing.is_alive()
    looking.join()
    closing.join()
    assert not waits
    assert told == ["preview_failed"]
    assert preview._child is None


def test_a_page_asked_for_again_comes_from_memory(preview):
    paper = document(pdf(1))
    first = preview.page(paper, 0, 300)
    asked = preview._child.requests
    assert preview.page(paper, 0, 300) is first
    assert preview._child.requests == asked


def test_which_names_have_pages():
    assert has_pages("关于.PDF")
    assert has_pages("扫描件.JPG")
    assert has_pages("公文.OFD")
    assert not has_light("公文.ofd")
    assert not has_pages("公文.dwg")
    assert not has_pages("pdf")


def test_a_frozen_program_starts_itself_as_the_child(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    from oa_client.system.preview import command

    assert command() == (sys.executable, "--preview-child")
    monkeypatch.undo()
    preview = ChildPreview((sys.executable, "-P", "-m", "oa_client", "--preview-child"))
    assert preview.page(document(pdf(1)), 0, 90).width == 90
    preview.close()
