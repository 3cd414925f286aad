"""Reads this machine's policies: ``policies.json``, then ``policies.d/*.json`` by name; of each key the later wins.

A value stands there plain, which locks it, or as ``{"value": …, "state": "locked" | "default"}``. Whatever is wrong in
a file is reported and never keeps anybody out: what fits is followed, and the rest is as if it was not written.
"""

from __future__ import annotations

import difflib
import json
import logging
import os
import re
import ssl
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from oa_client.app.policies import Fault, Laid, Policies, Rule
from oa_client.system.laid_down import NotBelieved, believe_folder, believed
from oa_client.system.ways import machine_folder
from oa_client.wording import policies as wording

FILE, FOLDER = "policies.json", "policies.d"
MOST = 256 << 10
"""Bytes of a file; every policy there is takes a hundredth of that."""
_STATES = {"locked": True, "default": False}
_OF_SCHEMA = "$schema"

_log = logging.getLogger(__name__)


def read_policies(folder: Path | None = None, owner: int = 0) -> Policies:
    """What is laid down now. `owner`: who alone may have written it, by his number on POSIX. Never raises."""
    reading = _Reading(wording.rules(), owner)
    reading.read(folder or machine_folder())
    return Policies(reading.rules, reading.laid, reading.faults)


def log_faults(policies: Policies) -> None:
    """Say once, at the start, what is not followed; in words only the program chose, as its log wants them."""
    for one in policies.faults:
        key = f" of {one.key}" if one.key in policies.rules else ""
        told = f"a policy file is not followed: {one.code}{key}, line %d"
        _log.warning(told, one.line)


class _Reading:
    """What was read so far."""

    def __init__(self, rules: Mapping[str, Rule], owner: int) -> None:
        self.rules, self._owner = rules, owner
        self.laid: dict[str, Laid] = {}
        self.faults: list[Fault] = []

    def read(self, folder: Path) -> None:
        """Everything in the machine's folder."""
        inner = folder / FOLDER
        if folder.is_dir() and not os.access(folder, os.X_OK):
            self._report(folder, "unreadable")
        if os.path.lexists(folder / FILE) and self._believes(folder):
            self._read_file(folder / FILE)
        if os.path.lexists(inner) and self._believes(folder) and self._believes(inner):
            for path in self._listed(inner):
                self._read_file(path)
        if (laid := self.laid.get("CaFile")) is not None and laid.value:
            self._try_certificates(Path(str(laid.value)), laid)
        if os.name == "posix" and os.geteuid() == self._owner:
            self._look_as_others(folder)
        self.faults = [self._told(one) for one in self.faults]

    def _try_certificates(self, path: Path, laid: Laid) -> None:
        """The file that CaFile names; it is followed all the same, for it may come later."""
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
        except OSError as error:  # an SSLError is one of these
            code = "ca_missing" if isinstance(error, FileNotFoundError) else "ca_unreadable"
            self._report(Path(laid.source), code, {"path": path}, key="CaFile")

    def _look_as_others(self, folder: Path) -> None:
        """What only root can read holds of nobody; the administrator who looks as root would never see it."""
        named = self.laid.get("CaFile")
        certificates = [Path(str(named.value))] if named is not None and named.value else []
        for path in (folder, folder / FOLDER, folder / FILE, *(folder / FOLDER).glob("*.json"), *certificates):
            if _hidden(path):
                self._report(path, "hidden")

    def _told(self, one: Fault) -> Fault:
        """With what holds instead, now that everything is read."""
        if "value" not in one.facts:
            return one
        used = wording.instead(Policies(self.rules, self.laid).setting(one.key))
        return replace(one, facts={**one.facts, "used": used})

    def _believes(self, folder: Path) -> bool:
        try:
            believe_folder(folder, self._owner)
        except NotBelieved as wrong:
            self._report(folder, "unsafe_folder" if wrong.code == "unsafe" else wrong.code)
            return False
        return True

    def _listed(self, folder: Path) -> list[Path]:
        try:
            return sorted(path for path in folder.iterdir() if path.suffix == ".json")
        except OSError:
            self._report(folder, "unreadable")
            return []

    def _report(
        self, path: Path, code: str, facts: Mapping[str, object] | None = None, *, line: int = 0, key: str = ""
    ) -> None:
        one = Fault(str(path), code, line, key, facts or {})
        if one not in self.faults:
            self.faults.append(one)

    def _read_file(self, path: Path) -> None:
        try:
            text = believed(path, MOST, self._owner).decode("utf-8-sig")
        except NotBelieved as wrong:
            self._report(path, wrong.code, wrong.facts)
            return
        except UnicodeDecodeError:
            self._report(path, "not_text")
            return
        for key, value in self._pairs(path, text):
            self._take(path, text, key, value)

    def _pairs(self, path: Path, text: str) -> Iterator[tuple[str, object]]:
        """The keys of a file and what is written to them."""
        try:
            found = _decoded(text)
        except json.JSONDecodeError as error:
            self._report(path, "not_json", {"why": wording.not_json(error.msg)}, line=error.lineno)
            return
        except (ValueError, RecursionError):
            self._report(path, "not_json", {"why": wording.not_json("")})
            return
        if not isinstance(found, _Pairs):
            self._report(path, "not_object")
            return
        names = [key for key, _value in found]
        for key in dict.fromkeys(name for name in names if names.count(name) > 1):
            self._report(path, "twice", line=_line_of(text, key), key=key)
        yield from found

    def _take(self, path: Path, text: str, key: str, value: object) -> None:
        """One key, as far as it can be followed."""
        if key == _OF_SCHEMA:
            return
        line = _line_of(text, key)
        rule = self.rules.get(key)
        if rule is None:
            near = wording.near(difflib.get_close_matches(key, self.rules, 1))
            self._report(path, "unknown", {"near": near}, line=line, key=key[:60])
            return
        plain, locked, code = _stated(value)
        if not code and rule.wrong_with(plain):
            code = "bad_value"
        if code:
            facts = {"value": wording.written(plain), "expected": wording.expected(rule)}
            self._report(path, code, facts, line=line, key=key)
            return
        self.laid[key] = Laid(plain, locked, str(path))


def _hidden(path: Path) -> bool:
    """Whether others than its owner and his group cannot read it, or enter it."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    needed = stat.S_IROTH | stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
    return mode & needed != needed


class _Pairs(list[tuple[str, object]]):
    """A JSON object as it is written."""


def _decoded(text: str) -> object:
    return json.loads(text, object_pairs_hook=_Pairs, parse_constant=_refuse)


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _stated(value: object) -> tuple[object, bool, str]:
    """The value itself, whether it is locked, and what is wrong with how that is said."""
    if not isinstance(value, _Pairs):
        return value, True, ""
    said = dict(value)
    if "value" not in said or said.keys() - {"value", "state"}:
        return said, True, "bad_form"
    state = said.get("state", "locked")
    known = isinstance(state, str) and state in _STATES
    return said["value"], not known or _STATES[str(state)], "" if known else "bad_state"


def _line_of(text: str, key: str) -> int:
    """In which line a key stands; the last, where it is written twice."""
    found = [m.start() for m in re.finditer(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:", text)]
    return text.count("\n", 0, found[-1]) + 1 if found else 0
