"""What the Normalizing Flow tab shows, as frozen values: undo, sessions and lessons are copies of them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.core.cards import Card, Unconditional
from playground.core.conditions import nearest_label
from playground.core.fields import about
from playground.core.recipe import Recipe, change
from playground.paradigms.nflow_images import recipes
from playground.paradigms.nflow_images.card import Nflow
from playground.paradigms.nflow_images.recipes import HeldOut, PicturesName
from playground.paradigms.nflow_lab.presets import PRESETS
from playground.paradigms.sources import fitting
from playground.ui.state.views import ImagesState, PanelName, TabState, Walked
from playground.ui.tabs.nflow.lab.state import NflowLabState

MODEL = "fashion-nflow"

OrderName = Annotated[
    Literal["as they come", "likely first", "unlikely first"],
    about("Order", "How the held-out images are sorted, once their bits are measured."),
]


class Look(Recipe, frozen=True, kw_only=True, tag="nflow-look"):
    """What is looked at: a place between two pictures, and held-out images in which order."""

    t: Walked = 0.0
    order: OrderName = "as they come"


class NflowImages(ImagesState, frozen=True, kw_only=True, tag="nflow-images"):
    """The recipes of the panels, and what is looked at; ``likelihoods`` says what stands beside."""

    panel: PanelName = "sample"
    look: Look = Look()
    sample: recipes.Sample = recipes.Sample(model=MODEL, temperature=0.7)
    interpolate: recipes.Interpolate = recipes.Interpolate(model=MODEL, label=10)
    """Of no class, of ten: both ends may be anything."""
    inspect: recipes.Inspect = recipes.Inspect(model=MODEL)
    likelihood: recipes.Likelihood = recipes.Likelihood(model=MODEL)
    likelihoods: recipes.Likelihoods = recipes.Likelihoods(model=MODEL, beside=("digits", "inverted"))
    scales: recipes.Scales = recipes.Scales(model=MODEL)

    # The picture that is inspected may be a drawing; scales are those of a held-out image or of a sample.
    shared = "model label seed temperature noise labelled source"
    limits: ClassVar = {"sample.count": recipes.Count}
    former: ClassVar = {"count": "sample.count", "told": "interpolate.label"}
    singles: ClassVar[tuple[str, ...]] = ("interpolate", "scales")
    """Panels whose pictures all have one label."""
    conditions: ClassVar[tuple[str, ...]] = ("label", "interpolate.label")

    @property
    def one_label(self) -> int:
        """The label where all pictures have one."""
        return self.interpolate.label

    def likelihood_of(self, of: PicturesName = "held-out") -> recipes.Likelihood:
        """The exact likelihood of some pictures."""
        return change(self.likelihood, of=of)

    def fitted(self, card: Card, present: Card | None = None) -> NflowImages:
        """This state with the model of ``card``: labels that it does not know become the nearest it does."""
        nflow = Nflow.of(card)
        condition = Unconditional() if nflow is None else nflow.condition
        values = {
            "label": nearest_label(self.sample.label, condition),
            "interpolate.label": nearest_label(self.interpolate.label, condition),
        }
        return self.with_values(
            model=card.name,
            a=fitting(self.interpolate.a, card, HeldOut(0)),
            b=fitting(self.interpolate.b, card, HeldOut(1)),
            source=fitting(self.inspect.source, card, HeldOut(0)),
            **values,
        )


class NflowState(TabState, frozen=True, kw_only=True, tag="nflow-tab"):
    """Everything that the tab shows."""

    lab: NflowLabState = NflowLabState(run=PRESETS[0].recipe)
    images: NflowImages = NflowImages()
