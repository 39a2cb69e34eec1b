"""Recipes that show what a VAE is known for, each the same every time."""

from __future__ import annotations

from playground.paradigms.lab.recipe import Preset
from playground.paradigms.vae_lab.recipes import VaeLab

PRESETS: tuple[Preset[VaeLab], ...] = (
    Preset(
        name="healthy",
        title="Healthy run",
        help="A learned σ and β = 1: the codes nearly fill the prior, and most samples lie near the data.",
        recipe=VaeLab(start="vae-healthy", data="two-moons", latent=2, sigma=0.3, learning_rate=5e-3),
    ),
    Preset(
        name="collapse",
        title="Posterior collapse",
        help="A wide decoder and a large β: every posterior is the prior, and the code says nothing.",
        recipe=VaeLab(
            start="vae-collapse", data="eight-gaussians", latent=2, beta=8.0, sigma=0.4, learn_sigma=False
        ),
    ),
    Preset(
        name="holes",
        title="Latent holes",
        help="Hardly any KL: the codes leave most of the prior empty, and what is decoded from there is no "
        "data.",
        recipe=VaeLab(
            start="vae-holes", data="eight-gaussians", latent=2, beta=0.02, sigma=0.15, learn_sigma=False
        ),
    ),
)
