"""Faces from sentences: a rectified flow in pixels."""

from playground.faces.tokens import LENGTH, SIZE
from playground.zoo.faces.recipe import TrainFaceWords

RECIPE = TrainFaceWords(
    name="faces-words",
    title="Faces from words",
    summary="A transformer in which pictures and words look at each other draws faces that sentences tell.",
    data="faces",
    network="mm-dit",
    config={
        "height": 64,
        "width": 64,
        "patch": 4,
        "fine": 64,
        "residuals": 1,
        "vocabulary": SIZE,
        "length": LENGTH,
        "embedding": 80,
        "features": 176,
        "heads": 4,
        "preconditioning": "velocity",
    },
    path="linear",
    prediction="velocity",
    times="logit-normal",
    batch=64,
    epochs=40,
    epoch_steps=500,
    learning_rate=1e-3,
    warm_up=500,
    ema=0.9995,
    weight_decay=0.01,
    validation=512,
    half=True,
)
