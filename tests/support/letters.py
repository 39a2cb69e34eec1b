"""How large the letters are that a widget draws, all of them: read from the drawing itself."""

from __future__ import annotations

import re
from html import unescape

from PySide6.QtCore import QBuffer, QIODevice, QPoint
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

_TEXT = re.compile(r'<text [^>]*?font-size="([0-9.]+)"[^>]*>([^<]*)</text>', re.DOTALL)


def letters(widget: QWidget) -> list[tuple[float, str]]:
    """Height of the font in pixels and what is written in it, of every text that is drawn; smallest first."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(widget.logicalDpiY())
    generator.setSize(widget.size())
    painter = QPainter(generator)
    widget.render(painter, QPoint())
    painter.end()
    found = _TEXT.findall(bytes(buffer.data().data()).decode())
    return sorted((float(size), unescape(text).strip()) for size, text in found if text.strip())
