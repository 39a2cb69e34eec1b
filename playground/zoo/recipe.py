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
    epoch_steps: Annotated[
        int,
        bounds(0, 1_000_000, "steps of an epoch", "Where an epoch is no pass; 0 is one pass.", unit="steps"),
    ] = 0
    longer: Annotated[
        tuple[int, ...], about("longer", "Steps that it learned on after its end, for each time.")
    ] = ()
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
    whole_shifts: Annotated[
        bool, about("whole shifts", "Shift by whole pixels, so that no edge is blurred by it.")
    ] = False
    mirror: Annotated[bool, about("mirror", "Turn half of the images left to right.")] = False
    paper: Annotated[int, bounds(0, 255, "paper", "Grey level around the images, shown by a shift.")] = 0
    edge: Annotated[bool, about("edge", "Repeat an image’s border around it, in the place of the paper.")] = (
        False
    )
    snapshot_steps: Annotated[
        tuple[int, ...], about("snapshots", "Steps after which averaged weights are kept beside the last.")
    ] = ()
    seed: Annotated[int, bounds(0, 2**32 - 1, "seed", "Determines weights, order and noise.")] = 0


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

    teacher: Annotated[str, about("teacher", "The finished model whose trajectories are learnt.", length=80)]
    trajectories: Annotated[
        int, bounds(2, 10_000_000, "trajectories", "How many of the teacher’s trajectories are drawn.")
    ] = 20_000
    teacher_sampler: Annotated[str, about("sampler", "How trajectories are solved.", length=40)] = "ab2"
    teacher_steps: Annotated[int, bounds(1, 1000, "teacher’s steps", "Steps of a trajectory.")] = 16


class TrainReflow(TrainFromTeacher, tag="train-reflow", frozen=True, kw_only=True):
    """Match the flow of straight lines between the ends of the teacher's trajectories (Liu et al. 2023)."""
