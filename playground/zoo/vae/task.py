"""What the training of a VAE minimises: the negative ELBO."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core.likelihood import LEVELS
from playground.objectives import elbo
from playground.zoo.batches import gaussian
from playground.zoo.denoising import tiled
from playground.zoo.tasks import FromImages, Phase
from playground.zoo.vae.recipe import TrainVae

_SCALES = "decoder.log_scale."


class VaeTask(FromImages):
    """Negative ELBO in nats per pixel, so that one learning rate and clip serve every image size."""

    def __init__(self, recipe: TrainVae) -> None:
        self._recipe = recipe

    def phases(self) -> tuple[Phase, ...]:
        """First the shapes, then the scales; see :class:`TrainVae`."""
        recipe = self._recipe
        return (
            Phase(epochs=recipe.epochs, holds=_SCALES, bfloat16=recipe.bfloat16),
            Phase(epochs=recipe.scale_epochs, learns=_SCALES, fits=True),
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
        images = levels[torch.arange(8) % len(levels)] / (LEVELS - 1)
        mean, _ = network.get_submodule("encoder")(images)
        decoder = network.get_submodule("decoder")
        weights = torch.linspace(0, 1, 8, device=levels.device)[:, None]
        blends = torch.lerp(mean[:1], mean[1:2], weights)
        prior = gaussian(self._recipe, 2**32 - 1, (16, self._recipe.latent), levels.device)
        rows = [images, *(decoder(z)[0] for z in (mean, blends, prior[:8], prior[8:]))]
        return tiled(2 * torch.cat(rows) - 1, 8)


TASKS = {TrainVae: VaeTask}
