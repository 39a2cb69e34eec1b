"""A diffusion transformer: every place of a picture is a token (Peebles and Xie 2023, with adaLN-zero)."""

from __future__ import annotations

from typing import Annotated

import msgspec
import torch
from torch import Tensor, nn

from playground.networks.conditioning import Conditioning
from playground.networks.preconditioning import Preconditioned, Preconditioning


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape of x, patch side, number of classes, width, blocks and heads."""

    channels: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4
    height: Annotated[int, msgspec.Meta(ge=1, le=256)] = 7
    width: Annotated[int, msgspec.Meta(ge=1, le=256)] = 7
    patch: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1
    classes: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 10
    features: Annotated[int, msgspec.Meta(ge=16, le=2048, multiple_of=16)] = 128
    blocks: Annotated[int, msgspec.Meta(ge=1, le=32)] = 6
    heads: Annotated[int, msgspec.Meta(ge=1, le=32)] = 4
    time_scale: Annotated[float, msgspec.Meta(gt=0, le=1e6)] = 1000.0
    preconditioning: Preconditioned = "none"

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where patches do not cover x, or heads do not share the features evenly."""
        if self.height % self.patch or self.width % self.patch:
            raise ValueError(f"height and width must be multiples of the patch, {self.patch}")
        if self.features % self.heads:
            raise ValueError(f"features must be a multiple of the {self.heads} heads")


class Block(nn.Module):
    """Attention and a perceptron; scale, shift and gate of both come from the conditioning.

    The gates start at zero, so that a new block is the identity.
    """

    def __init__(self, features: int, heads: int) -> None:
        super().__init__()
        self._heads = heads
        self.first = nn.LayerNorm(features, elementwise_affine=False, eps=1e-6)
        self.look = nn.Linear(features, 3 * features)
        self.give = nn.Linear(features, features)
        self.second = nn.LayerNorm(features, elementwise_affine=False, eps=1e-6)
        self.think = nn.Sequential(
            nn.Linear(features, 4 * features), nn.GELU(), nn.Linear(4 * features, features)
        )
        self.modulate = nn.Linear(features, 6 * features)
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)

    def forward(self, tokens: Tensor, condition: Tensor) -> Tensor:
        """``(batch, places, features)`` to the same."""
        shift, scale, gate, shift2, scale2, gate2 = self.modulate(condition)[:, None].chunk(6, dim=2)
        tokens = tokens + gate * self._attend(self.first(tokens) * (1 + scale) + shift)
        result: Tensor = tokens + gate2 * self.think(self.second(tokens) * (1 + scale2) + shift2)
        return result

    def _attend(self, tokens: Tensor) -> Tensor:
        _, places, features = tokens.shape
        size = features // self._heads
        seen = self.look(tokens).reshape(-1, places, 3, self._heads, size).permute(2, 0, 3, 1, 4)
        query, key, value = seen.unbind(0)
        weights = torch.softmax(query @ key.transpose(2, 3) * size**-0.5, dim=-1)
        given: Tensor = self.give((weights @ value).transpose(1, 2).reshape(-1, places, features))
        return given


class DiT(nn.Module):
    """Noisy picture or latent, time and label to a prediction of the same shape."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self._config = config
        pixels = config.channels * config.patch**2
        places = (config.height // config.patch) * (config.width // config.patch)
        self.condition = Conditioning(config.features, config.classes, config.time_scale)
        self.gather = nn.PixelUnshuffle(config.patch)
        self.enter = nn.Linear(pixels, config.features)
        self.place = nn.Parameter(0.02 * torch.randn(1, places, config.features))
        self.blocks = nn.ModuleList(Block(config.features, config.heads) for _ in range(config.blocks))
        self.normalise = nn.LayerNorm(config.features, elementwise_affine=False, eps=1e-6)
        self.modulate = nn.Linear(config.features, 2 * config.features)
        self.leave = nn.Linear(config.features, pixels)
        self.scatter = nn.PixelShuffle(config.patch)
        self.preconditioning = Preconditioning(config.preconditioning)
        for layer in (self.modulate, self.leave):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor, time: Tensor, label: Tensor | None = None) -> Tensor:
        """``x`` ``(batch, channels, height, width)``, ``time`` ``(batch,)``, ``label`` ``(batch,)`` int64."""
        condition = nn.functional.silu(self.condition(time, label))
        tokens = self.enter(self.gather(x).flatten(2).transpose(1, 2)) + self.place
        for block in self.blocks:
            tokens = block(tokens, condition)
        shift, scale = self.modulate(condition)[:, None].chunk(2, dim=2)
        values = self.leave(self.normalise(tokens) * (1 + scale) + shift)
        config = self._config
        side = (config.height // config.patch, config.width // config.patch)
        said = self.scatter(values.transpose(1, 2).unflatten(2, side))
        result: Tensor = self.preconditioning(x, said, time)
        return result
