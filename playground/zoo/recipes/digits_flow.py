"""Digits by flow matching."""

from playground.zoo.recipe import TrainDenoiser

RECIPE = TrainDenoiser(
    name="digits-flow",
    title="Digits by flow matching",
    summary="A U-Net that predicts the velocity from noise to digits on straight lines.",
    data="mnist",
    network="unet",
    config={"features": 48, "blocks": 1, "time_scale": 1000.0},
    path="linear",
    prediction="velocity",
    epochs=30,
    validation=500,
    degrees=8.0,
    zoom=0.08,
    shift=1.5,
    learning_rate=1.5e-3,
    bfloat16=True,
)
