"""What the runs start from, built once and kept: the papers, a centre that holds them, a client that has them all."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from server_stub.load import load, read_lines, read_map
from server_stub.register import begin
from server_stub.serve import open_centre
from tests.bench.weaklink.client import Task
from tests.bench.weaklink.corpus import SEED, Corpus, Day, line, write_files
from tests.bench.weaklink.line import Crossed, Run, cross
from tests.bench.weaklink.profiles import PROFILES, Profile
from tests.bench.weaklink.serve import PORT

VERSION = "1"
READ = "已阅。"
URGENT, ORDINARY = {"urgency": "特急"}, {"urgency": "平件"}


@dataclass(frozen=True, slots=True)
class Papers:
    """The files: items and day of the corpus, one line each; attachments."""

    folder: Path
    count: int

    @property
    def items(self) -> Path:
        return self.folder / "items.jsonl"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def day(self) -> Day:
        plain = json.loads((self.folder / "day.json").read_text("utf-8"))
        return Day(plain["new"], plain["pull"], plain["push"])


def papers(kept: Path, count: int, given: Path | None) -> Papers:
    """Made from the seed, or the given items; kept for the next time.

    Beside given items, day.json and files/ are taken as well where they are; else a day is made on top of them.
    """
    name = hashlib.sha256(given.read_bytes()).hexdigest()[:8] if given else "own"
    made = Papers(kept / f"papers-{name}-{count}", count)
    if (made.folder / "built").exists():
        return made
    made.folder.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(SEED)
    items = _given(given, count) if given else corpus.papers(count)
    made.items.write_text("".join(map(line, items)), "utf-8")
    beside = given.with_name("day.json") if given else None
    if beside is not None and beside.exists():
        shutil.copy(beside, made.folder / "day.json")
    else:
        day = corpus.day(items)
        plain = {"new": day.new, "pull": day.pull, "push": day.push}
        (made.folder / "day.json").write_text(json.dumps(plain, ensure_ascii=False), "utf-8")
    files = given.with_name("files") if given else None
    if files is not None and files.exists():
        shutil.copytree(files, made.files, dirs_exist_ok=True)
    else:
        write_files(made.files)
    (made.folder / "built").touch()
    return made


def _given(path: Path, count: int) -> list[dict[str, object]]:
    return [json.loads(text) for text in path.read_text("utf-8").splitlines()[:count]]


@dataclass(frozen=True, slots=True)
class Start:
    """A centre, and perhaps a client's profile that has everything of it."""

    folder: Path
    user: str
    password: str

    @property
    def centre(self) -> Path:
        return self.folder / "centre"

    @property
    def profile(self) -> Path:
        return self.folder / "profile"

    def copy(self, target: Path) -> Start:
        """The same, to be used up."""
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder, target, ignore=shutil.ignore_patterns("orders"))
        return Start(target, self.user, self.password)


