"""The classifier that says in which style an emoji is drawn."""

from playground.zoo.recipe import TrainJudge

RECIPE = TrainJudge(
    name="emoji-judge",
    title="Judge of styles",
    summary="A small convolutional classifier trained on real emoji; it says in which style one is drawn.",
    data="emoji",
    network="feature-classifier",
    config={"classes": 3, "channels": 3, "width": 40},
    epochs=24,
    learning_rate=2e-3,
    weight_decay=5e-2,
    shift=2.0,
    paper=255,
    validation=240,
    bfloat16=True,
)
