"""The training of a network that is told words."""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about, bounds
from playground.zoo.recipe import TrainDenoiser
from playground.zoo.text.hiding import KEYWORDS, NAME, STYLE, KeywordsDropout, NameDropout, StyleDropout


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
