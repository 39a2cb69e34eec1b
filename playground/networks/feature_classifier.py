"""A convolutional classifier; in its last hidden layer sets of pictures are compared."""

from __future__ import annotations

from typing import Annotated

import msgspec
from torch import Tensor, nn


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Number of classes, channels of the image, and width at half resolution (features are twice as many)."""

    classes: Annotated[int, msgspec.Meta(ge=2, le=1000)] = 10
    channels: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    width: Annotated[int, msgspec.Meta(ge=8, le=512, multiple_of=2)] = 64


class FeatureClassifier(nn.Module):
    """Image ``(batch, channels, height, width)`` in [0, 1] to class scores ``(batch, classes)``.

    Its parts are ``features``, image to ``(batch, 2·width)``, and ``scores``, features to class scores.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        half, full, wide = config.width // 2, config.width, 2 * config.width
        self.features = nn.Sequential(
            *convolution(config.channels, half),
            nn.MaxPool2d(2),
            *convolution(half, full),
            *convolution(full, full),
            nn.MaxPool2d(2),
            *convolution(full, wide),
            *convolution(wide, wide),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        )
        self.scores = nn.Linear(wide, config.classes)

    def forward(self, image: Tensor) -> Tensor:
        """Unnormalised log-probability of each class."""
        scores: Tensor = self.scores(self.features(image))
        return scores


def convolution(before: int, after: int, stride: int = 1) -> tuple[nn.Module, ...]:
    """A layer that sees as far as its neighbours do, normalised and rectified."""
    weights = nn.Conv2d(before, after, 2 * stride + 1, stride, stride, bias=False)
    return weights, nn.BatchNorm2d(after), nn.ReLU()


CONFIG = Config
NETWORK = FeatureClassifier
