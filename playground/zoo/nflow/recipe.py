"""The training recipe of a normalizing flow."""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import about, bounds
from playground.zoo.recipe import TrainingRecipe


class TrainNflow(TrainingRecipe, tag="train-nflow", frozen=True, kw_only=True):
    """Maximise the exact log-likelihood of pictures under uniform dequantisation, labels sometimes hidden."""

    label_dropout: Annotated[
        float, bounds(0.0, 1.0, "label dropout", "Share of pictures whose label is hidden.")
    ] = 0.3
    restarts: Annotated[
        tuple[int, ...], about("restarts", "Epochs of further cosines, each from the best weights so far.")
    ] = ()
