"""The log of syncing on the disk."""

from __future__ import annotations

import logging
from pathlib import Path

from oa_client.app.synclog import LogLine
from oa_client.system.synclog import DAY, NAME, FileLog

NOW = 2_000_000_000


class Clock:
    def now(self) -> int:
        return NOW

    def monotonic(self) -> float:
        return 0.0


def test_lines_are_there_again_after_a_start(tmp_path: Path) -> None:
    line = LogLine(NOW, "cut", {"code": "unreachable"}, {"turn": 12})
    FileLog(tmp_path, Clock()).add(line)
    assert list(FileLog(tmp_path, Clock()).lines()) == [line]
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_what_is_older_than_thirty_days_goes(tmp_path: Path) -> None:
    log = FileLog(tmp_path, Clock())
    for days in (31, 29):
        log.add(LogLine(NOW - days * DAY, "pass"))
    assert [x.at for x in FileLog(tmp_path, Clock()).lines()] == [NOW - 29 * DAY]
    assert len((tmp_path / NAME).read_text("utf-8").splitlines()) == 1


def test_a_torn_line_costs_only_itself(tmp_path: Path) -> None:
    log = FileLog(tmp_path, Clock())
    log.add(LogLine(NOW, "pass"))
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"at": 12, "wh\xff')
    again = FileLog(tmp_path, Clock())
    again.add(LogLine(NOW + 1, "back"))
    assert [x.what for x in FileLog(tmp_path, Clock()).lines()] == ["pass", "back"]


def test_a_folder_that_takes_nothing_stops_nothing(tmp_path: Path, caplog) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / "sync.part").mkdir()
    with caplog.at_level(logging.ERROR, "oa_client.system.synclog"):
        log = FileLog(tmp_path, Clock())
        log.add(LogLine(NOW, "pass"))
    assert [x.what for x in log.lines()] == ["pass"]
