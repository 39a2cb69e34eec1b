"""Clothes in sixteen dimensions."""

from playground.zoo.vae.recipe import TrainVae

RECIPE = TrainVae(
    name="fashion-vae-16",
    title="Clothes in sixteen dimensions",
    summary="Clothes with more detail: convolutional, latent size 16.",
    data="fashion-mnist",
    network="vae-conv",
    config={"latent": 16, "half": 32, "quarter": 64, "hidden": 128},
    latent=16,
    epochs=24,
    scale_epochs=2,
    beta=0.5,
    learning_rate=1.5e-3,
    bfloat16=True,
)
