"""Policies on the command line: ``--policy-dump``, and what they do not let anybody do."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from oa_client.app.policies import Allowed, Policies
from oa_client.cli.output import Exit, Output
from oa_client.wording import policies as wording

_SAVING = frozenset({"save", "sheet", "document"})
"""Commands that only write a file; others do when they are given ``--out``."""


def dump(policies: Policies, own: Mapping[str, object], out: Output) -> Exit:
    """``--policy-dump``: what holds and where it comes from, what is wrong in the files; it is never refused."""
    settings = {name: policies.setting(name, own.get(name)) for name in policies.rules}
    value = {
        "policies": [
            {"name": name, "value": wording.without_password(one.value), "layer": one.layer.value, "source": one.source}
            for name, one in settings.items()
        ],
        "faults": [
            {"file": one.source, "line": one.line, "key": one.key, "code": one.code, "message": wording.fault(one)}
            for one in policies.faults
        ],
    }
    out.give(value, "\n".join(wording.lines(policies, own)))
    return Exit.DONE


def forbids(allowed: Allowed, args: argparse.Namespace) -> bool:
    """Whether a command would take something out of the client that the administrator keeps in."""
    return not allowed.export and (args.command in _SAVING or bool(getattr(args, "out", None)))
