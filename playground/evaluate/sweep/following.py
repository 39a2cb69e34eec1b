"""A sweep that runs in another process, as its events tell it."""

from __future__ import annotations

from playground.core.words import time_left
from playground.evaluate.sweep.events import (
    Done,
    Ended,
    Event,
    Failed,
    Notice,
    Planned,
    Progress,
    Started,
    SweepPlan,
)
from playground.evaluate.sweep.naming import setting_of


class Following:
    """What has been told so far."""

    def __init__(self) -> None:
        self.plan: SweepPlan | None = None
        self.running: dict[str, Progress | None] = {}
        """Jobs that run now, with how far each has come."""
        self.finished: set[str] = set()
        self.failed: dict[str, str] = {}
        """Jobs that cannot be measured, and why."""
        self.seconds_left: float | None = None
        self.over = False

    @property
    def jobs(self) -> tuple[Planned, ...]:
        """All jobs of the sweep, empty until they are planned."""
        return self.plan.jobs if self.plan else ()

    def take(self, event: Event) -> str:
        """Hear of an event; gives what is to be said of it, if anything."""
        self.seconds_left = getattr(event, "seconds_left", None) or self.seconds_left
        match event:
            case SweepPlan(left_out=reasons):
                self.plan = event
                return f"Not measured: {' '.join(reasons)}" if reasons else ""
            case Started(key=key):
                self.running[key] = None
            case Progress(key=key):
                self.running[key] = event
            case Done(result=result):
                self.running.pop(result.key, None)
                self.finished.add(result.key)
            case Failed(key=key, sentence=sentence):
                self.running.pop(key, None)
                self.failed[key] = sentence
                return sentence
            case Notice(sentence=sentence):
                return sentence
            case Ended(sentence=sentence):
                self.over = True
                return sentence
        return ""

    @property
    def summary(self) -> str:
        """In a few words how far it has come."""
        if not self.jobs:
            return "Looking at what there is to measure …"
        done = f"{len(self.finished) + len(self.failed)} of {len(self.jobs)} measured"
        return f"{done}{time_left(self.seconds_left)}"

    def summaries(self) -> tuple[str, ...]:
        """The same with what is measured now, the longest first."""
        short, jobs = self.summary, {job.key: job for job in self.jobs}
        now = [
            (jobs[key], "" if progress is None else f", {progress.done:,} of {progress.total:,} pictures")
            for key, progress in self.running.items()
            if key in jobs
        ]
        if not now:
            return (short,)
        (job, pictures), *_ = now
        return (
            f"{short}: {'; '.join(f'{each.title}{some}' for each, some in now)}",
            f"{short}: {job.title}{pictures}",
            f"{short}: {setting_of(job.job.recipe)}{pictures}",
            short,
        )

    def share(self) -> float:
        """How much is done, by the time that the jobs need where that is known."""
        if not self.jobs:
            return 0.0
        weights = {job.key: job.seconds or 1.0 for job in self.jobs if not job.kept}
        if not weights:
            return 1.0
        done = sum(weights.get(key, 0.0) for key in self.finished | self.failed.keys())
        for key, progress in self.running.items():
            if progress is not None and progress.total:
                done += weights.get(key, 0.0) * progress.done / progress.total
        return min(1.0, done / sum(weights.values()))
