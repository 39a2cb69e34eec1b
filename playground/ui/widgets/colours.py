"""Colours of the explaining panel, all derived from the widget's palette."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

READABLE = 4.5
"""Least contrast of text to its background (WCAG 2.2, level AA)."""
SEEN = 3.0
"""The same of marks in a plot."""


def luminance(colour: QColor) -> float:
    """Relative luminance of an opaque colour, 0 to 1 (WCAG 2.2)."""
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """``one`` with a ``share`` of ``other``, 0 to 1."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


def readable(colour: QColor, background: QColor, text: QColor, least: float = READABLE) -> QColor:
    """``colour`` moved towards the text colour just as far as it takes to be read on ``background``, or to
    have the ``least`` contrast there that is asked for."""
    for step in range(10):
        candidate = mix(colour, text, step / 10)
        if contrast(candidate, background) >= least:
            return candidate
    return text


class Inks:
    """The colours that one widget draws with."""

    def __init__(self, palette: QPalette) -> None:
        self.window = palette.color(QPalette.ColorRole.Window)
        self.text = palette.color(QPalette.ColorRole.WindowText)
        self.soft = mix(self.window, palette.color(QPalette.ColorRole.Highlight), 0.18)
        self.hover = mix(self.window, self.text, 0.08)
        self.faint = mix(self.window, self.text, 0.16)
        self.muted = readable(mix(self.text, self.window, 0.35), self.window, self.text)
        self.accent = readable(palette.color(QPalette.ColorRole.Link), self.soft, self.text)
