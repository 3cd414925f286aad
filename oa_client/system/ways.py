"""What an administrator says of the way to the centre, in ``link.json``; without it the desktop asks the system.

``{"proxy": "system", "trust_env": false, "ca_file": ""}``. `proxy`: system, none, or an address as
``http://proxy:3128``; `trust_env`: with "system" the proxies named in the environment count (never its other settings).
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies_environment
from urllib.request import proxy_bypass_environment as is_left_out  # type: ignore[attr-defined]

import msgspec

from oa_client.app.ways import Proxies, Way, is_here, straight, through

FILE = "link.json"
SYSTEM, NONE = "system", "none"

_log = logging.getLogger(__name__)


class LinkPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    proxy: str = SYSTEM
    trust_env: bool = False
    ca_file: str = ""


def read_way(folder: Path, system: Proxies | None = None, machine: Path | None = None) -> Way:
    """The way that is laid down for this machine, else for the profile in this folder.

    `system` answers for the system's own settings, where there are such beside the environment.
    """
    policy = read_policy((machine or machine_folder()) / FILE) or read_policy(folder / FILE) or LinkPolicy()
    return Way(_proxies(policy, system), policy.ca_file)


def read_policy(path: Path) -> LinkPolicy | None:
    """What is in a file; None when there is none, or none that can be read: that is no reason not to start."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=LinkPolicy)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, ValueError) as why:
        _log.warning("%s 读不了，没有用它：%s", path, why)
        return None


def _proxies(policy: LinkPolicy, system: Proxies | None) -> Proxies:
    if policy.proxy not in {SYSTEM, NONE}:
        return through(policy.proxy)
    if policy.proxy == NONE:
        return straight
    if policy.trust_env:
        return of_environment
    return system if system is not None else straight


def of_environment(url: str) -> Mapping[str, str]:
    """What http_proxy, https_proxy and no_proxy say."""
    named = getproxies_environment()
    if is_here(url) or is_left_out(urlsplit(url).hostname or "", named):
        return {}
    return {scheme: named[scheme] for scheme in ("http", "https") if scheme in named}


def machine_folder() -> Path:
    """Where an administrator says what holds for this machine, whoever uses it."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Lunyue"
    return Path("/etc/lunyue")
