"""What the names of effects do to an application for money: its chain is laid, it goes on along it or one node back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from oa_client.domain.act import Act, effect
from oa_client.domain.fiscal.submitting import CHAIN, ENACTED, LINE, SPLIT
from oa_client.domain.matter import Matter, Track, TrackId
from oa_client.domain.money.ruling import UNIT_HEAD, Version, read_version
from oa_client.domain.people import Scope
from oa_client.domain.scene import flat_scopes
from oa_client.domain.strands import PENDING

TOLD = ("chain_rules", "fund", "finance_section", "split", "split_total", "line_title", "line_year")
"""The fields that `lay_chain` fills in."""
VERSIONS = "versions"
"""The field in which the matter of the rules keeps them."""


@effect("field")
def _lay_chain(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """One track for each node of the chain that was found, one after the other, behind whom field `args[0]` names."""
    found = act.found.get(CHAIN)
    chain: Mapping[str, object] = found if isinstance(found, Mapping) else {}
    head = flat_scopes(act.value(args[0], matter))
    nodes = [*((UNIT_HEAD, holder) for holder in head), *_nodes(chain)]
    first, turn = len(matter.tracks), max((t.turn for t in matter.tracks), default=-1) + 1
    laid = tuple(Track(TrackId(first + n), holder, PENDING, turn + n, node) for n, (node, holder) in enumerate(nodes))
    return _charged(replace(matter, tracks=(*matter.tracks, *laid), fields=_filled(matter, act, chain)), act)


def _nodes(chain: Mapping[str, object]) -> Iterator[tuple[str, Scope]]:
    nodes = chain.get("nodes")
    for one in nodes if isinstance(nodes, list) else ():
        yield str(one[0]), Scope(str(one[1]))


def _filled(matter: Matter, act: Act, chain: Mapping[str, object]) -> dict[str, object]:
    """The fields with what the chain says; a split that is no more is gone."""
    fields = {name: value for name, value in matter.fields.items() if name not in {"split", "split_total"}}
    section = next((holder for node, holder in _nodes(chain) if node == "finance_section"), None)
    told = {"chain_rules": chain.get("rules"), "fund": chain.get("fund"), "finance_section": section}
    split = act.found.get(SPLIT)
    if isinstance(split, Mapping):
        told |= {"split": split.get("with"), "split_total": split.get("total")}
    return fields | {name: value for name, value in told.items() if value is not None}


def _charged(matter: Matter, act: Act) -> Matter:
    line = act.found.get(LINE)
    if not isinstance(line, Mapping):
        return matter
    told = {"line_title": line.get("title"), "line_year": line.get("year"), "fund": line.get("fund")}
    return replace(matter, fields={**matter.fields, **told})


@effect()
def _charge_line(matter: Matter, act: Act, _: tuple[object, ...]) -> Matter:
    """It is charged to the line that was found."""
    return _charged(matter, act)


@effect("stage")
def _to_turn(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """To the stage that is named as the track whose turn it is; to `args[0]` when nobody's is."""
    open_now = [t for t in matter.tracks if t.state in act.process.open_tracks and t.delivered_at is not None]
    turn = min(open_now, key=lambda t: t.turn, default=None)
    stage = turn.role if turn is not None and turn.role in act.process.stages else str(args[0])
    return replace(matter, stage=stage)


@effect("track_state")
def _turn_back(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The track acted on waits again, and the one of the turn before is handed out anew, as state `args[0]`."""
    here = act.track
    if here is None:
        return matter
    at, waits = act.entry.at, replace(here, state=PENDING, ended_at=None, ended_by=None)
    tracks = tuple(
        waits
        if t.id == here.id
        else replace(t, state=str(args[0]), delivered_at=at, ended_at=None, ended_by=None)
        if t.turn == here.turn - 1
        else t
        for t in matter.tracks
    )
    return replace(matter, tracks=tracks)


@effect("name")
def _enact_rules(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` holds one version of the rules more: the one that was found."""
    version = read_version(act.found.get(ENACTED), act.entry.v)
    kept = matter.fields.get(str(args[0]))
    before: tuple[Version, ...] = kept if isinstance(kept, tuple) else ()
    return matter if version is None else replace(matter, fields={**matter.fields, str(args[0]): (*before, version)})
