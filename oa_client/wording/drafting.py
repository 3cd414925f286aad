"""What is said beside a draft: why it cannot be set, what the layout did, what is worth a look before it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oa_client.app.editing_turn import Turn
from oa_client.app.gongwen_faults import Fault
from oa_client.assets import _
from oa_client.wording import gongwen, moments

_IN_A_FORM: Mapping[str, str] = {
    "apart_needs_number": "附件单独成册要有发文字号（7.3.7）：取号后再设为单独成册。",
    "columns": "表格最多 {most} 栏，请拆成两张。",
    "level": "标题只有一至四级（7.3.3）。",
    "no_text": "还没有正文（7.3.3）。",
    "no_organ": "还没有选发文机关。",
    "signatory_only_upward": "只有上行文标注签发人（7.2.6）。",
    "upward_needs_signatory": "上行文应当标注签发人（7.2.6），请填写签发人。",
}
_EMPTY: Mapping[str, str] = {
    "title": "还没有标题（7.3.1）。",
    "attachment": "这个附件还没有名称。",
}
_CHECKS: Mapping[str, str] = {
    "title_long": "标题 {n} 字，一般不超过 {most} 字；长标题不易排匀，请看版面。",
    "title_genre": "标题没有以文种“{genre}”结尾（标题由发文机关、事由和文种组成）。",
    "title_mark": "标题里除书名号外一般不用标点（7.3.1）。",
    "no_recipients": "还没有主送机关（7.3.2）。",
    "attachment_unnamed": "正文提到附件，但没有附件（7.3.4）。请用“添加附件”添加。",
    "attachment_unmentioned": "有 {n} 个附件，正文没有提到附件，请核对。",
    "attachment_count": "正文提到附件{said}，实有 {n} 个，请核对。",
    "over_special": "正文 {n} 字，超过专项文件 4,000 字的要求。",
    "over_general": "正文 {n} 字，超过综合文件 5,000 字的要求。",
    "level_skipped": "这一级标题上面缺少上一级标题，请核对层次（7.3.3）。",
    "date_stands_in": "成文日期以签发日期为准，版面上暂用今天。",
    "number_stands_in": "文号待取号：联网编号后自动填上。",
    "absent": "本机没有“{chars}”的字形，版面和印出的文件用“〓”代替，请换字或手写补上。",
    "too_big": "正文和附件合起来超过 2 MB（约七十万字），交不上去；请把一部分改为附件文件。",
}
_OFFICES: Mapping[str, tuple[str, str]] = {
    "小标宋": ("方正小标宋", "思源宋体"),
    "仿宋": ("仿宋_GB2312", "Fandol 仿宋"),
    "楷体": ("楷体_GB2312", "Fandol 仿宋"),
    "黑体": ("黑体", "思源黑体"),
    "宋体": ("宋体", "Fandol 仿宋"),
}
"""For each face what offices have for it, and what ships with the client."""


def reason(found: Fault) -> str:
    """Why it cannot be, for whoever sits before the form and not before a file."""
    if found.code == "empty" and (words := _EMPTY.get(_kind_of(found.place))):
        return _(words)
    words = _IN_A_FORM.get(found.code, "")
    return _(words).format_map({"most": "", **found.facts}) if words else gongwen.reason(found)


def _kind_of(place: str) -> str:
    return "attachment" if place.startswith("attachments[") and place.endswith(".title") else place


def check(code: str, facts: Mapping[str, object]) -> str:
    """What is worth a look."""
    return _(_CHECKS[code]).format_map(dict(facts))


_TURNS: Mapping[str, str] = {
    "other_base": "正文已有新的版本，与您修改时的不同",
    "lease_ended": "您的编辑权已于 {time} 到期",
    "lease_of_other": "正文的编辑权在{name}手里，至 {time}",
    "not_mine": "现在不是由您修改正文的环节",
}


def turn(found: Turn, name: str, now: int) -> str:
    """What stands above the text while somebody writes on one that is there; `name`: who has checked it out."""
    time = moments.full(found.until, now) if found.until is not None else ""
    if found.code:
        why = _(_TURNS[found.code]).format(name=name, time=time)
        return _("{why}；您的修改将作为修改意见稿提交，正文不变。").format(why=why)
    return _("正文的编辑权在您手里，至 {time}；到期前提交有效。").format(time=time) if time else ""


def missing_faces(faces: Iterable[str]) -> str:
    """缺少字体: which, by the names of faces, and what stands in; nothing when none is missing."""
    told = [_OFFICES[f] for f in faces]
    if not told:
        return ""
    wanted = "、".join(_(own) for own, _shipped in told)
    instead = "、".join(dict.fromkeys(_(shipped) for _own, shipped in told))
    return _("缺少字体 {wanted}，暂以{instead}代替").format(wanted=wanted, instead=instead)


WHY_MISSING = (
    "这些字体由其厂商授权，不能随软件分发。"
    "本机装上后，版面和印出的文件自动改用；未装时字形有差别，版式尺寸仍按国家标准。"
)
