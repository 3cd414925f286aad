"""How everything looks: colours, sizes and the one style sheet. Nothing else sets a style or a colour of its own."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import Enum

from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from oa_client.assets import resource


class Scheme(Enum):
    """The sets of colours a person may choose."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Type(Enum):
    """The sizes of type: 标准, 大, 特大; the value is the body's size in logical pixels."""

    STANDARD = 14
    LARGE = 16
    LARGEST = 18


@dataclass(frozen=True, slots=True)
class Look:
    """What a person chose under 设置 → 显示."""

    scheme: Scheme = Scheme.LIGHT
    type: Type = Type.STANDARD
    compact: bool = False


@dataclass(frozen=True, slots=True)
class Colours:
    """The named colours (ui.md §5.1). Red is the brand and 特急 only."""

    bg: str = "#F5F6F8"
    card: str = "#FFFFFF"
    text: str = "#1F2329"
    text2: str = "#4E5866"
    hint: str = "#646E7C"
    control: str = "#7A8391"
    divider: str = "#E3E6EB"
    brand: str = "#B3201E"
    primary: str = "#B3201E"
    hover: str = "#8F1715"
    on: str = "#FFFFFF"
    link: str = "#1F5FBF"
    selected: str = "#DCE8FA"
    raised: str = "#EEF1F5"
    ok: str = "#1A6A3C"
    warn: str = "#8A5300"
    flash: str = "#B8141A"
    urgent: str = "#964B00"
    calm: str = "#1F5FBF"
    scope: str = "#5B3FA8"
    hit: str = "#FFE58A"
    ring: str = "#FFE58A"
    offline_bg: str = "#FFF4D6"
    offline_text: str = "#6B4A00"
    error_bg: str = "#FDE8E7"
    error_text: str = "#8F1715"
    conflict_bg: str = "#F3E8FF"
    conflict_text: str = "#5E1BA0"


_LIGHT = Colours()
_DARK = Colours(
    bg="#1B1E23",
    card="#24282F",
    text="#E6E9EE",
    text2="#B4BCC8",
    hint="#A3ACB9",
    control="#7C8695",
    divider="#363C45",
    brand="#7F1917",
    primary="#C0392F",
    hover="#A32C24",
    link="#7DB0FF",
    selected="#2D3B52",
    raised="#2C3139",
    ok="#6FCF97",
    warn="#F2B75C",
    hit="#574300",
    offline_bg="#4A3A12",
    offline_text="#FFE3A3",
    error_bg="#4F1F1D",
    error_text="#FFC9C4",
    conflict_bg="#3A2657",
    conflict_text="#E6D0FF",
)
_CONTRAST = Colours(
    bg="#FFFFFF",
    card="#FFFFFF",
    text="#000000",
    text2="#1A1A1A",
    hint="#333333",
    control="#000000",
    divider="#000000",
    brand="#7A0A09",
    primary="#7A0A09",
    hover="#560606",
    link="#00309C",
    selected="#FFF1A8",
    raised="#F0F0F0",
    ok="#00481F",
    warn="#5C3400",
    flash="#8F0006",
    urgent="#5C2E00",
    calm="#00309C",
    scope="#3B1F8C",
    hit="#FFD400",
    offline_bg="#FFF1A8",
    offline_text="#000000",
    error_bg="#FFDAD7",
    error_text="#5A0000",
    conflict_bg="#EBD9FF",
    conflict_text="#2F0066",
)
COLOURS = {Scheme.LIGHT: _LIGHT, Scheme.DARK: _DARK, Scheme.CONTRAST: _CONTRAST}


@dataclass(frozen=True, slots=True)
class Sizes:
    """The named sizes, in logical pixels."""

    body: int = 14
    title: int = 20
    section: int = 16
    meta: int = 12
    tall: int = 32
    main: int = 36
    row: int = 78
    line: int = 44
    top: int = 48
    bar: int = 44
    status: int = 28
    banner: int = 32
    nav: int = 160
    rail: int = 56
    item: int = 40
    icon: int = 18


