"""``help KIND``: what a kind of matter asks for and what may be done with it, read from its table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from oa_client.cli.output import Exit, Output
from oa_client.cli.plain_words import Wrong
from oa_client.domain.kinds import Kinds
from oa_client.domain.rulebook import unit_wanted
from oa_client.domain.table import ALWAYS, Action, Field, FieldType, Process
from oa_client.wording import names

_WRITTEN = {
    FieldType.FLAG: "是/否",
    FieldType.NUMBER: "数",
    FieldType.MONEY: "元，也可写 12.3万元",
    FieldType.MOMENT: "2026年11月30日 [17:00]",
    FieldType.HOLDER: "姓名或单位",
    FieldType.HOLDERS: "甲,乙",
    FieldType.GROUPS: "甲,乙|丙",
    FieldType.SCOPES: "单位或姓名",
    FieldType.TRACK: "任务号",
    FieldType.TRACKS: "任务号,任务号",
    FieldType.MATTER: "事项号",
    FieldType.BODY: "文本文件",
    FieldType.FILES: "用 --attach 文件",
}


def describe(args: argparse.Namespace, out: Output) -> Exit:
    """``help [KIND [ACTION]]``; needs no profile."""
    kinds = Kinds()
    if args.kind is None:
        named = {name: names.kind(name) for name in kinds.names()}
        text = "\n".join(["事项的种类（help 种类 看它的项和办法）：", *(f"  {n}　{said}" for n, said in named.items())])
        out.give(named, text)
        return Exit.DONE
    kind = next((n for n in kinds.names() if args.kind in {n, names.kind(n)}), "")
    process = kinds.newest(kind)
    if process is None:
        msg = f"没有“{args.kind}”这类事项；有：{'、'.join(kinds.names())}"
        raise Wrong(msg)
    actions = [a for a in process.actions if args.action in {None, a.name, names.action(kind, a.name)}]
    if not actions:
        msg = f"{names.kind(kind)}没有“{args.action}”；有：{'、'.join(a.name for a in process.actions)}"
        raise Wrong(msg)
    out.give([_value(kind, a) for a in actions], "\n".join(_text(process, actions)))
    return Exit.DONE


def _asked(action: Action) -> Iterator[Field]:
    """What may be said: how a day was counted nobody says."""
    return (f for f in action.asks if f.type is not FieldType.USUAL)


def _value(kind: str, action: Action) -> dict[str, object]:
    asks = [
        {"name": f.name, "label": names.field_name(f.name, kind), "type": f.type.value, "choices": list(f.choices)}
        | {"required": f.required == ALWAYS}
        for f in _asked(action)
    ]
    return {"action": action.name, "label": names.action(kind, action.name), "opens": action.opens, "fields": asks}


def _text(process: Process, actions: list[Action]) -> Iterator[str]:
    kind = process.kind
    for action in sorted(actions, key=lambda a: not a.opens):
        how = f"new {kind}" if action is process.opening[0] else f"do 事项 {action.name}"
        yield f"{how}　{names.action(kind, action.name)}"
        yield from (f"    {_ask(kind, action, f)}" for f in _asked(action))


def _ask(kind: str, action: Action, ask: Field) -> str:
    must = "（必填）" if ask.required == ALWAYS else ""
    written = names.written(ask.name, kind) or _WRITTEN.get(ask.type, "文字")
    if unit_wanted(action, ask.name):
        written = "单位全称"
    if ask.choices:
        written = "、".join(f"{c}（{names.choice(ask.name, c)}）" for c in ask.choices)
    option = "--attach" if ask.type is FieldType.FILES else f"--{ask.name}"
    return f"{option}　{names.field_name(ask.name, kind) or ask.name}{must}　{written}"
