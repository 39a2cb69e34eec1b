"""The first thing that a newcomer sees: a picture of every paradigm to take hold of, and three courses."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.core.folders import assets
from playground.ui.explain.courses import Itinerary, load_courses
from playground.ui.start.card import Card
from playground.ui.start.course_box import CourseBox
from playground.ui.start.film import Sheet
from playground.ui.start.live import Live
from playground.ui.start.thumbs import load_thumbs
from playground.ui.state.done import Done
from playground.ui.state.link import Link
from playground.ui.widgets.buttons import push
from playground.ui.widgets.label import Label
from playground.ui.widgets.larger import Heading
from playground.ui.widgets.layouts import across, down, lay_out

_COLUMNS = 4
_TICK_MS = 40
_APART = 1.7
"""Seconds by which one picture's movement is before that of the next."""


class StartPage(QWidget):
    """Moves while it is seen, and computes only then."""

    entered = Signal(str)
    """The tab of this name is to be opened."""

    studio_wanted = Signal()
    """Models of one's own pictures are to be trained."""

    def __init__(self, titles: Mapping[str, str], link: Link, done: Done, itinerary: Itinerary) -> None:
        """``titles`` are those of the tabs by name; raises ``ContentError`` where a text is damaged."""
        super().__init__()
        self.setAccessibleName("Start page")
        folder = assets() / "start"
        self.cards = [
            Card(thumb, titles[thumb.tab], Sheet.read(folder / f"{thumb.tab}.png"), number * _APART)
            for number, thumb in enumerate(load_thumbs(folder))
            if thumb.tab in titles
        ]
        self.courses = [CourseBox(course, done, itinerary) for course in load_courses()]
        self.studio = push(
            "Train a model on your own pictures",
            "Open the Studio: a folder of pictures is enough to begin with",
        )
        self._lay_out()
        for card in self.cards:
            card.picture.entered.connect(lambda tab=card.thumb.tab: self.entered.emit(tab))
        self._live = Live(self.cards, link, self)
        self._clock = QElapsedTimer()
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._move_on)

    def _lay_out(self) -> None:
        pictures, grid = QWidget(), QGridLayout()
        heading = Heading("Drag across a picture to change it. Click it to open its tab.", 1.7, wraps=True)
        about = Label(
            "Each is drawn by a model that has learned from pictures of clothes, or of emoji. "
            "Nothing can be broken: whatever you set in a tab, Ctrl+Z takes back.",
            wraps=True,
        )
        pictures.setLayout(grid)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setSpacing(14)
        for number, card in enumerate(self.cards):
            grid.addWidget(card, number // _COLUMNS, number % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        courses = QWidget()
        courses.setFixedWidth(270)
        title = Heading("New to this? Follow a course", 1.15, wraps=True)
        self.studio.clicked.connect(self.studio_wanted)
        lay_out(courses, down(title, *self.courses, None, self.studio, spacing=10))
        left = QWidget()
        lay_out(left, down(heading, about, (pictures, 1), spacing=4))
        lay_out(self, across((left, 1), courses, spacing=22), margins=(20, 14, 20, 14))

    @property
    def moving(self) -> bool:
        """Whether its pictures move."""
        return self._tick.isActive()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to move, and, once this has been drawn, to compute."""
        super().showEvent(event)
        self._clock.start()
        self._tick.start()
        QTimer.singleShot(0, self, lambda: self._live.run(self.moving))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks, be it since the window is minimised."""
        super().hideEvent(event)
        self._tick.stop()
        self._live.run(False)

    def _move_on(self) -> None:
        seconds = min(self._clock.restart() / 1000, 0.2)
        for card in self.cards:
            card.picture.advance(seconds)
