"""Clothes in one to four steps."""

from playground.zoo.consistency.recipe import TrainConsistency

RECIPE = TrainConsistency(
    name="fashion-consistency",
    title="Clothes by consistency",
    summary="Distilled from fashion-flow with a discriminator’s help: sends any point straight to the end.",
    data="fashion-mnist",
    network="unet",
    config={"features": 64, "blocks": 1, "time_scale": 1000.0},
    teacher="fashion-flow",
    trajectories=60_000,
    teacher_sampler="ab2",
    teacher_steps=16,
    perceptual=0.1,
    epochs=5,
    restarts=(13, 6, 8),
    batch=64,
    adversarial=1.0,
    adversarial_pure=0.75,
    critic="fashion-gan",
    learning_rate=7e-4,
    bfloat16=True,
    half=True,
)
