"""Settings by which pictures are made: which there are, which are chosen, and what tells one from another."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from playground import paradigms
from playground.core.cards import Card
from playground.core.recipe import Recipe, change, written
from playground.evaluate.sweep.jobs import Job
from playground.evaluate.sweep.naming import setting_of
from playground.evaluate.sweep.plan import AFFORDABLE
from playground.gaussian.card import Denoising
from playground.paradigms.denoising import refusals
from playground.paradigms.denoising.recipes import Samples
from playground.ui.tabs.compare.identity import identity
from playground.ui.tabs.compare.quality.state import QualityState, Setting


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A setting that can be measured, whether it is chosen, and whether it was added by hand.

    ``seconds`` is what it may take on this machine, where that is known; ``measured`` says that there is a
    result already.
    """

    key: str
    job: Job
    title: str
    chosen: bool
    added: bool
    seconds: float | None
    measured: bool


def choices(
    state: QualityState,
    usual: Iterable[Job],
    seconds: Callable[[Job], float | None],
    measured: frozenset[str] = frozenset(),
) -> tuple[Choice, ...]:
    """The usual settings and those that were added, those of one model together.

    A usual one that takes very long is chosen only if the user insists on it. ``measured`` names those that
    there are results of.
    """
    jobs = {identity(job.recipe): (job, False) for job in usual}
    for setting in state.added:
        jobs.setdefault(identity(setting.recipe), (Job(recipe=setting.recipe), True))
    found = []
    for key, (job, added) in jobs.items():
        job = msgspec.structs.replace(job, samples=state.pictures, repeats=state.repeats) if added else job
        expected = seconds(job)
        dear = not added and expected is not None and expected > AFFORDABLE
        found.append(
            Choice(
                key=key,
                job=job,
                title=setting_of(job.recipe),
                chosen=key in state.insisted if dear else key not in state.skipped,
                added=added,
                seconds=expected,
                measured=key in measured,
            )
        )
    order = list(dict.fromkeys(choice.job.model for choice in found))
    return tuple(sorted(found, key=lambda choice: order.index(choice.job.model)))


def with_chosen(state: QualityState, keys: Iterable[str], chosen: bool) -> QualityState:
    """The state in which these settings are chosen, or not."""
    changed, skipped, insisted = set(keys), set(state.skipped), set(state.insisted)
    skipped, insisted = (
        (skipped - changed, insisted | changed) if chosen else (skipped | changed, insisted - changed)
    )
    return change(state, skipped=tuple(sorted(skipped)), insisted=tuple(sorted(insisted)))


def key_of(recipe: Recipe) -> str:
    """The key of the choice that a recipe is."""
    return identity(written(recipe))


def with_added(state: QualityState, recipe: Recipe) -> QualityState:
    """The state with one more setting, which is chosen."""
    key = identity(written(recipe))
    others = tuple(setting for setting in state.added if identity(setting.recipe) != key)
    chosen = with_chosen(state, (key,), True)
    return change(chosen, added=(*others, Setting(recipe=written(recipe))))


def without(state: QualityState, key: str) -> QualityState:
    """The state without a setting that was added."""
    kept = tuple(setting for setting in state.added if identity(setting.recipe) != key)
    skipped, insisted = (
        tuple(each for each in names if each != key) for names in (state.skipped, state.insisted)
    )
    return change(state, added=kept, skipped=skipped, insisted=insisted)


def drawable(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The models whose pictures can be measured."""
    drawn = {one.name for one in paradigms.discover() if one.generate is not None}
    return tuple(card for card in cards if card.paradigm in drawn and not card.exact)


def recipe_for(card: Card) -> Recipe:
    """The recipe that draws a model's pictures, as it is unless something is changed."""
    kind = next(one.generate for one in paradigms.discover() if one.name == card.paradigm)
    if kind is None:
        raise ValueError(card.name)
    return kind(model=card.name)


def why_not(recipe: Recipe, card: Card) -> str | None:
    """Why a recipe cannot be run, ``None`` where it can."""
    sampled = Denoising.of(card) is not None and isinstance(recipe, Samples)
    return refusals.refusal_of(recipe, card) if sampled else None
