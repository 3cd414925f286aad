"""Whose certificates are believed, and what a connection that did not come about failed of."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import requests
import truststore

from oa_client.sync.errands import Fault, Trouble

TIME_CODES = frozenset({9, 10})
"""OpenSSL: not yet valid, and expired."""
NAME_CODES = frozenset({62, 64})
"""OpenSSL: for another name, or another address."""
NEEDS_LOGIN = "Tunnel connection failed: 407"
"""What http.client says when a proxy lets nobody through unknown."""
NOT_THERE = "Tunnel connection failed: 5"
"""And when a proxy is there, but what it was to reach is not."""
ENDED = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
"""The line broke off, which is nothing about TLS."""


class BadCaFile(OSError):
    """The file of certificates that an administrator named cannot be read."""


def context(ca_file: str = "") -> ssl.SSLContext:
    """What the system believes, and the certificates in this file. Raises `BadCaFile`."""
    made = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file:
        try:
            made.load_verify_locations(ca_file)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            raise BadCaFile(ca_file) from error
    return made


def fault_of(error: Exception) -> Fault:
    """Why no answer came, as the person is told it."""
    return Fault(Trouble.LINK, _code(error))


def _code(error: Exception) -> str:
    causes = list(_causes(error))
    if any(isinstance(one, BadCaFile) for one in causes):
        return "ca_file"
    refused = next((one for one in causes if isinstance(one, ssl.SSLCertVerificationError)), None)
    if refused is not None:
        return _certificate_code(refused)
    if isinstance(error, requests.exceptions.ProxyError | requests.exceptions.InvalidProxyURL):
        return _proxy_code(" ".join(map(str, causes)))
    if any(isinstance(one, ssl.SSLError) and not isinstance(one, ENDED) for one in causes):
        return "tls"
    return "unreachable" if isinstance(error, requests.RequestException) else "cut"


def _proxy_code(said: str) -> str:
    if NEEDS_LOGIN in said:
        return "proxy"
    return "server_down" if NOT_THERE in said else "proxy_down"


def _certificate_code(error: ssl.SSLCertVerificationError) -> str:
    code = getattr(error, "verify_code", 0)
    if code in TIME_CODES:
        return "certificate_time"
    return "certificate_name" if code in NAME_CODES else "certificate"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all it was made of: libraries put the first cause into arguments, reasons and chains."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        held = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        waiting += [inner for inner in held if isinstance(inner, BaseException)]
