"""What an act came to beside its being kept: numbers, a 修改意见稿, what the rules of 行文 find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oa_client.app import fiscal
from oa_client.app.desk import Desk
from oa_client.app.editing_turn import turn
from oa_client.app.reading import Record
from oa_client.cli import views
from oa_client.domain import routing
from oa_client.domain.decision import Refused
from oa_client.domain.matter import Matter, MatterId
from oa_client.domain.outgoing.stages import DRAFTING
from oa_client.domain.people import Scope
from oa_client.domain.routing import Finding
from oa_client.domain.table import Action
from oa_client.domain.usual import DUE, USUAL, Usual, usual_of
from oa_client.wording import drafting, moments, money, names, spending, workdays
from oa_client.wording import routing as rules

BY_VARIABLE = "命令行的密码写在环境变量 OA_PASSWORD 里，或由标准输入给出。"
KEPT_BESIDE = "正文已有变化，或不由您修改：写的内容存为修改意见稿，正文不变。"


@dataclass(frozen=True, slots=True)
class Before:
    """How a matter stood before an act, as far as that tells what the act came to.

    `usual`: how the day was counted that nobody said; which day that came to, the record says afterwards.
    """

    action: Action
    suggestion: object = None
    why: str = ""
    alike: str = ""
    usual: Usual | None = None


def opening(desk: Desk, kind: str, action: Action, fields: Mapping[str, object]) -> Before:
    """Look before a matter is opened; `alike`: what there is already that may be the same."""
    known = fiscal.alike(desk.stores.library, fields) if kind == "budget_line" else None
    alike = money.given_already(known, desk.people) if known is not None else ""
    return Before(action, alike=alike, usual=_usual(fields, None))


def before(desk: Desk, record: Record, action: Action, fields: Mapping[str, object]) -> Before:
    """Look before it is done; `why`: what will keep an edit from becoming the text."""
    if record.matter is None or not any(guard.instead for guard in action.guards):
        return Before(action, usual=_usual(fields, record))
    found = turn(desk, record, action.name, fields)
    name = desk.people.label(found.holder) if found.holder is not None else ""
    why = drafting.turn(found, name, desk.clock.now()) if found.code else ""
    return Before(action, record.matter.fields.get("suggestion"), why)


def _usual(fields: Mapping[str, object], record: Record | None) -> Usual | None:
    """How the day was counted that stands in a command because nobody said one."""
    found, due = usual_of(fields.get(USUAL)), fields.get(DUE)
    kept = record.matter.fields.get(DUE) if record is not None and record.matter is not None else None
    return found if isinstance(due, int) and due != kept else None


def _usual_day(matter: Matter, usual: Usual) -> Iterator[int]:
    """Where a day that was counted so stands now: the centre may have counted it by a newer calendar."""
    whole = (usual_of(matter.fields.get(USUAL)), matter.fields.get(DUE))
    for found, due in (whole, *((track.usual, track.due) for track in reversed(matter.tracks))):
        if found == usual and isinstance(due, int):
            yield due


def come_to(desk: Desk, record: Record | None, was: Before) -> tuple[dict[str, object], list[str]]:
    """What an act came to, for programs and as lines for people."""
    if record is None or record.matter is None:
        return {}, []
    fields, value, lines = record.matter.fields, dict[str, object](), list[str]()
    numbers = {rule.field: fields[rule.field] for rule in was.action.numbers if fields.get(rule.field)}
    if numbers:
        written = record.row.number
        value |= {"numbers": numbers, **({"number": written} if written else {})}
        lines += [f"文号：{written}"] if written else []
        lines += [f"{names.field_name(name, record.kind) or '编号'}：{number}" for name, number in numbers.items()]
    if was.usual and (due := next(_usual_day(record.matter, was.usual), None)) is not None:
        value["due_usual"] = was.usual.value
        lines.append(workdays.usual(was.usual, due))
    if was.alike:
        value["alike"] = was.alike
        lines.append(was.alike)
    guarded = any(guard.instead for guard in was.action.guards)
    if guarded and fields.get("suggestion") not in {None, was.suggestion}:
        value["kept_as"] = "suggestion"
        lines.append(was.why or KEPT_BESIDE)
    found = findings(desk, record, was.action)
    if found:
        value["findings"] = [{"code": f.code, "severity": f.severity.value, "words": rules.sentence(f)} for f in found]
        lines += [f"{rules.severity(f)}：{rules.sentence(f)}" for f in found]
    return value, lines


def findings(desk: Desk, record: Record, action: Action) -> tuple[Finding, ...]:
    """What the rules of 行文 have against a draft while its drafter may still mend it, after he wrote on it."""
    wrote = {ask.name for ask in action.asks} & {*routing.HEAD, "body"}
    matter = record.matter
    if record.kind != "outgoing" or matter is None or matter.stage not in DRAFTING or not wrote:
        return ()
    return routing.findings(
        matter.fields, views.body(record) or None, routing.facts(desk.rules.directory, matter.fields)
    )


def who_has_it(desk: Desk, record: Record | None) -> dict[str, object]:
    """Who has the text checked out, and until when: the facts of a refusal that says so."""
    fields = record.matter.fields if record is not None and record.matter is not None else {}
    editor, until = fields.get("editor"), fields.get("lease_until")
    if not isinstance(editor, str) or not isinstance(until, int):
        return {}
    return {"name": desk.people.label(Scope(editor)), "until": moments.exact(until)}


def to_look_at(desk: Desk, matter: MatterId | None, refused: Refused) -> tuple[str, ...]:
    """What somebody is asked to have looked at before he may go on: which applications, which sums."""
    asked = refused.code == "split_not_looked" or refused.facts.get("field") == "split_looked"
    record = desk.record(matter) if asked and matter is not None else None
    money_of = spending.told(desk, record) if record is not None else None
    return money_of.warnings if money_of is not None else ()


def possible(desk: Desk, record: Record) -> str:
    """The actions somebody may take on a matter now, as the screen and the command line call them."""
    return "、".join(dict.fromkeys(names.action(record.kind, o.action.name) for o in desk.offers(record)))


def action_of(desk: Desk, record: Record, said: str) -> Action | None:
    """An action by its name, or as it is said on the screen; of two that are called so, the one that may be taken."""
    process = desk.kinds.get(record.kind, record.edition)
    if process is None or (named := process.action(said)) is not None:
        return named if process is not None else None
    called = [*(o.action for o in desk.offers(record)), *process.actions]
    return next((a for a in called if names.action(record.kind, a.name) == said), None)
