"""The elements of a 公文 found among the paragraphs of a file, by what they say and how they look.

What cannot be told stays out: of an element that is not found no rule is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from oa_client.app.gongwen import Shape
from oa_client.layout.faces import MM
from oa_client.layout.inspection.facts import Para, Reading, Stroke
from oa_client.layout.inspection.looks import is_red

_OPEN, _CLOSE = r"[〔\[\uff3b(（【﹝〖{]", r"[〕\]\uff3d)）】﹞〗}]"
NUMBER = re.compile(
    rf"^(?P<word>[^\d〔\[\uff3b(（【﹝]{{1,20}}?)(?P<open>{_OPEN}?)(?P<year>\d{{2,4}})(?P<close>{_CLOSE}?)(?P<rest>.*?号?)$"
)
_NUMBERED = re.compile(
    rf"^[\u4e00-\u9fffA-Za-z]{{1,20}}\s*(?:{_OPEN}\s*\d{{2,4}}\s*年?\s*{_CLOSE}\s*(?:第\s*)?\d+\s*号?|\d{{4}}[-－—年]第?\s*\d+\s*号)$"
)
_ISSUE = re.compile(r"^[（(]?第\s*[\d一二三四五六七八九十百〇零]+\s*[号期][）)]?$")
_COPY = re.compile(r"^(?:No\.?|№)?\s*\d{3,8}$")
_URGENCY = re.compile(r"^(?:特急|加急|特提|平急|急件|紧急|特\s急|加\s急)$")
_LABEL = re.compile(r"^(?:内部|工作秘密|内部资料|内部文件)")
SIGNATORY = re.compile(r"^签\s*发\s*人\s*(?P<colon>[:：]?)\s*(?P<names>.*)$")
_CN = "〇○零oO一二三四五六七八九十"
DATE = re.compile(
    rf"^(?P<year>\d{{2,4}}|[{_CN}]{{2,4}})\s*年\s*(?P<month>\d{{1,2}}|[{_CN}]{{1,3}})\s*月\s*(?P<day>\d{{1,2}}|[{_CN}]{{1,3}})\s*日$|^(?P<other>\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}})$"
)
NOTE = re.compile(r"^附\s*件\s*(?P<n>\d*)\s*(?P<colon>[:：]?)\s*(?P<rest>.*)$")
_MARKED = re.compile(r"^(?P<before>.*号)?附\s*件\s*(?P<n>[\d一二三四五六七八九十]*)\s*(?P<colon>[:：]?)$")
_IMPRINT = re.compile(r"^(?:抄\s*送|抄\s*报|主\s*送)\s*[:：]?|日\s*印\s*发$|^共印\s*\d+")
PRINTED = re.compile(
    r"(?P<date>(?:\d{2,4}|[〇○零一二三四五六七八九]{2,4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日)\s*(?P<word>印发|印|印制|发)?\s*$"
)
_ATTENDING = re.compile(r"^(?:出席|请假|列席)(?:人员)?\s*[:：]?")
_ORGANS = re.compile(
    r"(?:政府|办事处|办公室|部门|单位|委员会|局|厅|院|会|部|处|科室|中心|公司|学校|街道|乡镇|党委|党组)$"
)
_ORDINAL = re.compile(r"\d{1,2}[.\uff0e、]|[（(][\d一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、")
_LARGE = 20.0


@dataclass(frozen=True, slots=True)
class Attached:
    """An 附件 in the file: the line that says so, its title, the rest."""

    mark: Para
    title: tuple[Para, ...]
    rest: tuple[Para, ...]


@dataclass(frozen=True, slots=True)
class Elements:
    """What was found. `shape` is None of a file without 发文机关标志: a draft, or to be printed on headed paper."""

    shape: Shape | None = None
    mark: tuple[Para, ...] = ()
    corner: tuple[Para, ...] = ()
    number: Para | None = None
    signatories: tuple[Para, ...] = ()
    line: Stroke | None = None
    lines: tuple[Stroke, ...] = ()
    title: tuple[Para, ...] = ()
    recipients: Para | None = None
    body: tuple[Para, ...] = ()
    note: tuple[Para, ...] = ()
    attendance: tuple[Para, ...] = ()
    names: tuple[Para, ...] = ()
    date: Para | None = None
    annotation: Para | None = None
    attached: tuple[Attached, ...] = ()
    imprint: tuple[Para, ...] = ()
    issuer: tuple[Para, ...] = ()

    @property
    def heading(self) -> str:
        """The words of the title."""
        return "".join(p.text for p in self.title).replace("　", "").replace(" ", "")


def flat(text: str) -> str:
    """Without blanks."""
    return re.sub(r"\s", "", text)


def found(reading: Reading) -> Elements:
    """The elements of a file."""
    paras = [p for p in reading.paras if p.text]
    end = _imprint_from(paras)
    main, imprint = paras[:end], tuple(p for p in paras[end:] if reading.flowing or p.page == paras[end].page)
    cut = next((n for n, p in enumerate(main) if _is_attached(p, main[:n])), len(main))
    attached = tuple(_attached(main[cut:]))
    main = main[:cut]
    top, rest = _head(main, reading)
    mark = _mark(top)
    number = next((p for p in top if _NUMBERED.match(flat(p.text)) and p not in mark), None)
    number = number or next((p for p in top if _ISSUE.match(flat(p.text)) and p not in mark), None)
    red = tuple(s for s in reading.strokes if s.page == 1 and is_red(s.colour) and s.wide > 60)
    shape = _shape(mark, red)
    title, rest = _title(rest, shape)
    recipients, rest = _recipients(rest, reading, shape)
    parts = _tail(rest, reading, shape)
    others = [p for p in top if p not in mark and p is not number]
    corner = tuple(p for p in others if _is_corner(p))
    signatories = _signatories([p for p in others if p not in corner])
    issuer = tuple(p for p in others if p not in corner and p not in signatories)
    line = next((s for s in red if shape is not Shape.LETTER), None)
    return Elements(
        shape=shape,
        mark=mark,
        corner=corner,
        number=number,
        signatories=signatories,
        line=line,
        lines=red,
        title=title,
        recipients=recipients,
        attached=attached,
        imprint=imprint,
        issuer=issuer,
        **parts,  # type: ignore[arg-type]
    )


def _imprint_from(paras: Sequence[Para]) -> int:
    """Where the 版记 begins: the first of its lines behind a date, in a short rest of the file."""
    dates = [n for n, p in enumerate(paras) if DATE.match(flat(p.text))]
    least = dates[0] + 1 if dates else len(paras) // 2
    for n in range(least, len(paras)):
        if _IMPRINT.search(flat(paras[n].text)) and len(paras) - n < 40 and not paras[n].in_table:
            return n - _office_before(paras, n, least)
    return len(paras)


def _office_before(paras: Sequence[Para], n: int, least: int) -> int:
    """1 where the line before is the office that prints, in a piece of its own beside the date."""
    if n <= least or not flat(paras[n].text).endswith("印发"):
        return 0
    beside = paras[n - 1]
    return int(beside.page == paras[n].page and abs(beside.last.foot - paras[n].first.foot) < 3)


def _is_attached(para: Para, before: Sequence[Para]) -> bool:
    said = _MARKED.match(flat(para.text))
    if said is None or not before:
        return False
    return any(DATE.match(flat(p.text)) for p in before) or (not said["colon"] and para.page > before[-1].page)


def _attached(paras: Sequence[Para]) -> Iterator[Attached]:
    starts = [n for n, p in enumerate(paras) if _MARKED.match(flat(p.text))]
    for at, start in enumerate(starts):
        own = paras[start + 1 : starts[at + 1] if at + 1 < len(starts) else len(paras)]
        title = tuple(takewhile(lambda p: not p.in_table and p.size >= _LARGE - 2, own))
        title = title or tuple(p for p in own[:1] if not p.in_table and len(p.text) < 60)
        yield Attached(paras[start], title, tuple(own[len(title) :]))


def _head(main: Sequence[Para], reading: Reading) -> tuple[list[Para], list[Para]]:
    """What stands above the title, and the rest."""
    red = [n for n, p in enumerate(main[:60]) if _is_mark(p)]
    numbers = [
        n for n, p in enumerate(main[:60]) if _NUMBERED.match(flat(p.text)) or (red and _ISSUE.match(flat(p.text)))
    ]
    numbers = [n for n in numbers if main[n].page == 1 and (not red or n < red[-1] + 12)]
    last = max([*red, *(numbers[:1])], default=-1)
    if last < 0:
        last = max((n for n, p in enumerate(main[:4]) if _is_corner(p)), default=-1)
    line = next(
        (s for s in reading.strokes if s.page == 1 and is_red(s.colour) and red and s.middle > main[red[-1]].last.head),
        None,
    )
    below = last + 1
    while below < min(len(main), last + 8) and _is_above(main[below], line, main[last].page if last >= 0 else 1):
        below += 1
    return list(main[:below]), list(main[below:])


def _is_above(para: Para, line: Stroke | None, page: int) -> bool:
    said = flat(para.text)
    if SIGNATORY.match(said) or _ISSUE.match(said) or _NUMBERED.match(said) or (_is_corner(para) and para.size < 18):
        return True
    return line is not None and para.page == page and para.last.foot < line.middle + 1 and para.size < 18


def _is_mark(para: Para) -> bool:
    return (
        para.page == 1
        and is_red(para.pieces[0].colour)
        and (para.size >= 16 or (para.size >= 12 and para.text == "文件"))
    )


def _mark(top: Sequence[Para]) -> tuple[Para, ...]:
    return tuple(p for p in top if _is_mark(p)) or tuple(
        p for p in top if p.size >= 26 and not _COPY.match(flat(p.text))
    )


def _shape(mark: Sequence[Para], red: Sequence[Stroke]) -> Shape | None:
    if not mark:
        return None
    said = flat("".join(p.text for p in mark))
    if said.endswith("令"):
        return Shape.ORDER
    if said.endswith("纪要"):
        return Shape.MINUTES
    near = any(0 < b.middle - a.middle < 4 for a in red for b in red)
    low = any(s.middle > 240 and s.wide > 100 for s in red)
    wide = any(s.wide > 162 for s in red)
    if low or (not said.endswith("文件") and (near or wide)):
        return Shape.LETTER
    return Shape.FILE


def _is_corner(para: Para) -> bool:
    said = flat(para.text)
    return any(shape.match(said) for shape in (_COPY, _URGENCY, _LABEL)) or "★" in said


def corner_kind(para: Para) -> str:
    """``copy``, ``urgency`` or ``mark``."""
    said = flat(para.text)
    return "copy" if _COPY.match(said) else "urgency" if _URGENCY.match(said) else "mark"


def _signatories(top: Sequence[Para]) -> tuple[Para, ...]:
    """The line that begins with 签发人, and the names below it, right of its colon."""
    first = next((p for p in top if SIGNATORY.match(flat(p.text))), None)
    if first is None:
        return ()
    below = [p for p in top if p is not first and p.first.left > first.first.left + 3 and len(flat(p.text)) <= 12]
    return (first, *below)


def _title(rest: Sequence[Para], shape: Shape | None) -> tuple[tuple[Para, ...], list[Para]]:
    if shape is Shape.ORDER:
        return (), list(rest)
    sizes = [p.size for p in rest if not p.in_table and len(p.text) > 30]
    body = max(set(sizes), key=sizes.count) if sizes else 15.75
    start = next((n for n, p in enumerate(rest[:3]) if _is_title(p, body)), None)
    if start is None:
        return (), list(rest)
    size = rest[start].size
    title = tuple(
        takewhile(
            lambda p: abs(p.size - size) < 1.1 and not _ends(p) and p.page == rest[start].page, rest[start : start + 8]
        )
    )
    return title, list(rest[start + len(title) :])


def _is_title(para: Para, body: float) -> bool:
    return not para.in_table and not _ends(para) and para.size > body + 1.2 and len(para.text) > 3


def _ends(para: Para) -> bool:
    """Whether it ends as sentences and recipients do."""
    return para.text.endswith(("：", ":", "；", ";")) or (para.text.endswith("。") and len(para.text) > 40)


def _recipients(rest: Sequence[Para], reading: Reading, shape: Shape | None) -> tuple[Para | None, list[Para]]:
    if not rest or rest[0].in_table or shape in {Shape.ORDER, Shape.MINUTES}:
        return None, list(rest)
    para = rest[0]
    em = para.size / MM
    flush = para.first.left < (reading.area.left or 28.0) + 0.8 * em and not para.text.endswith("。")
    colon = (
        para.text.endswith(("：", ":"))
        and len(para.text) < 300
        and not re.match(r"[一二三四五]、|（[一二三]）", para.text)
    )
    if colon or (flush and not _ORDINAL.match(para.text) and _are_organs(para)):
        return para, list(rest[1:])
    return None, list(rest)


def _are_organs(para: Para) -> bool:
    """Whether it reads like the organs a document goes to, though it does not end as they do."""
    told = len(para.text) < 200 and (len(para.rows) == 1 or para.text.count("，") + para.text.count("、") > 1)
    return told and _ORGANS.search(para.text.rstrip("：:；;，,。. ")) is not None


def _tail(rest: Sequence[Para], reading: Reading, shape: Shape | None) -> dict[str, object]:
    """正文, 附件说明, 出席, 署名, 日期, 附注."""
    at = next((n for n in reversed(range(len(rest))) if DATE.match(flat(rest[n].text)) and not rest[n].in_table), None)
    date = rest[at] if at is not None else None
    after = rest[at + 1 :] if at is not None else rest[len(rest) - 1 :]
    annotation = next((p for p in after[:3] if re.match(r"^[（(].*[)）]$", p.text) or _is_contact(p)), None)
    stop = at if at is not None else len(rest) - (1 if annotation is not None and len(rest) > 1 else 0)
    main = list(rest[:stop])
    names = _names(main, reading) if date is not None else []
    main = main[: len(main) - len(names)]
    attendance: list[Para] = []
    if shape is Shape.MINUTES:
        start = next((n for n, p in enumerate(main) if _ATTENDING.match(flat(p.text))), len(main))
        attendance, main = main[start:], main[:start]
    start = next((n for n, p in enumerate(main) if n and _is_note(p, main[n:])), len(main))
    return {
        "body": tuple(main[:start]),
        "note": tuple(main[start:]),
        "attendance": tuple(attendance),
        "names": tuple(names),
        "date": date,
        "annotation": annotation,
    }


def _is_contact(para: Para) -> bool:
    return bool(re.match(r"^[（(]?(?:联系人|此件)", para.text)) and len(para.text) < 80


def _is_note(para: Para, rest: Sequence[Para]) -> bool:
    """附件说明: the word at the beginning, and nothing but more of it to the end."""
    said = NOTE.match(para.text)
    return (
        said is not None and bool(said["rest"] or said["colon"]) and len(rest) < 40 and not para.text.endswith("。\n")
    )


def _names(main: Sequence[Para], reading: Reading) -> list[Para]:
    """署名: short lines before the date that stand far in from the left."""
    edge = (reading.area.left or 28.0) + 2.6 * 5.6
    names: list[Para] = []
    for para in reversed(main):
        short = (
            len(flat(para.text)) <= 40
            and not para.text.endswith(("。", "：", "；", "，"))
            and not NOTE.match(para.text)
        )
        beside = bool(names) and para.page == names[0].page and abs(para.last.foot - names[0].first.foot) < 1
        least = edge if len(names) < 3 or len(flat(para.text)) > 24 else (reading.area.left or 28.0) + 3
        if not short or (para.first.left < least and not beside) or len(names) > 40 or _ORDINAL.match(para.text):
            break
        names.insert(0, para)
    return names
