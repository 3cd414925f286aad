"""The large profile is what pages would have written."""

from pathlib import Path

from oa_client.store.profile import Profile, open_profile
from tests.bench.large import KEY, Bulk, begin, papers, put_as_pages_do

MATTERS = 60
TABLES = ("matter", "entry", "task", "listing", "words", "row", "attachment")


def contents(profile: Profile) -> dict[str, list[tuple[object, ...]]]:
    with profile._databases[1].read() as connection:
        found = {name: connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1, 2").all() for name in TABLES}
        uncounted = "loose"  # how much the index waits to be put together; bulk puts it together at its end
        meta = connection.exec_driver_sql("SELECT key, value FROM meta WHERE key <> ? ORDER BY 1", (uncounted,)).all()
    return {**{name: [tuple(row) for row in rows] for name, rows in found.items()}, "meta": [tuple(m) for m in meta]}


def test_rows_put_in_bulk_are_those_that_pages_put(tmp_path: Path) -> None:
    profiles = [open_profile(tmp_path / name, KEY) for name in ("bulk", "pages")]
    for profile, put in zip(profiles, (Bulk().put, put_as_pages_do), strict=True):
        begin(profile)
        with profile.replica.page() as page:
            put(page, list(papers(0, MATTERS)))
            page.set_position((MATTERS, 9, ""))
    bulk, pages = map(contents, profiles)
    for name in pages:
        assert bulk[name] == pages[name], name
    for query in ("明州区", "通知", "2026", "责任", "第 6月"):
        assert profiles[0].library.search(query) == profiles[1].library.search(query)
    for profile in profiles:
        profile.close()
