"""Recipes that show what a VAE is known for, each the same every time."""

from __future__ import annotations

import msgspec

from playground.paradigms.vae_lab.recipes import VaeLab


class Preset(msgspec.Struct, frozen=True):
    """A recipe with its title, and what is to be seen in a sentence."""

    name: str
    title: str
    help: str
    recipe: VaeLab


PRESETS: tuple[Preset, ...] = (
    Preset(
        "healthy",
        "Healthy run",
        "A learned σ and β = 1: the codes fill the prior, and the samples come close to the data.",
        VaeLab(data="two-moons", latent=2, sigma=0.3, learning_rate=5e-3),
    ),
    Preset(
        "collapse",
        "Posterior collapse",
        "A wide decoder and a large β: every posterior is the prior, and the code says nothing.",
        VaeLab(data="eight-gaussians", latent=2, beta=8.0, sigma=0.4, learn_sigma=False),
    ),
    Preset(
        "holes",
        "Latent holes",
        "Hardly any KL: the codes leave most of the prior empty, and what is decoded from there is no data.",
        VaeLab(data="eight-gaussians", latent=2, beta=0.02, sigma=0.15, learn_sigma=False),
    ),
)
