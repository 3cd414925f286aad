"""The parts of a diagnosis, each made of facts chosen one by one: figures, versions, codes; no word of the office."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path

from oa_client.app.soundness import Finding
from oa_client.app.synclog import LogLine
from oa_client.app.ways import Way
from oa_client.diagnosis import centre
from oa_client.store.soundness import FileFacts
from oa_client.store.soundness import look as look_at_files
from oa_client.system import synclog
from oa_client.system.badge import read_badge
from oa_client.system.fonts import find_fonts
from oa_client.system.instance import is_served
from oa_client.system.keyslots import is_profile
from oa_client.system.log import log_files
from oa_client.system.release import release
from oa_client.system.soundness import shown
from oa_client.system.started import read_started
from oa_client.wording.soundness import lines

PARTS = "licences/sbom.cdx.json"
"""Beside the program of a package: the list of what is in it."""
LIBRARIES = (
    "PySide6-Essentials",
    "SQLAlchemy",
    "sqlcipher3",
    "cryptography",
    "requests",
    "truststore",
    "keyring",
    "pypdfium2",
)
SETTINGS = (
    "LANG", "LC_ALL", "XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "DESKTOP_SESSION", "XMODIFIERS", "QT_IM_MODULE",
    "QT_IM_MODULES", "GTK_IM_MODULE", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "OA_KEEP_IM",
)  # fmt: skip
"""Variables of the session that say how the desktop speaks with the program."""
MOST_LOG = 512 * 1024
LAST_LINES = 400
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the parts come from. `files` looks at the profile's files, `key` opens them where nobody else has.

    `policies`: what an administrator laid down, as JSON; `more`: what a window knows besides.
    """

    folder: Path
    way: Way
    checks: Callable[[], Sequence[Finding]]
    key: Callable[[], bytes | None] = lambda: None
    files: Callable[[], Iterable[FileFacts]] | None = None
    policies: Callable[[], str] = str
    more: Callable[[], str] = str


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the diagnosis: its name, what stands in it for people, and how it is made."""

    name: str
    about: str
    make: Callable[[], str] = field(repr=False)


ABOUT = {
    "program.json": "程序版本、构建时间、所用库的版本",
    "system.json": "操作系统、glibc、字体、输入法和桌面环境的设置",
    "checks.txt": "自检：数据文件夹、磁盘、程序文件、时钟、密钥环、附件预览",
    "policies.json": "管理员的策略：每一项的值、出处和错误，地址里的账号已去掉",
    "profile.json": "本机数据：文件大小、版本、检查结果，各状态的操作有多少、多久了；没有标题和内容",
    "centre.json": "到中心的线路：地址、代理、证书链、两边时钟相差多少",
    "sync.log": "最近的同步日志：时间、代码和字节数",
    "client.log": "最近的程序日志：哪里出了错；不含任何人写的字",
    "window.txt": "窗口最慢的几次响应（在窗口里导出时才有）",
}
"""What stands in each part, for whoever looks before sending it."""


def members(sources: Sources) -> Iterator[Member]:
    """The parts in the order in which they are made."""
    folder = sources.folder
    made: dict[str, Callable[[], str]] = {
        "program.json": lambda: _told(_program()),
        "system.json": lambda: _told(_system()),
        "checks.txt": lambda: _lined(lines(sources.checks())),
        "policies.json": sources.policies,
        "profile.json": lambda: _told(_profile(sources)),
        "centre.json": lambda: _told(centre.look(read_badge(folder).server, sources.way)),
        "sync.log": lambda: _lined(_sync_lines(folder)),
        "client.log": lambda: _client_log(folder),
        "window.txt": sources.more,
    }
    return (Member(name, about, made[name]) for name, about in ABOUT.items())


def _told(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"


def _lined(found: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in found)


def _program() -> dict[str, object]:
    this = release()
    return {
        "version": this.version,
        "built": this.built,
        "revision": this.revision,
        "packaged": this.packaged,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "program": shown(Path(sys.executable)),
    }


def version(name: str) -> str:
    """Of a library, as it is installed or as the package lists it; "?" where neither knows it."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return _listed().get(name.lower(), "?")


def _listed() -> dict[str, str]:
    """The versions by the list of what is in a package; nothing where this is none."""
    try:
        listed = json.loads((Path(sys.executable).parent / PARTS).read_bytes())["components"]
        return {str(one["name"]).lower(): str(one["version"]) for one in listed}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _system() -> dict[str, object]:
    try:
        named = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        named = ""
    return {
        "system": named or platform.system(),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "glibc": " ".join(platform.libc_ver()),
        "processors": os.cpu_count(),
        "settings": {name: os.environ[name] for name in SETTINGS if name in os.environ},
        "display": "wayland" if os.environ.get("WAYLAND_DISPLAY") else "x11" if os.environ.get("DISPLAY") else "",
        "office_fonts": {face.value: [one.family for one in files] for face, files in find_fonts().faces.items()},
    }


def _profile(sources: Sources) -> dict[str, object]:
    folder, badge = sources.folder, read_badge(sources.folder)
    if not is_profile(folder):
        return {"folder": shown(folder), "there": False}
    found = sources.files() if sources.files is not None else look_at_files(folder, sources.key())
    return {
        "folder": shown(folder),
        "there": True,
        "open_elsewhere": sources.files is not None or is_served(folder),
        "started": asdict_of(read_started(folder)),
        "free_bytes": shutil.disk_usage(folder).free,
        "last_sync_hours_ago": _hours(badge.last_sync) if badge.last_sync else None,
        "files": [_file(one) for one in found],
        "beside": _beside(folder),
    }


def asdict_of(struct: object) -> dict[str, object]:
    """The fields of a struct of ours."""
    return {name: getattr(struct, name) for name in getattr(struct, "__struct_fields__", ())}


def _file(one: FileFacts) -> dict[str, object]:
    waiting = [
        {"state": state, "count": count, "oldest_hours": _hours(first), "newest_hours": _hours(last)}
        for state, count, first, last in one.waiting
    ]
    return {**asdict(one), "waiting": waiting}


def _hours(at: int) -> float:
    return round((time.time() - at) / HOUR, 1)


def _beside(folder: Path) -> list[dict[str, object]]:
    """What else lies in the profile: names of the program's own making, and how much."""
    return [
        {"name": path.name, "bytes": path.stat().st_size, "mode": f"{path.stat().st_mode & 0o777:o}"}
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name.partition(".")[0] in _OWN
    ]


_OWN = frozenset(
    {"outbox", "replica", "files", "keyslots", "badge", "started", "window", "sync", "client", "instance", "link"}
)


def _sync_lines(folder: Path) -> Iterator[str]:
    """The last lines, of which only times, codes and figures are passed on."""
    for one in synclog.read_lines(folder)[-LAST_LINES:]:
        yield json.dumps(_spare(one), ensure_ascii=False)


def _spare(one: LogLine) -> Mapping[str, object]:
    facts = {
        name: value
        for name, value in one.facts.items()
        if _is_code(name) and (isinstance(value, int | float) or _is_code(value))
    }
    return {"at": one.at, "what": one.what if _is_code(one.what) else "", "facts": facts, "spent": dict(one.spent)}


def _is_code(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= 40
        and value.isascii()
        and value.replace("_", "").isalpha()
        and value.islower()
    )


def _client_log(folder: Path) -> str:
    """The end of what was logged, from its first whole line."""
    data = b"".join(path.read_bytes() for path in log_files(folder))
    if len(data) > MOST_LOG:
        data = data[-MOST_LOG:].partition(b"\n")[2]
    return data.decode("utf-8", "replace")
