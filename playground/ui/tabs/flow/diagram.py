"""The dataflow of flow matching."""

from __future__ import annotations

from playground.ui.sampling.diagram import of_images, of_lab

IMAGES = of_images(
    row="start → now · time+label → network → prediction → step → data",
    now={"tip": "on a straight line between noise and data in training, on the model’s own path here"},
    time={"tip": "how far xₜ is on its way from noise to data; the network is told", "terms": "t"},
    network={"terms": "network flow"},
    prediction={
        "sign": "v",
        "title": "Velocity v",
        "tip": "where to, and how fast; straight paths need few steps, which is what reflow buys",
        "terms": "marginal_velocity line_velocity network",
    },
    step={
        "title": "Step of the solver",
        "tip": "x goes along v for a while; solvers differ in what they ask before they go",
    },
    data={
        "tip": "where the way ends; back along it, one learns how likely a picture is",
        "terms": "data log_density",
    },
)

LAB = of_lab(
    time={"sign": "σ", "title": "Noise level", "terms": "t"},
    step={"title": "Step of the solver", "terms": "flow"},
    prediction={
        "sign": "v",
        "title": "Velocity v",
        "tip": "an arrow everywhere; how far they are from the exact ones stands on the plane of the error",
        "terms": "network line_velocity marginal_velocity",
    },
)
