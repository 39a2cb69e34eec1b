"""What training a network that is told words minimises."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from playground.core import noise
from playground.core.captioned import CaptionedImages
from playground.core.errors import DataError
from playground.core.images import LabelledImages
from playground.core.recipe import change
from playground.export.atomic import write_file
from playground.gaussian import grids
from playground.gaussian.levels import Level, Pair
from playground.gaussian.predictions import to_pair
from playground.gaussian.samplers import sample
from playground.zoo.denoising import DenoiserTask, tiled
from playground.zoo.recipe import TrainingRecipe
from playground.zoo.text.captioned import STYLES
from playground.zoo.text.recipe import Hiding, TrainFromWords
from playground.zoo.text.vocabulary import NOTHING, PAD, VOCABULARY, padded, style_token, vocabulary_of
from playground.zoo.world import TrainingWorld

_SHEET_STEPS, _SHEET_GUIDANCE = 16, 3.0
_SHEET = (3, 10)
"""Styles, and captions of each."""


class TextTask(DenoiserTask):
    """The squared error of the velocity, given the tokens of a caption and of a style.

    A picture's "label" is its place among the pictures: its caption is made into tokens anew for every step.
    """

    def __init__(self, recipe: TrainFromWords) -> None:
        super().__init__(recipe)
        self._of = recipe
        self._hiding: Hiding = recipe
        self._length = int(recipe.config["length"])
        self._captions: Sequence[Caption] = ()

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Tensor, Tensor]:
        """The pictures and their places; raises ``DataError`` where they have no captions."""
        captioned, self._captions = learned_captions(self._of, images, world)
        return torch.from_numpy(captioned.images.copy()), torch.arange(len(captioned))

    def learn_longer(self) -> None:
        """From now on draw times and hide keywords as the recipe says of learning longer."""
        recipe = self._of
        self._normal = NormalDist(recipe.longer_mean, recipe.longer_spread)
        self._hiding = change(recipe, keywords_dropout=recipe.longer_keywords_dropout)

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """A row for each style, a column for each of some captions, with guidance: red, green, blue."""
        rows, columns = _SHEET
        every = max(1, len(self._captions) // columns)
        told = [self._captions[index * every].words for index in range(min(columns, len(self._captions)))]
        tokens = [
            padded([style_token(style), *words], self._length) for style in range(rows) for words in told
        ]
        known = torch.tensor(tokens, device=levels.device)
        nothing = torch.tensor([nothing_of(self._length)] * len(tokens), device=levels.device)
        drawn = noise.standard_normal(self._recipe.seed, range(len(tokens)), tuple(levels.shape[1:]), "sheet")

        def model(x: Tensor, level: Level) -> Pair:
            time = torch.full((2 * len(x),), level.t, device=x.device)
            both = network(torch.cat([x, x]), time, torch.cat([known, nothing]))
            with_words, without = both.chunk(2)
            guided = without + _SHEET_GUIDANCE * (with_words - without)
            return to_pair(self._recipe.prediction, guided, x, level)

        x = torch.from_numpy(drawn).to(levels.device)
        for step in sample("euler", model, x, self._path, grids.times("uniform", self._path, _SHEET_STEPS)):
            x = step.x
        return tiled(x.reshape(-1, 1, *x.shape[2:]), len(told) * x.shape[1])

    def _told(
        self, network: nn.Module, labels: Tensor, generator: np.random.Generator, step: int, *, learns: bool
    ) -> Tensor:
        """Some of each caption's words while it learns, all of them otherwise."""
        captions = [self._captions[place] for place in labels.tolist()]
        if learns:
            words = noise.generator(self._recipe.seed, step, "words")
            tokens = [caption.some(self._hiding, self._length, words) for caption in captions]
        else:
            tokens = [caption.whole(self._length) for caption in captions]
        return torch.tensor(tokens, device=labels.device)


def learned_captions(
    recipe: TrainingRecipe, images: LabelledImages, world: TrainingWorld
) -> tuple[CaptionedImages, list[Caption]]:
    """The pictures with their captions, whose vocabulary is written into the run's folder.

    Raises ``DataError`` where they have none, or more words than the network knows.
    """
    if not isinstance(images, CaptionedImages):
        raise DataError(f"The data set “{recipe.data}” has no captions, so no words are learned from it.")
    vocabulary = vocabulary_of(images.captions, STYLES)
    known, most = vocabulary.get_vocab_size(), int(recipe.config["vocabulary"])
    if known > most:
        raise DataError(f"The captions have {known:,} different words, and the network knows {most:,}.")
    world.folder.mkdir(parents=True, exist_ok=True)
    write_file(world.folder / VOCABULARY, vocabulary.to_str(pretty=True).encode(), overwrite=True)
    told = zip(images.captions, images.labels, strict=True)
    return images, [Caption(vocabulary, texts, int(style)) for texts, style in told]


class Caption:
    """A name and keywords as tokens, and a style."""

    def __init__(self, vocabulary: Tokenizer, texts: Sequence[str], style: int) -> None:
        self.name, *self.keywords = (vocabulary.encode(text).ids for text in texts)
        self.style = style

    @property
    def words(self) -> list[int]:
        """All tokens of the words."""
        return list(itertools.chain(self.name, *self.keywords))

    def whole(self, length: int) -> list[int]:
        """All that is known, cut to ``length`` tokens."""
        return padded([style_token(self.style), *self.words], length)

    def some(self, recipe: Hiding, length: int, generator: np.random.Generator) -> list[int]:
        """What a training step is told: some of the keywords in any order, or less."""
        nothing, style, few, name = generator.random(4).tolist()
        order = generator.permutation(len(self.keywords)).tolist()
        if few < recipe.keywords_dropout:
            order = order[: generator.integers(len(order) + 1)]
        parts = [self.keywords[index] for index in order]
        if name >= recipe.name_dropout or not parts:
            parts = [self.name, *parts]
        if nothing < recipe.label_dropout:
            # Half of those that lose their words keep their style: each can then be guided alone.
            parts, style = [], style if nothing < recipe.label_dropout / 2 else 0.0
        first = NOTHING if style < recipe.style_dropout else style_token(self.style)
        return padded([first, *itertools.chain(*parts)], length)


def nothing_of(length: int) -> list[int]:
    """The tokens that say nothing."""
    return [NOTHING, *[PAD] * (length - 1)]


TASKS = {TrainFromWords: TextTask}
