"""The first page that a newcomer sees: a live picture of every paradigm, and three courses."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import QElapsedTimer, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from playground import paradigms
from playground.core.errors import PlaygroundError
from playground.core.folders import assets
from playground.core.frames import Frame
from playground.core.recipe import Recipe, Written, decode
from playground.ui.explain.courses import Course, Itinerary, load_courses
from playground.ui.start.card import Card
from playground.ui.start.film import Sheet, image_of
from playground.ui.start.thumbs import as_seen, load_thumbs
from playground.ui.state.done import Done
from playground.ui.state.link import Link
from playground.ui.widgets.buttons import push
from playground.ui.widgets.colours import Inks
from playground.ui.widgets.label import Label
from playground.ui.widgets.larger import Heading
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import strong


class CourseBox(QWidget):
    """Follows what is done."""

    def __init__(self, course: Course, done: Done, itinerary: Itinerary) -> None:
        super().__init__()
        self.course, self._done = course, done
        self._bar, self._told, self._paper = _Bar(), Label(), Label(wraps=True)
        self.go = push("Start")
        self.go.clicked.connect(lambda: itinerary.follow(course, done))
        foot = across((self._told, 1), self.go)
        text = Label(course.text, wraps=True, align=Qt.AlignmentFlag.AlignTop)
        lay_out(
            self,
            down(Label(strong(course.title)), text, self._paper, 2, self._bar, foot, spacing=5),
            margins=(10, 8, 10, 8),
        )
        done.changed.connect(self._show)
        self._show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(Inks(self.palette()).faint, 1.2))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _show(self) -> None:
        finished, total = self.course.done(self._done), len(self.course.steps)
        self._bar.show_share(finished / total)
        self._told.setText(f"{finished} of {total} lessons")
        paper = self.course.following(self._done).paper
        self._paper.setText(f"{'Next' if finished else 'First'}: {paper}" if paper else "")
        self._paper.setVisible(bool(paper))
        verb = "Again" if finished == total else "Continue" if finished else "Start"
        self.go.setText(verb)
        self.go.setAccessibleName(f"{verb}: {self.course.title}")


class _Bar(QWidget):
    """A thin line, filled as far as one has come."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(5)

    def sizeHint(self) -> QSize:
        return QSize(60, 5)

    def show_share(self, share: float) -> None:
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        inks, painter = Inks(self.palette()), QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inks.faint)
        painter.drawRoundedRect(QRectF(self.rect()), 2.5, 2.5)
        if self._share:
            painter.setBrush(inks.accent)
            painter.drawRoundedRect(QRectF(0, 0, self._share * self.width(), self.height()), 2.5, 2.5)
        painter.end()


_PAUSE_MS = 1200
"""From the end of one film to the beginning of the next."""


class Live(QObject):
    """One film after another, each with other seeds than the last time; and the very picture under the mouse.

    What fails is left as it was, until somebody comes back: the films that ship are always there. What is
    stopped is drawn when its turn comes again.
    """

    def __init__(self, cards: list[Card], link: Link, parent: QObject) -> None:
        super().__init__(parent)
        self._cards, self._turns = cards, 0
        self._rounds = [0] * len(cards)
        """Of the film that each card shows."""
        self._failed: set[int] = set()
        self._films = [link.channel(f"start/{card.thumb.tab}") for card in cards]
        self._points = [link.channel(f"start/{card.thumb.tab}/point") for card in cards]
        self._next = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._next.timeout.connect(self._draw_next)
        for number, card in enumerate(cards):
            self._films[number].frame.connect(lambda frame, number=number: self._show(number, frame))
            self._films[number].failed.connect(lambda _said, _details, number=number: self._fail(number))
            self._films[number].stopped.connect(self._go_on)
            self._points[number].frame.connect(lambda frame, card=card: _show_exact(card, frame))
            card.picture.moved.connect(lambda place, number=number: self._point(number, place))
            card.picture.let_go.connect(self._points[number].cancel)
        self.running = False

    def run(self, running: bool) -> None:
        """Compute, or hold still."""
        if running == self.running or not self._cards:
            return
        self.running = running
        if running:
            self._failed.clear()
            self._draw_next()
        else:
            self._next.stop()
            for channel in (*self._films, *self._points):
                channel.cancel()

    @property
    def _turn(self) -> int:
        return self._turns % len(self._cards)

    def _draw_next(self) -> None:
        number = self._turn
        thumb, rounds = self._cards[number].thumb, self._rounds[number]
        done = number in self._failed or (rounds and not thumb.seeds)
        recipe = None if done else _recipe(thumb.round(rounds + 1))
        if recipe is None:
            self._go_on()
        else:
            self._films[number].request(recipe)

    def _show(self, number: int, frame: Frame) -> None:
        if not frame.final:
            return
        card = self._cards[number]
        if not card.picture.held:
            self._rounds[number] += 1
            card.picture.show_film(Sheet.of(card.thumb.film(frame.arrays)))
        self._go_on()

    def _fail(self, number: int) -> None:
        self._failed.add(number)
        self._go_on()

    def _go_on(self) -> None:
        """Begin the next film: at once as long as some have had no turn here."""
        # A request that is still wanted would be ignored when its turn comes again.
        self._films[self._turn].cancel()
        self._turns += 1
        if self.running:
            self._next.start(0 if self._turns < len(self._cards) else _PAUSE_MS)

    def _point(self, number: int, place: QPointF) -> None:
        written = self._cards[number].thumb.at(self._rounds[number], place.x(), place.y())
        recipe = None if written is None else _recipe(written)
        if self.running and recipe is not None:
            self._points[number].request(recipe)


def _show_exact(card: Card, frame: Frame) -> None:
    images = frame.arrays["images"]
    card.picture.show_exact(image_of(as_seen(images.reshape(-1, *images.shape[-3:])[0])))


def _recipe(written: Written) -> Recipe | None:
    try:
        return decode(msgspec.json.encode(written), paradigms.recipe_types())
    except PlaygroundError:
        return None


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
            "Each is drawn by a model that has learned from pictures of clothes, faces or emoji. "
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
