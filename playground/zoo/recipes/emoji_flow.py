"""Emoji by flow matching, told a style: what the Studio’s preset *base* makes of them in an hour."""

from playground.zoo.recipe import TrainDenoiser

RECIPE = TrainDenoiser(
    name="emoji-flow",
    title="Emoji by flow matching",
    summary="A U-Net that predicts the velocity on straight lines draws emoji in colour, told a style alone.",
    data="emoji",
    network="unet",
    config={"channels": 3, "height": 32, "width": 32, "classes": 3, "features": 96, "blocks": 2},
    path="linear",
    prediction="velocity",
    batch=32,
    epochs=60,
    epoch_steps=159,
    learning_rate=1.5e-3,
    ema=0.9979042229906738,
    shift=1.0,
    whole_shifts=True,
    edge=True,
    validation=449,
    half=True,
    bfloat16=True,
)
