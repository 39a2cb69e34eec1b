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

from playground.core.cards import Card
from playground.core.fields import about, bounds
from playground.core.recipe import Recipe, change
from playground.gaussian.card import Denoising
from playground.paradigms import flow
from playground.paradigms.denoising.lines import Lines, Pairs, Paths
from playground.paradigms.denoising.recipes import Guidance, Model, Sampler, StepCounts, Steps
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.denoising.solvers import Budget, Solvers, contenders
from playground.paradigms.flow.reflowed import can_teach, reflow_of, reflowed
from playground.paradigms.plane.recipes import FlowLab
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.sampling.state import ONE_LABEL, SamplingImages, between, samples
from playground.ui.state.views import Known, TabState, View, Views, renamed, same

OpenPanel = Annotated[
    Literal["denoise", "interpolate", "lines", "reflow", "solvers", "likelihood"],
    about("Panel", "Which panel is open."),
]
Few = Annotated[int, bounds(1, 32, "Images", "How many images are drawn in each cell.", scale="log")]


def _why_not(recipe: Recipe, scene: Known) -> str:
    return refusal_of(recipe, scene.card) or ""


def _why_not_compared(recipe: flow.Compare, scene: Known) -> str:
    if recipe.reflow not in scene.known:
        return f"The model “{recipe.reflow}” was not found; choose another one to compare with."
    if all(card.name != recipe.reflow for card in reflowed(scene.card, scene.cards.values())):
        return without_reflow(scene.card)
    return _why_not(recipe, scene)


def _with_own_reflow(recipe: flow.Compare, scene: Known) -> Recipe:
    """With its own reflow, where the model that is named is none; a lost one is not replaced unasked."""
    if recipe.reflow not in scene.known:
        return recipe
    return change(recipe, reflow=reflow_of(scene.card, scene.cards.values(), recipe.reflow))


def without_reflow(card: Card) -> str:
    """What to do where no model is a reflow of this one."""
    way = " Train one in the Studio: Reflow, with this model as its teacher." if can_teach(card) else ""
    return f"There is no reflow of “{card.title}” yet.{way}"


def _contenders(state: FlowImages, card: Card) -> list[flow.Sample]:
    """Solvers of the flow that can make a step with ``budget`` evaluations, then the adaptive reference."""
    denoising = Denoising.of(card)
    if denoising is None:
        return []
    asked: Solvers = state.recipe("solvers")
    how = {name: getattr(asked, name) for name in ("model", "guidance", "label", "count", "seed")}
    return [flow.Sample(sampler=name, steps=steps, **how) for name, steps in contenders(asked, denoising)]


VIEWS = Views(
    samples(flow.Sample),
    between(flow.Interpolate),
    View(
        "lines",
        Paths,
        same("model pairs sampler steps guidance guided_from guided_to seed"),
        renamed(count="lines"),
        ONE_LABEL,
        impossible=_why_not,
    ),
    View(
        "reflow",
        flow.Compare,
        same("model reflow sampler spacing guidance label seed"),
        renamed(steps="compared", count="few"),
        impossible=_why_not_compared,
        fitted=_with_own_reflow,
    ),
    View(
        "solvers",
        Solvers,
        same("model budget guidance label seed"),
        renamed(count="few"),
        asked="on demand",
        queue=_contenders,
        free=True,
    ),
    View(
        "likelihood",
        flow.Likelihood,
        same("model labelled probes seed"),
        renamed(count="held", steps="solver_steps"),
        asked="on demand",
        strict=True,
        free=True,
        impossible=_why_not,
    ),
)


class FlowImages(SamplingImages, frozen=True, kw_only=True, tag="flow-images"):
    """Everything that determines what the Images stage shows."""

    model: Model = "fashion-flow"
    panel: OpenPanel = "denoise"
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

    views = VIEWS
    from_noise = True


class FlowState(TabState, frozen=True, kw_only=True, tag="flow-tab"):
    """Everything that the tab shows."""

    lab: PlaneState = PlaneState(run=FlowLab())
    images: FlowImages = FlowImages()
