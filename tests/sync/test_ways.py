"""The way to the centre: by a proxy, past a wall that wants a login, past a box that looks into connections."""

import socket
import ssl

import pytest
import requests

from oa_client.app.ways import Way, is_here, straight, through
from oa_client.protocol import codec
from oa_client.protocol.messages import SessionRequest
from oa_client.sync import trust
from oa_client.sync.errands import Trouble
from oa_client.sync.movers import Carrier, Failed
from oa_client.wording.sentences import SENTENCES
from tests.fakes.certificates import Authority
from tests.fakes.proxy import Proxy
from tests.sync.test_movers import REPLY, TURN, Stranger, fault, http

ANSWER = http(codec.pack(REPLY))


@pytest.fixture
def closing():
    """Whatever is opened is closed."""
    opened = []

    def keep(one):
        opened.append(one)
        return one

    yield keep
    for one in opened:
        one.close()


def proxied(url):
    """Everything through here, this machine too: the centre of a test is on it."""
    return lambda _: {"http": url, "https": url}


# proxies


def test_errands_go_by_the_proxy_that_is_named_and_their_bytes_are_counted(closing):
    proxy, centre = closing(Proxy()), closing(Stranger(ANSWER, ANSWER))
    carrier = closing(Carrier(centre.url, "token", way=Way(proxied(proxy.url))))
    for _ in range(2):
        assert carrier.carry(TURN, lambda _: None) == REPLY
    assert proxy.asked == [f"POST {centre.url}/v1/sync HTTP/1.1"] * 2
    assert carrier.traffic.up > 0
    assert carrier.traffic.down == 2 * len(ANSWER)
    assert carrier._adapter.sockets, "known, so that it can be cut"


def test_without_a_proxy_named_nothing_of_the_environment_counts(closing, monkeypatch):
    proxy, centre = closing(Proxy()), closing(Stranger(ANSWER))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.delenv("no_proxy", raising=False)
    carrier = closing(Carrier(centre.url, "token"))
    assert carrier.carry(TURN, lambda _: None) == REPLY
    assert proxy.asked == []


def test_another_answer_counts_with_the_next_errand(closing):
    proxy, centre = closing(Proxy()), closing(Stranger(ANSWER, ANSWER))
    named = [{}, {"http": proxy.url}]
    carrier = closing(Carrier(centre.url, "token", way=Way(lambda _: named.pop(0))))
    assert carrier.carry(TURN, lambda _: None) == REPLY
    assert proxy.asked == []
    carrier._adapter.cut()  # the stranger talks to one at a time
    assert carrier.carry(TURN, lambda _: None) == REPLY
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_login_is_told_as_such(closing, scheme):
    proxy, centre = closing(Proxy(login="wang:secret")), closing(Stranger(ANSWER))
    carrier = closing(Carrier(centre.url.replace("http", scheme), "token", way=Way(proxied(proxy.url))))
    found = fault(carrier)
    assert (found.trouble, found.code) == (Trouble.LINK, "proxy")
    assert "代理要登录" in SENTENCES["proxy"]
    assert centre.seen == []


def test_a_login_that_is_named_is_given(closing):
    proxy, centre = closing(Proxy(login="wang:secret")), closing(Stranger(ANSWER))
    named = proxy.url.replace("//", "//wang:secret@")
    carrier = closing(Carrier(centre.url, "token", way=Way(proxied(named))))
    assert carrier.carry(TURN, lambda _: None) == REPLY


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there_is_told_as_such(closing, scheme):
    carrier = closing(Carrier(f"{scheme}://127.0.0.1:9", "token", way=Way(proxied("http://127.0.0.1:1"))))
    assert fault(carrier).code == "proxy_down"


def test_a_proxy_that_does_not_reach_the_centre_is_not_blamed_for_it(closing):
    proxy = closing(Stranger(*[b"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n"] * 3))
    carrier = closing(Carrier("https://127.0.0.1:9", "token", way=Way(proxied(proxy.url))))
    assert fault(carrier).code == "server_down"


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8640", True),
        ("http://localhost/x", True),
        ("http://[::1]:1", True),
        ("https://oa.example.gov.cn", False),
        ("https://10.1.2.3", False),
        ("https://", False),
    ],
)
def test_what_is_on_this_machine_is_reached_straight(url, here):
    assert is_here(url) == here
    assert through("http://proxy:1")(url) == ({} if here else {"http": "http://proxy:1", "https": "http://proxy:1"})
    assert straight(url) == {}


# certificates


