"""oa-server tls: an authority of the organisation's own, judged by TLS itself, and what is said when it cannot be."""

from __future__ import annotations

import http.client
import shutil
import ssl
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from server_stub import certificates
from server_stub.__main__ import main
from server_stub.cannot import CannotDo
from server_stub.certificates import CA_DAYS, SERVER_DAYS, SOON, begin, look, renew, today
from server_stub.tls_commands import warning

ROOT = Path(__file__).resolve().parents[2]
DAY = timedelta(days=1)


def shaken(folder: Path, ca: Path, name: str) -> str:
    """What a strict client makes of the server's certificate: nothing, or why it does not believe it."""
    mine = ssl.create_default_context(cafile=str(ca))
    mine.verify_flags |= ssl.VERIFY_X509_STRICT
    its = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    its.load_cert_chain(folder / "server.pem")
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = mine.wrap_bio(down, up, server_hostname=name)
    server = its.wrap_bio(up, down, server_side=True)
    try:
        for end in (client, server, client, server):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    except ssl.SSLCertVerificationError as error:
        return str(error.verify_message)
    assert client.version() == "TLSv1.3"
    return ""


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_client_with_the_authority_believes_the_names_given_and_no_other(tmp_path: Path) -> None:
    begin(tmp_path / "tls", "海东区", ["192.168.1.20", "OA.haidong.gov.cn"], today())
    begin(tmp_path / "other", "别人", ["192.168.1.20"], today())
    ca = tmp_path / "tls" / "ca.pem"
    assert shaken(tmp_path / "tls", ca, "192.168.1.20") == ""
    assert shaken(tmp_path / "tls", ca, "oa.haidong.gov.cn") == ""
    assert "192.168.1.21" in shaken(tmp_path / "tls", ca, "192.168.1.21")
    assert "other.gov.cn" in shaken(tmp_path / "tls", ca, "other.gov.cn")
    assert shaken(tmp_path / "tls", tmp_path / "other" / "ca.pem", "192.168.1.20") != ""
    for name in ("ca.key", "server.pem"):
        assert rights(tmp_path / "tls" / name) == 0o600
    assert rights(tmp_path / "tls") == 0o700


def test_renewed_it_is_believed_without_touching_a_client(tmp_path: Path) -> None:
    now = today()
    made = begin(tmp_path, "海东区", ["10.0.0.1"], now - 800 * DAY)
    ca = (tmp_path / "ca.pem").read_bytes()
    old = (tmp_path / "server.pem").read_bytes()
    again = renew(tmp_path, [], now)
    assert again.until - made.until == 800 * DAY
    assert (again.names, again.fingerprint, (tmp_path / "ca.pem").read_bytes()) == (made.names, made.fingerprint, ca)
    assert (tmp_path / "server.pem").read_bytes() != old
    assert shaken(tmp_path, tmp_path / "ca.pem", "10.0.0.1") == ""
    assert renew(tmp_path, ["oa.cn"], today()).names == ("oa.cn",)


def test_an_authority_clients_believe_is_never_replaced(tmp_path: Path) -> None:
    begin(tmp_path, "海东区", ["10.0.0.1"], today())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(CannotDo, match="tls renew"):
        begin(tmp_path, "海东区", ["10.0.0.2"], today())
    (tmp_path / "ca.key").rename(tmp_path / "elsewhere")
    with pytest.raises(CannotDo, match="先放回来"):
        renew(tmp_path, [], today())
    with pytest.raises(CannotDo, match="tls renew"):
        begin(tmp_path, "海东区", ["10.0.0.2"], today())
    begin(tmp_path / "other", "别人", ["10.0.0.1"], today())
    shutil.copy(tmp_path / "other" / "ca.key", tmp_path / "ca.key")
    with pytest.raises(CannotDo, match=r"不是 ca\.pem 的私钥"):
        renew(tmp_path, [], today())
    (tmp_path / "elsewhere").rename(tmp_path / "ca.key")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("name", ["https://oa.cn", "oa.cn:8640", "明州区", "a b", "-", ""])
def test_what_is_no_name_of_a_host_is_refused_before_anything_is_made(name: str, tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="不是主机名"):
        begin(tmp_path / "tls", "海东区", ["10.0.0.1", name], today())
    assert not (tmp_path / "tls").exists()


def test_its_end_is_spoken_of_in_time(tmp_path: Path) -> None:
    began = today()
    standing = begin(tmp_path, "海东区", ["10.0.0.1"], began)
    assert warning(standing, began + (SERVER_DAYS - SOON - 2) * DAY) == ""
    assert "还有 29 天到期" in warning(standing, began + (SERVER_DAYS - SOON) * DAY)
    assert "已经到期" in warning(standing, began + (SERVER_DAYS + 1) * DAY)
    with pytest.raises(CannotDo, match="另建一套"):
        renew(tmp_path, [], began + (CA_DAYS - SERVER_DAYS + 1) * DAY)


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", str(tmp_path / "c"))
    assert main(["tls", "init", *data, "--name", "127.0.0.1"]) == 1
    assert "oa-server init" in capsys.readouterr().err
    assert not (tmp_path / "c").exists()
    main(["init", *data, "--district", "明州区"])
    assert main(["tls", "show", *data]) == 1
    assert "tls init" in capsys.readouterr().err
    assert main(["tls", "init", *data, "--name", "127.0.0.1", "--organisation", "海东区"]) == 0
    told = capsys.readouterr().out
    assert look(tmp_path / "c" / "tls").fingerprint in told
    assert main(["tls", "export", *data]) == 0
    assert capsys.readouterr().out == (tmp_path / "c" / "tls" / "ca.pem").read_text()
    assert main(["tls", "export", *data, "--to", "/dev/full"]) == 5
    assert "磁盘满了" in capsys.readouterr().err
    (tmp_path / "c" / "tls" / "server.pem").write_text("broken")
    assert main(["tls", "show", *data]) == 1
    capsys.readouterr()
    assert main(["serve", *data, "--port", "0"]) == 1
    assert "server.pem 不是证书，或已损坏" in capsys.readouterr().err


def test_a_centre_with_a_certificate_of_its_own_speaks_tls(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "c"))
    main(["init", *data, "--district", "明州区"])
    main(["tls", "init", *data, "--name", "127.0.0.1"])
    port_file = tmp_path / "port"
    command = [sys.executable, "-m", "server_stub", "serve", *data, "--port", "0", "--port-file", str(port_file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout is not None
            line = served.stdout.readline()
            port = int(port_file.read_text())
            assert line == f"中心已启动：https://127.0.0.1:{port}\n"
            context = ssl.create_default_context(cafile=str(tmp_path / "c" / "tls" / "ca.pem"))
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)
            connection.request("GET", "/v1/openapi.json")
            assert connection.getresponse().status == 200
            connection.close()
        finally:
            served.terminate()


@pytest.mark.parametrize("written", [0, 1, 2])
def test_cut_short_it_is_begun_again(written: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = iter(range(written))
    keep = certificates.keep_key

    def cut(path: Path, key: bytes) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        keep(path, key)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(certificates, "keep_key", cut)
        begin(tmp_path / "tls", "海东区", ["10.0.0.1"], today())
    assert not (tmp_path / "tls").exists()
    assert begin(tmp_path / "tls", "海东区", ["10.0.0.1"], today()).names == ("10.0.0.1",)
    assert [path.name for path in tmp_path.iterdir()] == ["tls"]
    assert rights(tmp_path / "tls") == 0o700
