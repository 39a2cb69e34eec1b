"""Emoji by a game of two players, of which one is augmented as much as it needs."""

from playground.zoo.gan.recipe import TrainGan

RECIPE = TrainGan(
    name="emoji-gan",
    title="Emoji by a GAN",
    summary="A mapped generator of emoji in colour and three styles, whose layers can be mixed, and the "
    "discriminator that it learned to deceive.",
    data="emoji",
    network="gan-mapped",
    config={
        "channels": 3, "height": 32, "width": 32, "classes": 3, "latent": 64, "mapping": 2, "style": 128,
        "generator": 64, "generator_coarse": 112, "generator_fine_blocks": 2, "discriminator": 64,
        "discriminator_coarse": 112, "discriminator_blocks": 2, "end": 12, "features": 128,
    },
    epochs=150,
    batch=32,
    learning_rate=2e-4,
    discriminator_learning_rate=4e-4,
    warm_up=100,
    weight_decay=0.0,
    clip=0.0,
    ema=0.999,
    bfloat16=True,
    r1=0.2,
    interval=4,
    mixing=0.5,
    ada=0.6,
    paper=255,
    validation=240,
    snapshots=2,
    half=True,
)  # fmt: skip
