"""Drawing pictures from words: the run of ``words-sample`` recipes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from playground.core.frames import Scalar
from playground.core.paradigm import Run
from playground.core.pictures import to_levels
from playground.core.resources import Resources
from playground.gaussian.levels import Denoiser
from playground.gaussian.models import guide
from playground.gaussian.samplers import Step
from playground.paradigms.denoising.display import Display, Images
from playground.paradigms.denoising.network import Floats
from playground.paradigms.denoising.refusals import options_of
from playground.paradigms.denoising.sampling import Beginning, Picture, drawn, shown_by, way_of
from playground.paradigms.denoising.walks import Group, WalkPlan, groups, plan
from playground.paradigms.words.conditioning import TokenizedPrompt, beside
from playground.paradigms.words.network import ByWords, Meaning, WordsNetwork
from playground.paradigms.words.recipes import OfWords, Sample
from playground.paradigms.words.refusals import check


class Asked(NamedTuple):
    """A model that is ready to be told the words of a recipe: what they are, and what they mean."""

    words: WordsNetwork
    said: TokenizedPrompt
    given: Meaning
    without: Meaning
    how: WalkPlan


def asked(recipe: OfWords, resources: Resources) -> Asked:
    """Read the prompts of a recipe; raises ``RecipeError`` where it cannot be run."""
    card = resources.card(recipe.model)
    check(recipe, card)
    words = WordsNetwork(recipe.model, resources, recipe.steps)
    said = words.tokenized_of(recipe.prompt, recipe.style)
    given, network = words.read(said), words.network
    how = plan(network, recipe.sampler, recipe.steps, recipe.spacing, options_of(recipe, card.image))
    # Without guidance nobody asks for the other, and not every model can be told nothing.
    if recipe.guidance == 1:
        return Asked(words, said, given, given.of([0]), how)
    away = without_of(words, recipe)
    return Asked(words, beside(said, away, "negative prompt"), given, words.read(away), how)


def without_of(words: WordsNetwork, recipe: OfWords) -> TokenizedPrompt:
    """What guidance leads away from: the negative prompt, or nothing at all."""
    return words.tokenized_of(" ".join(recipe.negative.split("\n")))


def sample(recipe: Sample, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.words.recipes.Sample` says."""
    said, begun = _begin(recipe, resources)
    for frame in drawn(recipe, begun, picture_of(Display(recipe.model, resources))):
        yield replace(frame, facts=facts_of(said))


def trajectory(recipe: Sample, resources: Resources) -> Floats:
    """x of every picture at every step, ``(steps + 1, rows · count, *shape)`` from noise to data."""
    return way_of(_begin(recipe, resources)[1])


def _begin(recipe: Sample, resources: Resources) -> tuple[TokenizedPrompt, Beginning]:
    words, said, given, without, how = asked(recipe, resources)
    count = recipe.count * len(said.rows)

    def model_of(part: slice) -> Denoiser:
        rows = [number // recipe.count for number in range(count)][part]
        return words.guided(given.of(rows), without.of([0] * len(rows)), recipe.guidance, recipe.guided)

    indices = [number % recipe.count for number in range(count)]
    start, members = groups(words.network, how, model_of, recipe.seed, indices)
    scalars: dict[str, Scalar] = {"note": said.note, "rows": len(said.rows)}
    if len(said.rows) > 1 and recipe.output == "samples":
        scalars["columns"] = recipe.count
    return said, Beginning(words.network.path, how, start, members, said.arrays, scalars)


def facts_of(said: TokenizedPrompt) -> dict[str, Scalar]:
    """What an exported file records of words that were not read."""
    return {"note": said.note} if said.note else {}


def picture_of(display: Display) -> Picture:
    """How x and what is predicted look: with the words, without them, and what guidance adds."""
    shown = shown_by(display)

    def picture(group: Group, step: Step) -> dict[str, Images]:
        return {**shown(group, step), **sides_of(group.model, step, display)}

    return picture


def sides_of(model: Denoiser, step: Step, display: Display) -> dict[str, Images]:
    """What a guided model said last with the words and without, and what guidance adds to the former."""
    if not isinstance(model, ByWords):
        return {}
    given, without = model.given.said, model.without.said
    found: dict[str, Images] = {}
    if given is not None:
        found["conditional"] = display.data(given.data)
    if without is not None:
        found["unconditional"] = display.data(without.data)
    if given is not None and without is not None and not display.latent:
        data = guide(given.data, without.data, model.scale)
        found["added"] = to_levels((0.5 * (data - given.data) + 0.5).astype(np.float32))
    return found
