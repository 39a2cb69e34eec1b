"""The course that somebody follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from playground.ui.explain.courses import Course
    from playground.ui.state.done import Done


class Itinerary(QObject):
    """The course that somebody follows: it says which lesson comes after one, in whatever tab."""

    wanted = Signal(str)
    """The lesson of this name is to be shown and set up, where its tab is shown with it."""

    def __init__(self) -> None:
        super().__init__()
        self.course: Course | None = None

    def follow(self, course: Course, done: Done) -> None:
        """Go on with a course."""
        self.course = course
        self.wanted.emit(course.following(done).lesson)

    def after(self, lesson: str) -> str:
        """The lesson that comes next in the course; empty where there is none."""
        names = self.course.lessons if self.course else ()
        place = names.index(lesson) + 1 if lesson in names else len(names)
        return names[place] if place < len(names) else ""
