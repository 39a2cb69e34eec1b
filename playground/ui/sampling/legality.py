"""Which sampler goes with which network, as sentences to show; nothing here knows Qt."""

from __future__ import annotations

import itertools
from typing import NamedTuple, TypeVar

from playground.core.cards import Card
from playground.core.fields import fields
from playground.core.recipe import change
from playground.gaussian import grids, samplers
from playground.gaussian.adapt import path_of
from playground.gaussian.paths import Path
from playground.gaussian.samplers import Options
from playground.paradigms.denoising import refusals
from playground.ui.sampling.state import SamplingImages

S = TypeVar("S", bound=SamplingImages)


class Refusal(NamedTuple):
    """The field that cannot be so, and why, as a sentence; ``instead`` is a value that can, if known."""

    field: str
    sentence: str
    instead: object = None


def sampler_refusal(name: str, card: Card, path: Path, options: Options | None = None) -> str | None:
    """Why a sampler cannot be used with a model; ``None`` where it can."""
    denoising = card.denoising
    if denoising is None:
        return f"{card.title} is no denoising network."
    return samplers.refusal(samplers.sampler(name), path, denoising.kind, denoising.prediction, options)


def refusal_of(state: SamplingImages, card: Card, path: Path) -> Refusal | None:
    """The first thing in a state that cannot be computed, ``None`` where all can."""
    if reason := sampler_refusal(state.sampler, card, path):
        names = (_usual_sampler(type(state)), *(each.name for each in samplers.discover()))
        legal = (name for name in names if not sampler_refusal(name, card, path))
        return Refusal("sampler", reason, next(legal, None))
    uses = samplers.sampler(state.sampler).uses
    if "variance" in uses and (
        reason := sampler_refusal(state.sampler, card, path, Options(variance=state.variance))
    ):
        return Refusal("variance", reason, "posterior")
    if reason := grids.refusal(state.spacing, path, state.steps):
        return Refusal("spacing", reason, "uniform")
    if reason := refusals.interval_refusal(state.samples()):
        return Refusal("guided_from", reason, 0.0)
    if (reason := refusals.refusal_of(state.samples(), card)) is None:
        return None
    unguided = refusals.refusal_of(change(state, guidance=1.0).samples(), card) is None
    return Refusal("guidance", reason, 1.0) if unguided else Refusal("count", reason)


def title_of(refusal: Refusal) -> str:
    """What would do instead, as it is written in the window."""
    if refusal.field == "sampler":
        return samplers.sampler(str(refusal.instead)).title
    if refusal.field == "spacing":
        return grids.GRIDS[str(refusal.instead)].title
    return f"{refusal.instead:g}" if isinstance(refusal.instead, float) else str(refusal.instead)


def evaluations(state: SamplingImages, card: Card) -> int | None:
    """Network evaluations that the sampler makes at most; ``None`` where it decides that itself."""
    chosen = samplers.sampler(state.sampler)
    if chosen.adaptive:
        return None
    return chosen.evaluations * (state.steps + guided_steps(state, card))


def guided_steps(state: SamplingImages, card: Card) -> int:
    """Steps that ask the network a second time, for guidance; at most, where a sampler asks within a step."""
    if card.denoising is None or guidance_cost(state.guidance, state.label, card) == 1:
        return 0
    path = path_of(card.denoising)
    if grids.refusal(state.spacing, path, state.steps):
        return state.steps
    low, high = state.guided_from * path.end, state.guided_to * path.end
    times = grids.times(state.spacing, path, state.steps)
    within = samplers.sampler(state.sampler).evaluations > 1
    return sum(
        start >= low and (end if within else start) <= high for start, end in itertools.pairwise(times)
    )


def guidance_cost(guidance: float, label: int, card: Card) -> int:
    """Network evaluations for one answer: two where a label pulls beyond itself, else one."""
    denoising = card.denoising
    labelled = denoising is not None and label < denoising.classes and denoising.guidance == 0
    return 2 if labelled and guidance not in (0, 1) else 1


def _usual_sampler(state: type[SamplingImages]) -> str:
    return next(str(field.default) for field in fields(state) if field.name == "sampler")


def with_model(state: S, card: Card) -> S:
    """The state with another model: a label that it does not know becomes none at all."""
    classes = len(card.labels)
    return change(state, model=card.name, label=min(state.label, classes))
