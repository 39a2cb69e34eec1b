"""The training recipe of what pictures of a data set of the user's own are compared by."""

from __future__ import annotations

from playground.zoo.recipe import TrainingRecipe


class TrainEncoder(TrainingRecipe, tag="train-encoder", frozen=True, kw_only=True):
    """Minimise the squared error of pictures told by their code, and the cross-entropy of telling from the
    code which were spoilt and, where there are classes, which class they are of.

    What only names classes forgets all else: three classes would be three points, however poorly drawn.
    """
