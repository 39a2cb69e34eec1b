"""A picture or a film laid out for a slide: what is chosen, and the picture exactly as it will be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPicture
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from playground.core.errors import ExportError
from playground.core.progress import Progress
from playground.ui.plots.slide import LEAST, MOST, Kind, Look, Slide, image, slide, slide_bytes
from playground.ui.tab import Export
from playground.ui.timers import once
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.inputs import CheckBox, ChoiceBox, NumberBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across
from playground.ui.widgets.theme import themes

SIZES: dict[str, tuple[int, int] | None] = {
    "16:9, 1920 × 1080": (1920, 1080),
    "16:9, 3840 × 2160": (3840, 2160),
    "16:9, 1280 × 720": (1280, 720),
    "half a slide, 960 × 1080": (960, 1080),
    "4:3, 1440 × 1080": (1440, 1080),
    "as on the screen": None,
}
OWN = "other"
TEXTS = {f"{share} %": share / 100 for share in (75, 100, 125, 150, 200)}
THEMES: dict[str, Literal["light", "dark"]] = {"light": "light", "dark": "dark"}
_NAMES: dict[str, Kind] = {"PNG, pixels": ".png", "SVG, lines": ".svg", "PDF, lines": ".pdf"}
_PIXELS: dict[str, Kind] = {"PNG, pixels": ".png"}
_FILMS: dict[str, Kind] = {
    "WebP, animated": ".webp", "GIF, animated": ".gif", "PNG, animated": ".apng", "MP4": ".mp4",
}  # fmt: skip
_FILM_SIZE = (1280, 720)
_MOST_BYTES = 700_000_000
"""Of all pictures of a film, before they are packed."""
_DELAY_MS = 60
_CHECKS = 8
"""Pixels of the checks that are seen through a picture without a ground."""

T = TypeVar("T")


class SlideDialog(Dialog):
    """Chooses how a plot is laid out; ``anew`` gives the exports as they are drawn when it is called."""

    laid_out = Signal(object)
    """The :class:`Export` that writes what is shown."""

    def __init__(
        self, export: Export, anew: Callable[[], Iterable[Export]], look: Look, parent: QWidget
    ) -> None:
        room = parent.size() if parent.isWindow() else parent.window().size()
        size = min(980, room.width() - 40), min(640, room.height() - 40)
        super().__init__(f"{export.title} for a slide", size, parent, QDialogButtonBox.StandardButton.Cancel)
        self._export, self._anew = export, anew
        self._kinds = kinds_of(export)
        self.look = msgspec.structs.replace(look, title=plain_title(export.title))
        if export.film is not None:
            self.look = msgspec.structs.replace(self.look, size=_FILM_SIZE, clear=False)
        self.slide: Slide | None = None
        self.view = SlideView()
        self.told = Label(name="What is written", wraps=True)
        self._make_inputs()
        self._turn = once(self, _DELAY_MS, self.draw)
        self.choose = self.buttons.addButton("Choose a file…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.fill((across(self._form, (self.view, 1), spacing=12), 1), self.told)
        self._connect()
        self.draw()

    def _make_inputs(self) -> None:
        look = self.look
        self.titled, self.title = CheckBox("Title"), QLineEdit(look.title)
        self.titled.setChecked(True)
        self.title.setAccessibleName("Text of the title")
        self.legend = CheckBox("Legend")
        self.legend.setChecked(look.legend)
        self.size_box = _choice("Size", (*SIZES, OWN), _named(SIZES, look.size, OWN))
        self.width_box, self.height_box = _side("Width", look.size, 0), _side("Height", look.size, 1)
        self.text = _choice("Text", TEXTS, _named(TEXTS, look.text, "100 %"))
        self.theme = _choice("Theme", THEMES, look.theme.name)
        self.clear = CheckBox("Nothing behind it")
        self.clear.setChecked(look.clear)
        self.kind = _choice("File", self._kinds, _named(self._kinds, look.kind, next(iter(self._kinds))))
        self.look = msgspec.structs.replace(look, kind=self._kinds[self.kind.currentText()])
        form = QFormLayout()
        form.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self._form = QWidget()
        self._form.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._form.setLayout(form)
        form.addRow(self.titled, self.title)
        form.addRow("", self.legend)
        form.addRow(Label("Size"), self.size_box)
        form.addRow(Label("Width"), self.width_box)
        form.addRow(Label("Height"), self.height_box)
        form.addRow(Label("Text"), self.text)
        form.addRow(Label("Theme"), self.theme)
        form.addRow("", self.clear)
        form.addRow(Label("File"), self.kind)
        self._allow()

    def _connect(self) -> None:
        for box in (self.titled, self.legend, self.clear):
            box.toggled.connect(self._choose)
        for choice in (self.size_box, self.text, self.theme, self.kind):
            choice.currentIndexChanged.connect(self._choose)
        for side in (self.width_box, self.height_box):
            side.valueChanged.connect(self._choose)
        self.title.textChanged.connect(self._choose)

    def _allow(self) -> None:
        own = self.size_box.currentText() == OWN
        self.width_box.setEnabled(own)
        self.height_box.setEnabled(own)
        self.title.setEnabled(self.titled.isChecked())
        self.legend.setEnabled(has_legend(self._export))
        # No kind of film is seen through.
        self.clear.setEnabled(self._export.film is None)

    def _choose(self) -> None:
        self._allow()
        named = self.size_box.currentText()
        size = (
            (round(self.width_box.value()), round(self.height_box.value())) if named == OWN else SIZES[named]
        )
        self.look = Look(
            title=self.title.text().strip() if self.titled.isChecked() else "",
            legend=self.legend.isChecked(),
            size=size,
            text=TEXTS[self.text.currentText()],
            theme=themes().variant(THEMES[self.theme.currentText()]),
            clear=self.clear.isChecked(),
            kind=self._kinds[self.kind.currentText()],
        )
        self._turn.start()

    def draw(self) -> None:
        """Draw what is chosen now."""
        try:
            self.slide = slide(self._drawn, self.look, self.font())
            self.told.setText(self._told(*self.slide.size.toTuple()))
        except ExportError as error:
            self.slide = None
            self.told.setText(error.sentence)
        self.choose.setEnabled(self.slide is not None)
        self.view.show_image(None if self.slide is None else image(self.slide))

    def _told(self, across: int, down: int) -> str:
        film = self._export.film
        if film is None:
            return f"{across:,} × {down:,} pixels, with its recipe"
        if (size := 3 * across * down * film.count) > _MOST_BYTES:
            raise ExportError(
                f"{film.count} pictures of {across:,} × {down:,} pixels would need "
                f"{size / 1e9:.1f} GB of memory; choose a smaller size."
            )
        return f"{film.count} pictures of {across:,} × {down:,} pixels, with their recipe"

    def _drawn(self) -> QPicture:
        same = (each for each in self._anew() if (each.stem, each.title) == self._which)
        export = next(same, None)
        if export is None or export.drawing is None:
            raise ExportError("What was to be written is not shown any more.")
        self._export = export
        return export.drawing()

    @property
    def _which(self) -> tuple[str, str]:
        return self._export.stem, self._export.title

    def accept(self) -> None:
        """Report what writes the picture that is shown."""
        if self._turn.isActive():
            self._turn.stop()
            self.draw()
        if self.slide is None:
            return
        super().accept()
        self.laid_out.emit(self.written())

    def written(self) -> Export:
        """What writes the picture that is shown."""
        export, shown, kind = self._export, self.slide, self.look.kind
        if shown is None:
            raise ExportError("There is no picture to write.")
        if export.film is not None:
            return Export(export.title, export.stem, (kind,), export.film.laid_out(self.look, self.font()))

        def save(path: Path, overwrite: bool, _progress: Progress) -> None:
            from playground.export.atomic import write_file

            write_file(path, slide_bytes(shown, kind, export.document), overwrite=overwrite)

        return Export(export.title, export.stem, (kind,), save)


class SlideView(QWidget):
    """A picture made smaller to fit, over checks where there is nothing behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("The picture as it will be written")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 240)
        self.image: QImage | None = None

    def show_image(self, image: QImage | None) -> None:
        """Show a picture, or none."""
        self.image = image
        self.update()

    def target(self) -> QRect:
        """Where the picture is."""
        if self.image is None:
            return QRect()
        size = self.image.size()
        if size.width() > self.width() or size.height() > self.height():
            size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self.rect().center())
        return place

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture in a thin frame."""
        if self.image is None:
            return
        painter, place = QPainter(self), self.target()
        if self.image.hasAlphaChannel():
            self._draw_checks(painter, place)
        # Made smaller in steps of two by Qt's own filter, letters stay readable.
        ratio = self.devicePixelRatioF()
        smaller = self.image.scaled(
            place.size() * ratio,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage(place, smaller)
        painter.setPen(QColor(themes().theme.border))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        painter.end()

    def _draw_checks(self, painter: QPainter, place: QRect) -> None:
        painter.save()
        painter.setClipRect(place)
        painter.fillRect(place, QColor("#ffffff"))
        for row, top in enumerate(range(place.top(), place.bottom() + 1, _CHECKS)):
            for left in range(place.left() + row % 2 * _CHECKS, place.right() + 1, 2 * _CHECKS):
                painter.fillRect(left, top, _CHECKS, _CHECKS, QColor("#dddddd"))
        painter.restore()


def kinds_of(export: Export) -> dict[str, Kind]:
    """The kinds of files that it can be laid out as, by name: lines where it has some."""
    if export.film is not None:
        return {name: kind for name, kind in _FILMS.items() if kind in export.suffixes}
    return _NAMES if ".svg" in export.suffixes else _PIXELS


def has_legend(export: Export) -> bool:
    """Whether it is drawn with a legend, or not, as one likes: pixels alone have none."""
    return ".svg" in export.suffixes if export.film is None else export.film.legend


def kept(before: Look, chosen: Look, export: Export) -> Look:
    """What the next slide begins with: what could not be chosen for this one stays as it was before, and the
    size of a film is of no use for other pictures."""
    if before.kind not in kinds_of(export).values():
        chosen = msgspec.structs.replace(chosen, kind=before.kind)
    if export.film is None:
        return chosen
    return msgspec.structs.replace(chosen, size=before.size, clear=before.clear)


def plain_title(title: str) -> str:
    """An export's title without what it says of the file."""
    return title.partition(",")[0]


def _choice(name: str, entries: Iterable[str], chosen: str) -> ChoiceBox:
    box = ChoiceBox()
    box.setAccessibleName(name)
    for entry in entries:
        box.addItem(entry)
    box.setCurrentText(chosen)
    return box


def _side(name: str, size: tuple[int, int] | None, index: int) -> NumberBox:
    box = NumberBox()
    box.setDecimals(0)
    box.setAccessibleName(name)
    box.setRange(LEAST, MOST)
    box.setSuffix(" px")
    box.setValue((size or (1920, 1080))[index])
    return box


def _named(table: dict[str, T], value: T, otherwise: str) -> str:
    return next((name for name, each in table.items() if each == value), otherwise)
