"""Ten thousand digits in a plane."""

from playground.zoo.vae.recipe import TrainVae

RECIPE = TrainVae(
    name="digits-vae-2d",
    title="Digits in a plane",
    summary="Every handwritten digit becomes a point of a plane: fully connected, latent size 2.",
    data="mnist",
    network="vae-mlp",
    config={"latent": 2, "encoder": [512, 256, 128], "decoder": [128, 256, 512]},
    latent=2,
    epochs=250,
    scale_epochs=10,
    validation=500,
    ema=0.9995,
    degrees=4.0,
    zoom=0.03,
    shift=0.5,
    half=True,
)
