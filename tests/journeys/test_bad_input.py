"""Bad input against a real centre, by real processes: one code, one clear sentence, and nothing saved is lost."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from oa_client.doors import LocalDoors
from oa_client.protocol import codec
from oa_client.protocol.messages import SessionReply, SyncReply
from oa_client.store.profile import open_profile
from oa_client.sync import replication
from oa_client.sync.engine import Engine
from oa_client.sync.errands import Turn
from oa_client.sync.movers import Carrier
from oa_client.sync.state import Policy
from oa_client.system.clock import SystemClock
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots
from tests.cli.test_cli import plain
from tests.fakes import portal
from tests.fakes.portal import GENUINE_HEAD, dead_port, say, serving, zeros
from tests.journeys.district import Desk, district, environment

NEW = ["new", "circulation", "--mode", "parallel", "--purpose", "action"]


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    with district(tmp_path_factory.mktemp("centre") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def people(centre):
    first = centre.pick("district", "clerk")
    return first, centre.pick("street", "clerk", but=frozenset({first.user}))


@pytest.fixture(scope="module")
def template(centre, people, tmp_path_factory):
    """A profile that has synced."""
    desk = Desk(people[0], tmp_path_factory.mktemp("template") / "profile")
    desk.must("login", "--server", centre.url, "--user", desk.account.user)
    desk.must("sync")
    return desk.profile


@pytest.fixture
def desk(template, people, tmp_path):
    """A copy of it with something unsent in it."""
    desk = Desk(people[0], Path(shutil.copytree(template, tmp_path / "profile")))
    code, saved = desk.run(*NEW, "--title", "没有上传的通知", "--to", people[1].name, "--no-sync")
    assert (code, saved["state"]) == (3, "saved")
    return desk


def opened(desk, password=None):
    key = KeySlots(desk.profile, Keyring()).open_with(password or desk.account.password).key
    return open_profile(desk.profile, key)


def kept(desk, password=None):
    """What nobody may lose."""
    profile = opened(desk, password)
    try:
        usage = {k: v for k, v in profile.library.usage().items() if k in {"matters", "entries", "pending", "refused"}}
        titles = [str(p.command.fields.get("title")) for p in profile.outbox.pending()]
        return titles, [d.key for d in profile.outbox.drafts()], usage
    finally:
        profile.close()


def refused(desk, code, *argv, named="", password=None):
    done = desk.ran(*argv, "--json", password=password)
    assert done.stderr == ""
    value = json.loads(done.stdout)
    assert (done.returncode, value["state"], value["code"]) == (1, "refused", code)
    plain(value["message"], named=named)
    return value["message"]


# ------------------------------------------------------------------ signing in


def test_wrong_password_and_unknown_user_say_the_same(centre, desk):
    before = kept(desk)
    sign_in = ["login", "--server", centre.url, "--user"]
    wrong = refused(desk, "password", *sign_in, desk.account.user, password="wrong")
    fresh = Desk(desk.account, desk.profile.with_name("fresh"))
    assert refused(fresh, "password", *sign_in, "nobody") == wrong
    assert not (fresh.profile / "outbox.db").exists()
    for _ in range(10):  # the delay doubles until it outlasts the start of a process
        code, value = fresh.run(*sign_in, "nobody")
        if value["code"] == "locked":
            break
    assert (code, value["code"]) == (1, "locked")
    plain(value["message"])
    assert kept(desk) == before


def bomb(_, line):
    say(line, 200, zeros(1 << 28), GENUINE_HEAD)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unreachable"),
        (portal.portal, "portal"),
        (portal.redirect, "portal"),
        (portal.torn(SessionReply("t", 1, 1, "甲", 5, 0), 20), "cut"),
        (portal.torn(SessionReply("t", 1, 1, "甲", 5, 0), 20, honest=True), "torn"),
        (bomb, "torn"),
    ],
    ids=["down", "portal", "redirect", "cut", "torn", "bomb"],
)
def test_no_genuine_answer_to_signing_in_or_syncing(desk, answer, code):
    before = kept(desk)
    with serving(answer or portal.portal) as fake:
        url = fake.url if answer else f"http://127.0.0.1:{dead_port()}"
        refused(desk, code, "login", "--server", url, "--user", desk.account.user)
        profile = opened(desk)
        from dataclasses import replace

        profile.outbox.keep_session(replace(profile.outbox.session(), server=url))
        profile.close()
        if code in {"unreachable", "portal"}:  # a torn one is tried again for its while
            done, value = desk.run("sync")
            assert (done, value["code"], value["waiting"]) == (3, code, 1)
    assert kept(desk) == before


def test_another_person_is_refused_on_this_profile(centre, desk, people):
    before = kept(desk)
    argv = ["login", "--server", centre.url, "--user", people[1].user]
    for password in (people[1].password, desk.account.password):
        refused(desk, "other_person", *argv, password=password, named=desk.account.user)
    assert kept(desk) == before
    assert desk.must("doctor")["user"] == desk.account.user


def test_a_reset_password_opens_what_the_old_one_closed(centre, people, tmp_path):
    """Without a keyring, and without anybody remembering the old password."""
    account = centre.pick("village", "clerk", but=frozenset(p.user for p in people))
    desk = Desk(account, tmp_path / "profile")
    desk.must("login", "--server", centre.url, "--user", account.user)
    desk.must("sync")
    desk.run(*NEW, "--title", "重置之前写的", "--to", people[0].name, "--no-sync")
    before = kept(desk)
    argv = [sys.executable, "-m", "server_stub", "people", "reset", "--data", str(centre.data), "--user", account.user]
    slip = subprocess.run(argv, env=environment(), capture_output=True, text=True, check=True).stdout
    new = slip.split("新密码 ")[1].split("　")[0]
    refused(desk, "profile_locked", "list", "todo", password=new)
    refused(desk, "password", "login", "--server", centre.url, "--user", account.user)
    old, account.password = account.password, new
    desk.must("login", "--server", centre.url, "--user", account.user)
    assert kept(desk) == before
    desk.must("sync")
    assert kept(desk)[0] == []
    assert "重置之前写的" in [row["title"] for row in desk.must("list", "sent")]
    refused(desk, "profile_locked", "list", "todo", password=old)


def test_an_attachment_the_centre_lost_is_told_as_that_until_it_is_put_back(centre, people, tmp_path):
    written = tmp_path / "通知.bin"
    written.write_bytes(random.Random(7).randbytes(40_000))
    writer, reader = (Desk(one, tmp_path / one.user) for one in people)
    for one in (writer, reader):
        one.must("login", "--server", centre.url, "--user", one.account.user)
    writer.must("sync")
    writer.must(*NEW, "--title", "附件丢了的", "--to", reader.account.name, "--attach", str(written))
    writer.must("sync")
    matter = next(row["id"] for row in writer.must("list", "sent") if row["title"] == "附件丢了的")
    (sha256,) = (one["sha256"] for one in writer.must("show", matter)["files"])
    place = centre.data / "files" / sha256[:2] / sha256
    kept_elsewhere = place.rename(tmp_path / "backup")
    reader.must("sync")
    save = ("save", matter, "1", str(tmp_path / "got.bin"))
    told = refused(reader, "file_lost", *save)
    assert "中心缺这个附件" in told
    assert "管理员从备份放回" in told
    assert reader.must("show", matter)["files"][0]["lost"] is True
    assert "中心缺这个附件" in reader.ran("show", matter).stdout
    kept_elsewhere.rename(place)
    reader.must(*save)
    assert (tmp_path / "got.bin").read_bytes() == written.read_bytes()
    assert "中心缺" not in reader.ran("show", matter).stdout


# ------------------------------------------------------------------ files of the profile


def test_a_damaged_replica_is_renewed_and_the_outbox_kept(desk, centre):
    before = kept(desk)
    for name in ("replica.db", "files.db"):
        whole = bytearray((desk.profile / name).read_bytes())
        whole[4096:8192] = bytes(4096)
        (desk.profile / name).write_bytes(whole)
        wal = desk.profile / f"{name}-wal"
        wal.write_bytes(b"x")
    done = subprocess.run(desk.argv("list", "todo"), env=desk.env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for sentence in done.stdout.splitlines()[:2]:
        plain(sentence)
    assert "已另存并重建" in done.stdout
    assert kept(desk)[0] == before[0]
    desk.must("sync")
    assert kept(desk)[0] == []
    assert desk.must("list", "sent")


def test_a_damaged_outbox_is_left_as_it_is(desk):
    whole = bytearray((desk.profile / "outbox.db").read_bytes())
    whole[: len(whole) // 2] = os.urandom(len(whole) // 2)
    (desk.profile / "outbox.db").write_bytes(whole)
    assert "请勿删除" in refused(desk, "bad_store", "list", "todo")
    assert (desk.profile / "outbox.db").read_bytes() == bytes(whole)


@pytest.mark.parametrize("copies", [("keyslots.json", "keyslots.2.json")])
def test_lost_slots_are_said_and_nothing_is_made_anew(desk, centre, copies):
    whole = {name: (desk.profile / name).read_bytes() for name in copies}
    for name in copies:
        (desk.profile / name).write_bytes(b"{")
    refused(desk, "slots_lost", "list", "todo")
    refused(desk, "slots_lost", "login", "--server", centre.url, "--user", desk.account.user)
    for name, data in whole.items():
        (desk.profile / name).write_bytes(data)
    assert kept(desk)[0] == ["没有上传的通知"]


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs root to mount a small disk")
def test_a_full_disk_is_one_sentence_and_loses_nothing(desk, people, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount here")
    try:
        small = Desk(desk.account, Path(shutil.copytree(desk.profile, disk / "profile")))
        before = kept(small)
        free = os.statvfs(disk)
        with (disk / "filler").open("wb") as filler:
            filler.write(bytes(max(0, free.f_bavail * free.f_frsize - 96 * 1024)))
        large = tmp_path / "large.pdf"
        large.write_bytes(os.urandom(2_000_000))
        refused(small, "disk_full", *NEW, "--title", "x", "--to", people[1].name, "--attach", str(large), "--no-sync")
        (disk / "filler").unlink()
        assert kept(small) == before
        code, _ = small.run(*NEW, "--title", "又有地方了", "--to", people[1].name, "--no-sync")
        assert (code, kept(small)[0]) == (3, ["没有上传的通知", "又有地方了"])
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


# ------------------------------------------------------------------ attachments


def test_attachments_that_are_not_taken_in(desk, people, tmp_path):
    before = kept(desk)
    files = {
        "empty_file": tmp_path / "空.pdf",
        "file_too_large": tmp_path / "大.bin",
        "secret_marking": tmp_path / "绝密★某事.pdf",
    }
    for path in files.values():
        path.write_bytes(b"x")
    files["empty_file"].write_bytes(b"")
    os.truncate(files["file_too_large"], 200 * 1024 * 1024 + 1)
    for code, path in files.items():
        plain_new = [*NEW, "--title", "x", "--to", people[1].name, "--no-sync"]
        refused(desk, code, *plain_new, "--attach", str(path), named="MB")
    bad = [b"a\xe2\x80\xaegpj.exe", b"a\x07b.pdf", b"CON.pdf", b"\xff\xfe.pdf", b"a:b.pdf", "很".encode() * 80]
    seat = LocalDoors(desk.profile, Keyring()).open(lambda: desk.account.password)
    for name in bad:
        path = tmp_path / os.fsdecode(name)
        path.write_bytes(b"x")
        refused_name = seat.desk.attachments.take_in(path)
        assert refused_name.code == "bad_file_name"
        from oa_client.wording.sentences import sentence

        plain(sentence(refused_name.code, refused_name.facts))
    for name in ("../../etc/passwd", "..", "a/b", "a\\b", "", " ", "绝密.tar.gz"):
        taken = seat.desk.attachments.take_in(files["secret_marking"], name)
        assert taken.code == ("secret_marking" if "绝密" in name else "bad_file_name")
    seat.close()
    assert kept(desk) == before


# ------------------------------------------------------------------ two at once


def test_two_command_lines_on_one_profile_take_turns(desk, people):
    argv = [desk.argv(*NEW, "--title", f"第{n}件", "--to", people[1].name, "--no-sync", "--json") for n in range(3)]
    running = [subprocess.Popen(a, env=desk.env, stdout=subprocess.PIPE, text=True) for a in argv]
    ended = [(p.communicate()[0], p.returncode) for p in running]
    assert [code for _, code in ended] == [3, 3, 3]
    assert len({json.loads(out)["n"] for out, _ in ended}) == 3
    assert set(kept(desk)[0]) == {"没有上传的通知", "第0件", "第1件", "第2件"}


def test_a_desktop_carries_out_the_command_lines_of_others(centre, desk, people):
    env = environment(OA_PASSWORD=desk.account.password, QT_QPA_PLATFORM="offscreen")
    argv = desk.argv("--server", centre.url, "--user", desk.account.user)
    with subprocess.Popen(argv, env=env, stderr=subprocess.PIPE, text=True) as desktop:
        try:
            until = time.monotonic() + 20
            while not (desk.profile / "instance.sock").exists():
                assert desktop.poll() is None, desktop.stderr.read()
                assert time.monotonic() < until
                time.sleep(0.05)
            assert desk.must("doctor")["user"] == desk.account.user
            assert desk.run("sync")[0] == 0
            assert desk.run("sync")[0] == 0
            code, value = desk.run(*NEW, "--title", "借窗口发的", "--to", people[1].name)
            assert (code, value["state"]) == (0, "done")
            code, value = desk.run("login", "--server", centre.url, "--user", desk.account.user)
            assert (code, value["code"]) == (1, "profile_in_use")
            plain(value["message"])
            assert desktop.poll() is None
        finally:
            desktop.terminate()
            desktop.wait(10)
    desk.must("sync")
    assert "借窗口发的" in [row["title"] for row in desk.must("list", "sent")]


# ------------------------------------------------------------------ a real reply, cut at every byte


def test_a_real_reply_cut_at_any_byte_changes_nothing(centre, people, tmp_path):
    account = people[1]
    seat = LocalDoors(tmp_path / "profile", Keyring()).sign_in(centre.url, account.user, account.password)
    stores = seat.desk.stores
    engine = Engine(stores.outbox, stores.replica, stores.files, SystemClock(), random.Random(1), Policy(wait=False))
    (errand,) = [e for e in engine.errands(0.0) if isinstance(e.call, Turn)]
    carrier = Carrier(centre.url, seat.desk.session.token)
    reply = carrier.carry(errand.call, lambda _: None)
    carrier.close()
    whole, before = codec.pack(reply), stores.library.usage()
    for at in range(len(whole)):
        with pytest.raises(codec.BadBody):
            codec.unpack(whole[:at], SyncReply)
    plain_bytes = codec.encode(reply)
    for at in range(0, len(plain_bytes), 97):
        with pytest.raises(codec.BadBody):
            codec.decode(plain_bytes[:at], SyncReply)
    assert stores.library.usage() == before
    assert stores.replica.feed().position is None
    with stores.replica.page() as page:
        assert replication.apply_reply(page, errand.call.request, codec.unpack(whole, SyncReply))
    assert stores.replica.feed().position == reply.position
    stores.replica.take_changes()
    seat.close()
