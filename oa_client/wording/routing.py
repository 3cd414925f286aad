"""What the rules of 行文 found, in one sentence each, with the clause it rests on."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.assets import _
from oa_client.domain.routing import Finding, Severity
from oa_client.wording import names

SEVERITIES = {Severity.BLOCK: "必须改正", Severity.WARN: "请核对", Severity.HINT: "提示"}
SENTENCES: Mapping[str, str] = {
    "r01": "主送“{receiver}”越过了“{skipped}”；一般不得越级行文，确需越级的，应当同时抄送被越过的机关。",
    "r02": "上行文原则上主送一个上级机关，现有 {n} 个；需要其他机关知道的用抄送。",
    "r02.copied_to": "向上级行文不抄送下级机关，请从抄送中去掉“{below}”。",
    "r03": "标题看来写了两件事；请示应当一文一事。",
    "r04": "报告中不得夹带请示事项；需要批准的，另写请示。",
    "r04.warn": "正文里像是有请求批准的话；报告中不得夹带请示事项，请核对。",
    "r05": "主送要写机关，不能写个人（上级负责人直接交办的事项除外）；请改为其所在机关，由收发岗签收。",
    "r05.outside_receivers": "“{name}”像是个人；不得向上级机关负责人个人报送公文，请主送其机关。",
    "r06": "转报下级的请示要提出本机关的倾向性意见，不得原文转报；正文中没有看到意见。",
    "r07": "受双重领导的机关向一个上级行文，必要时抄送另一个上级“{superior}”。",
    "r08": "重要的下行文应当同时抄送直接上级“{superior}”。",
    "r09": "除政府办公室经授权外，部门不得向“{receiver}”发指令性公文；需经政府同意的，请勾选“经政府同意”并在文中注明。",
    "r09.coordinating": "议事协调机构不得向“{receiver}”发指令性公文；需经政府同意的，请勾选“经政府同意”并在文中注明。",
    "r09.agreed": "已经政府同意的，应当在文中注明；正文中没有看到“经……政府同意”。",
    "r11": "会签中有 {n} 个单位不同意；部门之间未协商一致的，不得向下行文。",
    "r12": "“{organ}”与本机关不是同级，不能联合行文。",
    "r13": "“{organ}”是内设机构；除办公室外，内设机构不得对外正式行文，请以本机关名义发。",
    "r14": "“{organ}”一般不使用“{genre}”这一文种，请另选文种。",
    "r14.self_governed": "村（社区）是群众性自治组织，不用“{genre}”；向街道（镇）行文用“申请”或“报告”。",
    "way": "“{genre}”不作{direction}；请改文种或行文方向。",
    "secret": "有国家秘密标志“{marking}”；本系统不得拟制涉密公文，请走机要渠道。",
    "relief": "正文要求报送贯彻落实情况；下发文件一般不提出此类要求，请核对是否必要。",
}
_VARIANTS = ("self_governed", "coordinating", "agreed")


def sentence(found: Finding) -> str:
    """What to tell the drafter; names the clause at its end."""
    text = SENTENCES.get(_key(found), SENTENCES.get(found.code, "这里不合行文规则。"))
    said = _(text).format_map(_Facts(found.facts)).rstrip("。")
    return _("{said}（{clause}）。").format(said=said, clause=found.clause)


def severity(found: Finding) -> str:
    """How strong it is, in a word."""
    return _(SEVERITIES[found.severity])


def _key(found: Finding) -> str:
    for variant in _VARIANTS:
        if found.facts.get(variant):
            return f"{found.code}.{variant}"
    if found.code == "r04" and found.severity is Severity.WARN:
        return "r04.warn"
    return f"{found.code}.{found.place}"


class _Facts(dict[str, object]):
    """The facts as words."""

    def __missing__(self, name: str) -> str:
        return _("（未说明）")

    def __getitem__(self, name: str) -> object:
        value = super().__getitem__(name) if name in self else self.__missing__(name)
        return names.choice(name, str(value)) if name in {"genre", "direction"} else value
