"""A course on the Start page: what it is, how far one has come, and a button that goes on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from playground.ui.explain.courses import Course, Itinerary
from playground.ui.state.done import Done
from playground.ui.widgets.buttons import push
from playground.ui.widgets.colours import Inks
from playground.ui.widgets.label import Label
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
