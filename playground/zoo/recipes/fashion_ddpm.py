"""Clothes by denoising diffusion."""

from playground.zoo.recipe import TrainDenoiser

RECIPE = TrainDenoiser(
    name="fashion-ddpm",
    title="Clothes by diffusion",
    summary="A U-Net that predicts the noise, with 1,000 steps and linear β (Ho et al. 2020).",
    data="fashion-mnist",
    network="unet",
    config={"features": 64, "blocks": 1, "time_scale": 1.0},
    path="variance preserving",
    schedule="linear",
    schedule_steps=1000,
    prediction="noise",
    epochs=9,
    restarts=(18,),
    learning_rate=1.5e-3,
    bfloat16=True,
)
