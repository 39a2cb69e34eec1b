"""What the frames of the VAE's 2-D lab hold, and on what grids. ``d`` is the latent size, 1 or 2.

Arrays are float32. Fields over the plane have row 0 at the least y and column 0 at the least x: cells of the
square from −``extent`` to ``extent``. Fields over the latent space are on the interval (``d`` = 1:
``(LINE,)``) or the square (``(CELLS, CELLS)``, row 0 at the least second coordinate) from −``latent_extent``
to ``latent_extent``, at the centres of cells.

In every frame:

- ``codes``, ``code_deviations`` (POINTS, d): mean and standard deviation of q(z|x) of each data point.
- ``reconstructions`` (POINTS, 2): what the means of the posteriors are decoded to.
- ``samples`` (SAMPLES, 2): x = decode(z) + σ·ε of prior noise that never changes, so that points move;
  ``sample_codes`` (SAMPLES, d): that z.
- ``aggregate``: density of the aggregated posterior q(z), the mean of the data points' posteriors.
- ``mesh`` (MESH, MESH, 2), d = 2: decoded nodes of an even grid of z from −:data:`REACH` to REACH, row 0 at
  the least second coordinate; ``curve`` (CURVE, 2), d = 1: decoded z from −REACH to REACH.
- ``decoded`` (2,): what the recipe's ``code`` is decoded to.
- ``probe_code`` (2, d): mean ``[0]`` and standard deviation ``[1]`` of the probe's posterior;
  ``probe_reconstruction`` (2,): its mean decoded; ``probe_posterior``: the true posterior p(z|x) of the
  probe over the latent space, relative to its largest value.
- ``curves`` (m, 4): training step, −ELBO, reconstruction and KL in nats per point, each the mean over some
  steps of training; over the whole training, with β = 1 whatever β is.

Only in frames where they are new, which are therefore kept (``Frame.keep``):

- ``data_points`` (POINTS, 2): data; ``origins`` (POINTS,): where each comes from, from 0 to 1 around the
  circle of colours: its mode, or its angle where the data have no modes.

Once they are known:

- ``density``, ``density_exact`` (CELLS, CELLS): mean density in each cell of the model,
  p(x) = ∫ p(x|z) p(z) dz, and of the data.

Scalars in every frame:

- ``phase``: ``"training"``. ``step``, ``steps_per_second``. ``trained``: whether training goes on.
- ``single_steps``: how many have been made of those that were asked for one by one.
- ``reconstruction`` (−log p(x|z)), ``kl``, ``negative_elbo``: of the last steps' batches, in nats per point.
- ``beta``; ``sigma``: the decoder's σ now; ``sigma_learned``.
- ``extent``, ``latent_extent``: see above. ``latent``: d.
- ``active``: latent dimensions whose posterior means vary by more than :data:`ACTIVE` over the data (Burda et
  al. 2016, section 5.2).
- ``probe_elbo``: the bound of the probe; ``probe_kl``, ``probe_reconstruction_loss``: its terms, the latter
  the mean over fixed noise.

Scalars once they are known (they are measured about once a second, and all but the first two of one model):

- ``entropy``: of the data in nats. It is the least that −ELBO can be:
  −ELBO = entropy + KL(data‖model) + E KL(q(z|x)‖p(z|x)).
- ``noise_floor``: the mean sliced Wasserstein distance between independent sets of exact samples, of which
  95 % lie between ``noise_floor_low`` and ``noise_floor_high``.
- ``measured_step``: training steps of the model that all that follows is about.
- ``divergence``: KL(data‖model) in nats, the mean of log p − log q over points that fill the data evenly;
  ``divergence_error``: its standard error. q(x) is summed over a grid of z.
- ``gap``: the mean KL(q(z|x)‖p(z|x)) over the same points, each over :data:`DRAWS` z.
- ``bound``: mean −ELBO, the sum of entropy, divergence and gap, in which the chance of points cancels;
  ``nll``: mean −log p(x), that of the first two; ``importance``: the tighter bound on it of the same z,
  weighted by importance (Burda et al. 2016, equation 8), never above ``bound``.
- ``information``: I(x; z), and ``aggregate_kl``: KL(q(z)‖p(z)), both estimated over the data points
  themselves; together they are the mean KL of the posteriors (Hoffman and Johnson 2016), ``data_kl``.
- ``sliced_wasserstein``: between MEASURED samples of the model and as many exact ones, always the same.
- ``stray``: the share of the samples that lie where the data's density is below :data:`FAINT` of its largest
  value: what is decoded from where no code is.
- ``modes``, ``modes_covered``, ``mode_quality``, ``mode_error``: of the samples, as
  :mod:`playground.paradigms.lab.frames` has them.
"""

from __future__ import annotations

from playground.paradigms.lab.frames import CELLS, EXTENT, FAINT, MEASURED, Floats
from playground.paradigms.lab.measures import BOX

__all__ = [
    "ACTIVE",
    "BOX",
    "CELLS",
    "CURVE",
    "DRAWS",
    "EXTENT",
    "FAINT",
    "KEPT",
    "LINE",
    "MEASURED",
    "MESH",
    "POINTS",
    "REACH",
    "SAMPLES",
    "Floats",
]

KEPT = ("data_points", "origins")
"""Arrays that only some frames bring."""

POINTS, SAMPLES = 600, 1000
LINE = 256
MESH, CURVE = 33, 400
REACH = 3.0
DRAWS = 64
ACTIVE = 0.01
