"""One process of the desktop under measurement: `python -m tests.bench.desktop list|start|stalls FOLDER …`.

Prints one JSON object. What is measured is the client as it is shipped, built by bootstrap; that rows were painted
is seen from what the painter keeps of them.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

BEGAN = float(os.environ.get("BENCH_BEGAN", time.monotonic()))

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer  # noqa: E402
from PySide6.QtGui import QKeyEvent  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from oa_client.app.standing import Phase  # noqa: E402
from oa_client.bootstrap import build_desktop  # noqa: E402

LIST = "toread"
PATIENCE = 420.0
SETTLED = 0.7
ACT_MS = 30
TYPED = ("防汛", "安全", "预算执行", "2026", "小区改造")
SEARCHING, SCROLLING = 60, 120


def until(there: Callable[[], object], patience: float = PATIENCE) -> None:
    """Let events happen until something is so."""
    end = time.monotonic() + patience
    while not there():
        if time.monotonic() > end:
            raise SystemExit("nothing came of it")
        QApplication.processEvents(_ALL, 5)
        time.sleep(0.0005)


_ALL = QEventLoop.ProcessEventsFlag.AllEvents


def rest(seconds: float) -> None:
    """Let events happen for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents(_ALL, 10)
        time.sleep(0.001)


def painted(running) -> bool:
    """Whether rows of the long list have been painted."""
    page = running.desktop and running.desktop.window.pages.get(LIST)
    return bool(page and page.listing.view.delegate._laid)


def begun(folder: Path, server: str = "", user: str = "", password: str = ""):
    """The application as bootstrap builds it."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    given = password or os.environ["OA_PASSWORD"]
    running = build_desktop(app, folder, server=server, user=user, password=given)
    running.begin()
    return running


def memory() -> dict[str, float]:
    """What the process takes and took at most, in MB; getrusage would count what its parent took before it began."""
    with Path("/proc/self/status").open(encoding="ascii") as lines:
        said = dict(line.split(":", 1) for line in lines)
    return {name: int(said[field].split()[0]) / 1024 for name, field in (("rss", "VmRSS"), ("peak", "VmHWM"))}


def rows_of(running):
    """The view of the long list."""
    return running.desktop.window.pages[LIST].listing.view


def measure_list(folder: str, frames: str) -> dict[str, object]:
    """Open the list from the workbench, then scroll it as the prototype was."""
    running = begun(Path(folder))
    until(lambda: running.desktop is not None)
    until(lambda: running.bridge.idle)
    rest(SETTLED)
    began, worked = time.monotonic(), time.process_time()
    running.desktop.window.go(LIST)
    until(lambda: painted(running))
    opened, worked = (time.monotonic() - began) * 1000, (time.process_time() - worked) * 1000
    until(lambda: running.bridge.idle)
    rest(SETTLED)
    view = rows_of(running)
    spent = scrolled(view, int(frames))
    rest(SETTLED)
    held = memory()
    began = time.monotonic()
    ids = running.seat.desk.ids(running.desktop.window.pages[LIST]._name)
    read = (time.monotonic() - began) * 1000
    found: dict[str, object] = {
        "open": opened,
        "worked": worked,
        "ids": read,
        "rows": view.model().rowCount(),
        "frames": spent,
        **held,
    }
    assert len(ids) == found["rows"]
    running.close()
    return found


def scrolled(view, frames: int) -> list[tuple[float, float]]:
    """Milliseconds of each frame, by the clock and on the processor: rows by rows, and a jump every twenty."""
    rng, bar, spent, at = random.Random(1), view.verticalScrollBar(), [], 0
    for n in range(frames):
        at = at + max(1, bar.maximum() // 4000) if n % 20 else rng.randrange(max(1, bar.maximum()))
        began, worked = time.perf_counter(), time.thread_time()
        bar.setValue(at % max(1, bar.maximum()))
        view.viewport().repaint()
        spent.append(((time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000))
        QApplication.processEvents(_ALL, 1)
    return spent


def measure_start(folder: str) -> dict[str, object]:
    """From nothing to a key answered in the list that stood open last time."""
    loaded = time.monotonic()
    running = begun(Path(folder))
    signed = time.monotonic()
    until(lambda: running.desktop is not None)
    window = time.monotonic()
    until(lambda: painted(running))
    seen = time.monotonic()
    view = rows_of(running)
    press(view, Qt.Key.Key_Down)
    until(lambda: view.currentIndex().row() >= 0)
    answered, worked = time.monotonic(), time.process_time()
    moments = {"began": BEGAN, "python": loaded, "sign_in": signed, "window": window, "painted": seen}
    running.close()
    return {**moments, "answered": answered, "worked": worked}


def press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    """A key goes down and up."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.postEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


