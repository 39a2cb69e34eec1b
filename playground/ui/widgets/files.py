"""Files and folders that are asked for, and those that are dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

_LEFT = "last folder"
"""The application's property that says where files were chosen last."""

Take = Callable[[Path], object]
"""Is given what was chosen."""


def file_dialog(
    parent: QWidget, title: str, take: Take, at: Path | None = None, *, native: bool = True
) -> QFileDialog:
    """A dialog that is gone once it is closed, ``at`` a folder, or else where the last one was left.

    ``native`` is the system's own, where there is one.
    """
    dialog = QFileDialog(parent, title, str(at or _left_at()))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, not native)
    dialog.fileSelected.connect(lambda name: _taken(Path(name), take))
    return dialog


def ask_for_file(
    parent: QWidget,
    title: str,
    kind: str,
    patterns: Iterable[str],
    take: Take,
    at: Path | None = None,
    *,
    native: bool = True,
) -> None:
    """Ask for a file that is there; those of the patterns, a ``kind`` in the plural, are offered first."""
    dialog = file_dialog(parent, title, take, at, native=native)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([f"{kind} ({' '.join(patterns)})", "All files (*)"])
    dialog.open()


def ask_for_folder(
    parent: QWidget, title: str, take: Take, at: Path | None = None, *, native: bool = True
) -> None:
    """Ask for a folder that is there."""
    dialog = file_dialog(parent, title, take, at, native=native)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.open()


def _taken(path: Path, take: Take) -> None:
    if (application := QApplication.instance()) is not None:
        application.setProperty(_LEFT, str(path.parent))
    take(path)


def _left_at() -> Path:
    """The folder of what was chosen last while the program ran, and at first one's own."""
    application = QApplication.instance()
    left = None if application is None else application.property(_LEFT)
    return Path(left) if isinstance(left, str) and Path(left).is_dir() else Path.home()


class FileDrop(QObject):
    """Lets files and folders be dropped on a widget; ``take`` is given them."""

    def __init__(self, widget: QWidget, take: Callable[[list[Path]], object]) -> None:
        super().__init__(widget)
        self._take = take
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is dropped, where it is of this machine."""
        if not isinstance(event, QDropEvent) or not (paths := local_files(event.mimeData())):
            return super().eventFilter(watched, event)
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._take(paths)
        return True


def local_files(data: QMimeData) -> list[Path]:
    """The files and folders of this machine that are dropped or were copied."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
