"""Export: what to write, where to, and a worker that writes it."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThreadPool, QUrl, Signal
from PySide6.QtGui import QColor, QDesktopServices
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from playground.core.errors import PlaygroundError
from playground.core.progress import Cancelled
from playground.ui.tab import Export
from playground.ui.widgets.colours import mix, readable
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.files import file_dialog
from playground.ui.widgets.label import Label
from playground.ui.widgets.messages import EVERYWHERE, Message, MessageBar, remaining
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.theme import themes

if TYPE_CHECKING:
    from playground.ui.plots.slide import Look

_TELL_EVERY = 0.1
_QUIET = 0.4
"""Seconds after which work is long enough for a progress bar."""

_log = logging.getLogger(__name__)


class ExportDialog(Dialog):
    """Asks what to export."""

    chosen = Signal(object)
    """The :class:`Export`."""

    slide_wanted = Signal(object)
    """The :class:`Export` that is to be laid out for a slide."""

    def __init__(self, exports: tuple[Export, ...], parent: QWidget) -> None:
        super().__init__("Export", (420, 320), parent, QDialogButtonBox.StandardButton.Cancel)
        self._exports = exports
        self.list = QListWidget()
        self.list.setAccessibleName("What to export")
        self.list.setWordWrap(True)
        for export in exports:
            self.list.addItem(_entry(export, self._muted()))
        offered = [row for row, export in enumerate(exports) if not export.why]
        if offered:
            self.list.setCurrentRow(offered[0])
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        self.choose = self.buttons.addButton("Choose a file…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.choose.setEnabled(bool(offered))
        self.slide = self.buttons.addButton("For a slide…", QDialogButtonBox.ButtonRole.ActionRole)
        set_tip(self.slide, "Choose title, legend, size and theme, and see the picture before it is written")
        self.slide.clicked.connect(self._ask_for_slide)
        self.list.currentRowChanged.connect(lambda _row: self._offer_slide())
        self._offer_slide()
        self.buttons.accepted.connect(self.accept)
        self.fill(Label("What to write to a file:"), self.list)

    def _muted(self) -> QColor:
        """Paler than what is offered, but to be read."""
        ground, text = self.list.palette().base().color(), self.list.palette().text().color()
        return readable(mix(text, ground, 0.35), ground, text)

    def _offer_slide(self) -> None:
        row = self.list.currentRow()
        self.slide.setEnabled(row >= 0 and self._exports[row].drawing is not None)

    def _ask_for_slide(self) -> None:
        export = self._exports[self.list.currentRow()]
        super().accept()
        self.slide_wanted.emit(export)

    def accept(self) -> None:
        """Report the chosen entry, if it can be written now."""
        export = self._exports[self.list.currentRow()]
        if not export.why:
            super().accept()
            self.chosen.emit(export)


def _entry(export: Export, ink: QColor) -> QListWidgetItem:
    if export.why:
        item = QListWidgetItem(f"{export.title}  (cannot be written: {export.why})")
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        # What is said there is to be read, unlike what is greyed out elsewhere.
        item.setForeground(ink)
        return item
    return QListWidgetItem(f"{export.title}  ({', '.join(suffix or 'folder' for suffix in export.suffixes)})")


class _Work:
    """Writes one export on a thread of the pool, and tells the exporter of it.

    It has no signals of its own. What is connected to them would hold what is written, and be held by it,
    where Python cannot see it.
    """

    def __init__(self, exporter: Exporter, export: Export, path: Path, overwrite: bool) -> None:
        self._exporter = exporter
        self._export = export
        self._path = path
        self._overwrite = overwrite
        self._given_up = threading.Event()
        self._began = self._told = 0.0

    def cancel(self) -> None:
        """Write nothing, if that can still be helped."""
        self._given_up.set()

    def run(self) -> None:
        """Save, and report either way: an error must not end the thread unseen."""
        self._began = time.monotonic()
        try:
            self._note(0, 0)
            self._export.write(self._path, self._overwrite, self._note)
        except Cancelled:
            self._exporter.cancelled.emit(self, self._path)
        except PlaygroundError as error:
            self._exporter.failed.emit(self, error.sentence, traceback.format_exc())
        except Exception as error:  # noqa: BLE001 - the boundary of the worker thread
            sentence = f"{self._path} was not written, because of a mistake in the program: {error}."
            self._exporter.failed.emit(self, sentence, traceback.format_exc())
        else:
            self._exporter.done.emit(self, self._path)

    def _note(self, done: int, total: int) -> None:
        if self._given_up.is_set():
            raise Cancelled
        now = time.monotonic()
        spent = now - self._began
        if done and spent > _QUIET and now - self._told > _TELL_EVERY:
            self._told = now
            self._exporter.progress.emit(self, done, total, remaining(spent, done, total))


class Exporter(QObject):
    """Leads from the list of exports over the file dialog to the written file.

    Its signals are those of the works on its thread, each of which says first which one it is.
    """

    done = Signal(object, object)
    """(work, path)"""

    failed = Signal(object, str, str)
    """(work, sentence, details)"""

    cancelled = Signal(object, object)
    """(work, path)"""

    progress = Signal(object, int, int, object)
    """(work, done, total, seconds left or ``None``)"""

    def __init__(self, messages: MessageBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._messages = messages
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._folder = Path.home()
        self._running: dict[_Work, Message] = {}
        self.done.connect(self._finish)
        self.failed.connect(self._fail)
        self.cancelled.connect(self._give_up)
        self.progress.connect(self._tell)
        self._look: Look | None = None
        """What was chosen for a slide last."""
        self.native_dialogs = True

    def ask(self, exports: tuple[Export, ...], anew: Callable[[], tuple[Export, ...]] = lambda: ()) -> None:
        """Ask which of these is to be written; ``anew`` gives them as they are then, posed for a slide."""
        if not exports:
            self._messages.show_message("There is nothing to export yet.", severity="info")
            return
        dialog = ExportDialog(exports, self._window)
        dialog.chosen.connect(self.ask_where)
        dialog.slide_wanted.connect(lambda export: self.ask_how(export, anew))
        dialog.open()

    def ask_how(self, export: Export, anew: Callable[[], tuple[Export, ...]]) -> None:
        """Ask how a picture is to be laid out for a slide, and then for the file."""
        # It is imported when it is asked for: start-up has no use for it.
        from playground.ui.plots.slide import Look
        from playground.ui.shell.slides import SlideDialog, kept

        look = self._look or Look(theme=themes().theme)
        dialog = SlideDialog(export, anew, look, self._window)

        def end(laid_out: Export) -> None:
            self._look = kept(look, dialog.look, export)
            self.ask_where(laid_out)

        dialog.laid_out.connect(end)
        dialog.open()

    def ask_where(self, export: Export) -> None:
        """Ask for the file; the dialog itself asks before it takes one that is there already."""
        dialog = file_dialog(
            self._window, f"Export {export.title}", lambda path: self.save(export, path, overwrite=True),
            native=self.native_dialogs,
        )  # fmt: skip
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(str(self._folder))
        filters = {f"{suffix[1:].upper() or 'Folder'} (*{suffix})": suffix[1:] for suffix in export.suffixes}
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix(export.suffixes[0][1:])
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen]))
        dialog.selectFile(f"{export.stem}{export.suffixes[0]}")
        dialog.open()

    def save(self, export: Export, path: Path, *, overwrite: bool) -> None:
        """Write an export on a worker thread, and say so when it is done."""
        self._folder = path.parent
        work = _Work(self, export, path, overwrite)
        self._running[work] = self._messages.show_message(
            f"Writing {path.name} …", severity="info", choices={"Cancel": work.cancel}, tab=EVERYWHERE
        )
        self._pool.start(work.run)

    @property
    def busy(self) -> bool:
        """Whether anything is being written."""
        return bool(self._running)

    def cancel(self) -> None:
        """Give up all that is being written."""
        for work in self._running:
            work.cancel()

    def wait(self) -> None:
        """Wait until what is being written is written."""
        self._pool.waitForDone()

    def _finish(self, work: _Work, path: Path) -> None:
        self._running.pop(work, None)
        folder = QUrl.fromLocalFile(str(path.parent))
        self._messages.show_message(
            f"Wrote {path}.",
            severity="info",
            choices={"Open folder": lambda: QDesktopServices.openUrl(folder)},
        )

    def _tell(self, work: _Work, done: int, total: int, left: float | None) -> None:
        message = self._running.get(work)
        if message is not None and message in self._messages.messages:
            message.show_progress(done, total, left)

    def _give_up(self, work: _Work, path: Path) -> None:
        self._running.pop(work, None)
        self._messages.show_message(f"Cancelled: {path.name} was not written.", severity="info")

    def _fail(self, work: _Work, sentence: str, details: str) -> None:
        self._running.pop(work, None)
        _log.error("%s\n%s", sentence, details)
        self._messages.dismiss_news()
        self._messages.show_message(sentence, details)
