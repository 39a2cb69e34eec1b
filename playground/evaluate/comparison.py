"""Measuring a recipe's pictures: a generator of frames, whose last one holds the numbers."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card
from playground.core.errors import DataError, RecipeError
from playground.core.frames import Frame, Scalar
from playground.core.heldout import DATA_FACT, learned_other
from playground.core.recipe import Recipe, change, written
from playground.core.resources import Resources
from playground.evaluate.features import worth
from playground.evaluate.measures import Pictures, exact, measure_sets, timing
from playground.evaluate.neighbours import LEAST
from playground.evaluate.paired import WordsYardstick, notes_of
from playground.evaluate.picture_yardstick import PictureYardstick, split
from playground.evaluate.prompts import MOST_ROWS, Prompt, at_once, drawing_of, refusal_of
from playground.evaluate.report import FEW, Measure, Report, flat
from playground.evaluate.sampling import BLOCK, Group, SavedGroups, group_size, make, make_each, with_group
from playground.gaussian.card import Denoising
from playground.paradigms.spoken import knows_words
from playground.paradigms.words.card import token_condition_of

SECONDS = 0.5
"""About what a group takes."""
IN_ALL = 2.5
"""About what all groups take together, as far as their number allows."""
FEWEST, MOST_TIMED = 3, 25


def share_out(each: float, size: int) -> tuple[int, int]:
    """How many groups of how many pictures tell what one takes, if that is about ``each`` seconds.

    Groups are whole blocks, and no larger than ``size``, that of groups that are measured.
    """
    usual = min(SECONDS / each, size) if each > 0 else size
    count = min(max(int(usual) // BLOCK, 1) * BLOCK, size)
    groups = min(IN_ALL / (each * count), MOST_TIMED) if each > 0 else MOST_TIMED
    return max(round(groups), FEWEST), count


def take_times(
    recipe: Recipe, made: Sequence[Group], classes: int, resources: Resources
) -> NDArray[np.float64]:
    """Seconds a picture of small groups, ``(groups,)``: the first pictures of those groups that were made."""
    groups, count = _shared_out(made)
    return times_of(
        [with_group(recipe, index % len(made), count) for index in range(groups)], classes, resources
    )


def take_times_of_rows(
    recipe: Recipe, made: Sequence[Group], prompts: tuple[Prompt, ...], classes: int, resources: Resources
) -> NDArray[np.float64]:
    """The same of prompts that are drawn at once, as pictures of other models are; what was ``made`` was
    drawn one by one."""
    groups, count = _shared_out(made)
    seed = int(getattr(recipe, "seed", 0))
    rows = at_once(recipe, prompts, count)
    return times_of([change(rows, seed=seed + index) for index in range(groups)], classes, resources)


def _shared_out(made: Sequence[Group]) -> tuple[int, int]:
    return share_out(float(np.median([group.each for group in made])), len(made[0].images))


def times_of(recipes: Sequence[Recipe], classes: int, resources: Resources) -> NDArray[np.float64]:
    """Seconds a picture of each of some recipes."""
    return np.array([_each(one, classes, resources) for one in recipes])


def _each(recipe: Recipe, classes: int, resources: Resources) -> float:
    for step in make(recipe, classes, resources):
        if isinstance(step, Group):
            return step.each
    raise RecipeError("This recipe gave no final pictures, so it cannot be measured.")


MOST = 1_000_000
_SHOWN = 10
"""Pictures that a result shows of those from words."""

Alone: TypeAlias = Callable[[], AbstractContextManager[None]]
"""As long as this is entered, nobody computes beside the caller."""


def why_not(samples: int, repeats: int) -> str:
    """Why so many sets of so many pictures cannot be measured; empty where they can."""
    if LEAST <= samples <= MOST and 1 <= repeats <= MOST:
        return ""
    return f"Between {LEAST} and {MOST:,} pictures, once or more often, can be measured."


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One recipe to measure, with ``repeats`` independent sets of ``samples`` pictures.

    The recipe's seed is that of the first group of pictures; its count has no meaning here.
    """

    recipe: Recipe
    samples: int = 2000
    repeats: int = 1

    def __post_init__(self) -> None:
        if why := why_not(self.samples, self.repeats):
            raise RecipeError(why)


