"""What the frames of the normalizing flow's lab hold, and on what grids.

Arrays are float32, with L layers. The *start space* is that of the data where the recipe's direction is from
data to noise, else that of the noise, the base. A *position* is a number of layers from the start space on;
between two whole numbers each point lies on the straight line between its places before and after that layer,
in proportion. Such a blend of the identity and a layer is invertible as well.

In every frame, once the first slices of work are done (and again some frames after a change of direction):

- ``points`` (n, 2): points of the start space, carried to ``position``: the recipe's count of base points
  drawn from the standard normal distribution, always the same for a seed, or of fresh data.
- ``angles``, ``radii`` (n,): the angle in (−π, π] and the distance from the origin of each one's base point.
- ``grid`` (GRID + 1, GRID + 1, 2): the nodes of an even grid on the square of the start space from
  −:data:`EXTENT` to EXTENT, carried to ``position``; row 0 is the least y, column 0 the least x at the start.
- ``log_areas`` (GRID, GRID): the natural logarithm of how many times the area of each cell has grown, of the
  quadrilateral between its nodes; where cells are small beside what bends them, that is log|det J| there.
- ``probe_way`` (L + 1, 2): the probe, which the recipe puts somewhere after some layers, at each whole
  position; ``probe_at`` (2,): at ``position``.
- ``waterfall`` (L + 1,): for the probe's data x: log p_z at its base point, then log|det J| of each layer in
  the sense from data to base, from the data's side on; the sum is log p(x). In nats, whatever the direction.
- ``density``, ``density_exact`` (CELLS, CELLS): the learned density of the data (a few times a second at
  most) and the known one, at the centres of the cells of the square; row 0 is the least y.
- ``losses`` (m, 2): training step and negative log-likelihood in nats, each the mean over some steps.

Only in the first frame, which is kept: ``data_points`` (n, 2), data.

Scalars in every frame:

- ``step``, ``loss``, ``steps_per_second``; ``trained``: whether training goes on.
- ``single_steps``: how many have been made of those that were asked for one by one.
- ``layers``, ``position``, ``direction``, ``extent``: the number of layers, where one looks (the recipe's
  layer, at most L), the recipe's direction, and EXTENT.

Scalars once they are known (they are measured a few times a second at most):

- ``log_density``, ``log_density_exact``: log p(x) of the probe's data, the sum of the waterfall, and the
  known one there, which may be −∞.
- ``entropy``: the true entropy of the data in nats: the mean of ``loss`` cannot be below it for any flow.
- ``kl``: KL(exact‖learned) in nats: the mean of log p − log q over points that fill the data evenly, what
  lies outside the square included; ``kl_error``: its standard error. ``nll``: ``entropy`` + ``kl``, the
  negative log-likelihood on held-out data, free of the points' own chance.
- ``mass``: the learned probability of the square, by the midpoint rule.
- ``sliced_wasserstein``: between MEASURED base points turned to data and as many exact samples;
  ``noise_floor``: the mean of the same between independent sets of exact samples, of which 95 % lie between
  ``noise_floor_low`` and ``noise_floor_high``.
- ``modes``, ``modes_covered``, ``mode_quality``, ``mode_error``: of the same points, as
  :mod:`playground.paradigms.lab.frames` has them. Only for data with modes.
- ``round_trip``: over up to CHECKED points of the start space, the largest distance of a point from itself
  after going through all layers and back, in 32-bit floats.
- ``condition_median``, ``condition_max``: over CHECKED exact samples, of the condition number of ∂z/∂x: the
  ratio of its singular values; the same for the inverse map at their base points.

A run raises ``RecipeError`` once a number is no longer finite, and once the training has for long been worse
than none, as :class:`playground.live.nflow_density.DensityLearner` has it.
"""

from __future__ import annotations

from playground.paradigms.lab.frames import CELLS, EXTENT, MEASURED, Floats, grid

__all__ = ["CELLS", "CHECKED", "EXTENT", "GRID", "MEASURED", "Floats", "grid"]

GRID = 32
CHECKED = 1000
