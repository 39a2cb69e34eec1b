"""Architectures of no library, as people write them for themselves."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Block(nn.Module):
    """Two convolutions around what is told of the time, and a way around both."""

    def __init__(self, before: int, width: int, told: int) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(before, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)
        self.norm = nn.GroupNorm(4, width)
        self.told = nn.Linear(told, 2 * width)
        self.around = nn.Conv2d(before, width, 1)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """Of ``x`` (batch, before, side, side)."""
        scale, shift = self.told(told)[:, :, None, None].chunk(2, 1)
        hidden = nn.functional.silu(self.norm(self.one(x)) * (1 + scale) + shift)
        return self.around(x) + self.two(hidden)


class Hourglass(nn.Module):
    """Down twice and up again; told the time by sines of ``rate`` times it."""

    def __init__(self, channels: int = 1, width: int = 16, rate: float = 1.0) -> None:
        super().__init__()
        self.rate = rate
        self.time = nn.Sequential(nn.Linear(32, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU())
        self.into = nn.Conv2d(channels, width, 3, padding=1)
        self.fine, self.middle = Block(width, width, 64), Block(width, 2 * width, 64)
        self.low, self.back = Block(2 * width, 2 * width, 64), Block(4 * width, 2 * width, 64)
        self.last = Block(3 * width, width, 64)
        self.out = nn.Conv2d(width, channels, 3, padding=1)

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        """Of ``x`` (batch, channels, side, side), whose side is a multiple of four, and ``t`` (batch,)."""
        rates = torch.exp(torch.linspace(0.0, 5.0, 16))
        angles = t.float()[:, None] * self.rate * rates
        told = self.time(torch.cat([angles.sin(), angles.cos()], 1))
        fine = self.fine(self.into(x), told)
        half = self.middle(nn.functional.avg_pool2d(fine, 2), told)
        low = self.low(nn.functional.avg_pool2d(half, 2), told)
        half = self.back(torch.cat([nn.functional.interpolate(low, scale_factor=2.0), half], 1), told)
        last = self.last(torch.cat([nn.functional.interpolate(half, scale_factor=2.0), fine], 1), told)
        return self.out(nn.functional.silu(last))


class Score(nn.Module):
    """∇ log p of noise that is only added, told σ; between the scalings of Karras et al. (2022)."""

    def __init__(self, net: nn.Module, deviation: float) -> None:
        super().__init__()
        self.net, self.square = net, deviation**2

    def data(self, x: Tensor, sigma: Tensor) -> Tensor:
        """The data in x."""
        wide = sigma[:, None, None, None]
        root = (wide**2 + self.square).sqrt()
        skip, out = self.square / root**2, wide * self.square**0.5 / root
        return skip * x + out * self.net(x / root, sigma.log() / 4)

    def forward(self, x: Tensor, sigma: Tensor) -> Tensor:
        """Its score."""
        return (self.data(x, sigma) - x) / sigma[:, None, None, None] ** 2


class Autoencoder(nn.Module):
    """A picture of 28 by 28 to its mean reconstruction, and to mean and log variance of its code."""

    def __init__(self, latent: int, ends: nn.Module) -> None:
        super().__init__()
        self.encode = nn.Sequential(
            nn.Conv2d(1, 24, 4, 2, 1), nn.SiLU(), nn.Conv2d(24, 48, 4, 2, 1), nn.SiLU(), nn.Flatten(),
            nn.Linear(48 * 49, 128), nn.SiLU(), nn.Linear(128, 2 * latent),
        )  # fmt: skip
        self.decode = nn.Sequential(drawing(latent, 48), ends)

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What the mean of the code decodes to, and both."""
        mean, log_variance = self.encode(picture).chunk(2, 1)
        return self.decode(mean), mean, log_variance


def drawing(latent: int, width: int) -> nn.Module:
    """Numbers to 28 by 28 values of any size."""
    return nn.Sequential(
        nn.Linear(latent, width * 49), nn.Unflatten(1, (width, 7, 7)), nn.SiLU(),
        nn.ConvTranspose2d(width, width // 2, 4, 2, 1), nn.SiLU(),
        nn.ConvTranspose2d(width // 2, width // 2, 4, 2, 1), nn.SiLU(),
        nn.Conv2d(width // 2, 1, 3, padding=1),
    )  # fmt: skip


def critic() -> nn.Module:
    """A logit of a picture of 28 by 28."""
    return nn.Sequential(
        nn.Conv2d(1, 24, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(24, 48, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Flatten(), nn.Linear(48 * 49, 1),
    )  # fmt: skip
