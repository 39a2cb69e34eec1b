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
    start={"terms": "noisy"},
    now={"tip": "any place of one trajectory: from all of them the jump is to end alike"},
    label={"terms": "", "tip": "the class that is asked for"},
    network={
        **_JUMPER,
        "tip": "it jumps to the end of the trajectory at once, where its teacher walks",
        "terms": "consistency network",
    },
    data={
        "tip": "where the jump ends",
        "terms": "predicted_data consistency",
    },
    step={**_AGAIN, "terms": "fresh noise_level"},
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
