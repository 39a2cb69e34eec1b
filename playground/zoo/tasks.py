"""What a training minimises: the negative ELBO of a VAE, or the cross-entropy of a judge."""

from __future__ import annotations

from typing import Protocol

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS
from playground.objectives import elbo
from playground.zoo.batches import gaussian
from playground.zoo.recipe import TrainJudge, TrainVae
from playground.zoo.world import World

_SCALES = "decoder.log_scale."


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch with its own cosine and optimiser, from the best averaged weights of the phase before.

    Parameters change whose name begins with ``learns`` and, unless it is empty, not with ``holds``.
    """

    epochs: int
    learns: str = ""
    holds: str = ""
    bfloat16: bool = False

    def changes(self, name: str) -> bool:
        """Whether the parameter called ``name`` learns in this phase."""
        return name.startswith(self.learns) and not (self.holds and name.startswith(self.holds))


class Task(Protocol):
    """One kind of training; ``levels`` are grey levels ``(batch, channels, height, width)`` float32.

    A task that learns from something else than images gives that as ``levels`` from ``prepare``.
    """

    def prepare(self, network: nn.Module, images: LabelledImages, world: World) -> tuple[Tensor, Tensor]:
        """Set the network's start up; the examples ``(n, …)`` to learn from and their labels ``(n,)``."""
        ...

    def phases(self) -> tuple[Phase, ...]:
        """The training's phases in order."""
        ...

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """Named scalars of one batch; ``"loss"`` is the one to minimise."""
        ...

    def validate(self, network: nn.Module, levels: Tensor, labels: Tensor) -> dict[str, float]:
        """Named scalars of images kept apart; ``"loss"`` chooses the best epoch."""
        ...

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """A picture ``(height, width)`` of what the network can do, if it makes pictures."""
        ...


class FromImages:
    """A task that learns from the images themselves."""

    def prepare(self, network: nn.Module, images: LabelledImages, world: World) -> tuple[Tensor, Tensor]:
        """The images and their labels."""
        return torch.from_numpy(images.images.copy()), torch.from_numpy(images.labels.astype(np.int64))


class VaeTask(FromImages):
    """Negative ELBO in nats per pixel, so that one learning rate and clip serve every image size."""

    def __init__(self, recipe: TrainVae) -> None:
        self._recipe = recipe

    def phases(self) -> tuple[Phase, ...]:
        """First the shapes, then the scales; see :class:`TrainVae`."""
        recipe = self._recipe
        return (
            Phase(epochs=recipe.epochs, holds=_SCALES, bfloat16=recipe.bfloat16),
            Phase(epochs=recipe.scale_epochs, learns=_SCALES),
        )

    def losses(
        self,
        network: nn.Module,
        levels: Tensor,
        labels: Tensor,
        step: int,
    ) -> dict[str, Tensor]:
        """Loss in nats per pixel; reconstruction and KL in nats per image."""
        recipe = self._recipe
        noise = gaussian(recipe, step, (len(levels), recipe.latent), levels.device)
        terms = elbo.terms(network, levels, noise)
        reconstruction, kl = terms.reconstruction.mean(), terms.kl.sum(dim=1).mean()
        weight = recipe.beta * min(1.0, (step + 1) / recipe.kl_warm_up if recipe.kl_warm_up else 1.0)
        loss = (reconstruction + weight * kl) / levels[0].numel()
        return {"loss": loss, "reconstruction": reconstruction, "kl": kl}

    def validate(
        self,
        network: nn.Module,
        levels: Tensor,
        labels: Tensor,
    ) -> dict[str, float]:
        """The same with the KL at its full weight and always the same noise."""
        noise = gaussian(self._recipe, 2**31, (len(levels), self._recipe.latent), levels.device)
        terms = elbo.terms(network, levels, noise)
        reconstruction, kl = float(terms.reconstruction.mean()), float(terms.kl.sum(dim=1).mean())
        loss = (reconstruction + self._recipe.beta * kl) / levels[0].numel()
        return {"loss": loss, "reconstruction": reconstruction, "kl": kl}

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """Rows of eight: images, reconstructions, blends of the first two, and twice prior samples."""
        images = levels[:8] / (LEVELS - 1)
        mean, _ = network.get_submodule("encoder")(images)
        decoder = network.get_submodule("decoder")
        weights = torch.linspace(0, 1, 8, device=levels.device)[:, None]
        blends = torch.lerp(mean[:1], mean[1:2], weights)
        prior = gaussian(self._recipe, 2**32 - 1, (16, self._recipe.latent), levels.device)
        rows = [images, *(decoder(z)[0] for z in (mean, blends, prior[:8], prior[8:]))]
        tiles = torch.stack([row[:8, 0] for row in rows]).clamp(0, 1).mul(LEVELS - 1).round()
        sheet = tiles.permute(0, 2, 1, 3).reshape(len(rows) * tiles.shape[2], -1)
        return sheet.to(torch.uint8).cpu().numpy()


class JudgeTask(FromImages):
    """Cross-entropy of the true class with a little label smoothing, so that it stays calibrated."""

    def __init__(self, recipe: TrainJudge) -> None:
        self._recipe = recipe

    def phases(self) -> tuple[Phase, ...]:
        """One phase."""
        return (Phase(epochs=self._recipe.epochs, bfloat16=self._recipe.bfloat16),)

    def losses(
        self,
        network: nn.Module,
        levels: Tensor,
        labels: Tensor,
        step: int,
    ) -> dict[str, Tensor]:
        """Loss in nats per image, and the share of the batch that is classified rightly."""
        scores = network(levels / (LEVELS - 1)).float()
        loss = nn.functional.cross_entropy(scores, labels, label_smoothing=0.05)
        return {"loss": loss, "accuracy": (scores.argmax(dim=1) == labels).float().mean()}

    def validate(
        self,
        network: nn.Module,
        levels: Tensor,
        labels: Tensor,
    ) -> dict[str, float]:
        """The same over all images kept apart."""
        scores = torch.cat([network(block / (LEVELS - 1)).float() for block in torch.split(levels, 500)])
        loss = nn.functional.cross_entropy(scores, labels, label_smoothing=0.05)
        return {"loss": float(loss), "accuracy": float((scores.argmax(dim=1) == labels).float().mean())}

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """A judge makes no pictures."""
        return None
