"""What a tab asks of its stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QTabBar, QWidget

from playground.core.cards import Card
from playground.core.recipe import Recipe, to_json
from playground.ui.stage.diagram import Diagram, Look, Node
from playground.ui.stage.saving import single_export
from playground.ui.state.player import Player
from playground.ui.tab import Export, Made, Order
from playground.ui.widgets.form_column import FormColumn

Values: TypeAlias = Mapping[str, Mapping[str, str]]
"""By equation and term, what the term is."""


class StageWidget(QWidget):
    """A stage of a tab, silent unless it says more; it may compute only while somebody looks."""

    player: Player

    report = Signal(str, str)
    """(sentence, details): something for the message bar."""

    halted = Signal(str, object)
    """(channel, halt): why what went on there has ended, ``None`` once it goes on again."""

    untrusted = Signal(str)
    """The model of this name is not used before somebody allows it."""

    status = Signal(dict)
    """Numbers for the status line."""

    ongoing = Signal(str)
    """In a few words how far it has come with what takes long; empty where nothing does."""

    recipe_chosen = Signal(object)
    """A recipe that is to be shown in the tab that it belongs to."""

    export_wanted = Signal(object)
    """An :class:`~playground.ui.tab.Export` that is to be written: a file is to be asked for."""

    drew = Signal(object)
    """A :class:`~playground.ui.state.feed.Shown`: pictures that a model has drawn, whole."""

    changed_unseen = Signal()
    """An undoable step has changed what is no part of the state."""

    place_changed = Signal()
    """Another panel is open, or another plane is large."""

    diagram_changed = Signal(object)
    """What is shown has another :class:`~playground.ui.stage.diagram.Diagram` now."""

    numbers_told = Signal()
    """It shows other numbers now: what else tells of them tells of the same moment."""

    at_once = False
    """Whether numbers are told seldom enough to be told elsewhere at once."""

    diagram: Diagram | None = None
    """The dataflow of what it shows, if there is one."""

    @property
    def place(self) -> str:
        """The panel that is open, or the plane that is large; empty where all is seen alike."""
        return ""

    def take_models(self, cards: tuple[Card, ...]) -> None:
        """Let these models be chosen."""

    def go_to(self, place: str) -> None:
        """Open a panel, or show where a plane or a plot is."""

    def look(self, node: Node) -> Look:
        """What a part of the dataflow looks like now, as far as that has been computed."""
        return None

    @property
    def panel_bar(self) -> QTabBar | None:
        """The bar on which its panels are chosen, if it has several."""
        return None

    def set_bare(self, bare: bool) -> None:
        """Hide where its parts are chosen, while something is presented, or show it."""
        if self.panel_bar is not None:
            self.panel_bar.setHidden(bare)

    def set_simple(self, simple: bool) -> None:
        """Show little, or all that there is."""

    @property
    def seen(self) -> str:
        """A sentence with a number on what is shown; empty where nothing is."""
        return ""

    @property
    def lead(self) -> str:
        """The equation that is left in Simple; empty for the first."""
        return ""

    def controls(self) -> FormColumn:
        """A new form for the left column."""
        return FormColumn(0)

    def exports(self) -> tuple[Export, ...]:
        """What can be exported now."""
        return ()

    def saving(self, picture: NDArray[np.uint8], recipe: Recipe | None) -> Callable[[], None]:
        """What asks for a file and writes a picture that it shows, as it is now."""
        export = self.single(picture, recipe)
        return lambda: self.export_wanted.emit(export())

    def single(self, picture: NDArray[np.uint8], recipe: Recipe | None) -> Callable[[], Export]:
        """What gives a picture that it shows now, with the recipe that gives it where that is known.

        A menu that opens asks for it, so that what takes long is left to whoever calls what it gives.
        """
        return partial(single_export, picture, document="" if recipe is None else to_json(recipe))

    def copy(self) -> bool:
        """Put the main picture on the clipboard; ``False`` where there is none."""
        return False

    def made(self) -> Made | None:
        """What makes that which is shown; ``None`` where no one recipe does."""
        return None

    def train(self, order: Order) -> None:
        """Train or pause, make one training step, or begin anew; nothing where nothing is trained."""

    def settled(self) -> bool:
        """Whether it has come far enough for a picture of it; most have an end."""
        return True

    def values(self) -> Values:
        """By equation and term, what the term is now, where the stage itself says it."""
        return {}

    def trained(self) -> int:
        """How many steps the network that trains there has made; 0 where none does."""
        return 0

    def begin_anew(self, before: Recipe, label: str = "") -> None:
        """Train from the start, where the change from the recipe ``before`` has not done so already.

        Where there was no change it is an undoable step, which is called ``label``.
        """

    def ask_again(self) -> None:
        """Go on with a model that has been allowed."""

    def watch(self, watched: bool) -> None:
        """Compute while somebody looks, and hold still while nobody does."""

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks, unless the window was minimised: that counts as seen."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.watch(False)
