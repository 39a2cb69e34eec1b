"""What the GAN tab shows, as frozen values: undo, sessions and lessons are copies of them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.core.cards import Card
from playground.core.conditions import nearest_label
from playground.core.fields import Value, about, bounds
from playground.core.recipe import Recipe
from playground.paradigms.gan_images import recipes
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.gan_lab.presets import PRESETS
from playground.paradigms.sources import HeldOut, fitting
from playground.ui.state.views import ImagesState, PanelName, TabState, Walked
from playground.ui.tabs.gan.lab.state import GanLabState

MODEL = "fashion-gan"

Moment = Annotated[int, bounds(0, 63, "Moment", "Which kept moment of training is shown.")]
Looked = Annotated[
    int,
    bounds(
        0,
        recipes.MOST_MIXED,
        "Picture",
        "Which row or column of the mixed pictures is looked at; 0 is the source.",
    ),
]
Order = Annotated[
    Literal["as drawn", "by D"],
    about("Order", "As they were drawn, or those first that the discriminator takes for real."),
]
Verdicts = Annotated[
    bool, about("Say what D thinks", "Draw on every picture how real the discriminator takes it to be.")
]


class Look(Recipe, frozen=True, kw_only=True, tag="gan-look"):
    """What is looked at: what D says, pictures in which order, a place between two seeds, a mixed picture,
    and a moment of training."""

    verdicts: Verdicts = True
    order: Order = "as drawn"
    t: Walked = 0.0
    row: Looked = 1
    column: Looked = 1
    moment: Moment = 0


class GanImages(ImagesState, frozen=True, kw_only=True, tag="gan-images"):
    """The recipes of the panels, and what is looked at."""

    panel: PanelName = "plane"
    look: Look = Look()
    point: recipes.Point = recipes.Point(model=MODEL, label=8)
    plane: recipes.Plane = recipes.Plane(model=MODEL)
    sample: recipes.Sample = recipes.Sample(model=MODEL, count=60)
    interpolate: recipes.Interpolate = recipes.Interpolate(model=MODEL)
    directions: recipes.Directions = recipes.Directions(model=MODEL)
    traverse: recipes.Traverse = recipes.Traverse(model=MODEL)
    mixing: recipes.Mix = recipes.Mix(model=MODEL)
    layers: recipes.Layers = recipes.Layers(model=MODEL)
    judge: recipes.Judge = recipes.Judge(model=MODEL)
    moments: recipes.Moments = recipes.Moments(model=MODEL)

    # Where several labels can be drawn, ``sample.label`` is another control than ``label``; the rows that are
    # mixed are no directions.
    shared = "model truncation snapshot label seed a b c d rows columns own_rows own_columns"
    limits: ClassVar = {"sample.count": recipes.Count}
    former: ClassVar = {
        "labels": "sample.label", "count": "sample.count", "mixed_rows": "mixing.rows",
        "mixed_columns": "columns", "judged": "judge.count", "few": "moments.count",
    }  # fmt: skip
    singles: ClassVar[tuple[str, ...]] = ("plane", "interpolate", "directions", "mixing")
    conditions: ClassVar[tuple[str, ...]] = ("label", "sample.label")

    def fitted(self, card: Card, present: Card | None = None) -> GanImages:
        """This state with the model of ``card``, and no label, moment or direction that it does not have."""
        gan = Gan.of(card)
        if gan is None:
            return self.with_values(model=card.name)
        last, directions, mixing = len(gan.steps) - 1, len(gan.directions), self.mixing
        snapshot = mixing.snapshot if mixing.snapshot <= last else recipes.LAST
        values: dict[str, Value] = {
            "label": nearest_label(self.point.label, gan.condition),
            "sample.label": nearest_label(self.sample.label, gan.condition),
            "moment": min(self.look.moment, last),
            "coefficients": self.directions.coefficients[:directions],
            "rows": max(1, min(self.traverse.rows, directions)),
        }
        if gan.layers:
            values |= {"first": min(mixing.first, gan.layers), "last": min(mixing.last, gan.layers)}
        source = self.judge.source
        values["source"] = None if source is None or fitting(source, card, HeldOut(0)) != source else source
        return self.with_values(model=card.name, snapshot=snapshot, **values)


class GanState(TabState, frozen=True, kw_only=True, tag="gan-tab"):
    """Everything that the tab shows."""

    lab: GanLabState = GanLabState(run=PRESETS[0].recipe)
    images: GanImages = GanImages()
