"""The training recipe of a consistency model."""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import about, bounds
from playground.zoo.recipe import TrainFromTeacher


class TrainConsistency(TrainFromTeacher, tag="train-consistency", frozen=True, kw_only=True):
    """Send every point of a teacher's trajectory to its end: what a consistency model is (Song et al. 2023).

    Where that paper compares neighbours, for want of the end, the end itself is at hand here. With
    ``adversarial``, a discriminator that tells pictures of the data set from those that the network sends
    points to has a say in every cosine but the first (Kim et al. 2024, "Consistency trajectory models").
    """

    perceptual: Annotated[
        float, bounds(0.0, 1e6, "perceptual", "Weight of the judge’s distance beside the pseudo-Huber loss.")
    ] = 0.0
    pure: Annotated[
        float, bounds(0.0, 1.0, "pure noise", "Share of pictures that are asked about at the noisiest time.")
    ] = 0.25
    adversarial: Annotated[
        float, bounds(0.0, 1e3, "adversarial", "Weight of a discriminator’s verdict beside the distance.")
    ] = 0.0
    adversarial_pure: Annotated[
        float, bounds(0.0, 1.0, "pure noise then", "The same share where the discriminator has a say.")
    ] = 0.5
    critic: Annotated[
        str, about("critic", "The finished pair of players whose discriminator it begins as.", length=80)
    ] = ""
    adversarial_learning_rate: Annotated[
        float, bounds(1e-6, 1.0, "rate then", "Highest step size with the discriminator.", scale="log")
    ] = 2e-4
    discriminator_learning_rate: Annotated[
        float, bounds(1e-6, 1.0, "discriminator’s rate", "Its own highest step size.", scale="log")
    ] = 1e-3
    r1: Annotated[float, bounds(0.0, 1e4, "R1", "Weight of its penalty on real pictures.")] = 0.2
    interval: Annotated[int, bounds(1, 1000, "interval", "Steps from penalty to penalty.", unit="steps")] = 8
