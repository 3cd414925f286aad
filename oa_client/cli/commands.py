"""What each command does, over an open seat."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import msgspec

from oa_client.app import whole
from oa_client.app.acting import Answer, Kept
from oa_client.app.reading import ListName
from oa_client.app.seat import CannotServe, Seat
from oa_client.app.soundness import exit_code
from oa_client.cli import (
    directory,
    drafts,
    filling,
    fiscal,
    hints,
    ink,
    numbers,
    outbox,
    printing,
    registers,
    statistics,
    supervision,
    views,
)
from oa_client.cli.finding import record_of
from oa_client.cli.grammar import Wrong
from oa_client.cli.output import Exit, Output
from oa_client.cli.sending import PATIENCE, numbered, send
from oa_client.cli.soundness import values
from oa_client.domain.body import PICTURES
from oa_client.domain.decision import Refused
from oa_client.domain.handwriting import INK
from oa_client.domain.matter import MatterId
from oa_client.domain.table import WRITTEN, Action, Field, FieldType
from oa_client.wording import policies as wording_policies
from oa_client.wording import workdays
from oa_client.wording.outbox import counted
from oa_client.wording.sentences import sentence
from oa_client.wording.soundness import lines as checks


def sync(seat: Seat, _: argparse.Namespace, out: Output) -> Exit:
    """``sync``: exit 3 when something still waits for the centre."""
    report = seat.sync()
    value = {
        "up": report.up,
        "down": report.down,
        "turns": report.turns,
        "items": report.items,
        "seconds": round(report.seconds, 3),
        "waiting": len(seat.desk.pending()),
        "refused": len(seat.desk.refused()),
        "conflicts": len(seat.desk.conflicting()),
        "code": report.code,
    }
    text = f"上行 {report.up} 字节，下行 {report.down} 字节，{report.turns} 轮，{report.items} 项"
    if report.code:
        text += f"\n{sentence(report.code, report.facts)}"
    out.give(value, text)
    return Exit.SAVED if report.code or value["waiting"] else Exit.DONE


def listing(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``list NAME``."""
    desk, name = seat.desk, ListName(args.name)
    ids = desk.ids(name)
    items = [row for at in range(0, len(ids), 200) for row in desk.rows(name, ids[at : at + 200])]
    text = "\n".join(views.listed_text(desk, i) for i in items) or "没有事项。"
    out.give([views.listed(desk, i) for i in items], text)
    return Exit.DONE


