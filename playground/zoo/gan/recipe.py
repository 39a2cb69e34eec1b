"""The training recipe of a generator and a discriminator."""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about, bounds
from playground.zoo.recipe import TrainingRecipe


class TrainGan(TrainingRecipe, tag="train-gan", frozen=True, kw_only=True):
    """Let a generator and a discriminator play (Goodfellow et al. 2014), the latter's gradient kept small.

    Where ``ada`` is not 0, both kinds of pictures are augmented before the discriminator sees them, with a
    probability that follows how sure it is of the real ones (Karras et al. 2020, "Training generative
    adversarial networks with limited data"). Where ``mixing`` is not 0, a mapped generator is given the w of
    other noise from some layer on, so that its layers learn to be mixed (Karras et al. 2019, section 3.1).

    The penalties are Mescheder et al. 2018's: R1 on real pictures and R2 on generated ones, at every
    ``interval``-th step with that many times the weight (Karras et al. 2020, "lazy regularisation"), by
    pictures as they are before they are augmented.
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
    mapping_rate: Annotated[
        float,
        bounds(
            0.001, 1.0, "mapping’s rate", "That of the layers to w, as a share of the others’.", scale="log"
        ),
    ] = 0.1
    mixing: Annotated[
        float, bounds(0.0, 1.0, "mixing", "Share of generated pictures that are made of two w.")
    ] = 0.0
    ada: Annotated[
        float,
        bounds(
            0.0,
            1.0,
            "augmentation’s target",
            "Mean sign of real pictures’ logits above which they are "
            "augmented more; 0 leaves them as they are.",
        ),
    ] = 0.0
    ada_interval: Annotated[
        int,
        bounds(
            1, 1000, "augmentation’s interval", "Steps after which its probability follows.", unit="steps"
        ),
    ] = 4
    ada_images: Annotated[
        int,
        bounds(
            1,
            100_000_000,
            "augmentation’s pace",
            "Images in which its probability may go from 0 to 1.",
            unit="images",
            scale="log",
        ),
    ] = 100_000
    ada_most: Annotated[
        float,
        bounds(0.0, 1.0, "augmentation’s bound", "Its highest probability, beyond which it would leak."),
    ] = 0.8
    snapshots: Annotated[
        int, bounds(0, 12, "snapshots", "How many moments on the way are kept, the start and then ×4 by ×4.")
    ] = 5
