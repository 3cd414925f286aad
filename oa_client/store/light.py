"""Light copies that came down (app.light.Lights): frames in files.db, each kept when it comes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, delete, func, insert, select, update

from oa_client.app.light import LightState
from oa_client.domain.matter import MatterId
from oa_client.protocol.light import LightPage, pack, unpack
from oa_client.store.engine import Database
from oa_client.store.tables import light as p
from oa_client.store.tables import light_file as f


class Lights:
    """Keeps `oa_client.app.light.Lights`."""

    def __init__(self, db: Database) -> None:
        """Over an open file."""
        self._db = db

    def state(self, sha256: str) -> LightState:
        """How much of a light copy is here."""
        asked = select(f.c.pages, f.c.code).where(f.c.sha256 == sha256)
        with self._db.read() as connection:
            found = connection.execute(asked).first()
            here = _here(connection, sha256)
        return LightState(here, found.pages, found.code) if found else LightState()

    def keep(self, page: LightPage, sha256: str) -> bool:
        """Keep the next page, or the reason why there are no more; False when it is not the next."""
        with self._db.write() as connection:
            here = _here(connection, sha256)
            if page.code:
                _set(connection, sha256, code=page.code, asked=0)
                return True
            if page.number != here:
                return False
            connection.execute(insert(p).values(sha256=sha256, page=page.number, frame=pack(page)))
            whole = here + 1 == page.pages
            _set(connection, sha256, pages=page.pages, **({"asked": 0} if whole else {}))
        return True

    def pages(self, sha256: str) -> Iterator[LightPage]:
        """The pages that are here, in order."""
        read = select(p.c.frame).where(p.c.sha256 == sha256).order_by(p.c.page)
        with self._db.read() as connection:
            frames = [bytes(frame) for frame in connection.execute(read).scalars()]
        return (unpack(frame) for frame in frames)

    def want(self, sha256: str, matter: MatterId) -> None:
        """Somebody looks at it; nothing when it is here, or there is none."""
        state = self.state(sha256)
        if state.whole or (state.code and state.code != "light_making"):
            return
        with self._db.write() as connection:
            last = connection.execute(select(func.max(f.c.asked))).scalar() or 0
            _set(connection, sha256, matter=matter, code="", asked=last + 1)

    def unwant(self, sha256: str) -> None:
        """Ask no more for now: the original is here, or the centre refuses."""
        with self._db.write() as connection:
            connection.execute(update(f).where(f.c.sha256 == sha256).values(asked=0))

    def wanted(self) -> tuple[tuple[str, MatterId], ...]:
        """(sha256, matter) of what somebody looks at and is not complete, the newest request first."""
        asked = select(f.c.sha256, f.c.matter).where(f.c.asked > 0).order_by(f.c.asked.desc())
        with self._db.read() as connection:
            return tuple((row.sha256, MatterId(row.matter)) for row in connection.execute(asked))


def forget_light(connection: Connection, sha256: str) -> None:
    """Nothing of it stays."""
    connection.execute(delete(p).where(p.c.sha256 == sha256))
    connection.execute(delete(f).where(f.c.sha256 == sha256))


def _here(connection: Connection, sha256: str) -> int:
    return int(connection.execute(select(func.count()).where(p.c.sha256 == sha256)).scalar_one())


def _set(connection: Connection, sha256: str, **values: object) -> None:
    if connection.execute(update(f).where(f.c.sha256 == sha256).values(values)).rowcount == 0:
        connection.execute(insert(f).values(sha256=sha256, **values))
