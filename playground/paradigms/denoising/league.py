"""What a lab of denoising networks trains, on a budget."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from playground.core.noise import generator
from playground.gaussian.samplers import NetworkKind
from playground.paradigms.lab.source import Matrix, source_of
from playground.paradigms.lab.starts import Starts
from playground.paradigms.league.candidate import LogDensity
from playground.paradigms.league.frames import JUDGED, Floats
from playground.paradigms.plane import walks
from playground.paradigms.plane.likelihood import data_likelihood
from playground.paradigms.plane.recipes import Lab
from playground.paradigms.plane.setting import path_of, prediction_of
from playground.paradigms.plane.walks import Choice

if TYPE_CHECKING:
    from playground.live.phases import MatchingControls, MatchingPlan, Phases
    from playground.paradigms.plane.fields import Field

_HALF = 0.5
"""The share of the budget after which a flow is reflowed, or a teacher distilled."""
NEVER = 10**9
LIKELIHOOD_STEPS = 40
"""So many that their error is less than the chance of the points that densities are compared at."""


class DenoiserModel:
    """A learned field and the way its samples walk; ``dense`` says whether its flow is that of a density."""

    def __init__(self, field: Field, lab: Lab, choice: Choice, starts: Starts, dense: bool) -> None:
        self._field, self._lab, self._choice, self._starts = field, lab, choice, starts
        self._path, self._dense = path_of(lab), dense
        self.nfe = 0

    def sample(self, count: int) -> Generator[None, None, Floats]:
        """The ends of the ways of as many points."""
        track = yield from walks.walk(self._field, self._choice, self._path, self._starts, count)
        self.nfe = track.nfe
        ends: Floats = track.positions[-1]
        return ends

    @property
    def log_density(self) -> LogDensity | None:
        """That of the probability flow in fine steps, as near to the data as the network may be asked."""
        return self._log_density if self._dense else None

    def _log_density(self, points: Floats) -> Generator[None, None, Matrix]:
        field = self._field
        return (
            yield from data_likelihood(field.with_traces, field.traces, self._path, points, LIKELIHOOD_STEPS)
        )


class DenoiserCandidate:
    """Trains the phases of a lab.

    ``later`` is what the controls become after half of the budget, ``last`` the stage that then follows, and
    ``kind`` what the network is in the end.
    """

    generating: int

    def __init__(
        self,
        lab: Lab,
        phases: Phases,
        later: MatchingControls | None = None,
        last: str = "",
        kind: NetworkKind = "denoiser",
    ) -> None:
        self._lab, self._phases, self._later, self._last = lab, phases, later, last
        self._kind = kind
        self._controls = controls_of(lab, teacher_steps=NEVER)
        self._starts = _starts(lab.seed)
        self.parameters = self.generating = _size(lab)
        self._choice = walks.choose(lab, path_of(lab), kind, source_of(lab).mmse)

    @property
    def phase(self) -> str:
        """The lab's phase."""
        return self._phases.phase

    @property
    def unbegun(self) -> str:
        """The reflow or distillation, until it has made a step."""
        if not self._last or (self._phases.stage == self._last and self._phases.steps):
            return ""
        return f"The budget ended before the {self._last.split()[0]} began."

    def advance(self, share: float) -> bool:
        """One training step, or a slice of the making of pairs."""
        if share >= _HALF and self._later is not None:
            # There is no way back, even if the budget grows.
            self._controls, self._later = self._later, None
        self._phases.steer(self._controls)
        loss = self._phases.advance(self._controls)
        self._phases.steer(self._controls)
        return loss is not None

    def model(self) -> DenoiserModel:
        """The averaged network; until a reflow or a distillation begins, the flow jumps as it will."""
        # What gives the ends of trajectories has no density; the teacher's is not its own.
        dense = self._kind == "denoiser"
        return DenoiserModel(self._phases.field().copied(), self._lab, self._choice, self._starts, dense)


def _starts(seed: int) -> Starts:
    random = generator(seed, 0, "league starts")
    return Starts(seed, random.standard_normal((JUDGED, 2), dtype=np.float32))


def controls_of(lab: Lab, reflows: int = 0, teacher_steps: int = 0) -> MatchingControls:
    from playground.live.phases import MatchingControls

    return MatchingControls(
        learning_rate=lab.learning_rate, batch=lab.batch, reflows=reflows, teacher_steps=teacher_steps
    )


def plan_of(lab: Lab) -> MatchingPlan:
    from playground.live.phases import MatchingPlan

    return MatchingPlan(
        data=source_of(lab).draw,
        kind=prediction_of(lab),
        path=path_of(lab),
        coupling=lab.coupling,
        width=lab.width,
        layers=lab.layers,
        seed=lab.seed,
    )


def _size(lab: Lab) -> int:
    from playground.networks.plane_mlp import Config, PlaneMlp

    return sum(each.numel() for each in PlaneMlp(Config(width=lab.width, layers=lab.layers)).parameters())
