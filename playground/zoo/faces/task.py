"""What training a network minimises that is told factors of faces, or sentences about faces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import NormalDist

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
from playground.faces.factors import VALUES, factor_codes, left_open
from playground.faces.sampling import LearnableFaces, sample
from playground.faces.seen import seen
from playground.gaussian import grids
from playground.gaussian.levels import Level, Pair
from playground.gaussian.predictions import to_pair
from playground.gaussian.samplers import sample as sampled
from playground.networks.mm_dit import Config
from playground.zoo.denoising import DenoiserTask, tiled
from playground.zoo.faces.recipe import TrainFaces, TrainFaceWords
from playground.zoo.finished import Finished
from playground.zoo.tasks import Examples, Streamed
from playground.zoo.text.shipping import write_words
from playground.zoo.text.vocabulary import VOCABULARY
from playground.zoo.world import TrainingWorld

_SHEET_STEPS, _SHEET = 20, 20


class FacesTask(DenoiserTask):
    """The squared error of the velocity, given some factors; a "label" is a face's place among the faces."""

    def __init__(self, recipe: TrainFaces) -> None:
        super().__init__(recipe)
        self._of = recipe
        self._faces = LearnableFaces(recipe.seed, recipe.faces, int(recipe.config["height"]))

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Examples, Tensor]:
        """Faces, which are put together when a step needs them, and their places."""
        return Streamed(self._faces), torch.arange(len(self._faces))

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """Two rows of faces that are told nothing, and two that are told something."""
        known = torch.from_numpy(self.sheet_inputs(2 * _SHEET)).to(levels.device)
        size = int(self._of.config["height"])
        drawn = noise.standard_normal(self._of.seed, range(2 * _SHEET), (3, size, size), "sheet")
        x = torch.from_numpy(drawn).to(levels.device)

        def model(x: Tensor, level: Level) -> Pair:
            time = torch.full((len(x),), level.t, device=x.device)
            return to_pair(self._of.prediction, network(x, time, known), x, level)

        for step in sampled("euler", model, x, self._path, grids.times("uniform", self._path, _SHEET_STEPS)):
            x = step.x
        return tiled(x, _SHEET // 2)

    def sheet_inputs(self, count: int) -> NDArray[np.int64]:
        """What so many pictures are told: half nothing, half all that can be seen of some face."""
        codes = sample(self._of.seed + 1, count // 2)
        return np.concatenate([left_open(count - len(codes)), factor_codes(codes, seen(codes))])

    def _told(
        self, network: nn.Module, labels: Tensor, generator: np.random.Generator, step: int, *, learns: bool
    ) -> Tensor:
        """Some of what can be seen of each face while it learns, all of it otherwise."""
        codes = self._faces.codes[labels.cpu().numpy()]
        shown = seen(codes)
        if learns:
            shown &= self._chosen(noise.generator(self._of.seed, step, "factors"), shown.shape)
        return torch.from_numpy(factor_codes(codes, shown)).to(labels.device)

    def _chosen(self, generator: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.bool_]:
        """Which factors of each face are told."""
        kind = generator.random((shape[0], 1))
        share = generator.random((shape[0], 1))
        share[kind < self._of.nothing_told + self._of.all_told] = 1.0
        share[kind < self._of.nothing_told] = 0.0
        return np.asarray(generator.random(shape) < share)


_VALIDATION_STEP = 2**31
_UNSEEN = -100
"""In the place of the value of a factor that cannot be seen."""


class FaceWordsTask(FacesTask):
    """The squared error of the velocity, given a sentence about each face."""

    def __init__(self, recipe: TrainFaceWords) -> None:
        super().__init__(recipe)
        self._length = int(recipe.config["length"])
        self._naming, self._named_from = recipe.longer_naming, recipe.epochs * recipe.epoch_steps
        self._reading = range(*recipe.longer_reading)
        self._noisier_from, mean = recipe.longer_noisier
        self._noisier = NormalDist(mean)
        self._sentences = torch.empty(0, self._length, dtype=torch.int64)
        """Those that the faces of the newest batch were told."""

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Examples, Tensor]:
        """As of other faces; the vocabulary is written into the run's folder, where shipping finds it."""
        world.folder.mkdir(parents=True, exist_ok=True)
        write_file(world.folder / VOCABULARY, tokens.FILE.read_bytes(), overwrite=True)
        return super().prepare(network, images, world)

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """That of the velocity, that of the factors in nats where it names them, or only the latter."""
        if step in self._reading:
            self._told(network, labels, noise.generator(self._of.seed, step, "reading"), step, learns=True)
            naming = self._surprise(network, labels)
            return {"loss": naming, "naming": naming}
        if 0 < self._noisier_from <= step:
            self._normal = self._noisier
        found = super().losses(network, levels, labels, step)
        if not self._naming or step < self._named_from:
            return found
        naming = self._surprise(network, labels)
        return {**found, "loss": found["loss"] + self._naming * naming, "naming": naming}

    def _surprise(self, network: nn.Module, labels: Tensor) -> Tensor:
        """Nats per factor that is seen: the first components of the sum of a sentence's words are the logits.

        So each factor that a sentence tells is a direction of what modulates every layer.
        """
        codes = self._faces.codes[labels.cpu().numpy()]
        targets = np.where(seen(codes), codes.astype(np.int64), _UNSEEN)
        weights = (self._sentences != tokens.PAD).to(torch.float32)
        _, whole, _ = network.get_submodule("text")(self._sentences, weights)
        known = torch.from_numpy(targets).to(labels.device)
        each, first = [], 0
        for column, values in enumerate(VALUES.values()):
            logits = whole[:, first : first + len(values)].float()
            each.append(
                nn.functional.cross_entropy(logits, known[:, column], ignore_index=_UNSEEN, reduction="sum")
            )
            first += len(values)
        return torch.stack(each).sum() / (known != _UNSEEN).sum()

    def sheet_inputs(self, count: int) -> NDArray[np.int64]:
        """Half get no sentence, and half one each."""
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
        self._sentences = torch.from_numpy(encoded(texts, self._length)).to(labels.device)
        return self._sentences


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


TASKS = {TrainFaces: FacesTask, TrainFaceWords: FaceWordsTask}