def measure(
    point: Point,
    resources: Resources,
    yardstick: PictureYardstick,
    cache: Path,
    *,
    fresh: bool = False,
    alone: Alone | None = None,
) -> Generator[Frame, None, Report]:
    """Make a recipe's pictures, or take those kept in ``cache``, and measure them.

    Frames say the ``stage`` and how many pictures are ``done`` of ``total``, and while they are made how many
    of these were ``kept``; those with a new group of pictures hold them as ``images``. The final frame has
    every number as a scalar; the :class:`Report` is the generator's value. ``fresh`` forgets pictures made
    before. Whoever computes beside others says how to be ``alone``: then times are taken of a few groups that
    are made again. Raises errors of the run, and ``ExportError`` if nothing can be kept.
    """
    model = resources.card(str(getattr(point.recipe, "model", "")))
    prompts = prompts_for(point.recipe, model, yardstick)
    groups = yield from _groups(point, resources, cache, prompts, fresh, alone is None)
    total = point.samples * point.repeats
    seconds = np.array([group.each for group in groups if group.alone and alone is None and not prompts])
    anew = not len(seconds)
    if anew:
        yield Frame(scalars={"stage": "times", "done": total, "total": total}, index=total, total=total)
        seconds = _taken_anew(groups, point, resources, prompts, alone)
    yield Frame(scalars={"stage": "features", "done": total, "total": total}, index=total, total=total)
    seen = yardstick.classifier.look(np.concatenate([group.images for group in groups])[:total])
    wanted = np.concatenate([group.labels for group in groups])[:total]
    pictures = Pictures(features=seen.features, named=seen.named, wanted=wanted)
    yield Frame(scalars={"stage": "intervals", "done": total, "total": total}, index=total, total=total)
    measures = measure_sets(split(pictures, point.samples, point.repeats), yardstick.reference)
    real = yardstick.real(point.samples, point.repeats, bool((wanted >= 0).any()))
    if yardstick.few:
        measures, real = (
            {name: each for name, each in found.items() if name != "frechet_distance"}
            for found in (measures, real)
        )
    noise: dict[str, Measure] = {}
    if isinstance(yardstick, WordsYardstick) and prompts:
        measures |= yardstick.agreement(seen.features, point.samples, point.repeats)
        real, noise = real | yardstick.of_others(), yardstick.of_noise()
    measures |= _cost(groups, seconds, point)
    report = _report(point, resources, yardstick, measures, real, noise, anew)
    scalars: dict[str, Scalar] = {"stage": "done", "done": total, "total": total, **flat(report)}
    yield Frame(scalars=scalars, index=total, total=total, keep=True, final=True, facts=report.facts)
    return report


def _without_frechet(yardstick: PictureYardstick) -> str:
    return (
        f"There is no Fréchet distance: of fewer than {FEW:,} pictures it is too large by more than it "
        f"tells, and {yardstick.held_out:,} are held out. The kernel distance is unbiased."
    )


def prompts_for(recipe: Recipe, model: Card, yardstick: PictureYardstick) -> tuple[Prompt, ...]:
    """What pictures are drawn of where words and pictures are held against each other; else nothing.

    A model that knows no such style is told the words alone.
    Raises ``RecipeError`` for a recipe that says it itself, ``DataError`` where nothing tells how they agree.
    """
    if why := refusal_of(recipe):
        raise RecipeError(why)
    if not knows_words(recipe):
        return ()
    if not isinstance(yardstick, WordsYardstick):
        raise DataError(
            f"{yardstick.classifier.card.title} knows no words, so what is drawn of them cannot be measured."
        )
    told = token_condition_of(model)
    styles = told.styles if told is not None else ()
    return tuple(each if each.style in styles else Prompt(each.text, "") for each in yardstick.prompts)


def _groups(
    point: Point, resources: Resources, cache: Path, prompts: tuple[Prompt, ...], fresh: bool, alone: bool
) -> Generator[Frame, None, list[Group]]:
    model: str = getattr(point.recipe, "model", "")
    card = resources.card(model)
    for part in card.parts:
        # Loaded beforehand, so that loading counts neither as time of the first pictures nor in their key.
        resources.session(model, part)
    classes, total = len(card.labels), point.samples * point.repeats
    size = group_size(type(point.recipe), classes)
    kept = SavedGroups(cache, with_group(point.recipe, 0, size), resources, prompts or None)
    if fresh:
        kept.clear()
    groups: list[Group] = []
    before = 0
    for index in range(math.ceil(total / size)):
        recipes = _recipes_of(point.recipe, index, size, prompts)
        seed: int = getattr(recipes[0], "seed")  # noqa: B009 - checked by group_size
        group = kept.read(seed, size)
        if group is not None:
            before += min(size, total - index * size)
        else:
            made = yield from _made(recipes, size, classes, resources, index * size, total, before)
            group = msgspec.structs.replace(made, alone=alone)
            kept.write(seed, group)
        groups.append(group)
        done = min((index + 1) * size, total)
        scalars: dict[str, Scalar] = {
            "stage": "pictures", "done": done, "total": total, "kept": before,
            "milliseconds": 1000 * group.each,
        }  # fmt: skip
        yield Frame(arrays={"images": group.images}, scalars=scalars, index=done, total=total)
    return groups


