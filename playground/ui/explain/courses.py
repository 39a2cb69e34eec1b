"""Courses through the lessons of all tabs, how far somebody has come, and the one that is followed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.core import toml
from playground.core.folders import assets
from playground.core.guard import guarded
from playground.core.toml import ContentError, Strict, read_text
from playground.ui.state.done import Done

if TYPE_CHECKING:
    from playground.ui.state.done import Done


class Step(Strict, frozen=True, kw_only=True):
    """A lesson by its tab and id, and the paper that it goes with, if any."""

    lesson: str
    paper: str = ""


class Course(Strict, frozen=True, kw_only=True):
    """Lessons in an order of their own."""

    id: str
    title: str
    text: str
    steps: tuple[Step, ...]

    @property
    def lessons(self) -> tuple[str, ...]:
        """Names of the lessons."""
        return tuple(step.lesson for step in self.steps)

    def done(self, done: Done) -> int:
        """How many of its lessons are done."""
        return sum(name in done for name in self.lessons)

    def following(self, done: Done) -> Step:
        """The first step that is not done; the first of all where everything is."""
        return next((step for step in self.steps if step.lesson not in done), self.steps[0])


class _Courses(Strict, frozen=True, kw_only=True):
    course: tuple[Course, ...]


def load_courses(path: Path | None = None) -> tuple[Course, ...]:
    """Read ``assets/courses.toml``; raises :class:`ContentError`."""
    path = path or assets() / "courses.toml"
    with guarded(ContentError, f"Please reinstall: the courses {path} are damaged"):
        found = msgspec.convert(toml.decode(read_text(path)), _Courses).course
    if not all(course.steps for course in found):
        raise ContentError(f"A course of {path} has no lessons; please reinstall.")
    return found


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
