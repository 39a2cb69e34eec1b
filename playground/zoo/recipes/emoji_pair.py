"""How well words and a picture of an emoji agree: both become vectors of one space."""

from playground.zoo.pair.recipe import TrainPair

RECIPE = TrainPair(
    name="emoji-pair",
    title="Emoji and words",
    summary="Pictures and words become vectors of one space; how near they are tells how well they agree.",
    data="emoji",
    network="picture-text",
    config={"vocabulary": 3700, "length": 24},
    batch=128,
    epochs=11,
    epoch_steps=120,
    learning_rate=2e-3,
    warm_up=100,
    weight_decay=0.05,
    ema=0.99,
    shift=2.0,
    zoom=0.12,
    degrees=6.0,
    paper=255,
    validation=240,
    bfloat16=True,
)
