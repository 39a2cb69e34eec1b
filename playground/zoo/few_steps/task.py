"""Learning to draw from words in few steps: from whole steps of a teacher's guided trajectories."""

from __future__ import annotations

import hashlib
import itertools

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core import noise
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.images import LabelledImages
from playground.gaussian import adapt
from playground.gaussian.levels import Denoiser, Level, Pair
from playground.gaussian.predictions import to_pair
from playground.objectives.perceptual import pseudo_huber
from playground.zoo.denoising import DenoiserTask, stratified, tiled
from playground.zoo.few_steps.recipe import TrainFewSteps
from playground.zoo.text.task import learned_captions, nothing_of
from playground.zoo.text.vocabulary import VOCABULARY
from playground.zoo.trajectories import Drawing, flow_of, kept_points, points_of
from playground.zoo.world import TrainingWorld

_SHEET_COLUMNS = 10


class FewStepsTask(DenoiserTask):
    """The distance between the mean velocity of a trajectory's step and what the network says of it.

    An example is the trajectory's points where the shortest steps begin and end, and its "label" the tokens
    that it is told.
    """

    def __init__(self, recipe: TrainFewSteps) -> None:
        super().__init__(recipe)
        self._of = recipe
        self._most = max(recipe.steps)
        if len(recipe.shares) != len(recipe.steps) or any(self._most % each for each in recipe.steps):
            raise DataError(
                f"{recipe.name} needs a share for each of its numbers of steps, which divide the greatest."
            )
        if (same := adapt.alike(recipe.steps)) is not None:
            raise DataError(
                f"{recipe.name} cannot learn both {same[0]} and {same[1]} steps: the network would be told "
                "the same time at the beginning of steps of different length."
            )
        self._sheet_tokens = torch.zeros(0)

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Tensor, Tensor]:
        """Points ``(n, steps + 1, channels, height, width)`` of every trajectory, and tokens ``(n, length)``.

        The network begins as its teacher. Raises ``DataError`` where the pictures have no captions, and where
        the teacher was told other words.
        """
        recipe, length = self._of, int(self._of.config["length"])
        _, captions = learned_captions(recipe, images, world)
        card, teacher = world.model(recipe.teacher)
        _check_words(card, world)
        network.load_state_dict(teacher.state_dict())
        words = noise.generator(recipe.seed, 0, "told")
        chosen = itertools.islice(itertools.cycle(captions), recipe.trajectories)
        tokens = torch.tensor([caption.some(recipe, length, words) for caption in chosen])
        every = max(1, len(captions) // _SHEET_COLUMNS)
        shown = captions[::every][:_SHEET_COLUMNS]
        self._sheet_tokens = torch.tensor([caption.whole(length) for caption in shown])
        return self._points(card, teacher, tokens, world), tokens

    def _points(self, card: Card, teacher: nn.Module, tokens: Tensor, world: TrainingWorld) -> Tensor:
        recipe, table = self._of, flow_of(card)
        if recipe.teacher_steps % self._most:
            raise DataError(f"The teacher’s steps of {recipe.name} must be a multiple of {self._most}.")
        drawing = Drawing(
            count=recipe.trajectories, sampler=recipe.teacher_sampler, steps=recipe.teacher_steps,
            seed=recipe.seed,
        )  # fmt: skip
        every = recipe.teacher_steps // self._most

        def draw(indices: range) -> Tensor:
            start = torch.from_numpy(noise.standard_normal(recipe.seed, indices, table.shape, "trajectory"))
            chosen = tokens[indices.start : indices.stop].to(world.device)
            model = self._guided(teacher, chosen)
            return points_of(model, table, drawing, start, world.device)[:, ::every].clone()

        hidden = (recipe.label_dropout, recipe.style_dropout, recipe.keywords_dropout, recipe.name_dropout)
        how = (drawing.sampler, drawing.steps, self._most, drawing.seed, recipe.guidance, *hidden)
        key = "/".join(map(str, (card.hash, *how)))
        return kept_points(card, drawing.count, (self._most + 1, *table.shape), key, draw, world)

    def _guided(self, teacher: nn.Module, chosen: Tensor) -> Denoiser:
        """The teacher, guided away from nothing at all."""
        away = torch.tensor([nothing_of(chosen.shape[1])] * len(chosen), device=chosen.device)

        def model(x: Tensor, level: Level) -> Pair:
            time = torch.full((2 * len(x),), level.t, device=x.device)
            both = teacher(torch.cat([x, x]), time, torch.cat([chosen, away])).float()
            given, without = both.chunk(2)
            guided = without + self._of.guidance * (given - without)
            return to_pair(self._of.prediction, guided, x, level)

        return model

    def _losses(
        self, network: nn.Module, levels: Tensor, labels: Tensor, step: int, *, learns: bool
    ) -> tuple[Tensor, Tensor]:
        """The distance of each trajectory's step, one of each batch, and t where it begins."""
        generator = noise.generator(self._recipe.seed, step, "denoising")
        counts, begins = self._steps_of(generator, len(levels))
        rows, long = torch.arange(len(levels)), self._most // counts
        x, end = levels[rows, begins * long], levels[rows, (begins + 1) * long]
        own = torch.from_numpy(generator.random(len(levels)) < self._of.own) & (begins > 0)
        if learns and own.any():
            before = levels[rows, (begins - 1) * long]
            with torch.no_grad():
                x = x.clone()
                x[own] = self._step(network, before[own], labels[own], counts[own], begins[own] - 1)
        target = (x - end) * counts.to(x.device).reshape(-1, 1, 1, 1)
        said = network(x, self._time(counts, begins).to(x.device), labels).float()
        return pseudo_huber(said, target) / end[0].numel() ** 0.5, 1 - begins / counts

    def _steps_of(self, generator: np.random.Generator, count: int) -> tuple[Tensor, Tensor]:
        """For each example in how many steps it is drawn, and which of these it shows, evenly."""
        shares = np.cumsum(self._of.shares) / np.sum(self._of.shares)
        place = stratified(generator, count)
        which = np.minimum(np.searchsorted(shares, place, side="right"), len(shares) - 1)
        low = np.concatenate([[0.0], shares])[which]
        counts = np.array(self._of.steps)[which]
        within = np.clip((place - low) / (shares[which] - low), 0, 1 - 1e-9)
        return torch.from_numpy(counts), torch.from_numpy(np.floor(within * counts).astype(np.int64))

    def _time(self, counts: Tensor, begins: Tensor) -> Tensor:
        """What the network is told at the beginning of steps."""
        pairs = zip(counts.tolist(), begins.tolist(), strict=True)
        return torch.tensor([adapt.ahead(1 - begin / count, count) for count, begin in pairs])

    def _step(self, network: nn.Module, x: Tensor, tokens: Tensor, counts: Tensor, begins: Tensor) -> Tensor:
        """Where the network’s steps lead that begin at x."""
        said: Tensor = network(x, self._time(counts, begins).to(x.device), tokens).float()
        return x - said / counts.to(x.device).reshape(-1, 1, 1, 1)

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """A column for each of some captions; the same noise in one step, in two, and so on."""
        tokens = self._sheet_tokens.to(levels.device)
        drawn = noise.standard_normal(self._recipe.seed, range(len(tokens)), tuple(levels.shape[2:]), "sheet")
        start = torch.from_numpy(drawn).to(levels.device)
        rows = []
        for count in self._of.steps:
            x = start
            for begin in range(count):
                each = torch.full((len(x),), count), torch.full((len(x),), begin)
                x = self._step(network, x, tokens, *each)
            rows.append(x)
        return tiled(torch.cat(rows), len(tokens))


def _check_words(teacher: Card, world: TrainingWorld) -> None:
    """Raise ``DataError`` where the words of the run are not those of its teacher, number by number."""
    here = hashlib.sha256((world.folder / VOCABULARY).read_bytes()).hexdigest()
    if here not in (file.sha256 for file in teacher.files if file.path == VOCABULARY):
        raise DataError(
            f"The captions have other words than those that “{teacher.name}” learned; name the folder that "
            "it learned from."
        )


TASKS = {TrainFewSteps: FewStepsTask}
