"""The command lines that measure results again."""

from __future__ import annotations

import shlex

from playground.core.errors import RecipeError
from playground.core.fields import fields
from playground.core.resources import Placement
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.naming import recipe_of
from playground.evaluate.yardsticks import USUAL_SIZE
from playground.paradigms.spoken import knows_words

_NO_FLAGS = frozenset({"kind", "model", "count", "seed", "vary", "spread", "output", "moments", "label"})
_ALWAYS = frozenset({"sampler", "steps", "truncation", "temperature"})
"""Fields whose flags are written even where they are as usual: without any flag all settings are measured."""


def command_of(result: Result) -> str:
    """The command line that measures this setting there again, and no other of which pictures are drawn.

    It is made from the result's recipe: what a file says its command was may be any command. Empty where the
    recipe holds what a terminal or the program would take for something else.
    """
    where = _flags(result.placement)
    if result.job.task == "likelihood":
        return joined("compare", result.model, *where)
    recipe = result.job.recipe
    words = list[str]()
    try:
        kind = type(recipe_of(result.job))
        usual = {field.name: field.default for field in fields(kind)}
    except RecipeError:
        return ""
    for name, value in recipe.items():
        if name in usual and name not in _NO_FLAGS and (value != usual[name] or name in _ALWAYS):
            words += [f"--{name.replace('_', '-')}", f"{value:g}" if isinstance(value, float) else str(value)]
    # How many are usual for a model that is told words, its data set says, which a result does not.
    if result.job.samples != USUAL_SIZE or knows_words(kind):
        words += ["--samples", str(result.job.samples)]
    if result.job.repeats != 1:
        words += ["--repeats", str(result.job.repeats)]
    if recipe.get("seed"):
        words += ["--seed", str(recipe["seed"])]
    return joined("compare", result.model, *words, *where)


def joined(command: str, model: str, *words: str) -> str:
    """A command for a model, quoted, to be pasted; empty where a word would be taken for something else.

    What a terminal reads as keys ends the paste, and a model called ``--data`` would be a flag.
    """
    whole = ("playground", command, model, *words)
    return shlex.join(whole) if not model.startswith("-") and all(map(str.isprintable, whole)) else ""


def _flags(placement: Placement) -> list[str]:
    """What asks for a runtime and a device that are not the usual ones."""
    usual, words = Placement(), []
    if placement.runtime != usual.runtime:
        words += ["--runtime", placement.runtime]
    if placement.device != usual.device:
        words += ["--device", placement.device]
    return words
