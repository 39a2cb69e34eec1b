"""What training a network that is told sentences about faces minimises, and what ships of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground import networks
from playground.core import noise
from playground.core.cards import Attention, TokenCondition
from playground.core.images import LabelledImages
from playground.export.atomic import write_file
from playground.faces import tokens
from playground.faces.captions import caption
from playground.faces.sampling import sample
from playground.networks.mm_dit import Config
from playground.zoo.faces.factors_task import FacesTask
from playground.zoo.faces.recipe import TrainFaceWords
from playground.zoo.finished import Finished
from playground.zoo.tasks import Examples
from playground.zoo.text.shipping import write_words
from playground.zoo.text.vocabulary import VOCABULARY
from playground.zoo.world import TrainingWorld

_VALIDATION_STEP = 2**31


class FaceWordsTask(FacesTask):
    """The squared error of the velocity, given a sentence about each face."""

    def __init__(self, recipe: TrainFaceWords) -> None:
        super().__init__(recipe)
        self._length = int(recipe.config["length"])

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Examples, Tensor]:
        """As of other faces; the vocabulary is written into the run's folder, where shipping finds it."""
        world.folder.mkdir(parents=True, exist_ok=True)
        write_file(world.folder / VOCABULARY, tokens.FILE.read_bytes(), overwrite=True)
        return super().prepare(network, images, world)

    def sheet_inputs(self, count: int) -> NDArray[np.int64]:
        """Half are told nothing, and half a sentence each."""
        generator = noise.generator(self._of.seed, 0, "sheet sentences")
        texts = [caption(row, generator).text for row in sample(self._of.seed + 1, count // 2)]
        return encoded([""] * (count - len(texts)) + texts, self._length)

    def _told(
        self, network: nn.Module, labels: Tensor, generator: np.random.Generator, step: int, *, learns: bool
    ) -> Tensor:
        """A new sentence about each face, of some none; where it does not learn always the same ones."""
        codes = self._faces.codes[labels.cpu().numpy()]
        drawn = noise.generator(self._of.seed, step if learns else _VALIDATION_STEP, "sentences")
        texts = [caption(row, drawn).text for row in codes]
        if learns:
            hidden = drawn.random(len(texts)) < self._of.nothing_told
            texts = ["" if none else text for text, none in zip(texts, hidden, strict=True)]
        return torch.from_numpy(encoded(texts, self._length)).to(labels.device)


def encoded(texts: Sequence[str], length: int) -> NDArray[np.int64]:
    """Tokens ``(n, length)`` as the window tells them: first that there is no style, then the text."""
    found = np.full((len(texts), length), tokens.PAD, dtype=np.int64)
    found[:, 0] = tokens.NOTHING
    for row, each in zip(found, tokens.tokenizer().encode_batch(list(texts)), strict=True):
        ids = each.ids[: length - 1]
        row[1 : 1 + len(ids)] = ids
    return found


def ship(recipe: TrainFaceWords, finished: Finished) -> Iterator[str]:
    """Write the model's folder."""
    network = networks.settings(recipe.network, recipe.config)
    write_words(recipe, finished, condition=condition(network))
    yield from ()


def condition(network: Config) -> TokenCondition:
    """What the network is told: sub-words, and no style."""
    rows, columns = network.grid
    return TokenCondition(
        length=network.length,
        null=tokens.NOTHING,
        vocabulary=VOCABULARY,
        features=network.features,
        whole=network.features,
        embedding=network.embedding,
        weighted=True,
        attention=Attention(blocks=network.blocks, heads=network.heads, rows=rows, columns=columns),
    )
