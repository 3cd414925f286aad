"""One document goes from the district office to a village and back, over real processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oa_client.store.engine import Database
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots
from tests.journeys.district import SAMPLES, Centre, Desk, district

OPINION = "已组织网格员排查，发现隐患 3 处，当日整改完毕。<b>请阅</b>"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with district(tmp_path_factory.mktemp("centre") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def desks(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Desk]:
    a = centre.pick("district", "clerk")
    b = centre.pick("street", "clerk", but=frozenset({a.user}))
    c = centre.pick("village", "clerk", but=frozenset({a.user, b.user}))
    folder = tmp_path_factory.mktemp("profiles")
    found = {name: Desk(account, folder / name) for name, account in zip("abc", (a, b, c), strict=True)}
    for desk in found.values():
        desk.must("login", "--server", centre.url, "--user", desk.account.user)
        desk.must("sync")
    return found


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDF of the samples, or where they are absent one of our own making."""
    sample = SAMPLES / "Test3.pdf"
    if sample.exists():
        return sample
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path_factory.mktemp("pdf") / "Test3.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(100, 700, "made by the test")
    canvas.save()
    return path


@pytest.mark.timeout(180)
def test_a_relay_with_one_reader_offline_and_killed(
    centre: Centre, desks: dict[str, Desk], document: Path, tmp_path: Path
) -> None:
    a, b, c = desks["a"], desks["b"], desks["c"]
    to = f"{b.account.name},{c.account.name}"
    sent = a.must(
        "new", "circulation", "--title", "关于做好第12号台风防御工作的紧急通知", "--to", to,
        "--mode", "sequential", "--purpose", "action", "--attach", str(document),
    )  # fmt: skip
    matter = str(sent["id"])

    b.must("sync")
    assert matter in [row["id"] for row in b.must("list", "todo")]
    assert c.must("sync") and matter not in [row["id"] for row in c.must("list", "todo")]

    centre.stop()
    b.kill_when_saved("do", matter, "mark_read", "--opinion", OPINION)
    assert [row["mark"] for row in b.must("list", "done") if row["id"] == matter] == ["waiting"]
    code, _ = b.run("sync")
    assert code == 3

    centre.start()
    b.must("sync")
    b.must("sync")
    a.must("sync")
    lines = a.must("show", matter)["lines"]
    assert [line["text"] for line in lines if line["action"] == "mark_read"] == [OPINION]

    c.must("sync")
    assert matter in [row["id"] for row in c.must("list", "todo")]
    copy = tmp_path / "copy.pdf"
    c.must("save", matter, "1", str(copy))
    assert copy.read_bytes() == document.read_bytes()
    c.must("do", matter, "mark_read", "--opinion", "已传达到各网格。")
    for desk in (a, b, c):
        desk.must("sync")
        assert desk.must("show", matter)["state"] == "completed"
    heads = {desk.must("record", "verify", matter)["head"] for desk in (a, b, c)}
    assert len(heads) == 1
    for name, change in FORGERIES.items():
        whole = forge(b, change)
        code, answer = b.run("record", "verify", matter)
        assert (code, answer["good"]) == (1, False), f"the {name} was changed and nobody noticed"
        forge(b, lambda _, kept=whole: kept)
        b.must("record", "verify", matter)


Bytes = tuple[bytes, bytes]
"""An entry's envelope and data."""


def _digit(text: bytes) -> bytes:
    """The same with its last digit another one."""
    return text[:-1] + (b"1" if text.endswith(b"2") else b"2")


def _envelope_field(number: int) -> Callable[[Bytes], Bytes]:
    def change(whole: Bytes) -> Bytes:
        fields = whole[0].split(b",")
        fields[number] = _digit(fields[number])
        return b",".join(fields), whole[1]

    return change


FORGERIES: dict[str, Callable[[Bytes], Bytes]] = {
    "opinion": lambda whole: (whole[0], whole[1].replace("隐患 3".encode(), "隐患 8".encode())),
    "time": _envelope_field(4),
    "actor": _envelope_field(5),
}
"""One byte of the stored entry of B's reading, changed."""


def forge(desk: Desk, change: Callable[[Bytes], Bytes]) -> Bytes:
    """Change a stored entry as somebody with the key could; what it was."""
    key = KeySlots(desk.profile, Keyring()).open_with(desk.account.password).key
    database = Database(desk.profile / "replica.db", key)
    with database.write() as connection:
        rows = connection.exec_driver_sql("SELECT k, v, envelope, data FROM entry").all()
        k, v, whole = next((k, v, (bytes(e), bytes(d))) for k, v, e, d in rows if "当日整改".encode() in bytes(d))
        changed = change(whole)
        differing = sum(x != y for x, y in zip(b"".join(changed), b"".join(whole), strict=True))
        assert differing == 1 or changed == change(changed)
        statement = "UPDATE entry SET envelope = ?, data = ? WHERE k = ? AND v = ?"
        connection.exec_driver_sql(statement, (*changed, k, v))
    database.close()
    return whole