def _kept(folder: Path, build: Callable[[Path], tuple[str, str]]) -> Start:
    stamp = folder / "built"
    if not stamp.exists() or not stamp.read_text("utf-8").startswith(f"{VERSION}\n"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        began = time.monotonic()
        user, password = build(folder)
        stamp.write_text(f"{VERSION}\n{user}\n{password}\n", "utf-8")
        print(f"built {folder.name} in {time.monotonic() - began:.0f} s", flush=True)
    _, user, password = stamp.read_text("utf-8").split()
    return Start(folder, user, password)


def empty_client(kept: Path, made: Papers) -> Start:
    """The centre with all papers; nobody has signed in yet."""

    def build(folder: Path) -> tuple[str, str]:
        (folder / "centre").mkdir()
        centre = open_centre(folder / "centre")
        user, password = begin(centre, "明州区")
        with made.items.open("rb") as lines:
            items, _ = read_lines(lines)
        done = load(centre, folder / "centre", user, items, [])
        centre.close()
        if done.refused:
            raise RuntimeError(f"the centre refused {len(done.refused)}: {done.refused[0]}")
        return user, password

    return _kept(kept / f"centre-{made.folder.name}", build)


def full_client(kept: Path, made: Papers) -> Start:
    """The same, with a client that synced it on an unshaped line."""
    empty = empty_client(kept, made)

    def build(folder: Path) -> tuple[str, str]:
        shutil.copytree(empty.centre, folder / "centre")
        start = Start(folder, empty.user, empty.password)
        done = meet(start, PROFILES["lan"], "A-command", limit=1200)
        if done.code != 0:
            raise RuntimeError("the client could not be filled")
        return empty.user, empty.password

    return _kept(kept / f"filled-{made.folder.name}", build)


def meet(
    start: Start, profile: Profile, name: str, *, limit: float, seed: int = 1, periodic: bool = False, **more: object
) -> Crossed:
    """One of our client's tasks on a line."""
    task = Task(name, start.user, start.password, str(start.profile), str(start.centre), **more)  # type: ignore[arg-type]
    server = [sys.executable, "-m", "tests.bench.weaklink.serve", str(start.centre), start.user]
    client = [sys.executable, "-m", "tests.bench.weaklink.client", task.text()]
    log = start.folder / "log"
    return cross(Run(profile, server, client, PORT, seed=seed, periodic=periodic, limit=limit, log=log))


def others_did(made: Papers, target: Path) -> Path:
    """The lines of the day that happen at the centre."""
    day = made.day()
    target.write_text("".join(map(line, [*day.new, *day.pull])), "utf-8")
    return target


def user_did(made: Papers, start: Start, target: Path) -> Path:
    """What the user does that day; on papers that are here already, which those of the day are not yet."""
    matters = read_map(start.centre)
    old = list(matters.values())
    plain = [
        {"matter": matters.get(str(deed["item"]), old[-1 - n]), "text": deed.get("text", READ)}
        for n, deed in enumerate(made.day().push)
    ]
    target.write_text(json.dumps(plain, ensure_ascii=False), "utf-8")
    return target


AWAY_NEW, AWAY_DEEDS, AWAY_DESK = 2_000, 18_000, 60
"""What happens in sixty days: papers, what others do with them and with older ones, and papers for the user to act on."""


def away_client(kept: Path, made: Papers) -> Start:
    """A client that had everything, and a centre where sixty days have gone by since."""
    full = full_client(kept, made)

    def build(folder: Path) -> tuple[str, str]:
        start = full.copy(folder / "copy")
        shutil.move(start.centre, folder / "centre")
        shutil.move(start.profile, folder / "profile")
        away = Start(folder, full.user, full.password)
        days = Corpus(SEED + 60, mark="away").day(_given(made.items, made.count), AWAY_NEW, AWAY_DEEDS, 0)
        target = folder / "away.jsonl"
        target.write_text("".join(map(line, [*days.new, *days.pull])), "utf-8")
        tell(away, target, on_desk=AWAY_DESK)
        return full.user, full.password

    return _kept(kept / f"away-{made.folder.name}", build)


def one_more(made: Papers, target: Path, *, file: Path | None = None) -> Path:
    """A short paper of today that waits on the user's desk: an urgent one; or one with this attachment.

    That is an ordinary one: what belongs to an urgent one would have come by itself before it is asked for.
    """
    paper = dict(made.day().new[3])
    paper |= {"id": f"more-{target.stem}", "body": str(paper["body"])[:250], "type": "公文轮阅"}
    paper |= URGENT if file is None else ORDINARY
    if file is not None:
        paper["file"] = str(file)
    target.write_text(line(paper), "utf-8")
    return target


def tell(start: Start, file: Path, *, on_desk: int = 1) -> None:
    """Have a file's lines happen at a centre that is not being served."""
    words = [sys.executable, "-m", "server_stub", "load", str(file), "--for", start.user, "--data", str(start.centre)]
    subprocess.run([*words, "--on-desk", str(on_desk)], check=True, stdout=subprocess.DEVNULL)
