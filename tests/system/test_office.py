import os
import select
import socket
import sys
import threading
from pathlib import Path

import pytest

from oa_client.app.preview import Document, Unshowable, has_pages
from oa_client.system import office
from oa_client.system.office import Office, found, wants_office
from oa_client.system.preview import ChildPreview
from tests.system.showing_files import zipped
from tests.system.test_preview import pdf

RTF = rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0 Notice of the office\par}"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def program(folder, body):
    """A program in the place of the suite; `paper` is what it is to read, `out` where its PDF belongs."""
    script = folder / "suite.py"
    script.write_text(
        f"#!{sys.executable}\nimport os, pathlib, subprocess, sys, time\n"
        "paper = pathlib.Path(sys.argv[-1])\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "profile = next(a for a in sys.argv if a.startswith('-env:UserInstallation=file://'))\n" + body,
        "utf-8",
    )
    script.chmod(0o755)
    return str(script)


def good(folder):
    (folder / "made.pdf").write_bytes(pdf(2))
    return program(
        folder,
        "out.mkdir(exist_ok=True)\n"
        f"(out / 'paper.pdf').write_bytes(pathlib.Path({str(folder / 'made.pdf')!r}).read_bytes())\n",
    )


def suites():
    """Whatever keeps the contract: a stand-in always, and the real one where the machine has it."""
    return [good, *([lambda _folder: found()] if found() else [])]


def document(data, name, key=None):
    return Document(key or name, name, len(data), lambda: [data])


