"""Results as CSV: a row for each, with every measure, its interval, and that of real pictures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import msgspec

from playground.evaluate.report import Measure, kinds
from playground.evaluate.sweep.jobs import VARIANTS, Result
from playground.evaluate.sweep.naming import setting_of

FACTS = (
    "key", "family", "model", "setting", "sampler", "steps", "samples", "repeats", "seconds", "date",
    "processor", "cores", "workers", "runtime", "device", "features", "reference", "held_out", "recipe",
)  # fmt: skip
"""The columns before the measures."""


def columns() -> tuple[str, ...]:
    """The names of all columns; of each measure its value, ``_low`` and ``_high``, ``real_`` before those of
    real pictures."""
    names = tuple(kinds(""))
    ends = ("", "_low", "_high")
    return (
        *FACTS,
        *(name + end for name in names for end in ends),
        *(f"real_{name}{end}" for name in names for end in ends if name not in _OF_MODELS),
    )


def csv_of(results: Iterable[Result]) -> str:
    """The results as text of comma-separated values with a line of names; numbers are not rounded.

    Rows are in one order however the results come, so that the same results are the same text.
    """
    text = io.StringIO()
    # A newer version of the program may have measured something that has no column here.
    writer = csv.DictWriter(text, columns(), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for result in sorted(results, key=_order):
        writer.writerow(row_of(result))
    return text.getvalue()


def _order(result: Result) -> tuple[object, ...]:
    job = result.job
    recipe = msgspec.json.encode(job.recipe, order="sorted")
    return (
        list(VARIANTS).index(result.family), result.model, job.task, result.sampler, result.steps or 0,
        job.samples, job.repeats, recipe, result.key,
    )  # fmt: skip


def row_of(result: Result) -> dict[str, object]:
    """A result's values by their column; those that it does not have are missing."""
    job, report, machine = result.job, result.report, result.machine
    facts: dict[str, object] = {
        "key": result.key, "family": result.family, "model": result.model,
        "setting": setting_of(job.recipe), "sampler": result.sampler,
        "steps": "" if result.steps is None else result.steps, "samples": job.samples,
        "repeats": job.repeats, "seconds": result.seconds, "date": result.date,
        "processor": machine.processor, "cores": machine.cores, "workers": machine.workers,
        "runtime": report.facts.get("runtime", ""), "device": report.facts.get("device", ""),
        "features": report.features, "reference": report.reference, "held_out": report.held_out,
        "recipe": msgspec.json.encode(job.recipe).decode(),
    }  # fmt: skip
    return {**facts, **_numbers("", report.measures), **_numbers("real_", report.real)}


_OF_MODELS = frozenset({"network_evaluations", "milliseconds_per_image", "bits_per_dim"})
"""Measures that real pictures do not have."""


def _numbers(prefix: str, measures: dict[str, Measure]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, measure in measures.items():
        found[prefix + name] = measure.value
        for end, value in (("low", measure.low), ("high", measure.high)):
            if value is not None:
                found[f"{prefix}{name}_{end}"] = value
    return found
