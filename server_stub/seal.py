"""The centre's receipt for an accepted command: proof to a restored centre that it took it (design.md decision 23)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from oa_client.protocol.record import Stored, link
from server_stub.fold import Fold

_MAC = 16
"""Bytes of the MAC that travel: as hard to guess as a key of 128 bits, and nothing compresses them."""


class Seal:
    """Makes and checks receipts ``v:mac`` under a key that no backup of the database holds."""

    def __init__(self, key: bytes) -> None:
        """With this key."""
        self._key = key

    @classmethod
    def open(cls, folder: Path | None) -> Seal:
        """The key of a centre's folder, drawn on the first time; without a folder a new one."""
        if folder is None:
            return cls(secrets.token_bytes(32))
        path = folder / "receipt.key"
        if not path.exists():
            draft = folder / "receipt.key.new"
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        return cls(path.read_bytes())

    def _mac(self, device: int, n: int, matter: str, v: int, h: bytes) -> bytes:
        text = f"{device}:{n}:{matter}:{v}:".encode() + h
        return hmac.new(self._key, text, hashlib.sha256).digest()

    def receipt(self, device: int, n: int, matter: str, v: int, h: bytes) -> str:
        """The receipt for command (device, n), which became version v of a matter with chain head h."""
        mac = self._mac(device, n, matter, v, h)[:_MAC]
        return f"{v}:{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    def _older(self, device: int, n: int, matter: str, v: int, h: bytes) -> str:
        """The same as it was given before: with the head, which whoever checks it works out himself."""
        return f"{v}:{h.hex()}:{self._mac(device, n, matter, v, h).hex()}"

    def unlock(self, person: int, device: int) -> str:
        """The secret that wraps the key of this device's profile; of no use without that profile's files."""
        return hmac.new(self._key, f"unlock:{person}:{device}".encode(), hashlib.sha256).hexdigest()

    def fits(self, receipt: str, device: int, n: int, matter: str, stored: Stored, fold: Fold) -> bool:
        """Whether this centre gave the receipt for these bytes, and they come right behind what it holds now."""
        v, h = fold.version + 1, link(fold.head, stored)
        good = (form(device, n, matter, v, h).encode() for form in (self.receipt, self._older))
        return any(hmac.compare_digest(receipt.encode(), one) for one in good)
