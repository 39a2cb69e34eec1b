"""All words of a model as points: the run of ``words-atlas`` recipes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.words.network import WordsNetwork
from playground.paradigms.words.recipes import Atlas
from playground.paradigms.words.refusals import check

MOST_SHOWN = 8_000
"""Words; a vocabulary of parts has the most common first."""
_PLANE = 2


def atlas(recipe: Atlas, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.words.recipes.Atlas` says."""
    check(recipe, resources.card(recipe.model))
    words = WordsNetwork(recipe.model, resources)
    if not words.condition.embedding:
        raise RecipeError(f"{words.network.card.title} does not show the embeddings of its words.")
    known = _known(words)
    tokens = np.array(sorted(known)[:MOST_SHOWN])
    if not len(tokens):
        raise RecipeError(f"The vocabulary of {words.network.card.title} has no words.")
    found = words.embeddings(tokens)
    if not np.isfinite(found).all():
        raise RecipeError(f"The embeddings of {words.network.card.title} are no finite numbers.")
    plane, shares = plane_of(found)
    arrays: dict[str, Array] = {
        "words": np.array([known[token] for token in tokens.tolist()]),
        "tokens": tokens,
        "embeddings": found,
        "plane": plane,
        "shares": shares,
    }
    yield Frame(arrays=arrays, index=1, total=1, final=True)


def _known(words: WordsNetwork) -> dict[int, str]:
    """What is a word by itself, and the styles, by their tokens."""
    styles = {f"[{style}]" for style in words.condition.styles}
    named = {token: word for token, word in enumerate(words.vocabulary.words) if word in styles}
    return {**words.vocabulary.whole, **named}


def plane_of(embeddings: Array) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Places ``(n, 2)`` of finite embeddings ``(n, dimensions)`` along the two widest directions through
    their mean, and the shares ``(2,)`` of the variance that lie along these."""
    middle = embeddings - embeddings.mean(axis=0)
    _, widths, directions = np.linalg.svd(middle.astype(np.float64), full_matrices=False)
    # A direction and its opposite are the same: let the largest part of each be positive.
    chosen = directions[:_PLANE]
    chosen *= np.sign(chosen[np.arange(len(chosen)), np.abs(chosen).argmax(axis=1)])[:, None]
    # Of one word, or in one dimension, there is one direction: nothing lies along another.
    lack = (0, _PLANE - len(chosen))
    places, widest = np.pad(middle @ chosen.T, ((0, 0), lack)), np.pad(widths[:_PLANE], lack)
    shares = widest**2 / max((widths**2).sum(), 1e-12)
    return places.astype(np.float32), shares.astype(np.float32)
