"""Runs, tests and measures Lunyue from a bare machine, with the standard library only.

    python3 installer/dev.py run [--tour DIR] [client arguments]
    python3 installer/dev.py test [pytest arguments]
    python3 installer/dev.py bench [NAME …]
    python3 installer/dev.py fixture NAME …

The first call makes .venv (and, for root on a Debian family system, installs the missing system libraries);
later calls see by a fingerprint that it still fits and hand over at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / ".fingerprint"
LOG = VENV / "install.log"
CONSTRAINTS = ROOT / "installer" / "constraints.txt"
OLDEST = (3, 11)
NEWEST = (3, 12) if platform.machine() == "aarch64" else (3, 13)  # the last PySide6 for an old glibc on ARM

# What a Qt wheel needs and no wheel brings: to start at all, then to show a window under X11.
QT_LIBRARIES = (
    "libglib2.0-0", "libegl1", "libgl1", "libfontconfig1", "libdbus-1-3", "libxkbcommon0",
    "libgssapi-krb5-2", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1",
    "libxcb-randr0", "libxcb-render-util0", "libxcb-shape0", "libxcb-xkb1",
    "libxkbcommon-x11-0", "libx11-xcb1",
)  # fmt: skip
# A Chinese face for other programs' dialogs, and a keyring to test with; the client brings its own face.
OTHER_PACKAGES = ("fonts-wqy-microhei", "dbus", "gnome-keyring")
SUITE_PACKAGES = ("libreoffice-writer-nogui", "libreoffice-calc-nogui")
"""For the tests, where the machine has no office suite at all; beside one with windows they cannot stand."""

USAGE = """用法：python3 installer/dev.py 命令 [参数]
  run [--tour 目录]   起示范中心和客户端；--tour 则走一遍主要页面并截图
  test [pytest 参数]  全部检查
  bench [名称]        测量
  fixture 名称        生成测量用的数据"""


def main(arguments: Sequence[str]) -> int:
    """Make the environment fit, then hand over to the command asked for."""
    if not arguments or arguments[0] not in COMMANDS:
        print(USAGE)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    use_a_fitting_python()
    ensure_environment()
    if arguments[0] == "test" and not shutil.which("soffice"):
        install_suite()
    return hand_over(command_line(arguments[0], arguments[1:]), environment())


COMMANDS = ("run", "test", "bench", "fixture")


def command_line(command: str, rest: Sequence[str]) -> list[str]:
    """Return the arguments for the venv's Python that carry out a command."""
    if command == "test":
        return ["-m", "pytest", *rest]
    if command == "bench":
        return ["-m", "tests.bench", *rest]
    if command == "fixture":
        return ["-m", "tests.bench.fixture", *rest]
    if "--tour" in rest:
        at = rest.index("--tour")
        return ["-m", "tests.journeys.tour", *rest[at + 1 :], *rest[:at]]
    return [str(ROOT / "installer" / "run_demo.py"), *rest]


def environment() -> dict[str, str]:
    """Return the environment without what would bend the run: a PYTHONPATH, settings of the client."""
    strange = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in strange and not name.startswith("OA_")}
    return {
        **kept,
        "VIRTUAL_ENV": str(VENV),
        "PATH": f"{PYTHON.parent}{os.pathsep}{kept.get('PATH', os.defpath)}",
    }


