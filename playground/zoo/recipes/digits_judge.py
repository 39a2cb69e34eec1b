"""The classifier that judges what decoded digits show."""

from playground.zoo.recipe import TrainJudge

RECIPE = TrainJudge(
    name="digits-judge",
    title="Digit judge",
    summary="A small convolutional classifier trained on real digits; it judges what decoded pictures show.",
    data="mnist",
    network="classifier",
    epochs=20,
    validation=500,
    learning_rate=2e-3,
    weight_decay=1e-2,
    degrees=8.0,
    zoom=0.08,
    shift=1.5,
    bfloat16=True,
)
