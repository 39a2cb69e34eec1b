"""What training a network that is told words minimises."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from playground.core import noise
from playground.core.errors import DataError
from playground.core.images import LabelledImages
from playground.export.atomic import write_file
from playground.gaussian import grids
from playground.gaussian.levels import Level, Pair
from playground.gaussian.predictions import to_pair
from playground.gaussian.samplers import sample
from playground.objectives import matching
from playground.zoo.denoising import DenoiserTask, stratified
from playground.zoo.text.captioned import STYLES, CaptionedImages
from playground.zoo.text.recipe import TrainFromWords
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
        self._length = int(recipe.config["length"])
        self._captions: Sequence[Caption] = ()

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Tensor, Tensor]:
        """The pictures and their places; raises ``DataError`` where they have no captions."""
        if not isinstance(images, CaptionedImages):
            raise DataError(
                f"The data set “{self._of.data}” has no captions, so no words are learned from it."
            )
        vocabulary = vocabulary_of(images.captions, STYLES)
        known, most = vocabulary.get_vocab_size(), int(self._of.config["vocabulary"])
        if known > most:
            raise DataError(f"The captions have {known:,} different words, and the network knows {most:,}.")
        world.folder.mkdir(parents=True, exist_ok=True)
        write_file(world.folder / VOCABULARY, vocabulary.to_str(pretty=True).encode(), overwrite=True)
        self._captions = [
            Caption(vocabulary, texts, int(style))
            for texts, style in zip(images.captions, images.labels, strict=True)
        ]
        return torch.from_numpy(images.images.copy()), torch.arange(len(images))

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        generator = noise.generator(self._recipe.seed, step, "words")
        tokens = [self._captions[place].some(self._of, self._length, generator) for place in labels.tolist()]
        found, times = self._told(network, levels, tokens, step)
        noisier = times > times.median()
        return {"loss": found.mean(), "noisier": found[noisier].mean(), "cleaner": found[~noisier].mean()}

    def validate(self, network: nn.Module, levels: Tensor, labels: Tensor) -> dict[str, float]:
        """The same with all words shown and always the same times and noise."""
        tokens = [self._captions[place].whole(self._length) for place in labels.tolist()]
        return {"loss": float(self._told(network, levels, tokens, 2**31)[0].mean())}

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
        grey = ((x.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).cpu().numpy()
        across = grey.transpose(0, 2, 1, 3).reshape(len(grey), grey.shape[2], -1)
        lines = across.reshape(rows, -1, *across.shape[1:]).transpose(0, 2, 1, 3)
        sheet: NDArray[np.uint8] = lines.reshape(rows * across.shape[1], -1)
        return sheet

    def _told(
        self, network: nn.Module, levels: Tensor, tokens: Sequence[Sequence[int]], step: int
    ) -> tuple[Tensor, Tensor]:
        """Each picture's error ``(batch,)`` and time ``(batch,)``."""
        generator = noise.generator(self._recipe.seed, step, "denoising")
        data = self._data(network, levels)
        drawn = generator.standard_normal(tuple(data.shape), dtype=np.float32)
        at = matching.stack(self._levels(stratified(generator, len(data))), data)
        time = at.t.flatten()
        told = torch.tensor(tokens, device=data.device)
        found = matching.losses(
            network, self._recipe.prediction, data, torch.from_numpy(drawn).to(data.device), at, time, told
        )
        return found, time


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

    def some(self, recipe: TrainFromWords, length: int, generator: np.random.Generator) -> list[int]:
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
