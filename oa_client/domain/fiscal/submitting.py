"""What is found when money is asked for: the chain it passes, the line it is charged to, what looks like a split.

It stands in the entry from then on, so that a rule that changes later changes nothing under way. A device that does
not know the rules finds nothing; the centre does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from oa_client.domain.calendar import BEIJING, day_of
from oa_client.domain.decision import Context, Refused
from oa_client.domain.money.purse import TOTAL, Asked, Line
from oa_client.domain.money.ruling import HELD, BadRules, Version, read_rules, wanted
from oa_client.domain.people import Scope, UnitId
from oa_client.domain.scene import Scene
from oa_client.domain.table import Action

CHAIN, LINE, SPLIT, ENACTED = "chain", "line", "split", "rules"
"""What an entry says was found: under these names."""
Found = dict[str, object]


def looked_into(action: Action, scene: Scene, context: Context) -> Found | Refused:
    """What the effects of an action about money need; refused where there is none."""
    wants = {effect.name for effect in action.effects}
    if "lay_chain" in wants:
        return _chained(scene, context)
    if "charge_line" in wants:
        line = _line(scene, context, None)
        return line if isinstance(line, Refused) else {LINE: line.plain} if line is not None else {}
    gives_line = action.opens and any(rule.registry == TOTAL for rule in action.claims)
    if gives_line and (wrong := _not_the_bureau(scene, context)) is not None:
        return wrong
    return _enacted(action, scene, context) if "enact_rules" in wants else {}


def _not_the_bureau(scene: Scene, context: Context) -> Refused | None:
    """Only the unit that made the rules gives lines; a device that does not know them leaves it to the centre."""
    rules = context.purse.rules()
    if rules is None:
        return Refused("no_bureau_yet", {}) if context.at_centre else None
    if scene.actor is None or rules.unit in {0, scene.actor.unit}:
        return None
    unit = scene.directory.units.get(UnitId(rules.unit))
    return Refused("lines_by_bureau", {"unit": unit.name if unit else ""})


def _chained(scene: Scene, context: Context) -> Found | Refused:
    actor = scene.actor
    mine = scene.directory.scopes_of(actor.effective) | actor.scopes if actor is not None else frozenset()
    line, named = _line(scene, context, frozenset(mine)), bool(scene.fields.get("line"))
    if isinstance(line, Refused):
        return line
    rules = context.purse.rules()
    if (rules is None and not context.at_centre) or (named and line is None):
        return {}
    amount, fund = _amount(scene), line.fund if line is not None else str(scene.fields.get("fund") or "")
    version = rules.at(context.now) if rules is not None else None
    chain = version.chain(fund, amount, within=named) if version is not None else None
    if version is None or chain is None:
        return Refused("no_fiscal_rule", {"amount": amount, "fund": fund, "within": named, "known": bool(rules)})
    found: Found = {CHAIN: {"nodes": [list(node) for node in chain], "rules": version.v, "fund": fund}}
    if line is not None:
        found[LINE] = line.plain
    if (split := _split(scene, context, version, fund, within=named)) is not None:
        found[SPLIT] = split
    return found


def _amount(scene: Scene) -> int:
    amount = scene.fields.get("amount")
    return amount if isinstance(amount, int) else 0


def _line(scene: Scene, context: Context, mine: frozenset[Scope] | None) -> Line | Refused | None:
    """The line that is named, if it may be charged; None: none is, or this device does not know it."""
    named = scene.fields.get("line")
    if not isinstance(named, str) or not named:
        return None
    line = context.purse.line(named)
    if line is None:
        return Refused("no_budget_line", {}) if context.at_centre else None
    if mine is not None and line.owner not in mine:
        return Refused("line_of_other_unit", {"title": line.title})
    if not line.open or line.year != datetime.fromtimestamp(context.now, BEIJING).year:
        return Refused("budget_line_closed", {"title": line.title, "year": line.year})
    return line


def _split(scene: Scene, context: Context, version: Version, fund: str, *, within: bool) -> Mapping[str, object] | None:
    """The applications that together with this one would pass more nodes than any of them does alone."""
    asked = Asked(
        str(scene.value("@matter") or ""),
        scene.matter.unit if scene.matter else scene.actor.unit if scene.actor else 0,
        str(scene.fields.get("payee") or ""),
        str(scene.fields.get("project") or scene.fields.get("title") or ""),
        context.now,
    )
    others = context.purse.alike(asked)
    amounts = [_amount(scene), *(other.amount for other in others)]
    whole = version.chain(fund, sum(amounts), within=within)
    alone = [version.chain(fund, amount, within=within) for amount in amounts]
    if not others or whole is None or whole in alone:
        return None
    return {"with": [other.matter for other in others], "total": sum(amounts)}


def _enacted(action: Action, scene: Scene, context: Context) -> Found | Refused:
    """A version of the rules, as it will stand; there is one matter of them for the district."""
    known = context.purse.rules()
    if action.opens and known is not None and scene.actor is not None and known.unit not in {0, scene.actor.unit}:
        return Refused("already_taken", {"registry": "fiscal_rules", "key": ""})
    try:
        rules = read_rules(str(scene.fields.get("table") or ""))
    except BadRules as bad:
        return Refused("bad_fiscal_rules", bad.facts)
    holders = {name: Scope(str(scene.fields[name])) for name in HELD if scene.fields.get(name)}
    if lacking := sorted(wanted(rules) - holders.keys()):
        return Refused("missing_field", {"field": lacking[0]})
    since = scene.fields.get("effective_from")
    return {ENACTED: Version(day_of(since if isinstance(since, int) else 0), rules, holders).plain}
