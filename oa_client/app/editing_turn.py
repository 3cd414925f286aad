"""Whether what somebody writes on the text of a matter will be the text, or a 修改意见稿 beside it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oa_client.app.acting import actors
from oa_client.app.bodies import packed
from oa_client.app.desk import Desk
from oa_client.app.reading import Record
from oa_client.domain import rulebook
from oa_client.domain.body import BASE, DIGEST
from oa_client.domain.decision import Accepted, Command, Context
from oa_client.domain.matter import Moment
from oa_client.domain.people import Scope

SUGGESTION = "suggest"


@dataclass(frozen=True, slots=True)
class Turn:
    """How it stands with the text: `code` says why an edit will be a suggestion, empty when it will not.

    `until`: when the lease on it ends, mine or that of `holder`.
    """

    code: str = ""
    holder: Scope | None = None
    until: int | None = None


def turn(desk: Desk, record: Record, action: str, fields: Mapping[str, object]) -> Turn:
    """Asks the rule itself what would become of these fields now; the reason is told by what the matter keeps."""
    matter = record.matter
    if matter is None:
        return Turn()
    kept, now = matter.fields, desk.clock.now()
    until, holder = kept.get("lease_until"), kept.get("editor")
    lease = until if isinstance(until, int) else None
    scope = Scope(holder) if isinstance(holder, str) else None
    mine = scope is not None and scope in desk.rules.directory.scopes_of(desk.rules.me)
    if not (action == SUGGESTION or _kept_beside(desk, record, action, fields)):
        return Turn("", scope, lease if mine else None)
    if kept.get(f"body{DIGEST}") != fields.get(BASE):
        return Turn("other_base", scope, lease)
    if lease is not None and scope is not None:
        over = lease <= now
        return Turn("lease_ended" if over and mine else "not_mine" if over else "lease_of_other", scope, lease)
    return Turn("not_mine")


def _kept_beside(desk: Desk, record: Record, action: str, fields: Mapping[str, object]) -> bool:
    """Whether the rule would keep it as a suggestion, in every post of this person in which it keeps it at all."""
    process = desk.rules.kinds.get(record.kind, record.edition)
    if process is None:
        return False
    found, asked = [], packed(process.action(action), fields)
    for actor in actors(desk.rules):
        command = Command(record.id, record.kind, action, asked, edition=record.edition)
        context = Context(actor, Moment(desk.clock.now()), desk.rules.directory, desk.rules.calendar)
        decision = rulebook.decide(process, record.matter, command, context)
        if isinstance(decision, Accepted):
            found.append(any(e.data.get("action") == SUGGESTION for e in decision.entries))
    return bool(found) and all(found)
