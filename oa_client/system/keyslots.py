"""The key of a profile and the two slots it can be unlocked by (design.md decision 4, trust.md §2.3).

K is 32 random bytes. Slot A wraps it under a key kept in the OS keyring, slot B under Argon2id of the office password,
slot C under a secret that the centre gives this person on this device at each sign-in: it opens the profile after a
reset of the password on a machine whose keyring cannot serve, and is of no use without the centre.
``keyslots.json`` stands twice in the folder, each copy durable before the other is touched. There is no way here to
delete a profile or to make a new key where one was: what cannot be unlocked stays as it is, for a later day.
Who changes one slot keeps everybody else out of the file from reading it to its second copy: another's would be lost.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import json
import os
import secrets
import sys
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from oa_client.system.instance import Held, Instance
from oa_client.system.keyring import Keyring, Silent

COPIES = ("keyslots.json", "keyslots.2.json")
LOCK = "keyslots"
"""The hold under which they are changed."""
VERSION = 1
MEMORY_KIB, TIME, LANES = 47104, 1, 1
"""Argon2id: 65 ms a guess where it was measured."""

KEY, SALT, NONCE = 32, 16, 12


class WrongPassword(Exception):
    """The password opens no slot; nothing was changed."""


class NoSlots(Exception):
    """Neither copy of the slots can be read; nothing was changed. `there` says whether there is a profile at all."""

    def __init__(self, *, there: bool) -> None:
        """Whether the folder holds a profile."""
        super().__init__("damaged" if there else "absent")
        self.there = there


@dataclass(frozen=True, slots=True)
class Opened:
    """The key, and what to tell the user in one line: `note` is empty or why the keyring could not serve."""

    key: bytes = field(repr=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class AskPassword:
    """The keyring cannot serve (`why`); the password will do."""

    why: str


@dataclass(slots=True)
class _Slots:
    """What stands in the file."""

    id: str
    serial: int
    keyring: dict[str, str] | None = None
    password: dict[str, object] | None = None
    centre: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose profile slot C is for: what the centre has to be asked with."""

    user: str
    device: int


def is_profile(folder: Path) -> bool:
    """Whether a folder holds a profile, whole or not: then nothing new may be made in it.

    Of one that nobody may look into it says no: whoever opens it is told why it cannot be used.
    """
    with contextlib.suppress(PermissionError):
        return any((folder / name).exists() for name in (*COPIES, "outbox.db"))
    return False


