"""Consistency models: sampling in a few jumps, beside the teacher, interpolation, and how consistent they
are.

Song, Dhariwal, Chen and Sutskever 2023, "Consistency models": f(x_t, t) is the end of the trajectory
through x_t.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe
from playground.paradigms.denoising.recipes import (
    ONE_AFTER_ANOTHER,
    Between,
    Few,
    Label,
    Labels,
    Model,
    Sampler,
    SamplerName,
    Samples,
    Seed,
    Spacing,
    StepCount,
    StepCounts,
    Steps,
)
from playground.paradigms.denoising.refusals import Need

TeacherSteps = Annotated[
    tuple[StepCount, ...],
    about("Teacher’s steps", "Numbers of steps of its solver that are compared.", widget="steps", length=12),
]
TeacherSampler = Annotated[
    SamplerName,
    about("Teacher’s solver", "How the teacher is sampled; most ask it once a step.", folded=True),
]
Points = Annotated[int, bounds(3, 40, "Points", "Places on the curve from which the model jumps.")]
Fine = Annotated[
    int, bounds(1, 50, "Fineness", "Heun steps of the teacher between two of them.", folded=True)
]


class Sample(Samples, frozen=True, kw_only=True, tag="consistency-sample"):
    __doc__ = Samples.__doc__

    sampler: Sampler = "consistency"
    steps: Steps = 4


class Interpolate(Between, frozen=True, kw_only=True, tag="consistency-interpolate"):
    __doc__ = Between.__doc__

    sampler: Sampler = "consistency"
    steps: Steps = 1


class Rows(Recipe, frozen=True, kw_only=True, tag="consistency-rows"):
    """A consistency model in a few steps beside its teacher in more, all from the same noise.

    Frames: ``images`` (rows, count, channels, height, width), filling up, black where still to come;
    ``steps`` (rows,) int64; ``teacher`` (rows,) bool, false for the model's own rows, which come first;
    ``nfe``, ``milliseconds`` (rows,) float32, NaN where still to come; ``labels`` (count,) int64. Scalars
    ``done`` (rows) and ``teacher_name``. The teacher is guided by the scale that was folded into the
    model.
    """

    needs: ClassVar[tuple[Need, ...]] = ("teacher", "steps")
    sampler: ClassVar[str] = "consistency"

    model: Model
    steps: StepCounts = (1, 2, 4, 8)
    teacher_steps: TeacherSteps = (1, 5, 10, 20, 50)
    teacher_sampler: TeacherSampler = "ab2"
    spacing: Spacing = "uniform"
    label: Labels = ONE_AFTER_ANOTHER
    count: Few = 8
    seed: Seed = 0


class Jumps(Recipe, frozen=True, kw_only=True, tag="consistency-jumps"):
    """One curve of the teacher's flow, and where the model jumps to from k places on it: all to one end,
    if it is perfect.

    Frames, one per step along the curve from the noise: ``x``, ``ends`` (k, channels, height, width): x_t at
    the places (shown as described in :mod:`playground.paradigms.denoising.recipes`) and f(x_t, t), black
    where still to come; ``times`` (k,) float32, falling. The final frame also has ``curve`` (k, 2) and
    ``jumps`` (k, 2) float32, x_t and f(x_t, t) on the plane of the first two principal components of
    both, with ``explained`` (2,) float32; ``spread`` (k,) float32, the root mean square distance per
    pixel of f(x_t, t) from f at the least time. Scalars ``done`` (places), ``t``, ``nfe``.
    """

    needs: ClassVar[tuple[Need, ...]] = ("teacher",)

    model: Model
    label: Label = 0
    seed: Seed = 0
    points: Points = 12
    fine: Fine = 4
