"""What few steps give before and after reflow, from the same noise."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.frames import Array
from playground.core.recipe import Recipe, change
from playground.core.words import counted, number
from playground.paradigms import flow
from playground.paradigms.flow.reflowed import can_teach, reflow_of, reflowed
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.why import refusal_note
from playground.ui.stage.exports import grid_export, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import Known, View
from playground.ui.tab import Export
from playground.ui.tabs.flow.state import FlowImages, why_not
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.plain import set_tip


class ReflowPanel(Panel[SamplingScene[FlowImages]], QWidget):
    """A row for each of the two models, a column for each number of steps."""

    def __init__(self, scene: SamplingScene[FlowImages]) -> None:
        super().__init__(scene)
        self.box = ChoiceBox()
        self.box.setAccessibleName("Reflowed model")
        self.box.setMinimumContentsLength(24)
        set_tip(self.box, "The model in the lower row: the flow trained again on its own pairs")
        self.why, self.refused = Note("Why nothing can be drawn with this model"), refusal_note(scene)
        self.matrix = PictureMatrix("Pictures by model and number of steps")
        self.matrix.set_classes(lambda spot: scene.named("reflow")(spot.place))
        choice = across(Label("Compared with"), self.box, None)
        lay_out(self, down(choice, self.why, self.refused, (self.matrix, 1)), top=4)
        self.box.activated.connect(self._choose)
        scene.follow(self._show_choice, panel="reflow")
        scene.show("reflow", self._draw, self.matrix)

    def exports(self) -> list[Export]:
        """The matrix with its headings, and its pictures alone."""
        scene, shown, title = self.scene, self.scene.whole("reflow"), "Before and after reflow"
        if shown is None:
            return []
        across = int(np.prod(shown.frame.arrays["images"].shape[1:3]))
        return [
            *plot_export(scene, shown, f"{title}, with headings", "reflow", self.matrix.picture()),
            *grid_export(scene, shown, f"{title}, pictures and arrays", "reflow", across),
        ]

    def _show_choice(self) -> None:
        others = reflowed(self.scene.card, self.scene.cards.values())
        if [self.box.itemData(index) for index in range(self.box.count())] != [card.name for card in others]:
            self.box.clear()
            for card in others:
                self.box.addItem(card.title, card.name)
        self.box.setCurrentIndex(self.box.findData(self.scene.recipe("reflow").reflow))
        self.box.setEnabled(bool(others))
        self.why.say(self._why_not(bool(others)), warning=True)
        # Pictures of another model are no answer.
        self.matrix.setVisible(not self.why.words or self.scene.current("reflow") is not None)

    def _why_not(self, others: bool) -> str:
        scene = self.scene
        if not others:
            return without_reflow(scene.card)
        # What the sampler is to blame for is said beside it.
        fits = self.box.currentIndex() >= 0
        return "" if scene.refusal and fits else scene.why_not("reflow")

    def _choose(self, _index: int) -> None:
        self.scene.act("Compare with another model", **{"reflow.reflow": self.box.currentData()})

    def _draw(self, shown: Shown) -> None:
        recipe: flow.Compare = shown.recipe
        arrays = shown.frame.arrays
        steps, nfe, spent = arrays["steps"], arrays["nfe"], arrays["milliseconds"]
        names = (recipe.model, recipe.reflow)
        self.matrix.set_headings(
            [Heading(*_named(self.scene, name, place)) for place, name in enumerate(names)],
            [
                Heading(counted(int(count), "step"), cost(nfe[:, column], spent[:, column]))
                for column, count in enumerate(steps)
            ],
        )
        self.matrix.set_images(arrays["images"], np.isfinite(nfe))


def cost(nfe: Array, milliseconds: Array) -> str:
    """Evaluations and time of what has been finished, the mean of several runs."""
    done = np.isfinite(nfe)
    if not done.any():
        return ""
    return f"{number(float(np.mean(nfe[done])), 0)} NFE, {number(float(np.mean(milliseconds[done])), 0)} ms"


def _named(scene: SamplingScene[FlowImages], name: str, row: int) -> tuple[str, str]:
    card = scene.cards.get(name)
    return ("before", "after")[row], name if card is None else card.title


def _why_not_compared(recipe: flow.Compare, scene: Known) -> str:
    if recipe.reflow not in scene.known:
        return f"The model “{recipe.reflow}” was not found; choose another one to compare with."
    if all(card.name != recipe.reflow for card in reflowed(scene.card, scene.cards.values())):
        return without_reflow(scene.card)
    return why_not(recipe, scene)


def _with_own_reflow(recipe: flow.Compare, scene: Known) -> Recipe:
    """With its own reflow, where the model that is named is none; a lost one is not replaced unasked."""
    if recipe.reflow not in scene.known:
        return recipe
    return change(recipe, reflow=reflow_of(scene.card, scene.cards.values(), recipe.reflow))


def without_reflow(card: Card) -> str:
    """What to do where no model is a reflow of this one."""
    way = " Train one in the Studio: Reflow, with this model as its teacher." if can_teach(card) else ""
    return f"There is no reflow of “{card.title}” yet.{way}"


SAMPLES = Group("Samples", "reflow.count seed")

PANEL = PanelSpec(
    "reflow",
    "Reflow",
    "Few steps before and after",
    equations="reflow euler",
    explains="prediction",
    also="start now time label network step data=reflow/images",
    draws=ReflowPanel,
    asks=(View("reflow", flow.Compare, impossible=_why_not_compared, fitted=_with_own_reflow),),
    controls=(Group("", "reflow.steps sampler guidance label spacing"), SAMPLES),
    simple=Simple("reflow.steps label", draw_again()),
)
