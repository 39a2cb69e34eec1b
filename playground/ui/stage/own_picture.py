"""A picture of one's own as what a panel takes: opened, pasted, or dropped on the one that it replaces."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from playground.ui.stage.scene import Scene
from playground.ui.state.background import Background
from playground.ui.state.views import StageState
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.files import ask_for_file, local_files

if TYPE_CHECKING:
    from playground.datasets.preparing import Shape

# What reads pictures takes as long to import as a tab's plots: it is imported when a picture comes.

OPEN, PASTE = "Open a picture…", "Paste the copied picture"
NOTHING = "No picture was copied; copy one, or the file of one, and paste it then."


class OwnPicture(QObject):
    """Reads a picture beside the window, and gives its levels in the shape of the model's pictures."""

    def __init__(self, target: QWidget, scene: Scene[StageState], take: Callable[[bytes], None]) -> None:
        """``target`` is where one can be dropped; ``take`` is given the levels."""
        super().__init__(target)
        self._target, self._scene, self._take = target, scene, take
        self._reading = Background()
        self._reading.done.connect(self._give)
        self._reading.failed.connect(lambda sentence: scene.report.emit(sentence, ""))
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    @property
    def busy(self) -> bool:
        """Whether a picture is being read."""
        return self._reading.busy

    def button(self, text: str = "Open", *, name: str = "") -> QToolButton:
        """A button with a menu of the ways by which a picture comes."""
        made = tool(
            f"{text} ▾", "A picture of your own: open or paste one, or drop it on the picture", name=name
        )
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        menu.addAction(OPEN, self.ask)
        menu.addAction(PASTE, self.paste)
        made.setMenu(menu)
        return made

    def ask(self) -> None:
        """Ask for a file."""
        from playground.datasets.folder import SUFFIXES

        patterns = (f"*{suffix}" for suffix in sorted(SUFFIXES))
        ask_for_file(self._target.window(), "Open a picture", "Pictures", patterns, self.open)

    def open(self, path: Path) -> None:
        """Take the picture of a file."""
        self._reading.start(partial(_read, path, self._scene.card.image.shape))

    def paste(self) -> None:
        """Take the picture that was copied, or that of a file that was."""
        if not self._take_from(QGuiApplication.clipboard().mimeData()):
            self._scene.report.emit(NOTHING, "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a picture be dropped."""
        if not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        data = event.mimeData()
        taken = self._take_from(data) if event.type() == QEvent.Type.Drop else _holds_picture(data)
        if taken:
            event.acceptProposedAction()
        return taken

    def _take_from(self, data: QMimeData) -> bool:
        path = _file_in(data)
        if path is not None:
            self.open(path)
            return True
        image = data.imageData() if data.hasImage() else None
        if not isinstance(image, QImage) or image.isNull():
            return False
        self._reading.start(partial(_pasted, image.copy(), self._scene.card.image.shape))
        return True

    def _give(self, pixels: object) -> None:
        # Another model may have been chosen meanwhile, of other pictures.
        if isinstance(pixels, bytes) and len(pixels) == self._scene.card.image.dimensions:
            self._take(pixels)


def _holds_picture(data: QMimeData) -> bool:
    return data.hasImage() or _file_in(data) is not None


def _file_in(data: QMimeData) -> Path | None:
    """The first picture among files."""
    from playground.datasets.folder import is_picture

    return next((path for path in local_files(data) if is_picture(path.name)), None)


def _read(path: Path, shape: Shape) -> bytes:
    from playground.datasets.preparing import read_picture

    return read_picture(path, shape)


def _pasted(image: QImage, shape: Shape) -> bytes:
    from playground.datasets.preparing import pasted_picture

    return pasted_picture(_as_png(image), shape)


def _as_png(image: QImage) -> bytes:
    whole = QByteArray()
    buffer = QBuffer(whole)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(whole.data())
