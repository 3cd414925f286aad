import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from oa_client.app.reading import ListName
from oa_client.store import lists, upgrade
from oa_client.store.engine import Database
from oa_client.store.profile import open_profile
from oa_client.store.tables import HEADS
from oa_client.store.upgrade import MIGRATIONS, TooNew, migrate, prepare, schema_version
from oa_client.store.waiting import Waiting, lay_over
from tests.store.centre import KEY


def schema(db):
    def plain(sql):
        """Without regard to space and to the order of the parts: a migration adds a column behind the key."""
        head, _, rest = re.sub(r"\s+", " ", re.sub(r"\s*([(),])\s*", r"\1", sql.strip())).partition("(")
        parts, _, tail = rest.rpartition(")")
        return head, sorted(re.split(r",(?![^(]*\))", parts)), tail

    with db.read() as connection:
        found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    return sorted((name, plain(sql)) for name, sql in found)


@pytest.fixture
def database(tmp_path):
    opened = []

    def make(name, folder="a"):
        (tmp_path / folder).mkdir(exist_ok=True)
        opened.append(Database(tmp_path / folder / f"{name}.db", KEY))
        return opened[-1]

    yield make
    for db in opened:
        db.close()


@pytest.mark.parametrize("name", HEADS)
def test_migrations_from_the_first_on_give_the_tables_of_the_code(database, name):
    new, migrated = database(name, "new"), database(name, "migrated")
    prepare(new)
    migrated.make()
    with migrated.write() as connection:
        migrate(connection, name)
    assert schema(migrated) == schema(new)
    with migrated.read() as connection:
        assert schema_version(connection) == HEADS[name]


def test_migrations_import_nothing_of_the_project():
    files = list(MIGRATIONS.rglob("*.py"))
    assert len(files) >= 3
    for file in files:
        assert "oa_client" not in file.read_text("utf-8"), file


def test_a_file_of_a_later_version_is_refused_and_left_alone(folder):
    for name in HEADS:
        profile = open_profile(folder, KEY)
        db = next(db for db in profile._databases if db.which == name)
        with db.write() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'later_99'")
        profile.close()
        before = (folder / f"{name}.db").read_bytes()
        with pytest.raises(TooNew):
            open_profile(folder, KEY)
        assert (folder / f"{name}.db").read_bytes() == before
        db = Database(folder / f"{name}.db", KEY)
        with db.write() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (HEADS[name],))
        db.close()


def test_an_upgrade_that_fails_leaves_the_old_file_and_a_copy(folder, monkeypatch):
    """A made-up next version: its migration breaks half way."""
    monkeypatch.setitem(upgrade.HEADS, "outbox", "outbox_99")

    def broken(connection, which):
        connection.exec_driver_sql("ALTER TABLE draft ADD COLUMN later TEXT")
        raise OSError("power cut")

    monkeypatch.setattr(upgrade, "migrate", broken)
    with pytest.raises(OSError, match="power cut"):
        open_profile(folder, KEY)
    monkeypatch.undo()
    assert len(list((folder / "copies").glob("outbox-*.db"))) == 1
    profile = open_profile(folder, KEY)
    assert profile.outbox.session() is not None
    profile.close()


BIG = {"matter", "entry", "task", "listing", "row", "attachment", "words", "command", "own_part", "part"}


def plan(connection, sql, values=()):
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]


def test_no_reading_scans_a_big_table(profile, centre, monkeypatch):
    """Every statement the reading side and a page make, as it is made."""
    with profile.replica.page() as page:
        for id in centre.some(10):
            centre.tell(page, id)
    seen = {}
    for db in profile._databases:
        watch(db, seen)
    ids = profile.library.ids(ListName.SENT)
    for name in ListName:
        profile.library.ids(name)
        profile.library.ids(name, kind="circulation", urgency="urgent")
        profile.library.rows(name, ids[:5])
    profile.outbox.queue_row("read", ids[0], {})
    profile.outbox.queue_row("receipt", ids[1], {})
    profile.library.ids(ListName.TODO)
    profile.library.counts()
    profile.library.usage()
    profile.library.record(ids[0])
    profile.library.stored(ids[0])
    profile.library.resolve("9")
    profile.library.row("read", ids[0])
    for query in ("通知", "工作的", "区", "12号", "海政"):
        profile.library.search(query)
    profile.replica.wants(10)
    profile.replica.settlements([1, 2])
    profile.replica.orphans()
    profile.outbox.pending(), profile.outbox.uploads(), profile.outbox.pending_rows(5)
    profile.files.wanted()
    with profile.replica.page() as page:
        centre.tell(page, ids[0])
        page.put_row("receipt", ids[0], {}, 500)
        page.forget(ids[1], 600)
    assert len(seen) > 40
    bad = {}
    for (db, sql), values in list(seen.items()):
        if not sql.lstrip().upper().startswith(("SELECT", "DELETE", "UPDATE", "INSERT")):
            continue
        if "temp." in sql or "FROM words ORDER BY doc DESC LIMIT" in sql:  # a bounded look at the newest texts
            continue
        with db._writer.connect() as connection:
            for line in plan(connection, sql, values):
                found = re.match(r"SCAN (\w+)(?! USING (COVERING )?INDEX| VIRTUAL)", line)
                if found and found.group(1) in BIG:
                    bad[sql] = line
    assert not bad


def watch(db, seen):
    from sqlalchemy import event

    def note(connection, cursor, statement, parameters, context, executemany):
        seen[db, statement] = parameters[0] if executemany and parameters else parameters

    for engine in (db._writer, db._reader):
        event.listen(engine, "before_cursor_execute", note)


def test_lists_with_something_waiting_read_the_index_in_order(profile):
    with profile._databases[1].read() as connection:
        lay_over(connection, Waiting(0, (), (), frozenset()), [])
        sql = lists.ids_sql(kind=False, urgency=False, over=True)
        lines = plan(connection, sql, {"list": "todo"})
    assert not any("SCAN listing" in line for line in lines)
    assert not any("TEMP B-TREE" in line for line in lines), lines


def test_the_baselines_stand_where_the_package_is():
    assert {p.parent.parent.name for p in Path(MIGRATIONS).rglob("*_1.py")} == set(HEADS)


def test_what_a_statement_was_given_does_not_stand_in_its_error(tmp_path):
    """Such an error goes into the log and from there into a diagnosis."""
    database = Database(tmp_path / "replica.db", KEY)
    try:
        with pytest.raises(DBAPIError) as failed, database.write() as connection:
            connection.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "关于李强同志的请示"})
        assert "nowhere" in str(failed.value)
        assert "李强" not in str(failed.value)
    finally:
        database.close()
