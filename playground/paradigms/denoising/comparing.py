"""What families of denoising networks have in common where they are told of, measured and raced."""

from __future__ import annotations

from playground.core.cards import Card
from playground.core.recipe import Recipe
from playground.paradigms.denoising.network import denoising_of, works_on_latents
from playground.paradigms.family import Fields

EDITED = ("sampler", "steps", "eta", "variance", "guidance", "spacing", "guided_from", "guided_to",
          "coordinates", "clip", "clip_limit", "clip_share", "ending", "stride")  # fmt: skip
"""What can be edited of a lane whose network can be guided."""


def steps(sampler: str, *counts: int, guided: bool = False) -> tuple[Fields, ...]:
    """Settings of a sampler in several numbers of steps."""
    return tuple({"sampler": sampler, "steps": count, "guided": guided} for count in counts)


def facts(card: Card) -> str:
    """What the network predicts, and along which path."""
    denoising, image = denoising_of(card), (card.image.channels, card.image.height, card.image.width)
    speaks = denoising.prediction if denoising.kind == "denoiser" else "end of the trajectory"
    path = "path by arrays" if denoising.path == "arrays" else f"{denoising.path} path"
    if denoising.path == "variance preserving":
        path = f"{denoising.schedule} β schedule, T = {denoising.schedule_steps or 0:,}"
    shape = "" if denoising.shape == image else f", in latents of {' × '.join(map(str, denoising.shape))}"
    return f"Predicts the {speaks}; {path}{shape}"


def drawing_parts(_recipe: Recipe, card: Card) -> tuple[str, ...]:
    """The decoder where x is a latent."""
    return ("decoder",) if works_on_latents(card) else ()
