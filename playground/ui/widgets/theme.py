"""Light and dark colours, and the one object that decides which of them the application wears.

The ten class colours of each theme keep a CIELAB distance of at least 20 from one another for readers with
full colour vision, deuteranopia and protanopia (Machado et al. 2009, severity 1), those of the colour-blind
palette with tritanopia, too, and stand out from the background.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionSlider,
    QStyleOptionToolButton,
    QWidget,
)

from playground.core import folders
from playground.ui.widgets.colours import mix

_MARGIN, _HOVERED = 3, 1
"""Pixels of groove beside the handle, and fewer of them under the mouse."""

_Part = QStyle.SubControl
_ON_DIALOG_BUTTONS = frozenset(
    picture
    for picture in QStyle.StandardPixmap
    if picture.name.startswith("SP_Dialog") and picture.name.endswith("Button")
)


class ThemedFusion(QProxyStyle):
    """Fusion with scroll bars in two colours of the theme, and with dialogs' buttons that have a text alone.

    Fusion derives groove and handle from one colour, so that they are alike; and the pictures that Qt puts
    on the buttons of dialogs are black on any ground.
    """

    def __init__(self) -> None:
        super().__init__("Fusion")
        self.groove, self.handle = QColor(), QColor()

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw a scroll bar in its two colours, and any other control as Fusion does.

        A tool button that opens a menu says so in its text: Fusion's arrow stands below that.
        """
        if isinstance(option, QStyleOptionToolButton):
            option.features &= ~QStyleOptionToolButton.ToolButtonFeature.HasMenu
        bar = option if control == QStyle.ComplexControl.CC_ScrollBar else None
        if not isinstance(bar, QStyleOptionSlider) or widget is None:
            super().drawComplexControl(control, option, painter, widget)
            return
        arrows = QStyleOptionSlider(bar)
        arrows.subControls = _Part.SC_ScrollBarAddLine | _Part.SC_ScrollBarSubLine
        painter.save()
        painter.fillRect(bar.rect, self.groove)
        super().drawComplexControl(control, arrows, painter, widget)
        if bar.maximum > bar.minimum:
            self._draw_handle(bar, painter, widget)
        painter.restore()

    def standardIcon(
        self,
        standardIcon: QStyle.StandardPixmap,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> QIcon:
        """Fusion's icon, or none for a button of a dialog."""
        if standardIcon in _ON_DIALOG_BUTTONS:
            return QIcon()
        return super().standardIcon(standardIcon, option, widget)

    def _draw_handle(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget) -> None:
        control, part = QStyle.ComplexControl.CC_ScrollBar, _Part.SC_ScrollBarSlider
        place = QRectF(self.subControlRect(control, option, part, widget))
        in_use = bool(option.activeSubControls & part)
        beside = _HOVERED if in_use else _MARGIN
        if option.orientation == Qt.Orientation.Vertical:
            place.adjust(beside, 1, -beside, -1)
        else:
            place.adjust(1, beside, -1, -beside)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.handle)
        radius = min(place.width(), place.height()) / 2
        painter.drawRoundedRect(place, radius, radius)


Preference = Literal["system", "light", "dark"]
PREFERENCES: tuple[Preference, ...] = ("system", "light", "dark")
Palette = Literal["usual", "colour-blind"]
"""Of the colours by which classes, families and marks are told apart."""
PALETTES: tuple[Palette, ...] = ("usual", "colour-blind")
SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8, 2.0)

# A weight that is not there when text is first laid out is imitated, and stays so.
_FIRST_FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
_LATER_FONTS = ("Inter-Italic.otf", "JetBrainsMono-Regular.ttf", "STIXTwoMath-Regular.ttf")


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """The colours of one theme, as ``#rrggbb``."""

    name: Literal["light", "dark"]
    window: str
    """Behind controls."""
    background: str
    """Behind plots and pictures."""
    field: str
    """Behind text, numbers and marks that are edited."""
    button: str
    groove: str
    """Behind the handle of a scroll bar."""
    handle: str
    """What is taken hold of on a scroll bar; seen well on ``groove``."""
    foreground: str
    muted: str
    """Text of less weight; still readable on ``window``."""
    border: str
    accent: str
    """What is chosen or being edited, text links, and marks of news."""
    selection: str
    """Behind selected text, which is ``on_selection``."""
    on_selection: str
    warning: str
    error: str
    classes: tuple[str, ...]
    """Ten colours for ten classes."""
    palette: Palette = "usual"
    high: bool = False
    """Whether text has more contrast than is usual."""


