"""Whatever happens to the keyring, no profile is lost (trust.md §2.3)."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from oa_client.system.keyring import Keyring, Silent, trusted_backend
from oa_client.system.keyslots import COPIES, AskPassword, KeySlots, NoSlots, Opened, Owner, WrongPassword, is_profile

PASSWORD = "望春街道2026"


class Backend:
    """A keyring in memory that fails as told."""

    def __init__(self):
        self.kept = {}
        self.fault = None
        self.released = threading.Event()

    def get_password(self, service, username):
        if self.fault == "hang":
            self.released.wait(60)
        if self.fault in {"no bus", "init error", "locked", "exception"}:
            raise RuntimeError(self.fault)
        if self.fault == "none":
            return None
        if self.fault == "wrong":
            return "d3Jvbmc="
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        if self.fault in {"no bus", "init error", "locked", "exception"}:
            raise RuntimeError(self.fault)
        if self.fault == "hang":
            self.released.wait(60)
        if self.fault not in {"none", "wrong"}:
            self.kept[service, username] = password


@pytest.fixture
def backend():
    made = Backend()
    yield made
    made.released.set()


@pytest.fixture
def keyring(backend):
    return Keyring(lambda: None if backend.fault == "backend changed" else backend, patience=0.1)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A profile with both slots, made once."""
    folder = tmp_path_factory.mktemp("slots") / "profile"
    backend = Backend()
    opened = KeySlots(folder, Keyring(lambda: backend)).create(PASSWORD)
    (folder / "outbox.db").write_bytes(b"precious" * 1000)
    return folder, backend.kept, opened.key


@pytest.fixture
def profile(made, backend, tmp_path):
    folder, kept, _ = made
    backend.kept = dict(kept)
    return shutil.copytree(folder, tmp_path / "profile")


CENTRE = Owner("wangj", 7), "what the centre keeps"
FAULTS = ["no bus", "init error", "locked", "none", "wrong", "exception", "hang", "backend changed"]
SLOTS = ["A", "B", "none"]


def without(folder, slots):
    """Leave only slot A, only slot B, or neither."""
    one = KeySlots(folder, Keyring(lambda: None))
    kept = one._read()
    if slots != "A":
        kept.keyring = None
    if slots != "B":
        kept.password = None
    one._write(kept)


def bytes_of(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name not in COPIES}


@pytest.mark.parametrize("slots", SLOTS)
@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_of_the_keyring_loses_a_profile(profile, made, backend, keyring, fault, slots):
    without(profile, slots)
    before = bytes_of(profile)
    backend.fault = fault
    one = KeySlots(profile, keyring)
    assert isinstance(one.open(), AskPassword)
    if slots == "B":
        opened = one.open_with(PASSWORD)
        assert opened.key == made[2]
        assert opened.note in {"failed", "empty", "slow", "absent"}
    else:
        with pytest.raises(WrongPassword):
            one.open_with(PASSWORD)
    backend.fault = None
    backend.released.set()
    later = one.open()
    assert bytes_of(profile) == before
    if slots == "A":
        assert later == Opened(made[2]), "the keyring is back"
    elif slots == "B":
        assert one.open_with(PASSWORD) == Opened(made[2])
        assert one.open() == Opened(made[2]), "slot A is provided anew"
    else:
        assert isinstance(later, AskPassword)


def test_day_after_day_the_keyring_opens_it(profile, made, keyring):
    assert KeySlots(profile, keyring).open() == Opened(made[2])


def test_a_wrong_password_opens_nothing(profile, keyring):
    one = KeySlots(profile, keyring)
    with pytest.raises(WrongPassword):
        one.open_with(PASSWORD + " ")


def test_a_password_reset_wraps_the_same_key_anew(profile, made, backend, keyring):
    one = KeySlots(profile, keyring)
    opened = one.open()
    assert one.rewrap(opened.key, "新密码") == ""
    backend.fault = "none"
    with pytest.raises(WrongPassword):
        one.open_with(PASSWORD)
    assert one.open_with("新密码").key == made[2]


def test_another_password_leaves_the_keyring_as_it_is(profile, made, backend, keyring):
    one = KeySlots(profile, keyring)
    before = dict(backend.kept)
    one.wrap(made[2], "新密码")
    assert backend.kept == before
    assert one.open() == Opened(made[2])
    backend.fault = "none"
    with pytest.raises(WrongPassword):
        one.open_with(PASSWORD)
    assert one.open_with("新密码").key == made[2]


