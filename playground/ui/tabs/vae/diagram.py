"""The dataflow of a variational autoencoder: a picture to codes, and a code to a picture."""

from __future__ import annotations

from playground.ui.stage.diagram import Diagram, Node

_ROW = "x → encoder → code → z → decoder → output"

IMAGES = Diagram(
    _ROW,
    {
        "x": Node(
            sign="x",
            title="Image x",
            tip="a held-out image, or what you draw",
            terms="reconstruction",
        ),
        "encoder": Node(
            sign="Encoder",
            title="Encoder q(z|x)",
            tip="the network that gives a distribution over codes",
            terms="kl mean deviation",
        ),
        "code": Node(
            sign="μ, σ",
            title="Posterior μ, σ",
            tip="mean and deviation of the code, for each latent dimension",
            terms="mean deviation",
        ),
        "z": Node(
            sign="z",
            title="Code z",
            tip="the point that is decoded: drawn, or on the way from A to B",
            terms="z noise",
        ),
        "decoder": Node(
            sign="Decoder",
            title="Decoder p(x|z)",
            tip="the network that gives a picture for every code, also for noise",
            terms="output reconstruction",
        ),
        "output": Node(
            sign="p(x|z)",
            title="Decoded picture",
            tip="the mean of what the decoder gives; beside it what was lost",
            terms="reconstruction probability",
        ),
    },
)

LAB = Diagram(
    _ROW,
    {
        "x": Node(
            sign="x",
            title="Points x",
            tip="the data, on the plane at the right",
            panel="data",
            shows="data_points",
            terms="entropy",
        ),
        "encoder": Node(
            sign="Encoder",
            title="Encoder q(z|x)",
            tip="the network that puts every point into the latent space",
            panel="latent",
            terms="kl",
        ),
        "code": Node(
            sign="μ, σ",
            title="Posteriors μ, σ",
            tip="where each point’s code lies, and how wide",
            panel="latent",
            shows="codes",
            terms="kl information",
        ),
        "z": Node(
            sign="z",
            title="Codes z",
            tip="all of them together, beside the prior from which samples are drawn",
            panel="latent",
            shows="aggregate",
            terms="marginal",
        ),
        "decoder": Node(
            sign="Decoder",
            title="Decoder p(x|z)",
            tip="the network that bends the latent space over the plane",
            panel="data",
            terms="decoder_mean sigma",
        ),
        "output": Node(
            sign="p(x|z)",
            title="Reconstructions",
            tip="what becomes of each point; the curves say how good that is",
            panel="curves",
            shows="reconstructions",
            terms="reconstruction negative_elbo",
        ),
    },
    whole=True,
)
