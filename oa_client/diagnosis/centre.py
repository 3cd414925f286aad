"""How the centre is reached from here: by which way, with which certificates, and how far apart the clocks are.

Nobody signs in for this and no word of anybody is sent: one request for nothing, without a token.
"""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from oa_client.app.ways import Way
from oa_client.diagnosis.redaction import bare
from oa_client.protocol import codec
from oa_client.sync import trust

PATIENCE = 5.0
_NOT_TOLD = (OSError, http.client.HTTPException, ValueError)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where to go, and through which proxy if any."""

    parts: SplitResult
    proxy: SplitResult | None

    @property
    def port(self) -> int:
        return self.parts.port or (443 if self.parts.scheme == "https" else 80)


def look(server: str, way: Way) -> dict[str, object]:
    """What is found; never raises, and takes some seconds at most each time nobody answers."""
    if not server:
        return {"address": "", "note": "这台电脑上还没有人登录过。"}
    said: dict[str, object] = {"address": bare(server)}
    try:
        target = _target(server, way)
    except ValueError as error:
        return {**said, "trouble": type(error).__name__}
    said["route"] = bare(target.proxy.geturl()) if target.proxy else "direct"
    said["own_certificates"] = bool(way.ca_file)
    if target.parts.scheme == "https":
        said["certificates"] = _chain(target)
    return {**said, **_answer(target, way)}


def _target(server: str, way: Way) -> _Target:
    parts = urlsplit(server)
    if not parts.hostname:
        raise ValueError(server)
    named = way.proxies(server).get(parts.scheme, "")
    return _Target(parts, urlsplit(named if "://" in named else f"http://{named}") if named else None)


def _connection(target: _Target, context: ssl.SSLContext | None) -> http.client.HTTPConnection:
    host, port = str(target.parts.hostname), target.port
    first, at = (host, port) if target.proxy is None else (str(target.proxy.hostname), target.proxy.port or 3128)
    if context is None:
        return http.client.HTTPConnection(first, at, timeout=PATIENCE)
    made = http.client.HTTPSConnection(first, at, timeout=PATIENCE, context=context)
    if target.proxy is not None:
        made.set_tunnel(host, port)
    return made


def _answer(target: _Target, way: Way) -> dict[str, object]:
    """Whether the centre answers as such, and what its clock says."""
    try:
        secure = target.parts.scheme == "https"
        with closing(_connection(target, trust.context(way.ca_file) if secure else None)) as connection:
            whole = target.proxy is not None and not secure
            connection.request("HEAD", f"{bare(target.parts.geturl())}/" if whole else "/")
            before = time.time()
            response = connection.getresponse()
            return {
                "reached": True,
                "status": response.status,
                "genuine": response.headers.get(codec.GENUINE) == "1",
                "clock_ahead_seconds": _skew(response.headers.get("Date", ""), before),
            }
    except _NOT_TOLD as error:
        return {"reached": False, "trouble": trust.fault_of(error).code, "kind": type(error).__name__}


def _skew(date: str, now: float) -> int | None:
    """By how many seconds this machine's clock is ahead of the centre's; None when that is not told."""
    try:
        return round(now - parsedate_to_datetime(date).timestamp())
    except (TypeError, ValueError):
        return None


def _chain(target: _Target) -> list[dict[str, object]]:
    """The certificates as they are shown, believed or not: nothing is asked over this connection."""
    unbelieving = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unbelieving.check_hostname, unbelieving.verify_mode = False, ssl.CERT_NONE
    try:
        with closing(_connection(target, unbelieving)) as connection:
            connection.connect()
            return [_certificate(data) for data in _shown(connection.sock)]
    except _NOT_TOLD as error:
        return [{"trouble": type(error).__name__}]


def _shown(sock: Any) -> Iterator[bytes]:
    """The whole chain; where this Python does not give it, the centre's own certificate."""
    given = getattr(sock, "get_unverified_chain", None) or getattr(sock._sslobj, "get_unverified_chain", None)  # noqa: SLF001
    if given is None:
        yield sock.getpeercert(binary_form=True)
        return
    for one in given() or ():
        yield one if isinstance(one, bytes) else ssl.PEM_cert_to_DER_cert(one.public_bytes())


def _certificate(data: bytes) -> dict[str, object]:
    found = x509.load_der_x509_certificate(data)
    return {
        "subject": found.subject.rfc4514_string(),
        "issuer": found.issuer.rfc4514_string(),
        "from": found.not_valid_before_utc.isoformat(),
        "until": found.not_valid_after_utc.isoformat(),
        "self_signed": found.subject == found.issuer,
        "sha256": found.fingerprint(SHA256()).hex(":"),
    }