ANOTHER = """
import sys
from pathlib import Path
from oa_client.system import keyslots
from oa_client.system.keyring import Keyring
whole = keyslots._dump
def between_reading_and_writing(slots):
    print("read", flush=True)
    sys.stdin.readline()
    return whole(slots)
keyslots._dump = between_reading_and_writing
one = keyslots.KeySlots(Path(sys.argv[1]), Keyring(lambda: None))
KEY = bytes.fromhex(sys.argv[2])
change = {
    "wrap": lambda: one.wrap(KEY, "新密码"),
    "keep_for_centre": lambda: one.keep_for_centre(KEY, keyslots.Owner("wangj", 7), "what the centre keeps"),
}
change[sys.argv[3]]()
"""


@pytest.mark.parametrize("theirs", ["wrap", "keep_for_centre"])
def test_who_changes_a_slot_while_another_process_changes_one_waits_and_neither_is_lost(
    profile, made, backend, keyring, theirs
):
    ours = {"wrap": "keep_for_centre", "keep_for_centre": "wrap"}[theirs]

    def change(one):
        one.wrap(made[2], "新密码") if ours == "wrap" else one.keep_for_centre(made[2], *CENTRE)

    line = [sys.executable, "-c", ANOTHER, str(profile), made[2].hex(), theirs]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(line, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "read\n"
        with pytest.raises(OSError, match="changed by another"):
            change(KeySlots(profile, keyring, patience=0))
        with pytest.raises(OSError, match="changed by another"):
            KeySlots(profile, keyring, patience=0).rewrap(made[2], "又一个")
        assert KeySlots(profile, keyring, patience=0).open() == Opened(made[2]), "reading waits for nobody"
        waiting = threading.Thread(target=change, args=(KeySlots(profile, keyring),))
        waiting.start()
        other.communicate("go on\n", timeout=30)
        waiting.join(30)
    one = KeySlots(profile, keyring)
    assert one.open_by_centre(CENTRE[1]) == Opened(made[2])
    backend.fault = "none"
    assert one.open_with("新密码").key == made[2]


def test_on_a_disk_that_takes_nothing_the_password_opens_all_the_same(profile, made, backend, keyring):
    (profile / "keyslots.lock").unlink()
    (profile / "keyslots.lock").mkdir()
    for name in COPIES:
        (profile / name).with_suffix(".part").mkdir()
    assert KeySlots(profile, keyring).open_with(PASSWORD) == Opened(made[2], "unwritable")


@pytest.mark.parametrize("copy", COPIES)
def test_a_disk_that_takes_no_slots_leaves_the_keyring_and_a_password(profile, made, backend, keyring, copy):
    one = KeySlots(profile, keyring)
    (profile / copy).with_suffix(".part").mkdir()
    with pytest.raises(OSError, match=r"part"):
        one.wrap(made[2], "新密码")
    assert KeySlots(profile, keyring).open() == Opened(made[2])
    backend.fault = "none"
    good = PASSWORD if copy == COPIES[0] else "新密码"
    assert KeySlots(profile, keyring).open_with(good).key == made[2]


def test_taken_away_the_keyring_opens_neither_this_nor_an_older_copy_until_the_password_does(
    profile, made, keyring, tmp_path
):
    one = KeySlots(profile, keyring)
    one.keep_for_centre(made[2], *CENTRE)
    older = shutil.copytree(profile, tmp_path / "older")
    one.take_keyring_away()
    assert (one.open(), KeySlots(older, keyring).open()) == (AskPassword("empty"), AskPassword("wrong"))
    assert one.open_by_centre(CENTRE[1]) == Opened(made[2])
    assert one.open_with(PASSWORD) == one.open() == Opened(made[2])


@pytest.mark.parametrize("lacking", ["password", "centre"])
def test_the_keyring_is_not_taken_away_where_it_may_be_the_only_way_in(profile, made, keyring, lacking):
    one = KeySlots(profile, keyring)
    one.keep_for_centre(made[2], *CENTRE)
    kept = one._read()
    setattr(kept, lacking, None)
    one._write(kept)
    one.take_keyring_away()
    assert one.open() == Opened(made[2])


@pytest.mark.parametrize("written", [0, 1])
def test_power_cut_while_the_keyring_is_taken_away_leaves_the_password(
    profile, made, keyring, backend, monkeypatch, written
):
    from oa_client.system import keyslots

    one = KeySlots(profile, keyring)
    one.keep_for_centre(made[2], *CENTRE)
    whole, calls = keyslots._replace, []

    def cut(path, data):
        if len(calls) == written:
            backend.fault = "none"  # nor does anything reach the keyring any more
            raise OSError("power cut")
        calls.append(path)
        whole(path, data)

    monkeypatch.setattr(keyslots, "_replace", cut)
    with pytest.raises(OSError, match="power cut"):
        one.take_keyring_away()
    monkeypatch.undo()
    backend.fault = None
    assert KeySlots(profile, keyring).open_with(PASSWORD) == Opened(made[2])


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("damage", [b"", b"{", b'{"version": 1}', None])
def test_one_damaged_copy_of_the_slots_is_enough_to_open(profile, made, keyring, name, damage):
    if damage is None:
        (profile / name).unlink()
    else:
        (profile / name).write_bytes(damage)
    assert KeySlots(profile, keyring).open() == Opened(made[2])


def test_both_damaged_is_said_and_nothing_made(profile, keyring):
    for name in COPIES:
        (profile / name).write_bytes(b"x")
    one = KeySlots(profile, keyring)
    with pytest.raises(NoSlots) as found:
        one.open()
    assert found.value.there
    with pytest.raises(FileExistsError):
        one.create(PASSWORD)
    assert bytes_of(profile)["outbox.db"] == b"precious" * 1000


def test_a_new_profile_is_made_only_where_none_is(tmp_path, keyring):
    with pytest.raises(NoSlots) as found:
        KeySlots(tmp_path / "new", keyring).open()
    assert not found.value.there
    assert not is_profile(tmp_path / "new")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "outbox.db").write_bytes(b"words")
    with pytest.raises(FileExistsError):
        KeySlots(tmp_path / "old", keyring).create(PASSWORD)


