"""Clothes in a plane."""

from playground.zoo.vae.recipe import TrainVae

RECIPE = TrainVae(
    name="fashion-vae-2d",
    title="Clothes in a plane",
    summary="Every piece of clothing becomes a point of a plane: fully connected, latent size 2.",
    data="fashion-mnist",
    network="vae-mlp",
    config={"latent": 2, "encoder": [512, 256, 128], "decoder": [128, 256, 512]},
    latent=2,
    epochs=60,
    scale_epochs=2,
    ema=0.9995,
    half=True,
)
