"""The table's columns, and its rows."""

from __future__ import annotations

from playground.evaluate.sweep.cells import Column
from playground.evaluate.sweep.jobs import VariantName
from playground.paradigms.families import variants
from playground.paradigms.family import Nature

COLUMNS = (
    Column(
        key="likelihood", title="Likelihood", group="Likelihood", unit="bits/dim", better="lower",
        help="Whether the model says how probable a picture is, and how many bits it needs for each value of "
        "one: exactly, at most (a bound), or not at all.",
    ),
    Column(
        key="frechet_distance", title="Fréchet distance", group="Quality", better="lower",
        help="How far the pictures’ features are from real ones’ in mean and covariance.",
    ),
    Column(
        key="coverage", title="Coverage", group="Mode coverage", better="higher",
        help="The share of real pictures that have a generated one among their likes.",
    ),
    Column(
        key="recall", title="Recall", group="Mode coverage", better="higher",
        help="The share of real pictures that lie within what the generated ones span.",
    ),
    Column(
        key="milliseconds_per_image", title="Time", group="Speed", unit="ms/picture", better="lower",
        help="Milliseconds for each picture, on one thread.",
    ),
    Column(
        key="network_evaluations", title="NFE", group="Speed", better="lower",
        help="How often the network is asked for each picture.",
    ),
    Column(
        key="spread", title="Spread over seeds", group="Stability", unit="millibits", better="lower",
        help="Standard deviation, over trainings in the plane that differ in nothing but their seed, of the "
        "Jensen–Shannon divergence from the known density; that of the estimator itself is taken off.",
    ),
    Column(
        key="diverged", title="Diverged", group="Stability", better="lower",
        help="How many of these trainings ended in no numbers, or far from the data.",
    ),
    Column(
        key="parameters", title="Parameters", group="Size",
        help="Numbers that were learned, of all parts of the model together.",
    ),
    Column(
        key="steps", title="Steps", group="Speed", better="lower",
        help="Steps of the sampler; NFE counts how often the network is asked in them.",
    ),
    Column(
        key="type", title="Mathematical type", group="Type", help="What kind of object the model is."
    ),
)  # fmt: skip


KERNEL_COLUMN = Column(
    key="kernel_distance", title="Kernel distance", group="Quality", better="lower",
    help="How far the pictures’ features are from real ones’ by an unbiased estimate, since too few pictures "
    "are held out for a Fréchet distance.",
)  # fmt: skip


def columns_of(quality: str) -> tuple[Column, ...]:
    """All columns, where quality is told by the measure of this key."""
    return tuple(
        KERNEL_COLUMN if column.group == "Quality" and quality == KERNEL_COLUMN.key else column
        for column in COLUMNS
    )


NATURES: dict[VariantName, Nature] = {
    name: variant.nature for name, variant in variants().items() if variant.nature is not None
}
"""What the variants that are rows are by definition, in their order."""
