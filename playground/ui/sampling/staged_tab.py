"""A tab of several stages, most often two: the 2-D lab, and Images. Each is built when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from playground.core.cards import Card
from playground.core.errors import PlaygroundError
from playground.core.recipe import Recipe, change
from playground.ui.player import Player
from playground.ui.slice import Slice
from playground.ui.store import Store
from playground.ui.tab import Context, Export, Tab
from playground.ui.widgets.label import Label
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.placement import title_of

LAB, IMAGES = "lab", "images"
TITLES = {LAB: "2-D lab", IMAGES: "Images"}


class Stage(Protocol):
    """What a tab asks of a stage, which is a ``QWidget`` besides."""

    player: Player

    def controls(self) -> QWidget:
        """A new form for the left column, with ``touched``, ``light`` and ``ask_for``."""

    def exports(self) -> tuple[Export, ...]:
        """What can be exported now."""

    def copy(self) -> bool:
        """Put the main picture on the clipboard; ``False`` where there is none."""


class StagedTab(Tab):
    """Base of the tabs whose state has a ``stage``, and a part for each stage under its name.

    A subclass gives its first state, and makes a stage and the explanation when they are wanted. The parts
    of the state are edited through a :class:`~playground.ui.slice.Slice` each, so undo, sessions and lessons
    see one state. Choosing a stage is an edit as any other. Where the stages are others than ``lab`` and
    ``images``, the subclass also gives their ``titles`` and says what it accepts. A stage with several panels
    gives as ``panel_bar`` the bar on which they are chosen.
    """

    titles: Mapping[str, str] = TITLES
    """By the names of the stages, what stands on the bar."""

    stage_built = Signal(str)
    """The stage of this name has been built just now."""

    touched = Signal(str)
    """The field whose control in the left column is being used; empty when none is."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.player = Player(parent=self)
        self.store = Store(self.first_state(), context.undo, self)
        self.stages: dict[str, Any] = {}
        self.forms: dict[str, Any] = {}
        self._controls: _Fitting | None = None
        self._explanation: Any = None
        self._pages: dict[str, Any] = {}
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName("Stage")
        for title in self.titles.values():
            self.bar.addTab(title)
        self._stack = Pages()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 6)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._choose)
        self.store.changed.connect(self._follow)

    # What a subclass says

    def first_state(self) -> Recipe:
        """The state of a tab that was never shown before: with ``stage`` and a part for each stage."""
        raise NotImplementedError

    def make_stage(self, name: str, store: Slice[Any]) -> Any:
        """The stage of that name on its part of the state: a ``QWidget`` and :class:`Stage`."""
        raise NotImplementedError

    def fitted(self, images: Any, card: Card) -> Any:
        """The state of the Images stage, made fit for a model, whichever it had."""
        present = next((each for each in self.context.cards if each.name == images.model), None)
        return images.fitted(card, present)

    # Stages

    @property
    def stage(self) -> Any:
        """The stage that is open, built if need be."""
        return self.open_stage(self.store.state.stage)

    def open_stage(self, name: str) -> Any:
        """A stage by its name, built if need be; it is shown only if the state says so."""
        if name not in self.stages:
            made = self.make_stage(name, Slice[Recipe](self.store, name, self))
            self.stages[name] = made
            self._stack.addWidget(made)
            made.report.connect(self.report)
            if hasattr(made, "halted"):
                made.halted.connect(self.halted)
            if hasattr(made, "untrusted"):
                made.untrusted.connect(lambda model: self._ask_about(name, model))
            made.status.connect(lambda numbers: self._tell(name, numbers))
            self._add_form(name)
            self.stage_built.emit(name)
        return self.stages[name]

    def showEvent(self, event: QShowEvent) -> None:
        """Build the stage that is wanted: by now the state of the last session has come back."""
        super().showEvent(event)
        self._show_stage()

    def light(self, fields: tuple[str, ...]) -> None:
        """Light up the controls of these fields in the open stage."""
        form = self.forms.get(self.store.state.stage)
        if form is not None:
            form.light(fields)

    def ask_for(self, fields: tuple[str, ...]) -> None:
        """Give the keyboard to the control of one of these fields in the open stage."""
        form = self.forms.get(self.store.state.stage)
        if form is not None:
            form.ask_for(fields)

    def _choose(self, index: int) -> None:
        name = list(self.titles)[index]
        if name != self.store.state.stage:
            self.store.end_gesture()
            self.store.edit(f"Show {self.titles[name]}", stage=name)
            self.store.end_gesture()

    def _follow(self, _old: Recipe, _new: Recipe) -> None:
        if self.isVisible():
            self._show_stage()

    def _show_stage(self) -> None:
        name = self.store.state.stage
        stage = self.open_stage(name)
        page = self._pages.get(name)
        if page is not None and page.entry.card.name != getattr(self.store.state, name).model:
            self._take_away(name)
            page = None
        self._stack.setCurrentWidget(page or stage)
        self.bar.setCurrentIndex(list(self.titles).index(name))
        if self._controls is not None and name in self.forms:
            self._controls.setCurrentWidget(self.forms[name])
        if self.player is not stage.player:
            self.player = stage.player
            self.player_changed.emit()

    def _ask_about(self, name: str, model: str) -> None:
        """Put in a stage's place what is to be known of a model of others that nobody has allowed."""
        # Most people never see this page, and start-up has no use for it.
        from playground.ui.trust_page import TrustPage, located

        entry = located(model, self.context.folders)
        if entry is None or name in self._pages:
            return
        page = TrustPage(entry, self.context.folders, title_of(self.context.link.placement))
        page.report.connect(self.report)
        page.allowed.connect(lambda: self._go_on(name))
        self._pages[name] = page
        self._stack.addWidget(page)
        self._show_stage()

    def _take_away(self, name: str) -> None:
        page = self._pages.pop(name)
        page.end()
        self._stack.removeWidget(page)
        page.deleteLater()

    def _go_on(self, name: str) -> None:
        """Use the model that was allowed."""
        if name in self._pages:
            self._take_away(name)
            self._show_stage()
            self.stages[name].ask_again()

    def _add_form(self, name: str) -> None:
        if self._controls is not None and name not in self.forms:
            form = self.forms[name] = self.stages[name].controls()
            form.touched.connect(self.touched)
            layout = form.layout()
            if layout is not None:
                layout.setContentsMargins(0, 0, 0, 0)
            self._controls.addWidget(form)

    def _tell(self, name: str, numbers: dict[str, Any]) -> None:
        if name == self.store.state.stage:
            self.status.emit(numbers)

    # What the window asks for

    def controls(self) -> QWidget:
        """The open stage's form."""
        holder = QWidget()
        self._controls = _Fitting()
        column = QVBoxLayout(holder)
        column.addWidget(self._controls)
        for name in self.stages:
            self._add_form(name)
        form = self.forms.get(self.store.state.stage)
        if form is not None:
            self._controls.setCurrentWidget(form)
        return holder

    def explained(self, make: Callable[[], Any]) -> QWidget:
        """The explanation that ``make`` gives; where a text of it is missing, a sentence that says so."""
        try:
            self._explanation = make()
        except PlaygroundError as error:
            text = Label(error.sentence)
            text.setWordWrap(True)
            return text
        widget: QWidget = self._explanation
        return widget

    def explain(self) -> None:
        """Open the section on the panel in use."""
        if self._explanation is not None:
            self._explanation.explain()

    def exports(self) -> tuple[Export, ...]:
        """Everything that the open stage shows whole."""
        exports: tuple[Export, ...] = self.stage.exports()
        return exports

    def train(self, order: Literal["toggle", "step", "reset"]) -> None:
        """Hand the order to the lab, if it is open."""
        if self.store.state.stage == LAB:
            self.stage.train(order)

    def walk_stages(self, step: int) -> bool:
        """Show the next stage or the one before; after the last comes the first."""
        return _walk(self.bar, step)

    def walk_panels(self, step: int) -> bool:
        """Open the next panel of the open stage or the one before; after the last comes the first."""
        bar = getattr(self.stage, "panel_bar", None)
        return bar is not None and _walk(bar, step)

    def reset(self, first: Any) -> Recipe:
        """The open stage as it is in ``first``, but with the same panel; the other stages stay."""
        state = self.store.state
        part, now = getattr(first, state.stage), getattr(state, state.stage)
        if hasattr(now, "panel"):
            part = change(part, panel=now.panel)
        whole: Recipe = change(state, **{state.stage: part})
        return whole

    def end(self) -> None:
        """The window closes: end what would go on without it."""
        super().end()
        for page in self._pages.values():
            page.end()

    def settled(self) -> bool:
        """Whether the lab, if it is open, has trained for a while; all else has an end."""
        return self.store.state.stage != LAB or bool(self.stage.settled())

    def copy(self) -> bool:
        """Put the open stage's main picture on the clipboard."""
        return bool(self.stage.copy())

    def _show(self, state: Recipe) -> bool:
        self.store.end_gesture()
        self.store.replace("Show a recipe", state)
        self.store.end_gesture()
        return True

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        """Show an exported picture beside what its recipe gives now; a lab's plots have no such moment."""
        from playground.paradigms.plane.recipes import Lab
        from playground.ui.compare import CompareDialog

        if isinstance(recipe, Lab):
            return False

        CompareDialog(self.context.link.channel(f"{self.name}/compare"), recipe, picture, self).show()
        return True


def _walk(bar: QTabBar, step: int) -> bool:
    """Go ``step`` places on along a bar, round its end; false where there is only one place."""
    if bar.count() > 1:
        bar.setCurrentIndex((bar.currentIndex() + step) % bar.count())
    return bar.count() > 1


class _Fitting(QWidget):
    """One form at a time, and only as high as that one: a layout leaves out what is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, form: QWidget) -> None:
        """Add a form; the first one is shown."""
        form.setVisible(self._column.count() == 0)
        self._column.addWidget(form)

    def setCurrentWidget(self, form: QWidget) -> None:
        """Show a form in the place of the one that is."""
        for index in range(self._column.count()):
            item = self._column.itemAt(index)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.setVisible(widget is form)
