"""``self-test``: what this machine and the profile's folder are like; it needs nobody to be signed in."""

from __future__ import annotations

from collections.abc import Sequence

from oa_client.app.soundness import Finding, exit_code
from oa_client.cli.output import Output
from oa_client.wording.soundness import lines, said


def self_test(found: Sequence[Finding], out: Output) -> int:
    """Tell every check; the exit code of the first fault."""
    out.give({"checks": values(found)}, "\n".join(lines(found)))
    return exit_code(found)


def values(found: Sequence[Finding]) -> list[dict[str, object]]:
    """The checks as values."""
    return [
        {"check": one.check.value, "good": one.good, "code": one.code, "message": said(one), "told": one.told}
        for one in found
    ]
