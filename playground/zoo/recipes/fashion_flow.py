"""Clothes by flow matching."""

from playground.zoo.recipe import TrainDenoiser

RECIPE = TrainDenoiser(
    name="fashion-flow",
    title="Clothes by flow matching",
    summary="A U-Net that predicts the velocity from noise to clothes on straight lines.",
    data="fashion-mnist",
    network="unet",
    config={"features": 64, "blocks": 1, "time_scale": 1000.0},
    path="linear",
    prediction="velocity",
    epochs=9,
    restarts=(18,),
    learning_rate=1.5e-3,
    bfloat16=True,
)
