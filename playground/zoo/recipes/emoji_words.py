"""Emoji from words: a rectified flow that is told a caption and a style."""

from playground.zoo.text.recipe import TrainFromWords

RECIPE = TrainFromWords(
    name="emoji-words",
    title="Emoji from words",
    summary="A transformer in which pictures and words look at each other draws emoji of three styles.",
    data="emoji",
    network="mm-dit",
    config={"vocabulary": 3700, "length": 24, "embedding": 80},
    path="linear",
    prediction="velocity",
    times="logit-normal",
    batch=64,
    epochs=220,
    longer=(5_500,),
    longer_by="Muon",
    longer_rate=4.0,
    longer_mean=1.5,
    longer_spread=1.2,
    longer_keywords_dropout=0.3,
    learning_rate=1e-3,
    warm_up=500,
    ema=0.9995,
    weight_decay=0.01,
    shift=1.0,
    paper=255,
    validation=0,
    bfloat16=True,
    half=True,
)
