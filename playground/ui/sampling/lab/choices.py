"""Lists of samplers, spacings and paths by their titles; what does not fit stays, greyed, and says why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette, QStandardItemModel

from playground.core.fields import Field
from playground.gaussian import grids, samplers
from playground.gaussian.samplers import Options
from playground.paradigms.plane.recipes import Lab
from playground.paradigms.plane.setting import path_of, prediction_of
from playground.ui.lab.scene import TrainingScene
from playground.ui.plain import set_tip
from playground.ui.plots.colours import inks, mix
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.form import EditorFactory
from playground.ui.widgets.inputs import ChoiceBox

L = TypeVar("L", bound=Lab)

WhyNot = Callable[[Lab, str], str | None]

_PATHS = {
    "linear": "Straight line",
    "vp-linear": "VP, linear β",
    "vp-cosine": "VP, cosine",
    "vp-sigmoid": "VP, sigmoid β",
}


def sampler_refusal(recipe: Lab, name: str) -> str | None:
    """Why a sampler cannot be used in a lab; ``None`` where it can."""
    chosen = samplers.sampler(name)
    options = Options(variance=recipe.variance)
    return samplers.refusal(chosen, path_of(recipe), "denoiser", prediction_of(recipe), options)


def spacing_refusal(recipe: Lab, name: str) -> str | None:
    """Why a spacing does not exist on a lab's path; ``None`` where it does."""
    return grids.refusal(name, path_of(recipe), recipe.steps)


class Listing(msgspec.Struct, frozen=True):
    """The choices of a field: their titles, what is said of each, and why one cannot be used."""

    titles: dict[str, str]
    about: Callable[[str], str] = lambda _name: ""
    why_not: WhyNot = lambda _recipe, _name: None


LISTINGS: dict[str, Callable[[], Listing]] = {
    "sampler": lambda: Listing(
        {each.name: each.title for each in samplers.discover()},
        lambda name: samplers.sampler(name).paper,
        sampler_refusal,
    ),
    "spacing": lambda: Listing(
        {name: grid.title for name, grid in grids.GRIDS.items()},
        lambda name: grids.GRIDS[name].help,
        spacing_refusal,
    ),
    "path": lambda: Listing(_PATHS),
}
"""By the names of their fields; made when a form is, since samplers are found in their folder."""


def editors(scene: TrainingScene[PlaneState, L]) -> dict[str, EditorFactory]:
    """Samplers, spacings and paths are listed with what is said of each."""
    return {name: partial(_listed, listing(), scene) for name, listing in LISTINGS.items()}


def _listed(listing: Listing, scene: TrainingScene[PlaneState, L], field: Field) -> Editor:
    return ListedEditor(msgspec.structs.replace(field, group=""), listing, scene)


class ListedEditor(Editor, Generic[L]):
    """A list of choices that know whether they fit the lab."""

    def __init__(self, field: Field, listing: Listing, scene: TrainingScene[PlaneState, L]) -> None:
        super().__init__(field)
        self._listing, self._scene = listing, scene
        self.box = ChoiceBox()
        for name, title in listing.titles.items():
            self.box.addItem(title, name)
        self.box.activated.connect(lambda _index: self._report())
        self.name(self.box)
        self.add_title().setBuddy(self.box)
        self.grid.addWidget(self.box, 0, 1)
        scene.run.changed.connect(self._follow)
        self._explain(scene.recipe)

    def show_value(self, value: Any) -> None:
        """Show the value's entry."""
        self.box.setCurrentIndex(self.box.findData(value))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._explain(self._scene.recipe)

    def _report(self) -> None:
        self.edited.emit(self.box.currentData())
        self.released.emit()

    def _follow(self, old: L, new: L) -> None:
        # While time plays the recipe changes with every picture, and paths are not made for nothing.
        if _decisive(old) != _decisive(new):
            self._explain(new)

    def _explain(self, recipe: Lab) -> None:
        text = self.palette().color(QPalette.ColorRole.Text)
        faint = mix(text, inks(self.palette()).ground, 0.55)
        for index in range(self.box.count()):
            name = self.box.itemData(index)
            reason = self._listing.why_not(recipe, name)
            self._paint(index, faint if reason else text, reason or self._listing.about(name))

    def _paint(self, index: int, colour: QColor, tip: str) -> None:
        model = self.box.model()
        if isinstance(model, QStandardItemModel):
            item = model.item(index)
            if item.foreground().color() != colour or item.toolTip() != tip:
                item.setForeground(colour)
                set_tip(item, tip)


def _decisive(recipe: Lab) -> tuple[object, ...]:
    """What the reasons depend on."""
    return recipe.path, prediction_of(recipe), recipe.variance, recipe.steps
