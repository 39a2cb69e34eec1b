"""What the Images stages of the three tabs on denoising models have in common.

A tab's own state adds the recipes that its panels ask for, and says which of these is open at first::

    class FlowImages(DenoisingImages, frozen=True, kw_only=True, tag="flow-images"):
        panel: PanelName = "denoise"
        samples: flow.Sample = flow.Sample(model="fashion-flow")
        interpolate: flow.Interpolate = flow.Interpolate(model="fashion-flow")
        lines: Paths = Paths(model="fashion-flow")
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from msgspec import structs

from playground.core.cards import Card, FactorCondition
from playground.core.conditions import nearest_label, refusal_of_factors
from playground.core.fields import bounds
from playground.core.noise import MAX_SEED
from playground.core.recipe import Recipe
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.recipes import Between, Samples, Sampling
from playground.paradigms.denoising.refusals import guidable
from playground.ui.state.views import ImagesState, PanelName, Walked

MAX_SHOWN = 64

Shown = Annotated[
    int, bounds(1, MAX_SHOWN, "Images", "How many images are drawn beside one another.", scale="log")
]
Position = Annotated[
    float,
    bounds(0.0, 1.0, "Position", "How far the way from noise (0) to data (1) has been walked.", step=0.01),
]
SampleIndex = Annotated[
    int, bounds(0, MAX_SHOWN - 1, "Sample", "The sample whose way is shown step by step.")
]
SeedA = Annotated[int, bounds(0, MAX_SEED, "Seed A", "The noise that the way begins with.", widget="seed")]
SeedB = Annotated[int, bounds(0, MAX_SEED, "Seed B", "The noise that the way ends with.", widget="seed")]

SAMPLING = tuple(field.name for field in structs.fields(Sampling))
"""Names of the fields that say how a network is sampled."""


class Look(Recipe, frozen=True, kw_only=True, tag="denoising-look"):
    """What is looked at: a sample, a step of its way from noise to data, and a place between two seeds."""

    position: Position = 1.0
    sample: SampleIndex = 0
    t: Walked = 0.0


class DenoisingImages(ImagesState, frozen=True, kw_only=True):
    """The recipes of the two panels that every such tab has, and what is looked at."""

    panel: PanelName
    look: Look
    samples: Samples
    interpolate: Between

    from_noise: ClassVar[bool] = False
    """Whether the tab counts the time of a straight path from the noise, as papers on flows do."""

    shared = " ".join((*SAMPLING, "seed", "labelled"))
    limits: ClassVar = {"samples.count": Shown}
    former: ClassVar = {"count": "samples.count", "way": "path"}
    singles: ClassVar[tuple[str, ...]] = ("interpolate", "fan", "lines", "jumps")
    conditions: ClassVar[tuple[str, ...]] = ("label",)

    @property
    def one_label(self) -> int:
        """The label where one picture is drawn: the first class where all are drawn in turn."""
        return self.interpolate.label

    def fitted(self, card: Card, present: Card | None = None) -> Self:
        """The state with another model: a label that it does not know becomes none at all, and so do factors.

        A network conditioned on factors begins unguided, as it was measured.
        """
        denoising = Denoising.of(card)
        if denoising is None:
            return self.with_values(model=card.name)
        label = nearest_label(self.samples.label, denoising.condition)
        by_factors = isinstance(denoising.condition, FactorCondition)
        takes_scale = denoising.guidance > 0 or denoising.kind == "consistency"
        guided = takes_scale or (guidable(denoising) and not by_factors)
        factors = self.samples.factors
        if refusal_of_factors(factors, denoising.condition, card.title):
            factors = ""
        guidance = self.samples.guidance if guided else 1.0
        return self.with_values(model=card.name, label=label, guidance=guidance, factors=factors)
