"""The way to the centre: as a policy locks it, else as ``link.json`` says, else by a policy's default or the system.

``{"proxy": "system", "trust_env": false, "ca_file": ""}``. `proxy`: system, none, or an address as
``http://proxy:3128``; `trust_env`: with "system" the proxies named in the environment count (never its other settings).
A policy says "environment" for that.
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

from oa_client.app.policies import Policies
from oa_client.app.ways import Proxies, Way, is_here, straight, through
from oa_client.wording.policies import rules

FILE = "link.json"
SYSTEM, ENVIRONMENT = "system", "environment"

_log = logging.getLogger(__name__)


class LinkPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file; what it does not say is UNSET."""

    proxy: str | msgspec.UnsetType = msgspec.UNSET
    trust_env: bool = False
    ca_file: str | msgspec.UnsetType = msgspec.UNSET

    @property
    def said(self) -> Mapping[str, str]:
        """By the names of the policies."""
        proxy = self.proxy
        if self.trust_env and proxy in {SYSTEM, msgspec.UNSET}:
            proxy = ENVIRONMENT
        found = {"Proxy": proxy, "CaFile": self.ca_file}
        return {name: value for name, value in found.items() if isinstance(value, str)}


def said_of_way(folder: Path, machine: Path | None = None) -> Mapping[str, str]:
    """What ``link.json`` says, the machine's or else that in a profile's folder, by the names of the policies."""
    policy = read_policy((machine or machine_folder()) / FILE) or read_policy(folder / FILE) or LinkPolicy()
    return policy.said


def read_way(
    folder: Path, system: Proxies | None = None, machine: Path | None = None, policies: Policies | None = None
) -> Way:
    """The way that holds for the profile in this folder.

    `system` answers for the system's own settings, where there are such beside the environment.
    """
    said = said_of_way(folder, machine)
    holds = policies or Policies(rules())
    return Way(_proxies(holds.text("Proxy", said.get("Proxy")), system), holds.text("CaFile", said.get("CaFile")))


def read_policy(path: Path) -> LinkPolicy | None:
    """What is in a file; None when there is none, or none that can be read: that is no reason not to start."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=LinkPolicy)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, ValueError) as why:
        _log.warning("%s 读不了，没有用它：%s", path, why)
        return None


def _proxies(proxy: str, system: Proxies | None) -> Proxies:
    match proxy:
        case "none":
            return straight
        case "environment":
            return of_environment
        case "system":
            return system if system is not None else straight
        case _:
            return through(proxy)


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
