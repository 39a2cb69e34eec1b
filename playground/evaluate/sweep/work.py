"""What a worker does: one job after another, from bytes to bytes, so that nothing else must be shared."""

from __future__ import annotations

import datetime
import functools
import math
import time
import traceback
from pathlib import Path

import msgspec
import numpy as np

from playground import paradigms
from playground.core.errors import DataError, PlaygroundError, RecipeError
from playground.core.guard import guarded
from playground.core.heldout import DATA_FACT, content_of, learned_other
from playground.core.machine import this_machine
from playground.evaluate.comparison import Point, measure
from playground.evaluate.intervals import Z
from playground.evaluate.report import Measure, Report
from playground.evaluate.sweep.heartbeat import HeartbeatWriter
from playground.evaluate.sweep.jobs import Job, Result
from playground.evaluate.sweep.lock import ComputeLock, current_lock
from playground.evaluate.sweep.naming import recipe_of, title_of, variant_of
from playground.evaluate.sweep.world import Setup, SweepWorld


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A job's result, or the reason why there is none; ``details`` are for whoever looks for a defect."""

    result: Result | None = None
    sentence: str = ""
    details: str = ""


def work(setup: bytes, job: bytes, key: str) -> bytes:
    """Measure a job that the sweep knows by ``key``; the answer as JSON, whatever happens on the way."""
    lock = current_lock()
    with lock.working():
        return msgspec.json.encode(_answer(setup, job, key, lock))


def _answer(setup: bytes, job: bytes, key: str, lock: ComputeLock) -> Answer:
    try:
        return Answer(result=measured(msgspec.json.decode(job, type=Job), key, _world(setup), lock))
    except PlaygroundError as error:
        return Answer(sentence=error.sentence)
    except Exception as error:  # noqa: BLE001 - a defect costs one job, and is told, not the sweep
        what = f"{type(error).__name__}: {error}".replace("\n", " ")
        return Answer(sentence=f"Unexpected error: {what}.", details=traceback.format_exc())


def answer_of(text: bytes) -> Answer:
    """The answer that a worker gave; raises ``DataError`` where it is none."""
    with guarded(DataError, "A worker’s answer cannot be read; perhaps it runs another version"):
        return msgspec.json.decode(text, type=Answer)


def measured(job: Job, key: str, world: SweepWorld, lock: ComputeLock) -> Result:
    """Measure a job here and now, giving way to whoever else computes under the lock.

    Raises errors of the run, and ``DataError`` where its key is another.
    """
    if world.key(job) != key:
        raise DataError(f"The worker has another version of {job.model}, or of what it is held against.")
    card = world.resources.card(job.model)
    heartbeat, began = HeartbeatWriter(world.setup.heartbeats, key), time.monotonic()
    try:
        take = _likelihood if job.task == "likelihood" else _pictures
        report = take(job, world, heartbeat, lock)
    finally:
        heartbeat.end()
    return Result(
        key=key,
        job=job,
        family=variant_of(job, card),
        title=title_of(job, card),
        report=report,
        machine=this_machine(world.setup.workers),
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        seconds=round(time.monotonic() - began, 3),
        command=world.setup.command,
    )


def _pictures(job: Job, world: SweepWorld, heartbeat: HeartbeatWriter, lock: ComputeLock) -> Report:
    point = Point(recipe=recipe_of(job), samples=job.samples, repeats=job.repeats)
    yardstick = world.yardstick(world.resources.card(job.model))
    frames = measure(
        point, world.resources, yardstick, Path(world.setup.cache), fresh=world.setup.fresh,
        alone=lock.alone if lock.shared else None,
    )  # fmt: skip
    while True:
        try:
            frame = next(frames)
        except StopIteration as end:
            report: Report = end.value
            return report
        heartbeat.write(frame.index, frame.total, int(frame.scalars.get("kept", 0)))
        lock.step_aside()


def _likelihood(job: Job, world: SweepWorld, heartbeat: HeartbeatWriter, lock: ComputeLock) -> Report:
    """Run a recipe that measures likelihood itself, and take what its final frame says."""
    recipe, card = recipe_of(job), world.resources.card(job.model)
    final = None
    for frame in paradigms.run(recipe, world.resources):
        heartbeat.write(job.samples * frame.index // max(frame.total, 1), job.samples)
        lock.step_aside()
        if frame.final:
            final = frame
    if final is None:
        raise RecipeError("This recipe gave no final frame, so it cannot be measured.")
    each = final.arrays["bits"].astype(np.float64)
    images, value = len(each), float(each.mean())
    told = images > 1
    reach = Z * float(each.std(ddof=1)) / math.sqrt(images) if told else 0.0
    bits = Measure(
        value=value, low=value - reach if told else None, high=value + reach if told else None,
        samples=images, repeats=1, interval="standard error" if told else "none", values=(value,),
        each=tuple(float(f"{bits:.6g}") for bits in each),
    )  # fmt: skip
    content, other = content_of(card.data), learned_other(card)
    return Report(
        model=job.model,
        recipe=msgspec.Raw(msgspec.json.encode(recipe)),
        features="",
        features_sha256="",
        reference="",
        held_out=f"the first {images:,} held-out images of {card.data}",
        measures={"bits_per_dim": bits},
        real={},
        notes=(other,) if other else (),
        facts={**world.resources.facts(job.model), **({DATA_FACT: content} if content else {})},
    )


@functools.lru_cache(maxsize=1)
def _world(setup: bytes) -> SweepWorld:
    """The worker's world, which stays as long as jobs of one sweep come."""
    return SweepWorld(msgspec.json.decode(setup, type=Setup))
