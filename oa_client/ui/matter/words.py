"""The words of the matter page alone; names of things are those of `oa_client.wording`."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.assets import _
from oa_client.domain.decision import Refused
from oa_client.domain.table import Action
from oa_client.wording import names
from oa_client.wording.sentences import SENTENCES, sentence

_COMMON: Mapping[str, tuple[str, ...]] = {
    "mark_read": (
        "已阅。",
        "同意。",
        "请按要求抓好落实。",
        "请相关科室研究办理。",
        "已阅，无意见。",
        "拟同意，请领导审定。",
    ),
    "publish": ("同意发布。", "已核对，同意发布。"),
    "answer": ("已收悉。", "已收悉，按要求落实。"),
    "comment": ("已阅。", "已收悉。"),
}
_USUAL = ("同意。", "请按要求办理。", "拟同意，请领导审定。")
KEYED = 9
"""How many of the common opinions have a key of their own: Alt+1 to Alt+9."""

LACKING = "正文尚未下载，取来以后才能修改；联网后自动取来。"

EXPLAINED: Mapping[tuple[str, str], str] = {
    ("mode", "sequential"): "一位阅毕，自动送下一位",
    ("mode", "parallel"): "所有人同时收到，互不等待",
    ("mode", "grouped"): "一批阅毕，再送下一批",
    ("mode", "broadcast"): "发给单位或全区，只供阅知",
    ("purpose", "action"): "进入对方待办，须写意见",
    ("purpose", "information"): "进入对方待阅，看过即可",
}
NOTES: Mapping[str, str] = {
    "supervision.due": "到期没有办结的标为超期",
    "supervision.authorisation": "部门开展政府督查时填写本级政府的授权",
    "supervision.entrusted": "承办单位是受行政机关委托的社区、村时填写",
    "supervision.slips": "勾选后，区级督查机构可以就这一项发督查单",
    "may_add": "阅者可再加送他人",
    "may_forward": "阅者可转由他人代阅",
    "due": "到期未阅的会标为超期",
    "standing": "不写时间，我请假时自动生效",
    "kinds": "不选为全部",
    "may_sign": "上行文、重要公文、财政最终审批等须本人签批的也可代签",
    "deputy": "不填时由AB角代办",
    "in_charge": "领导请假外出时填写；其他人不需要时不填",
}
_SUBMIT: Mapping[str, str] = {"mark_read": "提交阅毕", "resume": "继续送阅", "publish": "审核通过并发布"}
_UNSHOWN: Mapping[str, str] = {
    "encrypted_file": "这个文件加了密码，不能在这里显示；可以另存，或用系统阅读器打开后输入密码。",
    "broken_file": "这个文件显示不出来，可能已损坏；可以另存，或用系统阅读器打开。",
    "too_big_to_show": "这个文件太大，不在这里显示；可以另存，或用系统阅读器打开。",
    "too_many_pages": "这个文件页数太多，不在这里显示；可以另存，或用系统阅读器打开。",
    "file_not_here": "这个文件还没有下载到本机；下载后就可以看。",
    "light_coming": "原件还没有下载到本机，正在取可看的页面；没有网络时，联网后自动取来。",
    "light_none": "这个文件没有简版；请在“附件”中下载原件。",
    "light_broken": "这个文件做不出简版（内容可能已损坏）；请在“附件”中下载原件。",
    "light_locked": "这个文件设有打开密码，没有简版；请在“附件”中下载原件，用系统阅读器打开。",
    "light_too_long": "这个文件超过 200 页，没有简版；请在“附件”中下载原件。",
    "light_too_heavy": "这个文件过于复杂，没有简版；请在“附件”中下载原件。",
    "light_making": "中心正在制作简版，请稍后再打开；也可以在“附件”中下载原件。",
    "preview_failed": "这个文件暂时显示不出来；可以另存，或用系统阅读器打开。",
}
_CODES: Mapping[str, str] = {
    "changed_bytes": "附件“{name}”核对不符，没有打开；请重新下载。",
    "is_program": "“{name}”可能是程序，不在这里直接打开；如确需使用，请另存后交管理员检查。",
    "no_reader": "系统没有能打开“{name}”的程序；可以另存后换一台电脑打开。",
    "no_way_for_files": "这件事项现在没有您可以加附件的步骤；改过的“{name}”原样留着，轮到您办理时再保存为新版本。",
    "too_late": "已经开始上传，不能再撤销；如写错了，请用“补充说明”更正。",
    "no_form": "这件事项现在没有可以填写的地方；您写的内容在“历史版本”里，可以查看和复制。",
    "page_failed": "这件事项读不出来；本机数据不受影响，请重试。",
    "draft_failed": "刚才输入的内容没能存到本机；请先不要关闭，检查磁盘空间后继续。",
}


def submit(action: Action) -> str:
    """What the button that does it says."""
    return _(_SUBMIT[action.name]) if action.name in _SUBMIT else ""


def common(action: Action) -> tuple[str, ...]:
    """Opinions that go in with one key where this is done, until a person has his own."""
    return tuple(_(text) for text in _COMMON.get(action.name, _USUAL))


def unshown(code: str) -> str:
    """Why a file's pages are not shown, and what still can be done."""
    if code in SENTENCES and code not in _UNSHOWN:
        return sentence(code)
    return _(_UNSHOWN.get(code, _UNSHOWN["preview_failed"]))


def told(code: str, facts: Mapping[str, object] | None = None) -> str:
    """A sentence for a code of this page, else the one everybody has."""
    if code in _CODES:
        return _(_CODES[code]).format_map({"name": "", **(facts or {})})
    return sentence(code, facts)


def refusal(refused: Refused, kind: str) -> str:
    """Why it was not kept; nothing typed was lost."""
    return told(refused.code, {**refused.facts, "kind": kind})


def label(kind: str, action: str, field: str) -> str:
    """What a field of an action is called."""
    return names.field_name(field, kind) or names.action(kind, action)


def choice(field: str, value: str) -> tuple[str, str]:
    """What may be chosen, and in one line what it means."""
    return names.choice(field, value), _(EXPLAINED.get((field, value), ""))


def note(field: str, kind: str = "") -> str:
    """In one line what a field does; mostly nothing need be said."""
    return _(NOTES.get(f"{kind}.{field}", NOTES.get(field, "")))
