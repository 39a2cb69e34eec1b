"""What the frames of a league hold.

With P entrants, in the order of ``entrants``, and S seeds:

- ``points`` (P, n, 2) float32: samples of each entrant of the seed that is learned now, of noise that never
  changes; NaN before its first. Absent where the recipe wants to see no points.
- ``history`` (rows, 5) float64: entrant, seed's place, seconds, gradient steps, and sliced Wasserstein
  distance of :data:`MEASURED` samples from :data:`REFERENCE` exact ones, once for every :data:`MARKS`-th of
  the budget.
- ``finals`` (P, S, len(:data:`MEASURES`)) float64: of each finished run the measures, in that order; NaN
  where one does not apply or a run is not finished.
- ``used`` (P, 3) float64: of the present seed the share of the budget used, seconds, and gradient steps.
- ``data_points`` (n, 2) float32: data, in the first frame, which is therefore kept.

Scalars:

- ``entrants``: their names, with commas between; ``phases``: what each is doing, likewise;
  ``unbegun``: those of which a reflow or distillation has not begun, and which are not measured so long.
- ``seed``: the seed that is learned now; ``seed_index``: its place; ``seeds``: how many.
- ``step``: gradient steps of all runs; ``steps_per_second``; ``trained``: whether training goes on.
- ``single_steps``: how many have been made of those that were asked for one by one.
- ``phase``: ``preparing``, ``training``, ``over``.
- ``extent``: half the side of the square that is shown.
- ``failures``: JSON, for each run that became unstable a list of entrant, seed's place and a sentence;
  ``cut_short``: likewise for each finished run whose budget ended before a part of its training began.
- once they are known, ``noise_floor``: the mean sliced Wasserstein distance of :data:`FINAL` exact samples
  from the same exact ones, and ``noise_floor_low``, ``noise_floor_high``, between which lie 95 % of such
  distances; ``way_floor`` and its ends: likewise of :data:`MEASURED`; ``js_noise``: the standard
  deviation of the Jensen-Shannon divergence in bits of :data:`JUDGED` exact samples, whose mean is 0;
  ``modes``: how many there are, 0 where the data have none; ``far``: the distance of points that all lie at
  the data's mean, beyond which a run counts as diverged.
"""

from __future__ import annotations

from playground.gaussian.distances import Box
from playground.paradigms.lab.frames import CELLS, EXTENT, FAINT, MEASURED, Floats

__all__ = [
    "BOX",
    "CELLS",
    "EXTENT",
    "FAINT",
    "FINAL",
    "JUDGED",
    "KEPT",
    "MARKS",
    "MEASURED",
    "MEASURES",
    "REFERENCE",
    "Floats",
]

KEPT = ("data_points",)
MARKS = 20
"""Measurements of a run on its way through the budget."""
FINAL, JUDGED = 10_000, 100_000
"""Samples of a finished run: of all measures but one, and of the Jensen-Shannon divergence, whose chance has
to be far below what differs from seed to seed."""
REFERENCE = 100_000
"""Exact samples that all distances are measured from, the same for all seeds."""

BOX = Box(low=-EXTENT, high=EXTENT, cells=64)
"""Cells for the Jensen-Shannon divergence of samples."""

MEASURES = (
    "sliced_wasserstein",
    "js",
    "js_error",
    "near_data",
    "modes_covered",
    "mode_error",
    "kl",
    "kl_error",
    "seconds",
    "steps",
    "parameters",
    "generating",
    "nfe",
    "sampling_ms",
    "diverged",
)
"""What is measured of a finished run:

- ``sliced_wasserstein``: of FINAL samples from REFERENCE exact ones.
- ``js``: Jensen-Shannon divergence in bits of JUDGED samples from the known density, on cells, less what
  chance adds to it; ``js_error``: its standard error.
- ``near_data``: the share of samples where the data's density is at least :data:`FAINT` of its largest value.
- ``modes_covered``, ``mode_error``: as :mod:`playground.paradigms.plane.frames` has them; only for data with
  modes.
- ``kl``: KL(data‖model) in nats, where the model has a density: the flow's own, the sum over a VAE's codes,
  or that of the probability flow in fine steps, whatever the sampler does; ``kl_error``: its standard error.
- ``seconds``: of the processor for its training; ``steps``: gradient steps.
- ``parameters``: that are trained; ``generating``: those of them that samples need.
- ``nfe``: network evaluations for a sample; ``sampling_ms``: the processor's milliseconds for 1,000 samples.
- ``diverged``: 1 where the training became unstable, samples are no numbers, or they are farther from the
  data than points that all lie at their mean; else 0.
"""
