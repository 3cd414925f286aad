"""The centre's receipt for an accepted command: proof to a restored centre that it took it (design.md decision 23).

A receipt ``v:h:epoch:mac`` proves that this very centre, in that epoch, made command (device, n) version v of a matter,
with chain head h; nothing compresses h and mac, so they travel in base64, the mac in its first half.

Whoever brings one of the epoch that the centre is in, for a command the centre does not know, proves that the database
under it is an older one (`restoring`). Receipts ``v:h:mac`` of older centres, in hexadecimal, are of epoch 0.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

KEY = "receipt.key"
_MAC = 16
"""Bytes of the MAC that travel: as hard to guess as a key of 128 bits."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a good receipt proves of a command."""

    v: int
    h: bytes
    epoch: int = 0


class Seal:
    """Makes and checks receipts under a key that stands in a file of its own, never in the database."""

    def __init__(self, key: bytes) -> None:
        """With this key."""
        self._key = key

    @classmethod
    def open(cls, folder: Path | None) -> Seal:
        """The key of a centre's folder, drawn on the first time; without a folder a new one."""
        if folder is None:
            return cls(secrets.token_bytes(32))
        path = folder / KEY
        if not path.exists():
            keep_key(path, secrets.token_bytes(32))
        return cls(path.read_bytes())

    def _mac(self, device: int, n: int, matter: str, proof: Proof) -> bytes:
        era = f"epoch {proof.epoch}:" if proof.epoch else ""
        text = f"{era}{device}:{n}:{matter}:{proof.v}:".encode() + proof.h
        return hmac.new(self._key, text, hashlib.sha256).digest()

    def receipt(self, epoch: int, device: int, n: int, matter: str, v: int, h: bytes) -> str:
        """The receipt for command (device, n), which became version v of a matter with chain head h."""
        mac = self._mac(device, n, matter, Proof(v, h, epoch))[:_MAC]
        return f"{v}:{_text(h)}:{epoch}:{_text(mac)}"

    def proof(self, receipt: str, device: int, n: int, matter: str) -> Proof | None:
        """What a receipt proves of this command; None when this centre did not give it."""
        try:
            v, h, *epoch, mac = receipt.split(":")
            proof = Proof(int(v), _bytes(h), int(epoch[0]) if epoch else 0)
            given = _bytes(mac)
            good = len(given) >= _MAC and hmac.compare_digest(given, self._mac(device, n, matter, proof)[: len(given)])
        except ValueError:
            return None
        return proof if good else None

    def unlock(self, person: int, device: int) -> str:
        """The secret that wraps the key of this device's profile; of no use without that profile's files."""
        return hmac.new(self._key, f"unlock:{person}:{device}".encode(), hashlib.sha256).hexdigest()


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """What `_text` wrote, or the hexadecimal of older receipts, which is longer. Raises ValueError."""
    if len(text) == 2 * hashlib.sha256().digest_size:
        return bytes.fromhex(text)
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def keep_key(path: Path, key: bytes) -> None:
    """Write a key whole, for its owner alone."""
    draft = path.with_name(path.name + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
