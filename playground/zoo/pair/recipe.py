"""The training of a contrastive picture-and-text model."""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import bounds
from playground.zoo.recipe import TrainingRecipe
from playground.zoo.text.recipe import KEYWORDS, NAME, KeywordsDropout, NameDropout


class TrainPair(TrainingRecipe, tag="train-pair", frozen=True, kw_only=True):
    """Tell which caption belongs to which picture, and which pictures show the same in another style."""

    keywords_dropout: KeywordsDropout = KEYWORDS
    name_dropout: NameDropout = NAME
    pictures: Annotated[
        float, bounds(0.0, 100.0, "weight of pictures", "Of the contrast of pictures with pictures.")
    ] = 1.0
    tint: Annotated[float, bounds(0.0, 1.0, "tint", "Largest random change of a colour, as a fraction.")] = (
        0.08
    )
    grain: Annotated[
        float, bounds(0.0, 128.0, "grain", "Largest deviation of noise on the pictures.", unit="levels")
    ] = 12.0

    @property
    def label_dropout(self) -> float:
        """Something is always told."""
        return 0.0

    @property
    def style_dropout(self) -> float:
        """Which style it is, never."""
        return 1.0
