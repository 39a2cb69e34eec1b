"""What the Flow Matching tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``lab`` or ``images``), ``lab`` (a :class:`LabState`), ``images`` (a
:class:`FlowImages`). Fields of ``images``, as equations and lessons use them: those of
:mod:`playground.ui.sampling.state` (``model``, ``sampler``, ``steps``, ``spacing``, ``eta``, ``variance``,
``guidance``, ``label``, ``count``, ``seed``, ``position``, ``sample``, ``a``, ``b``, ``way``, ``frames``,
``t``), and

* ``panel``: ``denoise``, ``interpolate``, ``lines``, ``reflow``, ``solvers`` or ``likelihood``;
* ``lines`` panel: ``pairs`` (``independent``, ``optimal transport``, ``model``), ``lines`` (how many);
* ``reflow`` panel: ``reflow`` (the reflowed model's name), ``compared`` (numbers of steps), ``few``
  (pictures);
* ``solvers`` panel: ``budget`` (network evaluations that each solver may spend), ``few``;
* ``likelihood`` panel: ``held`` (images), ``labelled``, ``probes``, ``solver_steps``.

Sections of ``assets/explanations/flow.md`` have the panels' names as their ids, and ``lab``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe, change
from playground.paradigms import flow
from playground.paradigms.denoising.lines import Lines, Pairs, Paths
from playground.paradigms.denoising.recipes import Guidance, Model, Sampler, StepCounts, Steps
from playground.paradigms.denoising.solvers import Budget, Solvers
from playground.ui.lab.kinds import FLOW
from playground.ui.lab.state import LabState
from playground.ui.sampling.state import SamplingImages

StageName = Annotated[Literal["lab", "images"], about("Stage", "Which stage is open.")]
Panel = Annotated[
    Literal["denoise", "interpolate", "lines", "reflow", "solvers", "likelihood"],
    about("Panel", "Which panel is open."),
]
Few = Annotated[int, bounds(1, 32, "Images", "How many images are drawn in each cell.", scale="log")]


class FlowImages(SamplingImages, frozen=True, kw_only=True, tag="flow-images"):
    """Everything that determines what the Images stage shows; methods give the recipes of its views."""

    model: Model = "fashion-flow"
    panel: Panel = "denoise"
    sampler: Sampler = "ab2"
    steps: Steps = 20
    guidance: Guidance = 2.0
    pairs: Pairs = "independent"
    lines: Lines = 16
    reflow: flow.Reflow = "fashion-reflow"
    compared: StepCounts = (1, 2, 4)
    few: Few = 8
    budget: Budget = 12
    held: flow.Held = 16
    labelled: flow.Labelled = False
    probes: flow.Probes = 1
    solver_steps: flow.SolverSteps = 20

    sampling = flow.Sample
    between = flow.Interpolate

    def paths(self) -> Paths:
        """Lines and paths of the ``lines`` panel."""
        return Paths(
            model=self.model,
            pairs=self.pairs,
            sampler=self.sampler,
            steps=self.steps,
            guidance=self.guidance,
            guided_from=self.guided_from,
            guided_to=self.guided_to,
            label=self.one_label,
            count=self.lines,
            seed=self.seed,
        )

    def compare(self) -> flow.Compare:
        """The few steps before and after reflow."""
        return flow.Compare(
            model=self.model,
            reflow=self.reflow,
            steps=self.compared,
            sampler=self.sampler,
            spacing=self.spacing,
            guidance=self.guidance,
            label=self.label,
            count=self.few,
            seed=self.seed,
        )

    def solvers(self) -> Solvers:
        """All that the ``solvers`` panel compares."""
        return Solvers(
            model=self.model,
            budget=self.budget,
            guidance=self.guidance,
            label=self.label,
            count=self.few,
            seed=self.seed,
        )

    def likelihood(self) -> flow.Likelihood:
        """What is measured on demand in the ``likelihood`` panel."""
        return flow.Likelihood(
            model=self.model,
            count=self.held,
            labelled=self.labelled,
            steps=self.solver_steps,
            probes=self.probes,
            seed=self.seed,
        )

    def applying(self, recipe: Recipe) -> FlowImages | None:
        """This state changed so that it shows ``recipe``; ``None`` where the stage cannot show it."""
        match recipe:
            case Paths():
                values = {"pairs": recipe.pairs, "lines": recipe.count, "sampler": recipe.sampler}
                return self._with(
                    recipe,
                    "lines",
                    **values,
                    steps=recipe.steps,
                    guidance=recipe.guidance,
                    guided_from=recipe.guided_from,
                    guided_to=recipe.guided_to,
                    label=recipe.label,
                )
            case flow.Compare():
                return self._with(
                    recipe,
                    "reflow",
                    reflow=recipe.reflow,
                    compared=recipe.steps,
                    few=recipe.count,
                    sampler=recipe.sampler,
                    spacing=recipe.spacing,
                    guidance=recipe.guidance,
                    label=recipe.label,
                )
            case Solvers():
                values = {"budget": recipe.budget, "few": recipe.count, "label": recipe.label}
                return self._with(recipe, "solvers", **values, guidance=recipe.guidance)
            case flow.Likelihood():
                values = {"held": recipe.count, "labelled": recipe.labelled}
                return self._with(
                    recipe, "likelihood", **values, probes=recipe.probes, solver_steps=recipe.steps
                )
            case _:
                return super().applying(recipe)  # type: ignore[return-value]

    def _with(
        self, recipe: Paths | flow.Compare | Solvers | flow.Likelihood, panel: str, **values: object
    ) -> FlowImages:
        return change(self, model=recipe.model, seed=recipe.seed, panel=panel, **values)


class FlowState(Recipe, frozen=True, kw_only=True, tag="flow-tab"):
    """Everything that the tab shows."""

    stage: StageName = "lab"
    lab: LabState = FLOW.first
    images: FlowImages = FlowImages()
