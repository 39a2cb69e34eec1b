"""What the Consistency tab shows, as frozen values: undo, sessions and lessons are copies of them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.core.fields import bounds
from playground.core.recipe import Recipe
from playground.gaussian.card import Denoising
from playground.paradigms import consistency
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.plane.presets import CONSISTENCY
from playground.ui.sampling.lab.state import PlaneState, PlaneView
from playground.ui.sampling.state import DenoisingImages, Look
from playground.ui.state.views import Known, PanelName, TabState

MODEL = "fashion-consistency"

Few = Annotated[int, bounds(1, 16, "Images", "How many images are drawn in each row.")]


class ConsistencyImages(DenoisingImages, frozen=True, kw_only=True, tag="consistency-images"):
    """The recipes of the panels, and what is looked at; ``rows`` says the numbers of jumps, too."""

    panel: PanelName = "rows"
    look: Look = Look()
    samples: consistency.Sample = consistency.Sample(model=MODEL)
    interpolate: consistency.Interpolate = consistency.Interpolate(model=MODEL)
    rows: consistency.Rows = consistency.Rows(model=MODEL)
    jumps: consistency.Jumps = consistency.Jumps(model=MODEL)

    joined = ("samples.label interpolate.label rows.label jumps.label",)
    limits: ClassVar = {**DenoisingImages.limits, "rows.count": Few}
    former: ClassVar = {**DenoisingImages.former, "own_steps": "rows.steps", "few": "rows.count"}


class ConsistencyState(TabState, frozen=True, kw_only=True, tag="consistency-tab"):
    """Everything that the tab shows."""

    lab: PlaneState = PlaneState(run=CONSISTENCY[0].recipe, view=PlaneView(arrows=False))
    images: ConsistencyImages = ConsistencyImages()


def why_not(recipe: Recipe, scene: Known) -> str:
    """Why the model cannot be asked by itself, whatever sampler is chosen, and some its teacher, too."""
    card = scene.card
    denoising = Denoising.of(card)
    teacher = "" if denoising is None else denoising.teacher
    if teacher and teacher not in scene.known and "teacher" in getattr(type(recipe), "needs", ()):
        return f"The teacher of {card.title}, “{teacher}”, was not found among the models."
    return refusal_of(recipe, card) or ""
