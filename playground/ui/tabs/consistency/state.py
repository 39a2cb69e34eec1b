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
from playground.core.recipe import Recipe, change
from playground.paradigms import consistency
from playground.paradigms.denoising.recipes import Guidance, Model, Sampler, StepCounts, Steps
from playground.ui.lab.kinds import CONSISTENCY
from playground.ui.lab.state import LabState
from playground.ui.sampling.state import SamplingImages

StageName = Annotated[Literal["lab", "images"], about("Stage", "Which stage is open.")]
Panel = Annotated[
    Literal["denoise", "multistep", "jumps", "rows", "interpolate"], about("Panel", "Which panel is open.")
]
Few = Annotated[int, bounds(1, 16, "Images", "How many images are drawn in each row.")]


class ConsistencyImages(SamplingImages, frozen=True, kw_only=True, tag="consistency-images"):
    """Everything that determines what the Images stage shows; methods give the recipes of its views."""

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

    sampling = consistency.Sample
    between = consistency.Interpolate

    def jumps(self) -> consistency.Jumps:
        """The trajectory and the jumps from it."""
        return consistency.Jumps(
            model=self.model, label=self.one_label, seed=self.seed, points=self.points, fine=self.fine
        )

    def rows(self) -> consistency.Rows:
        """The model's few steps beside its teacher's many."""
        return consistency.Rows(
            model=self.model,
            steps=self.own_steps,
            teacher_steps=self.teacher_steps,
            teacher_sampler=self.teacher_sampler,
            spacing=self.spacing,
            label=self.label,
            count=self.few,
            seed=self.seed,
        )

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

    def applying(self, recipe: Recipe) -> ConsistencyImages | None:
        """This state changed so that it shows ``recipe``; ``None`` where the stage cannot show it."""
        match recipe:
            case consistency.Jumps():
                return change(
                    self,
                    model=recipe.model,
                    label=recipe.label,
                    seed=recipe.seed,
                    points=recipe.points,
                    fine=recipe.fine,
                    panel="jumps",
                )
            case consistency.Rows():
                return change(
                    self,
                    model=recipe.model,
                    own_steps=recipe.steps,
                    teacher_steps=recipe.teacher_steps,
                    teacher_sampler=recipe.teacher_sampler,
                    spacing=recipe.spacing,
                    label=recipe.label,
                    few=recipe.count,
                    seed=recipe.seed,
                    panel="rows",
                )
            case _:
                return super().applying(recipe)  # type: ignore[return-value]


class ConsistencyState(Recipe, frozen=True, kw_only=True, tag="consistency-tab"):
    """Everything that the tab shows."""

    stage: StageName = "lab"
    lab: LabState = CONSISTENCY.first
    images: ConsistencyImages = ConsistencyImages()
