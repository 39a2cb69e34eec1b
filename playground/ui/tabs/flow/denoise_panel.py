"""From noise to data, step by step."""

from __future__ import annotations

from playground.core.cards import Card, Unconditional
from playground.paradigms import flow
from playground.paradigms.denoising.network import denoising_of, works_on_latents
from playground.ui.explain.formulas import GIVEN_VELOCITY, VELOCITY, of_training, straight_names_of
from playground.ui.sampling.denoise_panel import denoise
from playground.ui.sampling.spec import SAMPLER
from playground.ui.tabs.flow.state import FlowImages


def _unconditional(card: Card | None) -> bool:
    """Whether a model is told nothing but x and time."""
    return card is None or isinstance(denoising_of(card).condition, Unconditional)


def _equations(images: FlowImages, card: Card | None) -> tuple[str, ...]:
    """Those of the path that the network was trained along, and of the solver that is chosen."""
    latent = card is not None and works_on_latents(card)
    path = "latent_flow" if latent else "straight_path"
    guided = ("flow_guidance",) if images.samples.guidance not in (0, 1) else ()
    block = ("adaln_zero",) if latent else ()
    velocity = VELOCITY if _unconditional(card) else GIVEN_VELOCITY
    of_path = (path, velocity) if latent else (velocity, path)
    return (*of_path, *straight_names_of(images.samples.sampler), *guided, *of_training(card), *block)


PANEL = denoise(
    flow.Sample,
    SAMPLER,
    _equations,
    explains="time label network",
    also="start now prediction step data",
)
