"""Why a 公文 cannot be set, and what was done to set it, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oa_client.app.gongwen_faults import Fault
from oa_client.app.gongwen_spec import choices
from oa_client.assets import _
from oa_client.wording import signs

FAULTS: Mapping[str, str] = {
    "apart_needs_number": "附件不与正文装订时首行要标发文字号（7.3.7），请填写 number。",
    "attendance_of_minutes": "出席、请假、列席人员只用于纪要格式（10.3）。",
    "bad_characters": "有不能印出的控制字符，请删去。",
    "bad_value": "内容不合要求。",
    "columns": "表格应有 1 至 {most} 栏。",
    "copy_number": "份号应在 1 至 999999 之间（7.2.1）。",
    "empty": "不能为空。",
    "issue_of_order_or_minutes": "“第×号”“第×期”只用于命令（令）和纪要格式，文件和信函请填 number。",
    "level": "标题层次只有 1 至 4 级（7.3.3）。",
    "missing": "缺少这一项。",
    "no_date": "没有成文日期（7.3.5）。",
    "no_organ": "没有发文机关。",
    "no_signer": "加盖签发人签名章要写明签发人职务（7.3.5.3），请填写 signers。",
    "no_such_day": "没有{year}年{month}月{day}日这一天。",
    "no_text": "没有正文（7.3.3）。",
    "cut_json": "不是完整的 JSON 文件。",
    "not_json": "不是 JSON 文件（第 {byte} 字节处不合语法）。",
    "not_one_of": "没有“{value}”这个取值，可用：{choices}。",
    "no_picture": "不是 PNG 或 JPEG 图片，或图片已损坏。",
    "picture_large": "图片超过 2 MB，请先压缩或裁小。",
    "picture_many": "图片像素太多（任一边不超过 10000，总数不超过 2500 万），请先缩小。",
    "picture_outside": "图片要和文件放在同一个文件夹里（或其下的文件夹），写成相对的路径。",
    "picture_wide": "图片宽度写毫米数，0 为原宽，最宽 {most}（版心宽度）。",
    "number_n": "发文顺序号从 1 起，不编虚位（7.2.5）。",
    "number_word": "机关代字不能为空，不能含数字、括号、“第”“号”（7.2.5）。",
    "number_year": "发文字号的年份应为四位全称（7.2.5）。",
    "one_line": "应写在一行里，不能换行。",
    "printed_before_signed": "印发日期早于成文日期。",
    "row_width": "这一行有 {has} 格，应为 {wants} 格。",
    "shares": "各栏宽的份数应与栏数相同，且都大于 0。",
    "signatory_only_upward": "只有上行文标注签发人（7.2.6）。",
    "spec_too_big": "文件超过 {most} MB。",
    "state_secret": "有国家秘密标志。涉密文件不得在本系统拟制，请走机要渠道。",
    "too_long": "超过 {most} 字。",
    "too_many": "超过 {most} 项。",
    "twice": "同一发文机关写了两次。",
    "unknown_field": "没有这一项，可用：{known}。",
    "upward_is_a_file": "上行文用文件格式，不用信函、命令、纪要格式。",
    "upward_needs_signatory": "上行文应当标注签发人（7.2.6），请填写 signatories。",
    "wrong_type": "应为{wants}，现为{got}。",
}
_KINDS = {
    "array": "列表",
    "bool": "真假",
    "float": "数",
    "int": "整数",
    "null": "空值",
    "object": "对象",
    "str": "文字",
}
_REMARKS = {
    "host_only": "联合行文机关过多，发文机关标志只用主办机关名称（7.2.4）。",
    "lines_moved": "为使印章、成文日期与正文同处一面，正文末两行移到了下一面（7.3.5.5）。",
    "pitch_changed": "为排下印章、成文日期或版记，行距作了调整（7.3.5.5）。",
    "recipients_moved": "首页排不下正文，主送机关移到版记（7.3.2）。",
    "picture_missing": "正文里有图片尚未下载或无法读取，纸上是写明的方框。",
    "text_not_here": "公文的正文尚未下载，现在只能印处理单；联网取来后可印公文。",
    "tail_alone": "署名所在的一面没有正文，请调整正文或表格（7.3.5.5）。",
}
NO_TEXT = (
    "首页显示不出正文（7.3.3），或版记一面排不下（7.4）：请缩短标题，减少签发人、发文机关，主送、抄送机关改用统称。"
)

NO_TEMPLATE = '不是格式模板：应为 JSON，写成 {"参数名": 数值, …}。'
_NOT_FREE = {
    "unknown": "没有“{key}”这一格式参数，可改的有：{free}。",
    "must": "“{what}”是标准规定的（{clause}），模板不能改。",
    "bounds": "“{what}”（{clause}）应在 {low} 至 {high}{unit}之间。",
}


def kept(absent: Sequence[str]) -> str:
    """Characters this machine cannot show, which stay in a DOCX."""
    chars = signs.named(absent)
    return _("本机没有“{chars}”的字形，文件里保留原字，请在有此字库的机器上核对。").format(chars=chars) if chars else ""


def reckoned(stand_ins: Sequence[str]) -> str:
    """Faces a DOCX names that were not here when it was laid out."""
    faces = "、".join(stand_ins)
    said = _("本机没有{faces}字体，版面按随附字体排定；文件里写的是机关所用字体，请在有这些字体的机器上核对。")
    return said.format(faces=faces) if faces else ""


def not_free(why: str, facts: Mapping[str, object]) -> str:
    """Why a template may not say what it says."""
    return _(_NOT_FREE[why]).format_map(_Gaps(facts))


def fault(found: Fault) -> str:
    """Where it is and why it cannot be."""
    words = reason(found)
    return f"{found.place}：{words}" if found.place else words


def reason(found: Fault) -> str:
    """Why it cannot be."""
    facts = dict(found.facts)
    if found.code == "not_one_of":
        facts["choices"] = "、".join(choices(found.place)) or "（见 gongwen schema）"
    if found.code == "wrong_type":
        facts = {name: _kinds(str(value)) for name, value in facts.items()}
    return _(FAULTS.get(found.code, FAULTS["bad_value"])).format_map(_Gaps(facts))


def remark(code: str) -> str:
    """What was done, for the clerk."""
    return _(_REMARKS[code])


def _kinds(told: str) -> str:
    names = [part.strip() for part in told.split("|")]
    return "或".join(_KINDS.get(n, n) for n in names)


class _Gaps(dict[str, object]):
    """Facts that did not come stay empty."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        super().__init__(facts)

    def __missing__(self, name: str) -> str:
        return ""
