"""What a lab of consistency trains one after the other: a teacher, and what is distilled from it."""

from __future__ import annotations

from playground.core.checkpoint import Checkpoint
from playground.live.consistency_distiller import Distiller
from playground.live.fields import LearnedField
from playground.live.pairs import Batch, Independent
from playground.live.phases import DenoiserPhases, MatchingControls, MatchingPlan


class ConsistencyPhases:
    """A teacher, and after a while the consistency model that is distilled from it."""

    def __init__(self, plan: MatchingPlan) -> None:
        self._plan = plan
        self._teacher = DenoiserPhases(plan, "teacher")
        self.student: Distiller | None = None
        self._wanted = 1

    @property
    def phase(self) -> str:
        """``teacher`` or ``distillation``."""
        return "teacher" if self.student is None else "distillation"

    @property
    def stage(self) -> str:
        """The same."""
        return self.phase

    @property
    def steps(self) -> int:
        """Training steps in this phase."""
        return self._teacher.steps if self.student is None else self.student.steps

    @property
    def share(self) -> float:
        """How much of the teacher's training is done."""
        return min(self._teacher.steps / max(self._wanted, 1), 1.0) if self.student is None else 1.0

    @property
    def pairs(self) -> Batch:
        """The pairs that were trained on last."""
        return self._teacher.pairs if self.student is None else self.student.last

    def field(self) -> LearnedField:
        """The teacher's field, then the consistency model."""
        return self._teacher.field() if self.student is None else self.student.field()

    def earlier(self) -> tuple[LearnedField, ...]:
        """None: nothing is reflowed."""
        return ()

    def teacher(self) -> LearnedField | None:
        """The flow that is distilled, once that has begun."""
        return None if self.student is None else self.student.teacher()

    def steer(self, controls: MatchingControls) -> None:
        """Begin to distil once the teacher has trained for long enough; there is no way back."""
        self._wanted = controls.teacher_steps
        if self.student is None and self._teacher.steps >= controls.teacher_steps:
            self.student = self._distiller()

    def advance(self, controls: MatchingControls) -> float | None:
        """One training step."""
        learner = self._teacher.matcher if self.student is None else self.student
        return learner.step(controls.learning_rate, controls.batch)

    def checkpoint(self, at: Checkpoint) -> None:
        """The teacher, and what is distilled from it where that has begun."""
        self._teacher.checkpoint(at.part("teacher"))
        distils = at.value("distils", self.student is not None)
        self.student = (self.student or self._distiller()) if distils else None
        if self.student is not None:
            self.student.checkpoint(at.part("student"))

    def _distiller(self) -> Distiller:
        plan, network = self._plan, self._teacher.matcher.network
        draw = Independent(plan.data)
        return Distiller(network, plan.kind, plan.path, draw, plan.seed, "plane distillation")