_COLOURS = {
    "window": ("#f4f5f7", "#1e2227"),
    "background": ("#ffffff", "#15181c"),
    "field": ("#ffffff", "#3a424c"),
    "button": ("#ebedf0", "#2b3037"),
    "groove": ("#e6e9ed", "#282d34"),
    "handle": ("#77818c", "#8a95a1"),
    "foreground": ("#1c2128", "#e6e9ec"),
    "muted": ("#59636e", "#aeb7c1"),
    "border": ("#c3c9d0", "#454d57"),
    "accent": ("#1a63c6", "#79b0ff"),
    "selection": ("#1a63c6", "#2e6bc7"),
    "on_selection": ("#ffffff", "#ffffff"),
    "warning": ("#8a5a00", "#e3b341"),
    "error": ("#b42318", "#ff8b80"),
}
"""Of the light and of the dark theme."""

_HIGH = {
    "window": ("#ffffff", "#000000"),
    "background": ("#ffffff", "#000000"),
    "field": ("#ffffff", "#1a1a1a"),
    "button": ("#f0f0f0", "#1f1f1f"),
    "groove": ("#e6e6e6", "#262626"),
    "handle": ("#4d4d4d", "#c8c8c8"),
    "foreground": ("#000000", "#ffffff"),
    "muted": ("#3d3d3d", "#d6d6d6"),
    "border": ("#5c5c5c", "#9a9a9a"),
    "accent": ("#003c9e", "#a8d1ff"),
    "selection": ("#003c9e", "#a8d1ff"),
    "on_selection": ("#ffffff", "#000000"),
    "warning": ("#5c3b00", "#ffd166"),
    "error": ("#8f0f05", "#ffb3ab"),
}
"""The same with high contrast."""

_CLASSES: dict[Palette, dict[str, tuple[str, ...]]] = {
    "usual": {
        "light": (
            "#332289", "#49ace1", "#21a775", "#337508", "#a2a755",
            "#d69508", "#87413b", "#81184f", "#a63f9b", "#8e95a4",
        ),
        "dark": (
            "#7f7bff", "#86cdef", "#4cae9d", "#39a333", "#bbcf84",
            "#f7d860", "#b6565c", "#9c2067", "#a067b2", "#eee9e8",
        ),
    },
    "colour-blind": {
        "light": (
            "#3f1eae", "#3eb69c", "#0d6755", "#87aa63", "#9068a4",
            "#f88b05", "#741104", "#c43a02", "#da63fc", "#5c1271",
        ),
        "dark": (
            "#1f59f4", "#a390fe", "#1e8c70", "#7fceaf", "#735281",
            "#e8ae16", "#a14d03", "#c20042", "#9828b0", "#b98cc1",
        ),
    },
}  # fmt: skip


@cache
def theme_of(name: Literal["light", "dark"], palette: Palette, high: bool) -> Theme:
    """The theme of this name with a palette, and with high contrast or the usual one."""
    place = ("light", "dark").index(name)
    colours = {role: pair[place] for role, pair in (_HIGH if high else _COLOURS).items()}
    return Theme(name=name, classes=_CLASSES[palette][name], palette=palette, high=high, **colours)


LIGHT, DARK = theme_of("light", "usual", False), theme_of("dark", "usual", False)


