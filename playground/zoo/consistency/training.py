"""The training of a consistency model in whose later cosines a discriminator has a say.

Kim et al. 2024, "Consistency trajectory models", join the distance from a teacher's pictures and the verdict
of a discriminator that knows those of the data set: alone, the first blurs where many pictures are possible.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from playground.core import noise
from playground.core.errors import DataError
from playground.core.images import LabelledImages
from playground.evaluate import distances
from playground.networks.gan import Pair
from playground.networks.gan_config import Config
from playground.networks.gan_discriminator import Discriminator
from playground.objectives.adversarial import OBJECTIVES
from playground.zoo.checkpoint import give_state, part, state_of
from playground.zoo.consistency.recipe import TrainConsistency
from playground.zoo.consistency.task import ConsistencyTask
from playground.zoo.denoising import no_label
from playground.zoo.gan.task import moments_of as seen
from playground.zoo.gan.task import pictures_of
from playground.zoo.stretches import Stretch
from playground.zoo.tasks import Phase
from playground.zoo.train import Options, Training
from playground.zoo.verdicts import Penalty, ShownImages, verdicts
from playground.zoo.world import TrainingWorld


class Critic(nn.Module):
    """Picture, label and place among the times ``(batch,)`` to logit ``(batch,)``.

    The place enters as the label does, as a scalar product with the picture's features, and says nothing at
    the start.
    """

    def __init__(self, discriminator: Discriminator, places: int) -> None:
        super().__init__()
        self.discriminator = discriminator
        self.place = nn.Embedding(places, discriminator.real.in_features)
        nn.init.zeros_(self.place.weight)

    def forward(self, picture: Tensor, label: Tensor, place: Tensor) -> Tensor:
        """Above 0 where the picture looks real."""
        features = self.discriminator.features(picture)
        said = self.discriminator.logit(features, label)
        result: Tensor = said + (features * self.place(place)).sum(dim=1)
        return result


def critic_of(name: str, places: int, world: TrainingWorld) -> Critic:
    """A critic that begins as the discriminator of a finished pair of players; an ignorant one without a
    name.

    Raises ``DataError`` where ``name`` is another model.
    """
    if not name:
        return Critic(Discriminator(Config()), places)
    _, pair = world.model(name)
    if not isinstance(pair, Pair):
        raise DataError(f"“{name}” is no pair of players, so it has no discriminator.")
    return Critic(pair.discriminator, places)


_OBJECTIVE = OBJECTIVES["non-saturating"]
_BETAS = (0.0, 0.99)
_BLOCK = 250
_JUDGED = 2000
_WEIGHTS = "critic."
_MOMENTS = "critic optimiser."


class Distilling(Training):
    """A consistency model, and beside it a critic that begins to learn with the second cosine."""

    recipe: TrainConsistency
    task: ConsistencyTask

    def __init__(
        self, recipe: TrainConsistency, images: LabelledImages, folder: Path, options: Options
    ) -> None:
        super().__init__(recipe, images, folder, options)
        named = recipe.critic if recipe.adversarial else ""
        world = TrainingWorld(folder=folder, device=self.device)
        self.critic = critic_of(named, recipe.teacher_steps, world).to(self.device)
        self.critic.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.critic_optimiser = torch.optim.AdamW(
            self.critic.parameters(),
            lr=recipe.discriminator_learning_rate,
            betas=_BETAS,
            weight_decay=0.0,
            fused=self.device.type in ("cpu", "cuda"),
        )
        self.real = torch.from_numpy(images.images.copy())
        self.real_labels = torch.from_numpy(images.labels.astype(np.int64))

    def rate(self) -> float:
        """That of every training, at its own height where the critic has a say."""
        recipe = self.recipe
        share = recipe.adversarial_learning_rate / recipe.learning_rate if self._criticised(self.step) else 1
        return super().rate() * share

    def validate(self) -> dict[str, float]:
        """In the first cosine the distance; then how far what one step gives is from the data set.

        That is the judge's Fréchet distance of pictures from noise that no trajectory begins with to all real
        ones: with the few that are kept apart its error would be larger than what one epoch changes.
        """
        if not self._criticised(self.step - 1):
            return super().validate()
        shape = tuple(self.levels[:1].shape[2:])
        drawn = noise.standard_normal(self.recipe.seed, range(_JUDGED), shape, "validation")
        label = torch.arange(_JUDGED, device=self.device) % no_label(self.average)
        made = []
        with torch.inference_mode():
            for start, which in zip(
                torch.split(torch.from_numpy(drawn).to(self.device), _BLOCK),
                torch.split(label, _BLOCK),
                strict=True,
            ):
                made.append(start - self.average(start, torch.ones(len(start), device=self.device), which))
            loss = distances.distance(seen(self.task.judge, torch.cat(made)), self._real_moments)
        self._consider(loss)
        return {"validation_loss": loss}

    @cached_property
    def _real_moments(self) -> distances.Moments:
        """What the judge sees in the data set."""
        pictures = pictures_of(self.real.to(self.device, torch.float32))
        with torch.inference_mode():
            return seen(self.task.judge, pictures)

    def _criticised(self, step: int) -> bool:
        """Whether the discriminator has a say in a step."""
        return bool(self.recipe.adversarial) and step >= self.phases[0].epochs * self.epoch_steps

    def _learn(self, phase: Phase, levels: Tensor, labels: Tensor) -> dict[str, Tensor]:
        if not self._criticised(self.step):
            return super()._learn(phase, levels, labels)
        for group in self.optimiser.param_groups:
            group["betas"] = _BETAS
        with self._precision(phase):
            found, end, places = self.task.sent(
                self.network, levels, labels, self.step, self.recipe.adversarial_pure
            )
        # Without a label there is nothing that a picture could be false to.
        chosen = labels != no_label(self.network)
        fake = ShownImages(found[chosen], (labels[chosen], places[chosen]))
        losses = self._criticise(phase, fake)
        losses["distance"] = self.task.distance(found, end).mean()
        self.critic.requires_grad_(False)
        with self._precision(phase):
            verdict = self.critic(fake.pictures, *fake.told).float()
        losses["verdict"] = _OBJECTIVE.generator(verdict)
        losses["loss"] = losses["distance"] + self.recipe.adversarial * losses["verdict"]
        self._descend(losses["loss"])
        return losses

    def _criticise(self, phase: Phase, fake: ShownImages) -> dict[str, Tensor]:
        """One step of the critic on pictures of this batch and on real ones, as if from the same places."""
        recipe = self.recipe
        self.critic.requires_grad_(True)
        pictures, labels = self._real_pictures(len(fake.pictures))
        real = ShownImages(pictures, (labels, fake.told[1]))
        due = recipe.r1 and (self.step + 1) % recipe.interval == 0
        penalties = [Penalty("r1", recipe.r1 * recipe.interval, real)] if due else []
        seen = ShownImages(fake.pictures.detach(), fake.told)
        whole, numbers = verdicts(self.critic, _OBJECTIVE, real, seen, penalties, self._precision(phase))
        for group in self.critic_optimiser.param_groups:
            group["lr"] = self.rate() * recipe.discriminator_learning_rate / recipe.adversarial_learning_rate
        self.critic_optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(whole)
        self.critic_optimiser.step()
        return numbers

    def _real_pictures(self, count: int) -> tuple[Tensor, Tensor]:
        """Pictures of the data set and their labels."""
        generator = noise.generator(self.recipe.seed, self.step, "real")
        chosen = torch.from_numpy(generator.integers(len(self.real), size=count))
        real = pictures_of(self.real[chosen].to(self.device, torch.float32))
        return real, self.real_labels[chosen].to(self.device)

    def _begin(self, stretch: Stretch) -> None:
        super()._begin(stretch)
        if not stretch.opens:
            self.critic_optimiser.state.clear()

    def _tensors(self) -> dict[str, Tensor]:
        weights = {f"{_WEIGHTS}{name}": tensor for name, tensor in self.critic.state_dict().items()}
        return super()._tensors() | weights | state_of(self.critic_optimiser, _MOMENTS)

    def _take_up(self, tensors: dict[str, Tensor]) -> None:
        super()._take_up(tensors)
        self.critic.load_state_dict(part(tensors, _WEIGHTS))
        give_state(self.critic_optimiser, tensors, _MOMENTS)


TRAININGS = {TrainConsistency: Distilling}