def use_a_fitting_python() -> None:
    """Start again under a supported Python if this one is not; end with a clear word if there is none."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(OLDEST[1], NEWEST[1] + 1):
        found = shutil.which(f"python3.{minor}")
        if found:
            raise SystemExit(hand_over([__file__, *sys.argv[1:]], dict(os.environ), pathlib.Path(found)))
    stop(f"需要 Python {dotted(OLDEST)} 至 {dotted(NEWEST)}，本机的 python3 是 {sys.version.split()[0]}。")


def dotted(version: tuple[int, int]) -> str:
    """Write a version as people do."""
    return f"{version[0]}.{version[1]}"


def ensure_environment() -> None:
    """Make or renew .venv when Python, pyproject.toml or the constraints have changed."""
    python, wanted = python_fingerprint(), fingerprint()
    found = STAMP.read_text("utf-8").split() if STAMP.exists() else []
    if found == [python, wanted]:
        return
    if found[:1] != [python]:
        shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    STAMP.unlink(missing_ok=True)
    LOG.write_text("", "utf-8")
    install_system_libraries()
    if not PYTHON.exists():
        with step("建立 .venv"):
            venv.create(VENV, with_pip=True)
    with step("安装依赖"):
        install_packages()
    STAMP.write_text(f"{python}\n{wanted}\n", "utf-8")


def python_fingerprint() -> str:
    """Return what changes when .venv has to be made anew: the interpreter, or the folder it stands in."""
    return hashlib.sha256(f"{sys.version}\n{sys.base_prefix}\n{ROOT}".encode()).hexdigest()


def fingerprint() -> str:
    """Return what changes when the installed packages have to be renewed."""
    return hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + CONSTRAINTS.read_bytes()).hexdigest()


def install_packages() -> None:
    """Install the project, editable, with every extra, at the tested versions."""
    command = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    if not logged([*command, "-c", str(CONSTRAINTS), "-e", f"{ROOT}[desktop,server,dev]"], environment()):
        stop(f"安装依赖失败，完整输出在 {LOG.relative_to(ROOT)}：\n{log_tail()}")


def install_system_libraries() -> None:
    """Install the missing system packages, or say which command does."""
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return
    missing = missing_packages()
    if not missing:
        return
    if is_root():
        with step(f"安装系统库（{len(missing)} 个）"):
            done = apt_install(missing)
        if not done:
            print(f"系统库没有装上，先继续；完整输出在 {LOG.relative_to(ROOT)}：\n{log_tail()}", flush=True)
    else:
        print(f"缺少系统库，请执行：\n  sudo {' '.join(apt_command(missing))}", flush=True)


def install_suite() -> None:
    """An office suite for the tests of old formats; without one they run with a stand-in alone."""
    if not shutil.which("apt-get") or not is_root():
        print("本机没有 LibreOffice，旧格式的预览只用替身检查。", flush=True)
        return
    with step("安装 LibreOffice（检查旧格式预览用）"):
        done = apt_install(SUITE_PACKAGES)
    if not done:
        print(f"LibreOffice 没有装上，先继续；完整输出在 {LOG.relative_to(ROOT)}", flush=True)


def is_root() -> bool:
    """Tell whether packages of the system can be installed."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_command(packages: Sequence[str]) -> list[str]:
    """Return what installs system packages."""
    return ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]


def apt_install(packages: Sequence[str]) -> bool:
    """Install system packages; a second time with a fresh list, which may be missing or old."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = apt_command(packages)
    return logged(command, quiet) or (logged(["apt-get", "update", "-q"], quiet) and logged(command, quiet))


def missing_packages() -> list[str]:
    """Return the system packages that are not installed, asked in one call."""
    wanted = [*QT_LIBRARIES, *OTHER_PACKAGES]
    if not shutil.which("gcc"):
        wanted += ["gcc", "libc6-dev"]
    if importlib.util.find_spec("ensurepip") is None:
        wanted.append(f"python{dotted(sys.version_info[:2])}-venv")
    # Newer Debian and Ubuntu add t64 to some names, and apt still takes the old ones.
    names = [*wanted, *(f"{name}t64" for name in wanted)]
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names]
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    installed = {line.split()[0] for line in answer.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if not {name, f"{name}t64"} & installed]


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Print what is being done, and how long it took."""
    began = time.monotonic()
    print(f"· {title} …", end="", flush=True)
    try:
        yield
    finally:
        print(f" {time.monotonic() - began:.1f} 秒", flush=True)


def logged(command: Sequence[str], env: Mapping[str, str]) -> bool:
    """Run a command with its output in the log; tell whether it succeeded."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n")
        log.flush()
        return subprocess.run(command, env=env, cwd=ROOT, stdout=log, stderr=log, check=False).returncode == 0


def log_tail(lines: int = 40) -> str:
    """Return the end of the install log."""
    return "\n".join(LOG.read_text("utf-8", errors="replace").splitlines()[-lines:])


def hand_over(arguments: Sequence[str], env: Mapping[str, str], python: pathlib.Path = PYTHON) -> int:
    """Become the given Python with these arguments, in the project's folder."""
    os.chdir(ROOT)
    sys.stdout.flush()
    command = [str(python), *arguments]
    if not WINDOWS:  # exec returns to the shell at once there
        os.execve(python, command, env)  # noqa: S606 - a list, no shell
    return subprocess.run(command, env=env, check=False).returncode


def stop(reason: str) -> NoReturn:
    """End with a word on standard error."""
    print(f"\n{reason}", file=sys.stderr, flush=True)
    raise SystemExit(1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
