"""What a sweep tells while it runs, one JSON object a line (see :data:`Event`), and a sweep of another
process as its events tell it.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.words import time_left
from playground.evaluate.sweep.jobs import Job, Result, VariantName
from playground.evaluate.sweep.naming import setting_of

MAX_LINE = 1_000_000


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A job of the sweep, before it runs; ``seconds`` is what one worker may need, if that can be told.

    ``kept`` jobs have a result already, so they need no time.
    """

    key: str
    job: Job
    family: VariantName
    title: str
    seconds: float | None = None
    kept: bool = False


class SweepPlan(msgspec.Struct, frozen=True, kw_only=True, tag="plan", tag_field="event"):
    """The first event: all jobs, how many run at a time, what was left out and why (a sentence each)."""

    jobs: tuple[Planned, ...]
    workers: int
    left_out: tuple[str, ...] = ()


class Started(msgspec.Struct, frozen=True, kw_only=True, tag="started", tag_field="event"):
    """A job was given to a worker; ``attempt`` counts from 1."""

    key: str
    attempt: int = 1


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag="progress", tag_field="event"):
    """Of a running job ``done`` of ``total`` pictures are made; of the sweep, seconds left if known."""

    key: str
    done: int
    total: int
    seconds_left: float | None = None


class Done(msgspec.Struct, frozen=True, kw_only=True, tag="done", tag_field="event"):
    """A job has its result; ``kept`` if that was there before."""

    result: Result
    kept: bool = False
    seconds_left: float | None = None


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag="failed", tag_field="event"):
    """A job cannot be measured, for the reason that ``sentence`` tells; the others go on."""

    key: str
    sentence: str
    seconds_left: float | None = None


class Notice(msgspec.Struct, frozen=True, kw_only=True, tag="notice", tag_field="event"):
    """Something the user should know that ends nothing, such as a worker that died and was replaced."""

    sentence: str


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="ended", tag_field="event"):
    """The last event: how many jobs have a result (``kept`` of them from before), and how many failed.

    ``sentence`` says why the sweep ended early, if it did.
    """

    done: int
    kept: int
    failed: int
    seconds: float
    sentence: str = ""


Event: TypeAlias = SweepPlan | Started | Progress | Done | Failed | Notice | Ended

_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def to_line(event: Event) -> bytes:
    """The event as one line of JSON, its end included."""
    # A recipe that was read from a file stands in a report as it was there, line breaks included.
    return msgspec.json.format(msgspec.json.encode(event), indent=-1) + b"\n"


def from_line(line: bytes | str) -> Event:
    """The event of a line; raises :class:`DataError` where it is none."""
    if len(line) > MAX_LINE:
        raise DataError(f"A line of more than {MAX_LINE // 1000} kB is no event of a sweep.")
    with guarded(DataError, "This line is no event of a sweep"):
        return _decoder.decode(line)


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
