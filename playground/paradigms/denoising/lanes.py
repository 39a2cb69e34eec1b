"""What families of denoising networks have in common where their pictures are measured and raced."""

from __future__ import annotations

from playground.core.cards import Card
from playground.core.recipe import Recipe
from playground.paradigms.denoising.network import works_on_latents
from playground.paradigms.family import Fields

EDITED = ("sampler", "steps", "eta", "variance", "guidance", "spacing", "guided_from", "guided_to")
"""What can be edited of a lane whose network can be guided."""


def steps(sampler: str, *counts: int, guided: bool = False) -> tuple[Fields, ...]:
    """Settings of a sampler in several numbers of steps."""
    return tuple({"sampler": sampler, "steps": count, "guided": guided} for count in counts)


def drawing_part(_recipe: Recipe, card: Card) -> str | None:
    """The decoder where x is a latent."""
    return "decoder" if works_on_latents(card) else None
