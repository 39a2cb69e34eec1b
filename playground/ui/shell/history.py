"""What was drawn in the Images stages: kept while one works, found again, and two of it compared."""

from __future__ import annotations

import traceback
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from playground.core import folders
from playground.core.errors import PlaygroundError
from playground.core.recipe import kind_of
from playground.ui.state.feed import Shown
from playground.ui.timers import once
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.inputs import CheckBox, Slider
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across
from playground.ui.widgets.messages import EVERYWHERE, MessageBar

_REST_MS = 1500
"""What is drawn while something is dragged is not kept, only what it comes to rest at."""
_THUMB = 72
_WHICH = Qt.ItemDataRole.UserRole
FOLDER = "history"


class Recorder(QObject):
    """Keeps what was drawn last, once nothing else has been drawn for a while; writes on a thread."""

    failed = Signal(str, str)
    """(sentence, details), from that thread."""

    def __init__(self, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._rest = once(self, _REST_MS, self.keep)
        self._newest: Shown | None = None
        self._told = False
        self.failed.connect(self._tell)

    def note(self, shown: Shown) -> None:
        """Something has been drawn."""
        self._newest = shown
        self._rest.start()

    def keep(self) -> None:
        """Keep what was drawn last."""
        shown, self._newest = self._newest, None
        if shown is not None:
            self._pool.start(lambda: self._write(shown))

    def wait(self) -> None:
        """Keep what there is, and finish writing."""
        self._rest.stop()
        self.keep()
        self._pool.waitForDone()

    def _write(self, shown: Shown) -> None:
        # Pillow is loaded when something is written: the window starts without it.
        from playground.export.history import History

        try:
            History(folders.user_data() / FOLDER).add(shown.frame, shown.recipe)
        except PlaygroundError as error:
            self.failed.emit(error.sentence, traceback.format_exc())
        except Exception as error:  # noqa: BLE001 - the boundary of the worker thread
            self.failed.emit(f"What was drawn was not kept: {error}.", traceback.format_exc())

    def _tell(self, sentence: str, details: str) -> None:
        """Say once a session that nothing is kept."""
        if not self._told:
            self._told = True
            self._messages.show_message(f"History: {sentence}", details, tab=EVERYWHERE)


class Wipe(QWidget):
    """One picture, or two: the first up to a place and the second beyond, or how much they differ."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Compared pictures")
        self.setMinimumSize(160, 160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._images: tuple[QImage, ...] = ()
        self._share, self._difference = 0.5, False

    def show_images(self, images: tuple[QImage, ...]) -> None:
        """Show one or two."""
        self._images = images
        self.update()

    def set_share(self, share: float) -> None:
        """How much of the first is seen, from 0 to 1."""
        self._share = share
        self.update()

    def set_difference(self, difference: bool) -> None:
        """Show by how much the two differ."""
        self._difference = difference
        self.update()

    @property
    def shown(self) -> QImage:
        """What is seen, in the pictures' own pixels."""
        first, *others = self._images
        size = first.size()
        for other in others:
            size = size.expandedTo(other.size())
        canvas = QImage(size, QImage.Format.Format_RGB32)
        canvas.fill(Qt.GlobalColor.black)
        painter = QPainter(canvas)
        painter.drawImage(0, 0, first)
        if others and self._difference:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
            painter.drawImage(0, 0, others[0])
        elif others:
            edge = round(self._share * size.width())
            beyond = QRect(edge, 0, size.width() - edge, size.height())
            painter.fillRect(beyond, Qt.GlobalColor.black)
            painter.drawImage(beyond, others[0], beyond)
        painter.end()
        return canvas

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._images:
            return
        canvas = self.shown
        scale = min(self.width() / canvas.width(), self.height() / canvas.height())
        scale = int(scale) if scale >= 1 else scale
        width, height = round(scale * canvas.width()), round(scale * canvas.height())
        place = QRect((self.width() - width) // 2, (self.height() - height) // 2, width, height)
        QPainter(self).drawImage(place, canvas)


class HistoryDialog(Dialog):
    """The strip of all that is kept; one that is chosen is shown, two are compared."""

    recipe_chosen = Signal(object)
    """The recipe of a picture, to be shown in its tab."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("History", (720, 560), parent)
        from playground.export.history import History

        self._history = History(folders.user_data() / FOLDER)
        self.strip = QListWidget()
        self.strip.setAccessibleName("What was drawn, the newest first")
        self.strip.setViewMode(QListView.ViewMode.IconMode)
        self.strip.setFlow(QListView.Flow.LeftToRight)
        self.strip.setWrapping(False)
        self.strip.setMovement(QListView.Movement.Static)
        self.strip.setIconSize(QSize(_THUMB, _THUMB))
        self.strip.setFixedHeight(_THUMB + 56)
        self.strip.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.told, self.wipe = Label(wraps=True), Wipe()
        self.slider, self.difference = Slider(), CheckBox("Difference")
        self.slider.setAccessibleName("How much of the first is seen")
        self.slider.setRange(0, 100)
        self.slider.setValue(50)
        self.opener, self.pinner = QPushButton("Show its recipe"), QPushButton("Pin")
        for button in (self.opener, self.pinner):
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.fill(self.strip, self.told, (self.wipe, 1), across((self.slider, 1), self.difference))
        self.strip.itemSelectionChanged.connect(self._follow)
        self.strip.itemDoubleClicked.connect(lambda _item: self._open())
        self.slider.valueChanged.connect(lambda value: self.wipe.set_share(value / 100))
        self.difference.toggled.connect(self.wipe.set_difference)
        self.opener.clicked.connect(self._open)
        self.pinner.clicked.connect(self._pin)
        self._fill()

    @property
    def chosen(self) -> tuple[Path, ...]:
        """The files of what is chosen, from left to right."""
        rows = sorted(self.strip.row(item) for item in self.strip.selectedItems())
        return tuple(Path(self.strip.item(row).data(_WHICH)) for row in rows)

    def _fill(self) -> None:
        self.strip.clear()
        for kept in self._history.kept():
            image = QImage(str(kept.path))
            if image.isNull():
                continue  # What is damaged is nothing to be found again.
            item = QListWidgetItem(QIcon(QPixmap.fromImage(image)), "pinned" if kept.pinned else "")
            item.setData(_WHICH, str(kept.path))
            self.strip.addItem(item)
        if self.strip.count():
            self.strip.setCurrentRow(0)
        self._follow()

    def _follow(self) -> None:
        chosen = self.chosen[:2]
        self.wipe.show_images(tuple(QImage(str(path)) for path in chosen))
        for part in (self.slider, self.difference):
            part.setEnabled(len(chosen) == 2)
        self.opener.setEnabled(len(chosen) == 1)
        self.pinner.setEnabled(len(chosen) == 1)
        self.pinner.setText("Unpin" if chosen and chosen[0].name.endswith(".pinned.png") else "Pin")
        if not self.strip.count():
            self.told.setText("Nothing has been drawn yet in an Images stage.")
        else:
            self.told.setText(" | ".join(map(_described, chosen)) or "Choose one, or two to compare.")

    def _open(self) -> None:
        from playground.export.metadata import read_recipe

        if len(self.chosen) != 1:
            return
        try:
            recipe, _ = read_recipe(self.chosen[0])
        except PlaygroundError as error:
            self.told.setText(error.sentence)
            return
        self.recipe_chosen.emit(recipe)

    def _pin(self) -> None:
        for kept in self._history.kept():
            if kept.path in self.chosen:
                try:
                    self._history.pin(kept, not kept.pinned)
                except PlaygroundError as error:
                    self.told.setText(error.sentence)
                    return
        row = self.strip.currentRow()
        self._fill()
        self.strip.setCurrentRow(row)


def _described(path: Path) -> str:
    """What drew a picture, in a line."""
    from playground.core.recipe_code import said
    from playground.export.metadata import read_recipe

    try:
        recipe, _ = read_recipe(path)
    except PlaygroundError as error:
        return error.sentence
    fields = ", ".join(f"{name} {value}" for name, value in said(recipe).items() if name != "kind")
    return f"{kind_of(recipe)}: {fields}"[:300]
