"""Where a centre's data stand: all in its folder, or its database in the PostgreSQL that the settings name."""

from __future__ import annotations

from pathlib import Path

from server_stub.cannot import CannotDo, WrittenWrong
from server_stub.copying import DATABASE
from server_stub.database import Database
from server_stub.plain_words import setting
from server_stub.seal import KEY


def is_begun(folder: Path) -> bool:
    """Whether there is a centre: its database, or, where that stands elsewhere, its key. Raises `WrittenWrong`."""
    here = (folder / DATABASE).exists()
    if not setting("DATABASE"):
        return here
    if here:
        raise WrittenWrong(
            f"{folder} 里已有中心的数据库，设置里又写了 OA_SERVER_DATABASE：一个中心只有一处数据库，没有改动。"
            "请去掉这一项，或把 OA_SERVER_DATA 改成另一个空文件夹"
        )
    return (folder / KEY).exists()


def need_none(folder: Path) -> None:
    """For a new centre. Raises FileExistsError where there is one, or the key of one."""
    if is_begun(folder):
        raise FileExistsError(f"{folder} 里已有一个中心；区名写错了的，用 oa-server units rename 改")
    if (folder / KEY).exists():
        raise FileExistsError(
            f"{folder} 里没有数据库，却有中心的密钥 {KEY}，没有改动：从备份恢复用 oa-server restore --from；"
            "数据库在 PostgreSQL 里的，请在设置里写 OA_SERVER_DATABASE"
        )


def elsewhere(*, begun: bool) -> Database | None:
    """The database in PostgreSQL, open; None where it is the folder's own. Raises as `Postgres` does."""
    address = setting("DATABASE")
    if not address:
        return None
    from server_stub.postgres import Postgres  # noqa: PLC0415 - its driver is loaded only where one is used

    return Postgres(address, begun=begun)


def may_be_served() -> bool:
    """Whether the database of the settings answers, and nobody serves from it."""
    from server_stub.postgres import may_serve  # noqa: PLC0415 - as above

    return may_serve(setting("DATABASE") or "")


def need_own(folder: Path) -> None:
    """For what copies the folder's database. Raises `CannotDo` where it stands elsewhere: that is PostgreSQL's work."""
    if setting("DATABASE"):
        raise CannotDo(
            "数据库在 PostgreSQL 里，它的备份、恢复、退回用 pg_dump 和 pg_restore（办法见说明），oa-server 没有做；"
            f"附件、密钥、证书在 {folder}，请每天在 pg_dump 之后把这个文件夹也备份。没有改动"
        )
