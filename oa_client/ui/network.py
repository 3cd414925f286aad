"""What Qt knows of the network: the system's proxies, and when the line comes back or begins to cost by the byte."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtNetwork import QNetworkInformation, QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

from oa_client.app.ways import is_here

HOLDS_SECONDS = 300.0
"""So long an answer counts: a PAC file may have to be fetched and run for each question."""
ASKED = QNetworkInformation.Feature
_HTTP = frozenset({QNetworkProxy.ProxyType.HttpProxy, QNetworkProxy.ProxyType.HttpCachingProxy})


class SystemProxies:
    """The system's proxies, PAC included (app.ways.Proxies); from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """By this clock, which never jumps."""
        self._clock = clock
        self._known: dict[str, tuple[float, Mapping[str, str]]] = {}

    def __call__(self, url: str) -> Mapping[str, str]:
        """The first HTTP proxy the system names for this address."""
        if is_here(url):
            return {}
        at, found = self._known.get(url, (0.0, {}))
        if url not in self._known or self._clock() - at >= HOLDS_SECONDS:
            found = _asked(url)
            self._known[url] = (self._clock(), found)
        return found

    def forget(self) -> None:
        """Another network: ask again."""
        self._known.clear()


def _asked(url: str) -> Mapping[str, str]:
    for proxy in QNetworkProxyFactory.proxyForQuery(QNetworkProxyQuery(QUrl(url))):
        if proxy.type() == QNetworkProxy.ProxyType.NoProxy:
            return {}
        if proxy.type() in _HTTP:
            address = _address(proxy)
            return {"http": address, "https": address}
    return {}


def _address(proxy: QNetworkProxy) -> str:
    made = QUrl()
    made.setScheme("http")
    made.setHost(proxy.hostName())
    made.setPort(proxy.port())
    if proxy.user():
        made.setUserName(proxy.user())
        made.setPassword(proxy.password())
    return made.toString(QUrl.ComponentFormattingOption.FullyEncoded)


def system_proxies() -> SystemProxies | None:
    """Those of Windows and macOS; elsewhere Qt knows only the environment, which counts by policy alone."""
    if platform.system() not in {"Windows", "Darwin"}:
        return None
    QNetworkProxyFactory.setUseSystemConfiguration(True)
    return SystemProxies()


class Network(QObject):
    """Tells when the network changed. Without a backend of the system's it never says anything."""

    back = Signal()
    """There is a line again, or another one."""
    metered = Signal(bool)
    """Whether the line costs by the byte."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Listens from now on."""
        super().__init__(parent)
        loaded = QNetworkInformation.loadDefaultBackend()
        self._known = QNetworkInformation.instance() if loaded else None
        if self._known is not None:
            self._known.reachabilityChanged.connect(self.on_reachability)
            self._known.transportMediumChanged.connect(self.back)
            self._known.isMeteredChanged.connect(self.metered)

    @property
    def is_metered(self) -> bool:
        """Whether the line costs by the byte, as far as the system knows."""
        known = self._known
        return known is not None and known.supports(ASKED.Metered) and known.isMetered()

    def on_reachability(self, reach: QNetworkInformation.Reachability) -> None:
        """A line that came is worth an attempt; one that went is found out soon enough."""
        if reach in {QNetworkInformation.Reachability.Online, QNetworkInformation.Reachability.Site}:
            self.back.emit()
