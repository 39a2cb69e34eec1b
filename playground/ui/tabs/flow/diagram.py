"""The dataflow of flow matching."""

from __future__ import annotations

from playground.ui.sampling.diagram import of_images, of_lab

IMAGES = of_images(
    row="start → now · time+label → network → prediction → step → data",
    start={"also": "denoise lines reflow solvers"},
    now={
        "panel": "lines",
        "also": "denoise reflow solvers",
        "tip": "on a straight line between noise and data in training, on the model’s own path here",
    },
    time={"also": "lines reflow solvers likelihood", "terms": "t"},
    label={"also": "lines reflow solvers interpolate"},
    network={"also": "lines reflow solvers interpolate likelihood", "terms": "network flow"},
    prediction={
        "sign": "v",
        "title": "Velocity v",
        "tip": "where to, and how fast; straight paths need few steps, which is what reflow buys",
        "panel": "reflow",
        "also": "denoise lines solvers likelihood",
        "shows": "samples/noise",
        "terms": "marginal_velocity line_velocity network",
    },
    step={
        "panel": "solvers",
        "also": "denoise interpolate reflow lines",
        "title": "Step of the solver",
        "tip": "x goes along v for a while; solvers differ in what they ask before they go",
    },
    data={
        "panel": "likelihood",
        "also": "denoise lines reflow solvers interpolate",
        "tip": "where the way ends; back along it, one learns how likely a picture is",
        "shows": "lines/ends reflow/images interpolate/images[t] likelihood/images samples/end",
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
