"""What is measured of a VAE on held-out images: its ELBO, active units, kept classes, and decoding time."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core import noise
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS, bits_per_dim
from playground.evaluate import codes
from playground.objectives import elbo
from playground.runtimes.onnx_session import processor_session

BLOCK = 500
DRAWS = 8


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """The ELBO's parts in nats per image, averaged over images and noise, and the posterior means.

    ``kl`` is by latent dimension ``(latent,)``; ``means`` is ``(images, latent)``; the ELBO is
    ``−reconstruction − Σ kl``.
    """

    reconstruction: float
    kl: NDArray[np.float64]
    means: NDArray[np.float32]

    @property
    def nats(self) -> float:
        """The ELBO in nats per image."""
        return -self.reconstruction - float(self.kl.sum())

    def active_units(self) -> int:
        """Latent dimensions that vary over the images, by :func:`code_information.active_units`."""
        return codes.active_units(self.means)


def bound(network: nn.Module, images: NDArray[np.uint8], draws: int = DRAWS, seed: int = 0) -> Bound:
    """The ELBO of ``images`` ``(n, channels, height, width)`` with the mean of ``draws`` of ε for each."""
    encoder, decoder = network.get_submodule("encoder"), network.get_submodule("decoder")
    reconstruction, kl = 0.0, np.zeros(0)
    means: list[NDArray[np.float32]] = []
    with torch.inference_mode():
        for first in range(0, len(images), BLOCK):
            levels = torch.tensor(images[first : first + BLOCK], dtype=torch.float32)
            mean, log_variance = encoder(levels / (LEVELS - 1))
            means.append(mean.numpy())
            block = elbo.gaussian_kl(mean.double(), log_variance.double()).sum(dim=0).numpy()
            kl = kl + block if kl.size else block
            for draw in range(draws):
                generator = noise.generator(seed, first, f"evaluation {draw}")
                drawn = torch.from_numpy(generator.standard_normal(mean.shape, dtype=np.float32))
                location, log_scale = decoder(mean + torch.exp(0.5 * log_variance) * drawn)
                reconstruction += float(elbo.reconstruction(levels, location, log_scale).double().sum())
    return Bound(
        reconstruction=reconstruction / (len(images) * draws),
        kl=kl / len(images),
        means=np.concatenate(means),
    )


def means(network: nn.Module, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Means of the posteriors of ``images`` ``(n, channels, height, width)``, ``(n, latent)``."""
    encoder = network.get_submodule("encoder")
    blocks = torch.split(torch.tensor(images), BLOCK)
    with torch.inference_mode():
        return np.concatenate([encoder(block.float() / (LEVELS - 1))[0].numpy() for block in blocks])


def decoded(network: nn.Module, codes: NDArray[np.float32]) -> Tensor:
    """Pictures at ``codes`` ``(n, latent)``, clipped to [0, 1], float32 ``(n, channels, height, width)``."""
    decoder = network.get_submodule("decoder")
    with torch.inference_mode():
        blocks = [decoder(block)[0] for block in torch.split(torch.from_numpy(codes), BLOCK)]
    return torch.cat(blocks).clamp(0, 1)


def reconstructions(network: nn.Module, images: NDArray[np.uint8]) -> Tensor:
    """Posterior means decoded, as :func:`decoded`."""
    return decoded(network, means(network, images))


def accuracy(judge: nn.Module, images: Tensor, labels: NDArray[np.uint8]) -> float:
    """Share of ``images`` (in [0, 1]) to which the judge gives the class in ``labels``."""
    with torch.inference_mode():
        given = torch.cat([judge(block).argmax(dim=1) for block in torch.split(images, BLOCK)])
    return float((given.numpy() == labels).mean())


def milliseconds_per_decode(graph: Path, latent: int, repeats: int = 500) -> float:
    """Median time of decoding one image by ONNX Runtime on one processor thread."""
    session = processor_session(graph)
    feed = {session.get_inputs()[0].name: np.zeros((1, latent), dtype=np.float32)}
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        session.run(None, feed)
        times.append(time.perf_counter() - began)
    return 1000 * float(np.median(times))


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Named numbers for a card's ``measured``, and the mean KL of each latent dimension in nats."""

    numbers: dict[str, float]
    latent_kl: tuple[float, ...]


def measure(network: nn.Module, decoder: Path, judge: nn.Module | None, images: LabelledImages) -> Measured:
    """Everything that a VAE's card says about held-out images; ``decoder`` is its ONNX graph.

    Without a judge there is no ``kept_class``: the share of images whose decoded posterior mean still has
    their true class for the judge.
    """
    found = bound(network, images.images)
    dimensions = images.images[0].size
    parameters = {
        part: sum(weight.numel() for weight in network.get_submodule(part).parameters())
        for part in ("encoder", "decoder")
    }
    numbers = {
        "elbo_nats": found.nats,
        "reconstruction_nats": found.reconstruction,
        "kl_nats": float(found.kl.sum()),
        "bits_per_dim": bits_per_dim(-found.nats, dimensions),
        "reconstruction_bits_per_dim": bits_per_dim(found.reconstruction, dimensions),
        "kl_bits_per_dim": bits_per_dim(float(found.kl.sum()), dimensions),
        "active_units": float(found.active_units()),
        "images": float(len(images)),
        "parameters": float(sum(parameters.values())),
        "parameters_encoder": float(parameters["encoder"]),
        "parameters_decoder": float(parameters["decoder"]),
        "ms_per_decode": milliseconds_per_decode(decoder, len(found.kl)),
    }
    if judge is not None:
        real = torch.tensor(images.images, dtype=torch.float32) / (LEVELS - 1)
        numbers["kept_class"] = accuracy(judge, reconstructions(network, images.images), images.labels)
        numbers["judge_accuracy"] = accuracy(judge, real, images.labels)
    return Measured(
        numbers={
            name: value if value.is_integer() else float(f"{value:.6g}") for name, value in numbers.items()
        },
        latent_kl=tuple(round(float(value), 4) for value in found.kl),
    )
