"""What a lane runs in a race, why it cannot, and in what the race's lanes are alike."""

from __future__ import annotations

from collections.abc import Sequence

from playground import paradigms
from playground.core.cards import Card, part_at
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, change
from playground.core.resources import Resources
from playground.gaussian import samplers
from playground.paradigms import consistency, diffusion, flow
from playground.paradigms.denoising.network import works_on_latents
from playground.paradigms.denoising.recipes import Samples
from playground.paradigms.denoising.refusals import refusal_of as denoiser_refusal
from playground.paradigms.gan_images import recipes as gan
from playground.paradigms.gan_images.players import refusal_of as gan_refusal
from playground.paradigms.nflow_images import recipes as nflow
from playground.paradigms.nflow_images.network import refusal_of as nflow_refusal
from playground.paradigms.race.recipes import LaneRecipe, Race
from playground.paradigms.vae_images import recipes as vae

BEGINNERS: dict[str, type[LaneRecipe]] = {
    "vae": vae.Sample,
    "gan": gan.Sample,
    "diffusion": diffusion.Sample,
    "flow": flow.Sample,
    "consistency": consistency.Sample,
    "nflow": nflow.Sample,
}
"""By a card's paradigm, with what recipe its models draw."""


def lane_for(card: Card) -> LaneRecipe:
    """How a model takes part unless it is told otherwise."""
    return BEGINNERS[card.paradigm](model=card.name)


def entry(lane: LaneRecipe, race: Race) -> LaneRecipe:
    """The recipe that gives a lane's pictures without the others."""
    common = {"count": race.count, "seed": race.seed}
    if isinstance(lane, vae.Sample):
        return change(lane, **common)
    common["label"] = race.label
    return change(lane, **common, output="samples") if isinstance(lane, Samples) else change(lane, **common)


def run_of(lane: LaneRecipe, resources: Resources) -> Run:
    """The frames of a lane's pictures, as its paradigm has them."""
    return paradigms.run(lane, resources)


def refusal_of(lane: LaneRecipe, card: Card, race: Race) -> str | None:
    """Why a lane cannot be run with the model of ``card``; ``None`` where the card tells no reason."""
    recipe = entry(lane, race)
    match recipe:
        case gan.Sample():
            return gan_refusal(recipe, card)
        case nflow.Sample():
            return nflow_refusal(recipe, card)
        case vae.Sample():
            return None if card.paradigm == "vae" else f"{card.title} is no variational autoencoder."
        case _:
            return denoiser_refusal(recipe, card)


def odd_one_out(cards: Sequence[Card]) -> str | None:
    """Why pictures of these models cannot stand side by side: they are of other things, or of other sizes."""
    first, *others = cards
    for card in others:
        if card.data != first.data:
            return f"{first.title} and {card.title} draw different things, so there is no race between them."
        if card.image != first.image and _size(card) != _size(first):
            return f"{first.title} and {card.title} draw pictures of different sizes, so no race shows both."
    return None


def drawing_part(recipe: Recipe, card: Card) -> str | None:
    """The part whose one call makes the picture: all that there is to a lane that draws at once, and the
    decoder of latents; ``None`` where a sampler ends in the picture itself."""
    match recipe:
        case gan.Sample():
            return part_at(card, "generator", recipe.snapshot)
        case nflow.Sample():
            return "generate"
        case vae.Sample():
            return "decoder"
        case _:
            return "decoder" if works_on_latents(card) else None


def length_of(lane: LaneRecipe) -> int:
    """About how many frames a lane has, for progress alone."""
    if not isinstance(lane, Samples):
        return 1
    return 100 if samplers.sampler(lane.sampler).adaptive else lane.steps + 1


def knows_label(lane: LaneRecipe) -> bool:
    """Whether a lane can be told what to draw: the prior of a variational autoencoder has no classes."""
    return not isinstance(lane, vae.Sample)


def _size(card: Card) -> tuple[int, int, int]:
    return card.image.channels, card.image.height, card.image.width
