"""A page of rich text to read: it opens no file and follows no link that the text names."""

from __future__ import annotations

from markupsafe import Markup
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QTextBrowser


class Page(QTextBrowser):
    """Shows our own rich text; whatever else was put into it stands there as it was written."""

    def __init__(self, page: Markup) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setHtml(page)

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Nothing: pages show no pictures."""
