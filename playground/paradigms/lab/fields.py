"""What the recipes of labs have in common: their data, and fields of the training that goes on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.fields import about, bounds
from playground.core.noise import MAX_SEED
from playground.gaussian import planar

DRAWN = planar.DRAWN
MAX_DRAWN = 20_000
"""Points that can be drawn by hand."""

_LONGEST_NAME = 60


class Standard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The names of two columns, and the mean and standard deviation of each that points were divided by."""

    names: tuple[str, str]
    mean: tuple[float, float]
    sd: tuple[float, float]

    def __post_init__(self) -> None:
        finite = all(map(math.isfinite, (*self.mean, *self.sd)))
        if not finite or min(self.sd) <= 0 or max(map(len, self.names)) > _LONGEST_NAME:
            raise RecipeError(
                "Units are two short names, two finite means, and two standard deviations above 0."
            )

    def back(self, points: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Points ``(n, 2)`` of the plane in the units that the file had."""
        return np.asarray(points, np.float64) * self.sd + self.mean


if TYPE_CHECKING:
    DataName: TypeAlias = str
else:  # Every data set there is, by the name in its own file.
    DataName = Literal[(*(each.name for each in planar.discover()), DRAWN)]

_TRAINING = "Training"
VIEW = "View"
"""The group of the fields that say where one looks, and change nothing of the training."""

Data = Annotated[
    DataName,
    about(
        "Data",
        "The points to learn, or the ones you draw.",
        widget="planar",
        titles={each.name: each.title for each in planar.discover()} | {DRAWN: "Draw your own"},
    ),
]
Drawing = Annotated[
    bytes,
    about("Drawing", "The points drawn by hand: x and y of each as 32-bit floats.", length=8 * MAX_DRAWN),
]
Units = Annotated[
    Standard | None,
    about(
        "Units",
        "What the drawing’s points were before they were standardised, if they are from a file: the columns’ "
        "names, means and standard deviations.",
    ),
]
Width = Annotated[int, bounds(16, 256, "Width", "Units in each hidden layer.", step=16, folded=True)]
Layers = Annotated[int, bounds(1, 6, "Layers", "Hidden layers of the network.", folded=True)]
Batch = Annotated[
    int, bounds(32, 2048, "Batch", "Points in each training step.", scale="log", group=_TRAINING, folded=True)
]
Rate = Annotated[
    float,
    bounds(
        1e-5, 0.1, "Learning rate", "How far each training step goes.", scale="log", group=_TRAINING
    ),
]  # fmt: skip
Training = Annotated[
    bool, about("Train", "Whether the network goes on learning while you look.", group=_TRAINING)
]
SingleSteps = Annotated[
    int,
    bounds(
        0, None, "Single steps", "Steps asked for one by one while the training is held.", group=_TRAINING
    ),
]
Speed = Annotated[
    int,
    bounds(
        0, 50, "Speed", "Training steps for each frame; 0 takes as many as fit.", group=_TRAINING, folded=True
    ),
]
Moment = Annotated[
    int,
    bounds(
        0,
        None,
        "Moment",
        "Which of the kept moments of the training is seen; 0 is the present.",
        group=_TRAINING,
    ),
]
Start = Annotated[
    str,
    about(
        "Start",
        "The trained state that ships with the program and that the training begins with; none where it is "
        "empty.",
        length=60,
    ),
]
Beside = Annotated[
    dict[str, Any] | None,
    about(
        "Beside", "How a second training differs that goes on beside this one, step by step; none is alone."
    ),
]
Seed = Annotated[
    int, bounds(0, MAX_SEED, "Seed", "The same seed gives the same noise and training.", widget="seed")
]
Points = Annotated[
    int, bounds(100, 10_000, "Points", "How many points flow.", scale="log", group=VIEW, folded=True)
]


def packed(points: NDArray[np.float32]) -> bytes:
    """Points as a recipe holds them: x and y of each as little-endian 32-bit floats."""
    return np.ascontiguousarray(points, dtype="<f4").tobytes()


def unpacked(drawing: bytes) -> NDArray[np.float32]:
    """The inverse of :func:`packed`, ``(n, 2)``."""
    return np.frombuffer(drawing, dtype="<f4").reshape(-1, 2).astype(np.float32)


def check_drawing(drawing: bytes) -> None:
    """Raise ``RecipeError`` for bytes that are no drawing."""
    if len(drawing) % 8 or len(drawing) > 8 * MAX_DRAWN:
        raise RecipeError(f"A drawing holds two 32-bit floats for each of at most {MAX_DRAWN} points.")
