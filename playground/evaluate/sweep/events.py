"""What a sweep tells while it runs, one JSON object a line: see :data:`Event`."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.evaluate.sweep.jobs import Job, Result, VariantName

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
