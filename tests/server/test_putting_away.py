"""What a restored centre can never carry out: an administrator puts it away, and it can be found again."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from oa_client.domain.matter import Entry
from oa_client.domain.people import Person, PersonId
from server_stub import putting_away
from server_stub.__main__ import main
from server_stub.audit import broken_at
from server_stub.cannot import CannotDo
from server_stub.holding_back import hold_back
from server_stub.putting_away import looked_at, put_away
from server_stub.restore_commands import sentences
from server_stub.work import Work, counter, set_counter
from tests.server.office import Office
from tests.server.test_exchange import send
from tests.server.test_held_back import referring
from tests.server.test_own_acts import Told
from tests.server.test_restore import act, entries

CLERK = Person(PersonId(9), "人9", ())


def stuck() -> tuple[Office, str, str]:
    """What was referred finds the other matter ended: that it had been opened again is lost for ever."""
    office = referring()
    matter = office.do(1, "write", kind="timed", title="值班安排", to=["p1", "p9"])
    other = office.do(9, "write", kind="timed", title="值班表")
    office.do(1, "end", matter, kind="timed")
    backup = office.centre.snapshot()
    act(office, 1, "reopen", matter, kind="timed")
    referred = act(office, 9, "refer", other, kind="timed", into=matter, reason="合并安排")
    office.centre.restore(backup)
    assert Told(office, referred).offer() == ["a"]
    return office, matter, other


def closed(caplog: pytest.LogCaptureFixture) -> tuple[Office, str, str]:
    """The closing tried it in vain."""
    office, matter, other = stuck()
    with caplog.at_level(logging.WARNING, "server_stub.closing"):
        office.centre.close_restore()
    return office, matter, other


def test_what_can_never_be_carried_out_is_put_away_and_stays_findable(caplog: pytest.LogCaptureFixture) -> None:
    office, matter, other = closed(caplog)
    records = entries(office, matter), entries(office, other)
    with office.centre.work() as work:
        one = looked_at(work, other, 2, CLERK, "两边当面核对过")
        put_away(work, one, CLERK)
        assert broken_at(work.connection) is None
    (sent,) = one.sent
    assert (sent.matter, sent.title, sent.action, sent.words) == (matter, "值班安排", "take_note", "合并安排")
    report = office.centre.restore_report()
    assert report.held_back == ()
    office.centre.close_restore()
    said = "\n".join(sentences(office.centre.restore_report()))
    assert "接不上；" not in said
    for what in ("人9放下了", f"{other} 值班表第 2 条", f"{matter} 值班安排“合并安排”", "原因：两边当面核对过"):
        assert what in said
    assert (entries(office, matter), entries(office, other)) == records


def test_what_breaks_while_it_is_worked_out_leaves_nothing_half_done(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _, other = closed(caplog)
    monkeypatch.setattr(putting_away, "went_with_it", breaks)
    with caplog.at_level(logging.ERROR, "server_stub.putting_away"), office.centre.work() as work:
        one = looked_at(work, other, 2, CLERK, "两边当面核对过")
        assert (one.sent, counter(work.connection, "half")) == ((), 0)
        put_away(work, one, CLERK)
    assert office.centre.restore_report().held_back == ()
    assert "sent on cannot be worked out" in caplog.text


def breaks(work: Work, _: Entry) -> None:
    """As where a statement fails behind another."""
    set_counter(work.connection, "half", 1)
    work.connection.exec_driver_sql("SELECT 1 FROM nowhere")


def test_while_it_gathers_nothing_is_put_away() -> None:
    office, _, other = stuck()
    with office.centre.work() as work, pytest.raises(CannotDo, match="还可能补交"):
        looked_at(work, other, 2, CLERK, "不要了")
    assert len(office.centre.restore_report().held_back) == 1


@pytest.mark.parametrize(("v", "reason", "says"), [(1, "多余", "第 1 条不在接不上的之列"), (2, " ", "--reason")])
def test_only_what_is_listed_and_for_a_reason(v: int, reason: str, says: str, caplog: pytest.LogCaptureFixture) -> None:
    office, _, other = closed(caplog)
    with office.centre.work() as work, pytest.raises(CannotDo, match=says):
        looked_at(work, other, v, CLERK, reason)


def listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, list[dict[str, object]]]:
    assert main(["restore", "status", "--json", "--data", str(folder)]) == 0
    found: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return found


def test_on_the_command_line_it_is_shown_first_and_done_when_confirmed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "centre"
    office = Office.open(folder)
    exchange = send(office)
    office.do(3, "sign_receipt", f"{exchange}.1", kind="incoming", copies=1)
    with office.centre.work() as work:
        whose = {"path": f"{exchange}.1", "device": 2, "n": 1, "person": 3, "root": exchange}
        hold_back(work.connection, f"{exchange}.1", 2, **whose)
    office.centre.close()
    line = ["restore", "put-away", "--data", str(folder), "--matter", f"{exchange}.1", "--entry", "2", "--by", "人9"]
    assert main(line) == 2
    assert "还要写 --reason" in capsys.readouterr().err
    line += ["--reason", "对方已电话告知"]
    assert main(line) == 1
    told = capsys.readouterr().err
    assert f"{exchange} 关于防汛的通知" in told
    assert "还没有改动" in told
    assert "restore put-away --yes" in told
    assert len(listed(folder, capsys)["held_back"]) == 1
    assert main([*line, "--yes"]) == 0
    assert "没有接不上的了" in capsys.readouterr().out
    after = listed(folder, capsys)
    assert after["held_back"] == []
    assert [(one["by"], one["reason"], one["v"]) for one in after["put_away"]] == [("人9", "对方已电话告知", 2)]
    assert main([*line, "--yes"]) == 1
    assert "不在接不上的之列" in capsys.readouterr().err


def test_its_words_belong_to_it_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "close", "--reason", "好了", "--data", str(tmp_path)]) == 2
    assert "只有 restore put-away 才写 --reason" in capsys.readouterr().err
