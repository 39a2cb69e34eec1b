"""The equations of samplers, and what their terms are now."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path as Folder

from playground.core.cards import Card
from playground.core.words import figure
from playground.gaussian import samplers
from playground.gaussian.paths import Path, VariancePreserving
from playground.gaussian.samplers import Formula, Interval
from playground.paradigms.denoising.network import denoising_of
from playground.paradigms.denoising.recipes import Sampling
from playground.paradigms.denoising.refusals import is_guided
from playground.ui.explain.content import ContentError, Equation, load_equation, load_index

VELOCITY, GIVEN_VELOCITY, GUIDED_VELOCITY = "flow_ode", "conditional_ode", "flow_guidance"
"""The equations of a velocity that is learned, which models of words have as flow matching has."""


@functools.cache
def formulas() -> Mapping[str, Formula]:
    """Those of all samplers by name, in the order in which samplers are listed."""
    return {formula.name: formula for each in samplers.discover() for formula in each.formulas}


def beside_flow() -> tuple[str, ...]:
    """Names of those that can stand beside the equations of flow matching."""
    return tuple(name for name, formula in formulas().items() if formula.beside_flow)


def names_of(sampler: str) -> tuple[str, ...]:
    """The equations that say what a sampler does."""
    return tuple(formula.name for formula in samplers.sampler(sampler).formulas)


def straight_names_of(sampler: str) -> tuple[str, ...]:
    """Those of them that can stand beside the equations of flow matching."""
    return tuple(formula.name for formula in samplers.sampler(sampler).formulas if formula.beside_flow)


def of_training(card: Card | None) -> tuple[str, ...]:
    """That of how training drew time, where the card says that it was not evenly."""
    facts = None if card is None else card.training
    return ("logit_normal",) if facts is not None and facts.times == "logit-normal" else ()


def typeset_all(names: Iterable[str], report: Callable[[str], object]) -> list[Equation]:
    """Equations by name; of those that a plug-in brought, the damaged ones are reported and left out.

    Raises :class:`ContentError` where one of ours is damaged.
    """
    found = []
    indexed = functools.cache(load_index)
    for name in names:
        try:
            found.append(load_equation(name, _folder(name), indexed))
        except ContentError as error:
            if _folder(name) is None:
                raise
            report(error.sentence)
    return found


def _folder(name: str) -> Folder | None:
    formula = formulas().get(name)
    return None if formula is None else formula.folder


@functools.cache
def terms_of_steps() -> tuple[str, ...]:
    """The terms in samplers' equations that depend on where a step ends, not on where it begins alone."""
    path = VariancePreserving()
    before, now = path.level(900.0), path.level(600.0)
    steps = [Interval(path, before, now, path.level(end), eta=0.5) for end in (400.0, 200.0)]
    return tuple(
        dict.fromkeys(
            term
            for formula in formulas().values()
            for term, value in formula.terms.items()
            if len({value(step) for step in steps}) > 1
        )
    )


def guided(recipe: Sampling, card: Card, share: float) -> dict[str, str]:
    """That the network's answer is a guided one at this share of the path's time, where it is."""
    low, high = recipe.guided
    guides = is_guided(recipe, denoising_of(card)) and low <= share <= high
    return {"network": f"guidance {recipe.guidance:g}"} if guides else {}


def step_terms(path: Path, steps: int, spacing: str) -> dict[str, dict[str, str]]:
    """Lengths of the steps of the ODE solvers in the time of flows, where all are equally long."""
    solvers = [formula for formula in formulas().values() if formula.beside_flow]
    if spacing != "uniform":
        return {formula.name: {} for formula in solvers}
    h = (path.end - path.floor) / steps
    step = Interval(path, None, path.level(path.end), path.level(path.end - h))
    # Their time runs towards the data.
    return {
        formula.name: {term: figure(-value(step)) for term, value in formula.terms.items()}
        for formula in solvers
    }
