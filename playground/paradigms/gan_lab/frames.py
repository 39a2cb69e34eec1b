"""What the frames of the GAN's lab hold, and on what grids.

Arrays are float32. Fields on a grid have row 0 at the least y and column 0 at the least x: cell centres of
the square from −:data:`EXTENT` to :data:`EXTENT`. In arrays the discriminator D is always shown between 0
(generated) and 1 (real), with ½ where it does not know; ``d_scale`` says how its output became that.

In every frame:

- ``fakes`` (points, 2): what the generator makes of noise that never changes, so that points move.
- ``sticks`` (points, 2): at each of them −∂ℓ/∂x of its own loss: where the generator would send it. Drawn
  ``stick_scale`` times as long, but at most 1 long.
- ``discriminator`` (CELLS, CELLS): D.
- ``histogram_real``, ``histogram_fake`` (BINS,): shares of the real and generated points by D, in equal bins
  from 0 to 1.
- ``losses_d``, ``losses_g`` (m, 2): round and loss, each the mean over some rounds; NaN where the player did
  not learn.
- for 2-D noise, ``mesh`` (MESH, MESH, 2): where the generator puts the nodes ``mesh_noise``; ``mesh_areas``
  (MESH − 1, MESH − 1): area of each cell, negative where it is turned over. All cells are equally likely, so
  that one over the area is the density of the points; 1 is the area of a cell of uniform noise.
- for 1-D noise, ``curve`` (CURVE, 2): the same of the nodes ``curve_noise``; ``curve_lengths`` (CURVE − 1,):
  length of each piece; 1 is that of a piece of uniform noise.

Only in the first frame, which is therefore kept (``Frame.keep``):

- ``data_points`` (n, 2): data, which D(real) is measured on.
- ``fake_noise`` (MOST_POINTS, 1 or 2): the noise of the fakes, of which the first ones are shown.
- ``mesh_noise`` (MESH, MESH, 2), or ``curve_noise`` (CURVE,): nodes in the noise, column by first and row by
  second coordinate: evenly spread where it is uniform; where it is normal, such that all cells are equally
  likely, from the first to the last :data:`TAIL`.

In slow motion, of the present update so far. Every frame brings one more part of it, as ``part`` says:

- from ``noise`` on ``batch_noise`` (batch, 1 or 2), from ``generate`` on ``batch_fake`` (batch, 2).
- from ``look`` on ``batch_d_fake`` (batch,), and where the discriminator learns ``batch_real`` (batch, 2) and
  ``batch_d_real`` (batch,): D there.
- from ``gradient`` on, where the discriminator learns, ``batch_pull_real``, ``batch_pull_fake`` (batch,):
  minus the derivative of each point's loss by D's output: how strongly it pulls D up or down at its place;
  where the generator learns, ``batch_sticks`` (batch, 2) as ``sticks``. ``gradient_sizes`` (layers + 1,):
  root mean square of the derivatives of the loss by the weights of each layer of the player that learns.
- at ``update``, where the discriminator learns, ``discriminator_before`` (CELLS, CELLS): what it said until
  then, shown on the scale of now; where the generator learns, ``batch_after`` (batch, 2): where it puts the
  same noise now.

Scalars in every frame:

- ``step``: rounds. ``steps_per_second``: of them. ``trained``: whether training goes on.
- ``single_steps``: how many have been made of those that were asked for one by one.
- ``loss_d``, ``loss_g``: means over those of the last few dozen rounds in which the player has learned; in
  slow motion, of its last update of which the gradient is known. NaN while it does not learn.
- ``d_real``, ``d_fake``: means over the data points and over the fakes of what D says: of the probability
  where it is one, else of the discriminator's output, before it is shown as ``d_scale`` says.
- ``d_scale``: how D is shown: ``"probability"``, the logistic function of the output; ``"score"`` (least
  squares), the output itself, cut off at 0 and 1; ``"margin"`` (hinge), the output from −1 to 1;
  ``"critic"`` (Wasserstein), whose output has a meaning only in differences: ½ is half way between the means
  over real and generated points, and 0 or 1 the farthest of those points. ``d_half``: the output that is
  shown as ½; ``d_span``: from there to 1 (for probabilities, the output that is shown as 0.73).
- ``d_gap``: mean output over real minus mean output over generated points: the critic's estimate of the
  Wasserstein distance, where it is one.
- ``stick_scale``: one of 1, 2, 5 by powers of ten, such that most sticks have a length that can be seen, but
  never so large that a vanished gradient looks like one; it changes seldom. ``stick_size``: root mean
  square of the sticks.
- ``extent``: EXTENT.
- ``slow``: whether this is slow motion; ``player`` (``"discriminator"``, ``"generator"``), ``part`` (one of
  ``"noise"``, ``"generate"``, ``"look"``, ``"gradient"``, ``"update"``), ``part_index`` (1 to 5) and
  ``caption`` say in it what has just been done; else empty and 0. ``part_loss``: the loss of the update, from
  ``gradient`` on.

Scalars once they are known (they are measured a few times a second at most, on MEASURED fakes):

- ``measured``: the round after which those fakes were made.
- ``js``: Jensen-Shannon divergence in nats between fakes and density, on JS_CELLS² cells and one for all
  outside. 0 is best, ln 2 worst.
- ``kl``: KL(fakes‖density) in nats on the same cells; absent where it is infinite.
- ``js_floor``, ``kl_floor``: the mean of the same for exact samples, which come to more than 0 by chance;
  each with ``…_low`` and ``…_high``, between which lie 95 % of such sets.
- ``sliced_wasserstein``: between fakes and as many exact samples, always the same; ``noise_floor``, with
  its two ends: the same between independent sets of exact samples.
- ``modes``, ``modes_covered``, ``mode_quality``, ``mode_error``: of the fakes, as
  :mod:`playground.paradigms.lab.frames` has them. Only for data with modes.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

EXTENT = 3.5
CELLS, MESH, CURVE, BINS, JS_CELLS = 64, 21, 201, 40, 32
TAIL = 0.01
MEASURED, DATA_POINTS = 2000, 1000

Floats: TypeAlias = NDArray[np.float32]
