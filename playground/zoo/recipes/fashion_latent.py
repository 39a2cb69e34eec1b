"""The autoencoder in whose latent space the diffusion transformer works."""

from playground.zoo.vae.recipe import TrainVae

RECIPE = TrainVae(
    name="fashion-latent",
    title="Clothes as 4 × 7 × 7 latents",
    summary="A small spatial autoencoder: the first stage of the diffusion transformer.",
    data="fashion-mnist",
    network="vae-spatial",
    config={"latent": 4, "half": 32, "quarter": 64},
    latent=196,
    beta=0.1,
    epochs=8,
    scale_epochs=1,
    learning_rate=2e-3,
    bfloat16=True,
)
