"""The bound: zstd at its hardest over all the content at once. Nothing that sends the same words sends less."""

from __future__ import annotations

from dataclasses import dataclass

import zstandard

from tests.bench.weaklink.corpus import line
from tests.bench.weaklink.fixture import Papers

LEVEL, WINDOW = 19, 27


@dataclass(frozen=True, slots=True)
class Bound:
    """Bytes down and up of a task."""

    down: int
    up: int = 0


def bounds(papers: Papers) -> dict[str, Bound]:
    """Of the tasks whose content is text, and of the files, which are random bytes for the most part."""
    day = papers.day()
    down, up = (_pressed("".join(map(line, rows)).encode()) for rows in ([*day.new, *day.pull], day.push))
    large = (papers.files / "big5m.pdf").stat().st_size
    first, second = ((papers.files / name).read_bytes() for name in ("v1.docx", "v2.docx"))
    return {
        "A": Bound(_pressed(papers.items.read_bytes())),
        "B": Bound(down, up),
        "D": Bound(large),
        "E": Bound(0, _patch(first, second)),
    }


def _parameters() -> zstandard.ZstdCompressionParameters:
    return zstandard.ZstdCompressionParameters.from_level(LEVEL, window_log=WINDOW, enable_ldm=True)


def _pressed(data: bytes) -> int:
    return len(zstandard.ZstdCompressor(compression_params=_parameters()).compress(data))


def _patch(old: bytes, new: bytes) -> int:
    known = zstandard.ZstdCompressionDict(old, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return len(zstandard.ZstdCompressor(compression_params=_parameters(), dict_data=known).compress(new))
