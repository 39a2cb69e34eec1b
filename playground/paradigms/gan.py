"""Generative adversarial networks: a generator and a discriminator that learn against each other.

Goodfellow et al. 2014, "Generative adversarial nets". What the plane shows of them goes back to Kahng et al.
2018, "GAN Lab: understanding complex deep generative models using interactive visual experimentation".
"""

from __future__ import annotations

from playground.core.paradigm import Paradigm
from playground.paradigms.gan_images import IMAGE_RUNS
from playground.paradigms.gan_images.recipes import Sample
from playground.paradigms.gan_lab.runs import GAN_LAB_RUNS

PARADIGM = Paradigm(
    name="gan",
    title="GAN",
    order=2,
    generate=Sample,
    runs={**IMAGE_RUNS, **GAN_LAB_RUNS},
)
