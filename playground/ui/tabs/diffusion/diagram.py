"""The dataflow of a diffusion model."""

from __future__ import annotations

from playground.ui.sampling.diagram import of_images, of_lab

IMAGES = of_images(
    now={"tip": "data and noise mixed; see an image with more and more of it"},
    time={"terms": "noise_level signal noise_variance"},
    step={
        "tip": "a part of the predicted noise is taken away; η says how much fresh noise comes in its place",
        "terms": "step_noise fresh eta",
    },
    data={"tip": "where the way ends, and how likely the model finds real ones"},
)

LAB = of_lab(
    prediction={
        "sign": "∇ₓ log pₜ",
        "title": "Score, from the predicted noise",
        "tip": "an arrow everywhere, to where points are likelier; the error’s plane says how wrong it is",
    }
)
