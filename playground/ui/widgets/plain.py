"""Text as Qt and pyqtgraph show it: never guessed to be HTML, so that no file can draw or open anything.

Qt guesses of labels and tips whether a text is HTML, and pyqtgraph takes names of axes for it; the file that
a foreign text names in ``<img src=…>`` is then opened. So text is shown through this module and through
:class:`~playground.ui.widgets.label.Label` alone, which show a ``str`` as it is. Our own rich text is a
``markupsafe.Markup`` made from a literal, which escapes what is put into it:
``Markup("<b>{}</b> of {}").format(title, count)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup, escape
from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import QToolTip, QWidget

from playground.core import plain_text

if TYPE_CHECKING:
    import pyqtgraph as pg


class _Tipped(Protocol):
    def setToolTip(self, text: str, /) -> None: ...


def strong(text: str) -> Markup:
    """A text in bold."""
    return Markup("<b>{}</b>").format(text)


def coloured(text: str, colour: str) -> Markup:
    """A text in a colour, given as ``#rrggbb``."""
    return Markup("<span style='color: {}'>{}</span>").format(colour, text)


def as_tip(text: str) -> str:
    """A text for a tip, which Qt would guess to be rich where it has something like a tag in it."""
    if isinstance(text, Markup):
        return Markup("<p>{}</p>").format(text)
    shown = plain_text.text(text)
    return _escaped(shown) if Qt.mightBeRichText(shown) else shown


def set_tip(tipped: _Tipped, text: str) -> None:
    """Let a widget, an action or an item of a list tell this where the mouse rests on it."""
    tipped.setToolTip(as_tip(text))


def show_tip(position: QPoint, text: str, widget: QWidget) -> None:
    """Show a tip now; an empty one hides what is shown."""
    QToolTip.showText(position, as_tip(text), widget)


def unmarked(text: str) -> str:
    """A text for a button, a menu or a tab, where ``&`` would underline the next letter instead."""
    return plain_text.line(text).replace("&", "&&")


def label_axis(plot: pg.PlotWidget, side: str, text: str) -> None:
    """Name an axis of a pyqtgraph plot, which takes HTML."""
    plot.setLabel(side, str(escape(plain_text.text(text))))


class Document(QTextDocument):
    """Lays out rich text, and opens nothing that the text names."""

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Nothing: text shows no pictures."""

    def set_text(self, text: str) -> None:
        """Take our own rich text as such, and all other as it is."""
        if isinstance(text, Markup):
            self.setHtml(text)
        else:
            self.setPlainText(plain_text.text(text))


def _escaped(text: str) -> str:
    return Markup("<p style='white-space: pre-wrap'>{}</p>").format(text)
