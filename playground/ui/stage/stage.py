"""The stage of a tab that runs models, made of its specification: panels, transport, controls, clipboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QBoxLayout, QTabBar

from playground.core.cards import Card
from playground.core.dotted import load
from playground.core.recipe import Recipe
from playground.paradigms.families import family_of
from playground.ui.stage.controls import ModelControls, idle_fields
from playground.ui.stage.diagram import Look, Node
from playground.ui.stage.panels import Panels
from playground.ui.stage.scene import Scene
from playground.ui.stage.single import shown_export, shown_now
from playground.ui.stage.spec import Simple, StageSpec
from playground.ui.stage.stage_widget import StageWidget
from playground.ui.state.controls import edited
from playground.ui.state.feed import Shown
from playground.ui.state.store import Store
from playground.ui.state.views import StageState
from playground.ui.tab import Context, Export, Made, not_now
from playground.ui.timers import once
from playground.ui.widgets.clipboard import copy_picture
from playground.ui.widgets.form_column import FormColumn
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.splitter import Turning

S = TypeVar("S", bound=StageState)

_GESTURE_MS, _STATUS_MS = 700, 250


class Stage(StageWidget):
    """Panels over one scene, held while the stage is hidden; the player walks through those with a way."""

    def __init__(self, spec: StageSpec, scene: Scene[StageState]) -> None:
        super().__init__()
        self.spec, self.scene, self._dataflow = spec, scene, spec.dataflow
        self.store, self.player = scene.store, scene.player
        scene.setParent(self)
        self._settle = once(self, _GESTURE_MS, self.store.end_gesture)
        self._later = once(self, _STATUS_MS, self._tell)
        # What stands above the panels follows the scene before them.
        self.above: Any = load(spec.above)(scene) if spec.above else None
        self.panels = Panels(scene, spec)
        self._simple = False
        self._parts: Turning | None = None
        if self.above is not None:
            self._parts = Turning(self.above, self.panels, over=(372, 272), beside=(600, 600))
        lay_out(self, down(self._parts or self.panels))
        self._connect(scene)
        scene.start()

    def take_models(self, cards: tuple[Card, ...]) -> None:
        self.scene.take_models(cards)

    def _connect(self, scene: Scene[StageState]) -> None:
        scene.report.connect(self.report)
        scene.recipe_chosen.connect(self.recipe_chosen)
        scene.untrusted.connect(self.untrusted)
        scene.follow(self._lead_player)
        scene.follow(self.place_changed.emit, "panel")
        scene.follow(self._fit_diagram, "model")
        scene.follow(self._show_unavailable)
        scene.follow(self._show_parts, "panel")
        scene.follow(self._tell, " ".join(("panel", *(panel.tells for panel in self.spec.panels.values()))))
        scene.availability_changed.connect(self._show_unavailable)
        # What was shown of the state before is no longer shown as if it were of this one.
        scene.changed.connect(lambda *_states: self.numbers_told.emit())
        for feed in scene.feeds.values():
            feed.arrived.connect(lambda _shown: self._later.isActive() or self._later.start())
            feed.arrived.connect(lambda _shown: self.numbers_told.emit())
            feed.arrived.connect(self._note_drawn)
            feed.stale_changed.connect(lambda _stale: self.numbers_told.emit())
        self.player.moved.connect(self._walk)
        self.player.playing_changed.connect(lambda _: self.store.end_gesture())

    @property
    def panel_bar(self) -> QTabBar:
        """Where the panels are chosen."""
        return self.panels.bar

    def set_bare(self, bare: bool) -> None:
        """Hide where the panels are chosen, while something is presented, or show it."""
        self.panels.row.setHidden(bare)

    def _note_drawn(self, shown: Shown) -> None:
        """Tell of pictures that were drawn as ``playground generate`` draws them, once they are whole."""
        family = family_of(self.scene.card.paradigm)
        if shown.frame.final and family is not None and type(shown.recipe) is family.generate:
            self.drew.emit(shown)

    # What can be seen

    @property
    def place(self) -> str:
        """The open panel."""
        return self.scene.state.panel

    def go_to(self, place: str) -> None:
        """Open a panel."""
        if place != self.place:
            self.scene.act("Open panel", panel=place)

    def set_simple(self, simple: bool) -> None:
        """Leave of the open panel what it says, and the room to what is large."""
        if simple != self._simple:
            self._simple = simple
            self.panels.set_simple(simple)
            self._show_parts()

    @property
    def _left(self) -> Simple | None:
        """What is left in Simple; nothing where all is."""
        return self.panels.spec.simple if self._simple else None

    def _show_parts(self) -> None:
        left = self._left
        if self._parts is not None:
            # What is large in Simple may be above, and with it all that the panel is.
            column = (self.panels if left is None else self).layout()
            if isinstance(column, QBoxLayout):
                column.insertWidget(0, self.panels.row)
            self.above.show_parts(None if left is None else left.around.split())
            self.above.setHidden(left is not None and not left.around)
            self._parts.favour_first(left is not None and bool(left.around))

    @property
    def seen(self) -> str:
        """What the open panel says of what it shows, once that is there."""
        left = self._left
        ready = left is not None and any(map(self.scene.current, self.scene.shown_views))
        return left.sees(self.scene) if left is not None and left.sees is not None and ready else ""

    @property
    def lead(self) -> str:
        """The equation that is left in Simple; empty for the first."""
        return "" if self._left is None else self._left.equation

    def _fit_diagram(self) -> None:
        """Leave out of the dataflow what the current model has no part of."""
        if self._dataflow is None:
            return
        diagram = self._dataflow.fitted(self.scene.has)
        if diagram != self.diagram:
            self.diagram = diagram
            self.diagram_changed.emit(diagram)

    def look(self, node: Node) -> Look:
        """What the open panel, or else another, has of a part in the present state."""
        if node.is_apart(self.place):
            return None
        names = node.shows.split() if isinstance(node.shows, str) else ()
        shown = self.scene.shown_views
        for name in sorted(names, key=lambda name: name.partition("/")[0] not in shown):
            found = self.scene.look(name) if self.scene.belongs(name.partition("/")[0]) else None
            if found is not None:
                return found
        return None

    def watch(self, watched: bool) -> None:
        self.scene.watch(watched)

    def ask_again(self) -> None:
        """Go on with a model that has been allowed."""
        self.scene.ask_again()

    @property
    def is_unavailable(self) -> bool:
        """Whether what is seen could not be computed with this model."""
        return self.panels.covered.covered or (self.above is not None and self.above.is_unavailable)

    def _show_unavailable(self) -> None:
        """Put a sentence in the place of what has nothing of the current model to show."""
        self.panels.covered.cover(self.scene.unavailable(*self.scene.shown_views))
        if self.above is not None:
            self.above.show_unavailable()
        self.player.set_empty(self.is_unavailable)
        if self.is_unavailable:
            self.status.emit({})

    def _tell(self) -> None:
        if not self.is_unavailable:
            above = {} if self.above is None else self.above.status()
            self.status.emit({**above, **self.panels.open.status()})

    # The player

    def _lead_player(self) -> None:
        walk = self.panels.spec.walk
        self.player.set_moves("" if walk is None else walk.moves)
        if walk is None:
            self.player.set_count(1)
            return
        self.player.set_pace(walk.pace)
        self.player.reads = walk.reads and partial(walk.reads, self.scene)
        place = walk.place(self.scene)
        if place is not None:
            self.player.set_count(*place)

    def _walk(self, position: int) -> None:
        """Go where the transport went, unless the state is there already."""
        walk = self.panels.spec.walk
        values = walk.to(self.scene, position) if walk is not None else {}
        if walk is None or not values:
            return
        if self.player.playing:
            # Playing is no edit: it would fill the undo stack, and undoing it would stop nothing.
            self.store.load(edited(self.scene.state, **values))
        else:
            self.scene.edit(walk.label, **values)
            self._settle.start()

    # What the tab asks for

    def settled(self) -> bool:
        """Whether what goes on by itself has come to its end, and the status line tells what is shown."""
        return self.scene.settled() and not self._later.isActive()

    def controls(self) -> FormColumn:
        """Model and fields, or what the specification has in their place."""
        if self.spec.controls:
            made: FormColumn = load(self.spec.controls)(self.scene)
            return made
        editors = load(self.spec.editors)(self.scene) if self.spec.editors else {}
        return ModelControls(
            self.scene, self.spec.columns, editors, self.spec.unused,
            {name: panel.simple for name, panel in self.spec.panels.items() if panel.simple is not None},
        )  # fmt: skip

    def exports(self) -> tuple[Export, ...]:
        """What is shown whole, and why the open panel has nothing to write, where it has nothing."""
        shown = self.panels.open.exports() or [not_now(self.panels.spec.title, self.scene.why_incomplete())]
        return (*(() if self.above is None else self.above.exports()), *shown)

    def single(self, picture: NDArray[np.uint8], recipe: Recipe | None) -> Callable[[], Export]:
        """With its place in the run that gives it, or with what makes all that is shown."""
        if recipe is not None:
            return super().single(picture, recipe)
        return partial(shown_export, shown_now(self.scene, self._made()), picture)

    def copy(self) -> bool:
        """Put the main picture on the clipboard."""
        picture = None if self.is_unavailable else (self.above or self.panels.open).picture
        if picture is not None:
            copy_picture(picture)
        return picture is not None

    def made(self) -> Made | None:
        """The recipe of what the open panel shows, or else of what always is."""
        shown = self._made()
        if shown is None:
            return None
        pictures = any(array.dtype == np.uint8 and array.ndim > 1 for array in shown.frame.arrays.values())
        return Made(shown.recipe, pictures=pictures, idle=idle_fields(self.scene.card))

    def _made(self) -> Shown | None:
        """What the open panel shows, or else what always is."""
        names = sorted(self.scene.shown_views, key=lambda name: self.scene.views[name].asked == "always")
        return next(filter(None, map(self.scene.current, names)), None)


def make(spec: StageSpec, name: str, context: Context, store: Store[S], cards: tuple[Card, ...]) -> Stage:
    """The stage of the tab ``name`` that runs these models."""
    return Stage(spec, load(spec.scene)(name, spec.views, store, context.link, cards, context.cards))
