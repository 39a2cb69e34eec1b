"""What the frames of a lab hold, and on what grids.

Arrays are float32. Fields on a grid have row 0 at the least y and column 0 at the least x: cell centres of
the square of :mod:`playground.paradigms.lab.frames`.

In every frame:

- ``arrows``, ``arrows_exact`` (ARROWS, ARROWS, 2): the learned and the exact field at ``time``: the score
  (diffusion) or the velocity dx/dt, with time from data to noise (flow; consistency: the teacher's).
- ``density``, ``density_exact`` (CELLS, CELLS): densities at ``time``. The learned one is, as scalar
  ``density_kind`` says, ``"likelihood"`` (the probability flow's, by the instantaneous change of variables
  with the exact divergence), or ``"samples"`` (the flowing points, smoothed) until that is ready.
- ``density_alike`` (CELLS, CELLS): the exact one as the learned one is to be compared with it: smoothed as
  the points are where that is of samples, else as it is.
- ``losses`` (m, 2): training step and loss, each the mean over some steps; over the whole phase.
- ``lines`` (n, 2, 2): pairs of noise ``[:, 0]`` and data ``[:, 1]`` that were trained on last.
- ``probe_path`` (k + 1, 2): the probe by the chosen sampler, from noise to data; ``probe_reference`` (m, 2):
  the same along the learned probability flow with many fine steps; ``probe_exact`` (m, 2): along the exact
  one. Absent where ``refusal`` says why.
- in the lab of consistency models, once distillation has begun: ``jump_starts``, ``jump_ends`` (JUMPS, 2):
  x_t on the teacher's curve from the probe, and f(x_t, t) for each; ``jump_curve`` (m, 2): that curve;
  ``spread_times``, ``spread`` (JUMPS,): root mean square distance, per coordinate, of f(x_t, t) from the
  end of x_t's own curve, over many curves, by fraction of the path's time.
- in the lab of flow matching, once a reflow has begun: ``few_ends`` (networks, len(FEW), points, 2): where
  the same points end after :data:`FEW` of Euler's steps, for the flow, its reflow, and the reflow of that.

Only in frames where they are new, which are therefore kept (``Frame.keep``), so that none is lost:

- ``track`` (k + 1, points, 2): the flowing points on their way from noise ``[0]`` to data ``[-1]``, and
  ``track_times`` (k + 1,): the fraction of the path's time of each, falling from 1 to 0.
- ``track_exact`` (j + 1, points, 2), ``track_exact_times``: the same through the exact model from the same
  noise, by the same sampler, or along the exact flow in fine steps where the learned model jumps. Of sets
  without modes fewer points walk.
- ``data_points`` (n, 2): data, in the first frame.

Scalars in every frame:

- ``phase``: ``"training"``, ``"pairs 1"``, ``"reflow 1"``, ``"pairs 2"``, ``"reflow 2"``; in the lab of
  consistency models ``"teacher"``, ``"distillation"``. ``phase_share``: how much of a pairs phase is done, 0
  to 1.
- ``step``, ``loss``, ``steps_per_second``: of this phase. ``trained``: whether training goes on.
- ``single_steps``: how many have been made of those that were asked for one by one.
- ``time``: where the densities are really shown, as a fraction of the path: no model is asked below the
  path's floor. ``t``, ``alpha``, ``sigma``, ``log_snr``: that level. Scores, and velocities on paths with a
  schedule, are shown where σ/α is at least 0.05.
- ``extent``: EXTENT. ``density_kind``: see above.
- ``exact_smear``: 0, or the width of the Gaussian by which the data is smeared in what is called exact (sets
  whose score is not known in closed form).
- ``field_error``: root mean square of learned minus exact field relative to that of the exact one, each
  weighted by the exact density.
- ``refusal``: why the chosen sampler, spacing and path do not go together, in a sentence; else empty.

Scalars once they are known (they are measured a few times a second at most):

- ``nfe``: network evaluations for each point of the track.
- ``sliced_wasserstein``: between MEASURED points of the track and as many exact samples, always the same;
  ``noise_floor``: the mean of the same between independent sets of exact samples, of which
  95 % lie between ``noise_floor_low`` and ``noise_floor_high``.
- ``modes``, ``mode_quality``, ``modes_covered``, ``mode_error``: as
  :mod:`playground.paradigms.lab.frames` has them. Only for data with modes.
- ``kl``: KL(exact‖learned) in nats of the densities at ``time``, where ``density_kind`` is likelihood;
  ``kl_error``: its standard error; ``kl_smear``: 0, or the width of the Gaussian by which the data are
  smeared in what is called exact there. At time 0 it is KL(data‖model), and nothing is smeared.
- ``straightness``: of the learned flow (:mod:`playground.gaussian.straightness`); 0 is straight. On the
  straight path only.
- ``curve_error``: in the lab of consistency models, the root mean square over times of ``spread``.
"""

from __future__ import annotations

ARROWS, JUMPS = 24, 12
FEW = (1, 2, 4)
KEPT = ("track", "track_times", "track_exact", "track_exact_times", "data_points")
"""Arrays that are only in frames where they are new."""
