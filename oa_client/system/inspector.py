"""The checker of 公文 files: the file goes to the jailed child; the report that comes back is a stranger's word."""

from __future__ import annotations

import msgspec

from oa_client.app.preview import MOST_PREVIEWED
from oa_client.layout.gongwen.profile import Profile
from oa_client.layout.inspection.inspecting import Report, Uninspectable, rules
from oa_client.system.preview import PATIENCE, Child, Gone, command


def inspect(
    data: bytes, profile: Profile | None = None, *, argv: tuple[str, ...] | None = None, patience: float = PATIENCE
) -> Report:
    """What the rules say of a file, by an organ's figures or the standard's.

    Raises `Uninspectable` with a code of `oa_client.wording.inspection`.
    """
    if len(data) > MOST_PREVIEWED:
        raise Uninspectable("too_big_to_show")
    try:
        child = Child(argv or command(), patience)
    except OSError as error:
        raise Uninspectable("check_failed") from error
    try:
        head, body = child.ask({"do": "inspect", "template": profile.own() if profile else {}}, data)
    except Gone as gone:
        raise Uninspectable("too_late" if gone.late else "check_failed") from gone
    finally:
        child.end()
    if (code := head.get("code")) is not None:
        raise Uninspectable(str(code))
    return _judged(body)


def _judged(body: bytes) -> Report:
    """The child may have been taken over by the file: only rules that are, each once."""
    try:
        report = msgspec.json.decode(body, type=Report)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Uninspectable("check_failed") from error
    known = {rule.code: rule for rule in rules()}
    told = [finding.rule for finding in report.findings]
    if sorted(told) != sorted(known):
        raise Uninspectable("check_failed")
    return report
