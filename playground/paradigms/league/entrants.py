"""Who can take part in the league, by name; what trains is imported when one enters."""

from __future__ import annotations

from collections.abc import Callable

from playground.paradigms.league.entrant import Entrant
from playground.paradigms.league.recipes import League


def enter(name: str, recipe: League, seed: int) -> Entrant:
    """A new training of the paradigm of that name; raises ``RecipeError`` where nothing is drawn."""
    return _MAKERS[name](recipe, seed)


def _diffusion(recipe: League, seed: int) -> Entrant:
    from playground.paradigms.league.denoisers import diffusion

    return diffusion(recipe, seed)


def _flow(recipe: League, seed: int) -> Entrant:
    from playground.paradigms.league.denoisers import flow

    return flow(recipe, seed)


def _reflow(recipe: League, seed: int) -> Entrant:
    from playground.paradigms.league.denoisers import rectified

    return rectified(recipe, seed)


def _consistency(recipe: League, seed: int) -> Entrant:
    from playground.paradigms.league.denoisers import consistency

    return consistency(recipe, seed)


def _vae(recipe: League, seed: int) -> Entrant:
    from playground.paradigms.league.vae import VaeEntrant

    return VaeEntrant(recipe, seed)


def _gan(recipe: League, seed: int) -> Entrant:
    from playground.paradigms.league.gan import GanEntrant

    return GanEntrant(recipe, seed)


def _nflow(recipe: League, seed: int) -> Entrant:
    from playground.paradigms.league.nflow import NflowEntrant

    return NflowEntrant(recipe, seed)


_MAKERS: dict[str, Callable[[League, int], Entrant]] = {
    "vae": _vae,
    "gan": _gan,
    "diffusion": _diffusion,
    "flow": _flow,
    "reflow": _reflow,
    "consistency": _consistency,
    "nflow": _nflow,
}
