"""Why a policy for pictures of seals is not followed, in sentences for whoever laid it down."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.assets import _

_OFF = "印章图样没有启用：{why}。"
_WHY = {
    "unsafe": "“{name}”不是只有管理员能改的普通文件（须归 root 所有，别人不能写）",
    "not_here": "本机系统上还不能确认策略文件只有管理员能改，暂不支持",
    "unreadable": "“{name}”读不了",
    "too_large": "“{name}”太大（不超过 {most}）",
    "not_policy": "“{name}”不是合格的策略文件（{why}）",
    "no_enabler": "没有写明由哪位安全管理员启用（enabled_by）",
    "no_name": "第 {n} 枚印章没有写名称或所属机关",
    "diameter": "“{seal}”直径 {diameter:g} mm，国发〔1999〕25号规定在 30 至 50 mm 之间",
    "bad_name": "“{seal}”的图样只能写同一文件夹里的文件名",
    "missing": "“{seal}”的图样“{name}”不在",
    "not_png": "“{seal}”的图样“{name}”不是完好的 PNG",
    "too_wide": "“{seal}”的图样“{name}”大过 {most} 像素见方",
    "not_square": "“{seal}”的图样“{name}”不是正方形",
    "opaque": "“{seal}”的图样“{name}”底色不透明，会盖住署名和日期",
    "margin": "“{seal}”的图样“{name}”四边留了白，印出来直径不足，请裁到印章外圈",
}


def trouble(code: str, facts: Mapping[str, object]) -> str:
    """One sentence."""
    return _(_OFF).format(why=_(_WHY[code]).format_map(facts))