class Somebody(QObject):
    """Scrolls a list, then types a search, and again."""

    def __init__(self, running) -> None:
        super().__init__()
        self._running = running
        self.acts = 0
        self._words = iter("".join(f"{word}\b" for word in TYPED) * 10_000)
        self._timer = QTimer(self)
        self._timer.setInterval(ACT_MS)
        self._timer.timeout.connect(self._act)
        self._timer.start()

    def _act(self) -> None:
        self.acts += 1
        window, turn = self._running.desktop.window, self.acts % (SEARCHING + SCROLLING)
        with self._running.probe.action("somebody"):
            if turn == 1:
                window.go(LIST)
            elif turn == SCROLLING + 1:
                window.go("search")
            elif turn <= SCROLLING:
                self._scroll(window.pages[LIST].listing.view)
            elif turn % 6 == 0:
                self._type(window.pages["search"].field)

    def _scroll(self, view) -> None:
        bar = view.verticalScrollBar()
        if self.acts % 10 == 0:
            press(view, Qt.Key.Key_Down)
        else:
            bar.setValue((bar.value() + 3 * view.delegate.height) % max(1, bar.maximum()))

    def _type(self, field) -> None:
        character = next(self._words)
        if character == "\b":
            field.clear()
        else:
            press(field, Qt.Key.Key_unknown, character)

    def stop(self) -> None:
        """Enough."""
        self._timer.stop()


def measure_stalls(folder: str, server: str, user: str, password: str) -> dict[str, object]:
    """A first sync in the real window, which the person enters as soon as the centre has let him in."""
    raised: list[str] = []
    sys.excepthook = lambda kind, error, _: raised.append(f"{kind.__name__}: {error}")
    running = begun(Path(folder), server, user, password)
    until(lambda: running.seat is not None)
    began = time.monotonic()
    running._sit_down()
    somebody = Somebody(running)
    rest(SETTLED)
    building = running.probe.worst()[0].late
    probe = type(running.probe)(running)
    running.probe = running.desktop._probe = probe
    running.bridge._watch = probe.action
    probe.start()
    until(lambda: finished(running))
    seconds = time.monotonic() - began
    rest(SETTLED)
    somebody.stop()
    probe.stop()
    worst = [(stall.late, stall.action) for stall in probe.worst()]
    found = {
        "items": running.seat.desk.stores.library.usage()["entries"],
        "seconds": seconds,
        "acts": somebody.acts,
        "longest": worst[0][0],
        "long": sum(probe._counts[101:]),
        "p99": probe.percentile(0.99),
        "p50": probe.percentile(0.5),
        "building": building,
        "worst": worst[:8],
        "raised": raised,
    }
    running.close()
    return found


def finished(running) -> bool:
    """Whether everything has come."""
    state = running.link.state()
    return state.phase is Phase.IDLE and bool(state.last_full_pass)


MEASURES = {"list": measure_list, "start": measure_start, "stalls": measure_stalls}

if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](*sys.argv[2:])), flush=True)
    os._exit(0)
