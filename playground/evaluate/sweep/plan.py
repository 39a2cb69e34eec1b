"""What a sweep measures if nobody says otherwise: for each model at hand the settings that tell something."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from playground import paradigms
from playground.core.cards import Card
from playground.core.errors import PlaygroundError, RecipeError
from playground.core.fields import fields
from playground.core.recipe import Recipe
from playground.evaluate import prompts
from playground.evaluate.comparison import Point
from playground.evaluate.sampling import group_size, with_group
from playground.evaluate.sweep.costs import Costs
from playground.evaluate.sweep.events import Planned
from playground.evaluate.sweep.jobs import VARIANTS, Job
from playground.evaluate.sweep.naming import job_of, recipe_of, title_of, variant_of, whole
from playground.evaluate.sweep.settings import likelihoods_of, settings_of
from playground.evaluate.sweep.store import Store
from playground.evaluate.yardsticks import judge_of, usual_size
from playground.paradigms.families import draws, refusal_of

if TYPE_CHECKING:
    from playground.evaluate.sweep.world import SweepWorld

AFFORDABLE = 600.0
"""Jobs that would take one worker more seconds than this are left out, unless all are asked for."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be measured: of which models, with which values of which fields, and how thoroughly.

    Without ``models`` all are measured of whose data set there is a classifier; without ``given``, the
    settings above. Without ``samples`` a set has as many pictures as is usual for each model. ``full`` leaves
    nothing out because it takes long.
    """

    models: tuple[str, ...] = ()
    given: dict[str, tuple[Any, ...]] = {}
    samples: int | None = None
    repeats: int = 1
    seed: int = 0
    full: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What is planned, and a sentence for everything that was left out."""

    planned: tuple[Planned, ...]
    left_out: tuple[str, ...]


def plan(wish: Wish, world: SweepWorld, store: Store, costs: Costs, *, fresh: bool = False) -> Found:
    """The jobs of a wish in their order; ``fresh`` takes none for done.

    Raises ``CardError`` for a model that is not there, ``RecipeError`` for values out of bounds.
    """
    left_out: list[str] = []
    jobs: list[Job] = []
    for card in _cards(wish, world):
        try:
            judge_of(card, world.cards)
            jobs += jobs_of(card, wish, left_out)
        except PlaygroundError as error:
            if len(wish.models) == 1:
                raise
            left_out.append(f"{card.name}: {error.sentence}")
    found = arrange(jobs, world, store, costs, fresh=fresh)
    kept = [one for one in found.planned if wish.full or one.kept or not _is_dear(one)]
    dear = [one for one in found.planned if one not in kept]
    left_out += [
        f"{one.title} was left out: it may take {(one.seconds or 0) / 60:.0f} minutes; --full measures it."
        for one in dear
    ]
    return Found(planned=tuple(kept), left_out=tuple(dict.fromkeys((*left_out, *found.left_out))))


def arrange(
    jobs: Iterable[Job], world: SweepWorld, store: Store, costs: Costs, *, fresh: bool = False
) -> Found:
    """Keys, titles and expected seconds of jobs; one that cannot run is left out.

    Cheap ones come first, so that there is soon something to see, but very long ones begin before.
    """
    planned: dict[str, Planned] = {}
    left_out: list[str] = []
    for asked in jobs:
        try:
            job = whole(asked)
            card = world.resources.card(job.model)
            _check(job, card)
            key = world.key(job)
            family = variant_of(job, card)
        except PlaygroundError as error:
            left_out.append(f"{asked.model or 'a job'}: {error.sentence}")
            continue
        planned[key] = Planned(
            key=key,
            job=job,
            family=family,
            title=title_of(job, card),
            seconds=costs.seconds(job, card),
            kept=not fresh and store.get(key) is not None,
        )
    order = list(VARIANTS)
    return Found(
        planned=tuple(
            sorted(
                planned.values(),
                # A long job at the end would leave the other workers idle.
                key=lambda one: (not _is_dear(one), one.seconds or 0.0, order.index(one.family), one.title),
            )
        ),
        left_out=tuple(dict.fromkeys(left_out)),
    )


def _check(job: Job, card: Card) -> None:
    """Raises ``RecipeError`` for what no worker could measure."""
    recipe = recipe_of(job)
    if job.task == "pictures":
        Point(recipe=recipe, samples=job.samples, repeats=job.repeats)
        recipe = with_group(recipe, 0, group_size(type(recipe), len(card.labels)))
    if reason := refusal_of(recipe, card) or prompts.refusal_of(recipe):
        raise RecipeError(reason)


def _is_dear(one: Planned) -> bool:
    return one.seconds is not None and one.seconds > AFFORDABLE


def _cards(wish: Wish, world: SweepWorld) -> Sequence[Card]:
    if wish.models:
        return [world.resources.card(name) for name in dict.fromkeys(wish.models)]
    return [card for card in world.cards if draws(card)]


def jobs_of(card: Card, wish: Wish, left_out: list[str]) -> Iterator[Job]:
    """What is measured of one model; what cannot be run is told in ``left_out``, a sentence each."""
    samples = usual_size(card) if wish.samples is None else wish.samples
    for recipe in _recipes(card, wish):
        if reason := refusal_of(recipe, card) or prompts.refusal_of(recipe):
            left_out.append(f"{card.name}: {reason}")
        else:
            yield job_of(recipe, samples, wish.repeats)
    if not wish.given:
        yield from map(job_of, likelihoods_of(card))


def _recipes(card: Card, wish: Wish) -> Iterator[Recipe]:
    kind = _kind(card)
    fixed = {"model": card.name, "seed": wish.seed}
    if not wish.given:
        for values in settings_of(card):
            yield kind(**fixed, **values)
        return
    known = {field.name for field in fields(kind)}
    unknown = [name for name in wish.given if name not in known]
    if unknown:
        raise RecipeError(f"{card.title} has no {' and no '.join(unknown)} to choose.")
    for chosen in itertools.product(*wish.given.values()):
        yield kind(**fixed, **dict(zip(wish.given, chosen, strict=True)))


def _kind(card: Card) -> type[Recipe]:
    """The type of recipe that draws a model's pictures."""
    found = next((one for one in paradigms.discover() if one.name == card.paradigm), None)
    if found is None or found.generate is None:
        raise RecipeError(f"{card.title} makes no pictures that could be measured.")
    return found.generate
