"""The steps of a drill: each holds or not, has a figure, and stands in one table at the end."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

POLL: Final = 0.05
Found = TypeVar("Found")


class Patience:
    """How many times longer than on an idle machine anything may take."""

    times = 1.0


class Broken(Exception):
    """What was found is not what must be, in one sentence."""


def need(holds: object, told: str) -> None:
    """Raises `Broken` with the sentence where it does not hold."""
    if not holds:
        raise Broken(told)


def until(found: Callable[[], Found], seconds: float, told: str, *, pause: float = POLL) -> Found:
    """What is found, once something is. Raises `Broken` with the sentence after so many seconds and patience."""
    end = time.monotonic() + seconds * Patience.times
    while True:
        if result := found():
            return result
        if time.monotonic() > end:
            raise Broken(f"{told}（等了 {seconds * Patience.times:.0f} 秒）")
        time.sleep(pause)


@dataclass(slots=True)
class Step:
    """One thing that must hold."""

    suite: str
    name: str
    good: bool = False
    figure: str = ""
    seconds: float = 0.0

    @property
    def line(self) -> str:
        """As it is printed."""
        return f"{'✓' if self.good else '✗'} {self.suite} {self.name}：{self.figure}（{self.seconds:.0f} 秒）"


@dataclass
class Steps:
    """All of a drill, and the folder that keeps its log and its pictures."""

    out: Path
    suite: str = ""
    done: list[Step] = field(default_factory=list)

    def step(self, name: str) -> _Trying:
        """One step, as a context; what goes wrong in it makes it a ✗ and the drill goes on."""
        self.log(f"== {self.suite} {name}")
        return _Trying(self, Step(self.suite, name))

    def end(self, step: Step) -> None:
        """It is over: tell how it went."""
        self.done.append(step)
        self.log(step.line)
        print(step.line, flush=True)

    def log(self, text: str) -> None:
        """Keep a line, with the time."""
        with (self.out / "drill.log").open("a", encoding="utf-8") as kept:
            kept.write(f"{time.strftime('%H:%M:%S')} {text.rstrip()}\n")

    def picture(self, name: str) -> Path:
        """Where a picture of this suite goes."""
        return self.out / f"{self.suite}-{name}.png"

    @property
    def holds(self) -> bool:
        """Whether anything was looked at, and all of it holds."""
        return bool(self.done) and all(step.good for step in self.done)

    def write(self) -> Path:
        """Leave the table as Markdown."""
        rows = [f"| {s.suite} | {s.name} | {'✓' if s.good else '✗'} | {cell(s.figure)} |" for s in self.done]
        place = self.out / "table.md"
        place.write_text("\n".join(["| 系统 | 步骤 | | 数值 |", "|---|---|---|---|", *rows, ""]), "utf-8")
        return place


class _Trying:
    """A step while it lasts."""

    def __init__(self, steps: Steps, step: Step) -> None:
        self._steps, self._step, self._began = steps, step, time.monotonic()

    def __enter__(self) -> Step:
        return self._step

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, _: object) -> bool:
        """Whether what went wrong is told and done with: not so what ends the drill itself."""
        step = self._step
        step.seconds = time.monotonic() - self._began
        step.good = problem is None
        if isinstance(problem, Broken):
            step.figure = f"{step.figure}；{problem}".lstrip("；")
        elif problem is not None:
            step.figure = f"{type(problem).__name__}: {problem}"
            self._steps.log("".join(traceback.format_exception(problem)))
        self._steps.end(step)
        return problem is None or isinstance(problem, Exception)


def cell(text: str) -> str:
    """A text as it may stand in one cell of the table."""
    return " ".join(text.replace("|", "／").split())  # noqa: RUF001 - a stroke that does not end the cell
