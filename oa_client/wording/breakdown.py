"""What is said of a table of tasks that is to become items of supervision: row by row, and the workbook to fill in."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.app.breakdown import HEADS, NEEDED, Fault, Plan, TakenBack, Task
from oa_client.app.tabular import Column, Tabular
from oa_client.assets import _
from oa_client.wording import names
from oa_client.wording.sentences import sentence

FAULTS: Mapping[str, str] = {
    "columns_missing": "表头缺少：{columns}；这几列必须有，先后不限。",
    "column_twice": "表头里“{column}”不止一列；请只留一列。",
    "no_rows": "表头下面没有内容；请填好再导入。",
    "cell_missing": "没有填写“{column}”",
    "formula_empty": "“{column}”是公式，文件里没有它的值；请改成固定的内容",
    "formula_used": "{columns}是公式，按文件里的值导入",
    "merged_filled": "{columns}是合并单元格，按拆开后的内容导入",
    "no_such_cycle": "反馈周期“{name}”不认识，可填：每周、每月、每季度、不定期",
    "no_such_mode": "督查方式“{name}”不认识，可填：政府督查、内部督办",
    "no_approver": "没有督查领导；请填“督查领导”一列，或在导入时统一指定",
    "unit_unknown": "通讯录里没有“{name}”",
    "name_ambiguous": "叫“{name}”的不止一人，请改填单位",
    "not_a_supervisor_here": "您没有督查岗，不能立项",
    "no_such_day": "没有“{text}”这一天",
    "day_since_1904": "“{text}”没有设成日期格式，而这个文件从 1904 年起算日期，无法确定是哪一天；请写成 2026-11-30",
    "bad_day": "“{text}”不是日期，请写成 2026-11-30",
    "row_twice": "与第 {row} 行是同一事项",
    "supervised_already": "这一事项已经立项",
    "number_twice": "编号 {number} 与第 {row} 行重复",
    "above_unknown": "上级编号 {number} 不在表里",
    "rows_loop": "编号 {number} 的上级绕回到它自己",
}
_WIDTHS = {"title": 36, "requirements": 60, "lead": 20, "assist": 28, "due": 14, "basis": 24, "mode": 20}
_EXAMPLE = {
    "number": "1",
    "above": "",
    "title": "（示例，导入前请删去本行）12个老旧小区改造年内完工",
    "requirements": "11月底前全部完工，按月报送形象进度。",
    "lead": "",
    "assist": "多个单位用顿号隔开",
    "due": "2026-11-30",
    "cycle": "每月",
    "basis": "2026年政府工作报告",
    "approver": "",
    "mode": "不填：区级为政府督查，街道、镇为内部督办",
    "authorisation": "",
}


def said(fault: Fault) -> str:
    """One fault or remark in words."""
    if fault.code not in FAULTS:
        return sentence(fault.code, fault.facts, kept=False)
    text = _(FAULTS[fault.code]).format_map({k: str(v) for k, v in fault.facts.items()})
    like = fault.facts.get("like")
    return _("{text}；相近的有：{like}").format(text=text, like=like) if like else text


def way(task: Task) -> str:
    """In which way a row is supervised, as it will be kept."""
    return names.choice("mode", str(task.fields.get("mode", "")))


def state(task: Task) -> str:
    """What is said of a row: what keeps it out, else what should be known, else that it may go in."""
    told = "；".join(said(f).rstrip("。") for f in task.faults or task.remarks)
    return told if task.faults else (_("可以导入（{told}）").format(told=told) if told else _("可以导入"))


def summary(plan: Plan) -> str:
    """What a table comes to, in one line."""
    if plan.faults:
        return "".join(said(f) for f in plan.faults)
    wrong = len(plan.tasks) - len(plan.good)
    whole = _("共 {n} 行，都可以导入。").format(n=len(plan.tasks))
    return whole if not wrong else _("共 {n} 行，{wrong} 行有问题。").format(n=len(plan.tasks), wrong=wrong)


def template() -> Tabular:
    """The workbook to fill in."""
    heads = tuple(Column(_head(c), _WIDTHS.get(c, 12)) for c in HEADS)
    return Tabular(_("工作报告任务分解"), heads, (tuple(_EXAMPLE[c] for c in HEADS),))


def _head(column: str) -> str:
    name = _(HEADS[column][0])
    return _("{name}（必填）").format(name=name) if column in NEEDED else name


def taken_back(taken: TakenBack) -> str:
    """What came of taking an import back."""
    if not taken.gone:
        return _("已全部撤销，共 {n} 件。").format(n=taken.count)
    named = "、".join(taken.titles) + (_("等") if taken.gone > len(taken.titles) else "")
    told = _("已撤销 {n} 件；另有 {gone} 件已经上传，不能撤销：{named}。")
    return told.format(n=taken.count, gone=taken.gone, named=named)
