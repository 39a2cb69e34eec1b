"""Arithmetic of words, drawn: the run of ``words-sum`` recipes.

Of words as they are read, places of texts are added up with their signs, as vectors of words are in Mikolov
et al. 2013 ("Linguistic regularities in continuous space word representations"); of predictions, what is
predicted with each text, as in Liu et al. 2022 ("Compositional visual generation with composable diffusion
models", eq. 11), with weights of 1, −1 and 1.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from playground.core.captioned import Captioned
from playground.core.errors import CardError, DataError, RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.prompts import MOST_WEIGHT, parse
from playground.core.resources import Resources
from playground.gaussian.levels import Denoiser, Level, Pair
from playground.gaussian.noise import KeyedNoise
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.network import Floats
from playground.paradigms.denoising.walks import walk
from playground.paradigms.words.drawing import Asked, asked, facts_of
from playground.paradigms.words.network import Meaning, WordsNetwork
from playground.paradigms.words.recipes import Sum
from playground.paradigms.words.told import Told, both
from playground.paradigms.words.yardstick import yardstick

SIGNS = (1, -1, 1)
_SUM = len(SIGNS)
"""The row of the sum."""
_MOST, _WORDS = 5, 8


def sum_of(recipe: Sum, resources: Resources, *, alone: bool = False) -> Run:
    """Frames as :class:`~playground.paradigms.words.recipes.Sum` says; where the sum is drawn ``alone``, the
    rows of its texts stay black."""
    how = asked(recipe, resources)
    texts = [recipe.prompt, recipe.minus, recipe.plus]
    texts += [recipe.expected] if recipe.expected.strip() else []
    said = _told(how.words, texts, recipe.style)
    rows, count = len(texts) + 1, recipe.count
    display, steps = Display(recipe.model, resources), how.how.times
    images = np.zeros((rows, count, *display.shape), np.uint8)
    opening, total = said.arrays, 2 * len(steps) + 1
    for index, (places, data, nfe) in enumerate(_walks(recipe, how, said, alone), 1):
        images = images.copy()
        images[places] = display.data(data).reshape(-1, *images.shape[1:])
        scalars: dict[str, Scalar] = {"nfe": nfe, "rows": rows, "columns": count, "note": said.note}
        arrays = {"images": images, **opening}
        yield Frame(arrays=arrays, scalars=scalars, index=min(index, total - 1), total=total)
        opening = {}
    arrays = {"images": images, **said.arrays, **_judged(recipe, texts, images, resources)}
    arrays |= _words_near(how.words, said)
    yield Frame(arrays=arrays, scalars=scalars, index=total, total=total, final=True, facts=facts_of(said))


class _Made(NamedTuple):
    """Rows of pictures after a step, what is predicted of them, and how often the network was asked."""

    places: list[int]
    data: Floats
    nfe: int


def _walks(recipe: Sum, how: Asked, said: Told, alone: bool) -> Iterator[_Made]:
    """The steps of the texts, and then those of the sum."""
    words, meaning, count = how.words, how.words.read(said), recipe.count
    of_texts = [row for row in range(len(said.rows)) for _ in range(count)]
    given = meaning.of(of_texts)
    places = [row if row < _SUM else row + 1 for row in range(len(said.rows))]
    if recipe.space == "text":
        summed = words.asked(added(meaning).of([0] * count))
    else:
        summed = _Predicted([words.asked(meaning.of([row] * count)) for row in range(_SUM)])
    spent = 0
    parts = [(places, words.asked(given)), ([_SUM], summed)]
    for rows, model in parts[1:] if alone else parts:
        size, indices = len(rows) * count, list(range(count)) * len(rows)
        guided = words.guided_by(model, how.without.of([0] * size), recipe.guidance, recipe.guided)
        start, noise = words.network.start(recipe.seed, indices), KeyedNoise(recipe.seed, indices)
        step = None
        for step in walk(words.network, how.how, guided, start, noise):
            yield _Made(rows, step.data, spent + step.nfe + getattr(model, "more", 0))
        spent += step.nfe if step is not None else 0


def _told(words: WordsNetwork, texts: Sequence[str], style: str) -> Told:
    """All texts, a row each."""
    return functools.reduce(both, (words.told_of(text, style) for text in texts))


def added(meaning: Meaning) -> Meaning:
    """The sum of the first rows with their signs; a place that weighs nothing then is not looked at."""
    found: dict[str, Array] = {}
    seen = meaning.inputs.get("weights")
    for name, values in meaning.inputs.items():
        terms = values[:_SUM].astype(np.float64)
        if seen is not None and name == "words":
            # What the network gives for places without a word means nothing.
            terms = terms * (seen[:_SUM] > 0)[..., None]
        added = np.tensordot(np.array(SIGNS, np.float64), terms, axes=1)
        found[name] = (np.clip(added, 0, MOST_WEIGHT) if name == "weights" else added)[None].astype(
            np.float32
        )
    return Meaning(found)


class _Predicted:
    """The sum of what models predict, with the signs; each is an evaluation, ``more`` than one of all."""

    def __init__(self, models: Sequence[Denoiser]) -> None:
        self._models = models
        self.more = 0

    def __call__(self, x: Floats, level: Level) -> Pair:
        self.more += len(self._models) - 1
        said = [model(x, level) for model in self._models]
        data, noise = (
            np.tensordot(np.array(SIGNS, x.dtype), np.stack([pair[part] for pair in said]), axes=1)
            for part in (0, 1)
        )
        return Pair(data, noise)


def _judged(recipe: Sum, texts: Sequence[str], images: Array, resources: Resources) -> dict[str, Array]:
    """What the yardstick says of all pictures; nothing where there is none for this model."""
    try:
        by = yardstick(resources.card(recipe.model), resources)
    except (CardError, DataError, RecipeError):
        return {}
    names, captions = by.captions()
    rows, count = images.shape[:2]
    seen = by.pair.look(images.reshape(-1, *images.shape[2:])).astype(np.float64)
    likeness = seen @ captions.T.astype(np.float64)
    plain = ["".join(span.text for span in parse(text)).strip() for text in texts]
    told = by.pair.read([_caption(by.real, text) for text in plain]).astype(np.float64)
    order = np.argsort(-likeness.reshape(rows, count, -1)[_SUM], axis=1, kind="stable")[:, :_MOST]
    every = np.array(list(names))
    ranks = np.full((rows, count), -1)
    if len(texts) > _SUM:
        right = seen @ told[_SUM]
        others = likeness if plain[_SUM] not in names else np.delete(likeness, names[plain[_SUM]], axis=1)
        ranks = (others >= right[:, None]).sum(axis=1).reshape(rows, count)
    return {
        "captions": every[order],
        "ranks": ranks,
        "nearest": (seen @ told.T).argmax(axis=1).reshape(rows, count),
    }


def _caption(real: Captioned, text: str) -> tuple[str, ...]:
    """The whole caption of what is called so, or the text itself."""
    every = (texts for part in (real.learned, real.held_out) for texts in part.captions)
    return next((texts for texts in every if texts[0] == text), (text,))


def _words_near(words: WordsNetwork, said: Told) -> dict[str, Array]:
    """Of single words those that are nearest to their sum, by the cosines of embeddings."""
    if words.condition.frame is not None:
        # Between signs stand parts of words, of which there are too many to read for every sum.
        return {}
    single = [[word.token for word in row[1:]] for row in said.rows[:_SUM]]
    if not words.condition.embedding or any(len(row) != 1 for row in single):
        return {}
    tokens = [token for token, word in enumerate(words.vocabulary.words) if not word.startswith("[")]
    places = {token: place for place, token in enumerate(tokens)}
    table = words.embeddings(np.array(tokens)).astype(np.float64)
    terms = [places[row[0]] for row in single]
    added = np.tensordot(np.array(SIGNS, np.float64), table[terms], axes=1)
    lengths = np.linalg.norm(table, axis=1) * np.linalg.norm(added)
    cosines = table @ added / np.maximum(lengths, 1e-12)
    cosines[terms] = -np.inf
    best = np.argsort(-cosines, kind="stable")[: min(_WORDS, len(tokens) - len(set(terms)))]
    return {
        "words_near": np.array([words.vocabulary.words[tokens[place]] for place in best]),
        "cosines": cosines[best].astype(np.float32),
    }