class KeySlots:
    """The slots of one profile."""

    def __init__(self, folder: Path, keyring: Keyring, patience: float = 30.0) -> None:
        """Of a folder, with the keyring to use; another who changes them is waited for so many seconds."""
        self._folder = folder
        self._keyring = keyring
        self._patience = patience

    def create(self, password: str) -> Opened:
        """A new profile's key, in both slots. Raises FileExistsError where a profile is or was."""
        if is_profile(self._folder):
            raise FileExistsError(str(self._folder))
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            if is_profile(self._folder):
                raise FileExistsError(str(self._folder))
            key = secrets.token_bytes(KEY)
            self._write(_Slots(secrets.token_hex(8), 0, password=_wrap_by_password(key, password)))
        return Opened(key, self._provide(key))

    def open(self) -> Opened | AskPassword:
        """By the keyring, or else ask for the password. Raises `NoSlots`."""
        slots = self._read()
        if slots.keyring is None:
            return AskPassword("empty")
        kept = self._keyring.get(slots.id)
        if isinstance(kept, Silent):
            return AskPassword(kept.why)
        key = _unwrap_by_keyring(slots, kept)
        return AskPassword("wrong") if key is None else Opened(key)

    def open_with(self, password: str) -> Opened:
        """By the password; the keyring is provided anew. Raises `WrongPassword`, `NoSlots`."""
        slots = self._read()
        key = _unwrap_by_password(slots, password)
        if key is None:
            raise WrongPassword
        try:
            return Opened(key, self._provide(key))
        except OSError:  # a disk that takes nothing bars nobody who knows the password
            return Opened(key, "unwritable")

    def peek(self, password: str = "") -> bytes | None:
        """The key, by the keyring or else this password, with nothing written anywhere; None when neither serves."""
        try:
            found = self.open()
            opened = found.key if isinstance(found, Opened) else None
            return opened or (_unwrap_by_password(self._read(), password) if password else None)
        except NoSlots:
            return None

    def take_keyring_away(self) -> None:
        """From now on only the password, or the centre after a reset of it, opens this; also an older copy of the file.

        Left as it is where either of them is missing: then the keyring may be the only way in. Raises `NoSlots`,
        OSError (the file could not be written; the keyring serves no longer all the same).
        """
        slots = self._read()
        if slots.keyring is None or slots.password is None or slots.centre is None:
            return
        try:
            with self._changing() as now:
                now.keyring = None
        finally:
            self._keyring.put(slots.id, _text(secrets.token_bytes(KEY)))

    def rewrap(self, key: bytes, password: str) -> str:
        """The office password was changed or reset: wrap the same key under it. Raises `NoSlots`."""
        self.wrap(key, password)
        return self._provide(key)

    def wrap(self, key: bytes, password: str) -> None:
        """Slot B alone, under another password; the keyring serves as before. Raises `NoSlots`, OSError."""
        wrapped = _wrap_by_password(key, password)
        with self._changing() as slots:
            slots.password = wrapped

    def owner(self) -> Owner | None:
        """Who can open slot C, if it is there. Raises `NoSlots`."""
        slot = self._read().centre
        return None if slot is None else Owner(slot["user"], int(slot["device"]))

    def open_by_centre(self, secret: str) -> Opened | None:
        """By what the centre gave at a sign-in; None when it does not fit. Raises `NoSlots`."""
        slot = self._read().centre
        if slot is None:
            return None
        with contextlib.suppress(InvalidTag):
            sealed = _bytes(slot["nonce"]), _bytes(slot["wrapped"])
            return Opened(AESGCM(_from_centre(secret)).decrypt(*sealed, _owned(slot["user"], slot["device"])))
        return None

    def keep_for_centre(self, key: bytes, owner: Owner, secret: str) -> None:
        """Fill slot C, unless it is already so. Raises `NoSlots`."""
        device = str(owner.device)
        there = self._read().centre
        if there is not None and (there["user"], there["device"]) == (owner.user, device):
            return
        nonce = secrets.token_bytes(NONCE)
        sealed = AESGCM(_from_centre(secret)).encrypt(nonce, key, _owned(owner.user, device))
        with self._changing() as slots:
            slots.centre = {"user": owner.user, "device": device, "nonce": _text(nonce), "wrapped": _text(sealed)}

    def _provide(self, key: bytes) -> str:
        """Put a new wrapping key into the keyring; empty, or why it cannot be.

        One at a time: else the slot of the one might be under what the other put there.
        """
        wrapping, nonce = secrets.token_bytes(KEY), secrets.token_bytes(NONCE)
        with self._alone():
            slots = self._read()
            silent = self._keyring.put(slots.id, _text(wrapping))
            if silent is not None:
                return silent.why
            sealed = AESGCM(wrapping).encrypt(nonce, key, slots.id.encode())
            slots.keyring = {"alg": "aes-256-gcm", "nonce": _text(nonce), "wrapped": _text(sealed)}
            self._write(slots)
        return ""

    @contextlib.contextmanager
    def _changing(self) -> Iterator[_Slots]:
        """The slots as they stand, written as they are left. Raises `NoSlots`, OSError."""
        self._read()  # where there are none, nothing is made
        with self._alone():
            slots = self._read()
            yield slots
            self._write(slots)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else changes the slots meanwhile. Raises OSError where another does not end.

        A disk that takes not even this empty file takes no slots either, so that nothing of another's can be lost.
        """
        hold = Instance(self._folder, LOCK)
        try:
            hold.take(self._patience)
        except Held as held:
            raise OSError(errno.EAGAIN, "the key slots are being changed by another", str(self._folder)) from held
        except OSError:
            yield
            return
        try:
            yield
        finally:
            hold.let_go()

    def _read(self) -> _Slots:
        found = [slots for name in COPIES if (slots := _load(self._folder / name)) is not None]
        if not found:
            raise NoSlots(there=is_profile(self._folder))
        return max(found, key=lambda slots: slots.serial)

    def _write(self, slots: _Slots) -> None:
        """Both copies, the second only after the first is durable."""
        slots.serial += 1
        data = _dump(slots)
        for name in COPIES:
            _replace(self._folder / name, data)


def _wrap_by_password(key: bytes, password: str) -> dict[str, object]:
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    cost = {"m": MEMORY_KIB, "t": TIME, "p": LANES}
    sealed = AESGCM(_stretch(password, salt, cost)).encrypt(nonce, key, b"password")
    return {
        "alg": "argon2id+aes-256-gcm",
        **cost,
        "salt": _text(salt),
        "nonce": _text(nonce),
        "wrapped": _text(sealed),
    }


def _stretch(password: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return hash_secret_raw(
        password.encode("utf-8", "surrogatepass"), salt, cost["t"], cost["m"], cost["p"], KEY, Type.ID
    )


def _unwrap_by_password(slots: _Slots, password: str) -> bytes | None:
    slot = slots.password
    if slot is None:
        return None
    cost = {name: int(str(slot[name])) for name in ("m", "t", "p")}
    wrapping = _stretch(password, _bytes(str(slot["salt"])), cost)
    with contextlib.suppress(InvalidTag):
        return AESGCM(wrapping).decrypt(_bytes(str(slot["nonce"])), _bytes(str(slot["wrapped"])), b"password")
    return None


def _from_centre(secret: str) -> bytes:
    """The secret is long and random: a hash of it is a key."""
    return hashlib.sha256(b"lunyue slot C" + secret.encode()).digest()


def _owned(user: str, device: str) -> bytes:
    return f"centre:{user}:{device}".encode()


def _unwrap_by_keyring(slots: _Slots, kept: str) -> bytes | None:
    slot = slots.keyring
    if slot is None:
        return None
    with contextlib.suppress(InvalidTag, ValueError):
        wrapping = _bytes(kept)
        return AESGCM(wrapping).decrypt(_bytes(slot["nonce"]), _bytes(slot["wrapped"]), slots.id.encode())
    return None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _dump(slots: _Slots) -> bytes:
    body = asdict(slots)
    text = json.dumps(body, sort_keys=True)
    return json.dumps({"version": VERSION, "crc": zlib.crc32(text.encode()), "slots": text}, indent=1).encode()


def _load(path: Path) -> _Slots | None:
    """A copy that is whole, or None."""
    try:
        outer = json.loads(path.read_bytes())
        text = outer["slots"]
        if outer["version"] != VERSION or zlib.crc32(text.encode()) != outer["crc"]:
            return None
        return _Slots(**json.loads(text))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _replace(path: Path, data: bytes) -> None:
    """A file durable under its name, readable by its owner only; the old one stands until then."""
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        if os.write(handle, data) != len(data):
            raise OSError(errno.ENOSPC, "the key slots could not be written whole", str(path.name))
        os.fsync(handle)
    finally:
        os.close(handle)
    part.replace(path)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
