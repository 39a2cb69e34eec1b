"""A page of rich text to read: it opens no file and follows no link that the text names."""

from __future__ import annotations

from markupsafe import Markup
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QTextBrowser, QWidget


class Page(QTextBrowser):
    """Shows our own rich text; whatever else was put into it stands there as it was written."""

    def __init__(self, page: Markup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setHtml(page)

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Nothing: pages show no pictures."""
