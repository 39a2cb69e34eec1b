"""The training of a network that is told words."""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import bounds
from playground.zoo.recipe import TrainDenoiser


class TrainFromWords(TrainDenoiser, tag="train-from-words", frozen=True, kw_only=True):
    """Match the flow to pictures from their captions and styles; each is sometimes hidden, or both are.

    Of the keywords a training step sees some, in any order, so that a few words are enough to be understood.
    """

    style_dropout: Annotated[
        float, bounds(0.0, 1.0, "style dropout", "Share of pictures whose style is hidden.")
    ] = 0.1
    keywords_dropout: Annotated[
        float, bounds(0.0, 1.0, "keyword dropout", "Share of pictures that show some of their keywords only.")
    ] = 0.7
    name_dropout: Annotated[
        float, bounds(0.0, 1.0, "name dropout", "Share of pictures that are told by keywords alone.")
    ] = 0.1
