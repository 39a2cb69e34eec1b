"""Clothes by 2-rectified flow."""

from playground.zoo.recipe import TrainReflow

RECIPE = TrainReflow(
    name="fashion-reflow",
    title="Clothes by rectified flow",
    summary="The flow of fashion-flow straightened once: it learnt the straight lines between its ends.",
    data="fashion-mnist",
    network="unet",
    config={"features": 64, "blocks": 1, "time_scale": 1000.0},
    teacher="fashion-flow",
    trajectories=60_000,
    teacher_sampler="ab2",
    teacher_steps=16,
    epochs=5,
    learning_rate=7e-4,
    bfloat16=True,
)
