"""A small convolutional classifier: the judge that says whether a picture still shows what it showed."""

from __future__ import annotations

from typing import Annotated

import msgspec
from torch import Tensor, nn


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Number of classes, image channels and convolution widths."""

    classes: Annotated[int, msgspec.Meta(ge=2, le=1000)] = 10
    channels: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    widths: tuple[int, int, int] = (16, 32, 64)


def _block(before: int, after: int, stride: int) -> list[nn.Module]:
    return [nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU()]


class Classifier(nn.Module):
    """Image ``(batch, channels, height, width)`` in [0, 1] to class scores ``(batch, classes)``."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        first, second, third = config.widths
        self.body = nn.Sequential(
            *_block(config.channels, first, 1),
            *_block(first, second, 2),
            *_block(second, third, 2),
            *_block(third, third, 1),
        )
        self.scores = nn.Linear(third, config.classes)

    def forward(self, image: Tensor) -> Tensor:
        """Unnormalised log-probability of each class."""
        return self.scores(self.body(image).mean(dim=(2, 3)))


CONFIG = Config
NETWORK = Classifier
