"""The training of a consistency model in whose later cosines a discriminator has a say.

Kim et al. 2024, "Consistency trajectory models", join the distance from a teacher's pictures and the verdict
of a discriminator that knows those of the data set: alone, the first blurs where many pictures are possible.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from playground.core import noise
from playground.core.errors import DataError
from playground.core.images import LabelledImages
from playground.evaluate import frechet
from playground.networks.gan import Pair
from playground.networks.gan_config import Config
from playground.networks.gan_discriminator import Discriminator
from playground.objectives.adversarial import OBJECTIVES
from playground.zoo.adversarial import moments_of as seen
from playground.zoo.adversarial import pictures_of
from playground.zoo.denoising import no_label
from playground.zoo.players import penalty
from playground.zoo.recipe import TrainConsistency
from playground.zoo.tasks import Phase
from playground.zoo.teaching import ConsistencyTask
from playground.zoo.train import Options, Training, give_moments, moments_of, part
from playground.zoo.world import World

_OBJECTIVE = OBJECTIVES["non-saturating"]
_BETAS = (0.0, 0.99)
_BLOCK = 250
_WEIGHTS = "discriminator."
_MOMENTS = "critic."


class Distilling(Training):
    """A consistency model, and beside it a discriminator that begins to learn with the second cosine."""

    recipe: TrainConsistency
    task: ConsistencyTask

    def __init__(
        self, recipe: TrainConsistency, images: LabelledImages, folder: Path, options: Options
    ) -> None:
        super().__init__(recipe, images, folder, options)
        self.discriminator = self._critic()
        self.discriminator.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.critic = torch.optim.AdamW(
            self.discriminator.parameters(),
            lr=recipe.discriminator_learning_rate,
            betas=_BETAS,
            weight_decay=0.0,
            fused=self.device.type in ("cpu", "cuda"),
        )
        self.real = torch.from_numpy(images.images.copy())
        self.real_labels = torch.from_numpy(images.labels.astype(np.int64))

    def rate(self) -> float:
        """That of every training, at its own height where the discriminator has a say."""
        recipe = self.recipe
        share = recipe.adversarial_learning_rate / recipe.learning_rate if self._criticised(self.step) else 1
        return super().rate() * share

    def validate(self) -> dict[str, float]:
        """In the first cosine the distance; then the judge's Fréchet distance of what one step gives."""
        if not self._criticised(self.step - 1) or not len(self.kept):
            return super().validate()
        levels, labels = self._kept_images(len(self.kept))
        shown = labels != no_label(self.average)
        made = []
        with torch.inference_mode():
            for start, label in zip(
                torch.split(levels[shown, 0], _BLOCK), torch.split(labels[shown], _BLOCK), strict=True
            ):
                made.append(start - self.average(start, torch.ones(len(start), device=self.device), label))
            some = pictures_of(self.real[: len(levels)].to(self.device, torch.float32))
            judge = self.task.judge
            loss = frechet.distance(seen(judge, torch.cat(made)), seen(judge, some))
        self._consider(loss)
        return {"validation_loss": loss}

    def _criticised(self, step: int) -> bool:
        """Whether the discriminator has a say in a step."""
        return bool(self.recipe.adversarial) and step >= self.phases[0].epochs * self.epoch_steps

    def _learn(self, phase: Phase, levels: Tensor, labels: Tensor) -> dict[str, Tensor]:
        if not self._criticised(self.step):
            return super()._learn(phase, levels, labels)
        for group in self.optimiser.param_groups:
            group["betas"] = _BETAS
        with self._precision(phase):
            found, end, _ = self.task.sent(
                self.network, levels, labels, self.step, self.recipe.adversarial_pure
            )
        # Without a label there is nothing that a picture could be false to.
        shown = labels != no_label(self.network)
        fake, known = found[shown], labels[shown]
        losses = self._discriminate(phase, fake.detach(), known)
        losses["distance"] = self.task.distance(found, end).mean()
        self.discriminator.requires_grad_(False)
        with self._precision(phase):
            verdict = self.discriminator(fake, known).float()
        losses["verdict"] = _OBJECTIVE.generator(verdict)
        losses["loss"] = losses["distance"] + self.recipe.adversarial * losses["verdict"]
        self._descend(losses["loss"])
        return losses

    def _discriminate(self, phase: Phase, fake: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """One step of the discriminator on real pictures and those of this batch."""
        recipe, discriminator = self.recipe, self.discriminator.requires_grad_(True)
        real, known = self._real_pictures(len(fake))
        with self._precision(phase):
            both = discriminator(torch.cat([real, fake]), torch.cat([known, labels])).float()
        on_real, on_fake = both.chunk(2)
        losses = {"discriminator": _OBJECTIVE.discriminator(on_real, on_fake)}
        whole = losses["discriminator"]
        if recipe.r1 and (self.step + 1) % recipe.interval == 0:
            losses["r1"] = penalty(discriminator, real, known, self._precision(phase))
            whole = whole + recipe.r1 * recipe.interval * losses["r1"]
        for group in self.critic.param_groups:
            group["lr"] = self.rate() * recipe.discriminator_learning_rate / recipe.adversarial_learning_rate
        self.critic.zero_grad(set_to_none=True)
        torch.autograd.backward(whole)
        self.critic.step()
        return {**losses, "real": on_real.mean(), "fake": on_fake.mean()}

    def _real_pictures(self, count: int) -> tuple[Tensor, Tensor]:
        """Pictures of the data set and their labels."""
        generator = noise.generator(self.recipe.seed, self.step, "real")
        chosen = torch.from_numpy(generator.integers(len(self.real), size=count))
        real = pictures_of(self.real[chosen].to(self.device, torch.float32))
        return real, self.real_labels[chosen].to(self.device)

    def _critic(self) -> Discriminator:
        """The discriminator that the recipe names; an unused one where it has no say."""
        if not self.recipe.adversarial:
            return Discriminator(Config())
        world = World(folder=self.folder, device=self.device)
        _, pair = world.model(self.recipe.critic)
        if not isinstance(pair, Pair):
            raise DataError(f"“{self.recipe.critic}” is no pair of players, so it has no discriminator.")
        return pair.discriminator

    def _begin_phase(self) -> None:
        super()._begin_phase()
        self.critic.state.clear()

    def _tensors(self) -> dict[str, Tensor]:
        weights = {f"{_WEIGHTS}{name}": tensor for name, tensor in self.discriminator.state_dict().items()}
        return super()._tensors() | weights | moments_of(self.critic, _MOMENTS)

    def _take_up(self, tensors: dict[str, Tensor]) -> None:
        super()._take_up(tensors)
        self.discriminator.load_state_dict(part(tensors, _WEIGHTS))
        give_moments(self.critic, tensors, _MOMENTS)
