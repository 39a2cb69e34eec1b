"""What the Consistency tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``lab`` or ``images``), ``lab`` (a :class:`LabState`), ``images`` (a
:class:`ConsistencyImages`). Fields of ``images``, as equations and lessons use them: those of
:mod:`playground.ui.sampling.state` (``model``, ``sampler``, ``steps``, ``spacing``, ``eta``, ``variance``,
``guidance``, ``label``, ``count``, ``seed``, ``position``, ``sample``, ``a``, ``b``, ``way``, ``frames``,
``t``), and

* ``panel``: ``denoise``, ``multistep``, ``jumps``, ``rows`` or ``interpolate``;
* ``jumps`` panel: ``points`` (places on the curve), ``fine`` (the teacher's steps between two of them);
* ``rows`` panel: ``own_steps``, ``teacher_steps`` (numbers of steps), ``teacher_sampler``;
* ``multistep`` panel: ``own_steps`` (numbers of jumps), ``sample`` (the picture whose jumps are shown);
* ``few`` (pictures in each row of ``rows`` and ``multistep``).

Sections of ``assets/explanations/consistency.md`` have the panels' names as their ids, and ``lab``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe
from playground.paradigms import consistency
from playground.paradigms.denoising.recipes import Guidance, Model, Sampler, StepCounts, Steps
from playground.paradigms.plane.recipes import ConsistencyLab
from playground.ui.sampling.lab.state import PlaneState, PlaneView
from playground.ui.sampling.state import ONE_LABEL, SamplingImages, between, samples
from playground.ui.state.views import View, Views, renamed, same

StageName = Annotated[Literal["lab", "images"], about("Stage", "Which stage is open.")]
Panel = Annotated[
    Literal["denoise", "multistep", "jumps", "rows", "interpolate"], about("Panel", "Which panel is open.")
]
Few = Annotated[int, bounds(1, 16, "Images", "How many images are drawn in each row.")]


VIEWS = Views(
    samples(consistency.Sample),
    between(consistency.Interpolate),
    View("jumps", consistency.Jumps, same("model seed points fine"), ONE_LABEL, opens="jumps"),
    View(
        "rows",
        consistency.Rows,
        same("model teacher_steps teacher_sampler spacing label seed"),
        renamed(steps="own_steps", count="few"),
        opens="rows",
    ),
)


class ConsistencyImages(SamplingImages, frozen=True, kw_only=True, tag="consistency-images"):
    """Everything that determines what the Images stage shows."""

    model: Model = "fashion-consistency"
    panel: Panel = "rows"
    sampler: Sampler = "consistency"
    steps: Steps = 4
    guidance: Guidance = 1.0
    points: consistency.Points = 12
    fine: consistency.Fine = 4
    own_steps: StepCounts = (1, 2, 4, 8)
    teacher_steps: consistency.TeacherSteps = (1, 5, 10, 20, 50)
    teacher_sampler: consistency.TeacherSampler = "ab2"
    few: Few = 8

    views = VIEWS

    def ways(self) -> tuple[consistency.Sample, ...]:
        """Samples in each of the numbers of jumps, from the same noise."""
        return tuple(
            consistency.Sample(
                model=self.model,
                steps=count,
                spacing=self.spacing,
                guidance=1.0,
                label=self.label,
                count=self.few,
                seed=self.seed,
            )
            for count in self.own_steps
        )


class ConsistencyState(Recipe, frozen=True, kw_only=True, tag="consistency-tab"):
    """Everything that the tab shows."""

    stage: StageName = "lab"
    lab: PlaneState = PlaneState(run=ConsistencyLab(), view=PlaneView(arrows=False))
    images: ConsistencyImages = ConsistencyImages()
