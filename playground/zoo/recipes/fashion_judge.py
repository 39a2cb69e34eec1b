"""The classifier that judges what decoded clothes show."""

from playground.zoo.recipe import TrainJudge

RECIPE = TrainJudge(
    name="fashion-judge",
    title="Fashion judge",
    summary="A small convolutional classifier trained on real images; it judges what decoded pictures show.",
    data="fashion-mnist",
    network="classifier",
    epochs=8,
    learning_rate=2e-3,
    weight_decay=1e-2,
    shift=1.0,
    mirror=True,
    bfloat16=True,
)
