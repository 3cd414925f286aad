"""The keyboard of the whole window as data: what is bound, and what F1 shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A shortcut. `act` names what the window does; without one the key belongs to a page and is only listed."""

    keys: str
    words: str
    act: str = ""


KEYS: tuple[Key, ...] = (
    Key("Ctrl+K", "搜索", "search"),
    Key("Ctrl+N", "新建", "new"),
    Key("Ctrl+1…9", "切换左侧栏目"),
    Key("F6", "到下一个窗格", "pane"),
    Key("F5", "刷新本页", "refresh"),
    Key("Ctrl+Shift+S", "立即同步", "sync"),
    Key("Ctrl+Shift+Z", "撤销刚才的提交", "undo"),
    Key("Ctrl++", "字号加大", "larger"),
    Key("Ctrl+-", "字号减小", "smaller"),
    Key("Ctrl+0", "字号复原", "standard"),
    Key("F1", "快捷键表", "keys"),
    Key("Esc", "返回列表", "back"),
    Key("↑ ↓ 或 J K", "列表中上下移动"),
    Key("Enter", "打开所选的一件"),
    Key("Shift+↑ ↓", "连选多件"),
    Key("空格", "待阅中：阅毕并看下一份"),
    Key("Ctrl+Enter", "提交办理"),
    Key("Ctrl+S", "保存草稿"),
    Key("Alt+1…9", "插入常用意见"),
    Key("Ctrl+F", "本页查找"),
    Key("Ctrl+P", "打印"),
    Key("F8 / F9", "拟稿：显示或收起版面、字段"),
    Key("F7", "拟稿：到检查结果"),
    Key("Ctrl+Shift+1…4", "拟稿：设为一级至四级标题"),
    Key("Ctrl+Shift+N", "拟稿：设为正文"),
    Key("Ctrl+Shift+T", "拟稿：插入表格"),
)
PLACES = 9
"""Ctrl+1 to Ctrl+9 go to the first pages of the rail."""