SIZES = {
    Type.STANDARD: Sizes(),
    Type.LARGE: Sizes(16, 23, 18, 14, 40, 44, 90, 48, 56, 52, 34, 38, 184, 64, 44, 20),
    Type.LARGEST: Sizes(18, 26, 21, 16, 40, 44, 102, 52, 56, 56, 38, 42, 204, 64, 48, 22),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """A look, worked out."""

    look: Look = field(default_factory=Look)
    colours: Colours = _LIGHT
    sizes: Sizes = field(default_factory=Sizes)

    @property
    def scale(self) -> float:
        """How much larger than standard type."""
        return self.sizes.body / SIZES[Type.STANDARD].body

    def colour(self, name: str) -> QColor:
        """A named colour, for a painter."""
        return QColor(getattr(self.colours, name))

    def font(self, size: str = "body", *, bold: bool = False) -> QFont:
        """A face in a named size, for a painter."""
        font = QFont(QApplication.font())
        font.setPixelSize(getattr(self.sizes, size))
        font.setBold(bold)
        return font


_FACES = (
    "Noto Sans SC",
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
_current = Theme()


def current() -> Theme:
    """The theme applied last."""
    return _current


def theme_of(look: Look) -> Theme:
    """The theme a look means."""
    return Theme(look, COLOURS[look.scheme], SIZES[look.type])


def load_faces() -> None:
    """Make the faces that ship with the client known to Qt."""
    for face in sorted(resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(face))


def face(size: int) -> QFont:
    """The face of all that is shown, at so many pixels."""
    font = QFont()
    font.setFamilies(list(_FACES if sys.platform != "win32" else (_FACES[1], *_FACES)))
    font.setPixelSize(size)
    return font


def apply(app: QApplication, look: Look, later: Iterable[QWidget] = ()) -> Theme:
    """Give the whole application this look: style, face, palette and sheet, once.

    What is `later` is out of sight and is left as it is until `catch_up`.
    """
    global _current  # noqa: PLW0603 - painters ask for the theme of the one application
    _current = theme = theme_of(look)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if app.property("style") != "Fusion":  # each of these visits every widget: only what differs
        app.setStyle("Fusion")
        app.setProperty("style", "Fusion")
    font = face(theme.sizes.body)
    if app.font() != font:
        app.setFont(font)
    palette, text = _palette(theme.colours), sheet(theme)
    if app.palette() != palette:
        app.setPalette(palette)
    if app.styleSheet() != text:
        _wear(app, text, later)
    else:
        _tell(app.allWidgets())
    return theme


def _wear(app: QApplication, text: str, later: Iterable[QWidget]) -> None:
    """Take the old sheet off first: put over another one, Qt visits a widget once for each widget it stands in."""
    app.setStyleSheet("")
    for root in later:
        root.setProperty(_LATER, True)
        for widget in (root, *root.findChildren(QWidget)):
            widget.setAttribute(Qt.WidgetAttribute.WA_WState_Polished, on=False)  # passed over, until it is set again
    app.setStyleSheet(text)


_LATER = "later"


def catch_up(root: QWidget) -> bool:
    """Give what was left for later the look of now, before it is seen; whether there was anything to do."""
    if not is_late(root):
        return False
    root.setProperty(_LATER, None)
    widgets = (root, *root.findChildren(QWidget))
    for widget in widgets:
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            widget.style().polish(widget)
            widget.setAttribute(Qt.WidgetAttribute.WA_WState_Polished)
    _tell(widgets)
    return True


def is_late(root: QWidget) -> bool:
    """Whether it still has the look of before."""
    return bool(root.property(_LATER))


def _tell(widgets: Iterable[QWidget]) -> None:
    """A row's height may be another: painters lay out anew."""
    for widget in widgets:
        QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


_TOKEN = re.compile(r"@([a-z_0-9]+)")


def sheet(theme: Theme) -> str:
    """The one style sheet with the theme's values in place of its tokens. Raises KeyError for an unknown token."""
    values = {**asdict(theme.colours), **{k: f"{v}px" for k, v in asdict(theme.sizes).items()}}
    marks = "dark" if theme.look.scheme is Scheme.DARK else "light"
    values |= {mark: resource(f"qss/marks/{mark}-{marks}.svg").as_posix() for mark in ("tick", "part", "down")}
    source = resource("qss/base.qss").read_text("utf-8")
    return _TOKEN.sub(lambda found: values[found.group(1)], source)


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, value in {
        roles.Window: colours.bg,
        roles.WindowText: colours.text,
        roles.Base: colours.card,
        roles.AlternateBase: colours.raised,
        roles.Text: colours.text,
        roles.Button: colours.card,
        roles.ButtonText: colours.text,
        roles.ToolTipBase: colours.card,
        roles.ToolTipText: colours.text,
        roles.Highlight: colours.link,
        roles.HighlightedText: colours.card,
        roles.Link: colours.link,
        roles.PlaceholderText: colours.hint,
    }.items():
        palette.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.hint))
    return palette
