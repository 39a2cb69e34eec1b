"""Variational autoencoders: an encoder and a decoder that are trained on a bound of the likelihood.

Kingma & Welling 2014, "Auto-encoding variational Bayes".
"""

from __future__ import annotations

from playground.core.paradigm import Paradigm
from playground.paradigms.vae_images import IMAGE_RUNS
from playground.paradigms.vae_images.recipes import Sample
from playground.paradigms.vae_lab.runs import RUNS as LAB_RUNS

PARADIGM = Paradigm(
    name="vae",
    title="VAE",
    order=1,
    generate=Sample,
    runs={**IMAGE_RUNS, **LAB_RUNS},
)
