"""A title in lines that break by sense and together are a 梯形 or 菱形 (7.3.1)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, islice, pairwise

from oa_client.layout.breaking import balanced, clusters, plain

MOST_TRIED = 20_000
"""Beyond so many ways the title only gets even lines."""
_WORDS = (
    "通知 意见 决定 通报 报告 请示 批复 公告 通告 公报 决议 议案 纪要 方案 办法 规定 规则 "
    "细则 条例 关于 工作 实施 管理 建设 开展 进一步 加强 推进 做好 全面 有关 问题 人民 政府 "
    "办公室 委员会 办事处 街道 社区 管理局 领导小组 安全 生产 应急 预案 项目 资金 计划 规划 "
    "行动 专项 整治 综合 服务 企业 经济 发展 改革 年度 会议 同意 印发 转发 批转 成立 调整 "
    "表彰 任命 公布 试行 暂行 科学 技术 交通 运输 农业 农村 自然 资源 住房 城乡 信息化 教育 "
    "财政 人力 社会 保障 市场 监督 卫生 健康 行政 执法 退役 军人 事务 文化 旅游 生态 环境 "
    "审计 统计 医疗 民政 司法 公安 水利 信访"
)
_EPS = 1e-6
_SQUARE = "国"
_KEPT = tuple(_WORDS.split())
"""Words no line of a title ends in the middle of."""
_BEFORE_NEVER = "的和与及等了"
"""No line begins with these."""
_AFTER_BAD = "的"
_AFTER_GOOD = ("关于", "、", "，", "》", "”", "）", "印发", "转发", "批转")

Measure = Callable[[str], float]


def shaped(text: str, width: float, measure: Measure, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The lines of a title; where its author broke it, it breaks. `names` are kept whole when a line can hold them."""
    said = [part.strip() for part in plain(text).split("\n") if part.strip()]
    if len(said) > 1:
        return tuple(x for part in said for x in balanced(part, width, measure))
    words = said[0] if said else ""
    known = tuple((char, measure(char)) for char in dict.fromkeys(words + _SQUARE))
    return _shaped(words, width, known, tuple(names))


@lru_cache(maxsize=64)
def _shaped(words: str, width: float, known: tuple[tuple[str, float], ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Found once: a page is tried in several ways, and while somebody writes the title mostly stays."""
    measure = dict(known).__getitem__
    pieces = list(clusters(words))
    least = len(balanced(words, width, measure))
    for count in range(least, least + 2):
        found = _best(pieces, count, width, measure, names)
        if found is not None:
            return found
    return balanced(words, width, measure)


def is_shaped(widths: Sequence[float]) -> bool:
    """Whether lines of these widths are a 梯形 or a 菱形 and no 沙漏 or brick."""
    if len(widths) < 3:
        return True
    inner, outer = min(widths[1:-1]), max(widths[0], widths[-1])
    rising = all(a <= b for a, b in pairwise(widths))
    falling = all(a >= b for a, b in pairwise(widths))
    return inner >= outer or rising or falling


def _best(
    pieces: Sequence[str], count: int, width: float, measure: Measure, names: Sequence[str]
) -> tuple[str, ...] | None:
    words = "".join(pieces)
    if count == 1:
        return (words,) if sum(map(measure, words)) <= width else None
    ruler = _Ruler(words, measure)
    ranked = [(_cost(lines, widths, measure), lines) for lines, widths in _ways(pieces, ruler, count, width, names)]
    return min(ranked)[1] if ranked else None


class _Ruler:
    """How wide parts of some words are, without adding them up again for each part."""

    def __init__(self, words: str, measure: Measure) -> None:
        self.words = words
        self._ends = (0.0, *accumulate(map(measure, words)))
        self.loose = sum(measure(char) for char in words if char.isspace())

    def wide(self, start: int, end: int) -> float:
        """Of a line, which has no space at its ends."""
        while start < end and self.words[start].isspace():
            start += 1
        while start < end and self.words[end - 1].isspace():
            end -= 1
        return self._ends[end] - self._ends[start]

    def left(self, start: int) -> float:
        """At least so much is still to be set from there on."""
        return self._ends[-1] - self._ends[start] - self.loose


def _ways(
    pieces: Sequence[str], ruler: _Ruler, count: int, width: float, names: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], tuple[float, ...]]]:
    """Every way to break by sense into so many lines that fit and have the shape, with the widths of the lines."""
    words = ruler.words
    ends = list(accumulate(map(len, pieces)))
    allowed = [at for at in ends[:-1] if _may(words, at, names)]
    for cuts in islice(_Cuts(ruler, allowed, width).into(count), MOST_TRIED):
        spans = list(pairwise((0, *cuts, len(words))))
        widths = tuple(ruler.wide(a, b) for a, b in spans)
        if is_shaped(widths):
            yield tuple(words[a:b].strip() for a, b in spans), widths


class _Cuts:
    """The places to break so that every line fits; from where nothing came once it is not begun again."""

    def __init__(self, ruler: _Ruler, allowed: Sequence[int], width: float) -> None:
        self._ruler, self._allowed, self._width = ruler, allowed, width
        self._dead: set[tuple[int, int]] = set()

    def into(self, count: int, start: int = 0) -> Iterator[tuple[int, ...]]:
        """Every way to set what is left in so many lines."""
        ruler, found = self._ruler, False
        if (start, count) in self._dead or ruler.left(start) > count * self._width + _EPS:
            return
        if count == 1:
            if ruler.wide(start, len(ruler.words)) <= self._width:
                yield ()
            return
        for at in self._allowed[bisect_right(self._allowed, start) :]:
            if ruler.wide(start, at) > self._width:
                break
            for rest in self.into(count - 1, at):
                found = True
                yield (at, *rest)
        if not found:
            self._dead.add((start, count))


def _may(words: str, at: int, names: Sequence[str]) -> bool:
    if words[at] in _BEFORE_NEVER:
        return False
    return not any(_inside(words, at, one) for one in (*_KEPT, *names))


def _inside(words: str, at: int, kept: str) -> bool:
    start = words.find(kept, max(0, at - len(kept) + 1))
    return 0 <= start < at < start + len(kept)


def _cost(lines: Sequence[str], widths: Sequence[float], measure: Measure) -> float:
    longest = max(widths)
    uneven = sum((longest - w) ** 2 for w in widths) / longest**2
    flat = 0.15 if len(lines) > 1 and max(widths) - min(widths) < measure(_SQUARE) / 2 else 0.0
    sense = sum(_sense(a, b) for a, b in pairwise(lines))
    return uneven + flat + sense


def _sense(before: str, after: str) -> float:
    """How much a break hurts between two lines."""
    if before.endswith(_AFTER_GOOD):
        return -0.12
    if before.endswith(_AFTER_BAD):
        return -0.05 if len(after) > 4 else 0.3
    return -0.12 if after.startswith("关于") else 0.1
