"""The training of a network that is told words, and what is hidden of a caption meanwhile."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol, TypeAlias

from playground.core.fields import about, bounds
from playground.zoo.recipe import TrainDenoiser

StyleDropout: TypeAlias = Annotated[
    float, bounds(0.0, 1.0, "style dropout", "Share of captions whose style is hidden.")
]
KeywordsDropout: TypeAlias = Annotated[
    float, bounds(0.0, 1.0, "keyword dropout", "Share of captions of which only some keywords are told.")
]
NameDropout: TypeAlias = Annotated[
    float, bounds(0.0, 1.0, "name dropout", "Share of captions that are told by keywords alone.")
]
STYLE, KEYWORDS, NAME = 0.1, 0.7, 0.1
"""The usual ones."""


class Hiding(Protocol):
    """How often what is hidden of a caption."""

    @property
    def label_dropout(self) -> float:
        """All of its words."""

    @property
    def style_dropout(self) -> float:
        """Its style."""

    @property
    def keywords_dropout(self) -> float:
        """Some of its keywords."""

    @property
    def name_dropout(self) -> float:
        """Its name."""


class TrainFromWords(TrainDenoiser, tag="train-from-words", frozen=True, kw_only=True):
    """Match the flow to pictures from their captions and styles; each is sometimes hidden, or both are.

    Of the keywords a training step sees some, in any order, so that a few words are enough to be understood.
    Where it learns longer, another optimiser may take over, noisier times, and keywords be hidden less often.
    """

    style_dropout: StyleDropout = STYLE
    keywords_dropout: KeywordsDropout = KEYWORDS
    name_dropout: NameDropout = NAME
    longer_by: Annotated[
        Literal["AdamW", "Muon"], about("longer by", "The optimiser by which it learned longer.")
    ] = "AdamW"
    longer_rate: Annotated[
        float, bounds(0.01, 100, "longer: rate", "By what the learning rate was multiplied from then on.")
    ] = 1.0
    longer_mean: Annotated[
        float,
        bounds(
            -10,
            10,
            "longer: mean",
            "Mean of the normal whose logistic was the time from then on, if times are so; noisier above 0.",
        ),
    ] = 0.0
    longer_spread: Annotated[
        float, bounds(0.1, 10, "longer: spread", "Standard deviation of that normal.")
    ] = 1.0
    longer_keywords_dropout: KeywordsDropout = KEYWORDS
