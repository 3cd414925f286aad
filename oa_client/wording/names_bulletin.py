"""The names of 电子公告: stages, actions, fields and what is chosen in them."""

from __future__ import annotations

from collections.abc import Mapping

STAGES: Mapping[str, str] = {
    "bulletin.review": "待审核",
    "bulletin.returned": "退回修改",
    "bulletin.published": "已发布",
    "bulletin.withdrawn": "已撤下",
    "bulletin.expired": "已过期",
    "review": "待审核",
    "returned": "退回修改",
    "published": "已发布",
    "withdrawn": "已撤下",
    "expired": "已过期",
}
ACTIONS: Mapping[str, str] = {
    "bulletin.submit": "提交审核",
    "bulletin.publish": "发布",
    "bulletin.send_back": "退回修改",
    "bulletin.resubmit": "修改后再提交",
    "bulletin.answer": "回执",
    "bulletin.withdraw": "撤下",
    "bulletin.extend": "延长有效期",
    "bulletin.expire": "到期",
    "submit": "提交审核",
    "publish": "发布",
    "resubmit": "修改后再提交",
    "answer": "回执",
    "withdraw": "撤下",
    "extend": "延长有效期",
    "expire": "到期",
}
FIELDS: Mapping[str, str] = {
    "scope": "发布范围",
    "level": "公告级别",
    "pinned_until": "置顶至",
    "valid_until": "有效期至",
    "receipt": "需要回执",
    "reviewer": "审核人",
    "author": "起草人",
}
CHOICES: Mapping[tuple[str, str], str] = {
    ("level", "district"): "区级",
    ("level", "street"): "街道（镇）级",
    ("level", "community"): "社区（村）级",
}
STEPS: Mapping[str, str] = {
    "review": "待审核",
}
