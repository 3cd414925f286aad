"""The tour: one office's day through the real windows, without a screen.

``python -m tests.journeys.tour DIR`` writes a picture a step and ``tour.json`` into DIR and exits with 1 when a check
fails. A centre, the sender and each client are processes of their own; the first client is killed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.journeys.district import SAMPLES, Account, Centre, Desk, environment
from tests.journeys.tour_words import OPINION, SECOND, Job

PEOPLE, MATTERS = 60, 40
STALL_MS = 250
WHOLE_WINDOW = {"sign_in": 750, "click settings.": 500}
"""What builds the window or gives all of it another look, and the milliseconds that may take."""
URGENT = "关于切实做好第12号台风“海葵”防御工作并全面排查低洼易涝区域和在建工地安全隐患及时转移安置受影响群众的紧急通知"
PAGED = "关于报送第四季度安全生产大检查情况的通知"
MADE = "各街道、镇，区级机关各部门：\n为切实做好台风防御工作，请各单位立即组织排查，逐项落实责任，并及时报送情况。"


@dataclass
class Tour:
    """What was found."""

    out: Path
    stop_at_first: bool = False
    busy: int = 1
    steps: list[dict[str, object]] = field(default_factory=list)
    checks: list[dict[str, object]] = field(default_factory=list)
    stalls: list[dict[str, object]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    watched: int = 0
    up: int = 0
    down: int = 0
    draft: str = ""

    def check(self, name: str, ok: object) -> None:
        """One more finding."""
        self.checks.append({"name": name, "ok": bool(ok)})
        print(f"{'✓' if ok else '✗'} {name}", flush=True)

    def note(self, text: str) -> None:
        """Something worth knowing."""
        self.notes.append(text)
        print(f"· {text}", flush=True)

    def heard(self, line: dict[str, object]) -> str:
        """What a client told; what it asks for, if it asks."""
        if "step" in line:
            self.steps.append({"name": line["step"], **{k: line[k] for k in ("seconds", "png", "focus")}})
            print(f"  {line['seconds']:6.2f} s  {line['png']}", flush=True)
        elif "check" in line:
            self.check(str(line["check"]), line["ok"])
        elif "words" in line:
            self.watched += bool(line["waiting"])
            self.bad += [f"{line['words']}: {words}" for words in _list(line["bad"])]
        elif "stalls" in line:
            self.stalls += [s for s in _list(line["stalls"]) if isinstance(s, dict)]
            self.up, self.down = self.up + int(str(line["up"])), self.down + int(str(line["down"]))
        elif "note" in line:
            self.note(str(line["note"]))
        elif "draft" in line:
            self.draft = str(line["draft"])
        return str(line.get("ask", ""))

    @property
    def failed(self) -> bool:
        """Whether something is not as it should be."""
        return any(not c["ok"] for c in self.checks)

    def write(self) -> int:
        """Leave tour.json; the exit code."""
        self.stalls.sort(key=lambda s: -int(str(s["ms"])))
        found = {
            "steps": self.steps,
            "stalls_ms": [s["ms"] for s in self.stalls[:20]],
            "stalls": self.stalls[:20],
            "bytes": {"up": self.up, "down": self.down},
            "checks": self.checks,
            "notes": self.notes,
        }
        (self.out / "tour.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        good = sum(bool(c["ok"]) for c in self.checks)
        print(f"{good} / {len(self.checks)} · {len(self.steps)} 张图 · {self.out / 'tour.json'}", flush=True)
        return 1 if self.failed or not self.checks else 0


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Papers:
    """What is circulated."""

    pdf: Path
    ofd: Path
    article: Path

    @property
    def first_words(self) -> str:
        """How the article begins."""
        raw = self.article.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
        return text.strip().splitlines()[0].strip()[:24]


def papers(samples: Path, own: Path, tour: Tour) -> Papers:
    """One of each of the samples; our own where there are none."""
    if samples.exists():
        return Papers(
            min(samples.glob("*.pdf")),
            min((samples / "ofd").glob("*.ofd")),
            max((samples / "articles").glob("*.txt")),
        )
    tour.note("没有样本文件夹，用自制的 PDF、OFD 和文字走一遍")
    own.mkdir()
    made = Papers(own / "自制.pdf", own / "自制.ofd", own / "自制.txt")
    _make_pdf(made.pdf)
    with zipfile.ZipFile(made.ofd, "w") as ofd:
        ofd.writestr("OFD.xml", '<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"/>')
    made.article.write_text(MADE, "utf-8")
    return made


def _make_pdf(path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    for number in (1, 2):
        canvas.setFont("Helvetica", 28)
        for line in range(12):
            canvas.drawString(72, 740 - line * 48, f"Page {number}, line {line + 1} of a document")
        canvas.showPage()
    canvas.save()


class Director:
    """Builds the district, sends the papers, runs the clients, and asks the sender afterwards."""

    def __init__(self, tour: Tour, work: Path, samples: Path) -> None:
        self.tour, self.work = tour, work
        self.papers = papers(samples, work / "papers", tour)
        self.centre = Centre(work / "centre")
        self.urgent = self.paged = ""

    def run(self) -> None:
        """The whole tour."""
        try:
            self._prepare()
            if self._act("desk", self.reader) and self._act("restart", self.reader):
                self._ask_the_sender()
                self._act("sender", self.sender.account)
        finally:
            self.centre.stop()
        self._sum_up()

    def _prepare(self) -> None:
        began = time.monotonic()
        self.centre.build(PEOPLE, MATTERS)
        self.centre.start()
        clerk = self.centre.pick("district", "clerk")
        self.reader = self.centre.pick("street", "clerk", but=frozenset({clerk.user}))
        next_one = self.centre.pick("street", "clerk", but=frozenset({clerk.user, self.reader.user}))
        self.sender = Desk(clerk, self.work / "sender")
        self.sender.must("login", "--server", self.centre.url, "--user", clerk.user)
        self.sender.must("sync")
        papers, to = self.papers, f"{self.reader.name},{next_one.name}"
        self.urgent = self._send(
            URGENT, to, "--urgency", "flash", "--number", "明防指〔2026〕12号", "--body", str(papers.article),
            "--attach", str(papers.pdf), "--attach", str(papers.ofd),
        )  # fmt: skip
        self.paged = self._send(PAGED, to, "--attach", str(papers.pdf))
        self.tour.note(f"区 {PEOPLE} 人 {MATTERS} 件，两件已送出，{time.monotonic() - began:.1f} 秒")

    def _send(self, title: str, to: str, *more: str) -> str:
        how = ("--mode", "sequential", "--purpose", "action")
        answer = self.sender.must("new", "circulation", "--title", title, "--to", to, *how, *more)
        assert isinstance(answer, dict)
        return str(answer["id"])

    def _act(self, act: str, who: Account) -> bool:
        """Run a client; whether the tour goes on."""
        profile = self.work / ("sender" if act == "sender" else "reader")
        job = Job(
            act=act,
            out=str(self.tour.out),
            profile=str(profile),
            server=self.centre.url,
            user=who.user,
            password=who.password,
            urgent=self.urgent,
            paged=self.paged,
            pdf=str(self.papers.pdf),
            ofd=str(self.papers.ofd),
            first_words=self.papers.first_words,
            draft=self.tour.draft,
            reader=self.reader.name,
        )
        command = [sys.executable, "-m", "tests.journeys.tour_acts", json.dumps(asdict(job), ensure_ascii=False)]
        with subprocess.Popen(
            command, env=_without_screen(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        ) as client:
            killed = self._attend(client)
        ended = client.returncode in (0, None) or killed
        if not ended:
            self.tour.check(f"the client of “{act}” came to its end", ok=False)
        return ended and not (self.tour.stop_at_first and self.tour.failed)

    def _attend(self, client: subprocess.Popen[str]) -> bool:
        """Listen to a client and do what it asks for; whether it asked to be killed."""
        assert client.stdin is not None
        assert client.stdout is not None
        for text in client.stdout:
            asked = self.tour.heard(json.loads(text))
            if asked == "kill" or (self.tour.stop_at_first and self.tour.failed):
                client.kill()
                return asked == "kill"
            if asked:
                self.centre.stop() if asked == "stop" else self.centre.start()
                with suppress(BrokenPipeError):
                    client.stdin.write("done\n")
                    client.stdin.flush()
        return False

    def _ask_the_sender(self) -> None:
        self.sender.must("sync")
        for matter, opinion in ((self.urgent, OPINION), (self.paged, SECOND)):
            shown = self.sender.must("show", matter)
            assert isinstance(shown, dict)
            times = [line["text"] for line in shown["lines"] if line["action"] == "mark_read"].count(opinion)
            self.tour.check(f"each opinion is on the record exactly once ({matter})", times == 1)
            code, verdict = self.sender.run("record", "verify", matter)
            self.tour.check(f"record verify passes ({matter})", code == 0 and verdict)

    def _sum_up(self) -> None:
        tour = self.tour
        for bad in tour.bad:
            tour.note(f"不该有的字：{bad}")
        tour.check("no 成功 on any screen while 待上传", tour.watched and not tour.bad)
        over = [s for s in tour.stalls if int(str(s["ms"])) > _allowed(str(s["action"])) * tour.busy]
        for stall in over:
            tour.note(f"{stall['ms']} ms: {stall['action'] or '?'}")
        tour.check(f"no stall over {STALL_MS} ms but for laying out the whole window", tour.stalls and not over)


def _allowed(action: str) -> int:
    return next((most for name, most in WHOLE_WINDOW.items() if action.startswith(name)), STALL_MS)


def _without_screen() -> dict[str, str]:
    fixed = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "1", "QT_FONT_DPI": "96", "TZ": "Asia/Shanghai"}
    env = environment(**fixed)
    return {**env, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tour; 1 when a check failed."""
    parser = argparse.ArgumentParser(prog="tour", description="走一遍主要页面并截图")
    parser.add_argument("out", type=Path, metavar="DIR")
    parser.add_argument("--samples", type=Path, default=SAMPLES, help="样本文件夹")
    parser.add_argument("--busy", type=int, default=1, help="机器上还跑着别的：停顿的限度放宽的倍数")
    parser.add_argument("-x", dest="stop_at_first", action="store_true", help="第一项不符就停")
    given = parser.parse_args(arguments)
    out: Path = given.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    for old in (*out.glob("[0-9][0-9]-*.png"), out / "tour.json"):
        old.unlink(missing_ok=True)
    tour = Tour(out, given.stop_at_first, given.busy)
    with tempfile.TemporaryDirectory(prefix="lunyue-tour-") as work:
        Director(tour, Path(work), given.samples).run()
    return tour.write()


if __name__ == "__main__":
    sys.exit(main())
