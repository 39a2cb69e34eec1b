"""The pictures of the same seeds as the training goes on: the newest, or back to any earlier ones."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Signal
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QWidget

from playground.core.errors import DataError
from playground.core.guard import DamagedFileError, guarded
from playground.core.regular_files import read_regular
from playground.core.words import number
from playground.ui.state.background import Background
from playground.ui.studio.record import Sheet
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.inputs import Slider
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out

_MOST_BYTES, _MOST_PIXELS = 30_000_000, 4096 * 4096
_LEAST = 200
_SOON = "The first pictures come soon after the training has begun."


class SheetView(QWidget):
    """Follows the newest sheet until the slider is moved back."""

    shown = Signal(object)
    """The step of the sheet that is shown, where it is not the newest, or ``None``."""

    failed = Signal(str)
    """The sentence that says why a sheet cannot be shown; empty once one can."""

    def __init__(self) -> None:
        super().__init__()
        self._sheets: tuple[Sheet, ...] = ()
        self._at: Sheet | None = None
        self._awaited = True
        self.following = True
        """Whether the newest is shown, whichever that becomes."""
        self.picture = ImageView("Pictures from fixed seeds", _LEAST)
        self.slider = Slider()
        self.slider.setAccessibleName("Back through the training")
        self.slider.picked.connect(self._pick)
        self.newest = tool("Newest", "Follow the training", checkable=True)
        self.newest.clicked.connect(self.follow)
        self.told = Label()
        self._reading = Background()
        self._reading.done.connect(self._show)
        self._reading.failed.connect(self._fail)
        lay_out(self, down((self.picture, 1), across((self.slider, 1), self.newest), self.told, spacing=4))
        self.show_sheets((), anew=True)

    def show_sheets(self, sheets: tuple[Sheet, ...], *, anew: bool = False) -> None:
        """Show these sheets; those of another training begin ``anew`` with the newest."""
        if anew:
            self.following, self._at = True, None
            self._reading.give_up()
            self.picture.set_picture(None)
        elif sheets == self._sheets:
            return
        self._sheets = sheets
        self.slider.setRange(0, max(0, len(sheets) - 1))
        self.slider.setPageStep(max(1, len(sheets) // 10))
        self.slider.setEnabled(len(sheets) > 1)
        self._go()

    def expect(self, awaited: bool) -> None:
        """Pictures are on their way, or nobody makes any."""
        if awaited != self._awaited:
            self._awaited = awaited
            self._tell()

    def follow(self) -> None:
        """Show the newest, and the next ones as they come."""
        self.following = True
        self._go()

    @property
    def settled(self) -> bool:
        """Whether the sheet that is wanted is shown."""
        return not self._reading.busy

    def end(self) -> None:
        """The window closes."""
        self._reading.give_up()

    def _pick(self, index: int) -> None:
        self.following = index == len(self._sheets) - 1
        self._read(index)

    def _go(self) -> None:
        """Stay at the sheet that is shown, or go to the newest."""
        if self._sheets:
            there = self._at in self._sheets and not self.following
            self._read(self._sheets.index(self._at) if there and self._at else len(self._sheets) - 1)
        else:
            self._tell()

    def _read(self, index: int) -> None:
        self.slider.setValue(index)
        sheet = self._sheets[index]
        if sheet != self._at:
            self._at = sheet
            self._reading.start(partial(read_sheet, sheet.path))
        self._tell()

    def _tell(self) -> None:
        self.newest.setChecked(self.following)
        self.newest.setEnabled(len(self._sheets) > 1)
        if self._at is None or not self._sheets:
            self.told.setText(_SOON if self._awaited else "There are no pictures yet.")
        else:
            place = f"{number(self._sheets.index(self._at) + 1, 0)} of {number(len(self._sheets), 0)}"
            self.told.setText(f"At step {number(self._at.step, 0)}, sheet {place}")
        self.slider.setAccessibleDescription(self.told.said)
        self.shown.emit(None if self._at is None or self.following else float(self._at.step))

    def _show(self, picture: NDArray[np.uint8]) -> None:
        self.picture.set_picture(picture)
        self.picture.set_stale(False)
        self.failed.emit("")

    def _fail(self, sentence: str) -> None:
        self.picture.set_stale(True)
        self.failed.emit(sentence)


def read_sheet(path: Path) -> NDArray[np.uint8]:
    """The picture (channels, height, width) of a PNG file; raises ``DataError``."""
    with guarded(DataError, f"{path} cannot be read"):
        data = QByteArray(read_regular(path, _MOST_BYTES))
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer, QByteArray(b"png"))
        reader.setAutoDetectImageFormat(False)
        size = reader.size()
        if not 0 < size.width() * size.height() <= _MOST_PIXELS:
            raise DamagedFileError("it is no picture, or far larger than a sheet")
        image = reader.read().convertToFormat(QImage.Format.Format_RGB888)
        if image.isNull():
            raise DamagedFileError("it is damaged or breaks off in the middle")
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        pixels = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
        return np.ascontiguousarray(pixels.transpose(2, 0, 1))
