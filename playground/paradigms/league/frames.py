"""What the frames of a league hold.

With P entrants, in the order of ``entrants``, and S seeds:

- ``points`` (P, n, 2) float32: samples of each entrant of the seed that is learned now, of noise that never
  changes; NaN before its first. Absent where the recipe wants to see no points.
- ``history`` (rows, 5) float64: entrant, seed's place, seconds, gradient steps, and sliced Wasserstein
  distance of :data:`MEASURED` samples, once for every :data:`MARKS`-th of the budget.
- ``finals`` (P, S, len(:data:`MEASURES`)) float64: of each finished run the measures, in that order; NaN
  where one does not apply or a run is not finished.
- ``used`` (P, 3) float64: of the present seed the share of the budget used, seconds, and gradient steps.
- ``data_points`` (n, 2) float32: data, in the first frame, which is therefore kept.

Scalars:

- ``entrants``: their names, with commas between; ``phases``: what each is doing, likewise.
- ``seed``: the seed that is learned now; ``seed_index``: its place; ``seeds``: how many.
- ``step``: gradient steps of all runs; ``steps_per_second``; ``trained``: whether training goes on.
- ``single_steps``: how many have been made of those that were asked for one by one.
- ``phase``: ``preparing``, ``training``, ``over``.
- ``extent``: half the side of the square that is shown.
- ``failures``: JSON, for each run that became unstable a list of entrant, seed's place and a sentence;
  ``cut_short``: likewise for each finished run whose budget ended before a part of its training began.
- once they are known, ``noise_floor``: the mean sliced Wasserstein distance between independent sets of
  :data:`FINAL` exact samples, and ``way_floor`` of :data:`MEASURED`; ``js_floor``: the Jensen-Shannon
  divergence of FINAL exact samples; ``modes``: how many there are, 0 where
  the data have none; ``far``: the distance of points that all lie at the data's mean, beyond which a run
  counts as diverged.
"""

from __future__ import annotations

from playground.gaussian.distances import Box
from playground.paradigms.plane.frames import CELLS, EXTENT, FAINT, MEASURED, Floats

__all__ = ["BOX", "CELLS", "EXTENT", "FAINT", "FINAL", "KEPT", "MARKS", "MEASURED", "MEASURES", "Floats"]

KEPT = ("data_points",)
MARKS = 20
"""Measurements of a run on its way through the budget."""
FINAL = 10_000
"""Samples of a finished run: the more, the less the chance of sampling hides what differs from seed to
seed."""

BOX = Box(low=-EXTENT, high=EXTENT, cells=32)
"""Cells for the Jensen-Shannon divergence of samples."""

MEASURES = (
    "sliced_wasserstein",
    "js",
    "near_data",
    "modes_covered",
    "mode_error",
    "kl",
    "seconds",
    "steps",
    "parameters",
    "generating",
    "nfe",
    "sampling_ms",
    "diverged",
)
"""What is measured of a finished run:

- ``sliced_wasserstein``: between FINAL samples and as many exact ones.
- ``js``: Jensen-Shannon divergence in nats of the same samples from the known density, on cells.
- ``near_data``: the share of samples where the data's density is at least :data:`FAINT` of its largest value.
- ``modes_covered``, ``mode_error``: as :mod:`playground.paradigms.plane.frames` has them; only for data with
  modes.
- ``kl``: KL(data‖model) in nats of the probabilities of cells, where the model has a density: the flow's own,
  the sum over a VAE's codes, or that of the probability flow in fine steps, whatever the sampler does.
- ``seconds``: of the processor for its training; ``steps``: gradient steps.
- ``parameters``: that are trained; ``generating``: those of them that samples need.
- ``nfe``: network evaluations for a sample; ``sampling_ms``: the processor's milliseconds for 1,000 samples.
- ``diverged``: 1 where the training became unstable, samples are no numbers, or they are farther from the
  data than points that all lie at their mean; else 0.
"""
