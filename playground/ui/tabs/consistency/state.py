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

from playground.core.cards import Card
from playground.core.fields import about, bounds
from playground.core.recipe import Recipe, change
from playground.gaussian.card import Denoising
from playground.paradigms import consistency
from playground.paradigms.denoising.recipes import Guidance, Model, Sampler, StepCounts, Steps
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.plane.recipes import ConsistencyLab
from playground.ui.sampling.lab.state import PlaneState, PlaneView
from playground.ui.sampling.state import ONE_LABEL, SamplingImages, between, samples
from playground.ui.state.views import Known, TabState, View, Views, derived, renamed, same

OpenPanel = Annotated[
    Literal["denoise", "multistep", "jumps", "rows", "interpolate"], about("Panel", "Which panel is open.")
]
Few = Annotated[int, bounds(1, 16, "Images", "How many images are drawn in each row.")]


def _why_not(recipe: Recipe, scene: Known) -> str:
    """These ask the model by itself, whatever sampler is chosen, and some its teacher, too."""
    card = scene.card
    denoising = Denoising.of(card)
    teacher = "" if denoising is None else denoising.teacher
    if teacher and teacher not in scene.known and "teacher" in getattr(type(recipe), "needs", ()):
        return f"The teacher of {card.title}, “{teacher}”, was not found among the models."
    return refusal_of(recipe, card) or ""


def _ways(state: ConsistencyImages, _card: Card) -> list[consistency.Sample]:
    """Samples in each of the numbers of jumps, from the same noise."""
    return [change(state.recipe("ways"), steps=count) for count in state.own_steps]


VIEWS = Views(
    samples(consistency.Sample),
    between(consistency.Interpolate),
    View(
        "jumps", consistency.Jumps, same("model seed points fine"), ONE_LABEL, free=True, impossible=_why_not
    ),
    View(
        "rows",
        consistency.Rows,
        same("model teacher_steps teacher_sampler spacing label seed"),
        renamed(steps="own_steps", count="few"),
        free=True,
        impossible=_why_not,
    ),
    View(
        "ways",
        consistency.Sample,
        same("model spacing label seed"),
        renamed(count="few"),
        derived("steps", lambda state: state.own_steps[0], of="own_steps"),
        derived("guidance", lambda _state: 1.0, of="model"),
        opens="",
        panels=("multistep",),
        asked="on demand",
        left="sampler eta variance guided_from guided_to coordinates clip clip_limit clip_share ending "
        "stride output moments factors",
        queue=_ways,
        free=True,
        impossible=_why_not,
    ),
)


class ConsistencyImages(SamplingImages, frozen=True, kw_only=True, tag="consistency-images"):
    """Everything that determines what the Images stage shows."""

    model: Model = "fashion-consistency"
    panel: OpenPanel = "rows"
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


class ConsistencyState(TabState, frozen=True, kw_only=True, tag="consistency-tab"):
    """Everything that the tab shows."""

    lab: PlaneState = PlaneState(run=ConsistencyLab(), view=PlaneView(arrows=False))
    images: ConsistencyImages = ConsistencyImages()
