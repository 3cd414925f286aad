"""Tries a package on clean systems, as its administrators and its users will meet it.

    python3 installer/test_install.py --package NEW.deb [--previous OLD.deb] [--store oa-server.deb]
        [--suite bullseye|bookworm|both] [--only PART …] [--samples DIR] --out DIR

Needs root and a mirror of Debian. The systems it makes are kept in a cache and never written to; what a drill writes
goes to a layer that is gone with it. Each step prints ✓ or ✗ with its figure; the table, the log and the pictures stay
in DIR. The exit code is 1 when something does not hold, 2 when the drill could not begin, 128 + a signal when it was
ended.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from drill import arrival, codes, office, removal, signed, trouble, upgrade
from drill.centre import Centre, Checkout, Packaged, Server, filled
from drill.ground import Ground, shared_folder
from drill.packages import Package, install, lower
from drill.roots import CannotDrill, kept_root, lay
from drill.screen import Screen
from drill.steps import Patience, Steps
from packing.children import Stopped, stopping
from packing.freeze import ROOT
from packing.root import need_tools
from packing.sources import CannotBuild

PARTS: Final = ("office", "upgrade", "trouble", "codes", "signed", "removal")
SUITES: Final = ("bullseye", "bookworm")
INSIDE: Final = "LUNYUE_DRILL"
"""Says to the second start where its work folder is: it runs with mounts and processes of its own."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the drill; 0 when every step holds, 1 when one does not, 2 when it could not begin."""
    given = _parser().parse_args(arguments)
    try:
        if os.geteuid() != 0:
            raise CannotDrill("演练要用 chroot 和 mount，请用 root 身份执行。")
        if work := os.environ.get(INSIDE):
            return _drill(given, Path(work))
        return _apart(given, list(sys.argv[1:] if arguments is None else arguments))
    except (CannotDrill, CannotBuild) as problem:
        print(f"没有演练：{problem}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="test_install.py", description="在干净的系统上演练安装包。")
    parser.add_argument("--package", type=Path, required=True, help="要演练的客户端包")
    parser.add_argument("--previous", type=Path, help="上一个版本的包；不写则把同一个包改成 0.0.9 代替")
    parser.add_argument("--store", type=Path, help="中心库的包；不写则用本源码的中心")
    parser.add_argument("--suite", choices=[*SUITES, "both"], default="both", help="在哪个系统上")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="只演练哪几部分；安装总是有的")
    parser.add_argument("--patience", type=float, default=1.0, help="机器忙时，等什么都多等几倍")
    parser.add_argument("--samples", type=Path, default=ROOT.parent / "shared/samples", help="真实附件的样本")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache/lunyue-drill", help="系统放在哪里")
    parser.add_argument("--out", type=Path, required=True, help="结果、日志、截图放在哪里")
    return parser


def _apart(given: argparse.Namespace, words: Sequence[str]) -> int:
    """Start again with mounts and processes of its own, all gone when it ends, however it ends; then clear up."""
    for file in (given.package, given.previous, given.store):
        if file is not None and not file.is_file():
            raise CannotDrill(f"没有文件 {file}。")
    need_tools()
    given.cache.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="run-", dir=given.cache))
    work.chmod(0o755)
    own = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    try:
        command = [*own, sys.executable, str(Path(__file__).resolve()), *words]
        with stopping():
            return subprocess.run(command, env={**os.environ, INSIDE: str(work)}, check=False).returncode
    except Stopped as stopped:
        return 128 + stopped.number
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _drill(given: argparse.Namespace, work: Path) -> int:
    given.out.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # one that is ignored here would be by all it starts
    Patience.times = given.patience
    steps = Steps(given.out.resolve())
    new = Package(given.package.resolve())
    old = Package(given.previous.resolve()) if given.previous else lower(new, "0.0.9", work)
    for suite in SUITES if given.suite == "both" else (given.suite,):
        steps.suite = suite
        shared = shared_folder(work / f"shared-{suite}")
        centre = _centre(given, work, suite, shared, steps)
        samples = given.samples if given.samples.is_dir() else None
        repacked = given.previous is None
        ground = Ground(suite, given.cache, work, shared, steps, new, old, centre, samples, repacked)
        _suite(ground, set(given.only))
        centre.stop()
    print(steps.write())
    return 0 if steps.holds else 1


def _suite(ground: Ground, parts: set[str]) -> None:
    """All parts on one suite; each looks at a system of its own."""
    place = arrival.arrive(ground)
    screen: Screen = ground.screen()
    with ground.steps.step("桌面：X、D-Bus、fcitx5") as step:
        screen.start()
        step.figure = f"屏幕 :{screen.number}"
    if "office" in parts:
        office.work(ground, ground.branch(place, "office"), screen)
    if "upgrade" in parts:
        upgrade.drill(ground, ground.branch(place, "upgrade"), screen)
    if "trouble" in parts:
        trouble.meet(ground, ground.branch(place, "trouble"), screen)
    if "codes" in parts:
        codes.meet(ground, ground.branch(place, "codes"), screen)
    if "signed" in parts:
        signed.come(ground, ground.branch(place, "signed"))
    if "removal" in parts:
        removal.leave(ground, ground.branch(place, "removal"))
    screen.stop()


def _centre(given: argparse.Namespace, work: Path, suite: str, shared: Path, steps: Steps) -> Centre:
    """A centre with its district and ten thousand papers, serving."""
    server: Server
    if given.store is None:
        server, edition = Checkout(work / f"centre-{suite}"), _edition()
    else:
        package = Package(given.store.resolve())
        place = lay(work, f"{suite}-store", (kept_root(given.cache, suite, "bare"),), shared)
        with steps.step("中心库的包装得上"):
            install(place, package, shared)
        server = Packaged(place, shared)
        edition = hashlib.sha256(package.file.read_bytes()).hexdigest()[:16]
    server.data.mkdir(exist_ok=True)
    centre = Centre(server, steps.out / f"{suite}-centre.log")
    with steps.step("中心建好，一万件，已开") as step:
        filled(given.cache, centre, edition)
        centre.begin()
        ((matters,),) = centre.ask("SELECT count(*) FROM matter")
        step.figure = f"{len(centre.accounts)} 人，{matters} 件，{centre.url}"
    return centre


def _edition() -> str:
    """Tells one state of the checkout's server from another."""
    told = hashlib.sha256()
    for folder in ("server_stub", "oa_client/domain", "oa_client/protocol"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            told.update(path.read_bytes())
    return told.hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
