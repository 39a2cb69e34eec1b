"""Training recipes: everything that determines a trained model, as plain data."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe


class TrainingRecipe(Recipe, frozen=True, kw_only=True):
    """What every training has: data, network, length, optimiser, augmentation and seed."""

    name: Annotated[str, about("name", "Name of the model’s folder.", length=80)]
    title: Annotated[str, about("title", "The model’s name for people.", length=200)]
    summary: Annotated[str, about("summary", "One sentence about the model.", length=1000)] = ""
    data: Annotated[str, about("data set", "The images that the model learns from.", length=80)]
    network: Annotated[str, about("network", "A file in playground/networks.", length=80)]
    config: Annotated[dict[str, Any], about("configuration", "The network’s configuration.")] = msgspec.field(
        default_factory=dict
    )
    epochs: Annotated[int, bounds(1, 10_000, "epochs", "Passes over the training images.")] = 20
    batch: Annotated[int, bounds(1, 65_536, "batch", "Images per step.", unit="images")] = 128
    learning_rate: Annotated[
        float, bounds(1e-6, 1.0, "learning rate", "Highest step size of AdamW.", scale="log")
    ] = 1e-3
    warm_up: Annotated[int, bounds(0, 100_000, "warm-up", "Steps until the highest rate.", unit="steps")] = (
        300
    )
    weight_decay: Annotated[float, bounds(0.0, 1.0, "weight decay", "AdamW’s decoupled decay.")] = 1e-4
    clip: Annotated[float, bounds(0.0, 1e6, "gradient clip", "Largest norm of the gradient; 0 is none.")] = (
        1.0
    )
    ema: Annotated[float, bounds(0.0, 0.99999, "EMA", "Decay of the weights’ moving average.")] = 0.999
    bfloat16: Annotated[bool, about("bfloat16", "Compute in bfloat16 where the device is fast at it.")] = (
        False
    )
    half: Annotated[bool, about("half precision", "Ship the weights in half precision.")] = False
    validation: Annotated[
        int, bounds(0, 1_000_000, "validation", "Training images kept apart to choose the best epoch.")
    ] = 1000
    degrees: Annotated[float, bounds(0.0, 180.0, "rotation", "Largest random rotation.", unit="°")] = 0.0
    zoom: Annotated[float, bounds(0.0, 0.9, "zoom", "Largest random change of size, as a fraction.")] = 0.0
    shift: Annotated[float, bounds(0.0, 28.0, "shift", "Largest random shift.", unit="pixels")] = 0.0
    mirror: Annotated[bool, about("mirror", "Turn half of the images left to right.")] = False
    seed: Annotated[int, bounds(0, 2**32 - 1, "seed", "Determines weights, order and noise.")] = 0


class TrainVae(TrainingRecipe, tag="train-vae", frozen=True, kw_only=True):
    """Maximise the ELBO with one scale for all pixels, then, all else fixed, with a scale for each pixel.

    With a scale per pixel from the start, the precision of an empty background drowns the shapes (Seitzer et
    al. 2022, "On the Pitfalls of Heteroscedastic Uncertainty Estimation"). Whatever ``beta`` is in training,
    the bound that is reported is the ELBO itself, with β = 1.
    """

    latent: Annotated[int, bounds(1, 1024, "latent size", "Dimensions of the latent space.")]
    beta: Annotated[float, bounds(0.0, 1000.0, "β", "Weight of the KL term; 1 is the ELBO itself.")] = 1.0
    kl_warm_up: Annotated[int, bounds(0, 1_000_000, "KL warm-up", "Steps until β is reached.")] = 0
    scale_epochs: Annotated[
        int, bounds(1, 10_000, "scale epochs", "Passes in which only the scales of the pixels are learned.")
    ] = 2


class TrainJudge(TrainingRecipe, tag="train-judge", frozen=True, kw_only=True):
    """Minimise the cross-entropy of the labels: the classifier that judges what decoded pictures show."""


class TrainClassifier(TrainJudge, tag="train-classifier", frozen=True, kw_only=True):
    """Minimise the cross-entropy of the labels: the classifier in whose features pictures are compared."""


class TrainDenoiser(TrainingRecipe, tag="train-denoiser", frozen=True, kw_only=True):
    """Minimise the squared error of a prediction along a path from data to noise, labels sometimes hidden.

    Time is uniform, or the logistic of a normal, which asks most often about the middle (Esser et al. 2024).
    """

    path: Annotated[
        Literal["variance preserving", "linear"], about("path", "How data are mixed with noise.")
    ] = "linear"
    schedule: Annotated[
        Literal["linear", "cosine", "sigmoid"], about("β schedule", "Of a variance-preserving path.")
    ] = "linear"
    schedule_steps: Annotated[int, bounds(2, 100_000, "T", "Steps of the β schedule.")] = 1000
    prediction: Annotated[
        Literal["noise", "data", "v", "velocity"], about("prediction", "What the network is asked for.")
    ] = "velocity"
    times: Annotated[Literal["uniform", "logit-normal"], about("times", "How training draws time.")] = (
        "uniform"
    )
    label_dropout: Annotated[
        float, bounds(0.0, 1.0, "label dropout", "Share of pictures whose label is hidden.")
    ] = 0.1
    first_stage: Annotated[
        str, about("first stage", "Recipe of the autoencoder in whose latent space it works.", length=80)
    ] = ""
    restarts: Annotated[
        tuple[int, ...], about("restarts", "Epochs of further cosines, each from the best weights so far.")
    ] = ()


class TrainFromTeacher(TrainDenoiser, frozen=True, kw_only=True):
    """A training on trajectories of a teacher's flow; it begins with the teacher's weights."""

    teacher: Annotated[str, about("teacher", "The finished model whose flow is learnt.", length=80)]
    trajectories: Annotated[
        int, bounds(2, 10_000_000, "trajectories", "How many of the teacher’s trajectories are drawn.")
    ] = 20_000
    teacher_sampler: Annotated[str, about("sampler", "How the teacher’s flow is solved.", length=40)] = "ab2"
    teacher_steps: Annotated[int, bounds(1, 1000, "teacher’s steps", "Steps of a trajectory.")] = 16


class TrainReflow(TrainFromTeacher, tag="train-reflow", frozen=True, kw_only=True):
    """Match the flow of straight lines between the ends of the teacher's trajectories (Liu et al. 2023)."""


