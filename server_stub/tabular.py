"""A file of people or units as rows by column: CSV, XLSX, vCard. Why one cannot be read is a sentence."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from server_stub.cannot import CannotDo
from server_stub.vcards import read_vcards
from server_stub.workbooks import TOLD, read_workbook


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of a table by what they may be called, in any order; which must be there, the first marks a head."""

    heads: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]


PEOPLE = Sheet(
    {
        "name": ("姓名", "名字", "人员姓名", "name"),
        "unit": ("单位", "部门", "所在单位", "单位名称", "科室", "unit"),
        "post": ("职务", "岗位", "职位", "post", "title"),
        "user": ("账号", "帐号", "登录名", "用户名", "user"),
        "phone": ("办公电话", "电话", "固定电话", "座机", "联系电话", "phone"),
        "mobile": ("手机", "手机号", "手机号码", "移动电话", "mobile"),
        "short": ("短号", "短号码", "小号", "short"),
        "pinyin": ("拼音", "pinyin"),
        "order": ("排名", "排序", "排名顺序", "序号", "order"),
        "roles": ("角色", "权限", "roles"),
    },
    ("name", "unit", "post"),
)
UNITS = Sheet(
    {
        "unit": ("单位", "单位名称", "名称", "机构名称", "unit", "name"),
        "level": ("层级", "级别", "类别", "level"),
        "parent": ("上级", "上级单位", "隶属", "parent"),
        "order": ("排序", "排名", "排名顺序", "序号", "order"),
        "posts": ("岗位", "岗位和角色", "岗位角色", "posts"),
    },
    ("unit", "level"),
)
LOOK = 10
"""A head stands among the first rows; above it a sheet may have its title."""
MOST_ROWS = 50_000
Line = tuple[int, Sequence[str | None]]
_START = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file: its number as a person counts, and its cells by column; `bad` names those without a value."""

    number: int
    cells: Mapping[str, str]
    bad: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Where somebody finds it in his file."""
        return f"第 {self.number} 张名片" if "card" in self.cells else f"第 {self.number} 行"

    def __getitem__(self, column: str) -> str:
        """A cell, without the space around it; empty when the file has no such column."""
        return self.cells.get(column, "")


class Faults:
    """What is wrong with the lines of a file, one sentence a line; while there is any of it nothing is taken in."""

    def __init__(self, rows: Sequence[Row], nothing: str) -> None:
        """Of these lines; `nothing` is said where there are none."""
        self._rows, self._nothing = rows, nothing
        self._said: dict[int, str] = {}

    def note(self, row: Row, wrong: str) -> bool:
        """Whether something is wrong with a line, which is then noted."""
        if wrong:
            self._said[row.number] = f"{row.where}：{wrong}"
        return bool(wrong)

    def __contains__(self, row: Row) -> bool:
        """Whether something is wrong with it, as far as known."""
        return row.number in self._said

    def told(self) -> list[str]:
        """It in the order of the file."""
        return [self._said[n] for n in sorted(self._said)] if self._rows else [self._nothing]


def read_rows(path: Path, sheet: Sheet = PEOPLE) -> list[Row]:
    """The rows of a file; cards are of people alone. Raises `CannotDo`, OSError."""
    data = path.read_bytes()
    ending = path.suffix.casefold()
    if sheet is not PEOPLE and ending == ".vcf":
        raise CannotDo("名片里没有单位的层级；请用 CSV 或 .xlsx 表格导入。")
    if ending == ".vcf" or data[:11].upper() == b"BEGIN:VCARD":
        return [Row(n, {**cells, "card": str(n)}) for n, cells in read_vcards(decoded(data))]
    if data[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        return _by_head(read_workbook(data), sheet)
    if ending in {".xls", ".et"}:
        raise CannotDo(TOLD["old"])
    try:
        return _by_head(_csv(decoded(data), sheet), sheet)
    except CannotDo as wrong:
        if ending == ".xlsx":
            raise CannotDo(TOLD["broken"]) from wrong
        raise


def decoded(data: bytes) -> str:
    """Its text. UTF-8, or what a Chinese table program writes; nothing is guessed beyond that."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _as(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _as(data, "gb18030")


def _as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        told = f"第 {line} 行起认不出文字编码（既不是 UTF-8 也不是 GB18030）；"
        raise CannotDo(f"{told}请在表格软件里另存为“CSV UTF-8”或 .xlsx 再导入。") from wrong


def _csv(text: str, sheet: Sheet) -> Iterator[Line]:
    first = sheet.heads[sheet.needed[0]][0]
    head = next((line for line in text.splitlines() if first in "".join(line.split())), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=head.count))
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as wrong:
        raise CannotDo(f"第 {reader.line_num} 行不成表格：引号或换行写坏了，请用表格软件打开后另存再导入。") from wrong


def _by_head(lines: Iterable[Line], sheet: Sheet) -> list[Row]:
    found: list[Row] = []
    columns: dict[int, str] | None = None
    for seen, (number, cells) in enumerate(lines):
        if columns is None:
            columns = _head(cells, sheet)
            if columns is None and seen + 1 >= LOOK:
                break
        elif any(cell is None or cell.strip() for cell in cells):
            found.append(_row(number, cells, columns, sheet))
        if len(found) > MOST_ROWS:
            raise CannotDo(f"多于 {MOST_ROWS} 行；请分成几个文件导入。")
    if columns is None:
        named = "".join(f"“{sheet.heads[column][0]}”" for column in sheet.needed)
        told = f"前几行里没有找到表头；表头要有{named}这几列。"
        raise CannotDo(f"{told}如果打开看到的是乱码，请另存为“CSV UTF-8”再导入。")
    return found


def _head(cells: Sequence[str | None], sheet: Sheet) -> dict[int, str] | None:
    """Which column is where, when this row is the head. Raises `CannotDo` for one that is twice there or missing."""
    named = {at: column for at, cell in enumerate(cells) if (column := _column(cell or "", sheet)) is not None}
    if sheet.needed[0] not in named.values():
        return None
    twice = sorted(sheet.heads[c][0] for c in set(named.values()) if list(named.values()).count(c) > 1)
    if twice:
        raise CannotDo(f"表头里“{twice[0]}”不止一列；请只留一列再导入。")
    missing = [sheet.heads[c][0] for c in sheet.needed if c not in named.values()]
    if missing:
        raise CannotDo(f"表头缺少：{'、'.join(missing)}；这几列必须有，先后不限。")
    return named


def _column(text: str, sheet: Sheet) -> str | None:
    plain = "".join(text.split()).casefold().strip("*\uff0a:：")
    return next((column for column, names in sheet.heads.items() if plain in names), None)


def _row(number: int, cells: Sequence[str | None], columns: Mapping[int, str], sheet: Sheet) -> Row:
    named = {column: cells[at] if at < len(cells) else "" for at, column in columns.items()}
    bad = tuple(sheet.heads[column][0] for column, cell in named.items() if cell is None)
    return Row(number, {column: _plain(cell or "") for column, cell in named.items()}, bad)


def _plain(cell: str) -> str:
    """Without the space around it, and without the mark by which an export makes a cell harmless."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(_START) else text
