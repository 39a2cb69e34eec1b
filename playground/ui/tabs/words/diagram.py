"""The dataflow of text to image: words are read, and what they mean is looked at in every step."""

from __future__ import annotations

from playground.ui.stage.diagram import Diagram, Node

IMAGES = Diagram(
    "words → read · start → now · time → network → prediction+guided → step → data",
    {
        "words": Node(
            sign="words",
            title="Prompt",
            tip="what is typed, taken apart into words, each a number of the vocabulary",
            terms="label",
        ),
        "read": Node(
            sign="text",
            title="Text transformer",
            tip="words look at each other, and each becomes what it means here",
            terms="label",
        ),
        "start": Node(
            sign="noise", title="Noise", tip="where every picture begins; a seed says which", terms="noise"
        ),
        "now": Node(
            sign="xₜ",
            title="Picture on its way xₜ",
            tip="data and noise mixed, as much of each as the time says",
            terms="noisy",
        ),
        "time": Node(
            sign="t",
            title="Time t",
            tip="how far xₜ is on its way from noise to data; the network is told",
            terms="t",
            written=True,
        ),
        "network": Node(
            sign="blocks",
            title="Blocks",
            tip="places of the picture and words look at each other, block after block",
            terms="network",
        ),
        "prediction": Node(
            sign="words",
            title="Predicted with the words",
            tip="the picture that the network sees in xₜ when it is told the words",
            terms="label",
        ),
        "guided": Node(
            sign="added",
            title="What guidance adds",
            tip="away from what is predicted without the words, some times as far",
            terms="guidance guided unconditional",
        ),
        "step": Node(
            sign="Step",
            title="Step of the solver",
            tip="x goes along the velocity for a while",
            terms="step_size",
        ),
        "data": Node(sign="data", title="Picture", tip="where the way ends", terms="data"),
    },
    ("step", "now"),
)
