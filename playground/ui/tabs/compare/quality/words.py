"""Results in words: what was measured, where and when, and what it says in numbers."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from markupsafe import Markup

from playground.core.fields import fields
from playground.core.resources import Placement
from playground.evaluate.report import Measure, kinds
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.naming import recipe_of, setting_of
from playground.evaluate.sweep.plan import SAMPLES
from playground.evaluate.sweep.texts import day, interval
from playground.ui.plain import strong
from playground.ui.tabs.compare.results import Known
from playground.ui.widgets.placement import title_of

_NO_FLAGS = frozenset({"kind", "model", "count", "seed", "output", "moments", "label"})
_ALWAYS = frozenset({"sampler", "steps", "truncation", "temperature"})
"""Fields whose flags are written even where they are as usual: without any flag all settings are measured."""
_SHORT = {
    "frechet_distance": "Fréchet distance",
    "kernel_distance": "kernel distance",
    "precision": "precision",
    "recall": "recall",
    "coverage": "coverage",
    "class_agreement": "class agreement",
    "density": "density",
    "network_evaluations": "evaluations",
    "milliseconds_per_image": "ms per picture",
}


def heading(known: Known) -> str:
    """The model's title, the setting, and where the model ran if not where it usually does, in one line."""
    placement = known.result.placement
    where = "" if placement == Placement() else f", {title_of(placement)}"
    return f"{known.result.title}{where}"


def setting(known: Known) -> str:
    """How the pictures are made."""
    return setting_of(known.result.job.recipe)


def origin(known: Known) -> str:
    """Where and when it was measured, and what ran the model, in one sentence."""
    result = known.result
    whose = "Came with the program: measured" if known.shipped else "Your own: measured"
    return f"{whose} on {day(result.date)} on {result.machine.sentence}, {title_of(result.placement)}."


def numbers(measures: Mapping[str, Measure], features: str, first: str = "") -> str:
    """All measures with their intervals as rich text, the one under the key ``first`` in bold."""
    told = []
    for key in kinds(features):
        found = measures.get(key)
        if found is not None:
            text = f"{_SHORT.get(key, key)} {interval(found)}".replace(" ", "\u00a0")
            told.append(strong(text) if key == first else text)
    return Markup(" · ").join(told)


def command(result: Result) -> str:
    """The command line that measures this setting there again, and no other of which pictures are drawn."""
    where = _flags(result.placement)
    if result.job.task == "likelihood":
        return shlex.join(("playground", "compare", result.model, *where))
    recipe = result.job.recipe
    words = ["playground", "compare", result.model]
    usual = {field.name: field.default for field in fields(type(recipe_of(result.job)))}
    for name, value in recipe.items():
        if name in usual and name not in _NO_FLAGS and (value != usual[name] or name in _ALWAYS):
            words += [f"--{name.replace('_', '-')}", f"{value:g}" if isinstance(value, float) else str(value)]
    if result.job.samples != SAMPLES:
        words += ["--samples", str(result.job.samples)]
    if result.job.repeats != 1:
        words += ["--repeats", str(result.job.repeats)]
    if recipe.get("seed"):
        words += ["--seed", str(recipe["seed"])]
    return shlex.join((*words, *where))


def _flags(placement: Placement) -> list[str]:
    """What asks for a runtime and a device that are not the usual ones."""
    usual, words = Placement(), []
    if placement.runtime != usual.runtime:
        words += ["--runtime", placement.runtime]
    if placement.device != usual.device:
        words += ["--device", placement.device]
    return words
