"""A tab of several stages, most often two, run by its specification: each is built when it is first shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from playground.core.cards import Card
from playground.core.dotted import load
from playground.core.errors import PlaygroundError, RecipeError
from playground.core.frames import Scalar
from playground.core.recipe import Recipe, change
from playground.ui.stage.dataflow import Dataflow
from playground.ui.stage.diagrams import Diagrams
from playground.ui.stage.no_models import NoModels
from playground.ui.stage.spec import IMAGES, StageSpec, TabSpec
from playground.ui.stage.stage_widget import StageWidget
from playground.ui.state.controls import Controlled
from playground.ui.state.player import Player
from playground.ui.state.slice import Slice
from playground.ui.state.store import Store
from playground.ui.state.views import StageState
from playground.ui.tab import Context, Export, Made, Order, Tab
from playground.ui.widgets.form_column import FormColumn
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, fill, lay_out
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.scrolled import Whole

if TYPE_CHECKING:
    from playground.ui.explain.guide import LessonGuide
    from playground.ui.stage.trust_page import TrustPage

LAB_STAGE = "playground.ui.lab.stage:LabStage"
"""What runs a lab; loaded when one is first shown."""


class Explains(Protocol):
    """What a tab asks of its explanation, which is a ``QWidget`` besides."""

    guide: LessonGuide

    def set_simple(self, simple: bool) -> None:
        """Show one sentence, one equation and three lessons, or all."""

    def explain(self) -> None:
        """Open the section on the panel in use."""


class StagedTab(Tab):
    """A tab whose state has a ``stage``, and a part for each stage under its name.

    The parts of the state are edited through a :class:`~playground.ui.state.slice.Slice` each, so undo,
    sessions and lessons see one state. Choosing a stage is an edit as any other. A stage with several panels
    gives as ``panel_bar`` the bar on which they are chosen.
    """

    stage_built = Signal(str)
    """The stage of this name has been built just now."""

    touched = Signal(str)
    """The field whose control in the left column is being used; empty when none is."""

    pointed = Signal(tuple)
    """Terms of the part of a dataflow that was pressed."""

    def __init__(self, spec: TabSpec, context: Context) -> None:
        super().__init__(context)
        self.spec, self.name, self.title = spec, spec.name, spec.title
        self.has_simple = True
        self._simple = False
        self.titles = spec.titles
        """By the names of the stages, what stands on the bar."""
        self.player = Player(parent=self)
        self.store = Store(self.first_state(), context.undo, self)
        self.stages: dict[str, StageWidget] = {}
        self.forms: dict[str, FormColumn] = {}
        self._shared: Any = None
        self._controls: _Fitting | None = None
        self._explanation: Explains | None = None
        self._pages: dict[str, TrustPage] = {}
        self._bare = False
        self._shown = ("", "")
        self._going_on: dict[str, str] = {}
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName("Stage")
        for title in self.titles.values():
            self.bar.addTab(title)
        self._stack, self.diagrams = Pages(), Diagrams()
        self.diagrams.wanted_changed.connect(self.diagram_wanted)
        head = across(self.bar, None, self.diagrams.button, spacing=0)
        content = down(head, self.diagrams, (Whole(self._stack), 1), spacing=4)
        lay_out(self, content, margins=(8, 4, 8, 6))
        self.bar.currentChanged.connect(self._choose)
        self.store.changed.connect(self._follow)

    # What the specification says

    @property
    def cards(self) -> tuple[Card, ...]:
        """The models that its Images stage can run."""
        return self.spec.cards(self.spec.name, self.context.cards)

    def take_model(self, card: Card) -> None:
        super().take_model(card)
        for name, stage in self.stages.items():
            stage.take_models(self.cards if name == IMAGES else self.context.cards)

    @property
    def shared(self) -> Any:
        """What the stages of the tab share, made when the first of them is."""
        if self._shared is None and self.spec.shared:
            self._shared = load(self.spec.shared)(self)
        return self._shared

    def first_state(self) -> Recipe:
        """The state of a tab that was never shown before, with a model that is there."""
        state, cards = self.spec.state(), self.cards
        images = getattr(state, IMAGES, None)
        if images is None or not cards:
            return state
        there = {card.name: card for card in cards}
        names = (name for name in (self.spec.opens_on, images.model, cards[0].name) if name in there)
        first = there[next(names)]
        return state if first.name == images.model else change(state, images=self.fitted(images, first))

    def _make_stage(self, name: str, store: Slice[Any]) -> StageWidget:
        """The stage of that name on its part of the state."""
        named = self.spec.stages.get(name)
        if name == IMAGES and not self.cards:
            return NoModels(self.spec.kind, bool(self.spec.lab))
        spec: Any = self.spec.images if name == IMAGES else load(named.stage if named else self.spec.lab)
        # A stage that nobody opens costs nothing.
        if isinstance(spec, StageSpec):
            from playground.ui.stage.stage import make

            return make(spec, self.name, self.context, store, self.context.cards if named else self.cards)
        if isinstance(spec, type):
            made: StageWidget = spec(self.context, store, self.shared)
            return made
        lab: StageWidget = load(LAB_STAGE)(spec, self.context, store)
        return lab

    def fitted(self, images: StageState, card: Card) -> StageState:
        """The state of the Images stage, made fit for a model, whichever it had."""
        model = getattr(images, "model", "")
        present = next((each for each in self.context.cards if each.name == model), None)
        return images.fitted(card, present)

    # Stages

    @property
    def stage(self) -> StageWidget:
        """The stage that is open, built if need be."""
        return self.open_stage(self.store.state.stage)

    def open_stage(self, name: str) -> StageWidget:
        """A stage by its name, built if need be; it is shown only if the state says so."""
        if name not in self.stages:
            made = self._make_stage(name, Slice[Recipe](self.store, name, self, self.spec.along))
            self.stages[name] = made
            self._stack.addWidget(made)
            made.report.connect(self.report)
            made.halted.connect(self.halted)
            made.recipe_chosen.connect(self.recipe_chosen)
            made.export_wanted.connect(self.export_wanted)
            made.drew.connect(self.drew)
            made.changed_unseen.connect(self.changed_unseen)
            made.ongoing.connect(lambda text: self._note(name, text))
            made.untrusted.connect(lambda model: self._ask_about(name, model))
            made.status.connect(lambda numbers: self._tell(name, numbers))
            self._show_simple()
            self._add_form(name)
            if made.diagram is not None:
                flow = Dataflow(made, made.diagram)
                flow.chosen.connect(lambda part: self._go_to_part(name, part))
                self.diagrams.add(name, flow)
            self.stage_built.emit(name)
        return self.stages[name]

    def showEvent(self, event: QShowEvent) -> None:
        """Build the stage that is wanted: by now the state of the last session has come back."""
        super().showEvent(event)
        self._show_stage()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be room for the dataflow, or not any more."""
        super().resizeEvent(event)
        self.diagrams.fit(event.size())

    def _go_to_part(self, stage: str, part: str) -> None:
        """Open what explains a part of the dataflow, and light its terms."""
        made = self.stages[stage]
        if made.diagram is not None:
            node = made.diagram.nodes[part]
            made.go_to(node.panel)
            self.pointed.emit(tuple(node.terms.split()))

    def set_bare(self, bare: bool) -> None:
        self._bare = bare
        self._show_stage()

    def set_simple(self, simple: bool) -> None:
        self._simple = simple
        self._show_simple()
        self.diagrams.set_simple(simple)
        for form in self.forms.values():
            form.set_simple(simple)
        if self._explanation is not None:
            self._explanation.set_simple(simple)

    def _show_simple(self) -> None:
        """While a lesson is on, nothing of what it tells of is hidden."""
        guide = self.guide
        for stage in self.stages.values():
            stage.set_simple(self._simple and (guide is None or guide.current is None))

    def told(self) -> tuple[str, str]:
        """The open panel, or the stage where it has none."""
        name = self.store.state.stage
        panel = self.spec.images.panels.get(self.stage.place) if self.spec.images and name == IMAGES else None
        said = (self.titles[name], "") if panel is None else (panel.title, panel.tip)
        return f"{self.title}: {said[0]}", said[1]

    def want_diagram(self, wanted: bool) -> None:
        self.diagrams.want(wanted)

    def toggle_diagram(self) -> None:
        self.diagrams.toggle()

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
            self.store.act(f"Show {self.titles[name]}", stage=name)

    def _follow(self, _old: Recipe, _new: Recipe) -> None:
        if not self.isVisible():
            return
        if self._shown != self._wanted():
            self._show_stage()
        elif self.diagrams.flow is not None:
            self.diagrams.flow.follow_soon()

    def _wanted(self) -> tuple[str, str]:
        """What says which page is to be seen: the stage, and the model that it runs."""
        name = self.store.state.stage
        return name, getattr(getattr(self.store.state, name), "model", "")

    def _show_stage(self) -> None:
        self._shown = self._wanted()
        name, _ = self._shown
        stage = self.open_stage(name)
        page = self._pages.get(name)
        if page is not None and page.entry.card.name != getattr(self.store.state, name).model:
            self._take_away(name)
            page = None
        self._stack.setCurrentWidget(page or stage)
        self.diagrams.open("" if self._bare else name)
        self.diagrams.fit(self.size())
        self.bar.setHidden(self._bare or len(self.titles) < 2)
        stage.set_bare(self._bare)
        self.bar.setCurrentIndex(list(self.titles).index(name))
        if self._controls is not None and name in self.forms:
            self._controls.setCurrentWidget(self.forms[name])
        if self.player is not stage.player:
            self.player = stage.player
            self.player_changed.emit()

    def _ask_about(self, name: str, model: str) -> None:
        """Put in a stage's place what is to be known of a model of others that nobody has allowed."""
        # Most people never see this page, and start-up has no use for it.
        from playground.ui.stage.trust_page import TrustPage, located

        entry = located(model, self.context.folders)
        if entry is None or name in self._pages:
            return
        page = TrustPage(entry, self.context.folders, self.context.link.placement.title)
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
            form.set_simple(self._simple)
            layout = form.layout()
            if layout is not None:
                layout.setContentsMargins(0, 0, 0, 0)
            self._controls.addWidget(form)

    def _tell(self, name: str, numbers: Mapping[str, Scalar]) -> None:
        if name == self.store.state.stage:
            self.status.emit(numbers)

    # What the window asks for

    def controls(self) -> QWidget:
        """The open stage's form."""
        holder, self._controls = QWidget(), _Fitting()
        fill(QVBoxLayout(holder), self._controls)
        for name in self.stages:
            self._add_form(name)
        form = self.forms.get(self.store.state.stage)
        if form is not None:
            self._controls.setCurrentWidget(form)
        return holder

    def explanation(self) -> QWidget:
        """Equations, text and lessons; where a text of it is missing, a sentence that says so."""
        try:
            made = load(self.spec.binding)().explanation(self)
        except PlaygroundError as error:
            return Label(error.sentence, wraps=True)
        self._explanation = made
        made.set_simple(self._simple)
        made.guide.changed.connect(self._show_simple)
        widget: QWidget = made
        return widget

    def explain(self) -> None:
        """Open the section on the panel in use."""
        if self._explanation is not None:
            self._explanation.explain()

    @property
    def guide(self) -> LessonGuide | None:
        """What leads through the lessons, once the explanation is built."""
        return None if self._explanation is None else self._explanation.guide

    def exports(self) -> tuple[Export, ...]:
        """Everything that the open stage shows whole."""
        return self.stage.exports()

    def train(self, order: Order) -> None:
        """Hand the order to the open stage, if anything is trained there."""
        self.stage.train(order)

    def walk_stages(self, step: int) -> bool:
        """Show the next stage or the one before; after the last comes the first."""
        return _walk(self.bar, step)

    def walk_panels(self, step: int) -> bool:
        """Open the next panel of the open stage or the one before; after the last comes the first."""
        bar = self.stage.panel_bar
        return bar is not None and _walk(bar, step)

    def reset(self, first: Recipe) -> Recipe:
        """The open stage as it is in ``first``, but with the same panel; the other stages stay."""
        state = self.store.state
        part, now = getattr(first, state.stage), getattr(state, state.stage)
        if hasattr(now, "panel"):
            part = change(part, panel=now.panel)
        whole: Recipe = change(state, **{state.stage: part})
        return whole

    def stop(self) -> bool:
        """Stop what the stages share, if that does anything."""
        return self._shared is not None and bool(self._shared.stop())

    def end(self) -> None:
        super().end()
        for page in self._pages.values():
            page.end()
        if self._shared is not None:
            self._shared.end()

    def settled(self) -> bool:
        """Whether the open stage has come far enough for a picture of it; most have an end."""
        return self.stage.settled()

    def check(self, state: Recipe) -> None:
        if why := self.spec.unknown_panel(state):
            raise RecipeError(f"The recipe cannot be read: {why}.")

    def restore(self, state: Recipe) -> None:
        self.check(state)
        super().restore(self.spec.at_rest(state))

    def show_ongoing(self) -> None:
        """Open the stage that the status line tells of."""
        stage, _ = self._told()
        if stage:
            self._choose(list(self.titles).index(stage))

    def _note(self, stage: str, text: str) -> None:
        before = self._told()
        self._going_on[stage] = text
        if self._told() != before:
            self.ongoing.emit(self._told()[1])

    def _told(self) -> tuple[str, str]:
        """The stage of which the status line tells, and what: the first in which something goes on."""
        names = [name for name in self.titles if self._going_on.get(name)]
        return (names[0], self._going_on[names[0]]) if names else ("", "")

    def copy(self) -> bool:
        """Put the open stage's main picture on the clipboard."""
        return self.stage.copy()

    def made(self) -> Made | None:
        """What makes that which the open stage shows."""
        return self.stage.made()

    def _show(self, state: Recipe) -> bool:
        self.check(state)
        self.store.step("Show a recipe", state)
        stage = self.store.state.stage
        part, form = getattr(state, stage), self.forms.get(stage)
        if form is not None and isinstance(part, Controlled):
            form.reveal(part.changed_from(getattr(self.first_state(), stage)))
        return True

    def accept(self, recipe: Recipe) -> bool:
        """Show a whole state, or whatever one of the stages can show, as one undoable step."""
        state = self.store.state
        if type(recipe) is type(state):
            return self._show(recipe)
        for name in self.titles:
            part = getattr(state, name)
            shown = self._applying(name, part, recipe)
            if shown is None:
                continue
            if name == IMAGES:
                card = next((card for card in self.cards if card.name == shown.model), None)
                if card is None:
                    return self._show_with_another(recipe, part, shown.model)
                # What the recipe does not name is made fit for its model first; what it names is as it says.
                named = self._applying(name, self.fitted(part, card), recipe)
                shown = part if named is None else self._named(named, card)
            return self._show(change(state, stage=name, **{name: shown}))
        return False

    def _show_with_another(self, recipe: Recipe, part: Any, missing: str) -> bool:
        """Show the settings of a recipe whose model is missing with the one that is chosen, if one is."""
        card = next((card for card in self.cards if card.name == part.model), None)
        shown: StageState | None = None
        if card is not None:
            shown = self._applying(IMAGES, part, change(recipe, model=card.name))
        said = f"The recipe needs the model “{missing}”, which was not found"
        if card is None or shown is None:
            self.report.emit(f"{said}.", "")
            return True
        self.report.emit(f"{said}: its settings are shown with “{card.title}”.", "")
        return self._show(change(self.store.state, stage=IMAGES, images=self._named(shown, card)))

    def _applying(self, name: str, part: Any, recipe: Recipe) -> Any:
        """The state of a stage changed so that it shows a recipe; ``None`` where it cannot."""
        if isinstance(part, StageState):
            spec = self.spec.of_panels(name)
            return None if spec is None else part.applying(recipe, spec.views)
        return part.applying(recipe) if hasattr(part, "applying") else None

    def _named(self, images: StageState, card: Card) -> StageState:
        """A state made fit for its model, but for what the model is told, of which the stage says what of it
        the model does not know."""
        told = {name: images.value(name) for name in images.conditions}
        return self.fitted(images, card).with_values(**told)

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        """Show an exported picture beside what its recipe gives now; a state or a lab has no such moment."""
        from playground.ui.stage.compare import CompareDialog

        specs = filter(None, map(self.spec.of_panels, self.titles))
        if all(spec.views.showing(recipe) is None for spec in specs):
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
