"""The numbers of a series as rows (``number``), told to the clerks of its organ: which matter has which, since when.

The register of a series is reckoned from them and from the matter that keeps it; where none does there are no rows.
When such a matter is opened, the numbers given before come in at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from oa_client.domain.decision import Claim
from oa_client.domain.drawing import kept_address, kept_name
from oa_client.domain.matter import Matter
from oa_client.domain.people import Scope
from oa_client.domain.series import REGISTRY
from oa_client.protocol.record import Stored, read
from server_stub import tables as t
from server_stub.claims import holder_of
from server_stub.fold import Fold, load
from server_stub.rows import put_row
from server_stub.work import Work

NUMBER = "number"


def note_numbers(work: Work, fold: Fold, matter: str, claims: Iterable[Claim]) -> None:
    """A matter has taken these; or it keeps a series from now on."""
    state = fold.state
    for one in claims:
        if one.registry == REGISTRY and state is not None and one.key == kept_address(state):
            _tell_all(work, state)
        elif one.amount is None and not one.release and (owner := _clerks(work, one)) is not None:
            _tell(work, one.registry, one.key, matter, fold.version, owner)


def _clerks(work: Work, one: Claim) -> Scope | None:
    """Whose register a number stands in, if it is one of a series that a matter keeps."""
    series, _, n = one.key.rpartition("/")
    name, _, year = series.rpartition("/")
    if not (n.isascii() and n.isdigit() and year.isascii() and year.isdigit() and name):
        return None
    found = holder_of(work.connection, REGISTRY, _address(one.registry, name))
    fold = (work.fresh.get(found) or work.known(found) or load(work.connection, work.kinds, found)) if found else None
    return Scope(str(fold.state.fields.get("registry"))) if fold is not None and fold.state is not None else None


def _address(registry: str, name: str) -> str:
    parts = f"{registry}/{name}"
    return parts if "/" in name else f"{parts}/"


def _tell_all(work: Work, kept: Matter) -> None:
    """Every number of the series that was given before it was kept."""
    registry, name = str(kept.fields.get("of")), kept_name(kept, 0).removesuffix("/0")
    c = t.claim.c
    given = select(c.key, c.matter, c.v).where(c.registry == registry, c.key.startswith(f"{name}/", autoescape=True))
    for key, matter, v in work.connection.execute(given).all():
        if key.removeprefix(f"{name}/").count("/") == 1:
            _tell(work, registry, key, matter, v, Scope(str(kept.fields.get("registry"))))


def _tell(work: Work, registry: str, key: str, matter: str, v: int, owner: Scope) -> None:
    e = t.entry.c
    row = work.connection.execute(select(e.envelope, e.data).where(e.matter == matter, e.v == v)).one()
    entry = read(Stored(bytes(row.envelope), bytes(row.data)))
    made = entry.data.get("made")
    at = made if isinstance(made, int) else entry.at
    put_row(work, NUMBER, f"{registry}/{key}", owner, {"matter": matter, "at": at})