class Tls(Stranger):
    """A stranger that speaks TLS."""

    def __init__(self, context, *answers):
        self._context = context
        super().__init__(*answers)
        self.url = self.url.replace("http://", "https://")

    def talk(self, peer):
        with self._context.wrap_socket(peer, server_side=True) as secure:
            self.sockets.append(secure)
            super().talk(secure)


@pytest.fixture(scope="module")
def authority():
    return Authority()


def test_an_authority_in_the_file_is_believed(closing, authority, tmp_path):
    centre = closing(Tls(authority.server(tmp_path), ANSWER))
    ca_file = authority.write(tmp_path / "ca.pem")
    carrier = closing(Carrier(centre.url, "token", way=Way(ca_file=ca_file)))
    assert carrier.carry(TURN, lambda _: None) == REPLY
    assert carrier.traffic.down == len(ANSWER)


def test_a_certificate_of_an_authority_nobody_knows_is_its_own_fault(closing, authority, tmp_path):
    """What a box that looks into connections shows, and what one shows that passes itself off as the centre."""
    centre = closing(Tls(authority.server(tmp_path), ANSWER))
    carrier = closing(Carrier(centre.url, "token"))
    found = fault(carrier)
    assert (found.trouble, found.code) == (Trouble.LINK, "certificate")
    assert centre.seen == [], "nothing was said to it, the token least of all"
    assert SENTENCES["certificate"].startswith("证书不被信任：可能有设备在检查加密连接")


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1", "HTTP://centre.gov.cn", "http://localhost.gov.cn", "http://127.0.0.1@centre.gov.cn"]
)
def test_nothing_is_said_in_the_clear_to_another_machine(closing, url):
    """Not even to a proxy on the way, by which it would be seen here."""
    proxy = closing(Stranger(ANSWER))
    carrier = closing(Carrier(url, "token", way=Way(proxied(proxy.url))))
    assert fault(carrier).code == "not_secure"
    with pytest.raises(Failed) as failed:
        carrier.sign_in(SessionRequest("wang", "a password", 0))
    assert failed.value.fault.code == "not_secure"
    assert proxy.seen == []
    bare = closing(Carrier("http://192.0.2.1", "token", way=Way(proxied(proxy.url)), bare=True))
    assert bare.carry(TURN, lambda _: None) == REPLY, "as a bench asks for it"


def test_the_environment_does_not_say_whom_to_believe(closing, authority, tmp_path, monkeypatch):
    ca_file = authority.write(tmp_path / "ca.pem")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, ca_file)
    centre = closing(Tls(authority.server(tmp_path), ANSWER))
    assert fault(closing(Carrier(centre.url, "token"))).code == "certificate"


@pytest.mark.parametrize(
    ("host", "days", "code"),
    [
        ("127.0.0.1", (-3, -1), "certificate_time"),
        ("127.0.0.1", (1, 3), "certificate_time"),
        ("127.0.0.2", (-1, 1), "certificate_name"),
    ],
)
def test_a_certificate_for_another_time_or_name_says_so(closing, authority, tmp_path, host, days, code):
    centre = closing(Tls(authority.server(tmp_path, host=host, days=days), ANSWER))
    ca_file = authority.write(tmp_path / "ca.pem")
    carrier = closing(Carrier(centre.url, "token", way=Way(ca_file=ca_file)))
    assert fault(carrier).code == code
    assert code in SENTENCES
    assert centre.seen == []


@pytest.mark.parametrize("content", [None, "no certificate\n"])
def test_a_file_of_certificates_that_cannot_be_read_is_told(closing, authority, tmp_path, content):
    centre = closing(Tls(authority.server(tmp_path), ANSWER))
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    carrier = closing(Carrier(centre.url, "token", way=Way(ca_file=str(path))))
    assert fault(carrier).code == "ca_file"
    assert "ca_file" in SENTENCES


def test_what_speaks_no_tls_is_told(closing):
    plain = closing(Stranger(ANSWER))
    plain.read = staticmethod(lambda peer: peer.recv(10))
    assert fault(closing(Carrier(plain.url.replace("http", "https"), "token"))).code == "tls"


def test_a_line_that_breaks_off_says_nothing_of_certificates():
    for error in (ssl.SSLEOFError(), requests.exceptions.SSLError(ssl.SSLEOFError()), ConnectionResetError()):
        assert trust.fault_of(error).code in {"cut", "unreachable"}
    with socket.socket() as nobody, pytest.raises(Failed) as failed:
        nobody.bind(("127.0.0.1", 0))
        Carrier(f"https://127.0.0.1:{nobody.getsockname()[1]}", "token").carry(TURN, lambda _: None)
    assert failed.value.fault.code == "unreachable"
