"""Which lesson of a tab is being tried, what comes before and after it, and which are done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from playground.ui.explain.content import Lesson, Place
from playground.ui.explain.courses import Itinerary
from playground.ui.state.done import Done


class LessonOrder:
    """Lessons grouped by the stage and panel that they open, in the order of their text."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        by_place: dict[Place, list[Lesson]] = {}
        for lesson in lessons:
            by_place.setdefault(lesson.place, []).append(lesson)
        self.groups = {place: tuple(found) for place, found in by_place.items()}
        self.lessons = tuple(lesson for group in self.groups.values() for lesson in group)

    def led_by(self, place: Place) -> tuple[Place, ...]:
        """The groups with the one of this stage and panel first, then those of the same stage."""
        stage, _panel = place
        return tuple(sorted(self.groups, key=lambda each: (each != place, each[0] != stage)))

    def beside(self, lesson: Lesson | None, step: int) -> Lesson | None:
        """The lesson so many places further; of none, the first or the last. ``None`` beyond either end."""
        if lesson not in self.lessons:
            return (self.lessons[0] if step > 0 else self.lessons[-1]) if self.lessons else None
        number = self.lessons.index(lesson) + step
        return self.lessons[number] if 0 <= number < len(self.lessons) else None


class LessonGuide(QObject):
    """Leads through the lessons of one tab. Views follow :attr:`changed` and ask for what they want."""

    chosen = Signal(object)
    """The :class:`Lesson` that is to be set up now."""

    changed = Signal()
    """Another lesson is tried, none is any more, its answer was shown or hidden, or one is done."""

    def __init__(self, lessons: Sequence[Lesson], done: Done, itinerary: Itinerary | None = None) -> None:
        """A course of the ``itinerary`` says what comes next where it has the lesson."""
        super().__init__()
        self.order = LessonOrder(lessons)
        self._itinerary = itinerary or Itinerary()
        self.all_done = done
        self.current: Lesson | None = None
        """The lesson that is being tried: what it set up has not been left."""
        self.tried: set[str] = set()
        """Names of those that were tried since the window was opened."""
        self._last: Lesson | None = None
        self._revealed: set[str] = set()
        done.changed.connect(self.changed)

    def choose(self, lesson: Lesson) -> None:
        """Try a lesson."""
        self.current = self._last = lesson
        self.chosen.emit(lesson)
        if self.current is lesson:
            # Nobody has refused to set it up.
            self.tried.add(lesson.name)
        self.changed.emit()

    def following(self, lesson: Lesson) -> str:
        """The name of the lesson that comes after one, in the course or in the tab; empty after the last."""
        beside = self.order.beside(lesson, 1)
        return self._itinerary.after(lesson.name) or ("" if beside is None else beside.name)

    def go_on(self, lesson: Lesson) -> None:
        """Try the lesson that comes after one, in whatever tab."""
        name = self.following(lesson)
        if name and not self.choose_named(name):
            self._itinerary.wanted.emit(name)

    def named(self, name: str) -> Lesson | None:
        """The lesson of a name, if there is one."""
        return next((each for each in self.order.lessons if each.name == name), None)

    def choose_named(self, name: str) -> bool:
        """Try the lesson of a name; ``False`` where there is none."""
        lesson = self.named(name)
        if lesson is not None:
            self.choose(lesson)
        return lesson is not None

    def leave(self) -> None:
        """What the current lesson set up has been left."""
        if self.current is not None:
            self.current = None
            self.changed.emit()

    def beside(self, step: int) -> Lesson | None:
        """The lesson that stands so many places after the one that was tried last, or before it."""
        return self.order.beside(self._last, step)

    def go(self, step: int) -> bool:
        """Try that lesson; ``False`` where there is none."""
        lesson = self.beside(step)
        if lesson is not None:
            self.choose(lesson)
        return lesson is not None

    def reveals(self, lesson: Lesson) -> bool:
        """Whether its answer is shown."""
        return lesson.name in self._revealed

    def reveal(self, lesson: Lesson, shown: bool = True) -> None:
        """Show the answer of a lesson, which is done then, or hide it."""
        if shown == self.reveals(lesson):
            return
        (self._revealed.add if shown else self._revealed.discard)(lesson.name)
        if shown:
            self.all_done.note(lesson.name)
        self.changed.emit()

    def done(self, lesson: Lesson) -> bool:
        """Whether it was tried, and its answer seen, now or in another session."""
        return lesson.name in self.all_done
