"""The rebuildable tables made anew from the entries (`matter task field claim balance timer access named`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, select

from oa_client.domain.acceptance import claims, found_in
from oa_client.domain.decision import Claim
from oa_client.domain.matter import Entry
from oa_client.domain.people import Actor
from oa_client.domain.scene import Scene
from oa_client.protocol.record import Stored, read
from server_stub import tables as t
from server_stub.cannot import CannotDo
from server_stub.claims import take_claims
from server_stub.fold import Fold, after, begin, process_of
from server_stub.projection import project
from server_stub.standing_in import restand
from server_stub.work import Work, clear, size

TABLES = ("matter", "task", "field", "claim", "balance", "timer", "access", "named")


Tell = Callable[[int, int], None]


def rebuild(work: Work, tell: Tell = lambda _done, _of: None) -> int:
    """Empty the tables and fold every entry into them again, in feed order; how many entries there were.

    `tell` hears, after each entry, how many are done of how many.

    A matter keeps its number, for clients key their search by it. Raises `CannotDo`, with everything as it was, when
    there are matters of a table that this build does not know: what they hold could not be told from their entries, and
    their numbers and money would be free for others.
    """
    connection = work.connection
    _check_known(work)
    numbers = {row.id: row.number for row in connection.execute(select(t.matter.c.id, t.matter.c.number))}
    clear(connection, *TABLES)
    folds: dict[str, Fold] = {}
    done, of = 0, size(connection, "entry")
    for seq, stored in _entries(connection):
        entry = read(stored)
        done += 1
        before = folds.get(entry.matter)
        if before is None:
            process = process_of(work.kinds, entry)
            if process is None:
                raise CannotDo(f"{entry.matter} 的办理记录不从第一条开始，不能重建；数据没有动。")
            before = begin(process, entry.matter)
        fold = after(before, entry, stored)
        number = numbers.get(entry.matter) or (work.count("number") if before.state is None else 0)
        project(connection, before, fold, entry, seq, number)
        take_claims(connection, entry.matter, entry.v, _claims(before, entry), limited=False)
        folds[entry.matter] = fold
        tell(done, of)
    restand(work)
    return done


def _check_known(work: Work) -> None:
    e = t.entry.c
    rows = work.connection.execute(select(e.envelope, e.data).where(e.v == 1))
    opened = (read(Stored(bytes(envelope), bytes(data))) for envelope, data in rows)
    strange = Counter(_edition(entry) for entry in opened if process_of(work.kinds, entry) is None)
    if strange:
        named = "、".join(f"{kind} 第 {edition} 版 {n} 件" for (kind, edition), n in sorted(strange.items()))
        raise CannotDo(
            f"有本程序不认识的事项（{named}），重建会丢掉它们占的文号和额度；请先升级中心再重建，数据没有动。"
        )


def _edition(opened: Entry) -> tuple[str, str]:
    return str(opened.data.get("kind", "")), str(opened.data.get("edition", ""))


def _entries(connection: Connection) -> Iterator[tuple[int, Stored]]:
    e = t.entry.c
    rows = connection.execute(select(e.seq, e.envelope, e.data).order_by(e.seq)).all()
    return ((seq, Stored(bytes(envelope), bytes(data))) for seq, envelope, data in rows)


def _claims(before: Fold, entry: Entry) -> Iterator[Claim]:
    """What an entry took or gave back, by its table's rules."""
    action = before.process.action(entry.action)
    if action is not None:
        actor = Actor(entry.actor, entry.post, entry.unit, on_behalf=entry.on_behalf)
        scene = Scene(before.process, before.state, actor, entry.fields, subject=entry.matter)
        yield from claims(action, scene, found_in(entry))
