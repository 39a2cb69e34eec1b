"""Clothes by a diffusion transformer in latent space."""

from playground.zoo.recipe import TrainDenoiser

RECIPE = TrainDenoiser(
    name="fashion-dit",
    title="Clothes by a latent transformer",
    summary="A diffusion transformer, trained as a rectified flow in the latents of its own autoencoder.",
    data="fashion-mnist",
    network="latent-dit",
    config={
        "transformer": {"features": 128, "blocks": 6, "heads": 4, "time_scale": 1000.0},
        "autoencoder": {"latent": 4, "half": 32, "quarter": 64},
    },
    first_stage="fashion-latent",
    path="linear",
    prediction="velocity",
    times="logit-normal",
    epochs=9,
    learning_rate=1e-3,
    bfloat16=True,
    half=True,
)
