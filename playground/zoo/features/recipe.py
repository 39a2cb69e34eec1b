"""The training recipe of an autoencoder in whose code pictures are compared."""

from __future__ import annotations

from playground.zoo.recipe import TrainingRecipe


class TrainEncoder(TrainingRecipe, tag="train-encoder", frozen=True, kw_only=True):
    """Minimise the squared error of pictures told by their code, for want of classes to tell apart."""
