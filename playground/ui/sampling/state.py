"""What the Images stages of the three tabs have in common, as one frozen value.

A tab's own stage state derives from :class:`SamplingImages` and adds its panels and fields::

    class FlowImages(SamplingImages, frozen=True, kw_only=True, tag="flow-images"):
        model: Model = "fashion-flow"
        panel: OpenPanel = "denoise"
        views = Views(samples(flow.Sample), between(flow.Interpolate))

Field names, as equations and lessons use them: ``model``, ``sampler``, ``steps``, ``spacing``, ``eta``,
``variance``, ``guidance``, ``guided_from``, ``guided_to``, ``coordinates``, ``clip``, ``clip_limit``,
``clip_share``, ``ending``, ``stride``, ``label``, ``count``, ``seed``, ``position``, ``sample``, ``a``,
``b``, ``way``, ``frames``, ``t``.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from msgspec import structs

from playground.core.cards import Card
from playground.core.conditions import nearest_label
from playground.core.fields import bounds
from playground.core.noise import MAX_SEED
from playground.core.recipe import change
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.recipes import (
    ONE_AFTER_ANOTHER,
    Between,
    Clip,
    ClipLimit,
    ClipShare,
    Coordinates,
    Ending,
    Eta,
    FrameCount,
    Guidance,
    GuidedFrom,
    GuidedTo,
    Labels,
    Model,
    PathName,
    Sampler,
    Samples,
    Sampling,
    Seed,
    Spacing,
    Steps,
    Stride,
    Variance,
)
from playground.paradigms.denoising.refusals import guidable
from playground.ui.state.views import StageState, View, Walked, derived, renamed, same

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


class SamplingImages(StageState, frozen=True, kw_only=True):
    """A model, how it is sampled, and what of it is looked at."""

    model: Model
    panel: str
    sampler: Sampler = "ddim"
    steps: Steps = 50
    spacing: Spacing = "uniform"
    eta: Eta = 0.0
    variance: Variance = "posterior"
    guidance: Guidance = 2.0
    guided_from: GuidedFrom = 0.0
    guided_to: GuidedTo = 1.0
    coordinates: Coordinates = "own"
    clip: Clip = "off"
    clip_limit: ClipLimit = 1.0
    clip_share: ClipShare = 0.995
    ending: Ending = "data"
    stride: Stride = "next"
    label: Labels = ONE_AFTER_ANOTHER
    count: Shown = 16
    seed: Seed = 0
    position: Position = 1.0
    sample: SampleIndex = 0
    a: SeedA = 0
    b: SeedB = 1
    way: PathName = "spherical"
    frames: FrameCount = 25
    t: Walked = 0.0

    from_noise: ClassVar[bool] = False
    """Whether the tab counts the time of a straight path from the noise, as papers on flows do."""

    singles: ClassVar[tuple[str, ...]] = ("interpolate", "fan", "lines")
    conditions: ClassVar[tuple[str, ...]] = ("label",)

    @property
    def one_label(self) -> int:
        """The label where one picture is drawn: the first class where all are drawn in turn."""
        return max(0, self.label)

    def fitted(self, card: Card, present: Card | None = None) -> Self:
        """The state with another model: a label that it does not know becomes none at all."""
        denoising = Denoising.of(card)
        if denoising is None:
            return change(self, model=card.name)
        label = nearest_label(self.label, denoising.condition)
        guided = guidable(denoising) or denoising.guidance or denoising.kind == "consistency"
        return change(self, model=card.name, label=label, guidance=self.guidance if guided else 1.0)


_HOW = " ".join(SAMPLING)
ONE_LABEL = derived("label", lambda state: state.one_label, "label", of="label")
"""The label where one picture is drawn."""


def samples(recipe: type[Samples]) -> View:
    """The trajectory from noise to data."""
    return View(
        "samples",
        recipe,
        same(f"{_HOW} label count seed"),
        opens="denoise",
        resets={"sample": 0, "position": 1.0},
        left="output moments factors",
        strict=True,
    )


def between(recipe: type[Between]) -> View:
    """The pictures between the noise of two seeds."""
    return View("interpolate", recipe, same(f"{_HOW} a b frames"), renamed(path="way"), ONE_LABEL)
