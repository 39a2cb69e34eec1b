"""A window that stands over another one until it is closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from playground.ui.widgets.layouts import Part, fill


class Dialog(QDialog):
    """Is deleted once it is closed; ``buttons`` stand below what it is filled with."""

    def __init__(
        self,
        title: str,
        size: tuple[int, int],
        parent: QWidget,
        button: QDialogButtonBox.StandardButton = QDialogButtonBox.StandardButton.Close,
    ) -> None:
        """The ``button`` closes it."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(*size)
        self.buttons = QDialogButtonBox(button)
        self.buttons.rejected.connect(self.reject)

    def fill(self, *parts: Part) -> None:
        """Put parts over the buttons."""
        fill(QVBoxLayout(self), *parts, self.buttons)
