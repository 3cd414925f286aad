"""``supervision import``: the breakdown of a work report from a workbook; ``--template``: the workbook to fill in."""

from __future__ import annotations

import argparse
from pathlib import Path

from oa_client.app import whole
from oa_client.app.acting import Kept
from oa_client.app.breakdown import Defaults, Plan, Task, keep, planned
from oa_client.app.seat import CannotServe, Seat
from oa_client.app.tabular import MOST_BYTES, Foreign
from oa_client.cli.grammar import Wrong
from oa_client.cli.output import Exit, Output
from oa_client.cli.sending import numbered, send
from oa_client.domain.decision import Refused
from oa_client.wording import breakdown
from oa_client.wording.sentences import sentence


def supervision(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``supervision import [FILE] [--dry-run] [--good-only] [--template FILE]``."""
    if args.template is not None:
        return _template(seat, args, out)
    if args.file is None:
        msg = "请给出要导入的 .xlsx 文件，或用 --template 取模板"
        raise Wrong(msg)
    plan = _planned(seat, args)
    lines = [_line(task) for task in plan.tasks]
    if args.dry_run or not (plan.whole or (args.good_only and plan.good)):
        told = breakdown.summary(plan) + ("" if args.dry_run else "没有导入任何一行。")
        out.give(_value(plan, ()), "\n".join([*lines, told]))
        return Exit.DONE if plan.whole else Exit.REFUSED
    kept = keep(seat.desk, plan.good, undo=0)
    if isinstance(kept, Refused):
        raise CannotServe(kept.code, {**kept.facts, "kind": "supervision"})
    good = {task.row for task in plan.good}
    left = [_line(task) for task in plan.tasks if task.row not in good]
    return _sent(seat, args, out, (plan, kept, left))


def _sent(seat: Seat, args: argparse.Namespace, out: Output, done: tuple[Plan, tuple[Kept, ...], list[str]]) -> Exit:
    """Try the centre as every act does, and tell where each item stands then."""
    plan, kept, left = done
    out.say("已保存在本机")
    report = send(seat, now=not args.no_sync)
    waiting = [one for one in kept if numbered(seat.desk.pending(), one.n)]
    back = [p for one in kept if (p := numbered((*seat.desk.refused(), *seat.desk.conflicting()), one.n))]
    told = [f"已拟立项 {len(kept)} 件，" + (f"{len(waiting)} 件已提交，待上传。" if waiting else "中心已收。")]
    if back:
        told = [f"已拟立项 {len(kept)} 件，中心没有受理 {len(back)} 件，内容留在本机（见 outbox list）："]
        told += [sentence(p.code, {**p.facts, "kind": "supervision"}) for p in back]
    value = {**_value(plan, kept), "state": "refused" if back else "saved" if waiting else "done"}
    out.give({**value, "code": report.code} if waiting else value, "\n".join([*left, *told]))
    return Exit.REFUSED if back else Exit.SAVED if waiting else Exit.DONE


def _planned(seat: Seat, args: argparse.Namespace) -> Plan:
    path = Path(args.folder, args.file)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CannotServe("sheet_unreadable", {"name": path.name, "why": error.strerror or str(error)}) from error
    usual = Defaults(args.approver or "", args.mode, args.plan or "")
    try:
        return planned(seat.desk, seat.tables.read(data), usual)
    except Foreign as error:
        raise CannotServe(error.code, {**error.facts, "name": path.name}) from error


def _line(task: Task) -> str:
    return f"第 {task.row} 行　{task.cells.get('title', '')[:40]}　{breakdown.state(task)}"


def _value(plan: Plan, kept: tuple[Kept, ...]) -> dict[str, object]:
    rows = [
        {
            "row": task.row,
            "title": task.cells.get("title", ""),
            "faults": [{"code": f.code, "text": breakdown.said(f)} for f in task.faults],
            "remarks": [{"code": f.code, "text": breakdown.said(f)} for f in task.remarks],
        }
        for task in plan.tasks
    ]
    faults = [{"code": f.code, "text": breakdown.said(f)} for f in plan.faults]
    return {"rows": rows, "faults": faults, "kept": [str(one.matter) for one in kept]}


def _template(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    if not args.template.lower().endswith(".xlsx"):
        msg = "--template 要以 .xlsx 结尾"
        raise Wrong(msg)
    try:
        whole.put_new(Path(args.folder, args.template), seat.tables.workbook(breakdown.template()))
    except OSError as error:
        raise CannotServe("file_unwritable", {"name": args.template, "why": error.strerror or str(error)}) from error
    out.give({"path": args.template}, f"模板已另存为 {args.template}")
    return Exit.DONE
