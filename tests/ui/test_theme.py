from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QListWidget, QToolButton, QWidget

from oa_client.assets import resource
from oa_client.ui import theme
from oa_client.ui.matter.field_moment import DayEdit
from oa_client.ui.widgets import icons, plain

TEXT, CONTROL = 4.5, 3.0
GROUNDS = ("card", "bg")
PAIRS = [
    *(("text", g, TEXT) for g in (*GROUNDS, "selected", "raised")),
    *(("text2", g, TEXT) for g in (*GROUNDS, "selected", "raised")),
    *(("hint", g, TEXT) for g in GROUNDS),
    *(("link", g, TEXT) for g in (*GROUNDS, "selected")),
    *(("ok", g, TEXT) for g in (*GROUNDS, "selected")),
    *(("warn", g, TEXT) for g in (*GROUNDS, "selected")),
    *(("on", g, TEXT) for g in ("brand", "primary", "hover", "flash", "urgent", "scope")),
    ("text", "hit", TEXT),
    ("text2", "hit", TEXT),
    ("card", "text2", TEXT),
    ("card", "link", TEXT),
    *((f"{n}_text", f"{n}_bg", TEXT) for n in ("offline", "error", "conflict")),
    *(("control", g, CONTROL) for g in GROUNDS),
    *(("link", g, CONTROL) for g in (*GROUNDS, "selected", "raised")),
    ("ring", "brand", CONTROL),
    ("primary", "card", CONTROL - 0.6),
]


def luminance(colour):
    def part(value):
        value /= 255
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    c = QColor(colour)
    return 0.2126 * part(c.red()) + 0.7152 * part(c.green()) + 0.0722 * part(c.blue())


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", theme.Scheme)
def test_every_pair_of_colours_can_be_read(scheme):
    colours = theme.COLOURS[scheme]
    poor = [
        f"{fore} on {ground} {found:.2f} < {least}"
        for fore, ground, least in PAIRS
        if (found := contrast(getattr(colours, fore), getattr(colours, ground))) < least
    ]
    assert not poor


def test_a_poor_pair_is_found():
    assert contrast("#777777", "#888888") < 1.5
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_the_mock_figures_of_the_specification():
    light = theme.COLOURS[theme.Scheme.LIGHT]
    assert contrast(light.text, light.card) == pytest.approx(15.8, abs=0.1)
    assert contrast(light.on, light.flash) == pytest.approx(6.7, abs=0.1)


def test_colours_and_sizes_do_not_share_a_name():
    assert not {f.name for f in fields(theme.Colours)} & {f.name for f in fields(theme.Sizes)}


@pytest.mark.parametrize("scheme", theme.Scheme)
@pytest.mark.parametrize("size", theme.Type)
def test_the_sheet_knows_every_token_and_stays_small(scheme, size):
    text = theme.sheet(theme.theme_of(theme.Look(scheme, size)))
    assert "@" not in text
    assert "transparent" in text
    assert resource("qss/base.qss").stat().st_size <= 6 * 1024


@pytest.mark.parametrize("size", theme.Type)
def test_targets_and_type_are_large_enough(size):
    sizes = theme.SIZES[size]
    assert sizes.body == size.value
    assert sizes.meta >= (12 if size is theme.Type.STANDARD else 14)
    assert sizes.tall >= (32 if size is theme.Type.STANDARD else 40)
    assert sizes.main >= (36 if size is theme.Type.STANDARD else 44)
    assert min(sizes.item, sizes.line) >= sizes.tall


def test_every_icon_is_drawn_in_the_colour_asked(look):
    look()
    names = [p.stem for p in resource("icons").glob("*.svg")]
    assert 40 <= len(names) <= 60
    for name in names:
        image = icons.pixmap(name, "link").toImage()
        solid = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 150
        ]
        assert solid, name
        wanted = theme.current().colour("link")
        assert all(abs(c.blue() - wanted.blue()) < 12 and abs(c.red() - wanted.red()) < 12 for c in solid), name


def test_a_look_reaches_font_and_palette(look, qapp):
    look(scheme=theme.Scheme.DARK, type=theme.Type.LARGE)
    assert qapp.font().pixelSize() == 16
    assert qapp.palette().window().color() == QColor("#1B1E23")
    assert theme.current().look.type is theme.Type.LARGE


@pytest.mark.parametrize("scheme", theme.Scheme)
def test_where_a_long_list_stands_is_seen(qtbot, look, scheme):
    look(scheme=scheme)
    lines = QListWidget()
    qtbot.addWidget(lines)
    lines.addItems([str(n) for n in range(2000)])
    lines.resize(200, 300)
    lines.show()
    bar = lines.verticalScrollBar()
    shot = bar.grab().toImage()
    thumb, groove = (shot.pixelColor(bar.width() // 2, y) for y in (12, bar.height() - 12))
    assert contrast(thumb, groove) >= CONTROL
    lengths = [y for y in range(bar.height()) if shot.pixelColor(bar.width() // 2, y) == thumb]
    assert len(lengths) >= 28, "large enough to be taken hold of"


@pytest.mark.parametrize("scheme", theme.Scheme)
def test_days_off_are_read_in_the_calendar_and_are_not_red(qtbot, look, scheme):
    day = DayEdit()
    qtbot.addWidget(day)
    day.show()
    look(scheme=scheme)
    month, ground = day.calendarWidget(), theme.current().colour("card")
    assert day.palette().color(QPalette.ColorRole.Base) == ground
    for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        off = month.weekdayTextFormat(weekday).foreground().color()
        assert contrast(off, ground) >= TEXT
        assert off == theme.current().colour("warn")
    head = month.findChild(QWidget, "qt_calendar_navigationbar")
    assert head.backgroundRole() is QPalette.ColorRole.Window


@pytest.mark.parametrize("size", theme.Type)
def test_what_empties_a_field_stands_in_its_middle(qtbot, look, size):
    look(type=size)
    field = plain.line_edit("edit.search", "搜索")
    qtbot.addWidget(field)
    field.setClearButtonEnabled(True)
    field.resize(300, field.sizeHint().height())
    field.setText("zjg")
    field.show()
    (clear,) = field.findChildren(QToolButton)
    assert clear.isVisible()
    assert abs(clear.geometry().center().y() - field.rect().center().y()) <= 1
    assert clear.geometry().bottom() < field.height()


@pytest.mark.parametrize("scheme", theme.Scheme)
def test_what_is_out_of_use_is_told_by_its_shape_and_not_by_its_colour_alone(qtbot, look, scheme):
    look(scheme=scheme)

    def edge(*, able):
        made = plain.button("另存为 PDF…", "some")
        qtbot.addWidget(made)
        made.setEnabled(able)
        made.resize(200, 40)
        drawn = made.grab().toImage()
        row = [drawn.pixelColor(x, 1).name() for x in range(20, 180)]
        return len(set(row))

    assert edge(able=True) == 1, "one line"
    assert edge(able=False) > 1, "a broken one"
