"""What Qt knows of the network: an answer as a PAC file gives it, a line that comes back, one that costs by the byte."""

import pytest
from PySide6.QtNetwork import QNetworkInformation, QNetworkProxy, QNetworkProxyFactory

from oa_client.app.ways import Way
from oa_client.protocol import codec
from oa_client.sync.movers import Carrier
from oa_client.ui import network
from oa_client.ui.network import HOLDS_SECONDS, Network, SystemProxies, system_proxies
from tests.fakes.proxy import Proxy
from tests.sync.test_movers import REPLY, TURN, Stranger, http

URL = "https://oa.example.gov.cn/v1"
Kind = QNetworkProxy.ProxyType
Reach = QNetworkInformation.Reachability


class Pac(QNetworkProxyFactory):
    """Answers as the function in a PAC file would."""

    def __init__(self, answer):
        super().__init__()
        self.answer, self.asked = answer, []

    def queryProxy(self, query):
        self.asked.append((query.url().toString(), query.protocolTag()))
        return self.answer(query)


@pytest.fixture
def pac(qapp):
    """The application's answer is this, until the test is over."""

    made = []

    def answer(function):
        made.append(Pac(function))
        QNetworkProxyFactory.setApplicationProxyFactory(made[-1])
        return made[-1]

    yield answer
    QNetworkProxyFactory.setApplicationProxyFactory(None)  # while it is alive: Qt lets go of it


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ([QNetworkProxy(Kind.HttpProxy, "pac", 8080)], "http://pac:8080"),
        ([QNetworkProxy(Kind.HttpCachingProxy, "pac", 8080)], "http://pac:8080"),
        ([QNetworkProxy(Kind.HttpProxy, "pac", 80, "wang", "a@b")], "http://wang:a%40b@pac:80"),
        ([QNetworkProxy(Kind.Socks5Proxy, "s", 1), QNetworkProxy(Kind.HttpProxy, "pac", 8)], "http://pac:8"),
        ([QNetworkProxy(Kind.NoProxy), QNetworkProxy(Kind.HttpProxy, "pac", 8)], ""),
        ([QNetworkProxy(Kind.Socks5Proxy, "s", 1)], ""),
    ],
)
def test_the_first_proxy_we_can_use_is_taken(pac, named, found):
    factory = pac(lambda _: named)
    assert SystemProxies()(URL) == ({"http": found, "https": found} if found else {})
    assert factory.asked == [(URL, "https")]


def test_an_answer_holds_a_while_and_not_on_another_network(pac):
    ports = iter(range(1, 9))
    factory = pac(lambda _: [QNetworkProxy(Kind.HttpProxy, "pac", next(ports))])
    now = [0.0]
    proxies = SystemProxies(lambda: now[0])
    answers = [proxies(URL)["https"]]
    now[0] = HOLDS_SECONDS - 1
    answers.append(proxies(URL)["https"])
    now[0] = HOLDS_SECONDS
    answers.append(proxies(URL)["https"])
    proxies.forget()
    answers.append(proxies(URL)["https"])
    assert [a[-1] for a in answers] == ["1", "1", "2", "3"]
    assert len(factory.asked) == 3


def test_this_machine_is_never_asked_for(pac):
    factory = pac(lambda _: [QNetworkProxy(Kind.HttpProxy, "pac", 1)])
    assert SystemProxies()("http://127.0.0.1:8640/v1") == {}
    assert factory.asked == []


def test_an_errand_goes_where_the_pac_file_says(pac):
    """To a name that only the proxy knows."""
    centre = Stranger(http(codec.pack(REPLY)))
    proxy = Proxy(knows={"oa.example.gov.cn": "127.0.0.1"})
    pac(lambda _: [QNetworkProxy(Kind.HttpProxy, "127.0.0.1", proxy.port)])
    url = centre.url.replace("127.0.0.1", "oa.example.gov.cn")
    carrier = Carrier(url, "token", way=Way(SystemProxies()), bare=True)  # the way is tried, not the line
    try:
        assert carrier.carry(TURN, lambda _: None) == REPLY
        assert proxy.asked == [f"POST {url}/v1/sync HTTP/1.1"]
    finally:
        for one in (carrier, centre, proxy):
            one.close()


def test_where_the_system_knows_only_the_environment_it_is_not_asked(qapp, monkeypatch):
    monkeypatch.setattr(network.platform, "system", lambda: "Linux")
    assert system_proxies() is None


def test_a_line_that_came_is_told_and_one_that_went_is_not(qtbot):
    made, told = Network(), []
    made.back.connect(lambda: told.append("back"))
    for reach in (Reach.Disconnected, Reach.Local, Reach.Unknown):
        made.on_reachability(reach)
    assert told == []
    made.on_reachability(Reach.Online)
    made.on_reachability(Reach.Site)
    assert told == ["back", "back"]


def test_without_a_backend_nothing_is_said_and_nothing_breaks(qtbot, monkeypatch):
    class Nobody:
        Feature, Reachability = QNetworkInformation.Feature, QNetworkInformation.Reachability

        @staticmethod
        def loadDefaultBackend():
            return False

        @staticmethod
        def instance():
            raise AssertionError("there is none")

    monkeypatch.setattr(network, "QNetworkInformation", Nobody)
    made = Network()
    assert made.is_metered is False
    made.on_reachability(Reach.Online)


def test_with_whatever_backend_is_here_it_can_be_asked(qtbot):
    assert Network().is_metered in {True, False}
