"""Rich text as it is read."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument


def plain(text: str) -> str:
    """What is read of a rich text."""
    document = QTextDocument()
    document.setHtml(text)
    return " ".join(document.toPlainText().split())
