"""The way to the centre: through which proxies, and whose certificates are believed. Plain data and a port."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit


class Proxies(Protocol):
    """Says how an address is reached; called from any thread before each errand, so an answer is at hand."""

    def __call__(self, url: str) -> Mapping[str, str]:
        """The proxy for each scheme, as ``{"https": "http://proxy:3128"}``; nothing: straight there."""
        ...


def straight(url: str) -> Mapping[str, str]:
    """Without any proxy."""
    del url
    return {}


def through(proxy: str) -> Proxies:
    """Everything by this one, but for what is on this machine."""

    def proxies(url: str) -> Mapping[str, str]:
        return {} if is_here(url) else {"http": proxy, "https": proxy}

    return proxies


def is_here(url: str) -> bool:
    """Whether an address is on this machine itself: no proxy could reach that."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """Whether nobody on the line reads what is sent to an address: it goes by TLS, or never leaves this machine."""
    return url.lower().startswith("https:") or is_here(url)


@dataclass(frozen=True, slots=True)
class Way:
    """`ca_file`: certificates believed beside those the system believes; "" none."""

    proxies: Proxies = straight
    ca_file: str = ""
