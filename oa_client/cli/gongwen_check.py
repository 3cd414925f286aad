"""``gongwen check``: what GB/T 9704-2012 says of anybody's DOCX or PDF. It needs no profile and no sign-in."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TextIO

from oa_client.app.preview import MOST_PREVIEWED
from oa_client.cli.gongwen import why_not
from oa_client.cli.gongwen_template import BadTemplate, profile_of
from oa_client.cli.output import Exit, Output
from oa_client.layout.gongwen.profile import Profile
from oa_client.layout.inspection.inspecting import Report, Uninspectable
from oa_client.layout.inspection.judging import Finding, Outcome, Place
from oa_client.wording import inspection as wording

Inspect = Callable[[bytes, Profile], Report]
"""What the rules say of a file, by the standard with an organ's own figures. Raises `Uninspectable`."""


def check(args: argparse.Namespace, inspect: Inspect, out: TextIO, err: TextIO) -> Exit:
    """``gongwen check FILE``: done when nothing is 不符合, refused when something is or the file cannot be checked."""
    output = Output(out, as_json=bool(getattr(args, "json", False)))
    try:
        report = inspect(_bytes(Path(args.file)), profile_of(args.template))
    except OSError as error:
        return _refuse(f"打不开 {error.filename or args.file}：{why_not(error)}", output, err)
    except BadTemplate as bad:
        return _refuse(f"{args.template}：{bad}", output, err)
    except Uninspectable as why:
        return _refuse(f"{args.file}：{wording.cannot(why.code)}", output, err)
    output.give(_value(args.file, report), "\n".join(_lines(args.file, report)))
    return Exit.REFUSED if _of(report, Outcome.FAILS) else Exit.DONE


def _refuse(why: str, output: Output, err: TextIO) -> Exit:
    if output.as_json:
        output.give({"state": "refused", "message": why})
    else:
        Output(err, as_json=False).say(why)
    return Exit.REFUSED


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_PREVIEWED + 1)


def _of(report: Report, outcome: Outcome) -> list[Finding]:
    return [f for f in report.findings if f.outcome is outcome]


# ------------------------------------------------------------------ for people


def _lines(name: str, report: Report) -> Iterator[str]:
    """The verdict; what is 不符合; what is 提示; what cannot be told; how many are left."""
    fails, hints, unknown = (_of(report, x) for x in (Outcome.FAILS, Outcome.HINT, Outcome.UNKNOWN))
    yield f"{name}：{_verdict(fails, hints)}"
    if not report.shape:
        yield wording.DRAFT
    if report.unread:
        yield f"文件过长，最后 {report.unread} 页没有核对。"
    for found, title in (
        (fails, "不符合（规定）"),
        (hints, "提示（一般、推荐、可以、实务，可不改）"),
        (unknown, "未能判定"),
    ):
        if found:
            yield f"\n{title}："
        yield from _unknown(found) if found is unknown else (line for one in found for line in _told(one))
    counts = Counter(f.outcome for f in report.findings)
    yield f"\n其余：{counts[Outcome.MEETS]} 条符合，{counts[Outcome.NOT_APPLICABLE]} 条不适用。"
    for rule, why in _untold(report):
        yield f"  没有量到{rule}：{why}。"


def _unknown(found: list[Finding]) -> Iterator[str]:
    """Each reason once, with the rules and places it is a reason for."""
    reasons: dict[str, list[tuple[Finding, list[Place]]]] = {}
    for one in found:
        for why, some in groupby(sorted(one.places, key=lambda p: str(p.measured)), key=lambda p: p.measured):
            reasons.setdefault(wording.why_unknown(why), []).append((one, list(some)))
    for reason, told in reasons.items():
        yield f"  {reason}："
        for one, places in told:
            more = f"等 {one.count} 处" if one.count > len(one.places) else ""
            where = "、".join(dict.fromkeys(wording.at(p.page, p.paragraph, p.line, "") for p in places))
            yield f"    {wording.name(one.rule)}〔{one.clause}，{one.strength.value}〕：{where}{more}"


def _untold(report: Report) -> Iterator[tuple[str, str]]:
    """What could not be measured for want of anything to measure it by, and what is wanting."""
    for one in _of(report, Outcome.NOT_APPLICABLE):
        if why := wording.why_untold(one.rule):
            yield wording.name(one.rule), why


def _verdict(fails: list[Finding], hints: list[Finding]) -> str:
    behind = f"，另有 {len(hints)} 条提示" if hints else ""
    if fails:
        return f"{len(fails)} 条规定不符合{behind}。"
    return f"没有不符合规定的地方{behind}。"


def _told(finding: Finding) -> Iterator[str]:
    yield f"  {wording.name(finding.rule)}〔{finding.clause}，{finding.strength.value}〕"
    for place in finding.places:
        yield f"    {_place(place)}：{_said(finding, place)}"
    if finding.count > len(finding.places):
        yield f"    …… 共 {finding.count} 处"


def _place(place: Place) -> str:
    return wording.at(place.page, place.paragraph, place.line, place.words)


def _said(finding: Finding, place: Place) -> str:
    if finding.outcome is Outcome.UNKNOWN:
        return wording.why_unknown(place.measured)
    now = wording.now(finding.rule, place.measured, finding.unit)
    return "，".join(x for x in (now, wording.wish(finding.rule, place.wanted, finding.unit)) if x)


# ------------------------------------------------------------------ for programs


def _value(name: str, report: Report) -> dict[str, object]:
    counts = Counter(f.outcome for f in report.findings)
    return {
        "path": name,
        "format": report.shape,
        "pages": report.pages,
        "unread_pages": report.unread,
        "counts": {outcome.value: counts[outcome] for outcome in Outcome},
        "rules": [_rule(f) for f in report.findings],
    }


def _rule(finding: Finding) -> dict[str, object]:
    why = wording.why_untold(finding.rule) if finding.outcome is Outcome.NOT_APPLICABLE else ""
    return {
        "rule": finding.rule,
        "name": wording.name(finding.rule),
        "clause": finding.clause,
        "strength": finding.strength.value,
        "outcome": finding.outcome.value,
        "count": finding.count,
        "places": [_spot(finding, place) for place in finding.places],
        **({"reason": why} if why else {}),
    }


def _spot(finding: Finding, place: Place) -> dict[str, object]:
    value: dict[str, object] = {"measured": place.measured, "wanted": place.wanted, "unit": finding.unit}
    where = {"page": place.page, "paragraph": place.paragraph, "line": place.line, "words": place.words}
    value |= {key: one for key, one in where.items() if one}
    if finding.outcome is not Outcome.MEETS:
        value["message"] = _said(finding, place)
    return value