def show(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``show ID``."""
    desk = seat.desk
    record = record_of(seat, args.id)
    desk.open(record.id)
    out.give(views.shown(desk, record), "\n".join(views.shown_text(desk, record)))
    return Exit.DONE


def save(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``save ID FILE PATH``: an attachment to a new file."""
    desk = seat.desk
    record = record_of(seat, args.id)
    files = record.matter.files if record.matter else ()
    if not 1 <= args.file <= len(files):
        msg = f"这件事项有 {len(files)} 个附件"
        raise Wrong(msg)
    file = files[args.file - 1]
    if not desk.attachments.here(file).whole:
        desk.attachments.want(record.id, file)
        seat.sync(PATIENCE)
    if not desk.attachments.here(file).whole:
        lost = desk.attachments.here(file).lost
        raise CannotServe("file_lost" if lost else "file_not_here", {"name": file.name})
    try:
        whole.put_new(Path(args.folder, args.path), b"".join(desk.attachments.read(file)))
    except OSError as error:
        raise CannotServe("file_unwritable", {"name": args.path, "why": error.strerror or str(error)}) from error
    out.give({"path": args.path, "sha256": file.sha256, "size": file.size}, f"已另存为 {args.path}")
    return Exit.DONE


def do(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``do ID ACTION``."""
    desk = seat.desk
    record = record_of(seat, args.id)
    action = hints.action_of(desk, record, args.action)
    by_receipt = any(o.receipt for o in desk.offers(record))
    if action is None:
        raise CannotServe("unknown_action", {"action": args.action, "can": hints.possible(desk, record)})
    if by_receipt and action.name == "mark_read" and not args.fields and args.giver is None and not args.ink:
        return _finish(seat, desk.receipt(record), out, args, hints.Before(action), record.kind)
    words, texts = filling.texts(action, args.fields, args.folder)
    given = {**filling.fill(desk, action, words, args.to), **texts, **_attached(seat, action, args)}
    standing = {**filling.standing(record, action), **given}
    fields = filling.counted(desk, record.kind, action, record, standing, frozenset(given))
    track = views.task_of(record, args.task)
    was = hints.before(desk, record, action, fields)
    answer = desk.act(record, action.name, fields, track=track, capacity=filling.capacity(desk, args.giver), undo=0)
    if isinstance(answer, Refused):
        return _refuse(seat, answer, out, (record.id, record.kind, action.name), fields)
    desk.words.drop(record.id, record.kind, action.name, fields)
    return _finish(seat, answer, out, args, was, record.kind)


def new(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``new KIND``: by the fields of the kind's opening action."""
    desk = seat.desk
    process = desk.kinds.newest(args.kind)
    if process is None:
        msg = f"没有“{args.kind}”这类事项；有：{'、'.join(desk.kinds.names())}"
        raise Wrong(msg)
    action = process.opening[0]
    fields = filling.fill(desk, action, args.fields, args.to)
    if args.body is not None:
        ask = _field(action, *WRITTEN)
        fields[ask.name] = filling.written(ask, filling.read_text(Path(args.folder, args.body), ask))
    fields |= _attached(seat, action, args)
    fields = filling.counted(desk, args.kind, action, None, fields, frozenset(fields))
    was = hints.opening(desk, args.kind, action, fields)
    answer = desk.begin(args.kind, action.name, fields, capacity=filling.capacity(desk, args.giver), undo=0)
    if isinstance(answer, Refused):
        return _refuse(seat, answer, out, (None, args.kind, action.name), fields)
    desk.words.drop(None, args.kind, action.name, fields)
    return _finish(seat, answer, out, args, was, args.kind)


def _refuse(
    seat: Seat, refused: Refused, out: Output, where: tuple[MatterId | None, str, str], fields: dict[str, object]
) -> Exit:
    """Refused at once: what was written stands in its form as a draft; a state secret is not kept at all."""
    facts = dict(refused.facts)
    if refused.code == "checked_out" and where[0] is not None:
        facts |= hints.who_has_it(seat.desk, seat.desk.record(where[0]))
    more = hints.to_look_at(seat.desk, where[0], refused)
    if not fields or refused.code == "secret_marking":
        return out.refuse(refused.code, facts, where[1], more=more)
    key = seat.desk.words.keep(*where, fields, apart=seat.is_lent)
    return out.refuse(refused.code, facts, where[1], kept=True, draft=key, more=more)


def _attached(seat: Seat, action: Action, args: argparse.Namespace) -> dict[str, object]:
    """The files given, in the field of the action that takes files."""
    by_hand = ink.given(seat.desk, action, args)
    if not args.attach:
        return by_hand
    paths = [Path(args.folder, a) for a in args.attach]
    return {_field(action, FieldType.FILES).name: filling.attach(seat.desk, paths), **by_hand}


def _field(action: Action, *kinds: FieldType) -> Field:
    found = next((f for f in action.asks if f.type in kinds and f != INK and f.name != PICTURES), None)
    if found is None:
        msg = f"“{action.name}”没有这样的项"
        raise Wrong(msg)
    return found


def _finish(seat: Seat, answer: Answer, out: Output, args: argparse.Namespace, was: hints.Before, kind: str) -> Exit:
    """Say that it is saved, try the centre, and tell where it stands then."""
    if isinstance(answer, Refused):
        return out.refuse(answer.code, answer.facts, kind)
    out.say("已保存在本机")
    report = send(seat, now=not args.no_sync)
    matter = answer.matter
    if not isinstance(answer, Kept):
        state = "saved" if report.code else "done"
        out.give({"state": state, "id": matter}, "已提交，待上传" if report.code else "中心已收")
        return Exit.SAVED if report.code else Exit.DONE
    come_back = (*seat.desk.refused(), *seat.desk.conflicting())
    if (refused := numbered(come_back, answer.n)) is not None:
        held = hints.who_has_it(seat.desk, seat.desk.record(matter)) if refused.code == "checked_out" else {}
        return out.refuse(refused.code, {**refused.facts, **held}, kind, kept=True, centre=True)
    waits = numbered(seat.desk.pending(), answer.n) is not None
    more, lines = hints.come_to(seat.desk, seat.desk.record(matter), was)
    value = {"state": "saved" if waits else "done", "id": matter, "n": answer.n, **more}
    said = "已提交，待上传" if waits else f"中心已收　{matter}"
    out.give({**value, "code": report.code} if waits else value, "\n".join([said, *lines]))
    return Exit.SAVED if waits else Exit.DONE


def search(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``search Q``."""
    desk = seat.desk
    found = desk.search(args.query)
    titles = {m: r.row.title for m in found.ids if (r := desk.record(m)) is not None}
    value = {
        "ids": [{"id": m, "title": t} for m, t in titles.items()],
        "total": found.total,
        "in_full": found.in_full,
        "by_title": found.by_title,
    }
    scope = f"共 {found.total} 条　本机全文 {found.in_full} / 仅标题 {found.by_title}"
    out.give(value, "\n".join([*(f"{m:10} {t}" for m, t in titles.items()), scope]))
    return Exit.DONE


def digest(seat: Seat, _: argparse.Namespace, out: Output) -> Exit:
    """``digest``: the limits the centre reminded of last, as far as they are still open."""
    desk = seat.desk
    found = desk.digest()
    if found is None:
        out.give(None, "没有提醒。")
        return Exit.DONE
    text = "\n".join(
        [f"{found.day}　{found.total} 项临期或超期", *(views.urged_text(desk, one) for one in found.items)]
    )
    out.give(msgspec.to_builtins(found), text)
    return Exit.DONE


def calendar(seat: Seat, _: argparse.Namespace, out: Output) -> Exit:
    """``calendar``: the working days that limits are counted by on this device."""
    days, now = seat.desk.calendar, seat.desk.clock.now()
    near = (days.year(now), days.year(now) + 1)
    years = {str(year): notice for year, notice in sorted(days.years.items())}
    out.give(
        {"years": years, "provisional": [y for y in near if days.is_provisional(y)]},
        "\n".join(workdays.lines(days, now)),
    )
    return Exit.DONE


def record(seat: Seat, args: argparse.Namespace, out: Output) -> Exit:
    """``record verify ID``."""
    matter = record_of(seat, args.id).id
    verdict = seat.desk.verify(matter)
    value = {"id": matter, "good": verdict.good, "entries": verdict.entries, "head": verdict.head, "why": verdict.why}
    if verdict.good:
        out.give(value, f"办理记录完整：{verdict.entries} 条，记录校验码 {verdict.head[:8]}")
        return Exit.DONE
    code = "not_whole_to_verify" if verdict.why == "not_whole" else "record_broken"
    out.give({**value, "state": "refused", "code": code}, sentence(code, {"matter": matter}))
    return Exit.REFUSED


def doctor(seat: Seat, args: argparse.Namespace, out: Output) -> int:
    """``doctor``: what is on this device and whether it is sound."""
    desk, found = seat.desk, args.checks()
    ids = {m for name in ListName for m in desk.ids(name)}
    broken = [m for m in sorted(ids) if (v := desk.verify(m)).why not in {"", "not_whole"} and not v.good]
    session, seals = desk.session, seat.seals.trouble
    value = {
        "user": session.user if session else "",
        "server": session.server if session else "",
        "usage": dict(desk.stores.library.usage()),
        "pending": len(desk.pending()),
        "refused": len(desk.refused()),
        "conflicts": len(desk.conflicting()),
        "checked": len(ids),
        "broken": broken,
        "notes": list(seat.notes),
        "seals": seals,
        "checks": values(found),
        "policy_faults": wording_policies.fault_lines(desk.terms.policies),
    }
    lines = [
        f"账号 {value['user']}　中心 {value['server']}",
        f"待上传 {value['pending']}　须重交 {value['refused']}　冲突 {value['conflicts']}",
    ]
    lines += [counted(name, number) for name, number in desk.stores.library.usage().items()]
    lines.append(f"已核验 {len(ids)} 件，" + (f"不符：{'、'.join(broken)}" if broken else "全部相符"))
    lines += [seals] if seals else []
    lines += wording_policies.told(desk.terms.policies)
    out.give(value, "\n".join([*lines, *checks(found)]))
    return Exit.REFUSED if broken else exit_code(found)


Command = Callable[[Seat, argparse.Namespace, Output], int]

COMMANDS: dict[str, Command] = {
    "sync": sync,
    "list": listing,
    "show": show,
    "save": save,
    "do": do,
    "new": new,
    "search": search,
    "directory": directory.directory,
    "record": record,
    "digest": digest,
    "calendar": calendar,
    "outbox": outbox.outbox,
    "drafts": drafts.drafts,
    "sheet": printing.sheet,
    "document": printing.document,
    "register": registers.register,
    "numbers": numbers.numbers,
    "statistics": statistics.statistics,
    "supervision": supervision.supervision,
    "fiscal": fiscal.fiscal,
    "doctor": doctor,
}
