"""oa-server tls: what it says."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from server_stub.cannot import CannotDo
from server_stub.certificates import CA, CA_KEY, SOON, TLS, Standing, begin, look, renew, today
from server_stub.whereabouts import is_begun


def begun(given: Namespace) -> str:
    """A new authority and certificate. Raises `CannotDo`."""
    if not is_begun(given.data):
        raise CannotDo(f"{given.data} 里没有中心；请先 oa-server init")
    standing = begin(given.data / TLS, f"{given.organisation} 轮阅中心库根证书", given.name, today())
    return "\n".join(
        [
            _told(standing, today()),
            f"根证书的私钥在 {given.data / TLS / CA_KEY}：请另存一份；平时可移到别处，续期时放回。",
            "下一步：oa-server tls export > ca.pem，随策略发给各终端；重启服务后生效。",
        ]
    )


def renewed(given: Namespace) -> str:
    """A new certificate. Raises `CannotDo`."""
    return f"{_told(renew(given.data / TLS, given.name, today()), today())}\n重启服务后生效，各终端不用动。"


def shown(given: Namespace) -> str:
    """How they stand. Raises `CannotDo`."""
    return _told(look(given.data / TLS), today())


def exported(given: Namespace) -> str:
    """The authority's certificate, which is no secret, on the screen or in a file. Raises `CannotDo`, `OSError`."""
    look(given.data / TLS)
    data: Path = given.data
    text = (data / TLS / CA).read_text("ascii")
    if given.to is None:
        return text.rstrip("\n")
    to: Path = given.to
    to.write_text(text, "ascii")
    to.chmod(0o644)
    return f"根证书已存到 {to}。"


def warning(standing: Standing, now: datetime) -> str:
    """What to say of certificates that end soon; nothing when they do not."""
    left = standing.left(now)
    if left < 0:
        return "证书已经到期，各终端连不上：请执行 oa-server tls renew 并重启服务。"
    return f"证书还有 {left} 天到期：请执行 oa-server tls renew 并重启服务。" if left <= SOON else ""


def _told(standing: Standing, now: datetime) -> str:
    lines = [
        f"证书：{'、'.join(standing.names)}，到 {standing.until:%Y年%m月%d日}。",
        f"根证书：到 {standing.ca_until:%Y年%m月%d日}，SHA-256 {standing.fingerprint}",
    ]
    return "\n".join([*lines, *filter(None, [warning(standing, now)])])
