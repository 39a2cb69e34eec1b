"""A small convolutional classifier: the judge that says whether a picture still shows what it showed."""

from __future__ import annotations

from typing import Annotated

import msgspec
from torch import Tensor, nn


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Number of classes, image shape, widths of the two convolutions and of the hidden layer."""

    classes: Annotated[int, msgspec.Meta(ge=2, le=1000)] = 10
    channels: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    height: Annotated[int, msgspec.Meta(ge=4, le=256, multiple_of=4)] = 28
    width: Annotated[int, msgspec.Meta(ge=4, le=256, multiple_of=4)] = 28
    first: Annotated[int, msgspec.Meta(ge=1, le=512)] = 16
    second: Annotated[int, msgspec.Meta(ge=1, le=512)] = 24
    hidden: Annotated[int, msgspec.Meta(ge=1, le=4096)] = 48


class Classifier(nn.Module):
    """Image ``(batch, channels, height, width)`` in [0, 1] to class scores ``(batch, classes)``."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        cells = config.height * config.width // 16
        self.body = nn.Sequential(
            nn.Conv2d(config.channels, config.first, 3, padding=1, bias=False),
            nn.BatchNorm2d(config.first),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(config.first, config.second, 3, padding=1, bias=False),
            nn.BatchNorm2d(config.second),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(config.second * cells, config.hidden),
            nn.ReLU(),
        )
        self.scores = nn.Linear(config.hidden, config.classes)

    def forward(self, image: Tensor) -> Tensor:
        """Unnormalised log-probability of each class."""
        scores: Tensor = self.scores(self.body(image))
        return scores


CONFIG = Config
NETWORK = Classifier
