"""The training recipe of a generator and a discriminator."""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about, bounds
from playground.zoo.recipe import TrainingRecipe


class TrainGan(TrainingRecipe, tag="train-gan", frozen=True, kw_only=True):
    """Let a generator and a discriminator play (Goodfellow et al. 2014), the latter's gradient kept small.

    The penalties are Mescheder et al. 2018's: R1 on real pictures and R2 on generated ones, at every
    ``interval``-th step with that many times the weight (Karras et al. 2020, "lazy regularisation").
    """

    loss: Annotated[
        Literal["non-saturating", "hinge", "least squares"], about("loss", "What both players minimise.")
    ] = "non-saturating"
    r1: Annotated[float, bounds(0.0, 1e4, "R1", "Weight of the penalty on real pictures.")] = 0.1
    r2: Annotated[float, bounds(0.0, 1e4, "R2", "Weight of the penalty on generated pictures.")] = 0.0
    interval: Annotated[int, bounds(1, 1000, "interval", "Steps from penalty to penalty.", unit="steps")] = 8
    discriminator_learning_rate: Annotated[
        float, bounds(1e-6, 1.0, "discriminator’s rate", "Its highest step size.", scale="log")
    ] = 1e-3
    discriminator_steps: Annotated[
        int, bounds(1, 16, "discriminator’s steps", "Its updates, which share a batch, for one of the other.")
    ] = 1
    snapshots: Annotated[
        int, bounds(0, 12, "snapshots", "How many moments on the way are kept, the start and then ×4 by ×4.")
    ] = 5
