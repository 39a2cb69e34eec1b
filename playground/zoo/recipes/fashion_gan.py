"""Clothes by a game of two players."""

from playground.zoo.gan.recipe import TrainGan

RECIPE = TrainGan(
    name="fashion-gan",
    title="Clothes by a GAN",
    summary="A generator of clothes of a given kind, and the discriminator that it learned to deceive.",
    data="fashion-mnist",
    network="gan",
    epochs=14,
    batch=64,
    learning_rate=1e-3,
    discriminator_learning_rate=1e-3,
    weight_decay=0.0,
    clip=0.0,
    ema=0.999,
    bfloat16=True,
    r1=0.2,
    half=True,
)
