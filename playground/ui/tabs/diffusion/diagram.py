"""The dataflow of a diffusion model."""

from __future__ import annotations

from playground.ui.sampling.diagram import of_images, of_lab

IMAGES = of_images(
    now={
        "panel": "forward",
        "also": "denoise",
        "shows": "forward/x[level] samples/x",
        "tip": "data and noise mixed; see an image with more and more of it",
    },
    time={
        "panel": "forward",
        "also": "denoise",
        "shows": "forward/times[level] samples/t",
        "terms": "noise_level signal noise_variance",
    },
    network={"also": "fan interpolate bound"},
    prediction={"also": "fan bound"},
    estimate={"shows": "samples/data", "also": "fan"},
    step={
        "panel": "fan",
        "also": "denoise interpolate",
        "tip": "a part of the predicted noise is taken away; η says how much fresh noise comes in its place",
        "terms": "step_noise fresh eta",
    },
    data={
        "panel": "bound",
        "also": "denoise fan forward interpolate",
        "tip": "where the way ends, and how likely the model finds real ones",
        "shows": "forward/image fan/ends interpolate/images[t] bound/images samples/end",
    },
    start={"also": "denoise fan"},
    label={"also": "fan interpolate"},
)

LAB = of_lab(
    prediction={
        "sign": "∇ log p",
        "title": "Score, from the predicted noise",
        "tip": "an arrow everywhere, to where points are likelier; the error’s plane says how wrong it is",
    }
)
