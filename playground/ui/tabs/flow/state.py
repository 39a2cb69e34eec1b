"""What the Flow Matching tab shows, as frozen values: undo, sessions and lessons are copies of them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.core.fields import bounds
from playground.core.recipe import Recipe
from playground.paradigms import flow
from playground.paradigms.denoising.lines import Paths
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.denoising.solvers import Solvers
from playground.paradigms.plane.presets import FLOW
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.sampling.state import DenoisingImages, Look
from playground.ui.state.views import Known, PanelName, TabState

MODEL = "fashion-flow"

Few = Annotated[int, bounds(1, 32, "Images", "How many images are drawn in each cell.", scale="log")]


class FlowImages(DenoisingImages, frozen=True, kw_only=True, tag="flow-images"):
    """The recipes of the panels, and what is looked at."""

    panel: PanelName = "denoise"
    look: Look = Look()
    samples: flow.Sample = flow.Sample(model=MODEL, guidance=2.0)
    interpolate: flow.Interpolate = flow.Interpolate(model=MODEL)
    lines: Paths = Paths(model=MODEL)
    reflow: flow.Compare = flow.Compare(model=MODEL, reflow="fashion-reflow", steps=(1, 2, 4), count=8)
    solvers: Solvers = Solvers(model=MODEL)
    likelihood: flow.Likelihood = flow.Likelihood(model=MODEL)
    answers: flow.Answers = flow.Answers(model=MODEL)
    calibration: flow.Calibration = flow.Calibration(model=MODEL)

    joined = (
        "samples.label interpolate.label lines.label reflow.label solvers.label answers.label",
        "reflow.count solvers.count",
    )
    limits: ClassVar = {**DenoisingImages.limits, "reflow.count": Few}
    former: ClassVar = {
        **DenoisingImages.former, "lines": "lines.count", "compared": "reflow.steps", "few": "reflow.count",
        "reflow": "reflow.reflow", "held": "likelihood.count", "solver_steps": "likelihood.steps",
    }  # fmt: skip
    from_noise = True


class FlowState(TabState, frozen=True, kw_only=True, tag="flow-tab"):
    """Everything that the tab shows."""

    lab: PlaneState = PlaneState(run=FLOW[0].recipe)
    images: FlowImages = FlowImages()


def why_not(recipe: Recipe, scene: Known) -> str:
    """Why the model cannot be asked by itself, whatever sampler is chosen."""
    return refusal_of(recipe, scene.card) or ""
