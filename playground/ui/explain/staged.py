"""The panel at the right of a staged tab: what it explains follows the open stage and panel."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from playground.core.errors import PlaygroundError
from playground.core.fields import Value
from playground.core.recipe import Recipe, Written, change
from playground.ui.explain.content import (
    ContentError,
    Lesson,
    Place,
    apply_preset,
    load_explanation,
    load_lessons,
)
from playground.ui.explain.formulas import typeset_all
from playground.ui.explain.guide import LessonGuide
from playground.ui.explain.panel import ExplainPanel
from playground.ui.plots.drag_tag import invite
from playground.ui.stage.spec import IMAGES, LAB
from playground.ui.stage.stage_widget import Values
from playground.ui.stage.tab import StagedTab
from playground.ui.state.controls import Controlled
from playground.ui.timers import paced
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.spotlight import point_at

_MADE = ("drawing", "units", "added", "skipped", "insisted")
"""Fields that hold what somebody has made: points drawn in the plane, settings added to those there are, and
which of them are to be measured."""

R = TypeVar("R", bound=Recipe)


def anew(first: R, now: R, given: Container[Written] = ()) -> R:
    """``first`` with what somebody has made in ``now``: drawings, and settings that were added.

    ``given`` are drawings, in builtin types, that were made by nobody who sits before the window.
    """
    kept: dict[str, Value] = {}
    for name in first.__struct_fields__:
        begun, value = getattr(first, name), getattr(now, name)
        if isinstance(begun, Recipe) and type(value) is type(begun):
            kept[name] = anew(begun, value, given)
        elif name in _MADE or (_is_drawing(value) and msgspec.to_builtins(value) not in given):
            kept[name] = value
    return change(first, **kept)


def _is_drawing(value: Value) -> bool:
    return isinstance(value, msgspec.Struct) and value.__struct_config__.tag == "drawing"


_REFRESH_MS = 100
_NAMED = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
"""Controls and their choices are set in italics in the texts of lessons."""
_AT_ONCE = 3
"""So many fields of a lesson are changed in one step by nothing but another beginning."""


class HasStages(Protocol):
    """The state of a tab: which stage is open, beside a field for the state of each."""

    __struct_fields__: ClassVar[tuple[str, ...]]

    @property
    def stage(self) -> str: ...


class Binding:
    """How a tab's equations depend on its state; a subclass says it for one tab.

    ``terms`` gives for each field's name, of whichever stage, the terms that it enters.
    """

    name: str
    texts: Path | None = None
    """The folder of ``<name>.md`` and of ``<name>.toml`` with lessons, where it is not among the assets."""
    terms: Mapping[str, tuple[str, ...]] = {}
    equations: tuple[str, ...] = ()
    """All equations, in the order in which they stand."""
    from_start: bool = False
    """Whether lessons on the lab are seen in a training from its start."""

    def shown(self, tab: StagedTab) -> tuple[str, ...]:
        """The equations that belong to the open stage and panel."""
        raise NotImplementedError

    def values(self, tab: StagedTab) -> Values:
        """By equation and term, what the term is now."""
        raise NotImplementedError

    def notes(self, tab: StagedTab) -> Mapping[str, str]:
        """By equation, what is said of its values, as of when they are."""
        return {}

    def section(self, tab: StagedTab) -> str:
        """The id of the explanation's section on what is open."""
        return section_of(tab.store.state)

    def explanation(self, tab: StagedTab) -> StagedExplanation:
        """The panel that is tied to a tab by this; raises ``ContentError`` where a text is missing."""
        return StagedExplanation(tab, self)