def palette_of(theme: Theme) -> QPalette:
    """The palette with which the Fusion style draws a theme."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.foreground,
        role.Base: theme.field,
        role.AlternateBase: theme.window,
        role.Text: theme.foreground,
        role.Button: theme.button,
        role.ButtonText: theme.foreground,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.button,
        role.ToolTipText: theme.foreground,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.on_selection,
        role.Accent: theme.selection,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.background if theme.name == "light" else theme.border,
        role.Midlight: theme.button,
        role.Mid: theme.border,
        role.Dark: theme.border if theme.name == "light" else theme.background,
        # Nothing is drawn with it that differs by so little; widgets are told of another palette by it.
        role.Shadow: "#000000" if theme.palette == "usual" else "#000001",
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    muted = mix(QColor(theme.muted), QColor(theme.window), 0.35)
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, muted)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.border))
    return palette


class Themes(QObject):
    """Which theme is worn, and how large text is."""

    theme_changed = Signal(object)
    """The new :class:`Theme`."""

    scale_changed = Signal(float)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._preference: Preference = "system"
        self._palette: Palette = "usual"
        self._high = False
        self._scale = 1.0
        self.magnified = 1.0
        """How many times as large all text is as the user chose, as where it is seen from afar."""
        self.least = 7
        """Pixels of the smallest letters on a picture."""
        self._theme = LIGHT
        self._size = application.font().pointSizeF()
        self._style = ThemedFusion()
        application.setStyle(self._style)
        self._load(_FIRST_FONTS)
        self._set_font()
        self._wear(self._wanted())
        application.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def theme(self) -> Theme:
        """The colours worn now."""
        return self._theme

    @property
    def preference(self) -> Preference:
        """What the user chose."""
        return self._preference

    @property
    def scale(self) -> float:
        """Size of all text, 1 being the system's."""
        return self._scale * self.magnified

    @property
    def chosen_scale(self) -> float:
        """The same as the user chose it."""
        return self._scale

    def prefer(self, preference: Preference) -> None:
        """Follow the system or always wear one theme."""
        self._preference = preference
        hints = self._application.styleHints()
        if hasattr(hints, "setColorScheme"):  # Since Qt 6.8; also colours the window's title bar.
            schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
            hints.setColorScheme(schemes.get(preference, Qt.ColorScheme.Unknown))
        self._wear(self._wanted())

    @property
    def palette(self) -> Palette:
        """The colours that classes, families and marks have."""
        return self._palette

    @property
    def high(self) -> bool:
        """Whether text has high contrast."""
        return self._high

    def prefer_palette(self, palette: Palette) -> None:
        """Tell classes, families and marks apart by these colours."""
        self._palette = palette
        self._wear(self._wanted())

    def prefer_contrast(self, high: bool) -> None:
        """Let text have high contrast, or the usual one."""
        self._high = high
        self._wear(self._wanted())

    def variant(self, name: Literal["light", "dark"]) -> Theme:
        """The light or the dark theme as it would be worn."""
        return theme_of(name, self._palette, self._high)

    def set_scale(self, scale: float) -> None:
        """Make all text this many times the system's size."""
        scale = min(max(scale, SCALES[0]), SCALES[-1])
        if scale != self._scale:
            self._scale = scale
            self._set_font()
            self.scale_changed.emit(self.scale)

    def magnify(self, times: float, least: int = 7) -> None:
        """Make all text so many times as large as the user chose, and none smaller than ``least`` pixels."""
        self.least = least
        if times != self.magnified:
            self.magnified = times
            self._set_font()
            self.scale_changed.emit(self.scale)

    def zoom(self, steps: int) -> None:
        """Make all text some steps larger or smaller."""
        nearest = min(range(len(SCALES)), key=lambda index: abs(SCALES[index] - self._scale))
        self.set_scale(SCALES[min(max(nearest + steps, 0), len(SCALES) - 1)])

    def load_more_fonts(self) -> None:
        """Load the fonts that the first picture of the window does not need."""
        self._load(_LATER_FONTS)

    @contextmanager
    def lent(self, theme: Theme) -> Iterator[None]:
        """Let what is drawn meanwhile have another theme's colours, without wearing them."""
        worn, self._theme = self._theme, theme
        try:
            yield
        finally:
            self._theme = worn

    def _wanted(self) -> Theme:
        if self._preference != "system":
            return self.variant(self._preference)
        scheme = QGuiApplication.styleHints().colorScheme()
        return self.variant("dark" if scheme == Qt.ColorScheme.Dark else "light")

    def _follow_system(self, _scheme: Qt.ColorScheme) -> None:
        self._wear(self._wanted())

    def _wear(self, theme: Theme) -> None:
        changed, self._theme = theme != self._theme, theme
        self._style.groove, self._style.handle = QColor(theme.groove), QColor(theme.handle)
        self._application.setPalette(palette_of(theme))
        if changed:
            self.theme_changed.emit(theme)

    def _set_font(self) -> None:
        font = QFont("Inter")
        font.setPointSizeF(self._size * self.scale)
        font.setFeature(QFont.Tag("tnum"), 1)  # All digits are as wide: a number that runs moves nothing.
        self._application.setFont(font)

    def _load(self, names: tuple[str, ...]) -> None:
        for name in names:
            QFontDatabase.addApplicationFont(str(folders.assets() / "fonts" / name))


def themes() -> Themes:
    """The application's themes, made at first use; a :class:`QApplication` must exist."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("themes need a QApplication")
    found = application.findChild(Themes)
    return found if isinstance(found, Themes) else Themes(application)


def monospaced() -> QFont:
    """Letters of one width, as large as other text."""
    font = QFont()
    font.setFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
    return font
