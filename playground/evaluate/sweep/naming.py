"""Jobs and the recipes behind them: what a job is called, which family it belongs to, and its key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from playground import paradigms
from playground.core import plain_text
from playground.core.cards import Card
from playground.core.errors import RecipeError
from playground.core.recipe import Recipe, as_ever, decode, kind_of
from playground.core.resources import Placement
from playground.core.words import counted
from playground.evaluate.sweep.jobs import Job, VariantName
from playground.gaussian import samplers
from playground.paradigms.families import families, family_of

LIKELIHOODS = tuple(kind_of(family.likelihood) for family in families() if family.likelihood is not None)
"""Kinds of recipes that measure the likelihood of held-out images; all end with scalar ``bits_per_dim``."""

_DIGITS = 24
_SHOWN = 48
"""Letters of a prompt."""


def job_of(recipe: Recipe, samples: int = 2000, repeats: int = 1) -> Job:
    """The job that measures a recipe; one of likelihood measures as many images as the recipe says."""
    written: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(recipe))
    if written.get("kind") in LIKELIHOODS:
        return Job(recipe=written, samples=written["count"], task="likelihood")
    return Job(recipe=written, samples=samples, repeats=repeats)


def recipe_of(job: Job) -> Recipe:
    """The recipe of a job; raises ``RecipeError`` in one sentence for what cannot be measured."""
    recipe = _decoded(job)
    task = "likelihood" if job.recipe.get("kind") in LIKELIHOODS else "pictures"
    if task != job.task:
        raise RecipeError(f"A recipe of kind “{job.recipe.get('kind')}” is none of task “{job.task}”.")
    return recipe


def whole(job: Job) -> Job:
    """The job with every field of its recipe written out, and the task that belongs to it."""
    return job_of(_decoded(job), job.samples, job.repeats)


def _decoded(job: Job) -> Recipe:
    recipe = decode(msgspec.json.encode(job.recipe), paradigms.recipe_types())
    if not getattr(recipe, "model", ""):
        raise RecipeError("Only recipes that run a model can be measured.")
    return recipe


def variant_of(job: Job, card: Card) -> VariantName:
    """Which variant of its family the pictures of a job belong to."""
    family = family_of(card.paradigm)
    if family is None:
        raise RecipeError(f"{card.title} makes no pictures that could be measured.")
    return family.variant_of(job.recipe, card) or family.variants[0].name


def setting_of(recipe: dict[str, Any]) -> str:
    """How a recipe makes its pictures, in a few words: sampler and steps, or truncation, or temperature."""
    kind = recipe.get("kind")
    if kind in LIKELIHOODS:
        return "bits per dimension" + (", given the class" if recipe.get("labelled") else "")
    words = []
    if "sampler" in recipe:
        steps = recipe.get("steps", 0)
        words += [_sampler(recipe["sampler"]), counted(steps, "step")]
        words += _details(recipe)
    for name in ("truncation", "temperature"):
        if name in recipe:
            words.append(f"{name} {recipe[name]:g}")
    if recipe.get("output") == "sample":
        words.append("pixels drawn")
    return ", ".join((*words, *told_of(recipe)))


def told_of(recipe: dict[str, Any]) -> Iterator[str]:
    """What a recipe says in words: what the picture is to show, in what style, and what not."""
    for form, name in (("“{}”", "prompt"), ("{}", "style"), ("not “{}”", "negative")):
        if text := str(recipe.get(name, "")):
            # Settings are taken apart at commas that a blank follows.
            yield form.format(plain_text.line(text, _SHOWN).replace(", ", ",\N{NO-BREAK SPACE}"))


def title_of(job: Job, card: Card) -> str:
    """A job in one line: the model's title and the setting."""
    return f"{card.title}: {setting_of(job.recipe)}"


def key_of(job: Job, card: Card, judge: Card | None, held_out: str, placement: Placement) -> str:
    """A digest of all that the numbers of a job depend on.

    ``judge`` is the classifier in whose features pictures are compared, ``held_out`` names the real ones.
    """
    recipe = {name: value for name, value in as_ever(job.recipe).items() if name != "count"}
    said = {
        "recipe": recipe,
        "samples": job.samples,
        "repeats": job.repeats,
        "model": sorted(file.sha256 for file in card.files),
        "judge": judge.hash if judge else "",
        "held out": held_out,
        "placement": placement,
    }
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()[:_DIGITS]


def _sampler(name: str) -> str:
    """Its title; its name where nobody has such a sampler any more."""
    found = _known(name)
    return name if found is None else found.title


_IN = {"angle": "the angle", "ratio": "σ/α"}


def _known(name: str) -> samplers.Sampler | None:
    return next((each for each in samplers.discover() if each.name == name), None)


def _details(recipe: dict[str, Any]) -> list[str]:
    words, sampler = [], _known(recipe["sampler"])
    uses = () if sampler is None else sampler.uses
    if recipe.get("guidance", 1) != 1:
        low, high = recipe.get("guided_from", 0), recipe.get("guided_to", 1)
        where = "" if (low, high) == (0, 1) else f" from {low:g} to {high:g}"
        words.append(f"guidance {recipe['guidance']:g}{where}")
    if "eta" in uses and recipe.get("eta"):
        words.append(f"η {recipe['eta']:g}")
    if recipe.get("spacing", "uniform") != "uniform":
        words.append(f"{recipe['spacing']} spacing")
    if "coordinates" in uses and (name := recipe.get("coordinates", "own")) != "own":
        words.append(f"in {_IN.get(name, name)}")
    if "variance" in uses and recipe.get("variance", "posterior") != "posterior":
        words.append(f"{recipe['variance']} variance")
    if "clip" in uses and (clip := recipe.get("clip", "off")) != "off":
        limit, share = recipe.get("clip_limit", 1), recipe.get("clip_share", 0.995)
        at = f"at {limit:g}" if clip == "range" else f"at the quantile {share:g}, at most {limit:g}"
        words.append(f"clipped {at}")
    if "ending" in uses and recipe.get("ending", "data") != "data":
        words.append("to the floor")
    if "stride" in uses and recipe.get("stride", "next") != "next":
        words.append("even steps")
    return words
