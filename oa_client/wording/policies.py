"""Policies in words: what there is to lay down, how a value is written and where it stands, what is wrong in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache

from oa_client.app.lease import DAY, WARN_DAYS
from oa_client.app.policies import Fault, Laid, Layer, Policies, Rule, Setting
from oa_client.assets import _, resource
from oa_client.wording.sentences import sentence

BY_ADMINISTRATOR = "由管理员设定"

_LAYERS = {
    Layer.LOCKED: "锁定",
    Layer.OWN: "使用者自己的设置",
    Layer.DEFAULT: "本机默认",
    Layer.BUILT_IN: "内置",
}
_FAULTS = {
    "not_here": "本机系统上还不能确认策略文件只有管理员能改，没有采用",
    "unsafe": "不是只有管理员能改的普通文件（须归 root 所有，别人不能写），没有采用",
    "unsafe_folder": "不是只有管理员能改的文件夹（须归 root 所有，别人不能写），里面的都没有采用",
    "unreadable": "读不了，没有采用",
    "hidden": "只有 root 读得了，在使用者那里不会采用；请 chmod 644（文件夹 755）",
    "ca_missing": "没有证书文件 {path}，https 的中心要等它放好才连得上",
    "ca_unreadable": "证书文件 {path} 读不出来，或不是 PEM 证书，连不上 https 的中心",
    "too_large": "太大（不超过 {most}），没有采用",
    "not_text": "不是 UTF-8 文字，没有采用",
    "not_json": "不是合格的 JSON（{why}），整个文件没有采用",
    "not_object": "最外层应是 {{ }}，整个文件没有采用",
    "twice": "写了两次，以后一次为准",
    "unknown": "没有这一项策略，没有采用{near}",
    "bad_state": "state 只能是 locked 或 default，没有采用，{used}",
    "bad_form": '应直接写值，或写成 {{"value": 值, "state": "locked"}}，没有采用，{used}',
    "bad_value": "值 {value} 不合要求（应为 {expected}），没有采用，{used}",
}


@cache
def rules() -> Mapping[str, Rule]:
    """Every policy there is, in the order of the schema."""
    definitions = json.loads(resource("policies/schema.json").read_bytes())["$defs"]
    return {name: _rule(name, one) for name, one in definitions.items() if "x-since" in one}


def _rule(name: str, one: Mapping[str, object]) -> Rule:
    title, description, own, since = (str(one[key]) for key in ("title", "description", "x-own", "x-since"))
    about = {"title", "description", "default"}
    checks = {key: asked for key, asked in one.items() if key not in about and not key.startswith("x-")}
    return Rule(name, title, description, one["default"], checks, own, since)


def without_password(said: object) -> object:
    """A value without the password of an account in an address, for whoever it is shown to; the account stays."""
    match said:
        case str():
            return _ACCOUNT.sub(r"\1\2:***@", said, count=1)
        case dict():
            return {key: without_password(one) for key, one in said.items()}
        case list() | tuple():
            return [without_password(one) for one in said]
        case _:
            return said


_ACCOUNT = re.compile(r"(//|^(?!\w+://))([^/\s:@]*):.*@", re.DOTALL)


def value(said: object) -> str:
    """A value as a person reads it."""
    shown = without_password(said)
    match shown:
        case bool():
            return _("是") if shown else _("否")
        case list() | tuple():
            return _("、").join(map(str, shown)) or _("（没有）")
        case _:
            return str(shown) if shown != "" else _("（空）")


def written(shown: object) -> str:
    """A value as it stands in a file, not longer than a line."""
    text = json.dumps(without_password(shown), ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def layer(which: Layer) -> str:
    """Where a value comes from."""
    return _(_LAYERS[which])


def standing(rule: Rule, laid: Laid) -> str:
    """Whose a value is that was laid down; where nobody has one of his own a default is as good as locked."""
    return _(BY_ADMINISTRATOR) if laid.locked or not rule.own else _("默认，可以另设")


def expected(rule: Rule) -> str:
    """What may be written."""
    checks = rule.checks
    choices = checks.get("enum")
    if isinstance(choices, list):
        return _(" 或 ").join(f'"{one}"' for one in choices)
    words = _TEXTS.get(rule.name) or _KINDS[str(checks["type"])]
    return _(words).format(least=checks.get("minimum"), most=checks.get("maximum", checks.get("maxItems")))


_KINDS = {"boolean": "true 或 false", "integer": "{least} 到 {most} 的整数", "string": "文字", "array": "列表"}
_TEXTS = {
    "ServerUrls": '最多 {most} 个以 https:// 开头的地址的列表，如 ["https://oa.example.gov.cn"]；只有本机回环可以是 http://',
    "CaFile": "绝对路径",
    "Proxy": '"system"、"none"、"environment" 或 "http://代理:端口"（不带账号）',
}


def fault(one: Fault) -> str:
    """One sentence: which file, which line, which key, what is wrong and what holds instead."""
    where = one.source + (_(" 第 {line} 行").format(line=one.line) if one.line else "")
    key = f"{one.key} " if one.key else ""
    return _("{where}：{key}{what}。").format(where=where, key=key, what=_(_FAULTS[one.code]).format_map(one.facts))


def not_json(why: str) -> str:
    """What a file that is no JSON lacks, by what the decoder says of it."""
    return _(next((said for begins, said in _NOT_JSON.items() if why.startswith(begins)), _ELSE))


_NOT_JSON = {
    "Expecting property name": "这里应是带双引号的名称，或前一项末尾多了逗号",
    "Illegal trailing comma": "末尾多了逗号",
    "Expecting value": "这里缺一个值，或前一项末尾多了逗号",
    "Expecting ',' delimiter": "这里缺逗号",
    "Expecting ':' delimiter": "这里缺冒号",
    "Extra data": "结束的括号以后还有内容",
    "Unterminated string": "引号没有成对",
    "Invalid control character": "引号里有换行或控制字符",
    "Invalid \\": "反斜杠写法不对，路径里的要写成两个",
}
_ELSE = "写法不对"


def instead(setting: Setting) -> str:
    """What holds in place of what was not followed."""
    if setting.source:
        return _("仍用 {source} 里的 {value}").format(source=setting.source, value=written(setting.value))
    return _("按没有写这一项办")


def near(names: Iterable[str]) -> str:
    """A name somebody may have meant."""
    found = next(iter(names), "")
    return _("；是不是 {name}").format(name=found) if found else ""


def table() -> str:
    """Every policy as a table of Markdown, for whoever lays them down."""
    head = [_("| 策略 | 可写的值 | 内置 | 作用 |"), "|---|---|---|---|"]
    return "\n".join([*head, *map(_row, rules().values())])


def _row(rule: Rule) -> str:
    own = _("使用者可另设：{own}。").format(own=rule.own) if rule.own else ""
    name = f"`{rule.name}` {rule.title}"
    return f"| {name} | {expected(rule)} | `{written(rule.default)}` | {rule.description}{own} |"


def lines(policies: Policies, own: Mapping[str, object]) -> list[str]:
    """Everything that holds, a line each, and what is wrong after it; `own`: what the person set."""
    told = [_line(rule, policies.setting(name, own.get(name))) for name, rule in policies.rules.items()]
    return [*told, *fault_lines(policies)]


def _line(rule: Rule, setting: Setting) -> str:
    source = setting.source or (rule.own if setting.layer is Layer.OWN else "")
    where = layer(setting.layer) + (f"　{source}" if source else "")
    return f"{rule.name:<20} {rule.title}　{value(setting.value)}　{where}"


def told(policies: Policies) -> list[str]:
    """How many are laid down, and what is wrong in the files; nothing where there are none."""
    laid = [one for name in policies.rules if (one := policies.laid(name)) is not None]
    locked = sum(one.locked for one in laid)
    counted = _("策略：锁定 {locked} 项，默认 {default} 项（逐项见 oa-client --policy-dump）")
    first = [counted.format(locked=locked, default=len(laid) - locked)] if laid or policies.faults else []
    return [*first, *fault_lines(policies)]


def lease(left: int | None, days: int) -> str:
    """What somebody has to know of the days without the centre; "" nothing."""
    if left is None or left > WARN_DAYS * DAY:
        return ""
    if left:
        words = _("再过 {n} 天还没有连上中心，本机就只能查看、不能办理（管理员规定 {days} 天）。请尽快联网同步。")
        return words.format(n=-(-left // DAY), days=days)
    return sentence("offline_too_long", {"days": days})


def fault_lines(policies: Policies) -> list[str]:
    """What is wrong in the files."""
    return [fault(one) for one in policies.faults]