class TrainConsistency(TrainFromTeacher, tag="train-consistency", frozen=True, kw_only=True):
    """Send every point of a teacher's trajectory to its end: what a consistency model is (Song et al. 2023).

    Where that paper compares neighbours, for want of the end, the end itself is at hand here. With
    ``adversarial``, a discriminator that tells pictures of the data set from those that the network sends
    points to has a say in every cosine but the first (Kim et al. 2024, "Consistency trajectory models").
    """

    perceptual: Annotated[
        float, bounds(0.0, 1e6, "perceptual", "Weight of the judge’s distance beside the pseudo-Huber loss.")
    ] = 0.0
    pure: Annotated[
        float, bounds(0.0, 1.0, "pure noise", "Share of pictures that are asked about at the noisiest time.")
    ] = 0.25
    adversarial: Annotated[
        float, bounds(0.0, 1e3, "adversarial", "Weight of a discriminator’s verdict beside the distance.")
    ] = 0.0
    adversarial_pure: Annotated[
        float, bounds(0.0, 1.0, "pure noise then", "The same share where the discriminator has a say.")
    ] = 0.5
    critic: Annotated[
        str, about("critic", "The finished pair of players whose discriminator it begins as.", length=80)
    ] = ""
    adversarial_learning_rate: Annotated[
        float, bounds(1e-6, 1.0, "rate then", "Highest step size with the discriminator.", scale="log")
    ] = 2e-4
    discriminator_learning_rate: Annotated[
        float, bounds(1e-6, 1.0, "discriminator’s rate", "Its own highest step size.", scale="log")
    ] = 1e-3
    r1: Annotated[float, bounds(0.0, 1e4, "R1", "Weight of its penalty on real pictures.")] = 0.2
    interval: Annotated[int, bounds(1, 1000, "interval", "Steps from penalty to penalty.", unit="steps")] = 8


class TrainGan(TrainingRecipe, tag="train-gan", frozen=True, kw_only=True):
    """Let a generator and a discriminator play (Goodfellow et al. 2014), the latter's gradient kept small.

    The penalties are Mescheder et al. 2018's: R1 on real pictures and R2 on generated ones, at every
    ``interval``-th step with that many times the weight (Karras et al. 2020, "lazy regularisation").
    """

    loss: Annotated[
        Literal["non-saturating", "hinge", "least squares"], about("loss", "What both players minimise.")
    ] = "non-saturating"
    r1: Annotated[float, bounds(0.0, 1e4, "R1", "Weight of the penalty on real pictures.")] = 0.1
    r2: Annotated[float, bounds(0.0, 1e4, "R2", "Weight of the penalty on generated pictures.")] = 0.0
    interval: Annotated[int, bounds(1, 1000, "interval", "Steps from penalty to penalty.", unit="steps")] = 8
    discriminator_learning_rate: Annotated[
        float, bounds(1e-6, 1.0, "discriminator’s rate", "Its highest step size.", scale="log")
    ] = 1e-3
    discriminator_steps: Annotated[
        int, bounds(1, 16, "discriminator’s steps", "Its updates, which share a batch, for one of the other.")
    ] = 1
    snapshots: Annotated[
        int, bounds(0, 12, "snapshots", "How many moments on the way are kept, the start and then ×4 by ×4.")
    ] = 5


class TrainNflow(TrainingRecipe, tag="train-nflow", frozen=True, kw_only=True):
    """Maximise the exact log-likelihood of pictures under uniform dequantisation, labels sometimes hidden."""

    label_dropout: Annotated[
        float, bounds(0.0, 1.0, "label dropout", "Share of pictures whose label is hidden.")
    ] = 0.3
    restarts: Annotated[
        tuple[int, ...], about("restarts", "Epochs of further cosines, each from the best weights so far.")
    ] = ()


RECIPE_TYPES: tuple[type[TrainingRecipe], ...] = (
    TrainVae,
    TrainJudge,
    TrainClassifier,
    TrainDenoiser,
    TrainReflow,
    TrainConsistency,
    TrainGan,
    TrainNflow,
)
