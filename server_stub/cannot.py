"""What an administrator is told when what he asked for cannot be done, and the exit code that a service reads of it."""

from __future__ import annotations

import errno
import re

REFUSED, WRONG, NEWER, NOT_BROUGHT_UP, NO_PLACE = 1, 2, 3, 4, 5
"""Exit codes beside 0; a line that is written wrong ends with the second too (its parser). Trying again mends none but
the first (oa-server.service)."""


class CannotDo(ValueError):
    """A file is none, or something in it is wrong, or it is not the time; the text says what, and what to do."""

    code = REFUSED


class Away(CannotDo):
    """The database does not answer, or no longer: the same asked later may well be done."""


class ServedElsewhere(CannotDo):
    """Another centre serves from the database."""

    def __init__(self, address: str) -> None:
        """From the one of this address."""
        super().__init__(f"{address} 的中心已经在别处运行；请先停下它，没有改动")


class DoneBut(CannotDo):
    """It was done; the text says what is wrong nonetheless, and whoever only reads exit codes has to see it."""

    def __init__(self, told: str, but: str) -> None:
        """`told`: what there is to say of what was done."""
        super().__init__(but)
        self.told = told


class WrittenWrong(CannotDo):
    """Something in the settings is not as it has to be."""

    code = WRONG


class DataNewer(CannotDo):
    """The data were brought up by a later program; this one leaves them alone."""

    code = NEWER

    def __init__(self, found: int, known: int) -> None:
        """Of these versions."""
        super().__init__(
            f"数据是第 {found} 版，这个程序只认到第 {known} 版，没有动它。"
            "请装回新的程序；要回到升级前的数据，执行 oa-server rollback"
        )


class NotBroughtUp(CannotDo):
    """A step of bringing older data up failed; they are as they were."""

    code = NOT_BROUGHT_UP

    def __init__(self, found: int, step: int, problem: Exception) -> None:
        """Data of version `found` could not become those of version `step`."""
        why = no_place(problem) or f"{type(problem).__name__}: {problem}".splitlines()[0]
        super().__init__(
            f"数据从第 {found} 版升到第 {step} 版没有成功：{why}；数据保持原样。请装回原来的程序继续用，并报告这一行"
        )


class NoPlace(CannotDo):
    """No room on the disk, or no right to write there."""

    code = NO_PLACE


_ERRNO = {
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "那里是只读的",
    errno.ENOENT: "没有这个文件或文件夹",
}
_SAID = (
    (r"disk is full", "磁盘满了"),
    (r"readonly database", "没有写它的权限"),
    (r"unable to open", "打不开数据库：没有权限，或磁盘满了"),
    (r"database is locked", "另一个程序正占着数据库，请稍后再试"),
    (r"malformed|not a database|encrypted", "数据库已损坏，请用 oa-server restore 从备份恢复"),
)


def no_place(problem: BaseException) -> str | None:
    """Why the system would not let us read or write, in a few words; None when that is not what happened."""
    if isinstance(problem, OSError):
        return _ERRNO.get(problem.errno or 0)
    said_by = type(getattr(problem, "orig", problem)).__module__
    if not said_by.startswith("sqlcipher3"):  # a file that is malformed is no database that is
        return None
    return next((words for pattern, words in _SAID if re.search(pattern, str(problem))), None)
