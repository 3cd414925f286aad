"""A diagnosis: everything that helps, nothing of anybody. Names, titles, numbers and secrets are planted everywhere."""

import contextlib
import json
import logging
import shutil
import socket
import sys
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path

import pytest

from oa_client import checkup, diagnosing
from oa_client.app.ports import Session
from oa_client.app.seat import CannotServe
from oa_client.app.synclog import LogLine
from oa_client.app.ways import Way, through
from oa_client.diagnosis import bundle, centre
from oa_client.diagnosis.members import ABOUT, PARTS, Sources, version
from oa_client.diagnosis.redaction import STRUCK, Redaction, bare
from oa_client.domain.people import Person, PersonId, PostId
from oa_client.protocol import codec
from oa_client.store.profile import open_profile
from oa_client.store.soundness import look
from oa_client.system.badge import Badge, write_badge
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots
from oa_client.system.log import begin_log
from oa_client.system.synclog import FileLog
from oa_client.wording.sentences import sentence
from tests.fakes.certificates import Authority
from tests.fakes.portal import dead_port
from tests.fakes.proxy import Proxy
from tests.journeys.test_other_centre import running
from tests.store.centre import ME, Centre

PASSWORD = "望春街道2026"
NOBODYS = Keyring(lambda: None)
NAME, OTHER, USER, PHONE = "欧阳望舒", "司马令狐", "ouyangws", "13812345678"
TITLE, BODY, OPINION, FILE = (
    "关于银杏路拆迁补偿的请示",
    "补偿标准每平方米八千元",
    "拟同意，请城建办牵头",
    "张榜公示名单.docx",
)
TOKEN, PROXY_PASSWORD, CARD = "tok_9f8e7d6c5b4a39281706f5e4d3c2b1a0", "s3cretproxy", "330203197808123456"
PLANTED = (
    NAME,
    OTHER,
    USER,
    PHONE,
    TITLE,
    BODY,
    OPINION,
    FILE,
    TOKEN,
    PROXY_PASSWORD,
    CARD,
    PASSWORD,
    "银杏路",
    "令狐",
)


