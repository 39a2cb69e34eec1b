"""A league in words: the rows of its ranking, and how far it is."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec

from playground.core.floors import floor_of
from playground.core.frames import Scalar
from playground.core.words import counted, magnitude
from playground.evaluate.leagues import outcome
from playground.evaluate.sweep.texts import day
from playground.paradigms.league.frames import FINAL
from playground.paradigms.league.recipes import TITLES
from playground.paradigms.league.results import RANKED, LeagueResult, Standing
from playground.paradigms.league.resuming import Known

COLUMNS = (
    ("Paradigm", "By the median divergence; a run that diverged or was cut short counts as the worst."),
    (
        "Jensen–Shannon, bits",
        "Divergence of 100,000 samples from the known density in bits, on cells, less what chance adds; from "
        "0 to 1. A dot for each seed, the box from the lower to the upper quartile with the median, and the "
        "95 % interval of the mean as a line. Pale: up to where exact samples come.",
    ),
    (
        "Sliced\nWasserstein",
        "Median distance of 10,000 samples from 100,000 exact ones, which are the same for all; of a run "
        "that goes on, that of 2,000 samples by now. By it few can be told from exact samples.",
    ),
    (
        "KL",
        "KL(data‖model) in nats, where the model has a density; not of what its sampler makes of it.",
    ),
    ("On data", "Share of the samples where the density is at least that of 3σ from a mode’s centre."),
    ("Modes", "Modes with at least a quarter of their share of the samples."),
    (
        "Diverged",
        "Runs that became unstable, or ended farther away than points that all lie at the mean. Cut short is "
        "a run whose budget ended before its reflow or distillation began.",
    ),
    ("Seconds", "Of the processor, for training."),
    ("Steps", "Gradient steps."),
    ("Parameters", "Trained, and in brackets those that samples need."),
    ("NFE", "Network evaluations for a sample."),
    ("ms / 1,000", "The processor’s milliseconds for 1,000 samples."),
)
"""Titles of the ranking's columns, and what is said of each."""


class Row(msgspec.Struct, frozen=True):
    """A paradigm in the ranking.

    ``divergences`` are those of its finished runs, ``running`` is the newest distance of the run that goes
    on, where there is one; ``texts`` are the cells after the first two columns.
    """

    name: str
    title: str
    standing: Standing
    divergences: tuple[float, ...]
    running: float | None
    texts: tuple[str, ...]

    @property
    def rank(self) -> tuple[float, float]:
        """What it is ranked by: the divergence, and before there is one the distance by now."""
        return self.standing.rank, math.inf if self.running is None else self.running


def rows(found: LeagueResult, running: Mapping[str, float]) -> tuple[Row, ...]:
    """The ranking, best first; ``running`` are the newest distances of runs that are not finished."""
    made = (_row(standing, running.get(standing.name), found.modes) for standing in found.standings)
    return tuple(sorted(made, key=lambda row: row.rank))


def _row(standing: Standing, running: float | None, modes: int) -> Row:
    found = tuple(run.measures[RANKED] for run in standing.runs if RANKED in run.measures)
    return Row(standing.name, standing.title, standing, found, running, _texts(standing, running, modes))


def _texts(standing: Standing, running: float | None, modes: int) -> tuple[str, ...]:
    def median(name: str, write: str = "{:.3f}") -> str:
        spread = standing.spreads.get(name)
        return "–" if spread is None else write.format(spread.median)

    parameters, generating = median("parameters", "{:,.0f}"), median("generating", "{:,.0f}")
    covered = median("modes_covered", "{:g}")
    return (
        f"{running:.3f}" if running is not None and not standing.runs else median("sliced_wasserstein"),
        median("kl"),
        median("near_data", "{:.1%}"),
        f"{covered} of {modes}" if modes and covered != "–" else covered,
        outcome(standing),
        median("seconds", "{:.1f}"),
        median("steps", "{:,.0f}"),
        parameters if generating == parameters else f"{parameters} ({generating})",
        median("nfe", "{:g}"),
        median("sampling_ms", "{:.2f}"),
    )


def before(known: Known, seeds: int, over: bool) -> str:
    """What is said of those of a league's seeds that were measured before; empty where none was."""
    if not known.seeds:
        return ""
    if known.seeds == seeds:
        return f"measured on {day(known.date)}, without points; begin anew to see it learn"
    were = "was" if known.seeds == 1 else "were"
    told = f"{counted(known.seeds, 'seed')} {were} measured on {day(known.date)}"
    return told if over else f"goes on: {told}"


def readings(scalars: Mapping[str, Scalar]) -> str:
    """How far the league is, by the scalars of a frame, and what else is known of it.

    ``share`` of all budgets is used, ``left`` seconds may be left; ``kept`` says what became of it, where it
    is over, ``before`` what was measured before. A ``fresh`` one has not been started.
    """
    if not scalars:
        return ""
    if scalars.get("fresh"):
        return "Start it to let all of them learn side by side."
    parts = []
    if scalars["phase"] == "preparing":
        parts.append("Working out the exact answers")
    elif scalars["phase"] == "over":
        parts.append("All seeds are done")
    else:
        parts.append(f"Seed {int(scalars['seed_index']) + 1} of {scalars['seeds']}")
        parts.append(f"{float(scalars['share']):.0%} of all budgets used")
    if "left" in scalars and scalars["phase"] == "training":
        parts.append(f"about {duration(float(scalars['left']))} left")
    if told_before := scalars.get("before"):
        parts.append(str(told_before))
    floor, low, high = floor_of(scalars, "noise_floor")
    if math.isfinite(floor):
        js = 2 * float(scalars["js_noise"])
        parts.append(
            f"exact samples: JS up to {magnitude(js)} bits, "
            f"distance {floor:.3f} ({low:.3f}–{high:.3f}) of {FINAL:,}"
        )
    if kept := scalars.get("kept"):
        parts.append(str(kept))
    told = "  ·  ".join(parts)
    return "\n".join((told, *_cut_short(scalars)))


def _cut_short(scalars: Mapping[str, Scalar]) -> Iterator[str]:
    """Whose runs were cut short and by what, a line for each."""
    runs = Counter((name, why) for name, _, why in json.loads(str(scalars["cut_short"])))
    for (name, why), count in runs.items():
        yield f"{TITLES[name]}: {counted(count, 'run')} cut short. {why}"


def duration(seconds: float) -> str:
    """Seconds, minutes or hours, in round numbers."""
    if seconds < 90:
        return counted(max(round(seconds), 1), "second")
    if seconds < 5400:
        return counted(round(seconds / 60), "minute")
    return f"{seconds / 3600:.1f} hours"
