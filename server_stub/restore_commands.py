"""oa-server backup and restore: what they say, one sentence each in Chinese, or JSON."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from oa_client.domain.money.amounts import figures
from server_stub.backup import BackedUp, NotAgreed, Restored, back_up, restore, roll_back
from server_stub.backup_series import Proved, add, prove
from server_stub.cannot import CannotDo, DoneBut, WrittenWrong
from server_stub.centre_commands import in_office, opened
from server_stub.holding_back import held_back
from server_stub.people_kept import Before, keep_people, last_known, people_kept, said_before
from server_stub.people_words import moment, of_devices, of_people
from server_stub.plain_words import setting
from server_stub.putting_away import PutAway, looked_at, put_away
from server_stub.restore_report import Gap, Overdrawn, Report
from server_stub.serve import CannotServe, alone
from server_stub.whereabouts import elsewhere, is_begun, need_own
from server_stub.work import counter

_MOST_LOST = 20


def backed_up(given: Namespace) -> str:
    """Make a backup; what to say of it. Raises `CannotDo`."""
    need_own(given.data)
    if given.to is None:
        given.to, given.keep = Path(setting("BACKUP_TO") or ""), given.keep or _kept_by_setting()
    if given.keep is not None:
        return _added(given)
    done = back_up(given.data, given.to, key=not given.without_key)
    proved = prove(given.to, "不要用它恢复", (*done.lost, *done.broken))
    return _made(given, done, done, [f"已备份到 {_backup(done)}。", f"{_proved(proved, done)}。"])


def _kept_by_setting() -> int:
    said = setting("BACKUP_KEEP") or "14"
    if not (said.isascii() and said.isdigit()):
        raise WrittenWrong(f"设置里 OA_SERVER_BACKUP_KEEP 要一个正整数：{said}；没有备份")
    return int(said)


def _added(given: Namespace) -> str:
    done = add(given.data, given.to, given.keep, key=not given.without_key)
    proved = _proved(done.proved, done.made)
    gone = f"，删去最早的 {len(done.gone)} 份" if done.gone else ""
    lines = [f"已备份到 {_backup(done.made)}。", f"{proved}；现有 {done.kept} 份备份{gone}。"]
    return _made(given, done, done.made, lines)


def _made(given: Namespace, done: object, made: BackedUp, lines: Iterable[str]) -> str:
    """What to say of a backup that was made. Raises `DoneBut` where the centre's own files are not whole.

    Nobody reads a journal that tells of success each night: the unit has to be seen among those that failed.
    """
    told = _said(given, done, [*lines, *_damaged(made)])
    if not (made.lost or made.broken):
        return told
    raise DoneBut(
        told, "备份做好了，留下了；但中心自己的附件有缺失或损坏（见上一段），请尽快处理，处理好之前每次都这样提醒"
    )


def _proved(proved: Proved, made: BackedUp) -> str:
    files = f"{proved.files} 个附件都在，核对了其中 {made.looked} 个的内容" if made.files else "没有附件"
    if made.lost:
        files = f"备份里有 {made.files} 个附件，另缺 {len(made.lost)} 个"
    return f"已核验：{proved.matters} 件事项的记录连续，{files}"


def _damaged(done: BackedUp) -> Iterator[str]:
    if done.mended:
        yield f"备份里有附件损坏，已从中心重新复制，请检查备份所在的盘：{'、'.join(done.mended)}。"
    if done.lost:
        some = f"{'、'.join(done.lost[:_MOST_LOST])}{'等' if len(done.lost) > _MOST_LOST else ''}"
        yield f"中心的盘上没有了 {len(done.lost)} 个附件，请从以前的备份拷回 files 下同名的地方：{some}。"
    if done.broken:
        yield f"中心的附件损坏，请检查中心的盘；恢复备份时由各终端补交：{'、'.join(done.broken)}。"


def _backup(done: BackedUp) -> str:
    key = "含回执密钥和证书私钥，请妥善保管" if done.key else "不含回执密钥和证书私钥，请另行保管 receipt.key、tls"
    return f"{done.to}：{done.entries} 条办理记录、{done.files} 个附件，{key}"


def restored(given: Namespace) -> str:
    """Restore, or show or close a restore, or put away what it never carries out; what to say of it."""
    _only(given, "put-away", "matter", "entry", "by", "reason")
    if given.yes and given.act not in {"put-away", "begin"}:
        raise WrittenWrong("只有 restore put-away、restore begin 才写 --yes；没有改动")
    if given.act != "begin" and given.before is not None:
        raise WrittenWrong("只有 restore begin 才写 --before；没有改动")
    if given.act is None:
        return _restore(given)
    if given.source is not None:
        raise WrittenWrong(f"restore {given.act} 不接受 --from；没有改动")
    return {"put-away": _put_away, "begin": _begin}.get(given.act, _look)(given)


def _only(given: Namespace, act: str, *names: str) -> None:
    """These are said with that act and with no other, which asks for all of them. Raises `WrittenWrong`."""
    said = [f"--{name}" for name in names if getattr(given, name) is not None]
    if given.act != act and said:
        raise WrittenWrong(f"只有 restore {act} 才写 {'、'.join(said)}；没有改动")
    lacking = [f"--{name}" for name in names if getattr(given, name) is None]
    if given.act == act and lacking:
        raise WrittenWrong(f"restore {act} 还要写 {'、'.join(lacking)}；没有改动")


def _restore(given: Namespace) -> str:
    need_own(given.data)
    if given.source is None:
        raise WrittenWrong(
            "从哪一份备份恢复，用 --from 指明（restore --from 文件夹）；只看恢复得怎样用 restore status。没有改动"
        )
    return _told_restored(given, restore(given.data, given.source))


def rolled_back(given: Namespace) -> str:
    """Go back to the data from before an upgrade; what to say of it. Raises `CannotDo`."""
    need_own(given.data)
    try:
        way, done = roll_back(given.data, agreed=given.yes)
    except NotAgreed as far:
        again = shlex.join(["oa-server", "rollback", "--yes", "--data", str(given.data)])
        raise CannotDo(f"将{far}；还没有动任何数据。确认就执行 {again}") from far
    return _told_restored(given, done, f"已{way}。\n")


def _told_restored(given: Namespace, done: Restored, before: str = "") -> str:
    files = f"有 {done.lacking} 个附件待补传，" if done.lacking else ""
    text = f"已恢复 {done.entries} 条办理记录，{files}原数据移到 {done.aside}；"
    people = of_people(done.people) if done.people else ()
    todo = "启动中心，等各终端联网补交（restore status 看还有谁没来），核对后执行 restore close。"
    return _said(given, done, [f"{before}{text}请{todo}", *people])


def _begin(given: Namespace) -> str:
    """After pg_restore: whatever the mark beside it says, the database is an older one. Raises `CannotDo`."""
    _there(given)
    with alone(given.data):
        epoch, before = _gone_back(given)
        with opened(given.data) as centre, centre.database.serving():
            if centre.epoch == epoch:  # else it was noticed when it was opened
                if given.before is None and not given.yes:
                    raise CannotDo(_would_begin(given, restoring=centre.restoring))
                centre.found_older(epoch)
            with centre.work() as work:
                keep_people(work, before)
            report = centre.restore_report()
    return _said(given, report, [f"已进入恢复：{_GATHERS}。", *sentences(report)])


_GATHERS = (
    "各终端会重新同步一遍，把中心缺的记录补交上来；此后新办的都等着，不编号、不终审、不对外发送、不跑时限，"
    "直到核对后执行 restore close"
)


def _would_begin(given: Namespace, *, restoring: bool) -> str:
    """What it means, for whoever has not said that the database is another one than it was."""
    seen = "中心已经在恢复中，不用再开始" if restoring else "看不出数据库被换成了旧的，平常不要执行"
    again = shlex.join(["oa-server", "restore", "begin", "--yes", "--data", str(given.data)])
    return (
        f"{seen}；还没有改动。restore begin 让中心进入恢复：{_GATHERS}。"
        f"确实刚用 pg_restore 放回了旧数据库的，执行 {again}；"
        "原来的库还在的，写 --before 和它的名称，人员和账号照它接着用"
    )


def _gone_back(given: Namespace) -> tuple[int, Before | None]:
    """The epoch that was put back, and what the database from before says of people. Raises `CannotDo`."""
    from server_stub.postgres import Postgres  # noqa: PLC0415 - its driver is loaded only where one is used

    database = elsewhere(begun=True)
    if not isinstance(database, Postgres):
        raise CannotServe("restore begin 只用于数据库在 PostgreSQL 里的中心；别的用 restore --from，没有改动")
    try:
        with database.read() as connection:
            epoch, centre, since = counter(connection, "epoch"), counter(connection, "centre"), last_known(connection)
            own = _last_of_its_own(connection, since)
        if given.before is None:
            return epoch, None
        with database.beside(given.before) as connection:
            before, last = said_before(connection, since), last_known(connection)
    except SQLAlchemyError as problem:
        raise CannotDo(f"恢复前的数据库 {given.before} 读不出来，没有改动；请核对名称和权限") from problem
    finally:
        database.close()
    if before.centre != centre:
        raise CannotDo(f"{given.before} 是另一个中心的数据库，没有改动；请核对名称")
    if last < own:
        raise CannotDo(
            f"{given.before} 的最后一笔比现在的数据还早，没有改动：它不是恢复前的数据库，或者已经照它接着用过了"
        )
    return epoch, before


def _last_of_its_own(connection: Connection, since: int) -> int:
    """The last moment of what was put back: a restore that carried nobody over may have begun behind it since."""
    people = people_kept(connection)
    return since if people is None or people.kept is not None else people.day


def _look(given: Namespace) -> str:
    _there(given)
    with opened(given.data) as centre:
        was = centre.restoring
        if given.act == "close":
            centre.close_restore()
        report = centre.restore_report()
    return _said(given, report, sentences(report, closed=was and not report.restoring))


def _put_away(given: Namespace) -> str:
    """What it was, now put away; without --yes it is only shown. Raises `CannotDo`."""
    _there(given)
    with opened(given.data) as centre, centre.work() as work:
        by = in_office(work, given.by)
        one = looked_at(work, given.matter, given.entry, by, given.reason)
        if not given.yes:
            again = _again(given)
            raise CannotDo(f"将放下{_gone(one)}。放下后不再列出、不再重试，不能收回；还没有改动。确认就执行 {again}")
        put_away(work, one, by)
        left = len(held_back(work.connection))
    rest = f"还有 {left} 条接不上" if left else "没有接不上的了"
    return _said(given, one, [f"已放下{_gone(one)}。{rest}；放下的随时可用 restore status 查看。"])


def _again(given: Namespace) -> str:
    line = ["--matter", given.matter, "--entry", str(given.entry), "--by", given.by, "--reason", given.reason]
    return shlex.join(["oa-server", "restore", "put-away", "--yes", *line, "--data", str(given.data)])


def _gone(one: PutAway) -> str:
    """What it said, and why it was given up."""
    sent = "、".join(f" {to.matter} {to.title or '（无标题）'}{_quoted(to.words)}" for to in one.sent)
    made = f"{one.author} {moment(one.at)}办"
    told = f"转告{sent} 的一步" if sent else "转告其他事项的一步"
    return f" {one.matter} {one.title or '（无标题）'}第 {one.v} 条（{made}）{told}，原因：{one.reason}"


def _quoted(words: str) -> str:
    return f"“{words}”" if words else ""


def _there(given: Namespace) -> None:
    if not is_begun(given.data):
        raise CannotServe(f"{given.data} 里没有中心的数据")


def _said(given: Namespace, done: object, lines: Iterable[str]) -> str:
    return msgspec.json.encode(done).decode() if given.json else "\n".join(lines)


def sentences(report: Report, *, closed: bool = False) -> Iterator[str]:
    """How a restore stands: a sentence, and one for each matter that is not whole. `closed`: just now."""
    standing = "恢复中" if report.restoring else "恢复已了结" if closed else "没有在恢复"
    counts = f"{report.lost} 条记录无人补交、{report.waiting} 条等前面的接上、{report.refused} 条已退回须重交"
    yield f"{standing}：{len(report.gaps)} 件事项不完整，{counts}，{len(report.files)} 个附件待补传。"
    if report.restoring or closed:
        blind = report.people is None or report.people.kept is None
        yield from of_devices(report.coming, closed=closed, blind=blind)
    yield from map(_gap, report.gaps)
    yield from _held_back(report)
    yield from map(_overdrawn, report.overdrawn)
    yield from (f"{moment(one.when)} {one.by}放下了{_gone(one)}。" for one in report.put_away)
    if report.calendar_lost:
        yield "工作日历的通知须重新公布（calendar announce）：有时限已按备份之后的通知重算，备份里没有这份通知。"
    if report.restoring and report.people:
        yield from of_people(report.people)


def _held_back(report: Report) -> Iterator[str]:
    """While it gathers that is as it should be; afterwards each has to be looked at."""
    if report.restoring:
        if report.held_back:
            yield f"另有 {len(report.held_back)} 条记录要转告其他事项（签收、撤回、并件等），了结时按原来的时间补上。"
        return
    for one in report.held_back:
        todo = "请核对两边，缺的记录补交后再执行一次 restore close，再也接不上的用 restore put-away 写明原因放下"
        yield f"{one.matter} {one.title or '（无标题）'}：第 {one.v} 条已恢复，转告其他事项的一步接不上；{todo}。"


def _overdrawn(one: Overdrawn) -> str:
    name = f"{one.line} {one.title or '（无标题）'}"
    todo = "请核对占用它的申请，已撤回、已作废的再办一次撤回，或追加指标"
    return f"预算指标 {name}：超支 {figures(one.over)} 元，不再接受新的占用；{todo}。"


def _gap(gap: Gap) -> str:
    parts = [f"现有 {gap.here} 条"]
    parts += [f"缺第 {_numbers(gap.lost)} 条"] if gap.lost else []
    parts += [f"第 {_numbers(v for v, _ in gap.waiting)} 条待接上"] if gap.waiting else []
    parts += [f"第 {_numbers(v for v, _ in gap.refused)} 条须重交"] if gap.refused else []
    return f"{gap.matter} {gap.title or '（无标题）'}：{'，'.join(parts)}。"


def _numbers(versions: Iterable[int]) -> str:
    return "、".join(map(str, versions))