class StagedExplanation(QWidget):
    """Equations, lessons and text of a tab with two stages; terms light up with their controls."""

    def __init__(self, tab: StagedTab, binding: Binding) -> None:
        """Raises ``ContentError`` where a text is missing."""
        super().__init__()
        self.tab, self.binding = tab, binding
        lessons = load_lessons(binding.name, binding.texts)
        self._drawn = [value for lesson in lessons for value in _values(lesson)]
        self.guide = LessonGuide(lessons, tab.context.done, tab.context.itinerary)
        """Leads through the lessons of the tab."""
        self.guide.setParent(self)
        self._before = tab.store.state
        self.panel = ExplainPanel(
            typeset_all(binding.equations, lambda sentence: tab.report.emit(sentence, "")),
            load_explanation(binding.name, binding.texts),
            self.guide,
            lambda place: tab.spec.place_title(*place),
        )
        self.setFocusProxy(self.panel)
        lay_out(self, down(self.panel))
        self.guide.chosen.connect(self._try)
        self.panel.term_hovered.connect(lambda term: tab.light(self._fields(term)))
        self.panel.term_clicked.connect(lambda term: tab.ask_for(self._fields(term)))
        tab.touched.connect(self.light)
        tab.pointed.connect(self.panel.show_terms)
        tab.store.changed.connect(self._follow)
        tab.stage_built.connect(self._listen)
        # Frames come faster than numbers under a formula can be read.
        self._refresh_soon = paced(self, self.refresh, _REFRESH_MS)
        self._shown: tuple[str, ...] | None = None
        self._introduced: str | None = None
        self._invited: set[str] = set()
        for name in tab.stages:
            self._listen(name)
        self._follow(tab.store.state, tab.store.state)

    def light(self, field: str) -> None:
        """Light the terms that a field's control enters."""
        self.panel.set_lit(self.binding.terms.get(field, ()))

    def explain(self) -> None:
        """Open the section on the panel in use."""
        self.panel.show_section(self.binding.section(self.tab))

    def refresh(self) -> None:
        """Write the terms' values anew: a frame brought some, or results that are told by other equations."""
        self._show_equations()
        notes = self.binding.notes(self.tab)
        values = self.binding.values(self.tab)
        for equation, view in self.panel.equations.items():
            if equation not in values:
                continue
            told = {term: text.replace("-", "−") for term, text in values[equation].items() if text}
            if view.values != told:
                view.set_values(told)
            view.set_note(notes.get(equation, ""))

    def lesson_state(self, lesson: Lesson) -> Any:
        """The state that a lesson sets; raises ``PlaygroundError``.

        Its stage is as at first but for what the lesson sets, so that nothing that was tried before shows;
        drawings and added settings stay. The other stages are left alone.
        """
        state, first = self.tab.store.state, self.tab.first_state()
        parts = {name: getattr(state, name, None) for name in lesson.preset}
        begun = {
            name: anew(getattr(first, name), part, self._drawn)
            for name, part in parts.items()
            if isinstance(part, Recipe)
        }
        if IMAGES in begun:
            model = lesson.preset[IMAGES].get("model", begun[IMAGES].model)
            card = next((card for card in self.tab.context.cards if card.name == model), None)
            begun[IMAGES] = begun[IMAGES] if card is None else self.tab.fitted(begun[IMAGES], card)
        made = apply_preset(lesson, change(state, **begun))
        if why := self.tab.spec.unknown_panel(made):
            raise ContentError(f"The lesson “{lesson.title}” cannot be shown: {why}.")
        return made

    def _invite(self) -> None:
        """Let a handle of what is open ask to be dragged, until one of its stage was."""
        stage = self.tab.store.state.stage
        name = f"drag:{self.tab.name}/{stage}"
        made = None if name in self._invited else self.tab.stages.get(stage)
        if made is not None and invite(made, name, self.tab.context.done):
            self._invited.add(name)

    def _show_equations(self) -> None:
        section = self.binding.section(self.tab)
        if section != self._introduced:
            self._introduced = section
            self.panel.show_intro(section)
        names = self.binding.shown(self.tab)
        if names != self._shown:
            self._shown = names
            self.panel.show_equations(names)

    def _follow(self, old: HasStages, new: HasStages) -> None:
        self._show_equations()
        self.panel.lessons.lead_by(place_of(new))
        if old is new or place_of(new) != place_of(old):
            # A panel that was never open before is built when all has followed.
            QTimer.singleShot(0, self, self._invite)
        lesson = self.guide.current
        if lesson is not None and (new == self._before or _left(lesson, old, new)):
            self.guide.leave()
        changed = fields_changed(old, new) & self.binding.terms.keys()
        if changed:
            self.panel.set_lit({term for field in changed for term in self.binding.terms[field]})
        self._refresh_soon()

    def _listen(self, stage: str) -> None:
        # A stage may bring equations of its own.
        self._show_equations()
        QTimer.singleShot(0, self, self._invite)
        made = self.tab.stages[stage]
        made.numbers_told.connect(self.refresh if made.at_once else self._refresh_soon)
        if not made.at_once:
            # It may have had something to tell before anybody listened.
            self._refresh_soon()

    def _fields(self, term: str) -> tuple[str, ...]:
        return tuple(field for field, terms in self.binding.terms.items() if term in terms)

    def _try(self, lesson: Lesson) -> None:
        tab = self.tab
        if lesson.model and all(card.name != lesson.model for card in tab.context.cards):
            sentence = f"The lesson “{lesson.title}” needs the model {lesson.model}, which was not found."
            self._refuse(sentence)
            return
        try:
            state = self.lesson_state(lesson)
        except PlaygroundError as error:
            self._refuse(error.sentence)
            return
        before, label = tab.store.state, f"Try “{lesson.title}”"
        self._before = before
        current, self.guide.current = self.guide.current, None
        tab.store.replace(label, state)
        self.guide.current = current
        if self.binding.from_start and state.stage == LAB:
            tab.stage.begin_anew(before.lab.run, label if state == before else "")
        elif state == before:
            # It was set up already, by a course or by what one did.
            point_at(tab.stage)
        form = tab.forms.get(state.stage)
        if form is not None:
            form.unfold_named(_NAMED.findall(f"{lesson.text} {lesson.look_for}"))

    def _refuse(self, sentence: str) -> None:
        self.guide.leave()
        self.tab.report.emit(sentence, "")


