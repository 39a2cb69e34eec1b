"""An item that is drawn once and kept as a picture, however much moves above it."""

from __future__ import annotations

from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject


class Kept(QGraphicsObject):
    """Base of items that are slow to draw and seldom change."""

    def __init__(self) -> None:
        super().__init__()
        self.keep(True)

    def keep(self, kept: bool) -> None:
        """Keep the picture, or draw the item every time."""
        modes = QGraphicsItem.CacheMode
        self.setCacheMode(modes.DeviceCoordinateCache if kept else modes.NoCache)

    def redraw(self) -> None:
        """Draw the item anew.

        It does not suffice to call ``update``: when the item's place or size on the screen changes with its
        content, Qt moves the kept picture and draws nothing but what came into sight at its edges. Nor does
        it suffice to forget the picture: nothing asks for another one then.
        """
        self.keep(False)
        self.keep(True)
        self.update()