class Clock:
    def now(self):
        return 1_800_000_000

    def monotonic(self):
        return 0.0


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A profile full of what must not leave it."""
    folder = tmp_path_factory.mktemp("diagnosis") / "profile"
    key = KeySlots(folder, NOBODYS).create(PASSWORD).key
    profile = open_profile(folder, key)
    profile.outbox.keep_session(Session(f"https://127.0.0.1:{dead_port()}", USER, ME, NAME, 7, TOKEN))
    people = (world := Centre()).directory.people
    people[PersonId(2)] = Person(PersonId(2), OTHER, (PostId(2),))
    world.circulate(2, "7-10", TITLE, ["p1"], body=BODY)
    with profile.replica.page() as page:
        page.wipe(1)
        world.tell_directory(page)
        world.tell(page, "7-10")
    profile.replica.take_changes()
    profile.outbox.save_draft("act/7-10/mark_read", {"opinion": OPINION, "file": FILE}, 1_700_000_000)
    profile.close()
    return folder


@pytest.fixture
def here(template, tmp_path):
    folder = shutil.copytree(template, tmp_path / NAME / "profile")
    write_badge(folder, Badge(f"https://{USER}:{PASSWORD}@127.0.0.1:{dead_port()}", USER, NAME, 1_700_000_000))
    (folder / "link.json").write_text(
        json.dumps({"proxy": f"http://{USER}:{PROXY_PASSWORD}@127.0.0.1:{dead_port()}"}), "utf-8"
    )
    (folder / "window.ini").write_text(f"[search]\nlast={TITLE}\n", "utf-8")
    log = FileLog(folder, Clock())
    log.add(LogLine(1_799_999_999, "cut", {"code": "unreachable", "n": 3, "title": TITLE, "who": NAME}, {"turn": 120}))
    return folder


def logged(folder, caplog):
    end = begin_log(folder)
    with caplog.at_level(logging.WARNING, "oa_client.x"):
        try:
            raise ValueError(f"{TITLE} {NAME} {PHONE} {TOKEN}")
        except ValueError:
            logging.getLogger("oa_client.x").warning("%s could not be read by %s", TITLE, NAME, exc_info=True)
    end()


def members(path):
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name).decode("utf-8") for name in packed.namelist()}


def spare(folder, **more):
    return Sources(folder, Way(), partial(checkup.whole, folder, NOBODYS), **more)


def clean(found, path):
    """Nothing planted is in any part, nor in a name, nor in the bytes of the zip."""
    for name, text in found.items():
        assert not [word for word in PLANTED if word in text or word in name], name
    raw = path.read_bytes()
    assert not [word for word in PLANTED if word.encode() in raw]


def unchanged(folder):
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}


def test_it_holds_what_helps_and_nothing_of_anybody(here, tmp_path, caplog, monkeypatch):
    monkeypatch.setenv("OA_PASSWORD", PASSWORD)
    logged(here, caplog)
    before = unchanged(here)
    heard = []
    sources = diagnosing.sources(here, more="Qt 6.9.3\n231 ms centre")
    made = bundle.make(sources, tmp_path / "d.zip", lambda n, of, about: heard.append((n, of)))
    found = members(made.path)
    clean(found, made.path)
    assert list(found) == ["MANIFEST.txt", *ABOUT]
    assert all(name in found["MANIFEST.txt"] for name in ABOUT)
    assert heard == [(n, len(ABOUT)) for n in range(len(ABOUT) + 1)]
    profile = json.loads(found["profile.json"])
    assert [(f["name"], f["schema"], f["trouble"]) for f in profile["files"]] == [
        ("outbox", "outbox_6", ""),
        ("replica", "replica_6", ""),
        ("files", "files_2", ""),
    ]
    assert (
        profile["files"][0]["waiting"][0]["state"] == "draft" and profile["files"][0]["waiting"][0]["oldest_hours"] > 24
    )
    assert profile["files"][1]["rows"]["matter"] == 1
    assert json.loads(found["centre.json"])["reached"] is False
    assert json.loads(found["system.json"])["glibc"]
    assert json.loads(found["policies.json"])["faults"] == []
    assert json.loads(found["sync.log"])["facts"] == {"code": "unreachable", "n": 3}
    assert "ValueError test_diagnosis.py" in found["client.log"]
    assert found["window.txt"] == "Qt 6.9.3\n231 ms centre"
    assert not {name for name, text in found.items() if "没有取到" in text}
    assert unchanged(here) == before, "looking changes nothing"


def test_without_a_key_the_files_are_told_by_their_size(here, tmp_path):
    found = members(bundle.make(spare(here), tmp_path / "d.zip").path)
    files = json.loads(found["profile.json"])["files"]
    assert {f["trouble"] for f in files} == {"locked"} and all(f["size"] > 0 for f in files)
    clean(found, tmp_path / "d.zip")


def test_damaged_files_and_lost_slots_are_told_and_everything_else_is_there(here, tmp_path):
    key = KeySlots(here, NOBODYS).peek(PASSWORD)
    data = bytearray((here / "replica.db").read_bytes())
    data[4096:4196] = bytes(100)
    (here / "replica.db").write_bytes(data)
    (here / "files.db").write_bytes(b"no database" * 1000)
    for name in ("keyslots.json", "keyslots.2.json"):
        (here / name).write_bytes(b"torn")
    assert KeySlots(here, NOBODYS).peek(PASSWORD) is None
    found = members(bundle.make(spare(here, key=lambda: key), tmp_path / "d.zip").path)
    troubles = {f["name"]: f["trouble"] for f in json.loads(found["profile.json"])["files"]}
    assert troubles["outbox"] == "" and troubles["replica"] and troubles["files"]
    clean(found, tmp_path / "d.zip")


def test_a_part_that_cannot_be_made_is_told_by_its_kind_of_error_alone(here, tmp_path):
    def fail():
        raise RuntimeError(f"{TITLE} {TOKEN}")

    found = members(bundle.make(spare(here, policies=fail), tmp_path / "d.zip").path)
    assert found["policies.json"] == "没有取到：RuntimeError\n"
    clean(found, tmp_path / "d.zip")


def test_nobody_was_ever_here(tmp_path):
    found = members(bundle.make(spare(tmp_path / "none"), tmp_path / "d.zip").path)
    assert json.loads(found["profile.json"])["there"] is False
    assert not (tmp_path / "none").exists()


def test_where_it_cannot_be_written_it_lies_elsewhere_and_says_so(here, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle.tempfile, "gettempdir", lambda: str(tmp_path))
    made = bundle.make(spare(here), Path("/proc/no/such/folder/d.zip"))
    assert made.elsewhere and made.path.parent == tmp_path
    assert str(made.path) in sentence(*made.said)
    assert bundle.make(spare(here), tmp_path / ("长" * 300)).elsewhere, "not even looked at can it be"
    monkeypatch.setattr(bundle.whole, "put", lambda *_: (_ for _ in ()).throw(OSError(30, "read-only")))
    with pytest.raises(CannotServe) as told:
        bundle.make(spare(here), tmp_path / "d.zip")
    assert told.value.code == "diagnosis_unwritable"


def test_the_files_of_an_open_profile_are_looked_at_as_they_are(here):
    key = KeySlots(here, NOBODYS).peek(PASSWORD)
    profile = open_profile(here, key)
    profile.outbox.save_draft("new/x/1", {"title": TITLE}, 1_700_000_000)
    drafts = [one.rows["draft"] for one in profile.look() if one.name == "outbox"]
    profile.close()
    assert drafts == [2] == [one.rows["draft"] for one in look(here, key) if one.name == "outbox"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"打 {PHONE} 找他", f"打 {STRUCK} 找他"),
        ("+86 138-1234-5678", f"{STRUCK}"),
        ("0574-87654321", STRUCK),
        (CARD, STRUCK),
        ("a.b@haishu.gov.cn", STRUCK),
        (f"http://{USER}:x@proxy:80/", f"http://{STRUCK}proxy:80/"),
        ("http://li:a@b:c@proxy:80/", f"http://{STRUCK}proxy:80/"),
        ('值 "li:hunter2@proxy:80" 不', f'值 "{STRUCK}proxy:80" 不'),
        ('"token": "hunter2", "n": 3', f'"token": "{STRUCK}", "n": 3'),
        (TOKEN, STRUCK),
        ("password=hunter2 x", f"password={STRUCK} x"),
        ("密码：hunter2", f"密码：{STRUCK}"),
        (f"{NAME}办", f"{STRUCK}办"),
        (f"{USER} ouyangwsx", f"{STRUCK} ouyangwsx"),
    ],
)
def test_what_looks_like_a_persons_is_struck_out(text, left):
    assert Redaction((NAME, USER))(text) == left


@pytest.mark.parametrize(
    "text",
    [
        '"size": 1234567890123, "at": 1799999999',
        "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89",
        "libQt6XcbQpa.so.6 /opt/apps/org.lunyue.client/files/lib",
        "2026-11-23T11:14:08+08:00",
        "CN=oa.example.gov.cn,O=Haishu",
    ],
)
def test_figures_places_and_fingerprints_stay(text):
    assert Redaction(("", "x"))(text) == text


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://u:p@oa.example.cn:8443/x?token=1#f", "https://oa.example.cn:8443"),
        ("http://oa", "http://oa"),
        ("https://oa:notaport", "https://oa"),
        ("nonsense", STRUCK),
        ("", ""),
    ],
)
def test_an_address_is_told_bare(address, told):
    assert bare(address) == told


class Centre443:
    """A centre that speaks TLS and answers each request with a date."""

    def __init__(self, context, date):
        self._context, self._date = context, date
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, name="centre443", daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                peer, _ = self._listening.accept()
            except OSError:
                return
            with peer, contextlib.suppress(OSError), self._context.wrap_socket(peer, server_side=True) as line:
                if line.recv(65536):
                    line.sendall(
                        f"HTTP/1.1 404 X\r\nDate: {self._date}\r\n{codec.GENUINE}: 1\r\nContent-Length: 0\r\n\r\n".encode()
                    )

    def close(self):
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)


@pytest.fixture
def authority():
    return Authority("区自建证书")


@pytest.fixture
def secure(authority, tmp_path):
    early = format_datetime(datetime.now(UTC) - timedelta(seconds=600), usegmt=True)
    made = Centre443(authority.server(tmp_path), early)
    yield made
    made.close()


def test_our_own_centre_tells_what_its_clock_says():
    with running() as (_centre, url):
        found = centre.look(url, Way())
    assert (found["reached"], found["genuine"]) == (True, True)
    assert abs(found["clock_ahead_seconds"]) <= 5


def test_in_a_package_the_versions_are_those_of_its_list(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "oa-client"))
    assert version("no-such-library") == "?"
    (tmp_path / "licences").mkdir()
    listed = {"components": [{"name": "No-Such-Library", "version": "1.2"}]}
    (tmp_path / PARTS).write_text(json.dumps(listed))
    assert version("no-such-library") == "1.2"


def test_a_centre_that_is_believed_tells_its_chain_and_by_how_much_the_clocks_differ(secure, authority, tmp_path):
    found = centre.look(secure.url, Way(ca_file=authority.write(tmp_path / "ca.pem")))
    assert (found["reached"], found["genuine"], found["status"], found["route"]) == (True, True, 404, "direct")
    assert 595 <= found["clock_ahead_seconds"] <= 660
    (certificate,) = found["certificates"]
    assert (certificate["subject"], certificate["issuer"]) == ("CN=centre", "CN=区自建证书")
    assert certificate["self_signed"] is False and len(certificate["sha256"].split(":")) == 32


def test_a_centre_that_is_not_believed_shows_its_chain_all_the_same(secure):
    found = centre.look(secure.url, Way())
    assert (found["reached"], found["trouble"]) == (False, "certificate")
    assert found["certificates"][0]["issuer"] == "CN=区自建证书"


def test_a_certificate_out_of_its_time_is_told_as_such(authority, tmp_path):
    made = Centre443(authority.server(tmp_path, days=(-9, -2)), "")
    try:
        found = centre.look(made.url, Way(ca_file=authority.write(tmp_path / "ca.pem")))
    finally:
        made.close()
    assert found["trouble"] == "certificate_time"


def test_the_way_through_a_proxy_is_told_without_its_account():
    proxy = Proxy(login="a:b")
    try:
        found = centre.look(
            "http://centre.example:8640", Way(through(f"http://x:{PROXY_PASSWORD}@127.0.0.1:{proxy.port}"))
        )
    finally:
        proxy.close()
    assert found["route"] == f"http://127.0.0.1:{proxy.port}"
    assert (found["status"], found["genuine"]) == (407, False)
    assert proxy.asked == ["HEAD http://centre.example:8640/ HTTP/1.1"]


@pytest.mark.parametrize("server", ["https://127.0.0.1:{port}", "http://127.0.0.1:{port}"])
def test_nobody_there(server):
    found = centre.look(server.format(port=dead_port()), Way())
    assert found["reached"] is False and found["trouble"]


@pytest.mark.parametrize("server", ["", "https://", "nonsense", "https://[::1"])
def test_an_address_that_is_none_is_told_and_nobody_is_asked(server):
    assert "reached" not in centre.look(server, Way())
