"""Brings a file to this version's schema: a new one at once, an older one by its migrations in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from oa_client.app.ports import BadStore
from oa_client.store.engine import Database
from oa_client.store.tables import HEADS, METADATA

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = """
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
"""


class TooNew(BadStore):
    """A later version of the program wrote this file; nothing was changed."""

    code = "store_too_new"


def prepare(db: Database, *, before: Callable[[], object] = lambda: None) -> None:
    """Make or upgrade the schema; `before` runs when an older file is about to change. Raises `TooNew`, `BadStore`."""
    if db.is_new:
        db.make()
    with db.read() as connection:
        version = schema_version(connection)
    if version == HEADS[db.which]:
        return
    if version is None:
        with db.write() as connection:
            build(connection, db.which)
        return
    _known(db.which, version)
    before()
    with db.write() as connection:
        migrate(connection, db.which)


def schema_version(connection: Connection) -> str | None:
    """The revision a file is at; None while it is empty."""
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").scalar()
    if not tables:
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def build(connection: Connection, which: str) -> None:
    """The newest schema in an empty file."""
    METADATA[which].create_all(connection)
    connection.exec_driver_sql(_VERSION)
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEADS[which],))


def migrate(connection: Connection, which: str, to: str = "head") -> None:
    """Run the migrations that are missing, inside the connection's transaction."""
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415  (slow, and seldom needed)
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = _config(which)
    script = ScriptDirectory.from_config(config)
    upgrade = script._upgrade_revs  # noqa: SLF001  (what alembic's own command does)
    with EnvironmentContext(config, script, fn=lambda at, _: upgrade(to, at)) as env:
        env.configure(connection=connection)
        env.run_migrations()


def _known(which: str, version: str) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        ScriptDirectory.from_config(_config(which)).get_revision(version)
    except CommandError as error:
        raise TooNew(which, f"written by a later version ({version})") from error


def _config(which: str) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / which).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