def _recipes_of(recipe: Recipe, index: int, size: int, prompts: tuple[Prompt, ...]) -> Sequence[Recipe]:
    """What draws a group: one recipe, or one for each prompt, whose noise is then its own."""
    if not prompts:
        return [with_group(recipe, index, size)]
    return [drawing_of(recipe, prompts, number) for number in range(index * size, (index + 1) * size)]


def _made(
    recipes: Sequence[Recipe],
    size: int,
    classes: int,
    resources: Resources,
    before: int,
    total: int,
    kept: int,
) -> Generator[Frame, None, Group]:
    for step in make_each(recipes, classes, resources):
        if isinstance(step, Group):
            return step
        done = min(before + int(step * size), total)
        scalars: dict[str, Scalar] = {"stage": "pictures", "done": done, "total": total, "kept": kept}
        yield Frame(scalars=scalars, index=done, total=total)
    raise RecipeError("This recipe gave no final pictures, so it cannot be measured.")


def _taken_anew(
    groups: list[Group],
    point: Point,
    resources: Resources,
    prompts: tuple[Prompt, ...],
    alone: Alone | None,
) -> NDArray[np.float64]:
    classes = len(resources.card(getattr(point.recipe, "model", "")).labels)
    with contextlib.nullcontext() if alone is None else alone():
        # No frame in here: whoever takes one may turn to something else before the next.
        if prompts:
            return take_times_of_rows(point.recipe, groups, prompts, classes, resources)
        return take_times(point.recipe, groups, classes, resources)


def _cost(groups: list[Group], seconds: NDArray[np.float64], point: Point) -> dict[str, Measure]:
    count, repeats = point.samples, point.repeats
    found = {"milliseconds_per_image": timing(1000 * seconds, count, repeats)}
    evaluations = [group.evaluations for group in groups]
    if min(evaluations) >= 0:
        found["network_evaluations"] = exact(float(np.mean(evaluations)), count, repeats)
    return found


def _report(
    point: Point,
    resources: Resources,
    yardstick: PictureYardstick,
    measures: dict[str, Measure],
    real: dict[str, Measure],
    noise: dict[str, Measure],
    anew: bool,
) -> Report:
    model: str = getattr(point.recipe, "model", "")
    measured, card, reference = resources.card(model), yardstick.classifier.card, yardstick.reference
    used, compared = real["kernel_distance"].samples, measures["kernel_distance"].samples
    worth_of_own = worth(card) if yardstick.content else ""
    judge = ", ".join(filter(None, (card.name, worth_of_own)))
    notes = [
        _without_frechet(yardstick)
        if yardstick.few
        else "A Fréchet distance of fewer pictures is larger: compare those of equally many.",
        f"Distances are in the features of {judge}: they are no Inception FID.",
    ]
    if "frechet_distance" in real and (used := real["frechet_distance"].samples) < point.samples:
        notes.append(
            f"Only {used:,} real pictures are held out here, so their Fréchet distance is too large beside "
            "the model’s; --data with the folder of the whole data set gives more."
        )
    if compared < point.samples:
        notes.append(f"Kernel and neighbour measures are of the first {compared:,} pictures of each set.")
    prompts = prompts_for(point.recipe, measured, yardstick)
    if isinstance(yardstick, WordsYardstick) and prompts:
        notes[:0] = notes_of(real, noise, yardstick)
        notes.append(f"Times are those of up to {MOST_ROWS} prompts that are drawn at once.")
    if anew:
        notes.append("Times are of a few of the pictures, made again while nothing else was measured.")
    if Denoising.of(measured) is not None and "decoder" in measured.parts:
        notes.append("Times are those of the steps in the latent space, without decoding.")
    if other := learned_other(measured):
        notes.append(other)
    size = group_size(type(point.recipe), len(measured.labels))
    return Report(
        model=model,
        recipe=msgspec.Raw(msgspec.json.encode(with_group(point.recipe, 0, size))),
        features=card.name,
        features_sha256=card.hash,
        features_worth=worth_of_own,
        reference=f"{reference.facts.images:,} training images of {card.data}",
        held_out=f"{used:,} held-out images of {card.data}",
        measures=measures,
        real=real,
        noise=noise,
        shows=written(at_once(point.recipe, prompts, _SHOWN)) if prompts else {},
        notes=tuple(notes),
        facts={**resources.facts(model), **({DATA_FACT: yardstick.content} if yardstick.content else {})},
    )
