"""What a refusal in 督查 means to the person at the desk, with its rule; see `sentences.py`."""

from __future__ import annotations

from collections.abc import Mapping

REFUSALS: Mapping[str, str] = {
    "already_supervised": "这件批示已经转为督查，只转一次；{kept}请在督查事项里继续。",
    "approved_otherwise": "主办、协办单位和时限与领导批准的不一致；{kept}请照批准的交办，或先“修改立项”重新报批。",
    "approver_is_proposer": "提请立项（督查）的人不能又是立项审批人；{kept}"
    "请另选一位领导，本单位没有别人的，请选上级单位的领导。",
    "approves_own": "这项督查由您本人（或代委托人）提请或承担督查，不能由自己批准；{kept}"
    "请用“移交督查岗”另定一位领导或督查岗，再由其审批。",
    "archived_already": "这件事项已经归档，归档年度、保管期限和已编的件号都不再改动；{kept}"
    "确有错误的，请用“补充说明”写明更正。",
    "authorisation_wanted": "部门开展政府督查要有本级政府授权（733号令第五条）；{kept}请填写授权依据，或改为内部督办。",
    "beyond_item": "时限晚于整个督查事项的时限；{kept}请改早，或先办理延期。",
    "beyond_part_above": "时限晚于上一级任务的时限；{kept}请改早，或先申请上一级任务延期。",
    "breakdown_loops": "所选单位（人）就在这项任务的上级链条里，分解不能绕回去；{kept}请另选下级单位或本单位的人。",
    "breakdown_outside": "任务只能分解给本单位的人或下属单位；{kept}需要其他单位配合的，请督查岗“增加承办单位”。",
    "cancel_not_asked": "没有人申请撤销，不必答复；{kept}",
    "decline_too_late": "退单要在交办后两个工作日内提出，且只退一次；{kept}请签收办理，或与督查岗联系改派。",
    "due_in_the_past": "时限已经过去；{kept}请改为今天以后的日期。",
    "extension_after_due": "已经超过办结时限，不能再申请延期（延期须在到期之前提出）；{kept}请抓紧办理并反馈情况。",
    "extension_not_later": "新的时限不晚于现在的时限；{kept}请改正日期。",
    "extension_pending": "已经申请过延期，正等答复；{kept}",
    "holder_too_wide": "承办单位要逐个选定，不能是“含下属单位”或全体人员；{kept}请重新选择。",
    "judges_own": "延期或办结是您本人（或代委托人）申请的，不能由自己批准；{kept}请同岗位的其他人办理，"
    "没有别人的，请督查岗“移交督查岗”或改派后再办。",
    "lead_assists_itself": "主办单位又列在协办里；{kept}请去掉其中一处。",
    "leader_changed_by_leader": "督查领导由其本人或本机关主要负责人更换，或改由主要负责人担任；{kept}请保持不变。",
    "leader_of_another_house": "所选的不是本机关（或上级机关）的领导，不能批准这项督查；{kept}请重新选择督查领导。",
    "long_on_review": "转长期是办结审核的结果，申请办结以后才能转；{kept}要延长时限的，请承办单位到期前申请延期。",
    "no_extension_standing": "长期推进的任务不用申请延期；{kept}请按周期反馈。",
    "no_government_supervision": "街道、镇不开展政府督查（733号令第二条：县级以上人民政府）；{kept}请改为内部督办。",
    "no_supervisor_named": "交办时没有指定督查岗，不自动转督查；{kept}请用“转为督查”。",
    "not_a_supervisor": "所选的不是督查岗；{kept}请重新选择有督查职责的岗位或人员。",
    "not_an_object": "政府督查的对象是部门、街道、镇，不是个人；社区、村要写委托依据（733号令第五条）；{kept}请改选。",
    "not_overdue": "批示还没有超过办理时限，不转督查；{kept}请先催办。",
    "objected_already": "这项督查已经复核过一次，不再受理异议；{kept}",
    "objection_inside": "内部督办没有异议、复核程序；{kept}有不同意见请“补充说明”。",
    "objection_open": "还有单位没有签收结论，或者签收后可提异议的30天没过，不能归档；{kept}请期满后再办。",
    "objection_too_late": "对督查结论的异议要在收到结论后30天内提出，期限已过；{kept}",
    "outside_house": "内部督办只在本单位及下属单位之内（政府督查才能对外）；{kept}请改选承办单位，或报区督查机构立项。",
    "parts_still_open": "下面分解的任务还没有全部办结；{kept}请先审核、催办或取消。",
    "rechecks_own": "您也是这项督查的承办人，对结论的异议不能由自己复核；{kept}请用“移交督查岗”另定一位领导复核。",
    "sign_first": "这项任务还没有签收；{kept}请先“签收”。",
    "slip_not_yours": "督查单只由区级督查机构发出；{kept}请用“催办”。",
    "slips_inside": "内部督办不使用督查单；{kept}请用“催办”，或去掉“可发督查单”。",
    "slips_off": "这项督查立项时没有允许发督查单；{kept}请用“催办”。",
    "still_supervised": "还有任务没有办结或退单没有处理，不能销号；{kept}请先审核、催办或取消。",
    "under_review": "已经申请办结，正等审核；{kept}",
    "unit_named_twice": "同一个单位（人）选了两次；{kept}请去掉一次。",
    "wrote_the_conclusion": "督查结论由您作出，复核要由没有参与结论的领导办理；{kept}请先“移交督查岗”，换督查领导。",
}