@pytest.mark.parametrize("suite", suites())
def test_an_old_file_becomes_pages_and_leaves_nothing_behind(tmp_path, suite, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    converting = Office(suite(tmp_path))
    preview = ChildPreview(office=converting)
    paper = document(RTF, "通知.rtf")
    assert len(preview.layout(paper).sizes) >= 1
    assert preview.page(paper, 0, 300).width == 300
    preview.close()
    assert list((tmp_path / "t").iterdir()) == []


def test_it_is_converted_once_however_often_it_is_looked_at(tmp_path):
    suite = good(tmp_path)
    preview = ChildPreview(office=Office(suite))
    old, other = document(OLD, "旧.doc"), document(pdf(1), "新.pdf")
    preview.layout(old)
    Path(suite).unlink()
    preview.layout(other)
    assert preview.page(old, 1, 200).width == 200
    preview.close()


def test_a_machine_without_a_suite_says_so(monkeypatch):
    monkeypatch.setattr(office, "found", lambda: None)
    preview = ChildPreview()
    with pytest.raises(Unshowable, match="no_office"):
        preview.layout(document(OLD, "旧.doc"))
    preview.close()


def test_a_suite_that_appears_is_used_the_next_time(tmp_path, monkeypatch):
    preview, old = ChildPreview(), document(OLD, "旧.doc")
    monkeypatch.setattr(office, "found", lambda: None)
    with pytest.raises(Unshowable):
        preview.layout(old)
    monkeypatch.setattr(office, "found", lambda: good(tmp_path))
    assert len(preview.layout(old).sizes) == 2
    preview.close()


@pytest.mark.parametrize("body", ["sys.exit(1)\n", "out.mkdir()\n(out / 'paper.pdf').write_bytes(b'')\n"])
def test_a_file_the_suite_cannot_read_is_one_code(tmp_path, body):
    with pytest.raises(Unshowable, match="office_failed"):
        Office(program(tmp_path, body)).as_pdf("旧.doc", OLD)


def test_what_the_suite_makes_is_still_read_in_the_jail(tmp_path):
    body = "out.mkdir()\n(out / 'paper.pdf').write_bytes(b'no pdf at all')\n"
    preview = ChildPreview(office=Office(program(tmp_path, body)))
    with pytest.raises(Unshowable, match="broken_file"):
        preview.layout(document(OLD, "旧.doc"))
    preview.close()


def hanging(folder):
    """A suite that starts another program and never ends; it writes the number of that other one first."""
    return program(
        folder,
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"note = pathlib.Path({str(folder)!r}) / 'pid.new'\n"
        "note.write_text(str(child.pid))\n"
        "note.rename(note.with_name('pid'))\n"
        "time.sleep(600)\n",
    )


def ends(pid):
    """Whether a process that was killed is gone, as soon as the machine comes round to it."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], 20)[0])
    finally:
        os.close(watched)


def test_a_suite_that_hangs_is_ended_with_all_it_started(tmp_path):
    with pytest.raises(Unshowable, match="office_failed"):
        Office(hanging(tmp_path), patience=3).as_pdf("旧.doc", OLD)
    assert ends(int((tmp_path / "pid").read_text()))


def test_what_it_reads_lies_where_the_next_start_clears_it_and_nothing_is_made_after_the_end(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "suite").mkdir()
    converting = Office(good(tmp_path / "suite"), room=tmp_path / "room")
    converting.as_pdf("旧.doc", OLD)
    assert [path.name.startswith("lunyue-office-") for path in (tmp_path / "room").iterdir()] == [True]
    converting.stop()
    with pytest.raises(Unshowable, match="preview_failed"):
        converting.as_pdf("旧.doc", OLD)
    assert list((tmp_path / "room").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bounds")
def test_the_suite_is_bounded_in_memory_and_in_what_it_writes(tmp_path):
    note = tmp_path / "seen"
    body = (
        "import resource\n"
        "kinds = (resource.RLIMIT_FSIZE, resource.RLIMIT_AS, resource.RLIMIT_CORE)\n"
        f"pathlib.Path({str(note)!r}).write_text(repr([resource.getrlimit(kind)[1] for kind in kinds]))\n"
    )
    with pytest.raises(Unshowable):
        Office(program(tmp_path, body)).as_pdf("旧.doc", OLD)
    assert note.read_text() == repr([512 << 20, 4 << 30, 0])


def test_closing_ends_a_conversion_at_once(tmp_path):
    preview = ChildPreview(office=Office(hanging(tmp_path), patience=100))
    said = []

    def look():
        try:
            preview.layout(document(OLD, "旧.doc"))
        except Unshowable as error:
            said.append(error.code)

    looking = threading.Thread(target=look)
    looking.start()
    while not (tmp_path / "pid").exists():
        assert looking.is_alive()
    preview.close()
    looking.join(30)
    assert said == ["office_failed"]
    assert ends(int((tmp_path / "pid").read_text()))


def test_a_suite_gets_a_plain_name_a_profile_without_macros_and_none_of_our_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("OA_PASSWORD", "secret")
    note = tmp_path / "seen"
    body = (
        f"pathlib.Path({str(note)!r}).write_text(repr((paper.name, oct(paper.parent.parent.stat().st_mode)[-3:],"
        " 'OA_PASSWORD' in os.environ, (pathlib.Path(profile.partition('file://')[2]) / 'user'"
        " / 'registrymodifications.xcu').read_text())))\n"
    )
    with pytest.raises(Unshowable):
        Office(program(tmp_path, body)).as_pdf("../../关于 $(touch x).doc; rm", OLD)
    name, mode, secret, settings = eval(note.read_text())
    assert (name, mode, secret) == ("paper.doc", "700", False)
    for setting in ("DisableMacrosExecution", "MacroSecurityLevel", "BlockUntrustedRefererLinks"):
        assert setting in settings


@pytest.mark.parametrize("suite", suites())
def test_a_file_fetches_nothing(tmp_path, suite):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        door.setblocking(False)
        link = f"http://127.0.0.1:{door.getsockname()[1]}/x.png"
        Office(suite(tmp_path)).as_pdf("旧.odt", linking(link))
        with pytest.raises(BlockingIOError):
            door.accept()


def linking(link):
    """An ODT with a picture that lies elsewhere."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("draw", "drawing"))
    )
    content = (
        f'<office:document-content {spaces} xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text><text:p>'
        f'<draw:frame svg:width="3cm" svg:height="3cm"><draw:image xlink:href="{link}" xlink:type="simple"/></draw:frame>'
        "</text:p></office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def test_which_files_the_suite_is_asked_for():
    assert wants_office("x.docx", OLD), "what it holds counts, not what it is called"
    assert wants_office("x", RTF)
    assert wants_office("x.odt", zipped({"a": b""}))
    assert not wants_office("x.docx", zipped({"a": b""}))
    assert not wants_office("x.doc", b"%PDF-1.7")
    assert not wants_office("x.doc", OLD + "EncryptedPackage".encode("utf-16-le")), "the child says it is locked"
    assert all(has_pages(f"旧.{ending}") for ending in ("doc", "xls", "wps", "et", "RTF"))


@pytest.mark.skipif(os.name == "nt", reason="how a suite is found on Windows is another matter")
def test_the_suite_is_found_on_the_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found() is None
    (tmp_path / "libreoffice").write_text("#!/bin/sh\n")
    (tmp_path / "libreoffice").chmod(0o755)
    assert found() == str(tmp_path / "libreoffice")
