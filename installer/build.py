"""Builds the packages an administrator installs, from nothing but a mirror of Debian and a package index.

    python3 installer/build.py deb [--only client|store] [--out DIR] [--cache DIR] [--revision REV] [--version V]
    python3 installer/build.py lock

`deb` writes the client in both flavours and the central store; the first time it builds an old system with its own
CPython, which is kept.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from packing.children import Stopped, stopping
from packing.freeze import ROOT, freeze, named, take_source
from packing.interpreter import ensure_root
from packing.licences import gather
from packing.pack import pack
from packing.root import Root, need_tools
from packing.server_tree import NAME, lay_server
from packing.sources import CannotBuild, sha256
from packing.tree import APP, Release, add_generic, lay_client
from packing.wheels import ensure_wheels, write_lock

WORK, IN_USE, DOOR = "work-", "in-use", "coming-and-going"
"""How the folders of builds are named; the file in each that its build holds, and that which whoever makes one does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it is built, 1 when it cannot be, 2 when it was asked for wrongly, 128 + a signal."""
    given = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = given.run
    try:
        with stopping():
            run(given)
    except Stopped as stopped:
        _told("有人叫停了。启动的程序都已结束，--out 里没有半个包；再执行一次就接着用留下的构建环境。")
        return 128 + stopped.number
    except CannotBuild as problem:
        return _told(str(problem))
    except OSError as problem:
        return _told(
            f"{problem.strerror or problem}：{problem.filename or given.cache}。腾出地方或换一个 --cache 再来。"
        )
    return 0


def _told(why: str) -> int:
    print(f"没有打成包：{why}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py", description="打安装包。")
    commands = parser.add_subparsers(required=True, metavar="命令")
    deb = commands.add_parser("deb", help="客户端的两种 .deb，中心库的 .deb")
    deb.add_argument("--only", choices=("client", "store"), help="只打一样")
    deb.add_argument("--out", type=Path, default=ROOT / "dist", help="放到哪个文件夹")
    deb.add_argument("--revision", default="HEAD", help="打哪个版本的源码")
    deb.add_argument("--version", help="版本号；不写则按该版本的 pyproject.toml")
    deb.set_defaults(run=_deb)
    lock = commands.add_parser("lock", help="按 constraints.txt 重新登记依赖的哈希")
    lock.set_defaults(run=_lock)
    for command in (deb, lock):
        command.add_argument("--cache", type=Path, default=_cache(), help="可反复使用的中间产物")
    return parser


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "lunyue-build"


def _deb(given: argparse.Namespace) -> None:
    need_tools()
    with _workspace(given.cache) as work:
        root, wheels = _ready(given.cache)
        source = work / "source"
        epoch = take_source(source, given.revision)
        release = Release(given.version or _version(source), epoch, revision=named(given.revision))
        bench = Bench(root, wheels, source, work, given.out, release)
        if given.only != "store":
            _client(bench)
        if given.only != "client":
            _store(bench)


@dataclass(frozen=True, slots=True)
class Bench:
    """What one build works with: where its tools, wheels and source are, and where the packages go."""

    root: Root
    wheels: Path
    source: Path
    work: Path
    out: Path
    release: Release

    def frozen(self, program: str, fonts: Sequence[Path] = ()) -> tuple[Path, Path]:
        """A program as one folder, and the papers of what is in it and of the fonts that go along."""
        with step(f"冻结 {program}"):
            folder = freeze(self.root, self.source, self.wheels, self.work, program, self.release.epoch)
        return folder, gather(self.root, self.wheels, folder, self.work / f"licences-{program}", fonts)

    def packed(self, tree: Path, name: str) -> None:
        """A tree as a package."""
        package = self.out / name
        with step(f"打包 {name}"):
            pack(self.root, tree, package, self.release.epoch)
        print(f"{package}  {package.stat().st_size / 1e6:.1f} MB  sha256 {sha256(package)}")


def _client(bench: Bench) -> None:
    frozen, papers = bench.frozen("client", sorted((bench.source / "resources").rglob("*.ttf")))
    tree, release = bench.work / "tree", bench.release
    lay_client(frozen, bench.source / "resources", papers, release, tree)
    for flavour in ("uos", "generic"):
        if flavour == "generic":
            add_generic(tree)
        bench.packed(tree, f"{APP}_{release.version}_{release.architecture}-{flavour}.deb")


def _store(bench: Bench) -> None:
    frozen, papers = bench.frozen("server")
    tree, release = bench.work / "tree-server", bench.release
    lay_server(frozen, bench.source, papers, release, tree)
    bench.packed(tree, f"{NAME}_{release.version}_{release.architecture}.deb")


def _lock(given: argparse.Namespace) -> None:
    print(f"登记了 {write_lock(given.cache)} 个依赖。")


def _ready(cache: Path) -> tuple[Root, Path]:
    cache.mkdir(parents=True, exist_ok=True)
    with step("构建环境（第一次约十分钟，以后沿用）"):
        root = ensure_root(cache)
    with step("依赖"):
        return root, ensure_wheels(cache)


def _version(source: Path) -> str:
    return str(tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]["version"])


@contextmanager
def _workspace(cache: Path) -> Iterator[Path]:
    """A folder for one build, gone when it ends; so are those of builds that were killed."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / DOOR).open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        _sweep(cache)
        place = Path(tempfile.mkdtemp(prefix=WORK, dir=cache))
        held = (place / IN_USE).open("w")
        fcntl.flock(held, fcntl.LOCK_EX)
    place.chmod(0o755)
    try:
        with held:
            yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _sweep(cache: Path) -> None:
    """Remove the folders of builds that ended without doing so: nobody holds the file in them any more."""
    for file in cache.glob(f"{WORK}*/{IN_USE}"):
        with suppress(OSError), file.open("w") as free:
            fcntl.flock(free, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(file.parent, ignore_errors=True)


@contextmanager
def step(told: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"{told} …", flush=True)
    began = time.monotonic()
    yield
    print(f"    {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
