"""The prompts by whose drawings words and pictures are held against each other.

They say the captions of pictures that are held out, in the style in which no model that ships has seen them,
in an order drawn by chance, so that the first of them are a sample of all.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.captioned import Captioned
from playground.core.prompts import escaped
from playground.core.recipe import Recipe, change
from playground.paradigms.spoken import words_of

MOST_ROWS = 16
_ORDER = 19


class Prompt(msgspec.Struct, frozen=True):
    """What a model is told, and in which style."""

    text: str
    style: str


def order_of(pictures: Captioned) -> NDArray[np.int64]:
    """Which held-out picture each prompt asks for."""
    drawn = np.random.Generator(np.random.PCG64(_ORDER)).permutation(len(pictures.held_out))
    return drawn.astype(np.int64)


def prompts_of(pictures: Captioned) -> tuple[Prompt, ...]:
    """All of them: a name and keywords, and a style."""
    held_out, styles = pictures.held_out, pictures.styles
    return tuple(
        Prompt(escaped(" ".join(held_out.captions[place])), styles[held_out.labels[place]])
        for place in order_of(pictures).tolist()
    )


def refusal_of(recipe: Recipe) -> str | None:
    """Why a recipe’s pictures cannot be held against words: it says them itself. ``None`` where they can."""
    told = words_of(recipe)
    if not told.get("prompt") and not told.get("style"):
        return None
    return (
        "Pictures are measured by prompts that the program has, in all styles; leave prompt and style away."
    )


def drawing_of(recipe: Recipe, prompts: tuple[Prompt, ...], number: int) -> Recipe:
    """The recipe that draws picture ``number`` of a recipe: of one prompt after another, each from a noise of
    its own."""
    prompt, seed = prompts[number % len(prompts)], int(getattr(recipe, "seed", 0))
    return change(recipe, prompt=prompt.text, style=prompt.style, seed=seed + number, count=1)


def at_once(recipe: Recipe, prompts: tuple[Prompt, ...], most: int = MOST_ROWS) -> Recipe:
    """The recipe of some first prompts of one style as rows over one noise, whose pictures are drawn at
    once."""
    alike = [prompt.text for prompt in prompts if prompt.style == prompts[0].style][: min(most, MOST_ROWS)]
    return change(recipe, prompt="\n".join(alike), style=prompts[0].style, count=1)