def _values(lesson: Lesson) -> Iterator[Written]:
    """What a lesson sets the fields of its stage to."""
    for part in lesson.preset.values():
        if isinstance(part, dict):
            yield from part.values()


def place_of(state: HasStages) -> Place:
    """The stage that is open, and its panel."""
    return str(state.stage), str(getattr(getattr(state, state.stage), "panel", ""))


def _left(lesson: Lesson, old: HasStages, new: HasStages) -> bool:
    """Whether a change has led away from what a lesson sets up; to other values it asks one to go itself."""
    stage, panel = lesson.place
    if place_of(new) != (stage, panel or place_of(new)[1]):
        return True
    part, before = getattr(new, stage), getattr(old, stage)
    if getattr(part, "model", "") != getattr(before, "model", ""):
        return True
    return len(fields_changed(before, part) & set(_names(lesson.preset))) >= _AT_ONCE


def _names(preset: Written) -> Iterator[str]:
    for name, value in preset.items():
        yield name
        if isinstance(value, dict):
            yield from _names(value)


def section_of(state: Any) -> str:
    """The id of the section on what is open."""
    return LAB if state.stage == LAB else str(state.images.panel)


def fields_changed(old: msgspec.Struct | HasStages, new: msgspec.Struct | HasStages) -> set[str]:
    """Names of the fields and controls that differ, those of nested states included."""
    if type(old) is not type(new):
        return set()
    if isinstance(old, Controlled) and isinstance(new, Controlled):
        return set(new.changed_from(old))
    found: set[str] = set()
    for name in new.__struct_fields__:
        one, other = getattr(old, name), getattr(new, name)
        if one == other:
            continue
        found |= fields_changed(one, other) if isinstance(other, msgspec.Struct) else {name}
    return found