def test_a_crash_between_the_two_copies_leaves_one_that_opens(profile, made, backend, keyring, monkeypatch):
    from oa_client.system import keyslots

    whole, calls = keyslots._replace, []

    def once(path, data):
        if calls:
            raise OSError("power cut")
        calls.append(path)
        whole(path, data)

    monkeypatch.setattr(keyslots, "_replace", once)
    with pytest.raises(OSError, match="power cut"):
        KeySlots(profile, keyring).rewrap(made[2], "新密码")
    monkeypatch.undo()
    backend.fault = "none"
    assert KeySlots(profile, keyring).open_with("新密码").key == made[2]


def test_the_key_is_shown_nowhere(profile, made, keyring):
    opened = KeySlots(profile, keyring).open()
    assert made[2].hex() not in repr(opened)
    assert "key" not in repr(opened)
    for name in COPIES:
        assert made[2].hex().encode() not in (profile / name).read_bytes()


def test_a_keyring_that_drops_secrets_without_a_word_is_found_out():
    from keyring.backends.null import Keyring as Null

    assert Keyring(Null, patience=1).put("x", "secret") == Silent("empty")


def test_backends_outside_the_list_are_not_used(monkeypatch):
    import keyring.core

    plain = Backend()
    monkeypatch.setattr(keyring.core, "get_keyring", lambda: plain)
    assert trusted_backend() is not plain


STORY = """
import sys
from pathlib import Path
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots, Opened
folder = Path(sys.argv[1])
one = KeySlots(folder, Keyring())
made = one.create("密码")
assert made.note == "", made.note
again = KeySlots(folder, Keyring()).open()
assert isinstance(again, Opened) and again.key == made.key, again
print("opened by", type(__import__("oa_client.system.keyring", fromlist=["x"]).trusted_backend()).__module__)
"""


def test_the_real_keyring_of_a_desktop_opens_a_profile(tmp_path):
    programs = ("dbus-run-session", "gnome-keyring-daemon")
    if sys.platform != "linux" or not all(map(shutil.which, programs)):
        pytest.skip("needs the packages dbus and gnome-keyring")
    for name in ("home", "run"):
        (tmp_path / name).mkdir(mode=0o700)
    script = (
        "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;"
        f' exec "{sys.executable}" -c "$0" "$1"'
    )
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script, STORY, str(tmp_path / "profile")],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path / "home"),
            "XDG_RUNTIME_DIR": str(tmp_path / "run"),
            "PYTHONPATH": str(root),
            "LC_ALL": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "SecretService" in ended.stdout
