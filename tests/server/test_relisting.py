"""Rows that an earlier build made say after an upgrade what this one shows, without waiting for an entry."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, select, update

from server_stub import relisting
from server_stub import tables as t
from tests.server.office import Office
from tests.server.test_supervision import K, filled, what


def rows(office: Office) -> dict[str, bytes]:
    with office.centre.database.read() as connection:
        found = connection.execute(select(t.matter.c.id, t.matter.c.row))
        return {row.id: bytes(row.row) for row in found}


def as_an_earlier_build_left_it(office: Office) -> None:
    with office.centre.work() as work:
        for matter, row in rows(office).items():
            said = msgspec.json.decode(row)
            said.pop("mode", None)
            old = update(t.matter).where(t.matter.c.id == matter).values(row=msgspec.json.encode(said))
            work.connection.execute(old)
        names = (relisting._DONE, relisting._UPTO)
        work.connection.execute(delete(t.counter).where(t.counter.c.name.in_(names)))
    office.centre.close()


@pytest.mark.parametrize("step", [2, 200])
def test_a_house_of_its_own_is_called_so_after_the_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(relisting, "STEP", step)
    office = filled(Office.open(tmp_path))
    inside = {"mode": "internal", "lead": "c4", "assist": []}
    made = [office.do(6, "propose", kind=K, **what(office, **inside)) for _ in range(3)]
    paper = office.do(1, "write", kind="paper", title="通知")
    before = rows(office)
    as_an_earlier_build_left_it(office)
    after = rows(Office.open(tmp_path))
    assert [msgspec.json.decode(after[one])["mode"] for one in made] == ["internal"] * 3
    assert after == before
    assert "mode" not in msgspec.json.decode(after[paper])


def test_what_was_begun_before_a_kill_goes_on_behind_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = filled(Office.open(tmp_path))
    for _ in range(3):
        office.do(5, "propose", kind=K, **what(office))
    before = rows(office)
    as_an_earlier_build_left_it(office)
    monkeypatch.setattr(relisting, "STEP", 1)
    make, turns = relisting._make, []

    def killed(work: object, matter: str) -> None:
        turns.append(matter)
        if len(turns) == 2:
            raise KeyboardInterrupt
        make(work, matter)  # type: ignore[arg-type]

    monkeypatch.setattr(relisting, "_make", killed)
    with pytest.raises(KeyboardInterrupt):
        Office.open(tmp_path)
    again = Office.open(tmp_path)
    assert rows(again) == before
    assert turns == [turns[0], turns[1], turns[1], turns[3]]
    assert len(set(turns)) == 3
