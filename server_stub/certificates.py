"""An authority of the organisation's own, and the centre's certificate by it: for a district without a better one.

In the folder ``tls`` of a centre: ``ca.pem``, which the clients are given; ``ca.key``, which may be kept elsewhere
until the certificate is renewed; ``server.pem``, the centre's key and certificate in one file, so that one renaming
exchanges both. What holds a key is for its owner alone.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server_stub.cannot import CannotDo
from server_stub.seal import keep_key

TLS = "tls"
CA, CA_KEY, SERVER = "ca.pem", "ca.key", "server.pem"
CA_DAYS, SERVER_DAYS = 3650, 825
"""Browsers and Apple's systems believe no server's certificate for longer than 825 days."""
SOON = 30
"""Days before the end from which on it is spoken of."""
_DAY = timedelta(days=1)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$)(\*\.)?(?:{_LABEL}\.)*{_LABEL}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """For which names and until when the centre's certificate is good; until when the authority's, and its SHA-256."""

    names: tuple[str, ...]
    until: datetime
    ca_until: datetime
    fingerprint: str

    def left(self, now: datetime) -> int:
        """Whole days left of what ends first; negative when it has ended."""
        return (min(self.until, self.ca_until) - now).days


def begin(folder: Path, organisation: str, names: list[str], now: datetime) -> Standing:
    """Make an authority and a certificate for these names or addresses. Raises `CannotDo`, `OSError`."""
    if (folder / CA).exists() or (folder / CA_KEY).exists():
        raise CannotDo("已有本单位的根证书，各终端正信任着它，没有改动；换名称或续期用 tls renew")
    if folder.exists() and any(folder.iterdir()):
        raise CannotDo(f"{folder} 里有别的文件，却没有根证书，没有改动；请先从备份放回 {CA}，或把它们移走")
    named = _alternative(names)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, organisation)])
    made = _builder(name, name, key.public_key(), now, CA_DAYS)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_usage(signs_others=True), critical=True)
    authority = made.sign(key, hashes.SHA256())
    with whole_folder(folder) as draft:
        keep_key(draft / CA_KEY, _key_text(key))
        _issue(draft, authority, key, named, now)
        keep_key(draft / CA, authority.public_bytes(serialization.Encoding.PEM))
    return look(folder)


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """What is put into this one is there together or not at all: half of it no command could get out of."""
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)  # of one that was cut short
    draft.mkdir(parents=True, mode=0o700)
    yield draft
    draft.rename(folder)


def renew(folder: Path, names: list[str], now: datetime) -> Standing:
    """A new certificate of the same authority; without names for those of the old one. Raises `CannotDo`, `OSError`."""
    authority, old = _read(folder / CA), look(folder)
    if now + SERVER_DAYS * _DAY > old.ca_until:
        raise CannotDo(f"根证书 {old.ca_until:%Y年%m月%d日} 到期，不够签一份新的；请另建一套并重新发给各终端")
    if not (folder / CA_KEY).exists():
        raise CannotDo(f"{folder / CA_KEY} 不在；若另行保管着，先放回来，续期之后再拿走")
    key = serialization.load_pem_private_key((folder / CA_KEY).read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != authority.public_key():
        raise CannotDo(f"{folder / CA_KEY} 不是 {CA} 的私钥，没有改动")
    _issue(folder, authority, key, _alternative(names or list(old.names)), now)
    return look(folder)


def look(folder: Path) -> Standing:
    """How the certificates stand. Raises `CannotDo` when there are none."""
    authority, own = _read(folder / CA), _read(folder / SERVER)
    named = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return Standing(
        tuple(str(name.value) for name in named),
        own.not_valid_after_utc,
        authority.not_valid_after_utc,
        authority.fingerprint(hashes.SHA256()).hex(":").upper(),
    )


def _read(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except FileNotFoundError:
        raise CannotDo("还没有证书；请先 oa-server tls init --name 中心的主机名或地址") from None
    except ValueError:
        raise CannotDo(f"{path} 不是证书，或已损坏；请从备份放回") from None


def _alternative(names: list[str]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([_general(name.strip()) for name in names])


def _general(name: str) -> x509.GeneralName:
    with suppress(ValueError):
        return x509.IPAddress(ip_address(name))
    if not _HOST.fullmatch(name):
        raise CannotDo(f"“{name}”不是主机名，也不是 IP 地址；写各终端连中心时用的那个，不带 https:// 和端口")
    return x509.DNSName(name.lower())


def _issue(
    folder: Path, authority: x509.Certificate, by: ec.EllipticCurvePrivateKey, named: x509.SubjectAlternativeName,
    now: datetime,
) -> None:  # fmt: skip
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(next(iter(named)).value)[:64])])
    made = _builder(subject, authority.subject, key.public_key(), now, SERVER_DAYS)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_usage(signs_others=False), critical=True)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    made = made.add_extension(named, critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key())
    signed = made.add_extension(issuer, critical=False).sign(by, hashes.SHA256())
    keep_key(folder / SERVER, _key_text(key) + signed.public_bytes(serialization.Encoding.PEM))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    """From yesterday on: a client's clock may be behind."""
    made = x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
    made = made.not_valid_before(now - _DAY).not_valid_after(now + days * _DAY)
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        encipher_only=False,
        decipher_only=False,
    )


def _key_text(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def today() -> datetime:
    """Now, as certificates count."""
    return datetime.now(UTC)
