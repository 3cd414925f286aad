"""What Qt can do on this machine, asked of a process of its own: the command line loads none of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import oa_client
from oa_client.app.libraries import missing
from oa_client.app.soundness import Check, Finding

PATIENCE = 30.0
"""Seconds it may take, on a slow machine's first reading of every library."""


def command() -> tuple[str, ...]:
    """How that process is started from here; a frozen program starts itself."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "--toolkit-child")
    return (sys.executable, "-P", "-m", "oa_client", "--toolkit-child")


def look(argv: tuple[str, ...] | None = None, *, patience: float = PATIENCE) -> Finding:
    """Whether Qt is whole: `oa_client.ui.toolkit` tries each thing and says by name whether it went well."""
    try:
        tried = _asked(argv or command(), patience)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        if lost := missing(_last_words(error)):
            return Finding(Check.TOOLKIT, good=False, code="library_missing", facts=lost._asdict())
        return Finding(Check.TOOLKIT, good=False, code="toolkit_silent", facts={"why": type(error).__name__})
    lacking = tuple(sorted(name for name, good in tried.items() if not good))
    if lacking:
        return Finding(Check.TOOLKIT, good=False, code="toolkit_lacks", facts={"lacking": lacking})
    return Finding(Check.TOOLKIT, told=str(len(tried)))


def _last_words(error: Exception) -> str:
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) else None
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else ""


def surroundings(environ: Mapping[str, str]) -> dict[str, str]:
    """What that process finds around it: no screen, and nothing by which a frozen program knows that it is begun.

    One that finds it takes for granted that its libraries are being looked for where they lie.
    """
    kept = {name: value for name, value in environ.items() if not name.startswith("_PYI_")}
    home = str(Path(oa_client.__file__).resolve().parent.parent)
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": home}


def _asked(argv: tuple[str, ...], patience: float) -> dict[str, bool]:
    done = subprocess.run(argv, env=surroundings(os.environ), capture_output=True, timeout=patience, check=True)
    tried = json.loads(done.stdout)
    if not isinstance(tried, dict) or not tried:
        raise ValueError(done.stdout)
    return {str(name): good is True for name, good in tried.items()}
