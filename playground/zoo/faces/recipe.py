"""Recipes of networks that are told factors of faces, or sentences about them."""

from __future__ import annotations

from typing import Annotated

from playground.core.cards import Factor
from playground.core.fields import about, bounds
from playground.faces.factors import VALUES
from playground.zoo.recipe import TrainDenoiser


class TrainFaces(TrainDenoiser, tag="train-faces", frozen=True, kw_only=True):
    """Match the flow to faces that are put together as they are needed, told some of their factors.

    Only factors that can be seen are told. Of some faces none is told, of some all are, and of the others
    each with a probability that is itself uniform, so that any number of factors is asked for as often.
    """

    @property
    def told_factors(self) -> tuple[Factor, ...]:
        """The factors that the network is told."""
        return tuple(Factor(name=name, values=values) for name, values in VALUES.items())

    faces: Annotated[
        int, bounds(2, 10_000_000, "faces", "How many different faces an epoch of all of them has.")
    ] = 1_000_000
    nothing_told: Annotated[
        float, bounds(0.0, 1.0, "nothing told", "Share of faces of which no factor is told.")
    ] = 0.15
    all_told: Annotated[
        float, bounds(0.0, 1.0, "all told", "Share of faces of which all that can be seen is told.")
    ] = 0.15


class TrainFaceWords(TrainFaces, tag="train-face-words", frozen=True, kw_only=True):
    """Match the flow to faces that are told in sentences: of each a new one whenever it is seen.

    Where it trains longer, the sum of a sentence's words may learn to name the face's factors, too, and for
    some of its steps nothing else.
    """

    nothing_told: Annotated[
        float, bounds(0.0, 1.0, "nothing told", "Share of faces that are told no sentence.")
    ] = 0.1
    longer_naming: Annotated[
        float,
        bounds(
            0.0, 10.0, "longer: naming",
            "Weight from then on of the nats by which a face’s factors surprise who was told the sentence.",
        ),
    ] = 0.0  # fmt: skip
    longer_reading: Annotated[
        tuple[int, int],
        about("longer: reading", "From which step and before which other one only words learn, by naming."),
    ] = (0, 0)
    longer_noisier: Annotated[
        tuple[int, float],
        about(
            "longer: noisier",
            "From which step on, and how high, the mean lies of the normal whose logistic is the time; the "
            "factors of a face are decided where there is much noise.",
        ),
    ] = (0, 0.0)
