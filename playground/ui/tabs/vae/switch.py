"""Going from one model to another while keeping what makes sense."""

from __future__ import annotations

from playground.core.cards import Card
from playground.core.recipe import change
from playground.paradigms.vae_images import recipes as vae
from playground.ui.tabs.vae.state import VaeImages


def with_model(state: VaeImages, old: Card | None, new: Card) -> VaeImages:
    """The state with another model: z and latent ends are cut, axes exist, drawings have the right size.

    A model of other dimensions than ``old``, the one before, opens on the two that say most.
    """
    horizontal, vertical = state.horizontal, state.vertical
    if old is None or new.latent != old.latent or max(horizontal, vertical) >= new.latent:
        horizontal, vertical = most_informative(new)
    source = state.source if _fits(state.source, new) else vae.HeldOut(0)
    return change(
        state,
        model=new.name,
        z=state.z[: new.latent],
        horizontal=horizontal,
        vertical=vertical,
        source=source,
        a=_end(state.a, new, vae.HeldOut(0)),
        b=_end(state.b, new, vae.HeldOut(1)),
        hidden=tuple(label for label in state.hidden if label < len(new.labels)),
    )


def most_informative(card: Card) -> tuple[int, int]:
    """The two latent dimensions with the largest mean KL, the lower one first."""
    if card.latent < 2:
        return 0, 0
    kl = card.latent_kl or (0.0,) * card.latent
    first, second = sorted(sorted(range(card.latent), key=lambda axis: -kl[axis])[:2])
    return first, second


def _fits(source: vae.Source, card: Card) -> bool:
    return not isinstance(source, vae.Drawing) or len(source.pixels) == card.image.dimensions


def _end(source: vae.Source, card: Card, otherwise: vae.Source) -> vae.Source:
    if isinstance(source, vae.Latent):
        return vae.Latent(source.values[: card.latent])
    return source if _fits(source, card) else otherwise
