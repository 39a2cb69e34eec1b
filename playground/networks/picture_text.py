"""A contrastive picture-and-text model: pictures and texts become unit vectors of one space.

Radford et al. 2021, "Learning transferable visual models from natural language supervision" (CLIP), in
miniature: a few convolutions for pictures, the reader of words of :mod:`mm_dit` for texts.
"""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
import torch
from torch import Tensor, nn

from playground.networks import mm_dit
from playground.networks.feature_classifier import convolution

_FIRST_SCALE = 1 / 0.07


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape of a picture and widths of its convolutions; words as in MM-DiT; size of the common space."""

    channels: Annotated[int, msgspec.Meta(ge=1, le=4)] = 3
    height: Annotated[int, msgspec.Meta(ge=8, le=256, multiple_of=8)] = 32
    width: Annotated[int, msgspec.Meta(ge=8, le=256, multiple_of=8)] = 32
    first: Annotated[int, msgspec.Meta(ge=4, le=512, multiple_of=4)] = 40
    narrow: Annotated[int, msgspec.Meta(ge=1, le=512)] = 64
    vocabulary: Annotated[int, msgspec.Meta(ge=2, le=100_000)] = 4000
    length: Annotated[int, msgspec.Meta(ge=1, le=256)] = 24
    embedding: Annotated[int, msgspec.Meta(ge=8, le=2048)] = 64
    reading: Annotated[int, msgspec.Meta(ge=0, le=16)] = 1
    features: Annotated[int, msgspec.Meta(ge=16, le=2048, multiple_of=16)] = 128
    heads: Annotated[int, msgspec.Meta(ge=1, le=32)] = 4
    wider: Annotated[int, msgspec.Meta(ge=1, le=8)] = 2
    space: Annotated[int, msgspec.Meta(ge=2, le=2048)] = 128

    @property
    def reader(self) -> mm_dit.Config:
        """What reads the words."""
        return mm_dit.Config(
            vocabulary=self.vocabulary, length=self.length, embedding=self.embedding, reading=self.reading,
            features=self.features, heads=self.heads, wider=self.wider,
        )  # fmt: skip


def unit(vectors: Tensor) -> Tensor:
    """Vectors ``(…, size)`` of length 1."""
    return nn.functional.normalize(vectors.float(), dim=-1)


class Picture(nn.Module):
    """Image ``(batch, channels, height, width)`` in [0, 1] to a unit vector ``(batch, space)``."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        first, wide = config.first, 3 * config.first
        cells = (config.height // 8) * (config.width // 8)
        self.trunk = nn.Sequential(
            *convolution(config.channels, first, 2),
            *convolution(first, 2 * first),
            nn.MaxPool2d(2),
            *convolution(2 * first, wide),
            *convolution(wide, wide),
            nn.MaxPool2d(2),
            *convolution(wide, 4 * first),
        )
        self.narrow = nn.Sequential(
            nn.Conv2d(4 * first, config.narrow, 1), nn.ReLU(), nn.Flatten(), nn.Dropout(0.2)
        )
        self.embed = nn.Linear(config.narrow * cells, config.space)

    def forward(self, image: Tensor) -> Tensor:
        return unit(self.embed(self.narrow(self.trunk(image))))


class Words(nn.Module):
    """Tokens ``(batch, length)`` to a unit vector ``(batch, space)``."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.reader = mm_dit.Text(config.reader)
        self.embed = nn.Linear(config.features, config.space)

    def forward(self, tokens: Tensor) -> Tensor:
        _, whole, _ = self.reader(tokens, (tokens != mm_dit.PAD).to(torch.float32))
        return unit(self.embed(nn.functional.gelu(whole)))


class PictureText(nn.Module):
    """Both, and the learned scale of their cosines, the inverse of a temperature."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.picture, self.words = Picture(config), Words(config)
        self.log_scale = nn.Parameter(torch.tensor(math.log(_FIRST_SCALE)))


CONFIG = Config
NETWORK = PictureText
