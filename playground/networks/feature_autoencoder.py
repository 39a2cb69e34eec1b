"""An autoencoder of pictures that may learn to name them, too; in its code sets of them are compared."""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
from torch import Tensor, nn

from playground.networks.feature_classifier import convolution

_WIDTHS = (24, 32, 48)
_LAST = 48


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape of a picture, the stride of the first layer, how many numbers its code has, and the classes.

    Large pictures are seen by the first layer at every ``stride``-th pixel of a side, each with its surround.
    """

    channels: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    height: Annotated[int, msgspec.Meta(ge=8, le=512)] = 28
    width: Annotated[int, msgspec.Meta(ge=8, le=512)] = 28
    stride: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1
    features: Annotated[int, msgspec.Meta(ge=2, le=1024)] = 64
    classes: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0


class FeatureAutoencoder(nn.Module):
    """Picture ``(batch, channels, height, width)`` in [0, 1] to itself.

    Its parts are ``features``, picture to a code ``(batch, features)`` of numbers between −1 and 1,
    ``decoder``, code to picture, ``spoilt``, code to the log-odds that the picture was spoilt, and, where
    there are classes, ``scores``, code to their unnormalised log-probabilities.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        grids = [(math.ceil(config.height / config.stride), math.ceil(config.width / config.stride))]
        for _ in range(3):
            grids.append((math.ceil(grids[-1][0] / 2), math.ceil(grids[-1][1] / 2)))
        first, second, third = _WIDTHS
        cells = math.prod(grids[-1])
        self.features = nn.Sequential(
            *convolution(config.channels, first, config.stride),
            *_halving(first, second),
            *_halving(second, third),
            *_halving(third, _LAST),
            nn.Flatten(),
            nn.Linear(_LAST * cells, config.features),
            nn.BatchNorm1d(config.features, affine=False),
            nn.Tanh(),
        )
        self.decoder = nn.Sequential(
            nn.Linear(config.features, _LAST * cells),
            nn.Unflatten(1, (_LAST, *grids[-1])),
            nn.ReLU(),
            nn.Upsample(grids[2]),
            *convolution(_LAST, third),
            nn.Upsample(grids[1]),
            *convolution(third, second),
            nn.Upsample(grids[0]),
            nn.Conv2d(second, config.channels * config.stride**2, 3, padding=1),
            nn.PixelShuffle(config.stride),
            nn.Sigmoid(),
        )
        self.spoilt = nn.Linear(config.features, 1)
        self.scores = nn.Linear(config.features, config.classes) if config.classes else None

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
        """The picture as its code tells it, the log-odds that it was spoilt, and its classes' scores."""
        height, width = image.shape[2:]
        code = self.features(image)
        told: Tensor = self.decoder(code)
        scores = None if self.scores is None else self.scores(code)
        return told[:, :, :height, :width], self.spoilt(code)[:, 0], scores


def _halving(before: int, after: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(before, after, 3, 2, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU()


CONFIG = Config
NETWORK = FeatureAutoencoder
