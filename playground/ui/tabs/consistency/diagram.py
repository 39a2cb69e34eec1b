"""The dataflow of a consistency model: from anywhere on a trajectory straight to its end."""

from __future__ import annotations

from playground.ui.sampling.diagram import of_images, of_lab

_JUMPER = {"sign": "f(x, t)", "title": "Consistency model f"}
_AGAIN = {
    "sign": "noise it",
    "title": "Noise again",
    "tip": "some noise is added, and the next jump begins there",
}

IMAGES = of_images(
    row="start → now · time+label → network → data → step",
    start={"also": "denoise rows multistep jumps", "terms": "noisy"},
    now={
        "panel": "jumps",
        "also": "denoise multistep",
        "tip": "any place of one trajectory: from all of them the jump is to end alike",
        "shows": "jumps/x[0] samples/x",
    },
    time={"panel": "jumps", "also": "denoise multistep", "shows": "jumps/times[0] samples/t"},
    label={"also": "rows multistep jumps interpolate", "terms": "", "tip": "the class that is asked for"},
    network={
        **_JUMPER,
        "tip": "it jumps to the end of the trajectory at once, where its teacher walks",
        "panel": "rows",
        "also": "denoise jumps multistep interpolate",
        "terms": "consistency network",
    },
    data={
        "also": "rows jumps multistep interpolate",
        "tip": "where the jump ends",
        "shows": "jumps/ends[0] rows/images interpolate/images[t] ways/images samples/data",
        "terms": "predicted_data consistency",
    },
    step={**_AGAIN, "panel": "multistep", "also": "denoise rows", "terms": "fresh noise_level"},
)

LAB = of_lab(
    row="start → now · time → network → data → step",
    start={"terms": "noisy"},
    network={
        **_JUMPER,
        "tip": "it learns to jump to where its teacher’s way ends",
        "terms": "consistency loss",
    },
    data={"title": "Where the jumps end"},
    step={**_AGAIN, "terms": "fresh"},
)
