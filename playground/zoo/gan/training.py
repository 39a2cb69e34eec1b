"""The training of two players: they take turns, and moments of their game are kept.

Where what they see is augmented, the probability of it is part of the state that a training goes on from.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from playground.core import noise
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS
from playground.networks.gan_mapped import MappedPair
from playground.networks.gan_players import Players
from playground.objectives.adversarial import OBJECTIVES
from playground.zoo.batches import vary
from playground.zoo.checkpoint import part, write_snapshot
from playground.zoo.gan.augmenting import adjusted, augmented
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.gan.task import pictures_of
from playground.zoo.tasks import Phase
from playground.zoo.train import Options, Training
from playground.zoo.verdicts import Penalty, Pipe, ShownImages, unchanged, verdicts

_GROWTH = 4
_ADA = "ada."


class GanTraining(Training):
    """Both players learn in turn, each with its own group of the optimiser's parameters.

    One optimiser serves both, since it leaves a parameter without a gradient as it is. On the way the
    averaged weights of both are kept in ``snapshots``. ``augmentation`` is the probability by which pictures
    are augmented now, ``signs`` the sum of the signs of the real ones' logits since it was adjusted, and
    ``judged`` how many these were.
    """

    recipe: TrainGan
    network: Players

    def __init__(self, recipe: TrainGan, images: LabelledImages, folder: Path, options: Options) -> None:
        super().__init__(recipe, images, folder, options)
        first = sum(stretch.steps for stretch in self.stretches if not stretch.again)
        ends = itertools.accumulate(recipe.longer[:-1], initial=first) if recipe.longer else ()
        self.moments = {*moments(first, recipe.snapshots), *(ends if recipe.snapshots else ())}
        self.augmentation, self.signs, self.judged = 0.0, 0.0, 0

    def advance(self) -> dict[str, float]:
        """Do one step, after keeping the weights where that is due."""
        if self.step in self.moments:
            write_snapshot(self.folder, self.step, self.average.state_dict())
        found = super().advance()
        if self.recipe.ada and self.step % self.recipe.ada_interval == 0:
            self._adjust()
        return found

    def _adjust(self) -> None:
        """Augment more where the discriminator was surer of real pictures than it should be, else less."""
        recipe, share = self.recipe, self.judged / self.recipe.ada_images
        signs = self.signs / max(1, self.judged)
        self.augmentation = adjusted(self.augmentation, signs, recipe.ada, share, recipe.ada_most)
        self.signs, self.judged = 0.0, 0

    def _tensors(self) -> dict[str, Tensor]:
        if not self.recipe.ada:
            return super()._tensors()
        state = {"augmentation": self.augmentation, "signs": self.signs, "judged": self.judged}
        own = {f"{_ADA}{name}": torch.tensor(value, dtype=torch.float64) for name, value in state.items()}
        return {**super()._tensors(), **own}

    def _take_up(self, tensors: dict[str, Tensor]) -> None:
        super()._take_up(tensors)
        if self.recipe.ada:
            state = {name: float(value) for name, value in part(tensors, _ADA).items()}
            self.augmentation, self.signs = state["augmentation"], state["signs"]
            self.judged = int(state["judged"])

    def _optimiser(self) -> torch.optim.AdamW:
        # No momentum: the field that the players follow turns (Gidel et al. 2019).
        return torch.optim.AdamW(
            [{"params": list(player.parameters())} for player in self.network.children()],
            lr=self.recipe.learning_rate,
            betas=(0.0, 0.99),
            weight_decay=self.recipe.weight_decay,
            fused=self.device.type in ("cpu", "cuda"),
        )

    def _learn(self, phase: Phase, levels: Tensor, labels: Tensor) -> dict[str, Tensor]:
        recipe, discriminator = self.recipe, self.network.discriminator
        shares = {
            "discriminator": recipe.discriminator_learning_rate / recipe.learning_rate,
            "mapping": recipe.mapping_rate,
        }
        parts = (name for name, _ in self.network.named_children())
        for group, name in zip(self.optimiser.param_groups, parts, strict=True):
            group["lr"] = self.rate() * shares.get(name, 1.0)
        losses: dict[str, Tensor] = {}
        turns = zip(
            *(torch.chunk(part, recipe.discriminator_steps) for part in (pictures_of(levels), labels)),
            strict=True,
        )
        for turn, (real, label) in enumerate(turns):
            with self._precision(phase):
                fake = self._made(turn, label)
            fake, pipes = self._varied(fake, turn), self._pipes(turn)
            penalties = self._penalties(real, fake.detach().float(), label, pipes)
            seen, fake = (pipe(each) for pipe, each in zip(pipes, (real, fake), strict=True))
            losses |= self._discriminate(phase, seen, fake.detach().float(), label, penalties)
        discriminator.requires_grad_(False)
        with self._precision(phase):
            logits = discriminator(fake, label).float()
        losses["generator"] = OBJECTIVES[recipe.loss].generator(logits)
        self._descend(losses["generator"])
        losses["loss"] = losses["discriminator"] + losses["generator"]
        if recipe.ada:
            losses["augmentation"] = torch.tensor(self.augmentation)
        return losses

    def _made(self, turn: int, label: Tensor) -> Tensor:
        """Pictures of noise, some of them with the w of other noise from a layer on."""
        recipe, network, start = self.recipe, self.network, self._noise(f"generator {turn}", len(label))
        if not (recipe.mixing and isinstance(network, MappedPair)):
            return network.generate(start, label)
        draw, layers = noise.generator(recipe.seed, self.step, f"mixing {turn}"), network.synthesis.layers
        first = draw.integers(1, layers, size=len(label))
        first[draw.uniform(size=len(label)) >= recipe.mixing] = layers
        other = self._noise(f"other generator {turn}", len(label))
        return network.mix(start, other, torch.from_numpy(first).to(self.device), label)

    def _penalties(
        self, real: Tensor, fake: Tensor, label: Tensor, pipes: tuple[Pipe, Pipe]
    ) -> list[Penalty]:
        """Those that are due at pictures that are not augmented yet, as heavy as all steps since the last."""
        recipe = self.recipe
        if (self.step + 1) % recipe.interval:
            return []
        asked = zip(("r1", "r2"), (recipe.r1, recipe.r2), (real, fake), pipes, strict=True)
        return [
            Penalty(name, weight * recipe.interval, ShownImages(pictures, (label,)), pipe)
            for name, weight, pictures, pipe in asked
            if weight
        ]

    def _discriminate(
        self, phase: Phase, real: Tensor, fake: Tensor, label: Tensor, penalties: Sequence[Penalty]
    ) -> dict[str, Tensor]:
        """One step of the discriminator; the generator has no gradient then, and stays as it is."""
        true, made, objective = (
            ShownImages(real, (label,)),
            ShownImages(fake, (label,)),
            OBJECTIVES[self.recipe.loss],
        )
        whole, numbers = verdicts(
            self.network.discriminator, objective, true, made, penalties, self._precision(phase)
        )
        self._descend(whole)
        self.signs += float(numbers["sign"]) * len(real)
        self.judged += len(real)
        return numbers

    def _pipes(self, turn: int) -> tuple[Pipe, Pipe]:
        """How real and generated pictures are augmented at this step: always alike, and each its own way."""
        if not self.recipe.ada:
            return unchanged, unchanged
        real, generated = (partial(self._augmented, f"{kind} {turn}") for kind in ("real", "generated"))
        return real, generated

    def _augmented(self, stream: str, pictures: Tensor) -> Tensor:
        draw = noise.generator(self.recipe.seed, self.step, f"augmentation {stream}")
        paper = float(pictures_of(torch.tensor(float(self.recipe.paper))))
        return augmented(pictures.float(), self.augmentation, paper, draw)

    def _varied(self, fake: Tensor, turn: int) -> Tensor:
        """Generated pictures varied as real ones are, or the generator would learn what varying leaves.

        Zhao et al. 2020 ("Differentiable augmentation for data-efficient GAN training", section 3.2).
        """
        levels = (fake.float() + 1) * (0.5 * (LEVELS - 1))
        varied = vary(levels, self.recipe, self.step, f"augment generated {turn}")
        return fake if varied is levels else pictures_of(varied)

    def _noise(self, stream: str, count: int) -> Tensor:
        generator = noise.generator(self.recipe.seed, self.step, stream)
        drawn = generator.standard_normal((count, self.network.latent), dtype=np.float32)
        return torch.from_numpy(drawn).to(self.device)


def moments(total: int, count: int) -> tuple[int, ...]:
    """The steps at which weights are kept: 0, and then four times as late every time, before the end."""
    later = (round(total / _GROWTH**power) for power in range(count - 1, 0, -1))
    return tuple(sorted({0, *later})) if count else ()


TRAININGS = {TrainGan: GanTraining}
