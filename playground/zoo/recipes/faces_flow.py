"""Faces by flow matching, told any of their factors."""

from playground.faces.telling import COUNTS
from playground.zoo.faces.recipe import TrainFaces

RECIPE = TrainFaces(
    name="faces-flow",
    title="Faces by flow matching",
    summary="A U-Net that predicts the velocity on straight lines draws faces, told any of their factors.",
    data="faces",
    network="factored-unet",
    config={"height": 64, "width": 64, "features": (32, 64, 160), "factors": COUNTS},
    path="linear",
    prediction="velocity",
    times="logit-normal",
    batch=64,
    epochs=24,
    epoch_steps=500,
    learning_rate=2e-3,
    warm_up=500,
    ema=0.9995,
    validation=512,
    half=True,
)
