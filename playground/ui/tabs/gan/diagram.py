"""The dataflow of a generative adversarial network: noise to pictures, and these to a judge."""

from __future__ import annotations

from playground.ui.stage.diagram import Diagram, Node

_ROW = "z → {} → fake+real → discriminator → loss"
_ONE, _BOTH = "generator", "generator → mapping → w → synthesis"

IMAGES = Diagram(
    _ROW.format(_BOTH),
    {
        "z": Node(
            sign="z",
            title="Noise z",
            tip="the numbers that the generator starts from; walk between those of four seeds",
            terms="z prior",
        ),
        "generator": Node(
            sign="G",
            title="Generator G",
            tip="the network that draws; see what its first layer listens to",
            terms="generator",
            needs="no mapping",
        ),
        "mapping": Node(
            sign="f",
            title="Mapping network f",
            tip="it makes w of noise, before anything is drawn; mix the w of two pictures",
            terms="mapping",
            needs="mapping",
        ),
        "w": Node(
            sign="w",
            title="Style w",
            tip="what every layer of the synthesis takes; walk along its principal directions",
            terms="style cut",
            needs="mapping",
        ),
        "synthesis": Node(
            sign="g",
            title="Synthesis network g",
            tip="the network that draws, coarse layers first; let some take another w",
            terms="synthesis mixed",
            needs="mapping",
        ),
        "fake": Node(
            sign="G(z)",
            title="Generated picture G(z)",
            tip="what is drawn from noise",
            terms="picture",
        ),
        "real": Node(
            sign="x",
            title="Real picture x",
            tip="held-out images, which the discriminator is to tell from generated ones",
        ),
        "discriminator": Node(
            sign="D",
            title="Discriminator D",
            tip="the network that says how real a picture looks",
            terms="decision logit",
        ),
        "loss": Node(
            sign="Loss",
            title="Loss of both players",
            tip="what D says teaches both: see them at moments of their training",
            terms="best pairs area",
        ),
    },
    ("loss", "generator mapping"),
)

LAB = Diagram(
    _ROW.format(_ONE),
    {
        "z": Node(
            sign="z",
            title="Noise z",
            tip="where the generator’s points come from",
            panel="generator",
            shows="fake_noise",
            terms="over_noise",
        ),
        "generator": Node(
            sign="G",
            title="Generator G",
            tip="the network that warps the noise into points",
            panel="generator",
            terms="loss_g",
        ),
        "fake": Node(
            sign="G(z)",
            title="Generated points G(z)",
            tip="they follow the sticks that the discriminator’s field gives them",
            panel="game",
            shows="fakes",
            terms="judged_fake stick",
        ),
        "real": Node(
            sign="x",
            title="Real points x",
            tip="the data, which the discriminator is to tell from generated ones",
            panel="game",
            shows="data_points",
            terms="judged_real over_data",
        ),
        "discriminator": Node(
            sign="D",
            title="Discriminator D",
            tip="the network that says how real each place looks",
            panel="game",
            terms="loss_d best",
        ),
        "loss": Node(
            sign="Loss",
            title="Losses of both players",
            tip="what teaches both; the curves show it over the training",
            panel="losses",
            terms="loss_d loss_g",
        ),
    },
    ("loss", "generator"),
    whole=True,
)
