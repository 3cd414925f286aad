"""The names of 财政审批, its budget lines and its rules: stages, strands, actions, fields and choices."""

from __future__ import annotations

from collections.abc import Mapping

KINDS = {"fiscal": "财政审批", "budget_line": "预算指标", "fiscal_rules": "财政审批权限"}
NEW = {"fiscal": "申请资金", "budget_line": "下达预算指标", "fiscal_rules": "制定审批权限"}
NODES: Mapping[str, str] = {
    "unit_head": "单位负责人",
    "finance_section": "财政业务科室",
    "finance_bureau_head": "财政局负责人",
    "vice_head": "分管财政副区长",
    "district_head": "区长",
    "meeting": "会议决定",
}
"""The nodes of a chain."""
STAGES: Mapping[str, str] = {
    "fiscal.unit_head": "待单位审核",
    "fiscal.finance_section": "待科室初审",
    "fiscal.finance_bureau_head": "待财政局审核",
    "fiscal.vice_head": "待分管副区长审批",
    "fiscal.district_head": "待区长审批",
    "fiscal.meeting": "待会议决定",
    "fiscal.approved": "已批准，待下达指标",
    "fiscal.issued": "已下达，待支付",
    "fiscal.paying": "部分支付",
    "fiscal.paid": "已支付，待对账",
    "fiscal.reconciled": "已对账",
    "fiscal.archived": "已归档",
    "fiscal.returned": "退回修改",
    "fiscal.withdrawn": "申请单位已撤回",
    "fiscal.void": "已作废",
    "budget_line.open": "可用",
    "budget_line.closed": "已停用",
    "fiscal_rules.in_force": "执行中",
}
TRACK_STATES: Mapping[str, str] = {
    "fiscal.pending": "未轮到",
    "fiscal.delivered": "待办",
    "fiscal.approved": "同意",
    "fiscal.returned": "退回",
    "fiscal.lapsed": "已失效（退回前）",
}
ACTIONS: Mapping[str, str] = {
    "fiscal.apply": "申请资金",
    "fiscal.reapply": "修改后再报",
    "fiscal.agree": "单位同意",
    "fiscal.review": "科室初审",
    "fiscal.approve": "同意并转下一环节",
    "fiscal.decide": "最终审批",
    "fiscal.record_decision": "登记会议决定",
    "fiscal.send_back": "退回",
    "fiscal.withdraw": "撤回申请",
    "fiscal.void": "作废",
    "fiscal.issue_indicator": "下达指标",
    "fiscal.pay": "登记支付",
    "fiscal.reconcile": "对账",
    "fiscal.archive": "归档",
    "fiscal.urge": "催办",
    "budget_line.grant": "下达预算指标",
    "budget_line.supplement": "追加",
    "budget_line.reduce": "调减",
    "budget_line.close": "停用",
    "budget_line.reopen": "恢复使用",
    "fiscal_rules.enact": "制定审批权限",
    "fiscal_rules.change": "调整审批权限",
}
FIELDS: Mapping[str, str] = {
    "fiscal.title": "事由",
    "fiscal.to": "退给",
    "fiscal.basis": "依据文件",
    "fiscal.line": "预算指标",
    "budget_line.title": "指标名称",
    "budget_line.basis": "依据文件",
    "budget_line.amount": "调整金额",
    "fiscal_rules.basis": "依据文件",
    "amount": "申请金额",
    "approved": "批准金额",
    "paid": "已支付",
    "payment": "本次支付",
    "paid_on": "支付日期",
    "voucher": "支付凭证号",
    "unit_head": "单位负责人",
    "line": "预算指标",
    "line_title": "预算指标",
    "line_year": "预算年度",
    "fund": "资金来源",
    "payee": "收款单位（人）",
    "account": "收款账号",
    "project": "项目",
    "fiscal.purpose": "用途说明",
    "schedule": "用款计划",
    "invoices": "发票号码",
    "major": "三重一大事项",
    "split": "疑似拆分的申请",
    "split_total": "合计金额",
    "split_looked": "已核对是否拆分",
    "indicator": "指标文号",
    "meeting": "会议名称",
    "met_on": "会议日期",
    "owner": "使用单位",
    "function_code": "功能分类",
    "economy_code": "经济分类",
    "total": "指标总额",
    "reduced": "已调减",
    "effective_from": "自何日起执行",
    "table": "审批权限表",
    "finance_section": "财政业务科室",
    "finance_bureau_head": "财政局负责人",
    "vice_head": "分管财政副区长",
    "district_head": "区长",
    "chain_rules": "适用的审批权限",
    "versions": "历次权限",
}
CHOICES: Mapping[tuple[str, str], str] = {
    ("fund", "annual"): "年初预算",
    ("fund", "extra"): "追加",
    ("fund", "grant"): "上级补助",
    ("fund", "carried"): "结转",
    ("fund", "reserve"): "机动",
    ("to", "applicant"): "申请单位",
    ("to", "before"): "上一环节",
}
STEPS: Mapping[str, str] = {
    "unit_head": "待单位审核",
    "finance_section": "待科室初审",
    "finance_bureau_head": "待财政局审核",
    "vice_head": "待审批（分管副区长）",
    "district_head": "待审批（区长）",
    "meeting": "待登记会议决定",
    "reapply": "退回修改",
    "issue_indicator": "待下达指标",
    "pay": "待支付",
    "reconcile": "待对账",
    "fiscal.archive": "待归档",
}
MONEY = frozenset({"amount", "approved", "paid", "payment", "total", "reduced", "split_total"})
"""The fields that hold an amount of money, in 分."""
REFUSALS: Mapping[str, str] = {
    "already_taken.invoice": "发票号码 {key} 已用于另一件申请{another}，同一张发票不能报两次；{kept}请核对后改正。",
    "already_taken.voucher": "支付凭证号 {key} 已登记过{another}，同一笔支付不能登记两次；{kept}请核对。",
    "already_taken.budget_line": "同一单位、年度、科目、来源的指标已有了{another}；{kept}请在那一条里追加或调减。",
    "already_taken.fiscal_rules": "区里已经制定过审批权限，不必另立；{kept}"
    "请由制定它的财政部门在那一件里“调整审批权限”。",
    "amount_decimals": "金额最多写到分（两位小数）；{kept}请改正。",
    "amount_foreign": "金额只能是人民币；{kept}外币请按规定折算后填写，并在用途说明里写明。",
    "amount_negative": "金额不能是负数；{kept}请改正。",
    "amount_too_large": "金额太大（含角分最多 15 位数字）；{kept}请核对是不是多写了位数。",
    "amount_two_currencies": "一个金额里写了两种货币；{kept}请只写人民币金额。",
    "amount_unreadable": "看不懂这个金额；{kept}请写成 1,234.50 或 12.3万元。",
    "amount_zero": "金额不能是 0；{kept}请填写金额。",
    "approved_too_much": "批准金额不能超过申请金额；{kept}请改正，或退回由单位重新申请。",
    "bad_fiscal_rules": "审批权限表{where}{problem}；{kept}请改正后再提交。",
    "below_taken": "这条指标已被占用或支付，调减后会不够：最多还能调减 {left}；{kept}请先处理占用的申请。",
    "budget_line_closed": "指标“{title}”已停用或不是本年度的（{year} 年）；{kept}请另选指标。",
    "chain_unknown": "本机还没有收到审批权限，不知道下一环节是谁；{kept}请联网同步后再办。",
    "decides_own": "这件申请是您本人（或代委托人）提出的，不能由自己审批；{kept}请同岗位的其他人办理，"
    "或工作移交给另一位有此职责的人；没有别人的，请退回后由本单位其他人员经办申请。",
    "final_approval_here": "这是最后一个环节，请用“最终审批”；{kept}",
    "head_is_applicant": "申请人不能同时是单位审核人；{kept}请选本单位的另一位负责人；"
    "本单位没有别的负责人的，请选上级单位的负责人，或由本单位其他人员经办申请。",
    "line_as_approved": "这笔申请是按原来的预算指标批准的，下达时不能换指标；{kept}"
    "请选回原指标，要换的请作废后重新申请。",
    "line_overdrawn": "这条预算指标已经超支 {over}（恢复旧数据后多占用的），不再接受新的占用；{kept}"
    "请另选指标，或请财政部门核对、追加后再办。",
    "line_of_a_person": "指标要下达给单位，不能给个人；{kept}请改选单位。",
    "line_of_other_unit": "指标“{title}”是别的单位的；{kept}请选本单位的指标。",
    "line_of_several": "一条指标只下达给一个单位，不能给“含下属单位”或全体；{kept}请改选一个单位，各单位分别下达。",
    "lines_by_bureau": "预算指标只由制定审批权限的财政部门（{unit}）下达；{kept}请报该部门办理。",
    "no_budget_line": "没有找到这条预算指标；{kept}请同步后另选。",
    "no_bureau_yet": "区财政部门还没有制定审批权限，不能下达指标；{kept}请先由财政部门“制定审批权限”。",
    "no_fiscal_rule": "审批权限里没有适用于这笔申请的规定（{fund}，{amount}）；{kept}请联系财政部门。",
    "not_allowed.fiscal_rules": "审批权限只由区财政部门的“财政局长”（财政局负责人）岗位制定、调整，"
    "财政业务科室和其他岗位不能办理；{kept}请报区财政部门的负责人办理。",
    "not_final_yet": "后面还有审批环节，不是最终审批；{kept}请用“同意并转下一环节”。",
    "not_the_bureau": "审批权限由区财政部门制定，街道、镇的财政机构不制定；{kept}请报区财政部门办理。",
    "not_of_finance": "所选的人没有相应的财政审批职责；{kept}请重新选择。",
    "over_budget": "预算指标余额不足：还可用 {left}，这次要 {amount}；{kept}请减少金额、另选指标或先申请追加。",
    "paid_in_future": "支付日期还没有到；{kept}请填写实际支付的日期，还没有支付的请支付以后再登记。",
    "paid_too_much": "累计支付会超过批准金额；{kept}请核对本次支付的金额。",
    "reduced_too_much": "调减超过了指标总额；{kept}请改正。",
    "rest_unexplained": "批准的钱还没有付完，对账后没有付的部分退回预算指标、不能再付；"
    "{kept}请在意见里写明不再支付的理由，还要支付的请先登记支付。",
    "sign_in_person.fiscal": "最终审批由本人办理，{standing_in}不能代批；{kept}请等本人办理，或请其在委托里准许代签。",
    "split_not_looked": "这件与近 30 天的其他申请合计超过了审批限额，疑似拆分；{kept}请核对并勾选“已核对是否拆分”。",
}
"""What a refusal means to the person at the desk; see `sentences.py`."""
TABLE = (
    "每行一条，五栏用 | 隔开：资金来源 | 预算内外 | 超过 | 不超过 | 环节 > 环节。"
    "如：年初预算 | 预算内 | 0 | 10万元 | 业务科室 > 财政局长 > 分管副区长。"
    "资金来源：年初预算、追加、上级补助、结转、机动、不限；第二栏：预算内、预算外、不限；"
    "环节从业务科室起：财政局长、分管副区长、区长、常务会议、经费审批小组；"
    '同一种资金的金额从 0 接到“不限”，不留空当、不重叠。多行的写成 --table "$(cat 权限.txt)"'
)
"""How the rules of approval are written."""
PROBLEMS: Mapping[str, str] = {
    "amount": "的金额看不懂",
    "cells": "不是五栏：资金来源 | 预算内外 | 超过 | 不超过 | 环节",
    "chain": "的环节要从“业务科室”开始、至少再有一个环节，且不重复",
    "empty": "是空的",
    "fund": "的资金来源不认识（年初预算、追加、上级补助、结转、机动、不限）",
    "hole": "没有写明{range}由谁审批，这样的申请会报不上去；同一种资金的金额要从 0 接到“不限”，不留空当",
    "many": "太长",
    "node": "里有不认识的环节（业务科室、财政局长、分管副区长、区长、常务会议、经费审批小组）",
    "overlap": "与前面的某一行重叠：{range}有两个规定",
    "range": "的“不超过”要大于“超过”",
    "within": "的第二栏要写预算内、预算外或不限",
}
"""What is wrong with a table of rules."""
